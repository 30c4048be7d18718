"""The members of one policy as a list, with all sums assured (DOMAIN 1).

A list names people and shows nothing private: whoever opens it leaves one entry of the audit trail with what
was listed, and each member who is opened from it an access entry of their own.
"""

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from consoleapp.desk.context import Work, reads
from consoleapp.desk.members import sums_assured
from consoleapp.desk.policies import owned, require_members
from consoleapp.desk.policy_shapes import PolicyMember
from consoleapp.rules.identity import Certificate
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import MemberStatus
from consoleapp.rules.text import fold
from consoleapp.store.queries import policy_members as queries

Order = tuple[str, bool] | None

SORTABLE = queries.SORTABLE
"""The columns the list can be ordered by."""


@reads(Permission.READ_POLICY)
def first(
    work: Work,
    policy_id: int,
    order: Order = None,
    words: str = "",
    limit: int = 200,
    *,
    status: MemberStatus | None = None,
    branch_id: int | None = None,
) -> tuple[PolicyMember, ...]:
    """The first members in order; that they were listed goes on record. Raises NotAllowed."""
    row = _open(work, policy_id)
    work.record(
        "policy.members_listed", f"policy:{policy_id}", status=status, branch=branch_id, words=bool(words)
    )
    found = queries.first(work.connection, policy_id, order, fold(words), status, branch_id, limit=limit)
    return tuple(_member(one, row.currency) for one in found)


@reads(Permission.READ_POLICY)
def ids(
    work: Work,
    policy_id: int,
    order: Order = None,
    words: str = "",
    *,
    status: MemberStatus | None = None,
    branch_id: int | None = None,
) -> "array[int]":
    """The ids of all members that hold ``words``, in order. Raises NotAllowed."""
    _open(work, policy_id)
    return queries.ids(work.connection, policy_id, order, fold(words), status, branch_id)


@reads(Permission.READ_POLICY)
def rows(work: Work, policy_id: int, member_ids: Sequence[int]) -> tuple[PolicyMember, ...]:
    """These members of the policy as the list shows them. Raises NotAllowed."""
    row = _open(work, policy_id)
    return tuple(_member(one, row.currency) for one in queries.rows(work.connection, policy_id, member_ids))


def _open(work: Work, policy_id: int) -> Row[Any]:
    row = owned(work, policy_id)
    require_members(work, row)
    return row


def _member(row: Row[Any], currency: str) -> PolicyMember:
    return PolicyMember(
        row.id,
        str(Certificate(row.cert_no, row.suffix)),
        row.relation,
        row.name_en,
        row.name_zh,
        row.plan_code or "",
        row.branch_en or "",
        row.branch_zh or "",
        row.status,
        row.effective_date,
        row.termination_date,
        sums_assured(row, currency),
    )
