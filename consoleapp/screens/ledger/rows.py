"""What the lists of invoices and of receipts show of one record, and which column gives way first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from consoleapp.desk.ledger.shapes import InvoiceRow, LedgerSheet, ReceiptRow
from consoleapp.desk.rows import Align, Cell, Column, Row, Tone, TupleRows
from consoleapp.i18n import N_, _, current, ngettext
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
        ),
    )


DAYS = frozenset({"issued", "due", "last", "received"})
CHINESE_DAY = 14
"""Cells of ``2026年12月15日``."""


def narrowed(columns: tuple[Column, ...], sheet: LedgerSheet) -> tuple[Column, ...]:
    """Without the policy's number where every row has the same; days as wide as the language writes them."""
    kept = (one for one in columns if one.key != "policy" or sheet.policy_id is None)
    wide = current().startswith("zh")
    return tuple(
        replace(one, width=CHINESE_DAY, least=CHINESE_DAY) if wide and one.key in DAYS else one
        for one in kept
    )


def cut(row: Row, columns: tuple[Column, ...], sheet: LedgerSheet) -> Row:
    """A row with the cells of :func:`narrowed` columns."""
    kept = {one.key for one in narrowed(columns, sheet)}
    cells = tuple(cell for cell, one in zip(row.cells, columns, strict=True) if one.key in kept)
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
        narrowed(INVOICE_COLUMNS, sheet),
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
    }
    return TupleRows(
        narrowed(RECEIPT_COLUMNS, sheet),
        sheet.receipts,
        lambda one: cut(receipt_row(one, home), RECEIPT_COLUMNS, sheet),
        sort_by=lambda one, column: values[column](one),
    )
