"""The list of claim lines: ids in an order, and the rows of some of them, over a million lines (SPEED 3)."""

import heapq
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    not_,
    or_,
    select,
)

from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.engine import without_index
from consoleapp.store.queries.claim_orders import SORTED_BY, Part, turned
from consoleapp.store.queries.claim_wanted import Turned, Wanted, chosen, joined, named
from consoleapp.store.queries.claims import complete_on, item_name_zh
from consoleapp.store.tables import branch, claim, claim_line, member, policy

Order = tuple[str, bool] | None
"""The column it is ordered by and whether downwards; None: newest consultation first."""

PROMISED = "promised"
"""Ordered by the promised date, which no column holds: the calendar decides."""

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


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the calendar and the figures of the office say about promised dates."""

    closing: tuple[date, date]
    """The first and the last day a claim may be complete for its promised date to be known."""
    paying: tuple[date, date]
    """As ``closing``, for the day of its approval."""
    promised: Callable[[ClaimStatus, date, date], date | None]
    """The promised date of a claim by its status, the day it was complete, and the day of its status."""


def ids(connection: Connection, wanted: Wanted, order: Order, words: str, clocks: Clocks) -> "array[int]":
    """The ids of all lines that are wanted, in order."""
    if order is not None and order[0] == PROMISED:
        return _by_promise(connection, wanted, order[1], words, clocks, None)
    return _read(connection, wanted, order, words, None)


def first(
    connection: Connection, wanted: Wanted, order: Order, words: str, clocks: Clocks, limit: int
) -> list[Row[Any]]:
    """The first lines in order."""
    if order is not None and order[0] == PROMISED:
        return _in_order(connection, _by_promise(connection, wanted, order[1], words, clocks, limit))
    return _in_order(connection, _read(connection, wanted, order, words, limit))


WALKED = 4_000
"""Lines that are looked at in their order before a filter is asked which lines it means."""


def _read(
    connection: Connection, wanted: Wanted, order: Order, words: str, limit: int | None
) -> "array[int]":
    """The ids of the lines that are wanted, one part of the order after the other, at most ``limit``."""
    name, descending = order or ("consulted", True)
    found = array("q")
    for part in SORTED_BY[name].parts(descending):
        most = None if limit is None else limit - len(found)
        along = most is not None and not words and wanted.is_met_along(part)
        line_ids: Iterable[int] | None = None
        if most is not None and not (along or words or wanted.is_narrow):
            line_ids = _walked(connection, wanted, part, most)
        if line_ids is None:
            query = select(claim_line.c.id)
            if along:
                query = query.where(*_along(wanted, partial(without_index, connection)))
            else:
                query = chosen(connection, query, wanted, words, part.of)
            query = query if part.where is None else query.where(part.where)
            # One after the other: a list of a million numbers beside them costs 40 MB.
            line_ids = connection.execute(query.order_by(*part.by).limit(most)).scalars()
        found.extend(line_ids)
        if limit is not None and len(found) >= limit:
            break
    return found


def _walked(connection: Connection, wanted: Wanted, part: Part, limit: int) -> Sequence[Any] | None:
    """The first lines of a part, looked for among the first of all lines in its order: what many lines meet
    is met soon, and nothing is sorted. None where that may not be all.
    """
    places: set[int] = set()
    columns: list[ColumnElement[Any]] = [
        claim_line.c.id,
        claim_line.c.benefit_type,
        claim_line.c.consulted_on,
    ]
    if wanted.statuses:
        columns.append(claim.c.status)
    if wanted.branch:
        columns.append(member.c.branch_id)
        places.update(connection.execute(named(wanted.branch)).scalars())
    query = select(*columns).select_from(joined(part.of, wanted, "", partial(without_index, connection)))
    query = query if part.where is None else query.where(part.where)
    looked_at = limit if wanted == Wanted() else WALKED
    found: list[int] = []
    met = 0
    with connection.execute(query.order_by(*part.by).limit(looked_at)) as result:
        for row in result:
            met += 1
            if (
                (not wanted.benefit_types or row.benefit_type in wanted.benefit_types)
                and (not wanted.statuses or row.status in wanted.statuses)
                and (wanted.consulted_from is None or row.consulted_on >= wanted.consulted_from)
                and (wanted.consulted_to is None or row.consulted_on <= wanted.consulted_to)
                and (not wanted.branch or row.branch_id in places)
            ):
                found.append(row.id)
                if len(found) == limit:
                    return found
    return found if met < looked_at else None


def _in_order(connection: Connection, found: Sequence[int]) -> list[Row[Any]]:
    place = {id_: number for number, id_ in enumerate(found)}
    return sorted(rows(connection, found), key=lambda row: place[row.id])


def rows(connection: Connection, line_ids: Sequence[int]) -> list[Row[Any]]:
    """What the list shows of these lines, in no order."""
    query = _ROWS.where(claim_line.c.id.in_(bindparam("ids", expanding=True)))
    return list(connection.execute(query, {"ids": list(line_ids)}))


def _along(wanted: Wanted, aside: Turned) -> Iterator[ColumnElement[bool]]:
    """The filters of lines that are met along an order: what the index of the order does not answer is
    looked up line by line.
    """
    if wanted.benefit_types:
        yield aside(claim_line.c.benefit_type).in_(list(wanted.benefit_types))
    if wanted.consulted_from is not None:
        yield aside(claim_line.c.consulted_on) >= wanted.consulted_from
    if wanted.consulted_to is not None:
        yield aside(claim_line.c.consulted_on) <= wanted.consulted_to
    if wanted.statuses:
        its_claim = select(claim.c.id).where(claim.c.id == claim_line.c.claim_id)
        yield its_claim.where(aside(claim.c.status).in_(list(wanted.statuses))).exists()


def _by_promise(
    connection: Connection,
    wanted: Wanted,
    descending: bool,
    words: str,
    clocks: Clocks,
    limit: int | None,
) -> "array[int]":
    """Lines of running claims by their promised date, then all others: nothing is due on them.

    A later start is never promised earlier (``rules.clocks.known_starts``): each kind of clock is read in the
    order of its starts, straight from an index, and what was read is put together by the promised dates.
    """
    asked = replace(wanted, late=None)
    dates: dict[tuple[ClaimStatus, date], date] = {}

    def dated(status: ClaimStatus, start: Any, clock: ColumnElement[bool]) -> Iterator[tuple[date, int]]:
        query = chosen(connection, select(claim_line.c.id, start.label("start")), asked, words, claim)
        by = turned((start, claim.c.id, claim_line.c.line_no), descending)
        for id_, day in connection.execute(query.where(clock).order_by(*by).limit(limit)).all():
            if (status, day) not in dates:
                told = clocks.promised(status, day, day)
                assert told is not None, "starts are read within the calendar"
                dates[status, day] = told
            yield dates[status, day], id_

    parts = [dated(*one) for one in _running(clocks, wanted.late)]
    merged = heapq.merge(*parts, key=itemgetter(0), reverse=descending)
    found = array("q", (id_ for _day, id_ in islice(merged, limit)))
    if wanted.late is None and (limit is None or len(found) < limit):
        dateless = not_(or_(*(clock for _status, _start, clock in _running(clocks))))
        rest = chosen(connection, select(claim_line.c.id), asked, words, claim).where(dateless)
        over = rest.order_by(claim_line.c.id).limit(None if limit is None else limit - len(found))
        found.extend(connection.execute(over).scalars())
    return found


def _running(
    clocks: Clocks, late: tuple[date, date] | None = None
) -> Iterator[tuple[ClaimStatus, ColumnElement[date], ColumnElement[bool]]]:
    """Each kind of clock that runs: the status, what it starts with, and the condition of its claims; with
    ``late`` only of those that are overdue.
    """
    complete, approved = (date.max, date.max) if late is None else late
    for status in (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW):
        for start, kind in (
            (claim.c.received_on, claim.c.restarted_on.is_(None)),
            (claim.c.restarted_on, claim.c.restarted_on.is_not(None)),
        ):
            first_, last = clocks.closing
            yield (
                status,
                start,
                and_(claim.c.status == status, kind, start.between(first_, min(last, complete))),
            )
    first_, last = clocks.paying
    waits = claim.c.status == ClaimStatus.APPROVED
    start = claim.c.status_on
    yield ClaimStatus.APPROVED, start, and_(waits, start.between(first_, min(last, approved)))
