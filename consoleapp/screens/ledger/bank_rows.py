"""What the list of a bank's file shows of one line, and which column gives way first."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from consoleapp.desk.rows import Align, Cell, Column, Row, Tone, TupleRows
from consoleapp.i18n import N_, _
from consoleapp.screens import formats

if TYPE_CHECKING:
    from consoleapp.desk.ledger import ProposedMatch

SURE = 80
"""Confidence from which a proposal is called likely."""

COLUMNS = (
    Column("line", N_("Line"), 5, align=Align.RIGHT, rank=3),
    Column("day", N_("Day"), 12, least=11, rank=2),
    Column("amount", N_("Amount"), 16, least=13, align=Align.RIGHT),
    Column("payer", N_("Payer"), 20, least=12, flex=2),
    Column("reference", N_("Reference"), 16, least=10, flex=2, rank=4),
    Column("policy", N_("Policy"), 8, least=7),
    Column("pays", N_("Pays"), 18, least=10, flex=1, rank=1),
    Column("state", N_("State"), 22, least=16),
)


def state_of(one: "ProposedMatch") -> tuple[str, Tone]:
    """Where a line stands, in words."""
    if one.posted:
        return _("posted as {receipt}").format(receipt=one.posted), Tone.GOOD
    if one.policy_id is None:
        return _("no match"), Tone.MUTED
    if one.confidence >= SURE:
        return _("likely, {n} %").format(n=one.confidence), Tone.INK
    return _("doubtful, {n} %").format(n=one.confidence), Tone.WAITING


def bank_row(one: "ProposedMatch") -> Row:
    """A line of the file with what it probably pays."""
    said, tone = state_of(one)
    first = one.parts[0].invoice_no if one.parts else "–"
    more = f" +{len(one.parts) - 1}" if len(one.parts) > 1 else ""
    return Row(
        one.line.number,
        (
            Cell(str(one.line.number), Tone.MUTED),
            Cell(formats.column_day(one.line.on)),
            Cell(one.amount.named(), Tone.MUTED if one.posted else Tone.STRONG),
            Cell(one.line.payer or "–"),
            Cell(one.line.reference or "–", Tone.MUTED),
            Cell(one.policy_no or "–"),
            Cell(f"{first}{more}", Tone.MUTED),
            Cell(said, tone),
        ),
    )


def bank_rows(proposed: "tuple[ProposedMatch, ...]") -> "TupleRows[ProposedMatch]":
    """The lines in the order of the file until somebody sorts."""
    values: dict[str, Callable[[ProposedMatch], object]] = {
        "line": lambda one: one.line.number,
        "day": lambda one: one.line.on,
        "amount": lambda one: (one.amount.currency, one.amount.minor),
        "payer": lambda one: one.line.payer.casefold() or None,
        "reference": lambda one: one.line.reference.casefold() or None,
        "policy": lambda one: one.policy_no or None,
        "pays": lambda one: one.parts[0].invoice_no if one.parts else None,
        "state": lambda one: (bool(one.posted), -one.confidence),
    }
    widest = max((len(one.amount.named()) for one in proposed), default=0)
    columns = tuple(
        replace(one, width=max(10, widest), least=max(10, widest)) if one.key == "amount" else one
        for one in COLUMNS
    )
    return TupleRows(columns, proposed, bank_row, sort_by=lambda one, column: values[column](one))
