"""Policies: what is unsettled, who is asked, and benefit schedules."""

from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, bindparam, case, cast, func, select

from consoleapp.rules.benefits import Scope
from consoleapp.store.queries.views import invoice_balance
from consoleapp.store.tables import (
    benefit,
    benefit_limit,
    broker,
    invoice,
    policy,
    policy_holder,
    policy_period,
)

_balances = (
    select(invoice.c.due_on, invoice_balance.c.balance)
    .join_from(invoice, invoice_balance, invoice_balance.c.invoice_id == invoice.c.id)
    .where(invoice.c.policy_id == bindparam("policy_id"))
    .subquery()
)
_UNSETTLED = select(
    func.coalesce(cast(func.sum(_balances.c.balance), BigInteger), 0).label("balance"),
    func.min(case((_balances.c.balance > 0, _balances.c.due_on))).label("oldest_due"),
)


def unsettled(connection: Connection, policy_id: int) -> Row[Any]:
    """What a policy owes in all (``balance``, minor units) and since when at the longest (``oldest_due``)."""
    return connection.execute(_UNSETTLED, {"policy_id": policy_id}).one()


def parties(connection: Connection, policy_id: int) -> Row[Any] | None:
    """The company and the broker of a policy, as they are asked who they are."""
    query: Select[Any] = (
        select(
            policy.c.id,
            policy.c.policy_no,
            policy_holder.c.code.label("holder_code"),
            policy_holder.c.contact_name,
            policy_holder.c.contact_phone,
            broker.c.code.label("broker_code"),
            broker.c.contact_name.label("broker_contact"),
            policy_holder.c.contact_email,
            broker.c.contact_phone.label("broker_phone"),
            broker.c.contact_email.label("broker_email"),
        )
        .select_from(
            policy.join(policy_holder, policy_holder.c.id == policy.c.holder_id).outerjoin(
                broker, broker.c.id == policy.c.broker_id
            )
        )
        .where(policy.c.id == policy_id)
    )
    return connection.execute(query).first()


def owners(connection: Connection, policy_id: int) -> Row[Any] | None:
    """Whose policy it is: the company, the broker."""
    query: Select[Any] = select(policy.c.holder_id, policy.c.broker_id).where(policy.c.id == policy_id)
    return connection.execute(query).first()


def invoice_numbers(connection: Connection, policy_id: int, limit: int) -> list[str]:
    """The numbers of the last invoices of a policy."""
    return list(
        connection.execute(
            select(invoice.c.invoice_no)
            .where(invoice.c.policy_id == policy_id)
            .order_by(invoice.c.issued_on.desc(), invoice.c.id.desc())
            .limit(limit)
        ).scalars()
    )


def schedule(connection: Connection, plan_id: int) -> list[Row[Any]]:
    """The items of a plan with their limits: one row a limit, items without limits once with NULLs."""
    return list(
        connection.execute(
            select(
                benefit,
                benefit_limit.c.measure,
                benefit_limit.c.basis,
                benefit_limit.c.scope,
                benefit_limit.c.amount,
            )
            .select_from(benefit.outerjoin(benefit_limit, benefit_limit.c.benefit_id == benefit.c.id))
            .where(benefit.c.plan_id == plan_id)
            .order_by(
                benefit.c.benefit_type,
                benefit.c.position,
                benefit.c.id,
                case({scope.value: place for place, scope in enumerate(Scope)}, value=benefit_limit.c.scope),
                benefit_limit.c.id,
            )
        )
    )


def periods(connection: Connection, policy_id: int) -> list[Row[Any]]:
    """The coverage periods of a policy, in order."""
    return list(
        connection.execute(
            select(policy_period.c.starts_on, policy_period.c.ends_on)
            .where(policy_period.c.policy_id == policy_id)
            .order_by(policy_period.c.starts_on)
        )
    )
