"""Policies: the list, one contract whole, its members, its benefit schedules (DOMAIN 1, 3, 6).

An employer's contact or a broker who is identified hears of cover, schedules and the ledger of their own
policies, of nobody's remaining benefits or claims (DOMAIN 8). To any other caller a policy's details are not
said; without a contact staff see what their role allows.
"""

from array import array
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.policy_shapes import (
    Branch,
    HolderPolicy,
    InvoiceRow,
    Ledger,
    Party,
    Period,
    Plan,
    PlanSchedule,
    PolicyDetail,
    PolicyRow,
    ScheduleItem,
)
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.i18n import N_
from consoleapp.rules.benefits import Limit
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import policy_number, show_phone
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import PolicyStatus
from consoleapp.rules.text import fold
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.queries import policy_detail as queries
from consoleapp.store.queries import policy_list

INVOICES_IN_SHORT = 12
"""Invoices shown on a policy; the ledger has all of them."""

Order = tuple[str, bool] | None

NO_LEDGER = N_("Your role may not read the premium ledger. Ask a supervisor.")
NO_MEMBERS = N_("Your role sees no member. Ask the service desk.")
_GONE = N_("This policy is not on record any more. Search again.")

SORTABLE = policy_list.SORTABLE
"""The columns the list of policies can be ordered by."""


# The list.


@reads(Permission.READ_POLICY)
def ids(
    work: Work, order: Order = None, words: str = "", *, status: PolicyStatus | None = None
) -> "array[int]":
    """The ids of all policies that hold ``words`` and stand at ``status``, in order."""
    return policy_list.ids(work.connection, work.today, order, fold(words), status)


@reads(Permission.READ_POLICY)
def rows(work: Work, policy_ids: Sequence[int]) -> tuple[PolicyRow, ...]:
    """These policies as the list shows them."""
    return tuple(_row(row) for row in policy_list.rows(work.connection, work.today, policy_ids))


@reads(Permission.READ_POLICY)
def first(
    work: Work, order: Order = None, words: str = "", limit: int = 200, *, status: PolicyStatus | None = None
) -> tuple[PolicyRow, ...]:
    """The first policies in order."""
    found = policy_list.first(work.connection, work.today, order, fold(words), status, limit=limit)
    return tuple(_row(row) for row in found)


def _row(row: Row[Any]) -> PolicyRow:
    return PolicyRow(
        row.id,
        row.policy_no,
        row.holder_code,
        row.holder_en,
        row.holder_zh,
        row.plan_type,
        row.broker_code or "",
        row.broker_name or "",
        row.starts_on,
        row.ends_on,
        row.status,
        row.people,
    )


# One policy.


@reads(Permission.READ_POLICY)
def detail(work: Work, policy_id: int) -> PolicyDetail:
    """One policy whole, but for its members and schedules. Raises NotFound."""
    return _detail(work, policy_id)


@reads(Permission.READ_POLICY)
def by_number(work: Work, policy_no: str) -> PolicyDetail:
    """The policy with this number. Raises NotFound."""
    number = policy_number(policy_no)
    policy_id = queries.by_number(work.connection, number)
    if policy_id is None:
        raise NotFound(
            N_("Policy {number} is not on record. Check the number, or find the company."), number=number
        )
    return _detail(work, policy_id)


@reads(Permission.READ_POLICY)
def schedules(work: Work, policy_id: int) -> tuple[PlanSchedule, ...]:
    """The benefit schedule of every plan. Raises NotAllowed for a caller it is not for."""
    row = owned(work, policy_id)
    disclosing.require_of_policy(work, Topic.BENEFITS, row.holder_id, row.broker_id)
    found = {
        plan_id: tuple(
            schedule_item(list(limits), row.currency) for _item, limits in groupby(items, lambda one: one.id)
        )
        for plan_id, items in groupby(queries.schedules(work.connection, policy_id), lambda one: one.plan_id)
    }
    return tuple(
        PlanSchedule(plan, row.currency, found.get(plan.plan_id, ()))
        for plan in (_plan(one) for one in queries.plans(work.connection, policy_id))
    )


def owned(work: Work, policy_id: int) -> Row[Any]:
    """Whose policy it is. Raises NotFound."""
    row = queries.owner(work.connection, policy_id)
    if row is None:
        raise NotFound(_GONE)
    return row


def why_no_members(work: Work, row: Row[Any]) -> str:
    """Why the members of this policy are not listed; "" where they are."""
    if not allowed(work.desk.actor.role, Permission.READ_MEMBER):
        return NO_MEMBERS
    return disclosing.why_not_of_policy(work, Topic.COVER, row.holder_id, row.broker_id)


