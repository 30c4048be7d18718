"""``consoleapp staff password | accept-notice | factor``: one's own sign-in."""

import sys
from typing import Annotated

import typer

from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, line
from consoleapp.cli.signing_in import new_password, show_enrolment, show_recovery_codes
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def register(group: typer.Typer) -> None:
    """Add the commands of this module to ``consoleapp staff``."""
    group.command("password")(password)
    group.command("accept-notice")(accept_notice)
    group.command("factor")(factor)


def password(context: typer.Context, as_json: AsJson = False) -> None:
    """Change your own password; what else you have open ends. Example: consoleapp --as ben staff password"""
    from consoleapp.desk import staff
    from consoleapp.desk.keys import new_key

    invocation: Invocation = context.obj
    desk = invocation.desk()
    current = invocation.password(desk.database)
    count = desk.settings.sign_in.shortest_password
    chosen = new_password(invocation, _("New password, {count} characters or more: ").format(count=count))
    staff.change_own_password(desk, current, chosen, key=new_key())
    _done(as_json, _("The new password holds from now on."))


def accept_notice(
    context: typer.Context,
    version: Annotated[
        str, typer.Option("--version", help="The version you accept: a script says it was read before.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Read the rules of use and accept them, once for each version; the console asks at sign-in.

    Example: consoleapp --as ben staff accept-notice
    """
    from consoleapp.cli.signing_in import notice_in_force

    invocation: Invocation = context.obj
    notice = notice_in_force(invocation)
    if not as_json:
        for text in notice.text.splitlines():
            line(text)
    if version and version != notice.version:
        raise WrongUse(N_("The version in force is {version}. Read it again."), version=notice.version)
    if not version:
        if not sys.stdin.isatty():
            raise WrongUse(
                N_("Nobody is here to accept them. Say which you read: --version {version}"),
                version=notice.version,
            )
        if not typer.confirm(_("Do you accept these rules?")):
            raise WrongUse(N_("Without accepting the rules nobody is let in."))
    desk = invocation.desk(notice)
    _done(
        as_json,
        _("Accepted by {name}: version {version}.").format(name=desk.actor.name, version=notice.version),
    )


def factor(
    context: typer.Context,
    off: Annotated[bool, typer.Option("--off", help="Do without one again, as before a new phone.")] = False,
) -> None:
    """Take up a second factor: a QR code for the app on your phone, then a first code from it.

    Needs a terminal. A password of 8 characters is enough beside it.

    Example: consoleapp --as ben staff factor
    """
    import getpass

    from consoleapp.cli.output import line
    from consoleapp.desk import second_factor
    from consoleapp.desk.keys import new_key

    invocation: Invocation = context.obj
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUse(N_("A second factor is taken up in a terminal: the code is for your eyes only."))
    desk = invocation.desk()
    if invocation.enrolled:
        return  # signing in took it up
    known = invocation.password(desk.database)
    if off:
        second_factor.give_up(desk, known, getpass.getpass(_("One-time code: ")), key=new_key())
        line(_("No code is asked for any more. The next sign-in begins with choosing a password."))
        return
    made = second_factor.begin(desk, known, key=new_key())
    show_recovery_codes(second_factor.confirm(desk, show_enrolment(made), key=new_key()))


def _done(as_json: bool, sentence: str) -> None:
    if as_json:
        answer_json({"done": True})
    else:
        line(sentence)
