"""Calls and visits: a try is counted first, drafts survive, nothing that was said is kept."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from consoleapp.desk import contacts, members
from consoleapp.desk.context import Desk
from consoleapp.desk.shapes import ContactBand
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel, ContactStatus, Outcome
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Counting, Office

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


# The line and the shelf


def test_starting_another_contact_parks_the_one_on_the_line(office: Office, ids: Ids) -> None:
    desk = office.desk()
    first, second = begin(desk, ids), begin(desk, ids)
    shown = contacts.open_contacts(desk)
    assert [(one.contact_id, one.status) for one in shown] == [
        (second, ContactStatus.ACTIVE),
        (first, ContactStatus.PARKED),
    ]
    contacts.resume(desk, first, key=key())
    assert [one.contact_id for one in contacts.open_contacts(desk)] == [first, second]


def test_what_was_proved_waits_with_a_parked_contact(office: Office, ids: Ids) -> None:
    desk = office.desk()
    first = begin(desk, ids)
    check(desk, first, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, first, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    contacts.park(desk, first, key=key())
    assert contacts.band(desk, first).level is Level.IDENTIFIED
    begin(desk, ids)
    with pytest.raises(NotAllowed):
        members.claims(desk, ids.employee)  # the new caller has proved nothing
    contacts.resume(desk, first, key=key())
    members.claims(desk, ids.employee)


def test_a_contact_survives_a_crash_with_its_note(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    contacts.save_note(desk, contact_id, "asked for\n\n\n\nthe form\x1b]52;c;x\x07", 1, key=key())
    again = office.sign_in("hotline")
    (shown,) = contacts.open_contacts(again)
    assert (shown.contact_id, shown.version, shown.status) == (contact_id, 2, ContactStatus.ACTIVE)
    assert shown.note == "asked for\n\nthe form]52;c;x"


def test_an_older_version_of_a_contact_changes_nothing(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    contacts.save_note(desk, contact_id, "first window", 1, key=key())
    acts: list[Callable[[], None]] = [
        lambda: contacts.save_note(desk, contact_id, "second window", 1, key=key()),
        lambda: contacts.set_caller(desk, contact_id, CallerRole.BROKER, "X", 1, key=key()),
        lambda: contacts.wrap_up(
            desk, contact_id, outcome=Outcome.ANSWERED, note="x", promised_on=None, version=1, key=key()
        ),
    ]
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert contacts.band(desk, contact_id).note == "first window"
    assert contacts.band(desk, contact_id).version == 2


def test_a_contact_is_served_by_whoever_took_it(office: Office, ids: Ids) -> None:
    contact_id = begin(office.desk(), ids)
    other = office.desk("counter")
    assert contacts.open_contacts(other) == ()
    for act in (
        lambda: contacts.band(other, contact_id),
        lambda: contacts.park(other, contact_id, key=key()),
        lambda: check(other, contact_id, Factor.CERTIFICATE, "0001-00"),
    ):
        with pytest.raises(NotAllowed, match="served by Hotline"):
            act()
    with pytest.raises(NotFound):
        contacts.band(other, 999)


def test_a_wrapped_up_contact_is_over(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    end = key()
    for _ in range(2):  # the second time is a lost reply: the same key, the same answer
        contacts.wrap_up(
            desk,
            contact_id,
            outcome=Outcome.CALL_BACK,
            note="promised",
            promised_on=date(2026, 11, 24),
            version=1,
            key=end,
        )
    assert contacts.open_contacts(desk) == ()
    (line,) = contacts.earlier(desk, ids.employee)
    assert (line.outcome, line.note, str(line.promised_on)) == (Outcome.CALL_BACK, "promised", "2026-11-24")
    for act in (
        lambda: contacts.resume(desk, contact_id, key=key()),
        lambda: contacts.save_note(desk, contact_id, "more", 2, key=key()),
        lambda: check(desk, contact_id, Factor.CERTIFICATE, "0001-00"),
    ):
        with pytest.raises(Refused, match="wrapped up"):
            act()


def test_a_promise_is_a_day_to_come(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    for promised in (None, date(2026, 11, 19)):
        with pytest.raises(Refused):
            contacts.wrap_up(
                desk,
                contact_id,
                outcome=Outcome.CALL_BACK,
                note="",
                promised_on=promised,
                version=1,
                key=key(),
            )


def test_a_contact_is_about_one_member_or_one_policy(office: Office, ids: Ids) -> None:
    desk = office.desk()
    for about in (
        {},
        {"member_id": ids.employee, "policy_id": ids.policy},
        {"member_id": 999},
        {"policy_id": 999},
    ):
        with pytest.raises(Refused):
            contacts.start(desk, channel=CALL, caller_role=CallerRole.MEMBER, key=key(), **about)  # type: ignore[arg-type]
    contact_id = contacts.start(
        desk, policy_id=ids.policy, channel=CALL, caller_role=CallerRole.EMPLOYER, key=key()
    )
    shown = contacts.band(desk, contact_id)
    assert (shown.subject, shown.certificate, shown.member_id) == ("THE ABC COMPANY", "91307", None)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_takes_no_calls_starts_no_contact(office: Office, ids: Ids, role: Role) -> None:
    with pytest.raises(NotAllowed):
        begin(office.desk(role.value), ids)


def test_without_the_audit_table_no_contact_starts_and_no_fact_counts(office: Office, ids: Ids) -> None:
    """SAFETY 12, where the act is a try: neither the fact nor the count of it is kept."""
    desk = office.desk()
    contact_id = begin(desk, ids)
    with office.database.write() as connection:
        connection.execute(text("ALTER TABLE audit_entry RENAME TO audit_gone"))
    for act in (
        lambda: begin(desk, ids),
        lambda: check(desk, contact_id, Factor.CERTIFICATE, "0001-00"),
        lambda: contacts.save_note(desk, contact_id, "x", 1, key=key()),
    ):
        with pytest.raises(Exception, match="audit_entry"):
            act()
    assert len(rows(office, tables.contact)) == 1
    assert rows(office, tables.contact_fact) == []
    assert rows(office, tables.verification_tries) == []


def test_each_verb_takes_few_statements(office: Office, ids: Ids, counted: Counting) -> None:
    desk = office.desk()
    with counted() as statements:
        contact_id = begin(desk, ids)
    assert len(statements) <= 8
    with counted() as statements:
        check(desk, contact_id, Factor.CERTIFICATE, "0001-00")
    assert len(statements) <= 13
    for verb in (lambda: contacts.band(desk, contact_id), lambda: contacts.open_contacts(desk)):
        with counted() as statements:
            verb()
        assert len(statements) <= 4


# What a caller proves


@pytest.mark.parametrize("factor", list(RIGHT))
def test_a_fact_is_right_or_wrong(office: Office, ids: Ids, factor: Factor) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    assert check(desk, contact_id, factor, RIGHT[factor]) is True
    assert check(desk, contact_id, factor, WRONG) is False
    shown = contacts.band(desk, contact_id)
    assert (shown.facts_right, shown.tries_left, shown.level) == ((factor,), 2, Level.NONE)


def test_knowledge_identifies_and_never_verifies(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    for factor, said in RIGHT.items():
        assert check(desk, contact_id, factor, said)
    shown = contacts.band(desk, contact_id)
    assert (shown.level, shown.verified_how, shown.tries_left) == (Level.IDENTIFIED, None, 3)


def test_two_facts_of_the_same_card_are_one(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, contact_id, Factor.PERSONAL_REFERENCE, RIGHT[Factor.PERSONAL_REFERENCE])
    assert contacts.band(desk, contact_id).level is Level.NONE


def test_saying_the_number_is_no_call_back(office: Office, ids: Ids) -> None:
    """A number the caller says is knowledge; called back is the number staff looked up on record."""
    desk = office.desk()
    contact_id = begin(desk, ids)
    with pytest.raises(Refused, match="Unmask the number"):
        check(desk, contact_id, Factor.CALL_BACK, "9123 4567")
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    members.unmask(desk, ids.employee, Field.MOBILE, purpose="call back", key=key())
    assert check(desk, contact_id, Factor.CALL_BACK, "9123 4567")
    shown = contacts.band(desk, contact_id)
    assert (shown.level, shown.verified_how, shown.verified_at) == (
        Level.VERIFIED,
        Factor.CALL_BACK,
        office.clock(),
    )


def test_a_number_changed_a_moment_ago_is_not_called_back(office: Office, ids: Ids) -> None:
    """SAFETY 8: whoever had it changed would answer it."""
    desk = office.desk()
    with office.database.write() as connection:
        connection.execute(update(tables.member).values(contact_changed_at=office.clock()))
    contact_id = begin(desk, ids)
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    members.unmask(desk, ids.employee, Field.MOBILE, purpose="call back", key=key())
    office.clock.advance(hours=7)
    with pytest.raises(Refused, match="less than 72 hours ago"):
        check(desk, contact_id, Factor.CALL_BACK, "9123 4567")
    office.clock.advance(hours=65)
    assert check(office.desk_again(), contact_id, Factor.CALL_BACK, "9123 4567")


def test_a_document_is_seen_at_the_counter_only(office: Office, ids: Ids) -> None:
    counter = office.desk("counter")
    call = begin(counter, ids)
    with pytest.raises(Refused, match="at the counter only"):
        contacts.seen_at_counter(counter, call, Factor.IDENTITY_SEEN, key=key())
    with pytest.raises(Refused):
        check(counter, call, Factor.IDENTITY_SEEN, "A123456(3)")
    visit = begin(counter, ids, channel=VISIT)
    contacts.seen_at_counter(counter, visit, Factor.IDENTITY_SEEN, key=key())
    assert contacts.band(counter, visit).level is Level.VERIFIED
    hotline = office.desk()
    visit = begin(hotline, ids, channel=VISIT)
    with pytest.raises(NotAllowed):
        contacts.seen_at_counter(hotline, visit, Factor.IDENTITY_SEEN, key=key())


@pytest.mark.parametrize(
    ("role", "name", "again"),
    [
        (CallerRole.EMPLOYER, "Ms Mak", True),
        (CallerRole.MEMBER, "Mr Lee", True),
        (CallerRole.MEMBER, "", True),
        (CallerRole.MEMBER, "mr  chan", False),
    ],
)
def test_another_caller_starts_at_nothing(
    office: Office, ids: Ids, role: CallerRole, name: str, again: bool
) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    contacts.set_caller(desk, contact_id, CallerRole.MEMBER, "Mr Chan", 1, key=key())
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    version = contacts.band(desk, contact_id).version
    contacts.set_caller(desk, contact_id, role, name, version, key=key())
    shown = contacts.band(desk, contact_id)
    assert shown.level is (Level.NONE if again else Level.IDENTIFIED)
    assert bool(shown.facts_right) is not again


def test_employers_and_brokers_are_asked_about_their_own(office: Office, ids: Ids) -> None:
    desk = office.desk()
    asked = {
        CallerRole.EMPLOYER: {Factor.BUSINESS_REFERENCE: "91307", Factor.FULL_NAME: "Mak Siu Ling"},
        CallerRole.BROKER: {Factor.BUSINESS_REFERENCE: "b00023", Factor.FULL_NAME: "Yuen Ka Wai"},
    }
    for role, facts in asked.items():
        contact_id = contacts.start(desk, policy_id=ids.policy, channel=CALL, caller_role=role, key=key())
        for factor, said in facts.items():
            assert check(desk, contact_id, factor, said), (role, factor)
        assert contacts.band(desk, contact_id).level is Level.IDENTIFIED
        with pytest.raises(Refused):
            check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])


def test_a_provider_is_asked_for_the_number_of_the_name_they_give(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids, CallerRole.PROVIDER)
    with pytest.raises(Refused, match="Nothing is on record"):
        check(desk, contact_id, Factor.BUSINESS_REFERENCE, "PV10001")
    contacts.set_caller(desk, contact_id, CallerRole.PROVIDER, "Dr. Lo King Yuen", 1, key=key())
    assert not check(desk, contact_id, Factor.BUSINESS_REFERENCE, "PV10001")
    assert check(desk, contact_id, Factor.BUSINESS_REFERENCE, "PV10002")


def test_what_is_not_on_record_is_no_try(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = contacts.start(
        desk, member_id=ids.minor, channel=CALL, caller_role=CallerRole.GUARDIAN, key=key()
    )
    for factor in (Factor.IDENTITY_DIGITS, Factor.PERSONAL_REFERENCE, Factor.ONE_TIME_CODE):
        with pytest.raises(Refused):
            check(desk, contact_id, factor, "1234")
    assert contacts.band(desk, contact_id).tries_left == 3


# Three failed tries a member a day


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


def test_the_level_is_read_from_the_row(office: Office, ids: Ids) -> None:
    """Whatever a screen or a desk remembers: the row decides, within the act's own transaction."""
    desk = office.desk()
    contact_id = begin(desk, ids)
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    remembered: ContactBand = contacts.band(desk, contact_id)
    members.claims(desk, ids.employee)
    with office.database.write() as connection:
        connection.execute(update(tables.contact).values(level=Level.NONE))
    assert remembered.level is Level.IDENTIFIED
    with pytest.raises(NotAllowed):
        members.claims(desk, ids.employee)


