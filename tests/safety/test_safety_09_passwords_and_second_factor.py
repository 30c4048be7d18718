"""SAFETY 9: long passwords or a second factor, a blocklist, hashes made anew; each one-time code once."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from pyotp import TOTP
from sqlalchemy import select

from consoleapp.desk import approvals, codes, second_factor, staff, staff_access
from consoleapp.desk.signin import Given, MoreNeeded, WrongCode, second_person
from consoleapp.errors import NotAllowed, Refused, WrongUse
from consoleapp.reference.notice import load_notice
from consoleapp.rules.permissions import Role
from consoleapp.store import tables
from tests.conftest import FrozenClock
from tests.desk.conftest import NOTICE, PASSWORD, Office
from tests.desk.door import WRONG, events, refused
from tests.safety.test_safety_11_two_people import ask

OTHER = "nine brown owls asleep"


def enrol(office: Office, login: str) -> tuple[TOTP, tuple[str, ...]]:
    """Take up a second factor; the app that makes the codes, and the recovery codes."""
    desk = office.desk(login)
    app = TOTP(second_factor.begin(desk, PASSWORD, key=f"{login}-begin").secret)
    spare = second_factor.confirm(desk, app.at(office.clock()), key=f"{login}-confirm")
    office.clock.advance(minutes=2)
    return app, spare


def given(office: Office, app: TOTP) -> Given:
    return Given(code=app.at(office.clock()))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_safety_09_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """The table of its appendix B, last six digits."""
    from base64 import b32encode
    from datetime import UTC, datetime

    secret = b32encode(b"12345678901234567890").decode()
    now = datetime.fromtimestamp(seconds, UTC)
    assert codes.step_of(secret, code, now) == seconds // codes.SECONDS
    assert codes.step_of(secret, f" {code[:3]} {code[3:]} ", now) == seconds // codes.SECONDS
    for wrong in ("", "28708", code[:-1] + "x", "\ud800", "１２３４５６"):
        assert codes.step_of(secret, wrong, now) is None


def test_safety_09_a_second_factor_is_asked_for_once_its_first_code_was_right(office: Office) -> None:
    desk = office.desk("hotline")
    made = second_factor.begin(desk, PASSWORD, key="begin")
    assert made.uri.startswith("otpauth://totp/consoleapp%3Ahotline?")
    office.sign_in("hotline")  # begun is not taken up
    refused(lambda: second_factor.confirm(desk, "000000", key="c1"), Refused)
    app = TOTP(made.secret)
    assert len(second_factor.confirm(desk, app.at(office.clock()), key="c2")) == codes.RECOVERY_CODES
    with pytest.raises(MoreNeeded) as missing:
        office.sign_in("hotline")
    assert (missing.value.code, missing.value.notice, missing.value.new_password) == (True, False, False)
    office.clock.advance(seconds=30)
    assert office.sign_in("hotline", given=given(office, app)).actor.login == "hotline"
    refused(lambda: second_factor.begin(desk, PASSWORD, key="again"), Refused)


def test_safety_09_taking_up_a_second_factor_needs_the_password_again(office: Office) -> None:
    desk = office.desk("hotline")
    refused(lambda: second_factor.begin(desk, WRONG, key="1"), NotAllowed)
    app, _spare = enrol(office, "hotline")
    code = app.at(office.clock())
    refused(lambda: second_factor.give_up(desk, WRONG, code, key="2"), NotAllowed)
    refused(lambda: second_factor.give_up(desk, PASSWORD, "000000", key="3"), Refused)
    second_factor.give_up(desk, PASSWORD, code, key="4")
    with pytest.raises(MoreNeeded) as missing:
        office.sign_in("hotline")
    assert missing.value.new_password  # the one so far may be as short as one beside a code
    assert not missing.value.code


def test_safety_09_a_code_is_used_once_and_an_older_one_never(office: Office) -> None:
    app, _spare = enrol(office, "hotline")
    older = given(office, app)
    office.clock.advance(seconds=30)
    once = given(office, app)
    office.sign_in("hotline", given=once)
    for used in (once, older):
        with pytest.raises(WrongCode):
            office.sign_in("hotline", given=used)
    office.clock.advance(seconds=30)
    office.sign_in("hotline", given=given(office, app))


def test_safety_09_the_same_code_at_two_desks_at_once_opens_one(office: Office) -> None:
    app, _spare = enrol(office, "hotline")
    same = given(office, app)
    barrier = threading.Barrier(4)
    opened: list[str] = []

    def attempt() -> None:
        barrier.wait()
        try:
            opened.append(office.sign_in("hotline", given=same).actor.login)
        except NotAllowed:
            return

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == ["hotline"]


def test_safety_09_guessing_codes_is_guessing(office: Office, verified: list[str]) -> None:
    """Who knows the password has five tries at a code; then it is locked for the right code too."""
    app, _spare = enrol(office, "hotline")
    for _ in range(10):
        with pytest.raises(MoreNeeded):
            office.sign_in("hotline")  # a right password without a code is no try
    for number in range(5):
        with pytest.raises(WrongCode):
            office.sign_in("hotline", given=Given(code=f"{number:06}"))
    verified.clear()
    refused(lambda: office.sign_in("hotline", given=given(office, app)))
    assert verified == []
    office.clock.advance(minutes=15)
    desk = office.sign_in("hotline", given=given(office, app))
    assert desk.actor.refused_since == 6


def demanding(office: Office, roles: str = "supervisor administrator auditor") -> Office:
    """The same office, where these roles need a second factor."""
    figures = replace(office.settings.sign_in, second_factor_roles=roles)
    office.settings = replace(office.settings, sign_in=figures)
    return office


def begun(office: Office, login: str) -> TOTP:
    """The app of somebody whose role needs a second factor and who just typed the password."""
    with pytest.raises(MoreNeeded) as missing:
        office.sign_in(login)
    assert missing.value.enrolment is not None
    return TOTP(missing.value.enrolment.secret)


def test_safety_09_a_role_that_needs_a_second_factor_is_not_in_without(office: Office) -> None:
    demanding(office)
    assert office.sign_in("hotline").actor.login == "hotline"
    app = begun(office, "supervisor")
    spare = codes.new_recovery_codes()
    for wrong in ("000000", "", "000000"):
        with pytest.raises(NotAllowed):
            office.sign_in("supervisor", given=Given(first_code=wrong, recovery_codes=spare))
    app = begun(office, "supervisor")
    first = Given(first_code=app.at(office.clock()), recovery_codes=spare)
    assert office.sign_in("supervisor", given=first).actor.login == "supervisor"
    assert "staff.factor_confirmed" in events(office.database)
    with pytest.raises(MoreNeeded) as missing:
        office.sign_in("supervisor", given=first)  # a first code opens nothing twice
    assert missing.value.code
    office.clock.advance(seconds=30)
    assert office.sign_in("supervisor", given=given(office, app)).actor.login == "supervisor"
    assert office.sign_in("supervisor", given=Given(code=spare[0])).actor.login == "supervisor"


def test_safety_09_what_was_begun_before_the_password_was_typed_again_is_worth_nothing(
    office: Office,
) -> None:
    demanding(office)
    older = begun(office, "auditor")
    begun(office, "auditor")
    with pytest.raises(WrongCode):
        office.sign_in("auditor", given=Given(first_code=older.at(office.clock())))


def test_safety_09_guessing_a_first_code_is_guessing(office: Office) -> None:
    demanding(office)
    app = begun(office, "auditor")
    for number in range(5):
        with pytest.raises(WrongCode):
            office.sign_in("auditor", given=Given(first_code=f"{number:06}"))
    refused(lambda: office.sign_in("auditor", given=Given(first_code=app.at(office.clock()))))


def test_safety_09_who_has_to_take_one_up_cannot_sign_at_anothers_desk(office: Office) -> None:
    desk = office.desk("hotline")
    demanding(office)
    desk = replace(desk, settings=office.settings)
    with pytest.raises(NotAllowed, match="at a console of their own first"):
        second_person(desk, "supervisor", PASSWORD)


def test_safety_09_giving_it_up_means_taking_up_another(office: Office) -> None:
    app, _spare = enrol(office, "supervisor")
    demanding(office)
    desk = office.desk("supervisor")
    second_factor.give_up(desk, PASSWORD, app.at(office.clock()), key="off")
    chosen = Given(new_password=OTHER)
    with pytest.raises(MoreNeeded) as missing:
        office.sign_in("supervisor", given=chosen)
    assert missing.value.factor


def test_safety_09_one_in_use_is_not_begun_anew_by_whoever_came_too_late(office: Office) -> None:
    """Two consoles ask at once: what one of them took up meanwhile stands."""
    app, _spare = enrol(office, "supervisor")
    staff_id = office.desk("supervisor").actor.staff_id
    with office.database.write() as connection:
        assert codes.begin(connection, staff_id, office.clock()) is None
    assert office.sign_in("supervisor", given=given(office, app)).actor.login == "supervisor"


def test_safety_09_a_role_that_is_misspelt_lets_nobody_in(office: Office) -> None:
    demanding(office, "supervisors")
    with pytest.raises(WrongUse, match="There is no role supervisors"):
        office.sign_in("hotline")


def test_safety_09_a_recovery_code_serves_once(office: Office) -> None:
    _app, spare = enrol(office, "hotline")
    typed = Given(code=spare[3].upper().replace("-", " "))
    office.sign_in("hotline", given=typed)
    with pytest.raises(WrongCode):
        office.sign_in("hotline", given=typed)
    office.sign_in("hotline", given=Given(code=spare[4]))


def test_safety_09_neither_secret_nor_codes_are_in_the_book(office: Office) -> None:
    app, spare = enrol(office, "hotline")
    office.sign_in("hotline", given=Given(code=spare[0]))
    with office.database.read() as connection:
        kept = "".join(
            repr(row)
            for table in tables.metadata.sorted_tables
            for row in connection.execute(select(table)).all()
        ).lower()
    for secret in (app.secret, *spare, *(one.replace("-", "") for one in spare)):
        assert secret.lower() not in kept


def test_safety_09_eight_characters_are_enough_beside_a_code_only(office: Office) -> None:
    desk = office.desk("hotline")
    refused(lambda: staff.change_own_password(desk, PASSWORD, "wx7kfq2m", key="1"), Refused)
    app, _spare = enrol(office, "hotline")
    refused(lambda: staff.change_own_password(desk, PASSWORD, "wx7kfq2", key="2"), Refused)
    staff.change_own_password(desk, PASSWORD, "wx7kfq2m", key="3")
    office.sign_in("hotline", "wx7kfq2m", given(office, app))
    # The phone is lost: the short password opens nothing but the choice of a long one.
    staff_access.remove_second_factor(office.desk("supervisor"), "hotline", "lost", key="4")
    short = Given(new_password="zq8mwt3v")
    assert "15" in refused(lambda: office.sign_in("hotline", "wx7kfq2m", short), Refused)
    office.sign_in("hotline", "wx7kfq2m", Given(new_password=OTHER))
    office.sign_in("hotline", OTHER)


def test_safety_09_a_given_password_opens_only_the_choice_of_another(office: Office) -> None:
    supervisor = office.desk("supervisor")
    staff.add(supervisor, "ben", "Ben Lee", Role.HOTLINE, PASSWORD, key="1")
    with pytest.raises(MoreNeeded) as missing:
        office.sign_in("ben")
    assert (missing.value.code, missing.value.notice, missing.value.new_password) == (False, True, True)
    for weak in ("short", PASSWORD, "passwordpassword1"):
        tried = Given(notice=NOTICE, new_password=weak)
        refused(lambda tried=tried: office.sign_in("ben", given=tried), Refused)
    assert "staff.refused" not in events(office.database)  # the password was right: none of it is a try
    office.sign_in("ben", given=Given(notice=NOTICE, new_password=OTHER))
    refused(lambda: office.sign_in("ben"))
    assert office.sign_in("ben", OTHER).actor.login == "ben"
    staff_access.reset_password(supervisor, "ben", "three green frogs sing", "forgot", key="2")
    refused(lambda: office.sign_in("ben", OTHER))
    with pytest.raises(MoreNeeded):
        office.sign_in("ben", "three green frogs sing")


def test_safety_09_the_second_person_gives_a_code_too(office: Office) -> None:
    office.hire("other", Role.SUPERVISOR)
    app, _spare = enrol(office, "other")
    counter = office.desk("counter")
    number = ask(counter)
    with pytest.raises(MoreNeeded):
        approvals.approve_here(counter, number, "other", PASSWORD, key="1")
    with pytest.raises(WrongCode):
        approvals.approve_here(counter, number, "other", PASSWORD, "000000", key="2")
    approvals.approve_here(counter, number, "other", PASSWORD, app.at(office.clock()), key="3")


def test_safety_09_nobody_gets_in_as_another_by_resetting_them(office: Office) -> None:
    supervisor, administrator = office.desk("supervisor"), office.desk("administrator")
    office.hire("other", Role.SUPERVISOR)
    reset: Any = staff_access.reset_password
    refused(lambda: reset(administrator, "other", OTHER, "x", key="1"), NotAllowed)
    refused(lambda: reset(supervisor, "supervisor", OTHER, "x", key="2"), NotAllowed)
    reset(supervisor, "other", OTHER, "forgot", key="3")
    office.sign_in("other", OTHER, Given(new_password="three green frogs sing"))
    number = ask(supervisor)
    told = refused(
        lambda: approvals.approve_here(supervisor, number, "other", "three green frogs sing", key="4")
    )
    assert "made or reset the account" in told


def test_safety_09_the_notice_is_accepted_once_a_version(office: Office, clock: FrozenClock) -> None:
    folder = office.settings.notice
    folder.mkdir(parents=True)
    (folder / "en.txt").write_text("version: 2027-01\n\nBe kind.\n", encoding="utf-8")
    with pytest.raises(MoreNeeded) as missing:
        office.sign_in("hotline")
    assert missing.value.notice
    with pytest.raises(MoreNeeded):
        office.sign_in("hotline", given=Given(notice=NOTICE))  # the one before counts no more
    fresh = load_notice(folder, "zh_Hant")
    assert (fresh.version, fresh.text) == ("2027-01", "Be kind.")
    office.sign_in("hotline", given=Given(notice=fresh))
    office.sign_in("hotline")
    with office.database.read() as connection:
        kept = connection.execute(
            select(tables.notice_accepted.c.version, tables.notice_accepted.c.sha256).where(
                tables.notice_accepted.c.version == "2027-01"
            )
        ).all()
    assert [tuple(row) for row in kept] == [("2027-01", fresh.sha256)]
    assert events(office.database).count("staff.notice_accepted") == 1
