"""The members of one policy as a list: ids in an order, and the rows of some of them (SPEED 3)."""

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, func, select

from consoleapp.rules.statuses import MemberStatus, Relation
from consoleapp.store.queries.lists import Order, hold, ordered
from consoleapp.store.tables import branch, member, plan, search_key

_OF_MEMBER = member.outerjoin(plan, plan.c.id == member.c.plan_id).outerjoin(
    branch, branch.c.id == member.c.branch_id
)
_certificate = member.c.cert_no + "-" + member.c.suffix
_SORTED_BY: dict[str, Any] = {
    "certificate": _certificate,
    "name": member.c.name_en,
    "name_zh": func.nullif(member.c.name_zh, ""),
    "relation": case({one.value: place for place, one in enumerate(Relation)}, value=member.c.relation),
    "plan": plan.c.code,
    "branch": branch.c.name_en,
    "status": case({one.value: place for place, one in enumerate(MemberStatus)}, value=member.c.status),
    "since": member.c.effective_date,
    "until": member.c.termination_date,
    "life": member.c.sum_life,
    "tpd": member.c.sum_tpd,
    "add": member.c.sum_add,
    "ltd": member.c.sum_ltd,
    "cib": member.c.sum_cib,
}
SORTABLE = frozenset(_SORTED_BY)
"""The columns the list can be ordered by."""

_WORDS = (_certificate, member.c.name_en, member.c.name_zh, plan.c.code, branch.c.name_en, branch.c.name_zh)

_ROWS: Select[Any] = select(
    member.c.id,
    member.c.cert_no,
    member.c.suffix,
    member.c.relation,
    member.c.name_en,
    member.c.name_zh,
    member.c.status,
    member.c.effective_date,
    member.c.termination_date,
    member.c.sum_life,
    member.c.sum_tpd,
    member.c.sum_add,
    member.c.sum_ltd,
    member.c.sum_cib,
    plan.c.code.label("plan_code"),
    branch.c.name_en.label("branch_en"),
    branch.c.name_zh.label("branch_zh"),
).select_from(_OF_MEMBER)


def _chosen(
    query: Select[Any], policy_id: int, words: str, status: MemberStatus | None, branch_id: int | None
) -> Select[Any]:
    query = query.where(member.c.policy_id == policy_id)
    if status is not None:
        query = query.where(member.c.status == status)
    if branch_id is not None:
        query = query.where(member.c.branch_id == branch_id)
    if words:
        query = query.where(hold(words, _WORDS, member.c.id, search_key, search_key.c.member_id))
    return query


def ids(
    connection: Connection,
    policy_id: int,
    order: Order,
    words: str = "",
    status: MemberStatus | None = None,
    branch_id: int | None = None,
) -> "array[int]":
    """The ids of the members of a policy that hold ``words``, in order."""
    query = ordered(
        _chosen(select(member.c.id).select_from(_OF_MEMBER), policy_id, words, status, branch_id),
        _SORTED_BY, order, "certificate", member.c.id,
    )  # fmt: skip
    return array("q", connection.execute(query).scalars())


def rows(connection: Connection, policy_id: int, member_ids: Sequence[int]) -> list[Row[Any]]:
    """What the list shows of these members, in no order; nobody of another policy."""
    query = _ROWS.where(member.c.policy_id == policy_id, member.c.id.in_(bindparam("ids", expanding=True)))
    return list(connection.execute(query, {"ids": list(member_ids)}))


def first(
    connection: Connection,
    policy_id: int,
    order: Order,
    words: str = "",
    status: MemberStatus | None = None,
    branch_id: int | None = None,
    *,
    limit: int,
) -> list[Row[Any]]:
    """The first rows in order."""
    query = ordered(
        _chosen(_ROWS, policy_id, words, status, branch_id), _SORTED_BY, order, "certificate", member.c.id
    )
    return list(connection.execute(query.limit(limit)))
