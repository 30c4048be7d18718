"""The ledger of a policy holder or one policy: invoices, receipts, movements, mandates (DOMAIN 6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Label,
    Row,
    Select,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)

from consoleapp.rules.ledger import Account, EntryKind
from consoleapp.store.queries.views import invoice_balance, settlement_balance
from consoleapp.store.tables import (
    autopay_mandate,
    branch,
    invoice,
    ledger_entry,
    ledger_transfer,
    policy,
    policy_holder,
    settlement,
)

AnyRow = Row[Any]


def policies(connection: Connection, *, holder_id: int | None, policy_id: int | None) -> Sequence[AnyRow]:
    """The policies of a holder, or the one policy, with whose they are."""
    query: Select[Any] = (
        select(
            policy.c.id,
            policy.c.policy_no,
            policy.c.currency,
            policy.c.broker_id,
            policy.c.holder_id,
            policy_holder.c.code.label("holder_code"),
            policy_holder.c.name_en.label("holder_en"),
            policy_holder.c.name_zh.label("holder_zh"),
        )
        .join_from(policy, policy_holder)
        .order_by(policy.c.policy_no)
    )
    if holder_id is not None:
        query = query.where(policy.c.holder_id == holder_id)
    if policy_id is not None:
        query = query.where(policy.c.id == policy_id)
    return connection.execute(query).all()


def holder_id_of(connection: Connection, code: str) -> int | None:
    """The holder with this code."""
    return connection.execute(select(policy_holder.c.id).where(policy_holder.c.code == code)).scalar()


def policy_id_of(connection: Connection, policy_no: str) -> int | None:
    """The policy with this number."""
    return connection.execute(select(policy.c.id).where(policy.c.policy_no == policy_no)).scalar()


def receipt_id_of(connection: Connection, receipt_no: str) -> int | None:
    """The receipt with this number."""
    return connection.execute(select(settlement.c.id).where(settlement.c.receipt_no == receipt_no)).scalar()


def invoice_ids_of(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Invoice number → id and currency, of those that are there."""
    rows = connection.execute(
        select(invoice.c.invoice_no, invoice.c.id, invoice.c.currency).where(
            invoice.c.invoice_no.in_(numbers)
        )
    )
    return {number: (invoice_id, currency) for number, invoice_id, currency in rows}


def branches(connection: Connection, holder_id: int) -> Sequence[AnyRow]:
    """The branches of a holder, by code."""
    query: Select[Any] = select(branch).where(branch.c.holder_id == holder_id).order_by(branch.c.code)
    return connection.execute(query).all()


def invoices(
    connection: Connection, policy_ids: Sequence[int], branch_code: str | None, *, open_only: bool
) -> Sequence[AnyRow]:
    """Invoices with what was settled of them, the newest first."""
    query = (
        _invoices()
        .where(invoice.c.policy_id.in_(policy_ids))
        .order_by(invoice.c.issued_on.desc(), invoice.c.id.desc())
    )
    if branch_code is not None:
        query = query.where(branch.c.code == branch_code)
    if open_only:
        query = query.where(invoice_balance.c.balance != 0)
    return connection.execute(query).all()


def one_invoice(
    connection: Connection, *, invoice_id: int | None = None, invoice_no: str = ""
) -> AnyRow | None:
    """One invoice with what was settled of it, and whose it is."""
    by = invoice.c.invoice_no == invoice_no if invoice_id is None else invoice.c.id == invoice_id
    query = _invoices().add_columns(policy.c.holder_id, policy.c.broker_id)
    return connection.execute(query.where(by)).first()


def _invoices() -> Select[Any]:
    return (
        select(
            invoice,
            invoice_balance.c.settled,
            invoice_balance.c.last_settled_on,
            invoice_balance.c.credited,
            invoice_balance.c.written_off,
            invoice_balance.c.balance,
            policy.c.policy_no,
            branch.c.code.label("branch_code"),
            branch.c.name_en.label("branch_en"),
            branch.c.name_zh.label("branch_zh"),
        )
        .join_from(invoice, invoice_balance, invoice_balance.c.invoice_id == invoice.c.id)
        .join(policy, policy.c.id == invoice.c.policy_id)
        .outerjoin(branch, branch.c.id == invoice.c.branch_id)
    )


def receipts(connection: Connection, policy_ids: Sequence[int], *, open_only: bool) -> Sequence[AnyRow]:
    """Receipts with what of them is unallocated, the newest first."""
    query: Select[Any] = (
        select(
            settlement,
            settlement_balance.c.allocated,
            settlement_balance.c.unallocated,
            *_gone(),
            policy.c.policy_no,
        )
        .join_from(settlement, settlement_balance, settlement_balance.c.settlement_id == settlement.c.id)
        .join(policy, policy.c.id == settlement.c.policy_id)
        .where(settlement.c.policy_id.in_(policy_ids))
        .order_by(settlement.c.received_on.desc(), settlement.c.id.desc())
    )
    if open_only:
        query = query.where(settlement_balance.c.unallocated != 0)
    return connection.execute(query).all()


