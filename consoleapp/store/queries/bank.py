"""What a bank's file is held against: open invoices, lines posted before, receipts that look the same."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from consoleapp.rules.ledger import EntryKind
from consoleapp.store.queries.views import invoice_balance
from consoleapp.store.tables import (
    invoice,
    ledger_entry,
    ledger_transfer,
    policy,
    policy_holder,
    settlement,
)

AnyRow = Row[Any]
MANY = 500
"""Numbers looked up in one statement."""
Seen = tuple[date, int, str, str]
"""Day, minor units, currency and reference of a receipt."""


def open_invoices(connection: Connection) -> Sequence[AnyRow]:
    """Every invoice of the book with something left to pay, with its policy and holder."""
    query: Select[Any] = (
        select(
            invoice.c.id,
            invoice.c.invoice_no,
            invoice.c.policy_id,
            invoice.c.due_on,
            invoice.c.currency,
            invoice_balance.c.balance,
            policy.c.policy_no,
            policy_holder.c.name_en.label("holder_en"),
        )
        .join_from(invoice, invoice_balance, invoice_balance.c.invoice_id == invoice.c.id)
        .join(policy, policy.c.id == invoice.c.policy_id)
        .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        .where(invoice_balance.c.balance > 0)
        .order_by(invoice.c.id)
    )
    return connection.execute(query).all()


def policies_numbered(connection: Connection, numbers: Collection[str]) -> Sequence[AnyRow]:
    """The policies with these numbers, whether something is open on them or not."""
    query: Select[Any] = select(
        policy.c.id, policy.c.policy_no, policy.c.currency, policy_holder.c.name_en.label("holder_en")
    ).join_from(policy, policy_holder)
    wanted = sorted(numbers)
    return [
        row
        for start in range(0, len(wanted), MANY)
        for row in connection.execute(query.where(policy.c.policy_no.in_(wanted[start : start + MANY])))
    ]


def posted_lines(connection: Connection, prefix: str) -> dict[int, AnyRow]:
    """Line of a file → the receipt it became, and on whose policy. ``prefix``: of the keys of the file."""
    query: Select[Any] = (
        select(
            ledger_entry.c.key,
            settlement.c.receipt_no,
            policy.c.id.label("policy_id"),
            policy.c.policy_no,
            policy_holder.c.name_en.label("holder_en"),
        )
        .join_from(ledger_entry, ledger_transfer, ledger_transfer.c.entry_id == ledger_entry.c.id)
        .join(settlement, settlement.c.id == ledger_transfer.c.settlement_id)
        .join(policy, policy.c.id == settlement.c.policy_id)
        .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        .where(
            ledger_entry.c.kind == EntryKind.RECEIVE,
            ledger_entry.c.key >= prefix,
            ledger_entry.c.key < prefix + "~",
        )
    )
    return {int(row.key.removeprefix(prefix).partition("#")[0]): row for row in connection.execute(query)}


def receipts_like(connection: Connection, wanted: Collection[Seen]) -> set[Seen]:
    """Which of these days, amounts and references are on record as receipts."""
    days = {day for day, _amount, _currency, _reference in wanted}
    if not days:
        return set()
    rows = connection.execute(
        select(
            settlement.c.received_on, settlement.c.amount, settlement.c.currency, settlement.c.reference
        ).where(settlement.c.received_on.between(min(days), max(days)))
    )
    return {tuple(row) for row in rows} & set(wanted)
