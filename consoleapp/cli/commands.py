"""Every command. Modules import what is heavy inside their functions, so that ``--help`` answers at once."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from consoleapp import __version__
from consoleapp.cli import (
    accounts,
    answers,
    approvals,
    audit,
    books,
    claims,
    demo,
    directory,
    doctors,
    documents,
    estimates,
    generate,
    imports,
    ledger,
    outbox,
    policies,
    reference,
    reports,
    requests,
    retention,
    schedules,
    staff,
)
from consoleapp.cli.invocation import Invocation
from consoleapp.errors import WrongUse
from consoleapp.i18n import LANGUAGES, N_, use

EXAMPLES = """\b
Examples:
  consoleapp demo                                  the console on an invented book
  consoleapp init                                  a new, empty book and its supervisor
  consoleapp --as ada import extracts/             load the insurer's extracts
  consoleapp --as ada find "chan tai man" --json   who is it?
  consoleapp --as ada member 0001-00 --policy 91307
  consoleapp --as ada policy 91307 --schedule      a contract, and what its plans grant
"""

app = typer.Typer(
    name="consoleapp",
    help="The service desk console of a group medical insurer.",
    epilog=EXAMPLES,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"consoleapp {__version__}")
        raise typer.Exit


def _language(wanted: str | None) -> str | None:
    if wanted is not None and wanted not in LANGUAGES:
        raise typer.BadParameter(f"{wanted} – choose from {', '.join(LANGUAGES)}")
    return wanted


@app.callback(invoke_without_command=True)
def consoleapp(
    context: typer.Context,
    home: Annotated[
        Path, typer.Option(help="The folder that holds data/ and exports/.", file_okay=False)
    ] = Path(),
    login: Annotated[str | None, typer.Option("--as", metavar="STAFF", help="Who is at the desk.")] = None,
    language: Annotated[
        str | None, typer.Option("--lang", help="Language: " + ", ".join(LANGUAGES), callback=_language)
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """The service desk console of a group medical insurer. Without a command it opens the console."""
    invocation = Invocation(home, os.environ, login, language)
    context.obj = invocation
    context.call_on_close(invocation.leave)
    use(language or invocation.settings.look.language)
    if context.invoked_subcommand is None:
        invocation.open_console()


for module in (
    accounts,
    answers,
    approvals,
    audit,
    books,
    claims,
    demo,
    directory,
    doctors,
    documents,
    estimates,
    generate,
    imports,
    ledger,
    outbox,
    policies,
    reference,
    reports,
    schedules,
    requests,
    retention,
    staff,
):
    module.register(app)


def perform(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit code. Raises WrongUse, in one line, for words it does not know."""
    try:
        code = app(args=list(arguments), prog_name="consoleapp", standalone_mode=False)
    except typer.Abort:
        return 1
    except Exception as error:
        explain = getattr(error, "format_message", None)  # the parser's own errors have it
        if explain is None:
            raise
        message = str(explain())
        if message.startswith("Usage:"):  # a group named without a command: its help is the answer
            typer.echo(message, err=True)
            return WrongUse.exit_code
        message = " ".join(message.split()).rstrip(".") + "."
        raise WrongUse(N_("{message} See: consoleapp --help"), message=message) from error
    return code if isinstance(code, int) else 0
