"""What the upkeep of the directory looks at: twins, callers' reports, what is given out (DOMAIN 9)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Subquery, exists, func, insert, or_, select, update

from consoleapp.store.tables import provider, provider_given, provider_report, staff

MOST_CANDIDATES = 200
"""Entries compared with one that is typed."""


def alike(connection: Connection, words: Sequence[str], addresses: Sequence[str]) -> list[int]:
    """Ids of entries whose names or telephones hold one of ``words``, or whose address one of ``addresses``.

    All are folded as the record's own columns are.
    """
    it = provider.c
    conditions = [it.name_words.contains(word, autoescape=True) for word in words if word]
    conditions += [it.address_words.contains(text, autoescape=True) for text in addresses if text]
    if not conditions:
        return []
    asked = select(it.id).where(or_(*conditions)).order_by(it.id).limit(MOST_CANDIDATES)
    return list(connection.scalars(asked))


# Callers' reports


def report(connection: Connection, **values: Any) -> int:
    """What a caller says is wrong."""
    report_id: int = connection.execute(
        insert(provider_report).values(**values).returning(provider_report.c.id)
    ).scalar_one()
    return report_id


def open_reports(connection: Connection, provider_ids: Sequence[int]) -> list[Row[Any]]:
    """Reports nobody has checked, oldest first, with ``name`` of who took them."""
    r = provider_report.c
    return list(
        connection.execute(
            select(provider_report, staff.c.name)
            .join(staff, staff.c.id == r.staff_id)
            .where(r.provider_id.in_(provider_ids), r.checked_at.is_(None))
            .order_by(r.at, r.id)
        )
    )


def is_disputed() -> ColumnElement[bool]:
    """Of a provider: whether a report waits."""
    r = provider_report.c
    return exists().where(r.provider_id == provider.c.id, r.checked_at.is_(None))


def disputed(connection: Connection) -> set[int]:
    """Every provider of whom a report waits."""
    r = provider_report.c
    return set(connection.scalars(select(r.provider_id).where(r.checked_at.is_(None))))


def check_reports(connection: Connection, provider_id: int, at: datetime, staff_id: int) -> int:
    """Every open report of this provider is checked now; returns how many were."""
    r = provider_report.c
    return connection.execute(
        update(provider_report)
        .where(r.provider_id == provider_id, r.checked_at.is_(None))
        .values(checked_at=at, checked_by=staff_id)
    ).rowcount


# What is given out


def gave(connection: Connection, **values: Any) -> None:
    """An entry was given to a caller."""
    connection.execute(insert(provider_given).values(**values))


def times_given(connection: Connection, provider_id: int, since: datetime) -> int:
    """How often an entry was given out since."""
    g = provider_given.c
    asked = select(func.count()).where(g.provider_id == provider_id, g.at >= since)
    return connection.scalar(asked) or 0


def given_since(since: datetime) -> Subquery:
    """How often each entry was given out: ``provider_id``, ``times``."""
    g = provider_given.c
    return (
        select(g.provider_id, func.count().label("times"))
        .where(g.at >= since)
        .group_by(g.provider_id)
        .subquery()
    )


def stale_before(last_fresh: date) -> ColumnElement[bool]:
    """Of a provider: not verified on ``last_fresh`` or later."""
    return or_(provider.c.verified_on.is_(None), provider.c.verified_on < last_fresh)


def to_call(
    connection: Connection,
    day: date,
    last_fresh: date,
    since: datetime,
    limit: int,
    *,
    by_age: bool,
    stale_only: bool,
) -> list[Row[Any]]:
    """Entries of ``day`` that are disputed or stale, the most pressing first: ``id``, ``times`` given out."""
    it = provider.c
    given = given_since(since)
    times = func.coalesce(given.c.times, 0)
    age = func.coalesce(it.verified_on, date(1900, 1, 1))
    waits, stale = is_disputed(), stale_before(last_fresh)
    asked = (
        select(it.id, times.label("times"))
        .outerjoin(given, given.c.provider_id == it.id)
        .where(
            or_(it.effective_from.is_(None), it.effective_from <= day),
            or_(it.effective_to.is_(None), it.effective_to >= day),
            stale if stale_only else or_(waits, stale),
        )
        .order_by(waits.desc(), *((age, times.desc()) if by_age else (times.desc(), age)), it.name_en, it.id)
    )
    return list(connection.execute(asked.limit(limit)))
