"""``consoleapp demo``: the console on an invented book, with nothing to set up."""

import sys
from typing import Annotated

import typer

from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.i18n import _


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Build the book, do not open the console.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Build the sample book once and open the console on it. Everybody in it is invented.

    Example: consoleapp --home demo demo --no-open --json
    """
    from consoleapp.exchange.sample import build_demo

    invocation: Invocation = context.obj
    settings = invocation.settings
    staff = build_demo(settings)
    if as_json:
        answer_json({"home": settings.home, "database_url": settings.database_url, "staff": staff})
    elif no_open or not (sys.stdin.isatty() and sys.stdout.isatty()):
        line(_("The demo book is in {folder}.").format(folder=settings.home))
        columns([person.login, person.password, person.name] for person in staff)
    if not no_open:
        invocation.open_console()
