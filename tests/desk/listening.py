"""Who listens and what was looked at, for tests of what is shown."""

from sqlalchemy import select, update

from consoleapp.desk import contacts
from consoleapp.desk.context import Desk
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables
from tests.desk.conftest import Office

HKD = "HKD"
READERS = (Role.HOTLINE, Role.COUNTER, Role.SUPERVISOR)


def looks(office: Office, member_id: int | None = None) -> list[str]:
    """What the access log holds, oldest first."""
    query = select(tables.access_entry.c.what).order_by(tables.access_entry.c.id)
    if member_id is not None:
        query = query.where(tables.access_entry.c.member_id == member_id)
    with office.database.read() as connection:
        return list(connection.execute(query).scalars())


def on_the_line(
    office: Office,
    role: CallerRole,
    level: Level,
    *,
    member: int | None = None,
    policy: int | None = None,
    login: str = "hotline",
    channel: ContactChannel = ContactChannel.CALL,
) -> Desk:
    """A desk with a caller of this role, known this far, without the steps that lead there."""
    desk = office.desk(login)
    contact_id = contacts.start(
        desk,
        member_id=member,
        policy_id=policy,
        channel=channel,
        caller_role=role,
        key=f"{login}-{role}-{level}",
    )
    with office.database.write() as connection:
        connection.execute(
            update(tables.contact).where(tables.contact.c.id == contact_id).values(level=level)
        )
    return desk.in_contact(contact_id)
