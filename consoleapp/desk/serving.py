"""The contacts of one member of staff as they bear on what may be said: on the line, and parked.

Read from the book in the transaction that needs them, whatever a screen remembers (decision 6). A parked
caller can be back any moment: for the people that contact is about, its caller still listens (decision 9).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from consoleapp.rules.statuses import ContactChannel, ContactStatus, Relation
from consoleapp.rules.verification import CallerRole, Level, lapses
from consoleapp.settings import Verification
from consoleapp.store.tables import contact, member, policy


@dataclass(frozen=True, slots=True)
class Serving:
    """A contact of this member of staff, as its row stands in this transaction."""

    contact_id: int
    channel: ContactChannel
    caller_role: CallerRole
    level: Level
    member_id: int | None
    policy_id: int | None
    """The policy the contact is about: the member's, or the one an employer or broker calls about."""
    cert_no: str | None
    relation: Relation | None
    holder_id: int | None
    broker_id: int | None
    parked: bool = False


COLUMNS = (
    contact.c.id.label("contact_id"),
    contact.c.channel,
    contact.c.caller_role,
    contact.c.level,
    contact.c.member_id,
    policy.c.id.label("policy_id"),
    policy.c.holder_id,
    policy.c.broker_id,
    member.c.cert_no,
    member.c.relation,
)
"""What a :class:`Serving` is made of."""

ITS_POLICY = policy.c.id == func.coalesce(member.c.policy_id, contact.c.policy_id)


def serving_of(row: Row[Any], level: Level, *, parked: bool = False) -> Serving:
    """The contact of a row with :data:`COLUMNS`, its caller known as far as ``level``."""
    return Serving(
        row.contact_id,
        row.channel,
        row.caller_role,
        level,
        row.member_id,
        row.policy_id,
        row.cert_no,
        row.relation,
        row.holder_id,
        row.broker_id,
        parked,
    )


PARKED: Select[Any] = (
    select(*COLUMNS, contact.c.parked_at)
    .select_from(contact.outerjoin(member, member.c.id == contact.c.member_id).outerjoin(policy, ITS_POLICY))
    .where(contact.c.staff_id == bindparam("staff_id"), contact.c.status == ContactStatus.PARKED)
    .order_by(contact.c.parked_at.desc(), contact.c.id.desc())
)


def parked_of(
    connection: Connection, staff_id: int, now: datetime, figures: Verification
) -> tuple[Serving, ...]:
    """The parked contacts of one member of staff, the one put aside last first, at the level that is left."""
    return tuple(
        serving_of(
            row, Level.NONE if lapses(row.parked_at, now, figures.parked_minutes) else row.level, parked=True
        )
        for row in connection.execute(PARKED, {"staff_id": staff_id})
    )
