"""Three failed tries a member a day, over all desks; a try is counted first, and nothing said is kept."""

import threading
from datetime import timedelta

import pytest

from consoleapp.desk import contacts
from consoleapp.desk.context import Desk
from consoleapp.errors import Conflict, Refused
from consoleapp.rules.permissions import Role
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.calls import CALL, RIGHT, VISIT, WRONG, begin, check, key, rows
from tests.desk.conftest import Office


def test_three_failed_tries_a_day_over_all_desks(office: Office, ids: Ids) -> None:
    desks = [office.desk(login) for login in ("hotline", "counter", "supervisor")]
    for desk in desks:
        assert not check(desk, begin(desk, ids), Factor.BIRTH_DATE, WRONG)
    (shown,) = contacts.open_contacts(desks[0])
    assert shown.tries_left == 0
    for desk in desks:
        with pytest.raises(Refused, match="3 tries failed today"):
            check(
                desk, contacts.open_contacts(desk)[0].contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE]
            )
    other = contacts.start(
        desks[0], member_id=ids.spouse, channel=CALL, caller_role=CallerRole.MEMBER, key=key()
    )
    assert check(desks[0], other, Factor.BIRTH_DATE, "2 Nov 1981")
    counter = desks[1]
    visit = begin(counter, ids, channel=VISIT)
    shown = contacts.band(counter, visit)
    assert contacts.factors(counter, shown) == (Factor.IDENTITY_SEEN,)
    contacts.seen_at_counter(counter, visit, Factor.IDENTITY_SEEN, key=key())


def test_the_day_is_that_of_hong_kong(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    for _ in range(3):
        check(desk, contact_id, Factor.BIRTH_DATE, WRONG)
    office.clock.advance(hours=5, minutes=54)  # 23:59 there
    with pytest.raises(Refused):
        check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    office.clock.advance(minutes=1)
    assert check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])


def test_a_lost_reply_is_no_second_try(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    same = key()
    for _ in range(4):
        assert contacts.check_fact(desk, contact_id, Factor.BIRTH_DATE, WRONG, key=same) is False
    assert contacts.band(desk, contact_id).tries_left == 2
    with pytest.raises(Conflict):
        contacts.check_fact(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE], key=same)


def test_ten_desks_at_once_are_three_failed_tries(office: Office, ids: Ids) -> None:
    desks = []
    for number in range(10):
        office.hire(f"agent{number}", Role.HOTLINE)
        desk = office.desk(f"agent{number}")
        desks.append((desk, begin(desk, ids)))
    barrier = threading.Barrier(10)
    judged: list[bool] = []
    turned_away: list[Refused] = []

    def attempt(desk: Desk, contact_id: int) -> None:
        barrier.wait()
        try:
            judged.append(check(desk, contact_id, Factor.BIRTH_DATE, WRONG))
        except Refused as refusal:
            turned_away.append(refusal)

    threads = [threading.Thread(target=attempt, args=one) for one in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert judged == [False] * 3
    assert len(turned_away) == 7
    (row,) = rows(office, tables.verification_tries)
    assert row.failed == 3
    assert len(rows(office, tables.contact_fact)) == 3


def test_nothing_the_caller_said_is_kept_anywhere(office: Office, ids: Ids) -> None:
    """Every text of every row, hashes included: neither what was said nor a hash to try words on."""
    said = "zq unmistakable 1987-06-05"
    desk = office.desk()
    contact_id = begin(desk, ids)
    with pytest.raises(Refused, match="Choose another fact"):
        check(desk, contact_id, Factor.CHALLENGE_QUESTION, said)
    for factor in (Factor.FULL_NAME, Factor.BIRTH_DATE):
        check(desk, contact_id, factor, said)
    kept = "".join(repr(rows(office, table)) for table in tables.metadata.sorted_tables)
    assert "unmistakable" not in kept
    assert "1987" not in kept
    # The same act asked by another process has another hash: the key that made it is gone with the first.
    from consoleapp.desk import context

    content: dict[str, object] = {"contact_id": contact_id, "said": said}
    one = context._digest(desk, "contact.fact", content, ("said",))
    context_key, context._IN_THIS_PROCESS = context._IN_THIS_PROCESS, b"another process"
    try:
        assert context._digest(desk, "contact.fact", content, ("said",)) != one
    finally:
        context._IN_THIS_PROCESS = context_key


def test_tries_of_earlier_days_do_not_count(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    check(desk, contact_id, Factor.BIRTH_DATE, WRONG)
    assert contacts.band(desk, contact_id).tries_left == 2
    office.clock.advance(days=1)
    desk = office.desk_again()
    assert contacts.band(desk, contact_id).tries_left == 3
    assert office.clock().date() - timedelta(days=1) == rows(office, tables.verification_tries)[0].on_day
