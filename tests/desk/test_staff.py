"""Staff are added, disabled and unlocked by those who may, with a reason, on record."""

from typing import Any

import pytest

from consoleapp.desk import signin, staff
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.rules.permissions import Role
from consoleapp.store import audit
from consoleapp.store.engine import Database
from tests.conftest import FrozenClock
from tests.desk.conftest import NOTICE, PASSWORD, Office
from tests.desk.door import WRONG, events, refused


def test_the_first_supervisor_is_made_once(database: Database, settings: Any, clock: FrozenClock) -> None:
    def make() -> None:
        staff.create_first_supervisor(database, settings, clock, "Ada", "Ada Wong", PASSWORD)

    make()
    assert "has its staff" in refused(make, Refused)
    given = signin.Given(notice=NOTICE)
    assert signin.sign_in(database, settings, clock, "ada", PASSWORD, given).actor.name == "Ada Wong"


@pytest.mark.parametrize(
    ("login", "name", "password"),
    [
        ("ben", "Ben", "short"),
        ("ben", "Ben", "passwordpassword1"),
        ("b", "Ben", PASSWORD),
        ("ben lee", "Ben", PASSWORD),
        ("ben", "\u200b", PASSWORD),
        ("hotline", "Ben", PASSWORD),
    ],
)
def test_who_cannot_be_added(office: Office, login: str, name: str, password: str) -> None:
    supervisor = office.desk("supervisor")
    refused(lambda: staff.add(supervisor, login, name, Role.HOTLINE, password, key="1"), Refused)
    assert len(staff.staff_list(supervisor)) == len(Role)
    assert events(office.database) == []


def test_adding_twice_with_one_key_is_adding_once(office: Office) -> None:
    supervisor = office.desk("supervisor")
    first = staff.add(supervisor, "ben", "Ben Lee", Role.HOTLINE, PASSWORD, key="1")
    assert staff.add(supervisor, "ben", "Ben Lee", Role.HOTLINE, PASSWORD, key="1") == first
    refused(lambda: staff.add(supervisor, "ben", "Ben Lee", Role.HOTLINE, WRONG, key="1"), Refused)
    given = signin.Given(notice=NOTICE, new_password="nine brown owls asleep")
    assert office.sign_in("ben", PASSWORD, given).actor.name == "Ben Lee"


def test_only_who_manages_staff_manages_staff(office: Office) -> None:
    for login in ("hotline", "counter", "auditor"):
        desk = office.desk(login)
        refused(lambda desk=desk: staff.staff_list(desk))
        refused(lambda desk=desk: staff.disable(desk, "counter", "x", key="1"))


def test_an_act_on_staff_needs_a_reason_and_somebody(office: Office) -> None:
    supervisor = office.desk("supervisor")
    refused(lambda: staff.disable(supervisor, "hotline", " ", key="1"), Refused)
    refused(lambda: staff.disable(supervisor, "nobody", "left", key="2"), NotFound)


def test_the_last_supervisor_cannot_be_disabled(office: Office) -> None:
    supervisor = office.desk("supervisor")
    assert "last supervisor" in refused(
        lambda: staff.disable(supervisor, "supervisor", "x", key="1"), Refused
    )


def test_the_chain_holds_over_all_of_it(office: Office) -> None:
    refused(lambda: office.sign_in("hotline", WRONG))
    signin.sign_out(office.sign_in("hotline"))
    desk = office.desk("auditor")
    with office.database.read() as connection:
        verdict = audit.verify(connection, desk.audit_key)
    assert (verdict.entries, verdict.first_bad) == (3, None)


@pytest.mark.parametrize("login", ["administrator", "supervisor"])
def test_only_a_supervisor_makes_a_supervisor(office: Office, login: str) -> None:
    """Who manages staff but sees no member must not make themselves somebody who does (SAFETY 11)."""
    desk = office.desk(login)
    if login == "supervisor":
        assert staff.add(desk, "eve", "Eve Ho", Role.SUPERVISOR, "another quiet heron wades", key="1")
    else:
        refused(
            lambda: staff.add(desk, "eve", "Eve Ho", Role.SUPERVISOR, "another quiet heron wades", key="1"),
            NotAllowed,
        )
        assert staff.add(desk, "fay", "Fay Ip", Role.HOTLINE, "another quiet heron wades", key="2")
