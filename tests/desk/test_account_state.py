"""Where a portal account stands is one rule on the card, in its room, beside Find and in the timeline.

The stage is for orientation, before anything is proved; the rest needs the level; for some callers neither.
"""

from typing import Any

import pytest
from sqlalchemy import update

from consoleapp.desk import contacts, lookup, members
from consoleapp.desk.context import Desk
from consoleapp.desk.shapes import AccountFacts
from consoleapp.errors import NotAllowed
from consoleapp.rules.statuses import AccountStage, ContactChannel
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Office

BEHIND = ("User ID", "Failed tries", "Last login", "Terms accepted")
"""Labels of what the stage does not say."""


def listening(office: Office, ids: Ids, role: CallerRole | None, level: Level) -> Desk:
    desk = office.desk()
    if role is not None:
        contact_id = contacts.start(
            desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=role, key=f"{role}"
        )
        with office.database.write() as connection:
            connection.execute(
                update(tables.contact).where(tables.contact.c.id == contact_id).values(level=level)
            )
    return desk


def told(facts: AccountFacts) -> list[Any]:
    """What of an account goes beyond its stage."""
    return [
        facts.user_id,
        facts.failed_attempts,
        facts.last_login_at,
        facts.frozen_reason,
        facts.terms_version,
    ]


@pytest.mark.parametrize(
    ("role", "level", "stage", "whole"),
    [
        (None, Level.NONE, True, True),
        (CallerRole.MEMBER, Level.NONE, True, False),
        (CallerRole.MEMBER, Level.IDENTIFIED, True, True),
        (CallerRole.MEMBER, Level.VERIFIED, True, True),
        (CallerRole.EMPLOYER, Level.VERIFIED, False, False),
        (CallerRole.FAMILY, Level.VERIFIED, False, False),
        (CallerRole.PROVIDER, Level.VERIFIED, False, False),
    ],
)
def test_the_same_is_shown_wherever_it_is_read(
    office: Office, ids: Ids, role: CallerRole | None, level: Level, stage: bool, whole: bool
) -> None:
    desk = listening(office, ids, role, level)
    card = members.card(desk, ids.employee).account
    events = [entry.event for entry in members.timeline(desk, ids.employee)]
    assert (card is not None) is stage
    assert ("Portal account frozen" in events) is stage
    assert ("Failed login at the portal" in events) is whole
    if not stage:
        with pytest.raises(NotAllowed):
            members.account(desk, ids.employee)
        with pytest.raises(NotAllowed):
            lookup.subject(desk, SubjectKind.ACCOUNT, ids.account)
        return
    room = members.account(desk, ids.employee)
    beside = {fact.label: fact for fact in lookup.subject(desk, SubjectKind.ACCOUNT, ids.account).facts}
    assert card is not None
    assert room == card
    assert card.stage is beside["Stage"].value is AccountStage.FROZEN
    assert card.frozen_at == beside["Frozen since"].value is not None
    assert bool(card.withheld) is not whole
    assert any(told(card)) is whole
    assert any(label in beside for label in BEHIND) is whole
    assert bool(beside["Frozen since"].more) is whole
    if not whole:
        assert "two facts" in card.withheld
        assert beside["More"].value == card.withheld


@pytest.mark.parametrize(
    ("role", "level", "shown"),
    [
        (CallerRole.EMPLOYER, Level.NONE, "stage"),
        (CallerRole.EMPLOYER, Level.IDENTIFIED, "all"),
        (CallerRole.MEMBER, Level.VERIFIED, "nothing"),
        (CallerRole.BROKER, Level.VERIFIED, "nothing"),
    ],
)
def test_a_companys_account_follows_the_same_rule(
    office: Office, ids: Ids, role: CallerRole, level: Level, shown: str
) -> None:
    desk = listening(office, ids, role, level)
    if shown == "nothing":
        with pytest.raises(NotAllowed):
            lookup.subject(desk, SubjectKind.ACCOUNT, ids.employer_account)
        return
    labels = {fact.label for fact in lookup.subject(desk, SubjectKind.ACCOUNT, ids.employer_account).facts}
    assert "Stage" in labels
    assert ("More" in labels) is (shown == "stage")