def receipt(connection: Connection, settlement_id: int) -> AnyRow | None:
    """One receipt with what of it is unallocated, and whose it is."""
    return connection.execute(
        select(
            settlement,
            settlement_balance.c.allocated,
            settlement_balance.c.unallocated,
            *_gone(),
            policy.c.policy_no,
            policy.c.holder_id,
            policy.c.broker_id,
        )
        .join_from(settlement, settlement_balance, settlement_balance.c.settlement_id == settlement.c.id)
        .join(policy, policy.c.id == settlement.c.policy_id)
        .where(settlement.c.id == settlement_id)
    ).first()


def _gone() -> tuple[Label[Any], ...]:
    """Of a receipt: what stands of refunds and exchanges, and what turned the whole of it round."""
    moved, entry, turning = ledger_transfer.alias(), ledger_entry.alias(), ledger_entry.alias()
    stands = ~select(turning.c.id).where(turning.c.reverses == entry.c.id).exists()

    def left_by(kind: EntryKind) -> Label[Any]:
        return (
            select(cast(func.coalesce(func.sum(moved.c.amount), 0), BigInteger))
            .join_from(moved, entry, entry.c.id == moved.c.entry_id)
            .where(
                moved.c.settlement_id == settlement.c.id,
                moved.c.debit == Account.UNALLOCATED,
                entry.c.kind == kind,
                stands,
            )
            .scalar_subquery()
            .label("refunded" if kind is EntryKind.REFUND else "exchanged")
        )

    turned = (
        select(turning.c.kind)
        .join_from(moved, entry, entry.c.id == moved.c.entry_id)
        .join(turning, turning.c.reverses == entry.c.id)
        .where(
            moved.c.settlement_id == settlement.c.id,
            moved.c.credit == Account.UNALLOCATED,
            entry.c.kind.in_((EntryKind.RECEIVE, EntryKind.EXCHANGE)),
        )
        .scalar_subquery()
        .label("turned")
    )
    return left_by(EntryKind.REFUND), left_by(EntryKind.EXCHANGE), turned


def movements(
    connection: Connection,
    policy_ids: Sequence[int],
    *,
    until: date | None = None,
    invoice_id: int | None = None,
    settlement_id: int | None = None,
) -> Sequence[AnyRow]:
    """Every transfer on these policies up to a day, as it was posted: by day, entry and transfer."""
    turning = ledger_entry.alias("turning")
    transfer = ledger_transfer.c
    query: Select[Any] = (
        select(
            ledger_entry.c.id.label("entry_id"),
            ledger_entry.c.kind,
            ledger_entry.c.posted_on,
            ledger_entry.c.reason,
            ledger_entry.c.reverses,
            turning.c.id.label("turned_by"),
            transfer.debit,
            transfer.debit_policy_id,
            transfer.credit,
            transfer.credit_policy_id,
            transfer.amount,
            transfer.currency,
            transfer.invoice_id,
            transfer.settlement_id,
            invoice.c.invoice_no,
            invoice.c.due_on,
            settlement.c.receipt_no,
            settlement.c.reference,
        )
        .join_from(ledger_transfer, ledger_entry, ledger_entry.c.id == transfer.entry_id)
        .outerjoin(turning, turning.c.reverses == ledger_entry.c.id)
        .outerjoin(invoice, invoice.c.id == transfer.invoice_id)
        .outerjoin(settlement, settlement.c.id == transfer.settlement_id)
        .where(or_(transfer.debit_policy_id.in_(policy_ids), transfer.credit_policy_id.in_(policy_ids)))
        .order_by(ledger_entry.c.posted_on, ledger_entry.c.id, transfer.id)
    )
    if until is not None:
        query = query.where(ledger_entry.c.posted_on <= until)
    if invoice_id is not None:
        query = query.where(transfer.invoice_id == invoice_id)
    if settlement_id is not None:
        query = query.where(transfer.settlement_id == settlement_id)
    return connection.execute(query).all()


def standing(
    connection: Connection, policy_ids: Sequence[int], first_day: date, last_day: date
) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Currency → what was owed and unallocated before a day, and at the end of another, by the engine."""
    t = ledger_transfer.c
    amount = case((ledger_entry.c.posted_on < first_day, t.amount), else_=0)

    def change(account: Account, of: ColumnElement[int]) -> ColumnElement[int]:
        more, less = (
            case((and_(side == account, policy_id.in_(policy_ids)), of), else_=0)
            for side, policy_id in ((t.debit, t.debit_policy_id), (t.credit, t.credit_policy_id))
        )
        return cast(func.sum(more - less), BigInteger)

    rows = connection.execute(
        select(
            t.currency,
            change(Account.RECEIVABLE, amount),
            -change(Account.UNALLOCATED, amount),
            change(Account.RECEIVABLE, t.amount),
            -change(Account.UNALLOCATED, t.amount),
        )
        .join_from(ledger_transfer, ledger_entry, ledger_entry.c.id == t.entry_id)
        .where(
            or_(t.debit_policy_id.in_(policy_ids), t.credit_policy_id.in_(policy_ids)),
            ledger_entry.c.posted_on <= last_day,
        )
        .group_by(t.currency)
    )
    return {
        currency: ((owed_before, held_before), (owed, held))
        for currency, owed_before, held_before, owed, held in rows
    }


def mandates(connection: Connection, policy_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Autopay mandates, by number."""
    return connection.execute(
        select(autopay_mandate, policy.c.policy_no)
        .join_from(autopay_mandate, policy)
        .where(autopay_mandate.c.policy_id.in_(policy_ids))
        .order_by(autopay_mandate.c.mandate_no)
    ).all()
