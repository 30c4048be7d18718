"""Requests of members: opened once, moved by the rules, told to whom may hear of them (DOMAIN 10)."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from consoleapp.desk import contacts, lookup, service_requests, timeline, work_queue
from consoleapp.desk.context import Desk
from consoleapp.desk.lookup import Hit
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.rules.retention import RetentionKind
from consoleapp.rules.services import ServiceKind, ServiceState, WaitsFor, number_of
from consoleapp.rules.statuses import MOVES, Outcome
from consoleapp.rules.subjects import SubjectKind, Why
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.rules.work import WorkKind, WorkScope
from consoleapp.store import retention as store_retention
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.calls import RIGHT, begin, check, key, rows
from tests.desk.conftest import Office
from tests.desk.proving import verified_call
from tests.services import TYPED

K, S = ServiceKind, ServiceState


def opened(desk: Desk, ids: Ids, kind: ServiceKind = K.COMPLAINT, **more: str) -> int:
    return service_requests.open_request(desk, ids.employee, kind, TYPED[kind] | more, key=key())


def moved(desk: Desk, request: int, new: ServiceState, party: WaitsFor | None = None, note: str = "") -> None:
    version = service_requests.one(desk, request).row.version
    service_requests.move(desk, request, new, party, note, version=version, key=key())


def verified(office: Office, ids: Ids) -> Desk:
    """A counter with the employee on the line, who read back the code."""
    desk = office.desk("counter")
    verified_call(office, desk, ids)
    return desk


def test_a_request_goes_its_way_and_every_step_is_on_record(office: Office, ids: Ids) -> None:
    desk = office.desk()
    request = opened(desk, ids)
    detail = service_requests.one(desk, request)
    assert (detail.row.state, detail.row.due_on, detail.row.who) == (S.OPEN, date(2026, 12, 4), "")
    assert [(one.code, one.shown) for one in detail.facts if one.shown] == [("text", "The line was busy")]
    moved(desk, request, S.IN_PROGRESS)
    moved(desk, request, S.WAITING, WaitsFor.PROVIDER, "rang the clinic")
    with pytest.raises(Refused, match="what was done"):
        moved(desk, request, S.DONE)
    moved(desk, request, S.DONE, note="the clinic apologised")
    detail = service_requests.one(desk, request)
    assert [(one.new, one.waits_for, one.note) for one in detail.steps] == [
        (S.OPEN, None, ""),
        (S.IN_PROGRESS, None, ""),
        (S.WAITING, WaitsFor.PROVIDER, "rang the clinic"),
        (S.DONE, None, "the clinic apologised"),
    ]
    assert (detail.row.mine, detail.row.ended_at, detail.following) == (True, office.clock(), ())
    told = [one for one in timeline.timeline(desk, ids.employee) if one.event == K.COMPLAINT.word]
    assert [one.outcome for one in told] == [S.DONE, WaitsFor.PROVIDER, S.IN_PROGRESS, S.OPEN]
    events = [row.event for row in rows(office, tables.audit_entry)]
    assert events.count("request.opened") == 1
    assert events.count("request.moved") == 3


def test_no_other_move_is_possible_whoever_asks(office: Office, ids: Ids) -> None:
    desk = office.desk("supervisor")
    for old in ServiceState:
        for new in ServiceState:
            if new in MOVES[ServiceState][old]:
                continue
            request = opened(desk, ids)
            if old is not S.OPEN:
                moved(desk, request, old, WaitsFor.MEMBER if old is S.WAITING else None, "why")
            with pytest.raises(Refused, match="cannot become"):
                moved(desk, request, new, WaitsFor.MEMBER if new is S.WAITING else None, "why")
    waits = opened(desk, ids)
    for party in (WaitsFor.MEMBER, WaitsFor.DOCUMENT):
        moved(desk, waits, S.WAITING, party)
    assert service_requests.one(desk, waits).row.waits_for is WaitsFor.DOCUMENT
    with pytest.raises(Refused, match="waited for"):
        moved(desk, opened(desk, ids), S.WAITING)
    with pytest.raises(Refused, match="waited for"):
        moved(desk, opened(desk, ids), S.IN_PROGRESS, WaitsFor.MEMBER)
    with pytest.raises(NotFound):
        service_requests.one(desk, 999_999)


def test_pressed_twice_is_opened_once_and_the_slower_is_told(office: Office, ids: Ids) -> None:
    desk, other = office.desk(), office.desk("counter")
    again = key()
    first = service_requests.open_request(desk, ids.employee, K.COMPLAINT, TYPED[K.COMPLAINT], key=again)
    assert first == service_requests.open_request(
        desk, ids.employee, K.COMPLAINT, TYPED[K.COMPLAINT], key=again
    )
    assert len(rows(office, tables.service_request)) == 1
    seen = service_requests.one(other, first).row.version
    moved(desk, first, S.IN_PROGRESS)
    with pytest.raises(Conflict, match="In progress"):
        service_requests.move(other, first, S.CANCELLED, None, "double", version=seen, key=key())
    service_requests.take(other, first, version=seen + 1, key=key())
    assert service_requests.one(other, first).row.who == "Counter"
    with office.database.write() as connection, pytest.raises(DatabaseError):
        connection.execute(update(tables.service_step).values(at=office.clock()))


def test_what_changes_the_record_is_for_a_verified_caller_only(office: Office, ids: Ids) -> None:
    desk = office.desk()
    with pytest.raises(NotAllowed, match="verify them"):
        opened(desk, ids, K.DATA_CHANGE)
    begin(desk, ids)
    with pytest.raises(NotAllowed):
        opened(desk, ids, K.PAYOUT)
    opened(desk, ids, K.COMPLAINT)  # tells the caller nothing
    desk = verified(office, ids)
    request = opened(desk, ids, K.DATA_CHANGE, what="phone", new="9876 5432", images="seen")
    with office.database.read() as connection:
        kept = json.loads(
            connection.execute(
                select(tables.service_request.c.details).where(tables.service_request.c.id == request)
            ).scalar_one()
        )
    assert (kept["new"], kept["old"]) == ("+85298765432", SECRETS["mobile"])
    shown = {one.code: one for one in service_requests.one(desk, request).facts}
    assert (shown["new"].open, shown["old"].open) == (False, False)
    assert SECRETS["mobile"] not in str(shown)


def test_private_fields_open_for_a_purpose_and_who_has_it_in_hand(office: Office, ids: Ids) -> None:
    desk = verified(office, ids)
    request = opened(desk, ids, K.PAYOUT)
    with pytest.raises(Refused, match="goes on record"):
        service_requests.reveal(desk, request, " ", key=key())
    facts = service_requests.reveal(desk, request, "to pay", key=key()).facts
    assert {one.code: one.shown for one in facts}["account_no"] == "012-345678-901"
    colleague = office.desk("hotline")
    with pytest.raises(NotAllowed, match="in hand"):
        service_requests.reveal(colleague, request, "to pay", key=key())
    moved(colleague, request, S.IN_PROGRESS)
    assert all(one.open for one in service_requests.reveal(colleague, request, "to pay", key=key()).facts)
    looks = [row.purpose for row in rows(office, tables.access_entry) if row.what == "unmasked request"]
    assert looks == ["to pay", "to pay"]
    illness = opened(colleague, ids, K.GUARANTEE)
    moved(colleague, illness, S.IN_PROGRESS)
    with pytest.raises(NotAllowed, match="diagnosis"):
        service_requests.reveal(colleague, illness, "to tell", key=key())


def test_whoever_may_not_hear_of_it_is_not_told(office: Office, ids: Ids) -> None:
    quiet = office.desk("supervisor")
    health, talk = opened(quiet, ids, K.DEPOSIT), opened(quiet, ids, K.FEEDBACK)
    desk = office.desk()
    assert {one.kind for one in queued(desk)} == {WorkKind.SERVICE}
    for role in (CallerRole.EMPLOYER, CallerRole.BROKER, CallerRole.FAMILY, CallerRole.PROVIDER):
        contact = begin(desk, ids, role)
        with office.database.write() as connection:  # whatever they prove
            proved = update(tables.contact).where(tables.contact.c.id == contact)
            connection.execute(proved.values(level=Level.VERIFIED, verified_how=Factor.ONE_TIME_CODE))
        found = service_requests.of_member(desk, ids.employee)
        assert (found.rows, found.withheld) == ((), 2)
        assert queued(desk) == []
        for one in (health, talk):
            with pytest.raises(NotAllowed):
                service_requests.one(desk, one)
        words = {K.DEPOSIT.word, K.FEEDBACK.word}
        assert words.isdisjoint(one.event for one in timeline.timeline(desk, ids.employee))
    assert service_requests.one(quiet, talk).row.kind is K.FEEDBACK


def test_a_parked_caller_still_counts_when_private_fields_are_opened(office: Office, ids: Ids) -> None:
    desk = office.desk("supervisor")
    request = opened(desk, ids, K.DEPOSIT)
    moved(desk, request, S.IN_PROGRESS)
    contact = begin(desk, ids)
    for factor in (Factor.CERTIFICATE, Factor.FULL_NAME):
        check(desk, contact, factor, RIGHT[factor])
    contacts.park(desk, contact, key=key())
    with pytest.raises(NotAllowed):
        service_requests.reveal(desk, request, "to tell", key=key())
    contacts.resume(desk, contact, key=key())
    version = contacts.band(desk, contact).version
    contacts.wrap_up(desk, contact, outcome=Outcome.ANSWERED, note="", version=version, key=key())
    assert all(one.open for one in service_requests.reveal(desk, request, "to pay", key=key()).facts)
    moved(desk, request, S.DONE, note="paid")
    with pytest.raises(NotAllowed, match="in hand"):
        service_requests.reveal(desk, request, "once more", key=key())


def test_what_was_typed_goes_when_its_time_is_over(office: Office, ids: Ids) -> None:
    desk = office.desk("supervisor")
    over, live = opened(desk, ids), opened(desk, ids)
    moved(desk, over, S.DONE, note="rang about the biopsy")
    moved(desk, live, S.WAITING, WaitsFor.MEMBER, "rang")
    with office.database.write() as connection:
        later = office.clock() + timedelta(days=1)
        assert store_retention.remove(connection, RetentionKind.REQUESTS, later) == 1
    detail = service_requests.one(desk, over)
    assert [one.shown for one in detail.facts if one.shown] == []
    assert [(one.new, one.note) for one in detail.steps] == [(S.OPEN, ""), (S.DONE, "")]
    assert [one.note for one in service_requests.one(desk, live).steps] == ["", "rang"]


def queued(desk: Desk) -> list[work_queue.WorkRow]:
    return [one for one in work_queue.queue(desk, WorkScope.ALL).rows if one.service_id is not None]


def test_the_queue_has_what_is_live_those_due_first(office: Office, ids: Ids) -> None:
    desk = office.desk()
    later, sooner = opened(desk, ids, K.COMPLAINT), opened(desk, ids, K.CALL_BACK)
    done = opened(desk, ids)
    moved(desk, done, S.CANCELLED, note="asked by mistake")
    assert [one.service_id for one in queued(desk)] == [sooner, later]
    assert work_queue.queue(desk, WorkScope.MINE).rows == ()
    moved(desk, later, S.IN_PROGRESS)
    assert [one.service_id for one in work_queue.queue(desk, WorkScope.MINE).rows] == [later]
    office.clock.advance(days=4)
    assert [one.overdue for one in queued(office.desk_again())] == [True, False]


def test_a_plan_that_is_not_premium_is_refused(office: Office, ids: Ids) -> None:
    desk = office.desk()
    with pytest.raises(Refused, match="premium"):
        opened(desk, ids, K.APPOINTMENT)
    with office.database.write() as connection:
        connection.execute(update(tables.plan).values(premium=True))
    opened(desk, ids, K.APPOINTMENT)


def found(desk: Desk, text: str) -> list[Hit]:
    return [hit for hit in lookup.find(desk, text).hits if hit.kind is SubjectKind.REQUEST]


def test_find_knows_the_numbers_of_requests(office: Office, ids: Ids) -> None:
    desk = office.desk()
    request = opened(desk, ids)
    number = number_of(request)
    for text in (number, number.lower(), f"r{request}", f"R-{number[1:]}"):
        (hit,) = found(desk, text)
        assert (hit.id, hit.title, hit.member_id, hit.status) == (request, number, ids.employee, S.OPEN), text
        assert hit.detail == K.COMPLAINT.word
    assert lookup.find(desk, number).hits[0].why is Why.NUMBER
    assert [hit.why for hit in found(desk, number[:4])] == [Why.NUMBER_START]
    assert not found(desk, str(request)), "digits alone are read out of nearly everything else"
    assert not found(desk, "R999999")
    card = lookup.subject(desk, SubjectKind.REQUEST, request)
    assert card.member_id == ids.employee
    assert rows(office, tables.access_entry)[-1].what == "requests"


def test_find_tells_of_a_request_only_what_the_caller_may_hear(office: Office, ids: Ids) -> None:
    desk = office.desk()
    request = opened(desk, ids)
    begin(desk, ids, CallerRole.EMPLOYER)
    (hit,) = found(desk, number_of(request))
    assert (hit.status, hit.on, hit.detail) == (None, None, "")
    with pytest.raises(NotAllowed):
        lookup.subject(desk, SubjectKind.REQUEST, request)
