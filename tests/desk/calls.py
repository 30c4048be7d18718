"""One agent's calls, in few words, for tests of contacts."""

from typing import Any

from sqlalchemy import select

from consoleapp.desk import contacts
from consoleapp.desk.context import Desk
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole, Factor
from tests.desk.book import Ids
from tests.desk.conftest import Office

CALL, VISIT = ContactChannel.CALL, ContactChannel.VISIT
RIGHT = {
    Factor.CERTIFICATE: "0001-00",
    Factor.PERSONAL_REFERENCE: "PR9130700100",
    Factor.FULL_NAME: "tai man CHAN",
    Factor.BIRTH_DATE: "17/3/1979",
    Factor.IDENTITY_DIGITS: "3456",
}
WRONG = "2001-01-01"
keys = (f"key-{number}" for number in range(1_000_000))


def key() -> str:
    return next(keys)


def begin(desk: Desk, ids: Ids, role: CallerRole = CallerRole.MEMBER, channel: ContactChannel = CALL) -> int:
    return contacts.start(desk, member_id=ids.employee, channel=channel, caller_role=role, key=key())


def check(desk: Desk, contact_id: int, factor: Factor, said: str) -> bool:
    return contacts.check_fact(desk, contact_id, factor, said, key=key())


def rows(office: Office, table: Any) -> list[Any]:
    with office.database.read() as connection:
        return list(connection.execute(select(table)))
