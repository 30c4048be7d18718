"""The list of claim lines: ids in an order, and the rows of some of them, over a million lines (SPEED 3)."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, not_, or_, select

from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import BenefitType, ClaimStatus, PaymentMethod
from consoleapp.store.engine import without_index
from consoleapp.store.queries.claims import complete_on, item_name_zh
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


_Ordered = list[ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class _By:
    """What a column is ordered by. An order is read in parts, each straight from an index: a part for every
    code, in the order of the vocabulary and not of its letters, and last, either way, what has no value.
    """

    values: tuple[ColumnElement[Any], ...]
    known: ColumnElement[bool] | None = None
    """Where it may have no value: that it has one."""
    codes: type[Coded] | None = None
    """Ordered by the code in the first of ``values``, then by the others."""

    def parts(self, descending: bool) -> Iterator[tuple[ColumnElement[bool] | None, _Ordered]]:
        """Conditions that no two lines share, and the order of the lines that meet each."""
        id_ = claim_line.c.id
        if self.codes is not None:
            code, *rest = self.values
            found = list(self.codes)
            for one in reversed(found) if descending else found:
                yield code == one, _turned((*rest, id_), descending)
        else:
            yield self.known, _turned((*self.values, id_), descending)
        if self.known is not None:
            yield not_(self.known), _turned((id_,), descending)


def _turned(values: Sequence[ColumnElement[Any]], descending: bool) -> _Ordered:
    return [value.desc() if descending else value for value in values]


_C, _L = claim.c, claim_line.c
SORTED_BY: dict[str, _By] = {
    "claim": _By((_C.claim_no,)),
    "policy": _By((policy.c.policy_no,)),
    "certificate": _By((member.c.cert_no, member.c.suffix)),
    "member": _By((member.c.name_en,)),
    "branch": _By((branch.c.name_en,), branch.c.id.is_not(None)),
    "consulted": _By((_L.consulted_on,)),
    "type": _By((_L.benefit_type,), codes=BenefitType),
    "item": _By((_L.item_name,)),
    "provider": _By((_L.provider_name,), _L.provider_name != ""),
    "incurred": _By((_L.incurred,), _L.incurred.is_not(None)),
    "paid": _By((_L.paid,), _L.paid.is_not(None)),
    "paid_on": _By((_L.paid_on,), _L.paid_on.is_not(None)),
    "method": _By((_L.payment_method,), _L.payment_method.is_not(None), PaymentMethod),
    "status": _By((_C.status, _C.status_on), codes=ClaimStatus),
    "status_on": _By((_C.status_on,)),
    "received": _By((_C.received_on,)),
}
OF_LINE = ("consulted", "type", "item", "provider", "incurred", "paid", "paid_on", "method")
"""Columns the line holds itself: its claim is not looked up for them."""
SORTABLE = frozenset(SORTED_BY) | {PROMISED}

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
    item_name_zh,
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
        return _by_promise(connection, wanted, order[1], words, promised, None)
    return _read(connection, wanted, order, words, None)


def first(
    connection: Connection, wanted: Wanted, order: Order, words: str, promised: Promised, limit: int
) -> list[Row[Any]]:
    """The first lines in order."""
    if order is not None and order[0] == PROMISED:
        return _in_order(connection, _by_promise(connection, wanted, order[1], words, promised, limit))
    return _in_order(connection, _read(connection, wanted, order, words, limit))


def _read(
    connection: Connection, wanted: Wanted, order: Order, words: str, limit: int | None
) -> "array[int]":
    """The ids of the lines that are wanted, one part of the order after the other, at most ``limit``."""
    name, descending = order or ("consulted", True)
    found = array("q")
    for part, by in SORTED_BY[name].parts(descending):
        query = _chosen(connection, select(claim_line.c.id), wanted, words, order).order_by(*by)
        if part is not None:
            query = query.where(part)
        if limit is not None:
            query = query.limit(limit - len(found))
        found.extend(connection.execute(query).scalars())
        if limit is not None and len(found) >= limit:
            break
    return found


def _in_order(connection: Connection, found: Sequence[int]) -> list[Row[Any]]:
    place = {id_: number for number, id_ in enumerate(found)}
    return sorted(rows(connection, found), key=lambda row: place[row.id])


def rows(connection: Connection, line_ids: Sequence[int]) -> list[Row[Any]]:
    """What the list shows of these lines, in no order."""
    query = _ROWS.where(claim_line.c.id.in_(bindparam("ids", expanding=True)))
    return list(connection.execute(query, {"ids": list(line_ids)}))


def _chosen(
    connection: Connection, query: Select[Any], wanted: Wanted, words: str, order: Order
) -> Select[Any]:
    """The lines that are wanted; tables nobody asks about are not joined."""
    where = _where(connection, wanted)
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
        or (order or ("consulted", True))[0] not in OF_LINE
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


def _where(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
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
        # Nearly every claim is closed, and for out-patient benefits: met along the order, not looked for.
        many = any(status.is_closed for status in wanted.statuses)
        status: Any = without_index(connection, claim.c.status) if many else claim.c.status
        found.append(status.in_(list(wanted.statuses)))
    if wanted.benefit_types:
        many = BenefitType.OPB in wanted.benefit_types
        kind: Any = claim_line.c.benefit_type
        kind = without_index(connection, kind) if many else kind
        found.append(kind.in_(list(wanted.benefit_types)))
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
    connection: Connection,
    wanted: Wanted,
    descending: bool,
    words: str,
    promised: Promised,
    limit: int | None,
) -> "array[int]":
    """Lines of running claims by their promised date, then all others: nothing is due on them."""
    order = (PROMISED, descending)
    facts = select(claim_line.c.id, claim.c.status, complete_on.label("complete_on"), claim.c.status_on)
    dated: list[tuple[date, int]] = []
    undated: list[int] = []
    known: dict[tuple[Any, ...], date | None] = {}
    running = _chosen(connection, facts, wanted, words, order).where(claim.c.status.in_(RUNNING))
    for row in connection.execute(running):
        told = (row.status, row.complete_on, row.status_on)
        if told not in known:
            known[told] = promised(*told)
        day = known[told]
        if day is None:
            undated.append(row.id)
        else:
            dated.append((day, row.id))
    dated.sort(reverse=descending)
    found = array("q", (id_ for _day, id_ in dated))
    found.extend(sorted(undated))
    if limit is None or len(found) < limit:
        status: Any = without_index(connection, claim.c.status)
        rest = _chosen(connection, select(claim_line.c.id), wanted, words, order)
        over = rest.where(status.not_in(RUNNING)).order_by(claim_line.c.id)
        found.extend(connection.execute(over if limit is None else over.limit(limit)).scalars())
    return found[:limit]
