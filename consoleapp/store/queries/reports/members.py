"""Members by policy (DOMAIN 1)."""

from typing import Any

from sqlalchemy import Select, case, func, select

from consoleapp.rules.statuses import MemberStatus
from consoleapp.store.queries.reports.asked import Asked
from consoleapp.store.queries.reports.people import certificate
from consoleapp.store.tables import branch, member, plan, policy, policy_holder


def rows(asked: Asked) -> Select[Any]:
    """A row a member, by policy and certificate."""
    query: Select[Any] = (
        select(
            policy.c.policy_no,
            policy_holder.c.name_en.label("holder"),
            certificate,
            member.c.name_en,
            member.c.name_zh,
            member.c.relation,
            member.c.sex,
            member.c.birth_date,
            member.c.identity_type,
            member.c.identity_no,
            member.c.mobile,
            member.c.email,
            plan.c.code.label("plan"),
            branch.c.code.label("branch"),
            member.c.status,
            member.c.effective_date,
            member.c.termination_date,
            policy.c.currency,
            member.c.sum_life,
            member.c.sum_tpd,
            member.c.sum_add,
            member.c.sum_ltd,
            member.c.sum_cib,
            member.c.id.label("member_id"),
        )
        .select_from(
            member.join(policy, policy.c.id == member.c.policy_id)
            .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
            .outerjoin(plan, plan.c.id == member.c.plan_id)
            .outerjoin(branch, branch.c.id == member.c.branch_id)
        )
        .order_by(policy.c.policy_no, member.c.cert_no, member.c.suffix)
    )
    return asked.narrowed(
        query, policy=policy.c.policy_no, holder=policy_holder.c.code, status=member.c.status
    )


def by_status(asked: Asked) -> Select[Any]:
    """How many members there are of each status."""
    found = rows(asked).order_by(None).subquery()
    place = case({one.value: number for number, one in enumerate(MemberStatus)}, value=found.c.status)
    return select(found.c.status, func.count()).group_by(found.c.status).order_by(place)
