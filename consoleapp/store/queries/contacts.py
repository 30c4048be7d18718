"""Contacts: who called about whom, what was proved, what was promised."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from consoleapp.rules.statuses import ContactStatus
from consoleapp.rules.verification import Factor
from consoleapp.store.engine import upsert
from consoleapp.store.tables import (
    access_entry,
    contact,
    contact_fact,
    member,
    policy,
    policy_holder,
    staff,
    verification_tries,
)

_BAND: Select[Any] = select(
    contact,
    staff.c.name.label("staff_name"),
    member.c.name_en,
    member.c.cert_no,
    member.c.suffix,
    member.c.policy_id.label("member_policy_id"),
    policy.c.policy_no,
    policy_holder.c.name_en.label("holder_en"),
    select(func.count()).where(access_entry.c.contact_id == contact.c.id).scalar_subquery().label("looks"),
).select_from(
    contact.join(staff, staff.c.id == contact.c.staff_id)
    .outerjoin(member, member.c.id == contact.c.member_id)
    .join(policy, policy.c.id == func.coalesce(member.c.policy_id, contact.c.policy_id))
    .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
)
_ONE = _BAND.where(contact.c.id == bindparam("contact_id"))
_OPEN = _BAND.where(
    contact.c.staff_id == bindparam("staff_id"), contact.c.status != ContactStatus.WRAPPED_UP
).order_by(contact.c.status, contact.c.started_at)


def one(connection: Connection, contact_id: int) -> Row[Any] | None:
    """A contact with whom it is about and how many looks were taken in it."""
    return connection.execute(_ONE, {"contact_id": contact_id}).first()


def open_of(connection: Connection, staff_id: int) -> list[Row[Any]]:
    """The contacts of one member of staff that are not wrapped up: the one on the line first."""
    return list(connection.execute(_OPEN, {"staff_id": staff_id}))


def facts(connection: Connection, contact_ids: list[int]) -> list[Row[Any]]:
    """What was checked in these contacts, right and wrong, in order."""
    return list(
        connection.execute(
            select(contact_fact).where(contact_fact.c.contact_id.in_(contact_ids)).order_by(contact_fact.c.id)
        )
    )


def add_fact(
    connection: Connection, contact_id: int, turn: int, factor: Factor, right: bool, now: datetime
) -> None:
    """Keep that a factor was right or wrong; never what was said."""
    connection.execute(
        insert(contact_fact).values(
            contact_id=contact_id, caller_turn=turn, factor=factor, right=right, at=now
        )
    )


def edit(connection: Connection, row: Row[Any], **changes: object) -> bool:
    """Change a contact as it was read; False when somebody changed it meanwhile."""
    edited = connection.execute(
        update(contact)
        .where(contact.c.id == row.id, contact.c.version == row.version)
        .values(**changes, version=row.version + 1)
    )
    return edited.rowcount == 1


def park_left_over(connection: Connection, staff_id: int, day_began: datetime) -> list[int]:
    """Park what stayed on the line since a day before, as of its start; returns which."""
    parked = connection.execute(
        update(contact)
        .where(
            contact.c.staff_id == staff_id,
            contact.c.status == ContactStatus.ACTIVE,
            contact.c.started_at < day_began,
        )
        .values(status=ContactStatus.PARKED, parked_at=contact.c.started_at, version=contact.c.version + 1)
        .returning(contact.c.id)
    )
    return list(parked.scalars())


_EARLIER = (
    select(
        contact.c.id,
        contact.c.staff_id,
        contact.c.channel,
        contact.c.status,
        contact.c.caller_role,
        contact.c.started_at,
        contact.c.outcome,
        contact.c.note,
        contact.c.promised_on,
        staff.c.name.label("staff_name"),
    )
    .join_from(contact, staff, staff.c.id == contact.c.staff_id)
    .where(contact.c.member_id == bindparam("member_id"))
    .order_by(contact.c.started_at.desc(), contact.c.id.desc())
    .limit(bindparam("limit"))
)


def of_member(connection: Connection, member_id: int, limit: int) -> list[Row[Any]]:
    """The newest contacts about a member, with who took them."""
    return list(connection.execute(_EARLIER, {"member_id": member_id, "limit": limit}))


# Tries a member a day, over all desks

_tries = verification_tries.c


def reserve_try(connection: Connection, subject: str, day: date, limit: int) -> bool:
    """Count one more failed try before it is judged, in one statement; False beyond ``limit``."""
    reserved = connection.execute(
        upsert(connection, verification_tries)
        .values(subject=subject, on_day=day, failed=1)
        .on_conflict_do_update(
            index_elements=[_tries.subject, _tries.on_day],
            set_={"failed": _tries.failed + 1},
            where=_tries.failed < limit,
        )
        .returning(_tries.failed)
    ).first()
    return reserved is not None


def give_back_try(connection: Connection, subject: str, day: date) -> None:
    """The try was right after all and does not count as failed."""
    connection.execute(
        update(verification_tries)
        .where(_tries.subject == subject, _tries.on_day == day, _tries.failed > 0)
        .values(failed=_tries.failed - 1)
    )


def failed_on(connection: Connection, subjects: list[str], day: date) -> dict[str, int]:
    """Failed tries of these subjects on ``day``."""
    rows = connection.execute(
        select(_tries.subject, _tries.failed).where(_tries.subject.in_(subjects), _tries.on_day == day)
    )
    return {row.subject: row.failed for row in rows}


def forget_tries_before(connection: Connection, day: date) -> None:
    """Counts of earlier days are of no use to anybody."""
    connection.execute(delete(verification_tries).where(_tries.on_day < day))
