"""Signing in: tries are counted before hashing, refusals look and last alike, what is open can be ended."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select, update

from consoleapp.desk import hashing, signin, staff
from consoleapp.rules.permissions import Role
from consoleapp.settings import SignIn
from consoleapp.store import tables
from tests.desk.conftest import PASSWORD, Office
from tests.desk.door import WRONG, events, refused


def test_safety_05_the_right_password_opens_a_desk(office: Office) -> None:
    desk = office.sign_in(" Hotline ")
    assert (desk.actor.login, desk.actor.role) == ("hotline", Role.HOTLINE)
    assert events(office.database) == ["staff.signed_in"]


def test_safety_05_every_refusal_reads_alike(office: Office) -> None:
    staff.disable(office.desk("supervisor"), "auditor", "left", key="1")
    for _ in range(5):
        refused(lambda: office.sign_in("counter", WRONG))
    answers = {
        refused(lambda: office.sign_in("nobody")),
        refused(lambda: office.sign_in("hotline", WRONG)),
        refused(lambda: office.sign_in("auditor")),
        refused(lambda: office.sign_in("counter")),  # the right password, while locked
        refused(lambda: office.sign_in("", "")),
        refused(lambda: office.sign_in("a\x00b\ud800", "\ud800")),
    }
    assert len(answers) == 1


def test_safety_05_unknown_locked_and_wrong_take_the_same_steps(
    office: Office, counted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements, one hash, the same delay: what is measured is what takes the time."""
    slept: list[float] = []
    hashes: list[str] = []
    real = hashing.fits
    monkeypatch.setattr(hashing, "fits", lambda kept, said: hashes.append(kept) or real(kept, said))
    slow = replace(office.settings, sign_in=SignIn())

    def steps(login: str) -> tuple[int, list[str], int, list[float]]:
        slept.clear()
        hashes.clear()
        with counted() as statements:
            refused(
                lambda: signin.sign_in(office.database, slow, office.clock, login, WRONG, sleep=slept.append)
            )
        return len(statements), [one[:11] for one in statements.texts], len(hashes), list(slept)

    known = [steps("hotline") for _ in range(8)]
    unknown = [steps("nobody") for _ in range(8)]
    assert known == unknown
    assert [one[3] for one in known] == [[1.0], [2.0], [4.0], [8.0], [8.0], [8.0], [8.0], [8.0]]
    assert {one[2] for one in known} == {1}


def test_safety_05_five_wrong_ones_lock_for_a_quarter_of_an_hour_and_no_longer(
    office: Office, verified: list[str]
) -> None:
    for _ in range(5):
        refused(lambda: office.sign_in("hotline", WRONG))
    assert len(verified) == 5
    office.clock.advance(minutes=14, seconds=59)
    refused(lambda: office.sign_in("hotline"))
    assert len(verified) == 5
    office.clock.advance(seconds=1)
    assert office.sign_in("hotline").actor.login == "hotline"


def test_safety_05_after_the_lock_there_are_five_tries_again_for_ever(
    office: Office, verified: list[str]
) -> None:
    for _ in range(3):
        verified.clear()
        for _ in range(9):
            refused(lambda: office.sign_in("hotline", WRONG))
        assert len(verified) == 5
        office.clock.advance(minutes=15)


def test_safety_05_a_right_password_forgives_the_wrong_ones_before_it(office: Office) -> None:
    for _ in range(3):
        for _ in range(4):
            refused(lambda: office.sign_in("hotline", WRONG))
        office.sign_in("hotline")


def test_safety_05_a_supervisor_lifts_a_lock_and_sees_it_in_the_list(office: Office) -> None:
    for _ in range(5):
        refused(lambda: office.sign_in("hotline", WRONG))
    supervisor = office.desk("supervisor")
    locked = {row.login: row.locked_until for row in staff.staff_list(supervisor)}
    assert locked["hotline"] is not None
    assert locked["counter"] is None
    staff.unlock(supervisor, "hotline", "forgot it over the weekend", key="1")
    assert office.sign_in("hotline").actor.login == "hotline"


def test_safety_05_when_every_supervisor_is_locked_time_is_the_way_back(office: Office) -> None:
    for login in ("supervisor", "administrator"):
        for _ in range(5):
            refused(lambda login=login: office.sign_in(login, WRONG))
    refused(lambda: office.sign_in("supervisor"))
    office.clock.advance(minutes=15)
    assert office.sign_in("supervisor").actor.role is Role.SUPERVISOR


def test_safety_05_what_was_typed_as_login_is_not_kept(office: Office) -> None:
    refused(lambda: office.sign_in(PASSWORD, "hotline"))
    with office.database.read() as connection:
        kept = "".join(
            str(row)
            for table in (tables.sign_in_tries, tables.audit_entry)
            for row in connection.execute(select(table))
        )
    assert PASSWORD not in kept


@pytest.mark.usefixtures("real_hashing")
def test_safety_09_a_hash_of_weaker_figures_is_made_anew_at_sign_in(office: Office) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with office.database.write() as connection:
        connection.execute(
            update(tables.staff).where(tables.staff.c.login == "hotline").values(password_hash=weak)
        )
    office.sign_in("hotline")
    with office.database.read() as connection:
        kept = connection.execute(
            select(tables.staff.c.password_hash).where(tables.staff.c.login == "hotline")
        ).scalar_one()
    assert "m=19456,t=2,p=1" in kept
    office.sign_in("hotline")


def test_safety_05_a_sign_in_forgets_what_callers_tried_on_earlier_days(office: Office) -> None:
    rows = [{"subject": "member:1", "on_day": date(2026, 11, day), "failed": 3} for day in (18, 19, 20)]
    with office.database.write() as connection:
        connection.execute(insert(tables.verification_tries), rows)
    office.sign_in("hotline")
    with office.database.read() as connection:
        kept = connection.execute(select(tables.verification_tries.c.on_day)).scalars().all()
    assert kept == [date(2026, 11, 20)]
