"""What the commands of the ledger share: their options, a second person, what is told afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from consoleapp.cli.output import answer_json, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date

    from consoleapp.desk.context import Desk
    from consoleapp.desk.ledger import Part
    from consoleapp.rules.money import Money

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Ask = Annotated[str, typer.Option("--ask", metavar="REASON", help="Ask for the second person it needs.")]
Key = Annotated[str, typer.Option(help="Send it again with the same key when the answer was lost.")]
Policy = Annotated[str, typer.Option(metavar="NUMBER", help="The policy.")]
Reason = Annotated[str, typer.Option(help="Why; it goes on record.")]
Receipt = Annotated[str, typer.Argument(metavar="RECEIPT", help="Its number.")]
Invoice = Annotated[str, typer.Argument(metavar="INVOICE", help="Its number.")]
To = Annotated[
    list[str] | None, typer.Option("--to", metavar="INVOICE=AMOUNT", help="What it pays; may be repeated.")
]
Oldest = Annotated[bool, typer.Option("--oldest-first", help="Pay what has been due longest.")]


def key_or_new(key: str) -> str:
    """The idempotency key given, or one of its own."""
    from consoleapp.desk.keys import new_key

    return key or new_key()


def day_or_today(desk: "Desk", text: str) -> "date":
    """A day as typed, or today in Hong Kong."""
    from consoleapp.rules.dates import local_date, parse_date

    return parse_date(text) if text else local_date(desk.clock())


def money_of(text: str, usual: str) -> "Money":
    """``52,344.00`` in the usual currency, or ``USD 400.00``."""
    from consoleapp.rules.money import MINOR_DIGITS, Money

    return Money.parse(text, text[:3] if text[:3] in MINOR_DIGITS else usual)


def parts_of(desk: "Desk", given: list[str], currency: str) -> "tuple[Part, ...]":
    """``9200352=1,200.00`` as what of the money pays which invoice."""
    from consoleapp.desk import ledger
    from consoleapp.desk.ledger import Part
    from consoleapp.rules.money import Money

    pairs = [one.partition("=")[::2] for one in given]
    if any(not amount for _number, amount in pairs):
        raise WrongUse(N_("Write what is paid as INVOICE=AMOUNT, for example 9200352=1,200.00."))
    found = ledger.find_invoices(desk, [number for number, _amount in pairs])
    return tuple(Part(found[number][0], Money.parse(amount, currency).minor) for number, amount in pairs)


def with_second_person(desk: "Desk", reason: str, act: Callable[[], T]) -> T:
    """Do it; where it needs a second person and a reason was given, ask for one and say so."""
    from consoleapp.desk import approvals
    from consoleapp.desk.keys import new_key

    try:
        return act()
    except approvals.NeedsApproval as needs:
        if not reason:
            raise
        number = approvals.ask(desk, needs.asked, reason, key=new_key())
        raise approvals.NeedsApproval(
            needs.asked,
            N_("Request {number} waits for a second person. Then send the same command again."),
            number=number,
        ) from needs


def tell_receipt(desk: "Desk", receipt_no: str, *, as_json: bool) -> None:
    """A receipt as it stands now."""
    from consoleapp.desk import ledger

    row = ledger.find_receipt(desk, receipt_no)
    if as_json:
        answer_json(row)
        return
    told = _("Receipt {number}: {amount}, of which {allocated} is allocated and {left} is not.")
    line(
        told.format(
            number=row.receipt_no, amount=row.amount.named(), allocated=row.allocated, left=row.unallocated
        )
    )


def tell_invoice(desk: "Desk", invoice_no: str, *, as_json: bool) -> None:
    """An invoice as it stands now."""
    from consoleapp.desk import ledger

    row = ledger.find_invoice(desk, invoice_no)
    if as_json:
        answer_json(row)
        return
    told = _("Invoice {number}: {amount}, of which {balance} is left to pay.")
    line(told.format(number=row.invoice_no, amount=row.amount.named(), balance=row.balance))