def test_looks_are_counted_in_the_band_and_stamped_with_the_contact(office: Office, ids: Ids) -> None:
    desk = office.desk()
    members.card(desk, ids.employee)
    contact_id = begin(desk, ids)
    members.card(desk, ids.employee)
    members.benefits(desk, ids.employee)
    assert contacts.band(desk, contact_id).looks == 2
    assert [row.contact_id for row in rows(office, tables.access_entry)] == [None, contact_id, contact_id]


def test_one_contact_on_the_line_is_held_by_the_table(office: Office, ids: Ids) -> None:
    desk = office.desk()
    begin(desk, ids)
    begin(desk, ids)
    with pytest.raises(Exception, match=r"(?i)unique"), office.database.write() as connection:
        connection.execute(update(tables.contact).values(status=ContactStatus.ACTIVE))


def test_two_windows_starting_at_once_leave_one_on_the_line(office: Office, ids: Ids) -> None:
    desk = office.desk()
    barrier = threading.Barrier(4)
    outcomes: list[object] = []

    def attempt() -> None:
        barrier.wait()
        try:
            outcomes.append(begin(desk, ids))
        except Exception as error:
            outcomes.append(error)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.database.read() as connection:
        active = connection.execute(
            select(func.count()).where(tables.contact.c.status == ContactStatus.ACTIVE)
        ).scalar_one()
    assert active == 1
    assert {type(one) for one in outcomes} <= {int, Conflict}


def test_tries_of_earlier_days_do_not_count(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    check(desk, contact_id, Factor.BIRTH_DATE, WRONG)
    assert contacts.band(desk, contact_id).tries_left == 2
    office.clock.advance(days=1)
    desk = office.desk_again()
    assert contacts.band(desk, contact_id).tries_left == 3
    assert office.clock().date() - timedelta(days=1) == rows(office, tables.verification_tries)[0].on_day


def test_half_a_character_from_a_broken_keyboard_is_a_wrong_answer(office: Office, ids: Ids) -> None:
    desk = office.desk()
    assert check(desk, begin(desk, ids), Factor.FULL_NAME, "CHAN \ud800") is False
