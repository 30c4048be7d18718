"""What a caller proves: facts right or wrong, and what each makes of the level."""

import pytest
from sqlalchemy import update

from consoleapp.desk import contacts, members
from consoleapp.desk.shapes import ContactBand
from consoleapp.errors import NotAllowed, Refused
from consoleapp.rules.masking import Field
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.calls import CALL, RIGHT, VISIT, WRONG, begin, check, key
from tests.desk.conftest import Office


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
    with pytest.raises(Refused, match="Check two facts first"):
        check(desk, contact_id, Factor.CALL_BACK, "9123 4567")
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, contact_id, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    with pytest.raises(Refused, match="Unmask the number"):
        check(desk, contact_id, Factor.CALL_BACK, "9123 4567")
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
        CallerRole.EMPLOYER: {Factor.BUSINESS_REFERENCE: "H0307", Factor.FULL_NAME: "Mak Siu Ling"},
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


def test_half_a_character_from_a_broken_keyboard_is_a_wrong_answer(office: Office, ids: Ids) -> None:
    desk = office.desk()
    assert check(desk, begin(desk, ids), Factor.FULL_NAME, "CHAN \ud800") is False
