"""What a caller may hear of claims, and of what the company owes (DOMAIN 8, SAFETY 15)."""

import re
from pathlib import Path

import pytest

from consoleapp.desk import contacts, lookup, members, timeline
from consoleapp.desk.context import Desk
from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.masking import Field
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole, Level
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.desk.listening import HKD, looks, on_the_line


def heard(desk: Desk, member_id: int) -> str:
    try:
        members.claims(desk, member_id)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.BROKER])
@pytest.mark.parametrize("by_policy", [True, False])
def test_employers_and_brokers_never_reach_claims(
    office: Office, ids: Ids, caller: CallerRole, by_policy: bool
) -> None:
    """SAFETY 15: whatever is asked, at the highest level; nothing of a claim is in any answer."""
    about = {"policy": ids.policy} if by_policy else {"member": ids.employee}
    desk = on_the_line(office, caller, Level.VERIFIED, login="supervisor", **about)
    for person in (ids.employee, ids.spouse, ids.minor, ids.colleague):
        assert heard(desk, person)
        card = members.card(desk, person)
        sheet = members.benefits(desk, person)
        told = repr((card, sheet, members.timeline(desk, person), contacts.earlier(desk, person)))
        assert card.claims_open is None
        assert card.claims_total is None
        assert card.account is None
        assert {Topic.CLAIMS, Topic.CLAIM_LINES, Topic.DIAGNOSIS} <= set(card.withheld)
        assert sheet.withheld
        assert not [
            one for line in sheet.lines for one in line.limits if one.standing.used or one.standing.pending
        ]
        assert not [number for number in ids.claims if number in told]
        assert SECRETS["diagnosis"] not in told
        with pytest.raises(NotAllowed):
            lookup.subject(desk, SubjectKind.CLAIM, ids.claims["A2000001447"])
    with pytest.raises(NotAllowed):
        members.benefits(desk, ids.stranger)
    assert "claims" not in looks(office)


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.BROKER, CallerRole.FAMILY])
def test_a_hit_does_not_say_where_a_claim_stands_to_who_may_never_hear_it(
    office: Office, ids: Ids, caller: CallerRole
) -> None:
    def states() -> list[object]:
        found = lookup.find(desk, "A2000001447").hits + lookup.find(desk, "PA200007").hits
        return [(one.status, one.on) for one in found if one.kind in (SubjectKind.CLAIM, SubjectKind.ACCOUNT)]

    desk = office.desk("supervisor")
    alone = states()
    assert alone
    assert (None, None) not in alone
    desk = on_the_line(office, caller, Level.VERIFIED, login="supervisor", member=ids.employee)
    assert set(states()) == {(None, None)}
    assert len(states()) == len(alone)


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.MEMBER])
def test_what_a_look_was_for_is_not_for_every_caller(office: Office, ids: Ids, caller: CallerRole) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, login="supervisor", member=ids.employee)
    members.unmask(desk, ids.employee, Field.MOBILE, purpose="asked about the biopsy", key="u1")
    other = on_the_line(office, caller, Level.VERIFIED, login="counter", member=ids.employee)
    told = repr(members.timeline(other, ids.employee))
    assert ("biopsy" in told) == (caller is CallerRole.MEMBER)


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.BROKER, CallerRole.MEMBER])
def test_looks_at_claims_are_told_to_who_may_hear_of_claims(
    office: Office, ids: Ids, caller: CallerRole
) -> None:
    members.claims(office.desk(), ids.employee)
    members.benefits(office.desk(), ids.employee)
    desk = on_the_line(office, caller, Level.VERIFIED, login="supervisor", member=ids.employee)
    events = {one.event for one in members.timeline(desk, ids.employee)}
    assert ("Looked at claims" in events) == (caller is CallerRole.MEMBER)
    assert "Looked at benefits" in events


