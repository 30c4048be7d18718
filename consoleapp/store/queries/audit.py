"""The audit record and the access log, as auditors search them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from consoleapp.store.tables import access_entry, audit_entry, contact, contact_step, member, policy, staff


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What an auditor looks for; what is empty is not asked for."""

    event: str = ""
    """An event, or how it begins: ``staff``, ``contact.verified``."""
    staff_id: int | None = None
    subject: str = ""
    contact_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


_NEWEST_FIRST = (audit_entry.c.at.desc(), audit_entry.c.seq.desc())
"""In the order of the indexes over the kind of an act and over its moment."""


def _found(search: AuditSearch) -> Select[Any]:
    query = select(audit_entry, staff.c.login, staff.c.name.label("staff_name")).join_from(
        audit_entry, staff, staff.c.id == audit_entry.c.staff_id, isouter=True
    )
    return query.where(*_narrowed(search))


def _narrowed(search: AuditSearch) -> Iterator[ColumnElement[bool]]:
    """What an entry has to be, but for its event."""
    for column, value in (
        (audit_entry.c.staff_id, search.staff_id),
        (audit_entry.c.subject, search.subject or None),
        (audit_entry.c.contact_id, search.contact_id),
    ):
        if value is not None:
            yield column == value
    if search.since is not None:
        yield audit_entry.c.at >= search.since
    if search.until is not None:
        yield audit_entry.c.at < search.until


def _events(connection: Connection, wanted: str) -> list[str]:
    """The events on record that are ``wanted`` or begin with it; a step of the index each, not one a row."""
    lowest = func.min(audit_entry.c.event)
    known = select(lowest.label("event")).cte("known", recursive=True)
    later = select(lowest).where(audit_entry.c.event > known.c.event).scalar_subquery()
    known = known.union_all(select(later).where(known.c.event.is_not(None)))
    names = connection.execute(select(known.c.event).where(known.c.event.is_not(None))).scalars()
    return [name for name in names if name == wanted or name.startswith(f"{wanted}.")]


def _newest_of_events(connection: Connection, search: AuditSearch, limit: int) -> list[int]:
    """The numbers of the newest entries whose event was looked for, out of the newest of each event."""
    found: list[tuple[datetime, int]] = []
    for name in _events(connection, search.event):
        query = select(audit_entry.c.at, audit_entry.c.seq).where(audit_entry.c.event == name)
        rows = connection.execute(query.where(*_narrowed(search)).order_by(*_NEWEST_FIRST).limit(limit))
        found += [(row.at, row.seq) for row in rows]
    return [seq for _at, seq in nlargest(limit, found)]


def entries(connection: Connection, search: AuditSearch, limit: int) -> list[Row[Any]]:
    """The newest entries that were looked for, the last one first."""
    if search.event:
        numbers = _newest_of_events(connection, search, limit)
        query = _found(AuditSearch()).where(audit_entry.c.seq.in_(numbers))
    elif search.since is not None or search.until is not None:
        query = _found(search).order_by(*_NEWEST_FIRST).limit(limit)
    else:
        query = _found(search).order_by(audit_entry.c.seq.desc()).limit(limit)
    return sorted(connection.execute(query), key=lambda row: -row.seq)


def _all_found(connection: Connection, search: AuditSearch) -> Select[Any]:
    if not search.event:
        return _found(search)
    return _found(search).where(audit_entry.c.event.in_(_events(connection, search.event)))


def count(connection: Connection, search: AuditSearch) -> int:
    """How many entries there are of them."""
    query = select(func.count()).select_from(_all_found(connection, search).subquery())
    return connection.execute(query).scalar_one()


def stream(connection: Connection, search: AuditSearch) -> Iterator[Row[Any]]:
    """All of them, oldest first, a thousand at a time."""
    query = _all_found(connection, search).order_by(audit_entry.c.seq)
    yield from connection.execute(query).yield_per(1000)


def newest_of(connection: Connection, subject: str) -> Row[Any] | None:
    """The last entry about ``subject``."""
    query = select(audit_entry).where(audit_entry.c.subject == subject)
    return connection.execute(query.order_by(audit_entry.c.seq.desc()).limit(1)).first()


def contact_of(connection: Connection, contact_id: int) -> Row[Any] | None:
    """One contact with who took it."""
    query = (
        select(
            contact.c.id,
            contact.c.member_id,
            contact.c.channel,
            contact.c.caller_role,
            contact.c.started_at,
            contact.c.ended_at,
            staff.c.login,
            staff.c.name.label("staff_name"),
        )
        .join_from(contact, staff, staff.c.id == contact.c.staff_id)
        .where(contact.c.id == contact_id)
    )
    rows: list[Row[Any]] = list(connection.execute(query))
    return rows[0] if rows else None


def steps_of(connection: Connection, contact_id: int) -> list[Row[Any]]:
    """Screens that were opened during the contact, in order."""
    query = (
        select(contact_step.c.at, contact_step.c.screen, staff.c.login)
        .join_from(contact_step, staff, staff.c.id == contact_step.c.staff_id)
        .where(contact_step.c.contact_id == contact_id)
        .order_by(contact_step.c.id)
    )
    return list(connection.execute(query))


def looks_of(connection: Connection, contact_id: int) -> list[Row[Any]]:
    """What of which member was looked at during the contact, in order."""
    query = (
        select(
            access_entry.c.at,
            access_entry.c.what,
            staff.c.login,
            policy.c.policy_no,
            member.c.cert_no,
            member.c.suffix,
        )
        .join_from(access_entry, staff, staff.c.id == access_entry.c.staff_id)
        .join(member, member.c.id == access_entry.c.member_id)
        .join(policy, policy.c.id == member.c.policy_id)
        .where(access_entry.c.contact_id == contact_id)
        .order_by(access_entry.c.id)
    )
    return list(connection.execute(query))
