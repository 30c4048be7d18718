"""The outbox as it is delivered: one message is claimed, sent by somebody, and marked (DOMAIN 5).

A claim is a lease: whoever holds its token may mark the message until ``next_try_at``; then the message is
anybody's again. Two deliverers never hold one message: PostgreSQL skips locked rows, SQLite has one writer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from consoleapp.rules.documents import FileKind
from consoleapp.rules.messages import MessageChannel, Trouble, TryStep
from consoleapp.rules.statuses import MessageState
from consoleapp.store.tables import outbox_file, outbox_message, outbox_try, stored_file

_m = outbox_message.c
_ON_ITS_WAY = _m.state.in_([MessageState.WAITING, MessageState.SENDING])


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a message: what it is called there, and the name it lies under here."""

    name: str
    sha256: str
    kind: FileKind
    content: bytes = field(default=b"", repr=False)
    """Read when it is sent."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand, as it is sent."""

    id: int
    message_key: str
    channel: MessageChannel
    recipient: str
    recipient_name: str
    language: str
    subject: str
    body: str
    created_at: datetime
    tries: int
    """With the one that begins now."""
    lease: str
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try failed, and what the server answered, if it did."""

    trouble: Trouble
    reply_code: int | None = None


def add(connection: Connection, **values: object) -> int:
    """A new message that waits to be sent; returns its id."""
    message_id: int = connection.execute(
        insert(outbox_message).values(state=MessageState.WAITING, **values).returning(_m.id)
    ).scalar_one()
    return message_id


def enclose(connection: Connection, message_id: int, files: Sequence[tuple[str, str]]) -> None:
    """Let stored files, each a SHA-256 and the name it goes by, go with a message."""
    rows = [
        {"message_id": message_id, "position": place, "sha256": sha256, "name": name}
        for place, (sha256, name) in enumerate(files)
    ]
    if rows:
        connection.execute(insert(outbox_file), rows)


def is_due(connection: Connection, now: datetime, channels: Sequence[MessageChannel]) -> bool:
    """Whether there is anything for :func:`claim`, without a lock."""
    query = select(_m.id).where(_ON_ITS_WAY, _m.next_try_at <= now, _m.channel.in_(channels)).limit(1)
    return connection.execute(query).first() is not None


def claim(
    connection: Connection,
    now: datetime,
    *,
    channels: Sequence[MessageChannel],
    lease: str,
    until: datetime,
    tries: int,
) -> Claimed | None:
    """Take the message that is due longest into hand until ``until``; None when nothing is due.

    One that is too late to send, or whose last allowed try was cut off, is marked stuck on the way.
    """
    while True:
        row = connection.execute(
            select(outbox_message)
            .where(_ON_ITS_WAY, _m.next_try_at <= now, _m.channel.in_(channels))
            .order_by(_m.next_try_at, _m.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        if row.send_before is not None and row.send_before <= now:
            _give_up(connection, row, now, Failure(Trouble.TOO_LATE))
        elif row.tries >= tries:
            _give_up(connection, row, now, Failure(Trouble.BROKEN_OFF))
        else:
            break
    connection.execute(
        update(outbox_message)
        .where(_m.id == row.id)
        .values(
            state=MessageState.SENDING,
            lease=lease,
            next_try_at=until,
            tries=row.tries + 1,
            version=row.version + 1,
        )
    )
    _note(connection, row.id, now, TryStep.BEGUN)
    return Claimed(
        row.id,
        row.message_key,
        row.channel,
        row.recipient,
        row.recipient_name,
        row.language,
        row.subject,
        row.body if row.sealed_body is None else row.sealed_body,
        row.created_at,
        row.tries + 1,
        lease,
        files_of(connection, row.id),
    )


def files_of(connection: Connection, message_id: int) -> tuple[Enclosed, ...]:
    """The files that go with a message, unread."""
    query = (
        select(outbox_file.c.name, outbox_file.c.sha256, stored_file.c.kind)
        .join(stored_file, stored_file.c.sha256 == outbox_file.c.sha256)
        .where(outbox_file.c.message_id == message_id)
        .order_by(outbox_file.c.position)
    )
    return tuple(Enclosed(*row) for row in connection.execute(query))


def mark_sent(connection: Connection, message: Claimed, now: datetime) -> bool:
    """It went out; its secrets are forgotten. False when the lease had run out and it is somebody else's."""
    _note(connection, message.id, now, TryStep.SENT)
    return _mark(
        connection,
        message,
        state=MessageState.SENT,
        sent_at=now,
        sealed_body=None,
        trouble=None,
        reply_code=None,
    )


