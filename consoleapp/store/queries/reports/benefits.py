"""Benefit schedules, and what of yearly and lifetime limits is used (DOMAIN 3)."""

from typing import Any

from sqlalchemy import BigInteger, Select, and_, case, cast, func, or_, select

from consoleapp.rules.accumulators import Phase
from consoleapp.rules.benefits import Measure, Reach, Scope
from consoleapp.store.queries.reports.asked import Asked
from consoleapp.store.queries.reports.people import certificate
from consoleapp.store.tables import (
    benefit,
    benefit_limit,
    benefit_usage,
    entitlement,
    member,
    plan,
    policy,
    policy_holder,
)
from consoleapp.store.tables.usage import SINCE_EVER

_of_money = benefit_limit.c.measure == Measure.MONEY


def schedules(asked: Asked) -> Select[Any]:
    """A row a limit of an item, and one for an item without limits; in the order of the schedule."""
    query: Select[Any] = (
        select(
            policy.c.policy_no,
            policy_holder.c.name_en.label("holder"),
            plan.c.code.label("plan"),
            benefit.c.benefit_type,
            benefit.c.item_code,
            benefit.c.name_en,
            benefit.c.name_zh,
            benefit.c.covered,
            benefit_limit.c.measure,
            benefit_limit.c.basis,
            benefit_limit.c.scope,
            policy.c.currency,
            case((_of_money, benefit_limit.c.amount)).label("limit_money"),
            case((~_of_money, benefit_limit.c.amount)).label("limit_count"),
            case((benefit_limit.c.id.is_not(None), benefit_limit.c.amount.is_(None))).label("unlimited"),
            benefit.c.reimbursement_percent,
            benefit.c.co_payment,
            benefit.c.deductible,
            benefit.c.waiting_days,
            benefit.c.area_of_cover,
            benefit.c.referral_needed,
            benefit.c.network_only,
            benefit.c.unapproved_share_percent,
            benefit.c.specified_hospital_share_percent,
        )
        .select_from(
            benefit.join(plan, plan.c.id == benefit.c.plan_id)
            .join(policy, policy.c.id == plan.c.policy_id)
            .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
            .outerjoin(benefit_limit, benefit_limit.c.benefit_id == benefit.c.id)
        )
        .order_by(
            policy.c.policy_no, plan.c.code, benefit.c.position, benefit.c.item_code, benefit_limit.c.id
        )
    )
    return asked.narrowed(query, policy=policy.c.policy_no, plan=plan.c.code, type=benefit.c.benefit_type)


def _used(name: str, phase: Phase) -> Any:
    counted = case((benefit_usage.c.phase == phase, benefit_usage.c[name]), else_=0)
    return func.coalesce(cast(func.sum(counted), BigInteger), 0)


def _limit(measure: Measure) -> Any:
    """The limit an accumulator counts against, by the plan its person is on now."""
    same_item = and_(entitlement.c.reach == Reach.ITEM, benefit.c.item_code == entitlement.c.code)
    return (
        select(func.min(benefit_limit.c.amount))
        .join_from(benefit_limit, benefit, benefit.c.id == benefit_limit.c.benefit_id)
        .where(
            benefit.c.plan_id == member.c.plan_id,
            same_item,
            benefit_limit.c.measure == measure,
            benefit_limit.c.basis == entitlement.c.basis,
            benefit_limit.c.scope == entitlement.c.scope,
        )
        .scalar_subquery()
    )


_OF_USAGE = (
    entitlement.join(policy, policy.c.id == entitlement.c.policy_id)
    .join(benefit_usage, benefit_usage.c.entitlement_id == entitlement.c.id)
    .outerjoin(
        member,
        and_(
            member.c.policy_id == entitlement.c.policy_id,
            member.c.cert_no == entitlement.c.cert_no,
            or_(
                member.c.suffix == entitlement.c.suffix,
                # What a family shares stands under its employee.
                and_(entitlement.c.scope == Scope.FAMILY, member.c.suffix == "00"),
            ),
        ),
    )
)


def utilisation(asked: Asked) -> Select[Any]:
    """A row an accumulator: initial, used, pending and what remains, in money and in visits."""
    used, pending = _used("amount", Phase.POSTED), _used("amount", Phase.PENDING)
    visits, visits_pending = _used("visits", Phase.POSTED), _used("visits", Phase.PENDING)
    initial, initial_visits = _limit(Measure.MONEY), _limit(Measure.VISITS)
    whose = (policy.c.id, policy.c.policy_no, policy.c.currency)
    person = (member.c.id, member.c.cert_no, member.c.suffix, member.c.name_en, member.c.name_zh)
    query: Select[Any] = (
        select(
            policy.c.policy_no,
            certificate,
            member.c.name_en,
            member.c.name_zh,
            entitlement.c.scope,
            entitlement.c.reach,
            entitlement.c.code,
            entitlement.c.basis,
            case((entitlement.c.starts_on > SINCE_EVER, entitlement.c.starts_on)).label("starts_on"),
            policy.c.currency,
            initial.label("initial"),
            used.label("used"),
            pending.label("pending"),
            _left(initial, used, pending).label("remaining"),
            initial_visits.label("initial_visits"),
            visits.label("visits"),
            visits_pending.label("visits_pending"),
            _left(initial_visits, visits, visits_pending).label("remaining_visits"),
            _used("days", Phase.POSTED).label("days"),
            _used("days", Phase.PENDING).label("days_pending"),
            member.c.id.label("member_id"),
        )
        .select_from(_OF_USAGE)
        .group_by(entitlement.c.id, *whose, *person, member.c.plan_id)
        .order_by(
            policy.c.policy_no,
            entitlement.c.cert_no,
            entitlement.c.suffix,
            entitlement.c.code,
            entitlement.c.starts_on,
            entitlement.c.id,
        )
    )
    if asked["from"] is not None:
        query = query.where(
            or_(entitlement.c.starts_on == SINCE_EVER, entitlement.c.starts_on >= asked["from"])
        )
    return asked.narrowed(query, policy=policy.c.policy_no, item=entitlement.c.code)


def _left(initial: Any, used: Any, pending: Any) -> Any:
    left = initial - used - pending
    return case((left < 0, 0), else_=left)
