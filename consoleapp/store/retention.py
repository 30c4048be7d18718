"""What is past its time, and its removal; a legal hold wins (SAFETY 26)."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from consoleapp.rules.retention import RetentionKind
from consoleapp.rules.statuses import ContactStatus, MessageState
from consoleapp.store.tables import (
    access_entry,
    act,
    claim,
    contact,
    legal_hold,
    member,
    outbox_message,
    policy,
    service_note,
    service_request,
    service_step,
    staff_session,
)

NOTHING = "{}"
"""The fields of a request of which none is kept."""

_NEWEST = select(func.max(staff_session.c.id)).group_by(staff_session.c.staff_id)
_HELD = select(legal_hold.c.member_id).where(
    legal_hold.c.lifted_at.is_(None), legal_hold.c.member_id.is_not(None)
)
_HELD_CLAIMS = select(claim.c.id).where(claim.c.member_id.in_(_HELD))
_HELD_CALLS = select(access_entry.c.contact_id).where(
    access_entry.c.member_id.in_(_HELD), access_entry.c.contact_id.is_not(None)
)


def _past(kind: RetentionKind, before: datetime) -> tuple[Table, ColumnElement[bool]]:
    """The table and which of its rows are past their time, holds aside."""
    match kind:
        case RetentionKind.ACTS:
            return act, act.c.at < before
        case RetentionKind.SESSIONS:
            # The newest of each person stays: it says when they signed in last.
            return staff_session, and_(
                staff_session.c.started_at < before, staff_session.c.id.not_in(_NEWEST)
            )
        case RetentionKind.MESSAGES:
            return outbox_message, and_(
                outbox_message.c.state.in_([MessageState.SENT, MessageState.CANCELLED]),
                outbox_message.c.created_at < before,
                outbox_message.c.body != "",
            )
        case RetentionKind.NOTES:
            return contact, and_(
                contact.c.status == ContactStatus.WRAPPED_UP,
                contact.c.ended_at < before,
                or_(contact.c.note != "", contact.c.caller_name != ""),
            )
        case RetentionKind.REQUESTS:
            return service_request, and_(
                service_request.c.ended_at < before, service_request.c.details != NOTHING
            )


def _free(table: Table) -> ColumnElement[bool]:
    """Not of somebody whose records are held, nor about them."""
    theirs = or_(table.c.member_id.is_(None), table.c.member_id.not_in(_HELD))
    if table is service_request:
        return theirs
    if table is outbox_message:
        return and_(theirs, or_(table.c.claim_id.is_(None), table.c.claim_id.not_in(_HELD_CLAIMS)))
    return and_(theirs, table.c.id.not_in(_HELD_CALLS))


def count_past(connection: Connection, kind: RetentionKind, before: datetime) -> tuple[int, int]:
    """How many rows may go, and how many more are kept by a hold."""
    table, past = _past(kind, before)
    every = connection.execute(select(func.count()).select_from(table).where(past)).scalar_one()
    if everything_held(connection):
        return 0, every
    if "member_id" not in table.c:
        return every, 0
    free = connection.execute(select(func.count()).select_from(table).where(past, _free(table))).scalar_one()
    return free, every - free


def remove(connection: Connection, kind: RetentionKind, before: datetime) -> int:
    """Remove what may go; how many rows it was. Messages, contacts, requests stay as empty rows."""
    if everything_held(connection):
        return 0
    table, past = _past(kind, before)
    match kind:
        case RetentionKind.ACTS | RetentionKind.SESSIONS:
            return connection.execute(delete(table).where(past)).rowcount
        case RetentionKind.MESSAGES:
            blank: dict[str, Any] = {"body": "", "subject": "", "recipient": "", "recipient_name": ""}
        case RetentionKind.NOTES:
            blank = {"note": "", "caller_name": ""}
        case RetentionKind.REQUESTS:
            blank = {"details": NOTHING}
            gone = select(service_request.c.id).where(past, _free(table))
            steps = select(service_step.c.id).where(service_step.c.request_id.in_(gone))
            connection.execute(delete(service_note).where(service_note.c.step_id.in_(steps)))
    changed = update(table).where(past, _free(table)).values(**blank, version=table.c.version + 1)
    return connection.execute(changed).rowcount


def everything_held(connection: Connection) -> bool:
    """Whether a hold stands over the whole book."""
    query = select(legal_hold.c.id).where(legal_hold.c.lifted_at.is_(None), legal_hold.c.member_id.is_(None))
    return connection.execute(query.limit(1)).first() is not None


def place_hold(
    connection: Connection, member_id: int | None, reason: str, staff_id: int, now: datetime
) -> int:
    """A new hold; returns its number."""
    number: int = connection.execute(
        insert(legal_hold)
        .values(member_id=member_id, reason=reason, placed_by=staff_id, placed_at=now)
        .returning(legal_hold.c.id)
    ).scalar_one()
    return number


def lift_hold(connection: Connection, number: int, staff_id: int, now: datetime) -> bool:
    """End a hold; False when there is none of this number that stands."""
    lifted = connection.execute(
        update(legal_hold)
        .where(legal_hold.c.id == number, legal_hold.c.lifted_at.is_(None))
        .values(lifted_by=staff_id, lifted_at=now)
    )
    return lifted.rowcount == 1


def holds(connection: Connection) -> list[Row[Any]]:
    """The holds that stand, with whose records they keep."""
    query = (
        select(legal_hold, policy.c.policy_no, member.c.cert_no, member.c.suffix)
        .join_from(legal_hold, member, member.c.id == legal_hold.c.member_id, isouter=True)
        .join(policy, policy.c.id == member.c.policy_id, isouter=True)
        .where(legal_hold.c.lifted_at.is_(None))
        .order_by(legal_hold.c.id)
    )
    return list(connection.execute(query))