def mark_failed(
    connection: Connection, message: Claimed, now: datetime, failure: Failure, again_at: datetime | None
) -> bool:
    """It did not go out: tried again at ``again_at``, or stuck. False when it is somebody else's by now."""
    _note(connection, message.id, now, TryStep.FAILED, failure)
    return _mark(
        connection,
        message,
        state=MessageState.STUCK if again_at is None else MessageState.WAITING,
        next_try_at=now if again_at is None else again_at,
        trouble=failure.trouble,
        reply_code=failure.reply_code,
    )


def _mark(connection: Connection, message: Claimed, **changes: object) -> bool:
    marked = connection.execute(
        update(outbox_message)
        .where(_m.id == message.id, _m.lease == message.lease)
        .values(**changes, lease=None, version=_m.version + 1)
    )
    return marked.rowcount == 1


def _give_up(connection: Connection, row: Row[Any], now: datetime, failure: Failure) -> None:
    connection.execute(
        update(outbox_message)
        .where(_m.id == row.id)
        .values(
            state=MessageState.STUCK,
            lease=None,
            sealed_body=None if failure.trouble is Trouble.TOO_LATE else row.sealed_body,
            trouble=failure.trouble,
            reply_code=None,
            version=row.version + 1,
        )
    )
    _note(connection, row.id, now, TryStep.FAILED, failure)


def _note(
    connection: Connection, message_id: int, now: datetime, step: TryStep, failure: Failure | None = None
) -> None:
    connection.execute(
        insert(outbox_try).values(
            message_id=message_id,
            at=now,
            step=step,
            trouble=None if failure is None else failure.trouble,
            reply_code=None if failure is None else failure.reply_code,
        )
    )


def edit(connection: Connection, row: Row[Any], **changes: object) -> bool:
    """Change one message as it was read; False when somebody, or the delivery, was faster."""
    edited = connection.execute(
        update(outbox_message)
        .where(_m.id == row.id, _m.version == row.version)
        .values(**changes, version=row.version + 1)
    )
    return edited.rowcount == 1


def one(connection: Connection, message_id: int) -> Row[Any] | None:
    """One message."""
    return connection.execute(select(outbox_message).where(_m.id == message_id)).first()


def of_member(connection: Connection, member_id: int, limit: int) -> list[Row[Any]]:
    """Messages about one member, newest first."""
    query = select(outbox_message).where(_m.member_id == member_id)
    return list(connection.execute(query.order_by(_m.created_at.desc(), _m.id.desc()).limit(limit)))


def of_reference(connection: Connection, reference: str, limit: int) -> list[Row[Any]]:
    """Messages of one request (``request:12``), newest first."""
    query = select(outbox_message).where(_m.reference == reference)
    return list(connection.execute(query.order_by(_m.created_at.desc(), _m.id.desc()).limit(limit)))


def of_claim(connection: Connection, claim_id: int, limit: int) -> list[Row[Any]]:
    """Messages about one claim, newest first."""
    query = select(outbox_message).where(_m.claim_id == claim_id)
    return list(connection.execute(query.order_by(_m.created_at.desc(), _m.id.desc()).limit(limit)))


def in_states(connection: Connection, states: Sequence[MessageState], limit: int) -> list[Row[Any]]:
    """Messages in one of these states, the oldest first."""
    query = select(outbox_message).where(_m.state.in_(states))
    return list(connection.execute(query.order_by(_m.created_at, _m.id).limit(limit)))


def counts(connection: Connection) -> dict[MessageState, int]:
    """How many messages stand in each state."""
    rows = connection.execute(select(_m.state, func.count()).group_by(_m.state)).all()
    return {row[0]: row[1] for row in rows}


def tries_of(connection: Connection, message_id: int) -> list[Row[Any]]:
    """The history of one message's tries, oldest first."""
    query = select(outbox_try).where(outbox_try.c.message_id == message_id).order_by(outbox_try.c.id)
    return list(connection.execute(query))
