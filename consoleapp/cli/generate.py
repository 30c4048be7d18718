"""``consoleapp generate``: an invented book of any size, for practice and for measuring."""

from pathlib import Path
from typing import Annotated

import typer

from consoleapp.cli.invocation import Invocation, utc_now
from consoleapp.cli.output import answer_json, line
from consoleapp.i18n import _


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("generate")(generate)


def generate(
    context: typer.Context,
    members: Annotated[int, typer.Option(metavar="N", help="How many members.")],
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed makes the same book.")] = 1,
    claims: Annotated[
        float, typer.Option("--claims-per-member", metavar="X", help="Claims a member, on average.")
    ] = 5.0,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="DIR", help="Write extracts into this folder instead.", file_okay=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Fill an empty book with invented people, companies, claims and invoices, skewed as real ones are.

    Examples: consoleapp --home big generate --members 100000 · consoleapp generate --members 1000 --csv out
    """
    import time

    from consoleapp.cli.bar import run_with_bar
    from consoleapp.exchange.generate.book import Order

    invocation: Invocation = context.obj
    order = Order(members, seed, claims)
    began = time.monotonic()
    if folder is not None:
        from consoleapp.exchange.generate.extracts import write_extracts

        run_with_bar(write_extracts(folder, order))
        where = str(folder)
    else:
        from consoleapp.desk.opening import create_book
        from consoleapp.exchange.generate.load import load

        database = create_book(invocation.settings)
        try:
            run_with_bar(load(database, order, invocation.settings.audit_key_file, utc_now()))
        finally:
            database.close()
        where = str(invocation.settings.home)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        answer_json(
            {"where": where, "members": members, "seed": seed, "claims_a_member": claims, "seconds": seconds}
        )
        return
    line(_("{members} members are in {where} after {seconds} seconds.").format(
        members=f"{members:,}", where=where, seconds=seconds))  # fmt: skip
