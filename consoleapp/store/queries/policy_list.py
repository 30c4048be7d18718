"""The list of policies: ids in an order, and the rows of some of them (SPEED 3)."""

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, func, select

from consoleapp.rules.statuses import MemberStatus, PolicyStatus, Relation
from consoleapp.store.queries.lists import Order, hold, ordered
from consoleapp.store.queries.periods import period_of_day
from consoleapp.store.queries.views import policy_headcount
from consoleapp.store.tables import broker, member, policy, policy_holder, policy_key, policy_period

_OF_POLICY = (
    policy.join(policy_holder, policy_holder.c.id == policy.c.holder_id)
    .outerjoin(broker, broker.c.id == policy.c.broker_id)
    .outerjoin(policy_period, policy_period.c.id == period_of_day)
)
_headcount = (
    select(policy_headcount.c.employees + policy_headcount.c.spouses + policy_headcount.c.children)
    .where(policy_headcount.c.policy_id == policy.c.id)
    .correlate(policy)
    .scalar_subquery()
)
_counted = (
    select(member.c.policy_id, func.count().label("people"))
    .where(
        member.c.status == MemberStatus.ACTIVE,
        member.c.relation.in_((Relation.EMPLOYEE, Relation.SPOUSE, Relation.CHILD)),
    )
    .group_by(member.c.policy_id)
    .subquery("counted")
)
"""The same as the headcounts of the view, over the whole book at once."""

_SORTED_BY: dict[str, Any] = {
    "policy": policy.c.policy_no,
    "holder": policy_holder.c.name_en,
    "holder_zh": func.nullif(policy_holder.c.name_zh, ""),
    "plan_type": policy.c.plan_type,
    "broker": broker.c.code,
    "broker_name": broker.c.name,
    "from": policy_period.c.starts_on,
    "to": policy_period.c.ends_on,
    "status": case({one.value: place for place, one in enumerate(PolicyStatus)}, value=policy.c.status),
    "people": func.coalesce(_counted.c.people, 0),
}
SORTABLE = frozenset(_SORTED_BY)
"""The columns the list can be ordered by."""

_WORDS = (
    policy.c.policy_no,
    policy_holder.c.code,
    policy_holder.c.name_en,
    policy_holder.c.name_zh,
    broker.c.code,
    broker.c.name,
)

_ROWS: Select[Any] = select(
    policy.c.id,
    policy.c.policy_no,
    policy.c.plan_type,
    policy.c.status,
    policy_holder.c.code.label("holder_code"),
    policy_holder.c.name_en.label("holder_en"),
    policy_holder.c.name_zh.label("holder_zh"),
    broker.c.code.label("broker_code"),
    broker.c.name.label("broker_name"),
    policy_period.c.starts_on,
    policy_period.c.ends_on,
    _headcount.label("people"),
).select_from(_OF_POLICY)


def _chosen(query: Select[Any], words: str, status: PolicyStatus | None) -> Select[Any]:
    if status is not None:
        query = query.where(policy.c.status == status)
    if words:
        query = query.where(hold(words, _WORDS, policy.c.id, policy_key, policy_key.c.policy_id))
    return query


def _in_order(order: Order, words: str, status: PolicyStatus | None) -> Select[Any]:
    """Ids in order. Who counts people for the order counts them once over, not policy by policy."""
    of_policy = _OF_POLICY
    if order is not None and order[0] == "people":
        of_policy = of_policy.outerjoin(_counted, _counted.c.policy_id == policy.c.id)
    query = _chosen(select(policy.c.id).select_from(of_policy), words, status)
    found: Select[Any] = ordered(query, _SORTED_BY, order, "policy", policy.c.id)
    return found


def ids(
    connection: Connection, today: date, order: Order, words: str = "", status: PolicyStatus | None = None
) -> "array[int]":
    """The ids of the policies that hold ``words``, in order."""
    return array("q", connection.execute(_in_order(order, words, status), {"day": today}).scalars())


def rows(connection: Connection, today: date, policy_ids: Sequence[int]) -> list[Row[Any]]:
    """What the list shows of these policies, in no order."""
    query = _ROWS.where(policy.c.id.in_(bindparam("ids", expanding=True)))
    return list(connection.execute(query, {"day": today, "ids": list(policy_ids)}))


def first(
    connection: Connection,
    today: date,
    order: Order,
    words: str = "",
    status: PolicyStatus | None = None,
    *,
    limit: int,
) -> list[Row[Any]]:
    """The first rows in order: which they are, then what is shown of them – people are counted for these."""
    found = connection.execute(_in_order(order, words, status).limit(limit), {"day": today}).scalars().all()
    by_id = {row.id: row for row in rows(connection, today, found)}
    return [by_id[id_] for id_ in found]
