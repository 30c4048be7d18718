"""``consoleapp ledger match``: money that came in by a bank's file, line by line."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.ledger_options import AsJson, Ask, with_second_person
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import ConsoleError, Refused, WrongUse
from consoleapp.i18n import N_, _

if TYPE_CHECKING:
    from consoleapp.desk.ledger import ProposedMatch


def register(group: typer.Typer) -> None:
    """Add the command of this module."""
    group.command("match")(match)


def match(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Money that came in, from the bank.")],
    accept: Annotated[
        list[int] | None, typer.Option(metavar="LINE", help="Post this line as proposed; may be repeated.")
    ] = None,
    accept_all_above: Annotated[
        int | None,
        typer.Option(metavar="PERCENT", min=0, max=99, help="Post every line proposed with more confidence."),
    ] = None,
    currency: Annotated[str, typer.Option(help="Where the file does not say.")] = "HKD",
    ask: Ask = "",
    as_json: AsJson = False,
) -> None:
    """Propose what each line of a bank's file pays; post only what you accept. Again it posts nothing.

    Example: consoleapp --as cora ledger match bank.csv --accept 2
    """
    from consoleapp.desk import ledger
    from consoleapp.exchange.bank_file import read_bank_file

    desk = context.obj.desk()
    lines, digest = read_bank_file(file, desk.settings.imports, currency)
    proposed = ledger.match(desk, lines, digest)
    numbers = {one.line.number for one in proposed}
    for wanted in accept or []:
        if wanted not in numbers:
            raise WrongUse(N_("{file} has no line {number} of money in."), file=file.name, number=wanted)
    chosen = [
        one
        for one in proposed
        if not one.posted
        and (
            one.line.number in (accept or [])
            or (
                accept_all_above is not None
                and one.policy_id is not None
                and one.confidence > accept_all_above
            )
        )
    ]
    refused: dict[int, ConsoleError] = {}
    for one in chosen:
        try:
            with_second_person(desk, ask, partial(ledger.accept, desk, one))
        except Refused as error:  # another line may still go in; this one is told below
            refused[one.line.number] = error
    shown = ledger.match(desk, lines, digest) if chosen else proposed
    posted = len(chosen) - len(refused)
    if as_json:
        told = {str(number): error.text(_) for number, error in refused.items()}
        answer_json({"file_sha256": digest, "posted": posted, "not_posted": told, "lines": shown})
    else:
        columns(_row(one) for one in shown)
        line(_("{count} posted.").format(count=posted))
    if refused:
        first = min(refused)
        raise Refused(
            N_("{count} not posted. Line {number}: {why}"),
            count=len(refused),
            number=first,
            why=refused[first].text(_),
        )


def _row(one: "ProposedMatch") -> list[str]:
    from consoleapp.cli.words import word

    if one.posted:
        what, sure = f"{one.policy_no} {_('posted as {receipt}').format(receipt=one.posted)}", ""
    elif one.policy_id is None:
        what, sure = _("no match"), ""
    else:
        pays = ", ".join(f"{part.invoice_no} {part.amount}" for part in one.parts)
        what, sure = f"{one.policy_no} {pays}", f"{one.confidence} %"
    return [
        str(one.line.number),
        one.amount.named(),
        one.line.payer,
        one.line.reference,
        sure,
        what,
        "; ".join(word(clue) for clue in one.clues),
    ]
