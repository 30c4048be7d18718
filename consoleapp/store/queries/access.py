"""Who looked at whom (SAFETY 14, 16)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from consoleapp.store.tables import access_entry, staff

GLANCE = "glance"
"""A look at the few lines beside a list of hits: not an opened record."""
FOUND_BY = "found by "
"""Begins what is left of members who were found by a private number, and not opened."""

_SEEN_BY = (
    select(
        access_entry.c.id,
        access_entry.c.at,
        access_entry.c.what,
        access_entry.c.purpose,
        access_entry.c.contact_id,
        staff.c.login,
        staff.c.name.label("staff_name"),
    )
    .join_from(access_entry, staff, staff.c.id == access_entry.c.staff_id)
    .where(access_entry.c.member_id == bindparam("member_id"))
    .order_by(access_entry.c.at.desc(), access_entry.c.id.desc())
    .limit(bindparam("limit"))
)


def seen_by(connection: Connection, member_id: int, limit: int) -> list[Row[Any]]:
    """Who saw this member, newest first; over an index, however long the log is."""
    return list(connection.execute(_SEEN_BY, {"member_id": member_id, "limit": limit}))


def unmasked_in(connection: Connection, contact_id: int, whats: list[str]) -> bool:
    """Whether one of these was looked at in this contact."""
    found = connection.execute(
        select(access_entry.c.id)
        .where(access_entry.c.contact_id == contact_id, access_entry.c.what.in_(whats))
        .limit(1)
    ).first()
    return found is not None


def found_since(
    connection: Connection, staff_id: int, members: list[int], since: datetime
) -> set[tuple[int, str]]:
    """Which of these members this member of staff found by which private number since then."""
    query = select(access_entry.c.member_id, access_entry.c.what).where(
        access_entry.c.member_id.in_(members),
        access_entry.c.at >= since,
        access_entry.c.staff_id == staff_id,
        access_entry.c.what.startswith(FOUND_BY),
    )
    return {(row.member_id, row.what) for row in connection.execute(query)}


def looked_since(connection: Connection, staff_id: int, member_id: int, since: datetime) -> bool:
    """Whether this member of staff looked at this member since then, at whatever."""
    found = connection.execute(
        select(access_entry.c.id)
        .where(
            access_entry.c.member_id == member_id,
            access_entry.c.at >= since,
            access_entry.c.staff_id == staff_id,
            ~access_entry.c.what.startswith(FOUND_BY),
        )
        .limit(1)
    ).first()
    return found is not None


_newest = (
    select(access_entry.c.member_id, access_entry.c.at, access_entry.c.id)
    .where(
        access_entry.c.staff_id == bindparam("staff_id"),
        ~access_entry.c.what.startswith(FOUND_BY),
        access_entry.c.what != GLANCE,
    )
    .order_by(access_entry.c.at.desc())
    .limit(bindparam("among"))
    .subquery()
)
_LAST_OPENED = (
    select(_newest.c.member_id)
    .group_by(_newest.c.member_id)
    .order_by(func.max(_newest.c.at).desc(), func.max(_newest.c.id).desc())
    .limit(bindparam("limit"))
)


def last_opened(connection: Connection, staff_id: int, limit: int, among: int = 500) -> list[int]:
    """The members this member of staff looked at last, newest first, found among the last ``among`` looks."""
    rows = connection.execute(_LAST_OPENED, {"staff_id": staff_id, "limit": limit, "among": among})
    return list(rows.scalars())
