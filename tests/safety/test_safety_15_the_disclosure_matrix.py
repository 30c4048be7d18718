"""SAFETY 15: employer and broker callers never reach diagnoses or claim lines.

The matrix role × level × about × topic, each cell, asked of the desk with the caller on the line; the rules
alone stand in tests/rules/test_disclosure.py."""

from collections.abc import Callable
from itertools import product

import pytest

from consoleapp.desk import accounts, claim_enquiry, hearing, members
from consoleapp.desk.claim_shapes import ClaimFilter
from consoleapp.errors import NotAllowed
from consoleapp.rules.disclosure import About, Topic
from consoleapp.rules.masking import Field
from consoleapp.rules.verification import CallerRole, Level
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.desk.listening import on_the_line
from tests.rules.test_disclosure import LEVELS, TABLE

LOGINS = ("hotline", "counter", "supervisor")


def person_of(ids: Ids, role: CallerRole, about: About) -> tuple[int, int] | None:
    """Whom the contact is about, and about whom is asked, so that they are ``about`` to the caller."""
    match role, about:
        case CallerRole.MEMBER, About.SELF:
            return ids.employee, ids.employee
        case CallerRole.MEMBER, About.MINOR:
            return ids.employee, ids.minor
        case CallerRole.MEMBER, About.ADULT:
            return ids.employee, ids.spouse
        case _, About.MINOR:
            return ids.minor, ids.minor
        case _, About.ADULT:
            return ids.spouse, ids.spouse
    return None  # nobody else is "self" about a member: companies are asked about below


def expected(role: CallerRole, about: About, level: Level, topic: Topic) -> bool:
    if topic is Topic.DIRECTORY:
        return True
    needed = LEVELS[TABLE[role.value, about.value][list(Topic).index(topic)]]
    return needed is not None and level >= needed


@pytest.mark.parametrize("role", CallerRole)
def test_safety_15_every_cell_of_the_matrix_at_the_desk(office: Office, ids: Ids, role: CallerRole) -> None:
    asked = 0
    for number, (level, about) in enumerate(product(Level, About)):
        found = person_of(ids, role, about)
        if found is None:
            continue
        contact_about, person = found
        login = LOGINS[number % 3]
        desk = on_the_line(office, role, level, member=contact_about, login=login)
        for one in hearing.sheet(desk, member_id=person):
            if one.topic is Topic.PREMIUM_LEDGER:
                about_it = About.SELF if role in (CallerRole.EMPLOYER, CallerRole.BROKER) else about
            else:
                about_it = about
            assert one.may is expected(role, about_it, level, one.topic), (role, about, level, one.topic)
            assert bool(one.why_not) is not one.may
            asked += 1
        _close(office, login)
    if role in (CallerRole.EMPLOYER, CallerRole.BROKER):
        for level in Level:
            desk = on_the_line(office, role, level, policy=ids.policy)
            for one in hearing.sheet(desk, policy_id=ids.policy):
                assert one.may is expected(role, About.SELF, level, one.topic), (role, level, one.topic)
                asked += 1
            _close(office, "hotline")
    abouts = 3 if role in (CallerRole.MEMBER, CallerRole.EMPLOYER, CallerRole.BROKER) else 2
    assert asked == len(Level) * abouts * len(Topic)


def _close(office: Office, login: str) -> None:
    """The next contact of this desk is a new one: its key must be new too."""
    from sqlalchemy import delete

    from consoleapp.store import tables

    with office.database.write() as connection:
        connection.execute(delete(tables.act))


@pytest.mark.parametrize("role", [CallerRole.EMPLOYER, CallerRole.BROKER])
@pytest.mark.parametrize("level", Level)
def test_safety_15_employer_and_broker_reach_no_claim_line_by_any_verb(
    office: Office, ids: Ids, role: CallerRole, level: Level
) -> None:
    desk = on_the_line(office, role, level, member=ids.employee, login="supervisor")
    claim_id = ids.claims["A2000001447"]
    ways: list[Callable[[], object]] = [
        lambda: members.claims(desk, ids.employee),
        lambda: claim_enquiry.first(desk, ClaimFilter()),
        lambda: claim_enquiry.ids(desk, ClaimFilter()),
        lambda: claim_enquiry.detail(desk, claim_id),
        lambda: members.unmask(
            desk, ids.employee, Field.DIAGNOSIS, purpose="asked", claim_line_id=ids.line, key="k"
        ),
        lambda: accounts.of_member(desk, ids.employee),
    ]
    for way in ways:
        with pytest.raises(NotAllowed):
            way()
    said = repr(members.card(desk, ids.employee)) + repr(members.timeline(desk, ids.employee))
    said += repr(members.benefits(desk, ids.employee))
    assert SECRETS["diagnosis"] not in said
    assert "A20000014" not in said