def require_members(work: Work, row: Row[Any]) -> None:
    """Raise NotAllowed, with the next step, where the members of this policy are not listed."""
    why = why_no_members(work, row)
    if why:
        raise NotAllowed(why)


def schedule_item(limits: list[Row[Any]], currency: str) -> ScheduleItem:
    """An item out of its rows, one a limit."""
    item = limits[0]

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return ScheduleItem(
        benefit_type=item.benefit_type,
        item_code=item.item_code,
        name_en=item.name_en,
        name_zh=item.name_zh,
        covered=item.covered,
        limits=tuple(
            Limit(one.measure, one.basis, one.scope, one.amount) for one in limits if one.measure is not None
        ),
        reimbursement_percent=item.reimbursement_percent,
        co_payment=money(item.co_payment),
        deductible=money(item.deductible),
        waiting_days=item.waiting_days,
        area_of_cover=item.area_of_cover,
        referral_needed=item.referral_needed,
        network_only=item.network_only,
        unapproved_share_percent=item.unapproved_share_percent,
        specified_hospital_share_percent=item.specified_hospital_share_percent,
    )


def _detail(work: Work, policy_id: int) -> PolicyDetail:
    connection = work.connection
    row = queries.one(connection, policy_id)
    if row is None:
        raise NotFound(_GONE)
    contact_withheld = disclosing.why_not_of_policy(work, Topic.COVER, row.holder_id, row.broker_id)
    ledger_withheld = _why_no_ledger(work, row)
    periods = tuple(Period(one.starts_on, one.ends_on) for one in queries.periods(connection, policy_id))
    begun = [one for one in periods if one.starts_on <= work.today]
    return PolicyDetail(
        policy_id=row.id,
        policy_no=row.policy_no,
        plan_type=row.plan_type,
        status=row.status,
        currency=row.currency,
        payment_mode=row.payment_mode,
        holder=_party(row, "holder", told=not contact_withheld),
        broker=None if row.broker_id is None else _party(row, "broker", told=not contact_withheld),
        period=begun[0] if begun else periods[-1] if periods else None,
        periods=periods,
        branches=tuple(
            Branch(one.id, one.code, one.name_en, one.name_zh)
            for one in queries.branches(connection, row.holder_id)
        ),
        plans=tuple(_plan(one) for one in queries.plans(connection, policy_id)),
        employees=row.employees,
        spouses=row.spouses,
        children=row.children,
        policies=tuple(
            HolderPolicy(one.id, one.policy_no, one.plan_type, one.status)
            for one in queries.of_holder(connection, row.holder_id)
        ),
        ledger=None if ledger_withheld else _ledger(work, row),
        contact_withheld=contact_withheld,
        ledger_withheld=ledger_withheld,
        members_withheld=why_no_members(work, row),
        schedule_withheld=disclosing.why_not_of_policy(work, Topic.BENEFITS, row.holder_id, row.broker_id),
    )


def _why_no_ledger(work: Work, row: Row[Any]) -> str:
    if not allowed(work.desk.actor.role, Permission.READ_LEDGER):
        return NO_LEDGER
    return disclosing.why_not_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)


def _ledger(work: Work, row: Row[Any]) -> Ledger:
    owed = policy_queries.unsettled(work.connection, row.id)
    return Ledger(
        Money(owed.balance, row.currency),
        owed.oldest_due,
        tuple(
            InvoiceRow(
                one.id,
                one.invoice_no,
                one.issued_on,
                one.due_on,
                Money(one.amount, one.currency),
                Money(int(one.settled), one.currency),
                Money(int(one.balance), one.currency),
                one.branch_en or "",
                one.branch_zh or "",
            )
            for one in queries.invoices(work.connection, row.id, INVOICES_IN_SHORT)
        ),
    )


def _party(row: Row[Any], which: str, *, told: bool) -> Party:
    """The holder or the broker; how to reach them only where it may be said: it is what proves who calls."""
    fact = row._mapping
    contact, phone, email = (
        fact[f"{which}_{what}"] if told else "" for what in ("contact", "phone", "email")
    )
    if which == "broker":
        return Party(row.broker_code, row.broker_name, "", contact, show_phone(phone), email)
    return Party(row.holder_code, row.holder_en, row.holder_zh, contact, show_phone(phone), email)


def _plan(row: Row[Any]) -> Plan:
    return Plan(row.id, row.code, row.name_en, row.name_zh, row.premium)
