"""SAFETY 26: kept by schedule and no longer, a legal hold wins, what answers for the past stays."""

from datetime import timedelta

from sqlalchemy import func, insert, select

from consoleapp.desk import contacts, retention
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.rules.retention import RetentionKind
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.verification import CallerRole
from consoleapp.store import tables
from consoleapp.store.ddl import APPEND_ONLY
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.door import events, refused

YEARS = timedelta(days=2555)


def call(office: Office, member_id: int, note: str) -> int:
    """A contact that was wrapped up with a note."""
    desk = office.desk_again("hotline")
    number = contacts.start(
        desk,
        member_id=member_id,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=f"start-{note}",
    )
    contacts.wrap_up(
        desk,
        number,
        outcome=Outcome.ANSWERED,
        note=note,
        promised_on=None,
        version=contacts.band(desk, number).version,
        key=f"end-{note}",
    )
    return number


def note_of(office: Office, number: int) -> str:
    with office.database.read() as connection:
        query = select(tables.contact.c.note).where(tables.contact.c.id == number)
        return str(connection.execute(query).scalar_one())


def due(office: Office, kind: RetentionKind) -> tuple[int, int]:
    row = next(row for row in retention.due(office.desk_again("supervisor")) if row.kind is kind)
    return row.due, row.held


def test_safety_26_the_clock_decides_and_a_hold_wins(office: Office, ids: Ids) -> None:
    mine, hers = call(office, ids.employee, "about her knee"), call(office, ids.spouse, "about his ear")
    office.clock.advance(days=YEARS.days, seconds=-60)
    assert due(office, RetentionKind.NOTES) == (0, 0)
    office.clock.advance(seconds=120)
    assert due(office, RetentionKind.NOTES) == (2, 0)
    supervisor = office.desk("supervisor")
    hold = retention.hold(supervisor, "court order", "91307", "0001-00", key="hold")
    assert due(office, RetentionKind.NOTES) == (1, 1)
    retention.apply(office.desk("supervisor"), "yearly", key="apply")
    assert (note_of(office, mine), note_of(office, hers)) == ("about her knee", "")
    retention.lift(office.desk("supervisor"), hold, "the case is closed", key="lift")
    retention.apply(office.desk("supervisor"), "yearly", key="again")
    assert note_of(office, mine) == ""
    assert {"retention.held", "retention.applied", "retention.lifted"} <= set(events(office.database))


def test_safety_26_a_hold_keeps_calls_about_others_in_which_the_member_was_looked_at(
    office: Office, ids: Ids
) -> None:
    number = call(office, ids.spouse, "about her husband's knee")
    with office.database.write() as connection:
        staff_id = select(tables.contact.c.staff_id).where(tables.contact.c.id == number).scalar_subquery()
        connection.execute(
            insert(tables.access_entry).values(
                at=office.clock(), staff_id=staff_id, contact_id=number, member_id=ids.employee, what="card"
            )
        )
    office.clock.advance(days=YEARS.days, seconds=60)
    supervisor = office.desk_again("supervisor")
    retention.hold(supervisor, "court order", "91307", "0001-00", key="hold")
    assert due(office, RetentionKind.NOTES) == (0, 1)
    retention.apply(office.desk("supervisor"), "yearly", key="apply")
    assert note_of(office, number) == "about her husband's knee"


def test_safety_26_a_hold_over_everything_keeps_everything(office: Office, ids: Ids) -> None:
    call(office, ids.employee, "about her knee")
    office.clock.advance(days=YEARS.days * 2)
    desk = office.desk_again("supervisor")
    retention.hold(desk, "an inquiry", key="hold")
    assert all(row.due == 0 for row in retention.due(desk))
    assert any(row.held for row in retention.due(desk))
    assert retention.apply(desk, "yearly", key="apply") == 0
    assert [row.whose for row in retention.holds(desk)] == [""]


def test_safety_26_what_answers_for_the_past_is_never_removed(office: Office, ids: Ids) -> None:
    call(office, ids.employee, "about her knee")

    def counts() -> dict[str, int]:
        with office.database.read() as connection:
            return {
                name: connection.execute(
                    select(func.count()).select_from(tables.metadata.tables[name])
                ).scalar_one()
                for name in (*APPEND_ONLY, "member", "claim", "policy", "contact", "staff")
            }

    office.clock.advance(days=20_000)
    before = counts()
    assert retention.apply(office.desk_again("supervisor"), "yearly", key="apply") > 0
    after = counts()
    assert after.pop("audit_entry") == before.pop("audit_entry") + 1
    assert after == before


def test_safety_26_it_needs_the_right_and_a_reason(office: Office) -> None:
    supervisor = office.desk("supervisor")
    refused(lambda: retention.apply(supervisor, " ", key="1"), Refused)
    refused(lambda: retention.hold(supervisor, "x", "91307", "9999-00", key="2"), NotFound)
    refused(lambda: retention.lift(supervisor, 99, "x", key="3"), NotFound)
    for login in ("hotline", "counter", "auditor"):
        refused(lambda login=login: retention.apply(office.desk(login), "x", key="4"), NotAllowed)
