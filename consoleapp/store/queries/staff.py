"""Staff, their tries at a password and their sessions."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, literal, or_, select, update

from consoleapp.reference.notice import Notice
from consoleapp.store.engine import upsert
from consoleapp.store.tables import audit_entry, notice_accepted, sign_in_tries, staff, staff_session
from consoleapp.store.types import UtcDateTime

FORGOTTEN_AFTER = timedelta(days=1)
"""Wrong tries this long ago no longer count."""

BY_SCHEDULE = "(schedule)"
"""The host of a session a scheduled report runs in: its owner did not sign in."""

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


def take_try_back(connection: Connection, login_hash: str, counted: int) -> None:
    """The password was right and something else is still asked for: this try counts neither way.

    Nothing is taken back when somebody tried since the count was ``counted``.
    """
    mine = [_tries.login_hash == login_hash, _tries.failed == counted]
    if counted == 1:
        connection.execute(delete(sign_in_tries).where(*mine))
    else:
        connection.execute(update(sign_in_tries).where(*mine).values(failed=counted - 1, locked_until=None))


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


def last_signed_in(connection: Connection, staff_id: int) -> datetime | None:
    """When this member of staff signed in last."""
    query = select(func.max(staff_session.c.started_at)).where(
        staff_session.c.staff_id == staff_id, staff_session.c.host != BY_SCHEDULE
    )
    return connection.execute(query).scalar()


def last_sign_ins(connection: Connection) -> dict[int, datetime]:
    """When each member of staff signed in last."""
    query = select(staff_session.c.staff_id, func.max(staff_session.c.started_at).label("at")).where(
        staff_session.c.host != BY_SCHEDULE
    )
    return {row.staff_id: row.at for row in connection.execute(query.group_by(staff_session.c.staff_id))}


def standing_sessions(
    connection: Connection, now: datetime, hours: int, staff_id: int | None
) -> list[Row[Any]]:
    """Sessions that were not ended in any way, the newest first; of one person, or of everybody."""
    query = (
        select(
            staff_session.c.id, staff_session.c.started_at, staff_session.c.host, staff.c.login, staff.c.name
        )
        .join_from(staff_session, staff, staff.c.id == staff_session.c.staff_id)
        .where(
            staff_session.c.ended_at.is_(None),
            staff_session.c.epoch == staff.c.epoch,
            staff.c.disabled.is_(False),
            staff_session.c.started_at > now - timedelta(hours=hours),
        )
        .order_by(staff_session.c.started_at.desc(), staff_session.c.id.desc())
    )
    if staff_id is not None:
        query = query.where(staff_session.c.staff_id == staff_id)
    return list(connection.execute(query))


def refused_since(connection: Connection, staff_id: int, since: datetime | None) -> int:
    """Tries to sign in as this person that were refused after ``since``."""
    query = select(func.count()).where(
        audit_entry.c.subject == f"staff:{staff_id}", audit_entry.c.event == "staff.refused"
    )
    if since is not None:
        query = query.where(audit_entry.c.at > since)
    return connection.execute(query).scalar_one()


def accepted_notices(connection: Connection, staff_id: int) -> set[str]:
    """The versions of the notice this person accepted."""
    query = select(notice_accepted.c.version).where(notice_accepted.c.staff_id == staff_id)
    return set(connection.execute(query).scalars())


def accept_notice(connection: Connection, staff_id: int, notice: Notice, now: datetime) -> None:
    """Keep that this person accepted this very text."""
    connection.execute(
        insert(notice_accepted).values(
            staff_id=staff_id,
            version=notice.version,
            sha256=notice.sha256,
            language=notice.language,
            at=now,
        )
    )


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
