"""What a command asks for beside login and password: a code, the rules of use, a password of one's own."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.cli.invocation import Invocation
    from consoleapp.desk.codes import Enrolment
    from consoleapp.desk.signin import Given, MoreNeeded
    from consoleapp.reference.notice import Notice


def ask_for(invocation: "Invocation", missing: "MoreNeeded", given: "Given") -> "Given":
    """All that is missing. Raises WrongUse naming how a script gives what nobody is there to type."""
    if missing.notice:
        given = replace(given, notice=_read_and_accept(invocation))
    if missing.new_password:
        given = replace(given, new_password=_own_password(invocation))
    if missing.code:
        given = replace(given, code=_code(invocation))
    if missing.enrolment is not None:
        given = _take_up_factor(missing.enrolment, given)
    return given


def show_enrolment(made: "Enrolment") -> str:
    """The QR code and the secret on the terminal; the first code that is typed."""
    import getpass

    import typer

    from consoleapp.cli.output import line
    from consoleapp.exchange.qr import drawn

    for row in drawn(made.uri):
        typer.secho(row, fg=typer.colors.BRIGHT_WHITE, bg=typer.colors.BLACK)
    line(_("Or type it into the app: {secret}").format(secret=made.secret))
    return getpass.getpass(_("First code from the app: "))


def show_recovery_codes(spare: tuple[str, ...]) -> None:
    """What serves for a lost phone, once they hold."""
    from consoleapp.cli.output import line

    line(_("A code is asked for from now on. For a lost phone, each of these serves once; keep them safe:"))
    for code in spare:
        line(f"  {code}")


def _take_up_factor(made: "Enrolment", given: "Given") -> "Given":
    """The role asks for a second factor."""
    from consoleapp.desk.codes import new_recovery_codes

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUse(N_("Your role needs a second factor. Take it up in a terminal: staff factor"))
    return replace(given, first_code=show_enrolment(made), recovery_codes=new_recovery_codes())


def new_password(invocation: "Invocation", question: str) -> str:
    """A new password: from CONSOLEAPP_NEW_PASSWORD, or asked for twice on the terminal."""
    given = invocation.environ.get("CONSOLEAPP_NEW_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise WrongUse(N_("No new password: set CONSOLEAPP_NEW_PASSWORD, or run this in a terminal."))
    import getpass

    first = getpass.getpass(question)
    if getpass.getpass(_("Again: ")) != first:
        raise WrongUse(N_("The two passwords differ. Nothing was done."))
    return first


def notice_in_force(invocation: "Invocation") -> "Notice":
    """The rules of use in the language in use."""
    from consoleapp.reference.notice import load_notice

    return load_notice(invocation.settings.notice, current())


def _read_and_accept(invocation: "Invocation") -> "Notice":
    import typer

    from consoleapp.cli.output import line

    notice = notice_in_force(invocation)
    if not sys.stdin.isatty():
        raise WrongUse(
            N_("Accept the rules of use first: consoleapp --as {login} staff accept-notice"),
            login=invocation.login,
        )
    for text in notice.text.splitlines():
        line(text)
    if not typer.confirm(_("Do you accept these rules?")):
        raise WrongUse(N_("Without accepting the rules nobody is let in."))
    return notice


def _own_password(invocation: "Invocation") -> str:
    if "CONSOLEAPP_NEW_PASSWORD" not in invocation.environ and not sys.stdin.isatty():
        raise WrongUse(
            N_("This password was given to you. Choose one of your own in CONSOLEAPP_NEW_PASSWORD.")
        )
    return new_password(invocation, _("Choose a password of your own: "))


def _code(invocation: "Invocation") -> str:
    given = invocation.environ.get("CONSOLEAPP_CODE")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise WrongUse(N_("No one-time code: set CONSOLEAPP_CODE, or run this in a terminal."))
    import getpass

    return getpass.getpass(_("One-time code: "))
