"""``consoleapp ledger reverse``, ``deallocate``, ``bounce``, ``refund``, ``credit-note``, ``write-off``."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from consoleapp.cli.ledger_options import (
    AsJson,
    Ask,
    Invoice,
    Key,
    Reason,
    Receipt,
    key_or_new,
    money_of,
    tell_invoice,
    tell_receipt,
    with_second_person,
)
from consoleapp.cli.output import answer_json, line
from consoleapp.i18n import _

Amount = Annotated[str, typer.Option(help="How much: 1,350.00.")]


def register(group: typer.Typer) -> None:
    """Add the commands of this module."""
    group.command("reverse")(reverse)
    group.command("deallocate")(deallocate)
    group.command("bounce")(bounce)
    group.command("refund")(refund)
    group.command("credit-note")(credit_note)
    group.command("write-off")(write_off)


def reverse(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="Its number, as a statement shows it.")],
    reason: Reason,
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Turn an entry round; both stay on record and come to nothing together.

    Example: consoleapp --as ada ledger reverse 4711 --reason "paid by another company"
    """
    from consoleapp.desk import ledger

    desk, key = context.obj.desk(), key_or_new(key)
    turning = with_second_person(desk, ask, lambda: ledger.reverse(desk, entry, reason, key=key))
    if as_json:
        answer_json({"entry": turning, "turns": entry})
    else:
        line(_("Entry {number} turns entry {other} round.").format(number=turning, other=entry))


def deallocate(
    context: typer.Context,
    receipt: Receipt,
    invoice: Annotated[str, typer.Option("--from", metavar="INVOICE", help="What it shall not pay.")],
    reason: Reason,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Take back all that a receipt pays of an invoice; it is unallocated again.

    Example: consoleapp --as ada ledger deallocate R-20871 --from 9200352 --reason "wrong month"
    """
    from consoleapp.desk import ledger

    desk = context.obj.desk()
    row, paid = ledger.find_receipt(desk, receipt), ledger.find_invoice(desk, invoice)
    ledger.deallocate(desk, row.settlement_id, paid.invoice_id, reason, key=key_or_new(key))
    tell_receipt(desk, row.receipt_no, as_json=as_json)


def bounce(
    context: typer.Context,
    receipt: Receipt,
    reason: Reason,
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """A cheque was not honoured: what it paid is owed again, then the receipt is turned round.

    Example: consoleapp --as ada ledger bounce RD0000007 --reason "refer to drawer"
    """
    from consoleapp.desk import ledger

    desk, key = context.obj.desk(), key_or_new(key)
    row = ledger.find_receipt(desk, receipt)
    with_second_person(desk, ask, lambda: ledger.bounce(desk, row.settlement_id, reason, key=key))
    tell_receipt(desk, row.receipt_no, as_json=as_json)


def refund(
    context: typer.Context,
    receipt: Receipt,
    amount: Amount,
    reason: Reason,
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Give unallocated cash of a receipt back.

    Example: consoleapp --as ada ledger refund R-20871 --amount 200.00 --reason "paid twice"
    """
    from consoleapp.desk import ledger

    desk, key = context.obj.desk(), key_or_new(key)
    row = ledger.find_receipt(desk, receipt)
    money = money_of(amount, row.amount.currency)
    with_second_person(desk, ask, lambda: ledger.refund(desk, row.settlement_id, money, reason, key=key))
    tell_receipt(desk, row.receipt_no, as_json=as_json)


def credit_note(
    context: typer.Context,
    invoice: Invoice,
    amount: Amount,
    reason: Reason,
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Ask for less than was invoiced.

    Example: consoleapp --as ada ledger credit-note 9200352 --amount 1,350.00 --reason "two members left"
    """
    from consoleapp.desk import ledger

    _less_owed(context, ledger.credit_note, invoice, amount, reason, ask, key, as_json=as_json)


def write_off(
    context: typer.Context,
    invoice: Invoice,
    amount: Amount,
    reason: Reason,
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Give up what will not be paid.

    Example: consoleapp --as ada ledger write-off 9200352 --amount 0.04 --reason "bank charges"
    """
    from consoleapp.desk import ledger

    _less_owed(context, ledger.write_off, invoice, amount, reason, ask, key, as_json=as_json)


def _less_owed(
    context: typer.Context,
    verb: Callable[..., int],
    invoice: str,
    amount: str,
    reason: str,
    ask: str,
    key: str,
    *,
    as_json: bool,
) -> None:
    from consoleapp.desk import ledger

    desk = context.obj.desk()
    row = ledger.find_invoice(desk, invoice)
    money = money_of(amount, row.amount.currency)
    act = partial(verb, desk, row.invoice_id, money, reason, key=key_or_new(key))
    with_second_person(desk, ask, act)
    tell_invoice(desk, row.invoice_no, as_json=as_json)
