"""``consoleapp staff …``: who may sign in."""

from typing import Annotated

import typer

from consoleapp.cli.books import new_password
from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Login = Annotated[str, typer.Argument(help="Sign-in name.")]
Reason = Annotated[str, typer.Option(help="Why; it goes on record.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Who may sign in.", no_args_is_help=True, rich_markup_mode=None)
    group.command("list")(staff_list)
    group.command("add")(add)
    group.command("disable")(disable)
    group.command("enable")(enable)
    group.command("unlock")(unlock)
    group.command("password")(password)
    app.add_typer(group, name="staff")


def staff_list(context: typer.Context, as_json: AsJson = False) -> None:
    """Everybody who may sign in, with role and state."""
    from consoleapp.desk import staff

    desk = context.obj.desk()
    people = staff.staff_list(desk)
    if as_json:
        answer_json(people)
        return
    columns(
        [
            person.login,
            person.name,
            _(person.role.word),
            _("disabled") if person.disabled else _("locked") if person.locked_until else _("may sign in"),
        ]
        for person in people
    )


def add(
    context: typer.Context,
    login: Login,
    role: Annotated[str, typer.Option(help="hotline, counter, supervisor, administrator or auditor.")],
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add somebody. Example: consoleapp --as ada staff add ben --role hotline --name "Ben Lee" """
    from consoleapp.desk import staff
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.permissions import Role

    invocation: Invocation = context.obj
    try:
        wanted = Role(role)
    except ValueError:
        raise WrongUse(
            N_("{role} is not a role. Choose from: {known}."), role=repr(role), known=", ".join(Role)
        ) from None
    desk = invocation.desk()
    password = new_password(invocation, _("Password of {login}: ").format(login=login))
    staff.add(desk, login, name or login, wanted, password, key=new_key())
    _done(as_json, login, _("{login} may sign in now.").format(login=login.lower()))


def disable(context: typer.Context, login: Login, reason: Reason, as_json: AsJson = False) -> None:
    """Let somebody in no more; what they have open ends at once."""
    from consoleapp.desk import staff
    from consoleapp.desk.keys import new_key

    staff.disable(context.obj.desk(), login, reason=reason, key=new_key())
    _done(as_json, login, _("{login} may no longer sign in.").format(login=login.lower()))


def enable(context: typer.Context, login: Login, reason: Reason, as_json: AsJson = False) -> None:
    """Let somebody in again."""
    from consoleapp.desk import staff
    from consoleapp.desk.keys import new_key

    staff.enable(context.obj.desk(), login, reason=reason, key=new_key())
    _done(as_json, login, _("{login} may sign in now.").format(login=login.lower()))


def unlock(context: typer.Context, login: Login, reason: Reason, as_json: AsJson = False) -> None:
    """End the lock after wrong passwords before its time."""
    from consoleapp.desk import staff
    from consoleapp.desk.keys import new_key

    staff.unlock(context.obj.desk(), login, reason=reason, key=new_key())
    _done(as_json, login, _("{login} may try again now.").format(login=login.lower()))


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
    _done(as_json, desk.actor.login, _("The new password holds from now on."))


def _done(as_json: bool, login: str, sentence: str) -> None:
    if as_json:
        answer_json({"login": login.lower(), "done": True})
    else:
        line(sentence)
