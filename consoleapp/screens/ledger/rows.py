"""What the lists of invoices and of receipts show of one record, and which column gives way first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from rich.cells import cell_len

from consoleapp.desk.ledger.shapes import InvoiceRow, LedgerSheet, ReceiptRow
from consoleapp.desk.rows import Align, Cell, Column, Row, Tone, TupleRows
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.ledger import EntryKind
from consoleapp.rules.money import Money
from consoleapp.screens import formats
from consoleapp.screens.facts import name_of

_RIGHT = Align.RIGHT

INVOICE_COLUMNS = (
    Column("number", N_("Invoice"), 10, least=8),
    Column("issued", N_("Issued"), 12, least=11, rank=2),
    Column("due", N_("Due"), 12, least=11, rank=5),
    Column("policy", N_("Policy"), 7, rank=6),
    Column("branch", N_("Branch"), 18, least=12, flex=1, rank=3),
    Column("amount", N_("Amount"), 14, least=12, align=_RIGHT),
    Column("settled", N_("Settled"), 14, least=12, align=_RIGHT, rank=1),
    Column("last", N_("Last settled"), 12, least=11, rank=4),
    Column("balance", N_("Balance"), 14, least=12, align=_RIGHT),
    Column("state", N_("State"), 22, least=18),
)
RECEIPT_COLUMNS = (
    Column("number", N_("Receipt"), 10, least=9),
    Column("received", N_("Received"), 12, least=11),
    Column("method", N_("Method"), 16, least=13, rank=2),
    Column("policy", N_("Policy"), 7, rank=5),
    Column("payer", N_("Payer"), 20, least=12, flex=2, rank=4),
    Column("reference", N_("Reference"), 14, least=10, flex=1, rank=3),
    Column("amount", N_("Amount"), 14, least=12, align=_RIGHT),
    Column("allocated", N_("Allocated"), 14, least=12, align=_RIGHT, rank=1),
    Column("left", N_("Unallocated"), 14, least=12, align=_RIGHT),
    Column("state", N_("State"), 11, least=11),
)


def figure(amount: Money, home: str, tone: Tone = Tone.INK, *, dash: bool = False) -> Cell:
    """An amount; one in another currency than the ledger's names it, nothing is grey."""
    if not amount:
        return Cell("–" if dash else str(amount), Tone.MUTED)
    return Cell(str(amount) if amount.currency == home else amount.named(), tone)


def day_cell(day: date | None) -> Cell:
    return Cell("–", Tone.MUTED) if day is None else Cell(formats.day(day))


def days_late(one: InvoiceRow, today: date) -> int:
    """Days past due of what is left to pay; 0 where nothing is."""
    return max(0, (today - one.due_on).days) if one.balance.minor > 0 else 0


def state_of(one: InvoiceRow, today: date) -> tuple[str, Tone]:
    """Where an invoice stands, in words."""
    late = days_late(one, today)
    if late:
        said = ngettext("overdue {n} day", "overdue {n} days", late).format(n=f"{late:,}")
        return said, Tone.BAD
    if one.balance.minor > 0:
        return _("not yet due"), Tone.MUTED
    if one.balance.minor < 0:
        return _("in credit"), Tone.WAITING
    if one.amount.minor < 0:
        return _("credit note"), Tone.MUTED
    if one.written_off:
        return _("written off"), Tone.MUTED
    if one.credited and not one.settled:
        return _("credited"), Tone.MUTED
    return _("settled"), Tone.GOOD


def invoice_row(one: InvoiceRow, home: str, today: date) -> Row:
    """An invoice; what is left to pay stands out."""
    said, tone = state_of(one, today)
    return Row(
        one.invoice_id,
        (
            Cell(one.invoice_no),
            day_cell(one.issued_on),
            day_cell(one.due_on),
            Cell(one.policy_no, Tone.MUTED),
            Cell(name_of(one.branch_en, one.branch_zh) if one.branch_code else "–", Tone.MUTED),
            figure(one.amount, home),
            figure(one.settled, home),
            day_cell(one.last_settled_on),
            figure(one.balance, home, Tone.STRONG, dash=True),
            Cell(said, tone),
        ),
    )


def state_of_receipt(one: ReceiptRow) -> tuple[str, Tone]:
    """Where a receipt stands, in words."""
    if one.turned is EntryKind.BOUNCE:
        return _("bounced"), Tone.BAD
    if one.turned is not None:
        return _("reversed"), Tone.MUTED
    if one.unallocated:
        return _("unallocated"), Tone.WAITING
    if one.allocated:
        return _("allocated"), Tone.GOOD
    if one.refunded:
        return _("refunded"), Tone.MUTED
    return _("exchanged"), Tone.MUTED