def test_every_look_has_its_words_in_the_timeline() -> None:
    rooms = Path(timeline.__file__).parent.rglob("*.py")
    looks = {what for room in rooms for what in re.findall(r'\.looked\([^"]*?"([a-z ]+)"', room.read_text())}
    assert len(looks) > 8
    assert looks <= timeline._LOOKS.keys()


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.MEMBER])
def test_the_schedule_is_not_said_before_the_caller_is_identified(
    office: Office, ids: Ids, caller: CallerRole
) -> None:
    unknown = on_the_line(office, caller, Level.NONE, member=ids.employee)
    assert "Check two facts" in members.benefits(unknown, ids.employee).schedule_withheld
    known = on_the_line(office, caller, Level.IDENTIFIED, login="supervisor", member=ids.employee)
    sheet = members.benefits(known, ids.employee)
    assert sheet.schedule_withheld == ""
    assert bool(sheet.withheld) == (caller is CallerRole.EMPLOYER)


@pytest.mark.parametrize(
    ("caller", "about", "heard_of"),
    [
        (CallerRole.MEMBER, "employee", {"employee", "minor"}),
        (CallerRole.MEMBER, "spouse", {"spouse", "minor"}),
        (CallerRole.MEMBER, "minor", {"minor"}),
        (CallerRole.MEMBER, "grown_child", {"grown_child"}),
        (CallerRole.GUARDIAN, "minor", {"minor"}),
        (CallerRole.GUARDIAN, "grown_child", set()),
        (CallerRole.FAMILY, "employee", set()),
        (CallerRole.PROVIDER, "employee", set()),
    ],
)
def test_who_hears_of_whose_claims(
    office: Office, ids: Ids, caller: CallerRole, about: str, heard_of: set[str]
) -> None:
    family = ("employee", "spouse", "minor", "grown_child", "colleague", "stranger")
    desk = on_the_line(office, caller, Level.IDENTIFIED, member=getattr(ids, about))
    assert {name for name in family if not heard(desk, getattr(ids, name))} == heard_of
    desk = on_the_line(office, caller, Level.NONE, member=getattr(ids, about))
    assert {name for name in family if not heard(desk, getattr(ids, name))} == set()


def test_a_refusal_says_what_to_do_next(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.NONE, member=ids.employee)
    assert "Check two facts" in heard(desk, ids.employee)
    assert "Start one about this member" in heard(desk, ids.colleague)
    desk = on_the_line(office, CallerRole.EMPLOYER, Level.VERIFIED, policy=ids.policy)
    assert "never hears" in heard(desk, ids.employee)


def test_a_screen_that_forgets_the_contact_gets_no_more_by_it(office: Office, ids: Ids) -> None:
    """The contact is read from the book: a desk without it, or with another one, is under the same rule."""
    desk = on_the_line(office, CallerRole.EMPLOYER, Level.VERIFIED, policy=ids.policy)
    assert heard(desk.in_contact(None), ids.employee)
    assert heard(desk.in_contact(12345), ids.employee)


def test_without_a_contact_staff_read_claims_and_it_is_on_record(office: Office, ids: Ids) -> None:
    assert heard(office.desk(), ids.employee) == ""
    assert looks(office, ids.employee) == ["claims"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_keeps_the_console_running_sees_no_member(office: Office, ids: Ids, role: Role) -> None:
    desk = office.desk(role.value)
    for verb in (members.card, members.benefits, members.claims, members.timeline, members.account):
        with pytest.raises(NotAllowed):
            verb(desk, ids.employee)  # type: ignore[operator]
    with pytest.raises(NotAllowed):
        lookup.find(desk, "chan")
    with pytest.raises(ConsoleError):
        lookup.subject(desk, SubjectKind.MEMBER, ids.employee)
    assert looks(office) == []


@pytest.mark.parametrize(
    ("role", "hears"),
    [
        (CallerRole.MEMBER, False),
        (CallerRole.FAMILY, False),
        (CallerRole.PROVIDER, False),
        (CallerRole.EMPLOYER, True),
        (CallerRole.BROKER, True),
    ],
)
def test_what_the_company_owes_is_for_the_company_and_its_broker(
    office: Office, ids: Ids, role: CallerRole, hears: bool
) -> None:
    about = {"policy": ids.policy} if hears else {"member": ids.employee}
    desk = on_the_line(office, role, Level.IDENTIFIED, **about)
    owed = members.card(desk, ids.employee).policy.unsettled
    assert owed == (Money(5_234_400, HKD) if hears else None)
