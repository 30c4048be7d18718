"""SAFETY 14: masked by default, in the desk, whoever listens; unmasking needs the right, a purpose and a
contact, and leaves one access row a look. The whole matrix: tests/desk/test_unmasking.py."""

import pytest

from consoleapp.desk import accounts, claim_enquiry, contacts, hearing, lookup, members
from consoleapp.desk.claim_shapes import ClaimFilter
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed, Refused
from consoleapp.rules.masking import Field
from consoleapp.rules.verification import CallerRole, Level
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.desk.listening import looks, on_the_line

SHOWN = {
    **SECRETS,
    "birth_date": "17 Mar 1979",
    "mobile": "9123 4567",
    "phone": "2765 4321",
}
"""As people would read them."""


def everything_said(desk: Desk, ids: Ids) -> str:
    """Every answer of the desk about the employee that can be had, in one text."""
    told = []
    for question in (
        lambda: members.card(desk, ids.employee),
        lambda: members.claims(desk, ids.employee),
        lambda: members.timeline(desk, ids.employee),
        lambda: members.benefits(desk, ids.employee),
        lambda: accounts.of_member(desk, ids.employee),
        lambda: accounts.first(desk),
        lambda: lookup.find(desk, "chan tai man"),
        lambda: claim_enquiry.first(desk, ClaimFilter()),
        lambda: hearing.sheet(desk, member_id=ids.employee),
        lambda: contacts.open_contacts(desk),
    ):
        try:
            told.append(repr(question()))
        except NotAllowed as refusal:
            told.append(repr(refusal.values) + str(refusal))
    return "\n".join(told)


@pytest.mark.parametrize("level", Level)
def test_safety_14_nothing_private_leaves_the_desk_unasked(office: Office, ids: Ids, level: Level) -> None:
    for role in (None, *CallerRole):
        desk = office.desk()
        if role is not None:
            desk = on_the_line(office, role, level, member=ids.employee)
        said = everything_said(desk, ids)
        for name, value in {**{f"{name} kept": value for name, value in SECRETS.items()}, **SHOWN}.items():
            assert value not in said, (role, level, name)


def test_safety_14_unmasking_needs_right_purpose_and_contact_and_is_one_row(office: Office, ids: Ids) -> None:
    def unmask(desk: Desk, purpose: str = "to read it back") -> str:
        return members.unmask(
            desk, ids.employee, Field.EMAIL, purpose=purpose, key=f"{id(desk)}{purpose}"
        ).shown

    with pytest.raises(NotAllowed, match="Start a contact"):
        unmask(office.desk())
    with pytest.raises(NotAllowed):
        unmask(office.desk("auditor"))
    with pytest.raises(NotAllowed):
        unmask(on_the_line(office, CallerRole.MEMBER, Level.IDENTIFIED, member=ids.employee))
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee)
    with pytest.raises(Refused, match="Say what the value is needed for"):
        unmask(desk, "  ")
    assert looks(office, ids.employee) == []
    assert unmask(desk) == SECRETS["email"]
    assert looks(office, ids.employee) == ["unmasked email"]
