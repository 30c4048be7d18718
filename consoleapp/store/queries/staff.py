"""Staff, their tries at a password and their sessions."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, literal, or_, select, update

from consoleapp.store.engine import upsert
from consoleapp.store.tables import sign_in_tries, staff, staff_session
from consoleapp.store.types import UtcDateTime

FORGOTTEN_AFTER = timedelta(days=1)
"""Wrong tries this long ago no longer count."""

_tries = sign_in_tries.c


def reserve_try(
    connection: Connection, login_hash: str, now: datetime, *, limit: int, lock: timedelta
) -> tuple[int, bool]:
    """Count one more try at this login, in one statement; returns (tries so far, whether this one may go on).

    The ``limit``-th try locks the login. A try that was turned away is remembered by ``limit + 1``, so that a
    right password among many at once does not open the door for the rest.
    """
    anew = or_(_tries.locked_until <= now, _tries.last_at <= now - FORGOTTEN_AFTER)
    failed = case((anew, 1), (_tries.failed > limit, _tries.failed), else_=_tries.failed + 1)
    locked = case(
        (_tries.locked_until > now, _tries.locked_until),
        (failed >= limit, literal(now + lock, UtcDateTime)),
        else_=None,
    )
    count = connection.execute(
        upsert(connection, sign_in_tries)
        .values(login_hash=login_hash, failed=1, last_at=now, locked_until=now + lock if limit == 1 else None)
        .on_conflict_do_update(
            index_elements=[_tries.login_hash],
            set_={"failed": failed, "last_at": now, "locked_until": locked},
        )
        .returning(_tries.failed)
    ).scalar_one()
    return count, count <= limit


def forgive_tries(connection: Connection, login_hash: str, counted: int) -> None:
    """After a right password: count anew, unless somebody tried since the count was ``counted``."""
    connection.execute(delete(sign_in_tries).where(_tries.login_hash == login_hash, _tries.failed == counted))


def clear_tries(connection: Connection, login_hash: str) -> None:
    """Lift the lock and the count of one login."""
    connection.execute(delete(sign_in_tries).where(_tries.login_hash == login_hash))


def forget_old_tries(connection: Connection, now: datetime) -> None:
    """Remove counts nobody needs any more, so that mistyped logins do not pile up."""
    connection.execute(delete(sign_in_tries).where(_tries.last_at <= now - FORGOTTEN_AFTER))


def locks(connection: Connection, now: datetime) -> dict[str, datetime]:
    """Locked logins, by hash, with the end of the lock."""
    rows = connection.execute(select(_tries.login_hash, _tries.locked_until).where(_tries.locked_until > now))
    return {row.login_hash: row.locked_until for row in rows}


def by_login(connection: Connection, login: str) -> Row[Any] | None:
    """The member of staff with this login."""
    return connection.execute(select(staff).where(staff.c.login == login)).first()


def by_id(connection: Connection, staff_id: int) -> Row[Any] | None:
    """One member of staff."""
    return connection.execute(select(staff).where(staff.c.id == staff_id)).first()


def everybody(connection: Connection) -> list[Row[Any]]:
    """All staff, by login."""
    return list(connection.execute(select(staff).order_by(staff.c.login)))


def count(connection: Connection) -> int:
    """How many members of staff there are."""
    return connection.execute(select(func.count()).select_from(staff)).scalar_one()


def start_session(connection: Connection, staff_id: int, epoch: int, now: datetime, host: str) -> int:
    """A new session; returns its id."""
    session_id: int = connection.execute(
        insert(staff_session)
        .values(staff_id=staff_id, epoch=epoch, started_at=now, seen_at=now, host=host)
        .returning(staff_session.c.id)
    ).scalar_one()
    return session_id


def session(connection: Connection, session_id: int, staff_id: int) -> Row[Any] | None:
    """One session with the member of staff it belongs to, as the desk checks it."""
    return connection.execute(
        select(
            staff,
            staff_session.c.epoch.label("session_epoch"),
            staff_session.c.started_at,
            staff_session.c.ended_at,
        )
        .join_from(staff_session, staff, staff.c.id == staff_session.c.staff_id)
        .where(staff_session.c.id == session_id, staff_session.c.staff_id == staff_id)
    ).first()


def open_sessions(connection: Connection, since: datetime) -> int:
    """How many sessions begun after ``since`` were not ended."""
    return connection.execute(
        select(func.count())
        .select_from(staff_session)
        .where(staff_session.c.ended_at.is_(None), staff_session.c.started_at > since)
    ).scalar_one()


def end_session(connection: Connection, session_id: int, now: datetime) -> bool:
    """End the session; False when it was over already."""
    ended = connection.execute(
        update(staff_session)
        .where(staff_session.c.id == session_id, staff_session.c.ended_at.is_(None))
        .values(ended_at=now)
    )
    return ended.rowcount > 0
