"""One member: the row behind the card, the family, who somebody is by policy and certificate."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, func, select

from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.queries.periods import period_of_day
from consoleapp.store.tables import branch, claim, member, plan, policy, policy_holder, policy_period

_relative = member.alias("relative")
_family_size = (
    select(func.count())
    .where(_relative.c.policy_id == member.c.policy_id, _relative.c.cert_no == member.c.cert_no)
    .correlate(member)
    .scalar_subquery()
    .label("family_size")
)

_CARD: Select[Any] = (
    select(
        member,
        policy.c.policy_no,
        policy.c.holder_id,
        policy.c.broker_id,
        policy.c.plan_type,
        policy.c.currency,
        policy.c.status.label("policy_status"),
        policy_holder.c.name_en.label("holder_en"),
        policy_holder.c.name_zh.label("holder_zh"),
        plan.c.code.label("plan_code"),
        plan.c.premium,
        branch.c.name_en.label("branch_en"),
        branch.c.name_zh.label("branch_zh"),
        policy_period.c.starts_on,
        policy_period.c.ends_on,
        _family_size,
    )
    .select_from(
        member.join(policy, policy.c.id == member.c.policy_id)
        .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        .outerjoin(plan, plan.c.id == member.c.plan_id)
        .outerjoin(branch, branch.c.id == member.c.branch_id)
        .outerjoin(policy_period, policy_period.c.id == period_of_day)
    )
    .where(member.c.id == bindparam("member_id"))
)


def card(connection: Connection, member_id: int, today: date) -> Row[Any] | None:
    """A member with policy, holder, plan, branch and the coverage period of ``today`` or the last one."""
    return connection.execute(_CARD, {"member_id": member_id, "day": today}).first()


_FAMILY = (
    select(
        member.c.id,
        member.c.cert_no,
        member.c.suffix,
        member.c.relation,
        member.c.name_en,
        member.c.name_zh,
        member.c.status,
    )
    .where(member.c.policy_id == bindparam("policy_id"), member.c.cert_no == bindparam("cert_no"))
    .order_by(member.c.suffix)
)


def family(connection: Connection, policy_id: int, cert_no: str) -> list[Row[Any]]:
    """All members of one policy with one certificate number, the employee first."""
    return list(connection.execute(_FAMILY, {"policy_id": policy_id, "cert_no": cert_no}))


def people(connection: Connection, member_ids: list[int]) -> list[Row[Any]]:
    """What decides who may hear of these members: family, policy and its parties."""
    return list(
        connection.execute(
            select(
                member.c.id,
                member.c.policy_id,
                member.c.cert_no,
                member.c.relation,
                member.c.birth_date,
                policy.c.holder_id,
                policy.c.broker_id,
            )
            .join_from(member, policy, policy.c.id == member.c.policy_id)
            .where(member.c.id.in_(member_ids))
        )
    )


def by_certificate(connection: Connection, policy_no: str, cert_no: str, suffix: str) -> int | None:
    """The id of the member with this certificate on this policy."""
    found: int | None = connection.execute(
        select(member.c.id)
        .join_from(member, policy, policy.c.id == member.c.policy_id)
        .where(policy.c.policy_no == policy_no, member.c.cert_no == cert_no, member.c.suffix == suffix)
    ).scalar()
    return found


def contact_changed(connection: Connection, member_id: int) -> datetime | None:
    """When a phone, an e-mail or the address of this member last changed."""
    found: datetime | None = connection.execute(
        select(member.c.contact_changed_at).where(member.c.id == member_id)
    ).scalar()
    return found


_CLAIM_COUNTS = select(
    func.count().label("total"),
    func.count(
        case(
            (
                claim.c.status.not_in([status for status in ClaimStatus if status.is_closed]),
                1,
            )
        )
    ).label("open"),
).where(claim.c.member_id == bindparam("member_id"))


def claim_counts(connection: Connection, member_id: int) -> tuple[int, int]:
    """How many claims a member has, and how many of them are open."""
    row = connection.execute(_CLAIM_COUNTS, {"member_id": member_id}).one()
    return row.total, row.open


def open_claims(connection: Connection, member_id: int) -> dict[ClaimStatus, int]:
    """How many claims of a member stand in each status that is not closed."""
    rows = connection.execute(
        select(claim.c.status, func.count().label("n"))
        .where(
            claim.c.member_id == member_id,
            claim.c.status.not_in([status for status in ClaimStatus if status.is_closed]),
        )
        .group_by(claim.c.status)
    )
    return {row.status: row.n for row in rows}


def has_members(connection: Connection) -> bool:
    """Whether anybody is in the book yet."""
    return connection.execute(select(member.c.id).limit(1)).first() is not None
