"""A parked contact: what its caller proved lapses, and its caller still counts for what is shown."""

import itertools
from dataclasses import replace

import pytest

from consoleapp.desk import contacts, lookup, members
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed
from consoleapp.rules.statuses import ContactChannel, ContactStatus, Outcome
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole, Factor, Level
from tests.desk.book import Ids
from tests.desk.conftest import Office

keys = itertools.count()


def key() -> str:
    return f"parked-{next(keys)}"


def begin(desk: Desk, ids: Ids, role: CallerRole = CallerRole.MEMBER) -> int:
    return contacts.start(
        desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=role, key=key()
    )


def identify(desk: Desk, contact_id: int) -> None:
    for factor, said in ((Factor.CERTIFICATE, "0001-00"), (Factor.BIRTH_DATE, "17/3/1979")):
        contacts.check_fact(desk, contact_id, factor, said, key=key())


def known(office: Office, ids: Ids) -> tuple[Desk, int]:
    """A parked contact whose caller is identified."""
    desk = office.desk()
    contact_id = begin(desk, ids)
    identify(desk, contact_id)
    contacts.park(desk, contact_id, key=key())
    return desk, contact_id


# What was proved


@pytest.mark.parametrize(("minutes", "counts"), [(30, True), (31, False)])
def test_what_was_proved_lapses_after_half_an_hour(
    office: Office, ids: Ids, minutes: int, counts: bool
) -> None:
    desk, contact_id = known(office, ids)
    office.clock.advance(minutes=minutes)
    assert (contacts.band(desk, contact_id).level is Level.IDENTIFIED) is counts
    assert contacts.resume(desk, contact_id, key=key()) is counts
    band = contacts.band(desk, contact_id)
    assert (band.level is Level.IDENTIFIED) is counts
    assert bool(band.facts_right) is counts
    if not counts:
        with pytest.raises(NotAllowed, match="two facts"):
            members.claims(desk, ids.employee)
        identify(desk, contact_id)
    members.claims(desk, ids.employee)


def test_it_lapses_at_midnight_in_hong_kong(office: Office, ids: Ids) -> None:
    office.clock.advance(hours=5, minutes=50)
    desk, contact_id = known(office, ids)
    office.clock.advance(minutes=10)
    assert contacts.resume(desk, contact_id, key=key()) is False
    assert contacts.band(desk, contact_id).level is Level.NONE


def test_one_right_fact_of_yesterday_is_none_today(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    contacts.check_fact(desk, contact_id, Factor.CERTIFICATE, "0001-00", key=key())
    contacts.park(desk, contact_id, key=key())
    office.clock.advance(minutes=31)
    contacts.resume(desk, contact_id, key=key())
    contacts.check_fact(desk, contact_id, Factor.BIRTH_DATE, "17/3/1979", key=key())
    assert contacts.band(desk, contact_id).level is Level.NONE


def test_how_long_is_a_setting(office: Office, ids: Ids) -> None:
    figures = replace(office.settings.verification, parked_minutes=60)
    office.settings = replace(office.settings, verification=figures)
    desk, contact_id = known(office, ids)
    office.clock.advance(minutes=59)
    assert contacts.resume(desk, contact_id, key=key()) is True


def test_a_call_left_on_the_line_is_parked_at_the_next_days_sign_in(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    identify(desk, contact_id)
    (same_day,) = contacts.open_contacts(office.sign_in("hotline"))
    assert (same_day.status, same_day.level) == (ContactStatus.ACTIVE, Level.IDENTIFIED)
    office.clock.advance(hours=15)
    again = office.sign_in("hotline")
    (band,) = contacts.open_contacts(again)
    assert (band.status, band.level) == (ContactStatus.PARKED, Level.NONE)
    assert contacts.resume(again, contact_id, key=key()) is False


# What may be read meanwhile


def test_parking_opens_nothing_the_caller_may_not_hear(office: Office, ids: Ids) -> None:
    desk = office.desk()
    members.claims(desk, ids.employee)
    contact_id = begin(desk, ids, CallerRole.EMPLOYER)
    contacts.park(desk, contact_id, key=key())
    for person in (ids.employee, ids.spouse):
        with pytest.raises(NotAllowed, match="Your parked contact"):
            members.claims(desk, person)
    with pytest.raises(NotAllowed, match="Your parked contact"):
        lookup.subject(desk, SubjectKind.CLAIM, ids.claims["A2000001447"])
    card = members.card(desk, ids.employee)
    assert (card.claims_open, card.account) == (None, None)
    contacts.wrap_up(
        desk, contact_id, outcome=Outcome.ANSWERED, note="", version=contacts.band(desk, contact_id).version,
        key=key(),
    )  # fmt: skip
    members.claims(desk, ids.employee)


def test_other_people_and_other_staff_are_not_closed_by_it(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contacts.park(desk, begin(desk, ids, CallerRole.EMPLOYER), key=key())
    members.claims(desk, ids.stranger)
    members.claims(office.desk("counter"), ids.employee)


def test_what_a_parked_caller_proved_is_what_may_be_read(office: Office, ids: Ids) -> None:
    desk, _contact = known(office, ids)
    members.claims(desk, ids.employee)
    office.clock.advance(minutes=31)
    with pytest.raises(NotAllowed, match="Pick it up"):
        members.claims(desk, ids.employee)


def test_a_policys_parked_contact_counts_for_all_its_people(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = contacts.start(
        desk, policy_id=ids.policy, channel=ContactChannel.CALL, caller_role=CallerRole.BROKER, key=key()
    )
    contacts.park(desk, contact_id, key=key())
    with pytest.raises(NotAllowed, match="Your parked contact"):
        members.claims(desk, ids.employee)


def test_the_contact_on_the_line_comes_first(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contacts.park(desk, begin(desk, ids, CallerRole.EMPLOYER), key=key())
    identify(desk, begin(desk, ids))
    members.claims(desk, ids.employee)
