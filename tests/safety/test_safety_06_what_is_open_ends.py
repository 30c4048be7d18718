"""What is open can be ended: by a lock, another role, a sign-out elsewhere, the clock (SAFETY 6)."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from consoleapp.desk import signin, staff
from consoleapp.desk.context import SessionOver
from consoleapp.rules.permissions import Role
from consoleapp.store import tables
from tests.desk.conftest import PASSWORD, Office
from tests.desk.door import WRONG, events, refused


def an_act(office: Office, login: str = "hotline") -> Callable[[], None]:
    desk = office.desk(login)
    return lambda: staff.remember_look(desk, language="zh_Hant", key=f"look-{len(events(office.database))}")


@pytest.fixture
def end_it(office: Office, request: pytest.FixtureRequest) -> Callable[[], None]:
    return {
        "disabled": lambda: staff.disable(office.desk("supervisor"), "hotline", "left", key="end"),
        "another role": lambda: _give_role(office, "hotline", Role.COUNTER),
        "signed out": lambda: signin.sign_out(office.desk("hotline")),
        "signed out elsewhere": lambda: signin.sign_out_everywhere(office.sign_in("hotline"), key="end"),
        "password changed elsewhere": lambda: staff.change_own_password(
            office.sign_in("hotline"), PASSWORD, "nine brown owls asleep", key="end"
        ),
        "eight hours": lambda: office.clock.advance(hours=8, seconds=1) and None,
    }[request.param]


def _give_role(office: Office, login: str, role: Role) -> None:
    with office.database.write() as connection:
        connection.execute(update(tables.staff).where(tables.staff.c.login == login).values(role=role))


@pytest.mark.parametrize(
    "end_it",
    [
        "disabled",
        "another role",
        "signed out",
        "signed out elsewhere",
        "password changed elsewhere",
        "eight hours",
    ],
    indirect=True,
)
def test_safety_06_what_is_open_ends_with_its_next_act(office: Office, end_it: Callable[[], None]) -> None:
    act = an_act(office)
    act()
    before = len(events(office.database))
    end_it()
    ended = events(office.database)[before:]
    refused(act, SessionOver)
    refused(lambda: signin.confirm_password(office.desk("hotline"), PASSWORD), SessionOver)
    assert events(office.database)[before:] == ended


def test_safety_06_who_signs_out_everywhere_stays_in_here(office: Office) -> None:
    here = office.sign_in("hotline")
    signin.sign_out_everywhere(here, key="1")
    staff.remember_look(here, theme="desk-light", key="2")
    assert office.sign_in("hotline").actor.theme == "desk-light"


def test_safety_06_the_idle_lock_counts_like_sign_in(office: Office, verified: list[str]) -> None:
    desk = office.desk("hotline")
    signin.confirm_password(desk, PASSWORD)
    verified.clear()
    for _ in range(7):
        refused(lambda: signin.confirm_password(desk, WRONG))
    assert len(verified) == 5
    refused(lambda: signin.confirm_password(desk, PASSWORD))
    refused(lambda: office.sign_in("hotline"))
    office.clock.advance(minutes=15)
    signin.confirm_password(desk, PASSWORD)
