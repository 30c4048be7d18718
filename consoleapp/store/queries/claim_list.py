"""The list of claim lines: ids in an order, and the rows of some of them, over a million lines (SPEED 3)."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, case, func, or_, select

from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import BenefitType, ClaimStatus, PaymentMethod
from consoleapp.store.queries.claims import complete_on
from consoleapp.store.tables import branch, claim, claim_line, member, policy

Order = tuple[str, bool] | None
"""The column it is ordered by and whether downwards; None: newest consultation first."""

PROMISED = "promised"
"""Ordered by the promised date, which no column holds: the calendar decides."""

RUNNING = (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW, ClaimStatus.APPROVED)
"""Claims that somebody was promised a date for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: every filter of DOMAIN 4. Empty means all."""

    policy_no: str = ""
    certificate: tuple[str, str] | None = None
    """Number and suffix."""
    member_id: int | None = None
    people: tuple[int, ...] | None = None
    """Only these members: those the caller on the line may hear of."""
    statuses: tuple[ClaimStatus, ...] = ()
    benefit_types: tuple[BenefitType, ...] = ()
    consulted_from: date | None = None
    consulted_to: date | None = None
    branch: str = ""
    """Code of a branch, or words of its name in either language, folded."""
    late: tuple[date, date] | None = None
    """Overdue: complete on or before the first, or approved on or before the second."""


def _places(vocabulary: type[Coded], column: Any) -> ColumnElement[int]:
    """A code by its place in the vocabulary, as people think of it; not by its letters."""
    return case({one.value: place for place, one in enumerate(vocabulary)}, value=column)


_SORTED_BY: dict[str, tuple[ColumnElement[Any], bool]] = {
    "claim": (claim.c.claim_no, False),
    "policy": (policy.c.policy_no, False),
    "certificate": (member.c.cert_no + member.c.suffix, False),
    "member": (member.c.name_en, False),
    "branch": (branch.c.name_en, True),
    "consulted": (claim_line.c.consulted_on, False),
    "type": (_places(BenefitType, claim_line.c.benefit_type), False),
    "item": (claim_line.c.item_name, False),
    "provider": (func.nullif(claim_line.c.provider_name, ""), True),
    "incurred": (claim_line.c.incurred, True),
    "paid": (claim_line.c.paid, True),
    "paid_on": (claim_line.c.paid_on, True),
    "method": (_places(PaymentMethod, claim_line.c.payment_method), True),
    "status": (_places(ClaimStatus, claim.c.status), False),
    "status_on": (claim.c.status_on, False),
    "received": (claim.c.received_on, False),
}
"""Column → what it is ordered by, and whether it may have no value: that comes last either way."""
_OF_LINE = ("consulted", "type", "item", "provider", "incurred", "paid", "paid_on", "method")
"""Columns the line holds itself: its claim is not looked up for them."""
SORTABLE = frozenset(_SORTED_BY) | {PROMISED}

_JOINED = (
    claim_line.join(claim, claim.c.id == claim_line.c.claim_id)
    .join(member, member.c.id == claim.c.member_id)
    .join(policy, policy.c.id == member.c.policy_id)
    .outerjoin(branch, branch.c.id == member.c.branch_id)
)
_ROWS: Select[Any] = select(
    claim_line.c.id,
    claim_line.c.claim_id,
    claim_line.c.line_no,
    claim_line.c.consulted_on,
    claim_line.c.benefit_type,
    claim_line.c.item_code,
    claim_line.c.item_name,
    claim_line.c.provider_name,
    claim_line.c.incurred,
    claim_line.c.paid,
    claim_line.c.paid_on,
    claim_line.c.payment_method,
    claim_line.c.reason,
    claim.c.claim_no,
    claim.c.member_id,
    claim.c.received_on,
    claim.c.status,
    claim.c.status_on,
    claim.c.currency,
    complete_on.label("complete_on"),
    member.c.policy_id,
    member.c.cert_no,
    member.c.suffix,
    member.c.name_en,
    member.c.name_zh,
    policy.c.policy_no,
    branch.c.code.label("branch_code"),
    branch.c.name_en.label("branch_en"),
    branch.c.name_zh.label("branch_zh"),
).select_from(_JOINED)
_WORDS = (
    claim.c.claim_no,
    policy.c.policy_no,
    member.c.name_en,
    member.c.name_zh,
    claim_line.c.item_name,
    claim_line.c.provider_name,
)

Promised = Callable[[ClaimStatus, date, date], date | None]
"""The promised date of a claim by its status, the day it was complete, and the day of its status."""


def ids(connection: Connection, wanted: Wanted, order: Order, words: str, promised: Promised) -> "array[int]":
    """The ids of all lines that are wanted, in order."""
    if order is not None and order[0] == PROMISED:
        return _by_promise(connection, wanted, order[1], words, promised)
    query = _ordered(_chosen(select(claim_line.c.id), wanted, words, order), order)
    return array("q", connection.execute(query).scalars())


def first(
    connection: Connection, wanted: Wanted, order: Order, words: str, promised: Promised, limit: int
) -> list[Row[Any]]:
    """The first lines in order."""
    if order is not None and order[0] == PROMISED:
        found = _by_promise(connection, wanted, order[1], words, promised)[:limit]
        return _in_order(connection, found)
    query = _ordered(_chosen(select(claim_line.c.id), wanted, words, order), order).limit(limit)
    return _in_order(connection, list(connection.execute(query).scalars()))


def _in_order(connection: Connection, found: Sequence[int]) -> list[Row[Any]]:
    place = {id_: number for number, id_ in enumerate(found)}
    return sorted(rows(connection, found), key=lambda row: place[row.id])


def rows(connection: Connection, line_ids: Sequence[int]) -> list[Row[Any]]:
    """What the list shows of these lines, in no order."""
    query = _ROWS.where(claim_line.c.id.in_(bindparam("ids", expanding=True)))
    return list(connection.execute(query, {"ids": list(line_ids)}))


def _ordered(query: Select[Any], order: Order) -> Select[Any]:
    name, descending = order or ("consulted", True)
    value, optional = _SORTED_BY[name]
    id_ = claim_line.c.id.desc() if descending else claim_line.c.id
    by = [value.is_(None)] if optional else []
    return query.order_by(*by, value.desc() if descending else value, id_)


def _chosen(query: Select[Any], wanted: Wanted, words: str, order: Order) -> Select[Any]:
    """The lines that are wanted; tables nobody asks about are not joined."""
    where = _where(wanted)
    by_policy = wanted.policy_no or words or (order is not None and order[0] == "policy")
    by_branch = wanted.branch or (order is not None and order[0] == "branch")
    by_member = (
        by_policy
        or by_branch
        or wanted.certificate is not None
        or (order is not None and order[0] in ("member", "certificate"))
    )
    by_claim = (
        by_member
        or wanted.statuses
        or wanted.member_id is not None
        or wanted.people is not None
        or (order or ("consulted", True))[0] not in _OF_LINE
    )
    tables: Any = claim_line
    if by_claim:
        tables = tables.join(claim, claim.c.id == claim_line.c.claim_id)
    if by_member:
        tables = tables.join(member, member.c.id == claim.c.member_id)
    if by_policy:
        tables = tables.join(policy, policy.c.id == member.c.policy_id)
    if by_branch:
        tables = tables.outerjoin(branch, branch.c.id == member.c.branch_id)
    for word in words.split():
        where.append(or_(*(func.lower(text).contains(word, autoescape=True) for text in _WORDS)))
    return query.select_from(tables).where(*where)


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.policy_no:
        found.append(policy.c.policy_no == wanted.policy_no)
    if wanted.certificate is not None:
        number, suffix = wanted.certificate
        found.append(and_(member.c.cert_no == number, member.c.suffix == suffix))
    if wanted.member_id is not None:
        found.append(claim.c.member_id == wanted.member_id)
    if wanted.people is not None:
        found.append(claim.c.member_id.in_(list(wanted.people)))
    if wanted.statuses:
        found.append(claim.c.status.in_(list(wanted.statuses)))
    if wanted.benefit_types:
        found.append(claim_line.c.benefit_type.in_(list(wanted.benefit_types)))
    if wanted.consulted_from is not None:
        found.append(claim_line.c.consulted_on >= wanted.consulted_from)
    if wanted.consulted_to is not None:
        found.append(claim_line.c.consulted_on <= wanted.consulted_to)
    if wanted.branch:
        # Branches are few: those that are meant first, then their members.
        named = or_(
            func.lower(branch.c.code) == wanted.branch,
            func.lower(branch.c.name_en).contains(wanted.branch, autoescape=True),
            branch.c.name_zh.contains(wanted.branch, autoescape=True),
        )
        found.append(branch.c.id.in_(select(branch.c.id).where(named)))
    if wanted.late is not None:
        complete, approved = wanted.late
        running = claim.c.status.in_([ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW])
        late = or_(
            and_(running, complete_on <= complete),
            and_(claim.c.status == ClaimStatus.APPROVED, claim.c.status_on <= approved),
        )
        # Claims first: few of them are running, however many lines there are.
        found.append(claim_line.c.claim_id.in_(select(claim.c.id).where(late)))
    return found


def _by_promise(
    connection: Connection, wanted: Wanted, descending: bool, words: str, promised: Promised
) -> "array[int]":
    """Lines of running claims by their promised date, then all others: nothing is due on them."""
    chosen = _chosen(
        select(claim_line.c.id, claim.c.status, complete_on.label("complete_on"), claim.c.status_on),
        wanted,
        words,
        (PROMISED, descending),
    )
    dated: list[tuple[date, int]] = []
    undated: list[int] = []
    known: dict[tuple[Any, ...], date | None] = {}
    for row in connection.execute(chosen.where(claim.c.status.in_(RUNNING))):
        facts = (row.status, row.complete_on, row.status_on)
        if facts not in known:
            known[facts] = promised(*facts)
        day = known[facts]
        if day is None:
            undated.append(row.id)
        else:
            dated.append((day, row.id))
    dated.sort(reverse=descending)
    rest = _chosen(select(claim_line.c.id), wanted, words, (PROMISED, descending))
    over = rest.where(claim.c.status.not_in(RUNNING)).order_by(claim_line.c.id)
    found = array("q", (id_ for _day, id_ in dated))
    found.extend(sorted(undated))
    found.extend(connection.execute(over).scalars())
    return found
