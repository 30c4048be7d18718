"""SAFETY 7: knowledge alone never unlocks; three failed tries a member a day over all desks; answers are
compared as hashes, and staff see right or wrong."""

import threading
from collections.abc import Callable

from consoleapp.desk import contacts
from consoleapp.desk.context import Desk
from consoleapp.errors import Conflict, Refused
from consoleapp.rules.permissions import Role
from consoleapp.rules.verification import FACTORS, CallerRole, Fact, Factor, Level, level_of
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.calls import begin, check, rows
from tests.desk.conftest import Office
from tests.desk.proving import ANSWERS, SMS, code_sent, identified, key, set_questions


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What came of acts that began together: results, and refusals as they are."""
    barrier, came = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            came.append(act())
        except Refused as refusal:
            came.append(refusal)

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_safety_07_ten_desks_racing_wrong_answers_are_three_tries(office: Office, ids: Ids) -> None:
    set_questions(office, ids.account)
    desks: list[tuple[Desk, int]] = []
    for number in range(10):
        office.hire(f"agent{number}", Role.HOTLINE)
        desk = office.desk(f"agent{number}")
        desks.append((desk, begin(desk, ids)))
    came = at_once(
        *(
            lambda desk=desk, contact=contact: check(desk, contact, Factor.CHALLENGE_QUESTION, "Kitty")  # type: ignore[misc]
            for desk, contact in desks
        )
    )
    assert came.count(False) == 3
    turned_away = [one for one in came if isinstance(one, Refused)]
    assert len(turned_away) == 7
    assert all("3 tries failed today" in str(one) for one in turned_away)
    assert [row.failed for row in rows(office, tables.verification_tries)] == [3]
    assert len(rows(office, tables.contact_fact)) == 3


def test_safety_07_the_same_code_at_two_desks_is_used_once(office: Office, ids: Ids) -> None:
    desk, other = office.desk("hotline"), office.desk("counter")
    contact_id, elsewhere = identified(desk, ids), identified(other, ids)
    contacts.send_code(desk, contact_id, SMS, key=key())
    code = code_sent(office)
    window = office.desk_again("hotline")  # the same person at a second desk
    came = at_once(
        lambda: check(desk, contact_id, Factor.ONE_TIME_CODE, code),
        lambda: check(window, contact_id, Factor.ONE_TIME_CODE, code),
        lambda: check(other, elsewhere, Factor.ONE_TIME_CODE, code),
    )
    assert came.count(True) == 1
    assert all(one is False or isinstance(one, Refused | Conflict) for one in came if one is not True)
    assert [row.used_at is not None for row in rows(office, tables.one_time_code)] == [True]
    assert contacts.band(desk, contact_id).level is Level.VERIFIED
    assert contacts.band(other, elsewhere).level is Level.IDENTIFIED


def test_safety_07_whatever_a_caller_knows_identifies_and_no_more() -> None:
    for role in CallerRole:
        known = [Fact(factor, True) for factor in FACTORS[role] if not factor.verifies]
        assert level_of(known) is Level.IDENTIFIED
    assert {factor for factor in Factor if factor.verifies} == {
        Factor.ONE_TIME_CODE,
        Factor.CALL_BACK,
        Factor.IDENTITY_SEEN,
    }


def test_safety_07_answers_are_hashes_and_the_desk_says_right_or_wrong(office: Office, ids: Ids) -> None:
    set_questions(office, ids.account)
    desk = office.desk()
    contact_id = begin(desk, ids)
    told = [
        contacts.proofs(desk, contact_id),
        check(desk, contact_id, Factor.CHALLENGE_QUESTION, "Kitty"),
        check(desk, contact_id, Factor.CHALLENGE_QUESTION, ANSWERS[1]),
        contacts.band(desk, contact_id),
    ]
    assert told[1:3] == [False, True]
    everything = (
        repr(told).casefold()
        + repr([rows(office, table) for table in tables.metadata.sorted_tables]).casefold()
    )
    for answer in (*ANSWERS, "Kitty"):
        assert answer.casefold() not in everything
    assert all(row.answer_hash.startswith("$argon2id$") for row in rows(office, tables.challenge_question))