def receipt_row(one: ReceiptRow, home: str) -> Row:
    """A receipt; what of it pays nothing yet stands out."""
    return Row(
        one.settlement_id,
        (
            Cell(one.receipt_no),
            day_cell(one.received_on),
            Cell(_(one.method.word), Tone.MUTED),
            Cell(one.policy_no, Tone.MUTED),
            Cell(one.payer or "–"),
            Cell(one.reference or "–", Tone.MUTED),
            figure(one.amount, home),
            figure(one.allocated, home),
            figure(one.unallocated, home, Tone.WAITING, dash=True),
            Cell(*state_of_receipt(one)),
        ),
    )


def receipt_words(one: ReceiptRow) -> str:
    """A receipt in one line, to choose among several."""
    return (
        f"{one.receipt_no}  {formats.day(one.received_on)}  {_(one.method.word)}  {one.unallocated.named()}"
    )


DAYS = frozenset({"issued", "due", "last", "received"})
CHINESE_DAY = 14
"""Cells of ``2026年12月15日``."""


FIGURES = frozenset({"amount", "settled", "balance", "allocated", "left"})


def narrowed(
    columns: tuple[Column, ...], sheet: LedgerSheet, rows: Sequence[InvoiceRow | ReceiptRow]
) -> tuple[Column, ...]:
    """Without the policy's number where every row has the same; days and figures as wide as they are."""
    home = home_of(sheet)
    widest = max((len(figure(one.amount, home).text) for one in rows), default=0)
    kept = (one for one in columns if one.key != "policy" or sheet.policy_id is None)
    wide = current().startswith("zh")

    def fitted(one: Column) -> Column:
        if one.key in FIGURES:
            width = max(widest, cell_len(_(one.title)), 10)
            return replace(one, width=width, least=width)
        if wide and one.key in DAYS:
            return replace(one, width=CHINESE_DAY, least=CHINESE_DAY)
        return one

    return tuple(fitted(one) for one in kept)


def cut(row: Row, columns: tuple[Column, ...], sheet: LedgerSheet) -> Row:
    """A row with the cells of the columns that :func:`narrowed` keeps."""
    cells = tuple(
        cell
        for cell, one in zip(row.cells, columns, strict=True)
        if one.key != "policy" or sheet.policy_id is None
    )
    return replace(row, cells=cells)


def home_of(sheet: LedgerSheet) -> str:
    """The currency most of the ledger is kept in."""
    return sheet.ageing[0].currency


def invoice_rows(sheet: LedgerSheet) -> TupleRows[InvoiceRow]:
    """The invoices of a sheet: what is open by the day it fell due, then the newest, until somebody sorts."""
    home, today = home_of(sheet), sheet.as_of
    open_ones = sorted((one for one in sheet.invoices if one.balance), key=lambda one: one.due_on)
    values: dict[str, Callable[[InvoiceRow], object]] = {
        "number": lambda one: one.invoice_no,
        "issued": lambda one: one.issued_on,
        "due": lambda one: one.due_on,
        "policy": lambda one: one.policy_no,
        "branch": lambda one: one.branch_en.casefold() or None,
        "amount": lambda one: (one.amount.currency, one.amount.minor),
        "settled": lambda one: (one.settled.currency, one.settled.minor),
        "last": lambda one: one.last_settled_on,
        "balance": lambda one: (one.balance.currency, one.balance.minor),
        "state": lambda one: (one.balance.minor <= 0, -days_late(one, today)),
    }
    return TupleRows(
        narrowed(INVOICE_COLUMNS, sheet, sheet.invoices),
        (*open_ones, *(one for one in sheet.invoices if not one.balance)),
        lambda one: cut(invoice_row(one, home, today), INVOICE_COLUMNS, sheet),
        sort_by=lambda one, column: values[column](one),
    )


def receipt_rows(sheet: LedgerSheet) -> TupleRows[ReceiptRow]:
    """The receipts of a sheet, the newest first until somebody sorts."""
    home = home_of(sheet)
    values: dict[str, Callable[[ReceiptRow], object]] = {
        "number": lambda one: one.receipt_no,
        "received": lambda one: one.received_on,
        "method": lambda one: one.method.value,
        "policy": lambda one: one.policy_no,
        "payer": lambda one: one.payer.casefold() or None,
        "reference": lambda one: one.reference or None,
        "amount": lambda one: (one.amount.currency, one.amount.minor),
        "allocated": lambda one: (one.allocated.currency, one.allocated.minor),
        "left": lambda one: (one.unallocated.currency, one.unallocated.minor),
        "state": lambda one: state_of_receipt(one)[0],
    }
    return TupleRows(
        narrowed(RECEIPT_COLUMNS, sheet, sheet.receipts),
        sheet.receipts,
        lambda one: cut(receipt_row(one, home), RECEIPT_COLUMNS, sheet),
        sort_by=lambda one, column: values[column](one),
    )
