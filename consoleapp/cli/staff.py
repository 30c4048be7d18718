"""``consoleapp staff …``: who may sign in, and one's own sign-in."""

from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli import staff_own
from consoleapp.cli.invocation import Invocation, utc_now
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.cli.signing_in import new_password
from consoleapp.errors import NotAllowed, WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.rules.permissions import Role

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Login = Annotated[str, typer.Argument(help="Sign-in name.")]
Reason = Annotated[str, typer.Option(help="Why; it goes on record.")]
RoleName = Annotated[
    str, typer.Option("--role", help="hotline, counter, supervisor, administrator or auditor.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Who may sign in.", no_args_is_help=True, rich_markup_mode=None)
    group.command("list")(staff_list)
    group.command("add")(add)
    group.command("role")(role)
    group.command("disable")(disable)
    group.command("enable")(enable)
    group.command("unlock")(unlock)
    group.command("email")(email)
    group.command("sessions")(sessions)
    group.command("sign-out")(sign_out)
    group.command("reset-password")(reset_password)
    group.command("reset-factor")(reset_factor)
    group.command("recover")(recover)
    staff_own.register(group)
    app.add_typer(group, name="staff")


def staff_list(context: typer.Context, as_json: AsJson = False) -> None:
    """Everybody who may sign in, with role and state."""
    from consoleapp.desk import staff
    from consoleapp.rules.dates import show_moment

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
            _("second factor") if person.second_factor else "–",
            show_moment(person.last_signed_in, current()) if person.last_signed_in else _("never signed in"),
        ]
        for person in people
    )


def add(
    context: typer.Context,
    login: Login,
    role: RoleName,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add somebody. Example: consoleapp --as ada staff add ben --role hotline --name "Ben Lee"

    They choose a password of their own when they first sign in.
    """
    from consoleapp.desk import staff
    from consoleapp.desk.keys import new_key

    invocation: Invocation = context.obj
    wanted = _role(role)
    desk = invocation.desk()
    password = new_password(invocation, _("Password of {login}: ").format(login=login))
    staff.add(desk, login, name or login, wanted, password, key=new_key())
    _done(as_json, login, _("{login} may sign in now.").format(login=login.lower()))


def role(
    context: typer.Context, login: Login, role: RoleName, reason: Reason, as_json: AsJson = False
) -> None:
    """Give somebody another role; a second person approves it first.

    Example: consoleapp --as ada staff role ben --role counter --reason "moves downstairs"
    """
    from consoleapp.desk import approvals, staff
    from consoleapp.desk.keys import new_key

    wanted = _role(role)
    desk = context.obj.desk()
    try:
        staff.change_role(desk, login, wanted, reason, key=new_key())
    except approvals.NeedsApproval as error:
        number = approvals.ask(desk, error.asked, reason, key=new_key())
        raise NotAllowed(
            N_("Sent to the supervisors as request {number}. Once approved, run the same command again."),
            number=number,
        ) from error
    _done(as_json, login, _("{login} works as {role} now.").format(login=login.lower(), role=_(wanted.word)))


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


def email(
    context: typer.Context,
    login: Login,
    address: Annotated[str, typer.Argument(help="E-mail address; without it none.")] = "",
    as_json: AsJson = False,
) -> None:
    """Where somebody is told that the file of a scheduled report is there."""
    from consoleapp.desk import staff
    from consoleapp.desk.keys import new_key

    staff.set_email(context.obj.desk(), login, address, key=new_key())
    told = _("{login} is told of scheduled reports there.") if address else _("{login} is told of nothing.")
    _done(as_json, login, told.format(login=login.lower()))


def sessions(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="Sign-in name; without it everybody, or yourself.")] = "",
    as_json: AsJson = False,
) -> None:
    """Who is signed in where, since when."""
    from consoleapp.desk import staff_access
    from consoleapp.rules.dates import show_moment

    found = staff_access.sessions(context.obj.desk(), login)
    if as_json:
        answer_json(found)
        return
    columns(
        [
            one.login,
            one.name,
            show_moment(one.started_at, current()),
            one.host,
            _("this command") if one.here else "",
        ]
        for one in found
    )


def sign_out(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="Sign-in name; without it yourself, everywhere else.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for somebody else; it goes on record.")] = "",
    as_json: AsJson = False,
) -> None:
    """Sign somebody out everywhere; what they have open ends with its next act."""
    from consoleapp.desk import signin, staff_access
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    if login and login.lower() != desk.actor.login:
        staff_access.end_sessions(desk, login, reason, key=new_key())
    else:
        signin.sign_out_everywhere(desk, key=new_key())
    named = login.lower() or desk.actor.login
    _done(as_json, named, _("{login} is signed out everywhere.").format(login=named))


def reset_password(context: typer.Context, login: Login, reason: Reason, as_json: AsJson = False) -> None:
    """Give somebody a password for one sign-in, at which they choose their own. Ends their lock too."""
    from consoleapp.desk import staff_access
    from consoleapp.desk.keys import new_key

    invocation: Invocation = context.obj
    desk = invocation.desk()
    password = new_password(invocation, _("Password of {login}: ").format(login=login))
    staff_access.reset_password(desk, login, password, reason, key=new_key())
    _done(as_json, login, _("{login} signs in with it and chooses another.").format(login=login.lower()))


def reset_factor(context: typer.Context, login: Login, reason: Reason, as_json: AsJson = False) -> None:
    """For a lost phone: take the second factor away; a new password is chosen at the next sign-in."""
    from consoleapp.desk import staff_access
    from consoleapp.desk.keys import new_key

    staff_access.remove_second_factor(context.obj.desk(), login, reason, key=new_key())
    _done(as_json, login, _("{login} signs in without a code now.").format(login=login.lower()))


def recover(
    context: typer.Context,
    login: Login,
    reason: Reason,
    name: Annotated[str, typer.Option(help="The person's name, for somebody new.")] = "",
    as_json: AsJson = False,
) -> None:
    """When no supervisor gets in: let one in again, or make a new one. Nobody signs in for it.

    For whoever runs the machine: it needs the database and the audit key. It stands in the audit record with
    the reason, the computer and its account.

    Example: consoleapp --home office staff recover ada --reason "both supervisors lost their phones"
    """
    from consoleapp.desk.staff_access import recover

    invocation: Invocation = context.obj
    book = invocation.book()
    try:
        password = new_password(invocation, _("Password of {login}: ").format(login=login))
        recover(book, invocation.settings, utc_now, login, name, password, reason)
    finally:
        book.close()
    _done(as_json, login, _("{login} signs in with it and chooses another.").format(login=login.lower()))


def _role(word: str) -> "Role":
    from consoleapp.rules.permissions import Role

    try:
        return Role(word)
    except ValueError:
        raise WrongUse(
            N_("{role} is not a role. Choose from: {known}."), role=repr(word), known=", ".join(Role)
        ) from None


def _done(as_json: bool, login: str, sentence: str) -> None:
    if as_json:
        answer_json({"login": login.lower(), "done": True})
    else:
        line(sentence)
