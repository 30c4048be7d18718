"""The card beside a list of hits: what the desk must know before hello, nothing private, one look a day."""

from typing import Any

import pytest
from sqlalchemy import select

from consoleapp.desk import contacts, lookup, members
from consoleapp.desk.context import Desk
from consoleapp.rules.statuses import AccountStage, ContactChannel, Outcome
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Counting, Office


def glance(desk: Desk, member_id: int) -> dict[str, Any]:
    card = lookup.subject(desk, SubjectKind.MEMBER, member_id)
    assert not [secret for secret in SECRETS.values() if secret in repr(card)]
    return {fact.label: fact.value for fact in card.facts if fact.label}


def looks(office: Office) -> list[str]:
    with office.database.read() as connection:
        return list(connection.execute(select(tables.access_entry.c.what)).scalars())


def test_it_says_where_things_stand(office: Office, ids: Ids) -> None:
    shown = glance(office.desk(), ids.employee)
    assert shown["Account"] is AccountStage.FROZEN
    assert shown["Frozen since"] is not None
    assert (shown["Open claims"], shown["Need documents"]) == (4, 1)
    assert "Last contact" not in shown


def test_the_last_call_and_its_promise_are_there(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = contacts.start(
        desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=CallerRole.MEMBER, key="1"
    )
    promised = office.clock().date()
    contacts.wrap_up(
        desk, contact_id, outcome=Outcome.CALL_BACK, note="", promised_on=promised, version=1, key="2"
    )
    shown = glance(desk, ids.employee)
    assert (shown["Outcome"], shown["Promised for"]) == (Outcome.CALL_BACK, promised)
    office.clock.advance(days=1)
    assert "Promised for" not in glance(office.desk_again(), ids.employee)


@pytest.mark.parametrize("role", [CallerRole.EMPLOYER, CallerRole.FAMILY, CallerRole.PROVIDER])
def test_what_a_caller_may_never_hear_is_not_there(office: Office, ids: Ids, role: CallerRole) -> None:
    desk = office.desk()
    contacts.start(desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=role, key="1")
    assert not {"Account", "Frozen since", "Open claims", "Need documents", "Unsettled"} & set(
        glance(desk, ids.employee)
    )


def test_it_is_one_look_a_day_and_no_opened_record(office: Office, ids: Ids) -> None:
    desk = office.desk()
    for _again in range(3):
        glance(desk, ids.employee)
    assert looks(office) == ["glance"]
    assert lookup.recents(desk) == ()
    glance(office.desk("counter"), ids.employee)
    assert looks(office) == ["glance", "glance"]
    office.clock.advance(hours=7)
    desk = office.desk_again()
    members.card(desk, ids.employee)
    glance(desk, ids.employee)
    assert looks(office) == ["glance", "glance", "card"]


def test_it_takes_few_statements(office: Office, ids: Ids, counted: Counting) -> None:
    desk = office.desk()
    with counted() as statements:
        glance(desk, ids.employee)
    assert len(statements) <= 9
