"""``consoleapp init`` and ``consoleapp migrate``: a book of one's own."""

import sys
from typing import Annotated

import typer

from consoleapp.cli.invocation import Invocation, utc_now
from consoleapp.cli.output import answer_json, line
from consoleapp.cli.signing_in import new_password
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init")(init)
    app.command("migrate")(migrate)


def init(
    context: typer.Context,
    login: Annotated[str, typer.Option(help="Sign-in name of the first supervisor.")] = "",
    name: Annotated[str, typer.Option(help="Name of the first supervisor.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Make a new, empty book and its first supervisor.

    Example: consoleapp --home office init --login ada --name "Ada Wong"
    """
    from consoleapp.desk.opening import create_book
    from consoleapp.desk.staff import create_first_supervisor

    invocation: Invocation = context.obj
    if not login:
        if not sys.stdin.isatty():
            raise WrongUse(N_("Say who the first supervisor is: consoleapp init --login NAME"))
        login = typer.prompt(_("Sign-in name of the first supervisor"))
    settings = invocation.settings
    database = create_book(settings)
    password = new_password(
        invocation,
        _("New password, {count} characters or more: ").format(count=settings.sign_in.shortest_password),
    )
    create_first_supervisor(database, settings, utc_now, login, name or login, password)
    if as_json:
        answer_json({"home": settings.home, "supervisor": login.lower()})
        return
    line(_("The book is ready. Next: consoleapp --as {login} import PATH").format(login=login.lower()))


def migrate(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Bring a book made by an earlier version up to date; a copy is made first."""
    from consoleapp.desk.opening import migrate_book

    invocation: Invocation = context.obj
    migrate_book(invocation.settings)
    if as_json:
        answer_json({"home": invocation.settings.home, "current": True})
        return
    line(_("The book is up to date."))
