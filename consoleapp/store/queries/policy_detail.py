"""One policy: the contract with its parties, periods, branches and plans, invoices in short, schedules."""

from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, select

from consoleapp.rules.benefits import Scope
from consoleapp.rules.statuses import BenefitType, PolicyStatus
from consoleapp.store.queries.views import invoice_balance, policy_headcount
from consoleapp.store.tables import (
    benefit,
    benefit_limit,
    branch,
    broker,
    invoice,
    plan,
    policy,
    policy_holder,
    policy_period,
)

_ONE: Select[Any] = (
    select(
        policy,
        policy_holder.c.code.label("holder_code"),
        policy_holder.c.name_en.label("holder_en"),
        policy_holder.c.name_zh.label("holder_zh"),
        policy_holder.c.contact_name.label("holder_contact"),
        policy_holder.c.contact_phone.label("holder_phone"),
        policy_holder.c.contact_email.label("holder_email"),
        broker.c.code.label("broker_code"),
        broker.c.name.label("broker_name"),
        broker.c.contact_name.label("broker_contact"),
        broker.c.contact_phone.label("broker_phone"),
        broker.c.contact_email.label("broker_email"),
        policy_headcount.c.employees,
        policy_headcount.c.spouses,
        policy_headcount.c.children,
    )
    .join_from(policy, policy_holder)
    .outerjoin(broker)
    .join(policy_headcount, policy_headcount.c.policy_id == policy.c.id)
    .where(policy.c.id == bindparam("policy_id"))
)


def one(connection: Connection, policy_id: int) -> Row[Any] | None:
    """A policy with its holder, its broker and its headcounts."""
    return connection.execute(_ONE, {"policy_id": policy_id}).first()


def owner(connection: Connection, policy_id: int) -> Row[Any] | None:
    """Whose policy it is, and its currency: what decides who may hear of it."""
    query: Select[Any] = select(policy.c.id, policy.c.holder_id, policy.c.broker_id, policy.c.currency)
    return connection.execute(query.where(policy.c.id == policy_id)).first()


def by_number(connection: Connection, policy_no: str) -> int | None:
    """The id of the policy with this number."""
    found: int | None = connection.execute(
        select(policy.c.id).where(policy.c.policy_no == policy_no)
    ).scalar()
    return found


def periods(connection: Connection, policy_id: int) -> list[Row[Any]]:
    """Its coverage periods, the newest first."""
    return list(
        connection.execute(
            select(policy_period.c.starts_on, policy_period.c.ends_on)
            .where(policy_period.c.policy_id == policy_id)
            .order_by(policy_period.c.starts_on.desc())
        )
    )


def branches(connection: Connection, holder_id: int) -> list[Row[Any]]:
    """The branches of its holder, by code."""
    return list(
        connection.execute(
            select(branch.c.id, branch.c.code, branch.c.name_en, branch.c.name_zh)
            .where(branch.c.holder_id == holder_id)
            .order_by(branch.c.code)
        )
    )


def plans(connection: Connection, policy_id: int) -> list[Row[Any]]:
    """Its plans, by code."""
    return list(
        connection.execute(
            select(plan.c.id, plan.c.code, plan.c.name_en, plan.c.name_zh, plan.c.premium)
            .where(plan.c.policy_id == policy_id)
            .order_by(plan.c.code)
        )
    )


def of_holder(connection: Connection, holder_id: int) -> list[Row[Any]]:
    """The policies of a holder: those in force first, then by number."""
    return list(
        connection.execute(
            select(policy.c.id, policy.c.policy_no, policy.c.plan_type, policy.c.status)
            .where(policy.c.holder_id == holder_id)
            .order_by(case((policy.c.status == PolicyStatus.IN_FORCE, 0), else_=1), policy.c.policy_no)
        )
    )


def invoices(connection: Connection, policy_id: int, limit: int) -> list[Row[Any]]:
    """Its last invoices with what was settled of each, the newest first."""
    return list(
        connection.execute(
            select(
                invoice.c.id,
                invoice.c.invoice_no,
                invoice.c.issued_on,
                invoice.c.due_on,
                invoice.c.amount,
                invoice.c.currency,
                invoice_balance.c.settled,
                invoice_balance.c.balance,
                branch.c.name_en.label("branch_en"),
                branch.c.name_zh.label("branch_zh"),
            )
            .join_from(invoice, invoice_balance, invoice_balance.c.invoice_id == invoice.c.id)
            .outerjoin(branch, branch.c.id == invoice.c.branch_id)
            .where(invoice.c.policy_id == policy_id)
            .order_by(invoice.c.issued_on.desc(), invoice.c.id.desc())
            .limit(limit)
        )
    )


def plan_of(connection: Connection, plan_id: int) -> Row[Any] | None:
    """One plan by its id."""
    query: Select[Any] = select(plan.c.id, plan.c.code, plan.c.name_en, plan.c.name_zh)
    return connection.execute(query.where(plan.c.id == plan_id)).first()


_TYPES = {one.value: place for place, one in enumerate(BenefitType)}
_SCOPES = {one.value: place for place, one in enumerate(Scope)}
_ITEMS: Select[Any] = (
    select(
        benefit,
        benefit_limit.c.measure,
        benefit_limit.c.basis,
        benefit_limit.c.scope,
        benefit_limit.c.amount,
    )
    .select_from(
        benefit.join(plan, plan.c.id == benefit.c.plan_id).outerjoin(
            benefit_limit, benefit_limit.c.benefit_id == benefit.c.id
        )
    )
    .order_by(
        plan.c.code,
        plan.c.id,
        case(_TYPES, value=benefit.c.benefit_type),
        benefit.c.position,
        benefit.c.id,
        case(_SCOPES, value=benefit_limit.c.scope),
        benefit_limit.c.id,
    )
)


def schedule(connection: Connection, plan_id: int) -> list[Row[Any]]:
    """The items of a plan with their limits: one row a limit, items without limits once with NULLs."""
    return list(connection.execute(_ITEMS.where(benefit.c.plan_id == plan_id)))


def schedules(connection: Connection, policy_id: int) -> list[Row[Any]]:
    """The same for all plans of a policy."""
    return list(connection.execute(_ITEMS.where(plan.c.policy_id == policy_id)))
