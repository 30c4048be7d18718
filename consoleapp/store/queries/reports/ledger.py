"""Invoices with their age, receipts with what is unallocated (DOMAIN 6)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, or_, select, type_coerce

from consoleapp.rules.ledger import Age
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.store.queries.reports.asked import Asked
from consoleapp.store.queries.views import invoice_balance, settlement_balance
from consoleapp.store.tables import branch, invoice, policy, policy_holder, settlement
from consoleapp.store.types import Code


def _age(asked: Asked) -> ColumnElement[Any]:
    """How long an invoice has been past due today; a credit never is."""
    due, balance = invoice.c.due_on, invoice_balance.c.balance
    found = case(
        (or_(balance <= 0, due >= asked.today), Age.CURRENT.value),
        (due >= asked.today - timedelta(days=30), Age.TO_30.value),
        (due >= asked.today - timedelta(days=60), Age.TO_60.value),
        (due >= asked.today - timedelta(days=90), Age.TO_90.value),
        else_=Age.OVER_90.value,
    )
    return case((balance != 0, found))


def invoices(asked: Asked) -> Select[Any]:
    """A row an invoice, by holder, policy and day of issue."""
    query: Select[Any] = (
        select(
            policy_holder.c.code.label("holder_code"),
            policy_holder.c.name_en.label("holder"),
            policy.c.policy_no,
            invoice.c.invoice_no,
            branch.c.code.label("branch"),
            invoice.c.issued_on,
            invoice.c.due_on,
            invoice.c.currency,
            invoice.c.amount,
            invoice_balance.c.settled,
            invoice_balance.c.last_settled_on,
            invoice_balance.c.credited,
            invoice_balance.c.written_off,
            invoice_balance.c.balance,
            type_coerce(_age(asked), Code(Age)).label("age"),
        )
        .select_from(
            invoice.join(invoice_balance, invoice_balance.c.invoice_id == invoice.c.id)
            .join(policy, policy.c.id == invoice.c.policy_id)
            .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
            .outerjoin(branch, branch.c.id == invoice.c.branch_id)
        )
        .order_by(policy_holder.c.code, policy.c.policy_no, invoice.c.issued_on, invoice.c.id)
    )
    if asked["open"]:
        query = query.where(invoice_balance.c.balance != 0)
    query = asked.on_days(query, invoice.c.issued_on)
    return asked.narrowed(query, policy=policy.c.policy_no, holder=policy_holder.c.code, branch=branch.c.code)


def ageing(asked: Asked) -> Select[Any]:
    """What is owed, by age and currency."""
    found = invoices(asked).order_by(None).subquery()
    place = case({one.value: number for number, one in enumerate(Age)}, value=found.c.age)
    return (
        select(found.c.age, cast(func.sum(found.c.balance), BigInteger), found.c.currency)
        .where(found.c.age.is_not(None))
        .group_by(found.c.age, found.c.currency)
        .order_by(found.c.currency, place)
    )


def settlements(asked: Asked) -> Select[Any]:
    """A row a receipt, by day."""
    query: Select[Any] = (
        select(
            settlement.c.receipt_no,
            settlement.c.received_on,
            policy_holder.c.code.label("holder_code"),
            policy_holder.c.name_en.label("holder"),
            policy.c.policy_no,
            settlement.c.method,
            settlement.c.payer,
            settlement.c.reference,
            settlement.c.currency,
            settlement.c.amount,
            settlement_balance.c.allocated,
            settlement_balance.c.unallocated,
        )
        .select_from(
            settlement.join(settlement_balance, settlement_balance.c.settlement_id == settlement.c.id)
            .join(policy, policy.c.id == settlement.c.policy_id)
            .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        )
        .order_by(settlement.c.received_on, settlement.c.id)
    )
    if asked["unallocated"]:
        query = query.where(settlement_balance.c.unallocated != 0)
    query = asked.on_days(query, settlement.c.received_on)
    return asked.narrowed(
        query, policy=policy.c.policy_no, holder=policy_holder.c.code, method=settlement.c.method
    )


def by_method(asked: Asked) -> Select[Any]:
    """What came in, by method and currency."""
    found = settlements(asked).order_by(None).subquery()
    place = case({one.value: number for number, one in enumerate(SettlementMethod)}, value=found.c.method)
    return (
        select(found.c.method, cast(func.sum(found.c.amount), BigInteger), found.c.currency)
        .group_by(found.c.method, found.c.currency)
        .order_by(found.c.currency, place)
    )
