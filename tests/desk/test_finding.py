"""Find as the desk answers it: names are no look, private numbers are, and whom one opened last."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import lookup, members
from consoleapp.rules.subjects import SubjectKind
from consoleapp.store import search
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.desk.listening import looks


def test_the_members_opened_last_are_there_while_the_box_is_empty(office: Office, ids: Ids) -> None:
    desk = office.desk()
    for person in (ids.employee, ids.spouse, ids.employee, ids.stranger):
        members.card(desk, person)
        office.clock.advance(minutes=1)
    assert [hit.id for hit in lookup.recents(desk)] == [ids.stranger, ids.employee, ids.spouse]
    assert [hit.id for hit in lookup.find(desk, "  ").hits] == [ids.stranger, ids.employee, ids.spouse]
    assert lookup.recents(office.desk("counter")) == ()


def test_whoever_is_named_is_found_and_a_list_is_no_look(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
    found = lookup.find(office.desk(), "tai man chan")
    assert (found.hits[0].kind, found.hits[0].id) == (SubjectKind.MEMBER, ids.employee)
    assert found.counts[SubjectKind.MEMBER] >= 1
    assert found.took_ms > 0
    assert lookup.find(office.desk(), "A2000001447").hits[0].id == ids.claims["A2000001447"]
    assert not [secret for secret in SECRETS.values() if secret in repr(found)]
    assert looks(office) == []


def test_finding_by_a_private_number_is_one_look(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
    desk = office.desk()
    for end in range(1, len("A123456(3)") + 1):
        lookup.find(desk, "A123456(3)"[:end])
    assert looks(office) == looks(office, ids.employee) == ["found by identity number"]
    lookup.find(desk, "9123 4567")
    lookup.find(desk, "4567 chan")
    lookup.find(desk, "tai.man@example.com")
    assert looks(office, ids.employee)[1:] == ["found by phone", "found by e-mail"]
    office.clock.advance(minutes=11)
    lookup.find(office.desk(), "3456")
    lookup.find(office.desk("counter"), "3456")
    assert looks(office)[3:] == 2 * ["found by identity number"]
    assert lookup.recents(office.desk()) == ()


def test_finding_by_anything_else_leaves_nothing(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
    for typed in ("0001-00 91307", "PR9130700100", "91307", "chan tai man", "A2000001447"):
        assert lookup.find(office.desk(), typed).hits, typed
    for part in ("A12345", "1234", "123456", "9123", "91234", "234567", "i.man@", "@example.com"):
        found = lookup.find(office.desk(), part).hits
        assert ids.employee not in [hit.member_id for hit in found if hit.kind is SubjectKind.MEMBER], part
    assert looks(office) == []


def test_without_the_access_table_nobody_is_found_by_a_private_number(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
        connection.execute(text("ALTER TABLE access_entry RENAME TO access_entry_gone"))
    with pytest.raises(DBAPIError):
        lookup.find(office.desk(), "A123456(3)")
    assert lookup.find(office.desk(), "chan tai man").hits
