"""One-time codes, challenge questions, the supervisor's exception (DOMAIN 7, 8; SAFETY 7, 8, 11)."""

import pytest
from sqlalchemy import delete, update

from consoleapp.desk import approvals, contacts, members
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed, Refused
from consoleapp.rules.masking import Field
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.calls import CALL, RIGHT, VISIT, WRONG, begin, check, key, rows
from tests.desk.conftest import Office
from tests.desk.proving import (
    ANSWERS,
    EMAIL,
    SMS,
    changed_details,
    code_sent,
    identified,
    messages,
    set_questions,
    verified_call,
)


def test_a_code_verifies_once_and_is_kept_nowhere_in_clear(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = identified(desk, ids)
    contacts.send_code(desk, contact_id, SMS, key=key())
    (message,) = messages(office)
    assert message.recipient == SECRETS["mobile"]
    assert message.member_id == ids.employee
    assert message.send_before is not None
    code = code_sent(office)
    kept = repr([rows(office, table) for table in tables.metadata.sorted_tables])
    assert kept.count(code) == 1  # in the sealed body alone, until it is sent
    assert code not in message.body
    shown = contacts.proofs(desk, contact_id)
    assert shown.sent is not None
    assert shown.sent.to == "•••• ••67"
    assert (shown.sent.valid_until - shown.sent.sent_at).total_seconds() == 300
    assert check(desk, contact_id, Factor.ONE_TIME_CODE, f"{code[:3]} {code[3:]}")
    band = contacts.band(desk, contact_id)
    assert (band.level, band.verified_how) == (Level.VERIFIED, Factor.ONE_TIME_CODE)
    with pytest.raises(Refused, match="This code was used"):
        check(desk, contact_id, Factor.ONE_TIME_CODE, code)


def test_a_code_lapses_after_five_minutes_and_a_new_one_waits_two(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = identified(desk, ids)
    contacts.send_code(desk, contact_id, SMS, key=key())
    first = code_sent(office)
    office.clock.advance(seconds=119)
    with pytest.raises(Refused, match="in 1 seconds"):
        contacts.send_code(desk, contact_id, EMAIL, key=key())
    office.clock.advance(seconds=1)
    assert contacts.proofs(desk, contact_id).again_at is None
    contacts.send_code(desk, contact_id, EMAIL, key=key())
    second = code_sent(office)
    if first != second:  # the one before counts no more
        assert not check(desk, contact_id, Factor.ONE_TIME_CODE, first)
    office.clock.advance(seconds=299)
    shown = contacts.proofs(desk, contact_id).sent
    assert shown is not None
    office.clock.advance(seconds=1)
    left = contacts.band(desk, contact_id).tries_left
    with pytest.raises(Refused, match="has lapsed"):
        check(desk, contact_id, Factor.ONE_TIME_CODE, second)
    assert contacts.band(desk, contact_id).tries_left == left


def test_the_two_minutes_are_counted_over_all_desks(office: Office, ids: Ids) -> None:
    one, other = office.desk("hotline"), office.desk("counter")
    contacts.send_code(one, identified(one, ids), SMS, key=key())
    contact_id = identified(other, ids)
    with pytest.raises(Refused, match="A code was sent a moment ago"):
        contacts.send_code(other, contact_id, EMAIL, key=key())
    assert len(messages(office)) == 1


def test_a_code_needs_two_facts_and_somebody_it_can_go_to(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    with pytest.raises(Refused, match="Check two facts first"):
        contacts.send_code(desk, contact_id, SMS, key=key())
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, contact_id, Factor.FULL_NAME, RIGHT[Factor.FULL_NAME])
    with office.database.write() as connection:
        connection.execute(update(tables.member).values(mobile="", email=""))
    assert contacts.proofs(desk, contact_id).ways == ()
    with pytest.raises(Refused, match="Nothing is on record"):
        contacts.send_code(desk, contact_id, SMS, key=key())
    relative = identified(desk, ids, role=CallerRole.FAMILY)
    assert contacts.proofs(desk, relative).ways == ()
    assert messages(office) == []


def test_another_caller_of_the_contact_cannot_use_the_code(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = identified(desk, ids)
    contacts.send_code(desk, contact_id, SMS, key=key())
    code = code_sent(office)
    band = contacts.band(desk, contact_id)
    contacts.set_caller(desk, contact_id, CallerRole.FAMILY, "", band.version, key=key())
    band = contacts.band(desk, contact_id)
    contacts.set_caller(desk, contact_id, CallerRole.MEMBER, "", band.version, key=key())
    with pytest.raises(Refused, match="No one-time code was sent"):
        check(desk, contact_id, Factor.ONE_TIME_CODE, code)
    assert contacts.band(desk, contact_id).level is Level.NONE


def test_a_company_is_sent_the_code_to_its_own_contact(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = contacts.start(
        desk, policy_id=ids.policy, channel=CALL, caller_role=CallerRole.EMPLOYER, key=key()
    )
    for said, factor in (("H0307", Factor.BUSINESS_REFERENCE), ("Mak Siu Ling", Factor.FULL_NAME)):
        assert check(desk, contact_id, factor, said)
    (way,) = contacts.proofs(desk, contact_id).ways
    assert way.channel is SMS
    contacts.send_code(desk, contact_id, SMS, key=key())
    (message,) = messages(office)
    assert message.recipient == "+85285970307"
    assert message.member_id is None
    assert check(desk, contact_id, Factor.ONE_TIME_CODE, code_sent(office))
    assert contacts.band(desk, contact_id).level is Level.VERIFIED


def test_a_code_to_new_details_needs_a_second_person(office: Office, ids: Ids) -> None:
    changed_details(office, ids.employee, 71)
    desk, supervisor = office.desk(), office.desk("supervisor")
    contact_id = identified(desk, ids)
    with pytest.raises(NeedsApproval) as refusal:
        contacts.send_code(desk, contact_id, SMS, key=key())
    number = approvals.ask(desk, refusal.value.asked, "she moved", key=key())
    with pytest.raises(NotAllowed):
        contacts.send_code(desk, contact_id, SMS, approval_id=number, key=key())
    approvals.approve(supervisor, number, key=key())
    with pytest.raises(NeedsApproval):  # approved for a message, not for an e-mail
        contacts.send_code(desk, contact_id, EMAIL, approval_id=number, key=key())
    contacts.send_code(desk, contact_id, SMS, approval_id=number, key=key())
    office.clock.advance(hours=1)
    contacts.send_code(desk, contact_id, EMAIL, key=key())  # three days are over


def test_questions_are_asked_in_the_order_chosen_and_only_answers_count(office: Office, ids: Ids) -> None:
    set_questions(office, ids.account)
    desk = office.desk()
    contact_id = begin(desk, ids)
    question = contacts.proofs(desk, contact_id).question
    assert question is not None
    assert (question.place, question.of, question.text) == (1, 3, "Question 1?")
    assert not check(desk, contact_id, Factor.CHALLENGE_QUESTION, ANSWERS[1])
    question = contacts.proofs(desk, contact_id).question
    assert question is not None
    assert question.place == 2
    assert check(desk, contact_id, Factor.CHALLENGE_QUESTION, "  BISCUIT! ")
    assert check(desk, contact_id, Factor.CHALLENGE_QUESTION, "macau")
    band = contacts.band(desk, contact_id)
    assert band.level is Level.NONE  # two answers are one kind of fact
    assert band.tries_left == 2
    assert contacts.proofs(desk, contact_id).question is None
    with pytest.raises(Refused, match="All challenge questions were asked"):
        check(desk, contact_id, Factor.CHALLENGE_QUESTION, "macau")
    check(desk, contact_id, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    assert contacts.band(desk, contact_id).level is Level.IDENTIFIED


def test_questions_are_for_the_person_themselves(office: Office, ids: Ids) -> None:
    set_questions(office, ids.account)
    desk = office.desk()
    contact_id = begin(desk, ids, CallerRole.FAMILY)
    assert contacts.proofs(desk, contact_id).question is None
    with pytest.raises(Refused, match="No challenge questions"):
        check(desk, contact_id, Factor.CHALLENGE_QUESTION, ANSWERS[0])
    with office.database.write() as connection:
        connection.execute(delete(tables.challenge_question))
    other = begin(desk, ids)
    with pytest.raises(Refused, match="No challenge questions"):
        check(desk, other, Factor.CHALLENGE_QUESTION, ANSWERS[0])
    assert contacts.band(desk, other).tries_left == 3


def test_a_supervisor_grants_one_caller_one_try_more(office: Office, ids: Ids) -> None:
    desk, supervisor = office.desk(), office.desk("supervisor")
    contact_id = begin(desk, ids)
    with pytest.raises(Refused, match="Tries are left"):
        contacts.exception(desk, contact_id, key=key())
    for _ in range(3):
        check(desk, contact_id, Factor.BIRTH_DATE, WRONG)
    with pytest.raises(NeedsApproval) as refusal:
        contacts.exception(desk, contact_id, key=key())
    number = approvals.ask(desk, refusal.value.asked, "known by voice", key=key())
    approvals.approve(supervisor, number, key=key())
    other = begin(office.desk("counter"), ids)
    contacts.exception(desk, contact_id, approval_id=number, key=key())
    assert contacts.band(desk, contact_id).tries_left == 1
    assert contacts.band(office.desk("counter"), other).tries_left == 0
    with pytest.raises(Refused, match="3 tries failed"):
        check(office.desk("counter"), other, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    for factor in (Factor.CERTIFICATE, Factor.BIRTH_DATE):  # right ones cost nothing
        assert check(desk, contact_id, factor, RIGHT[factor])
    assert not check(desk, contact_id, Factor.IDENTITY_DIGITS, "0000")
    with pytest.raises(Refused, match="3 tries failed"):
        check(desk, contact_id, Factor.FULL_NAME, RIGHT[Factor.FULL_NAME])
    with pytest.raises(NotAllowed):  # used up; a second exception is a second approval
        contacts.exception(desk, contact_id, approval_id=number, key=key())
    with pytest.raises(Refused, match="No tries are left"):
        contacts.send_code(desk, contact_id, SMS, key=key())


def test_what_was_proved_ends_with_the_contact_and_stays_with_its_person(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = verified_call(office, desk, ids)
    from consoleapp.desk import members

    assert members.claims(desk, ids.minor)  # the caller's own minor dependant
    for adult in (ids.spouse, ids.grown_child, ids.colleague, ids.stranger):
        with pytest.raises(NotAllowed):
            members.claims(desk, adult)
    office.clock.advance(minutes=3)
    again = begin(desk, ids, channel=VISIT)
    assert contacts.band(desk, again).level is Level.NONE
    assert contacts.band(desk, contact_id).level is Level.VERIFIED  # parked with it, for half an hour
    with pytest.raises(Refused, match="parked"):
        contacts.send_code(desk, contact_id, SMS, key=key())


def guardian_call(desk: Desk, ids: Ids) -> int:
    """A call of the boy's guardian, who knew two facts about him."""
    contact_id = contacts.start(
        desk, member_id=ids.minor, channel=CALL, caller_role=CallerRole.GUARDIAN, key=key()
    )
    assert check(desk, contact_id, Factor.CERTIFICATE, "0001-02")
    assert check(desk, contact_id, Factor.FULL_NAME, "Chan Siu Ming")
    return contact_id


def test_a_guardian_is_sent_the_code_to_the_parents_contacts_never_to_the_childs(
    office: Office, ids: Ids
) -> None:
    with office.database.write() as connection:
        connection.execute(
            update(tables.member)
            .where(tables.member.c.id == ids.minor)
            .values(mobile="+85261112222", email="child@example.com")
        )
    desk = office.desk()
    contact_id = guardian_call(desk, ids)
    contacts.send_code(desk, contact_id, SMS, key=key())
    (message,) = messages(office)
    assert message.recipient == SECRETS["mobile"]
    assert check(desk, contact_id, Factor.ONE_TIME_CODE, code_sent(office))
    assert contacts.band(desk, contact_id).level is Level.VERIFIED


def test_a_guardian_is_called_back_at_the_parents_number(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            update(tables.member).where(tables.member.c.id == ids.minor).values(mobile="+85261112222")
        )
    desk = office.desk()
    contact_id = guardian_call(desk, ids)
    with pytest.raises(NotAllowed):
        members.unmask(desk, ids.minor, Field.MOBILE, purpose="call back", key=key())
    members.unmask(desk, ids.employee, Field.MOBILE, purpose="call back", key=key())
    assert not check(desk, contact_id, Factor.CALL_BACK, "6111 2222")
    assert check(desk, contact_id, Factor.CALL_BACK, SECRETS["mobile"])
    assert contacts.band(desk, contact_id).level is Level.VERIFIED


def test_new_details_of_the_parent_make_a_guardians_code_wait_for_a_second_person(
    office: Office, ids: Ids
) -> None:
    changed_details(office, ids.employee, 71)
    desk = office.desk()
    contact_id = guardian_call(desk, ids)
    with pytest.raises(NeedsApproval):
        contacts.send_code(desk, contact_id, SMS, key=key())


def test_nobody_is_the_guardian_of_an_adult(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids, role=CallerRole.GUARDIAN)
    assert contacts.proofs(desk, contact_id).ways == ()
