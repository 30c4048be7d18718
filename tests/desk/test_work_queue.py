"""One queue of what waits: whose, since when, why; what is done leaves it (SCREENS "Requests")."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from consoleapp.desk import approvals, claim_intake, contacts, documents, outbox, work_queue
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.claim_shapes import NewLine
from consoleapp.desk.context import reads_on
from consoleapp.desk.keys import new_key
from consoleapp.desk.reports import answers
from consoleapp.desk.work_queue import WorkRow
from consoleapp.errors import NotAllowed
from consoleapp.rules.documents import DocumentRequestStatus
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.rules.work import WorkKind, WorkScope
from consoleapp.store import tables
from consoleapp.store.queries.reports.asked import Asked
from tests.desk.book import Ids
from tests.desk.conftest import Counting, Office
from tests.desk.papers import asked, take

ALL = WorkScope.ALL


def queue(office: Office, login: str = "hotline", scope: WorkScope = ALL) -> list[tuple[WorkKind, str]]:
    return [(one.kind, one.subject) for one in rows(office, login, scope)]


def rows(office: Office, login: str = "hotline", scope: WorkScope = ALL) -> tuple[WorkRow, ...]:
    return work_queue.queue(office.desk_again(login), scope).rows


def test_the_queue_is_read_as_far_as_is_asked_for_and_the_report_whole(office: Office, ids: Ids) -> None:
    call(office, ids.colleague, Outcome.CALL_BACK, date(2026, 11, 23))
    call(office, ids.employee, Outcome.CALL_BACK, date(2026, 11, 24), login="counter")
    asked_for = Asked({}, date(2026, 11, 20), office.settings)
    with reads_on(office.desk("supervisor"), Permission.TAKE_CONTACTS) as work:
        told = answers.queue(work, asked_for).rows
    assert [row[2] for row in told].count(WorkKind.CALL_BACK) == 2
    desk = office.desk_again("counter")
    first, whole = (work_queue.queue(desk, ALL, most) for most in (1, 3))
    assert [[one.subject for one in of.rows if one.kind is WorkKind.CALL_BACK] for of in (first, whole)] == [
        ["LEE KA YAN"],
        ["LEE KA YAN", "CHAN TAI MAN"],
    ]
    assert (first.more, whole.more) == (True, False)
    mine = work_queue.queue(desk, WorkScope.MINE, 1)
    assert (mine.rows, mine.more) == ((), True), "one's own may lie behind a colleague's"
    assert len(work_queue.queue(desk, WorkScope.MINE, 3).rows) == 1


def call(
    office: Office, member: int, outcome: Outcome, promised: date | None = None, login: str = "hotline"
) -> None:
    desk = office.desk(login)
    contact = contacts.start(
        desk, member_id=member, channel=ContactChannel.CALL, caller_role=CallerRole.MEMBER, key=new_key()
    )
    contacts.wrap_up(
        desk,
        contact,
        outcome=outcome,
        note="",
        promised_on=promised,
        version=contacts.band(desk, contact).version,
        key=new_key(),
    )


def test_a_promise_waits_until_the_person_is_reached(office: Office, ids: Ids) -> None:
    call(office, ids.colleague, Outcome.CALL_BACK, date(2026, 11, 23))
    assert (WorkKind.CALL_BACK, "LEE KA YAN") in queue(office)
    office.clock.advance(days=4)
    (row,) = [one for one in rows(office) if one.kind is WorkKind.CALL_BACK]
    assert (row.overdue, row.due_on, row.who, row.mine) == (True, date(2026, 11, 23), "Hotline", True)
    assert "23 Nov 2026" in row.why.text(str)
    assert [one for one in rows(office, "counter", WorkScope.MINE) if one.kind is WorkKind.CALL_BACK] == []
    assert [one for one in rows(office, "counter", WorkScope.DESK) if one.kind is WorkKind.CALL_BACK] == []
    call(office, ids.colleague, Outcome.WRONG_NUMBER)
    assert (WorkKind.CALL_BACK, "LEE KA YAN") in queue(office)
    call(office, ids.colleague, Outcome.ANSWERED)
    assert (WorkKind.CALL_BACK, "LEE KA YAN") not in queue(office)


def test_documents_are_asked_for_sent_chased_and_done(office: Office, ids: Ids) -> None:
    assert queue(office) == [(WorkKind.ASK, "A2000001451")]
    request = asked(office, ids.claims["A2000001451"], send=False)
    assert queue(office) == [(WorkKind.SEND, "A2000001451")]
    documents.send(office.desk(), request.request_id, version=1, key=new_key())
    assert queue(office) == []
    office.clock.advance(days=4)  # Tuesday, the last day
    assert queue(office) == [(WorkKind.CHASE, "A2000001451")]
    assert not rows(office)[0].overdue
    office.clock.advance(days=1)
    assert rows(office)[0].overdue
    assert queue(office, scope=WorkScope.MINE) == [(WorkKind.CHASE, "A2000001451")]
    assert queue(office, "counter", WorkScope.DESK) == []
    request = documents.one(office.desk(), request.request_id)
    take(office, request)
    assert documents.one(office.desk(), request.request_id).status is DocumentRequestStatus.COMPLETE
    assert queue(office) == []


def test_whom_no_message_reaches_is_called(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            update(tables.claim).where(tables.claim.c.claim_no == "A2000001457").values(status="in_review")
        )
    asked(office, ids.claims["A2000001457"])
    office.clock.advance(minutes=1)
    assert (WorkKind.CALL_BACK, "A2000001457") in queue(office)
    call(office, ids.spouse, Outcome.ANSWERED)
    assert (WorkKind.CALL_BACK, "A2000001457") not in queue(office)


def test_supervisors_see_claims_past_their_date_and_what_to_approve(office: Office, ids: Ids) -> None:
    office.clock.advance(days=10)  # Monday 30 Nov: ten working days after 12 Nov and 3 after 18 Nov are over
    late = {(one.subject, one.due_on) for one in rows(office, "supervisor") if one.kind is WorkKind.CLAIM}
    assert late == {("A2000001450", date(2026, 11, 26)), ("A2000001452", date(2026, 11, 23))}
    assert all(kind is not WorkKind.CLAIM for kind, _ in queue(office))
    request = asked(office, ids.claims["A2000001449"])
    with pytest.raises(NeedsApproval) as needed:
        documents.waive(office.desk(), request.items[0].item_id, "lost", version=1, key=new_key())
    approvals.ask(office.desk(), needed.value.asked, "lost", key=new_key())
    assert [kind for kind, _ in queue(office, "supervisor")].count(WorkKind.APPROVAL) == 1
    assert [kind for kind, _ in queue(office)].count(WorkKind.APPROVAL) == 0


def test_overdue_comes_first_and_an_intake_waits_to_be_sent(
    office: Office, ids: Ids, counted: Counting
) -> None:
    claim_intake.register(
        office.desk("counter"),
        ids.employee,
        (NewLine("GP", date(2026, 11, 16), Money(420_00, "HKD")),),
        key=new_key(),
    )
    call(office, ids.colleague, Outcome.CALL_BACK, date(2026, 11, 20) + timedelta(days=1))
    with counted() as statements:
        found = work_queue.queue(office.desk(), ALL).rows
    assert len(statements) <= 7
    assert [one.overdue for one in found] == sorted((one.overdue for one in found), reverse=True)
    assert [(one.kind, one.subject) for one in found] == [
        (WorkKind.ASK, "A2000001451"),
        (WorkKind.SEND, "D2600000001"),
        (WorkKind.CALL_BACK, "LEE KA YAN"),
    ]


def test_while_somebody_is_on_the_line_the_queue_is_theirs(office: Office, ids: Ids) -> None:
    call(office, ids.colleague, Outcome.CALL_BACK, date(2026, 11, 23))
    desk = office.desk()
    contact = contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    assert work_queue.queue(desk, ALL).rows == ()
    for factor, said in ((Factor.FULL_NAME, "Chan Tai Man"), (Factor.BIRTH_DATE, "17 Mar 1979")):
        contacts.check_fact(desk, contact, factor, said, key=new_key())
    assert [one.subject for one in work_queue.queue(desk, ALL).rows] == ["A2000001451"]
    with pytest.raises(NotAllowed):
        work_queue.queue(office.desk("auditor"))


def test_a_message_that_does_not_go_out_waits_for_a_supervisor(office: Office, ids: Ids) -> None:
    asked(office, ids.claims["A2000001451"])
    with office.database.write() as connection:
        message = min(connection.execute(select(tables.outbox_message.c.id)).scalars())
        connection.execute(
            update(tables.outbox_message)
            .where(tables.outbox_message.c.id == message)
            .values(state="stuck", trouble="refused", reply_code=550)
        )
    assert WorkKind.MESSAGE not in {kind for kind, _ in queue(office)}
    (stuck,) = [one for one in rows(office, "supervisor") if one.kind is WorkKind.MESSAGE]
    assert (stuck.message_id, stuck.subject, stuck.mine) == (message, f"#{message}", True)
    assert "Documents asked for, by SMS to" in stuck.why.text(str)
    assert "91234567" not in stuck.why.text(str), "the address is masked"
    office.clock.advance(days=1)
    (stuck,) = [one for one in rows(office, "supervisor") if one.kind is WorkKind.MESSAGE]
    assert stuck.overdue
    outbox.retry(office.desk("supervisor"), message, key=new_key())
    assert WorkKind.MESSAGE not in {kind for kind, _ in queue(office, "supervisor")}
