"""Documents asked for, sent, chased, closed; who may hear of them; the claim and its clock (DOMAIN 5)."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from consoleapp.desk import claim_moves, claims, contacts, documents
from consoleapp.desk.document_shapes import DocumentRequest, Missing
from consoleapp.desk.keys import new_key
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.rules.documents import (
    ORIGINAL,
    AskedBy,
    DocumentKind,
    DocumentRequestStatus,
    document_name,
)
from consoleapp.rules.statuses import ClaimStatus, ContactChannel, Language
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.desk.papers import RECEIPT, RECORD, asked, status_of, take, version_of


def test_asking_sending_and_taking_in_moves_the_claim_and_restarts_its_clock(
    office: Office, in_review: int
) -> None:
    desk = office.desk()
    draft = documents.draft(desk, in_review)
    assert (draft.language, draft.channels) == (Language.ENGLISH, (AskedBy.SMS, AskedBy.EMAIL))
    assert draft.due_on == date(2026, 11, 24)  # Friday evening; Monday and Tuesday
    request = asked(office, in_review, RECORD, RECEIPT, send=False)
    assert request.status is DocumentRequestStatus.DRAFT
    assert status_of(office, in_review) is ClaimStatus.IN_REVIEW
    previews = documents.preview(desk, request.request_id)
    documents.send(desk, request.request_id, version=request.version, key=new_key())
    request = documents.one(desk, request.request_id)
    assert (request.status, request.due_on, request.times_sent) == (
        DocumentRequestStatus.OPEN,
        date(2026, 11, 24),
        1,
    )
    assert status_of(office, in_review) is ClaimStatus.PENDING_DOCUMENTS
    # What was sent is what was shown, to masked addresses.
    assert {(one.channel, one.subject, one.text, one.to) for one in request.messages} == {
        (one.channel, one.subject, one.text, one.to) for one in previews
    }
    for one in request.messages:
        assert "A2000001450" in one.text
        assert "24 Nov 2026" in one.text
        assert SECRETS["mobile"] not in one.to
        assert SECRETS["email"] not in one.to
    office.clock.advance(days=3)
    office.desk_again()
    take(office, request, 0)
    assert status_of(office, in_review) is ClaimStatus.PENDING_DOCUMENTS
    take(office, documents.one(office.desk(), request.request_id), 1)
    request = documents.one(office.desk(), request.request_id)
    assert request.status is DocumentRequestStatus.COMPLETE
    assert status_of(office, in_review) is ClaimStatus.IN_REVIEW
    (row,) = [one for one in claims.claims(office.desk(), request.member_id) if one.claim_id == in_review]
    assert row.promised_on == date(2026, 12, 7)  # ten working days after Monday 23 Nov
    assert [(one.old, one.new) for one in request.history if one.item_id is None] == [
        (None, DocumentRequestStatus.DRAFT),
        (DocumentRequestStatus.DRAFT, DocumentRequestStatus.OPEN),
        (DocumentRequestStatus.OPEN, DocumentRequestStatus.COMPLETE),
    ]


EASTER = """
from datetime import UTC, date, datetime
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.clocks import promise
from consoleapp.rules.dates import local
from consoleapp.rules.statuses import ClaimStatus
now = datetime(2026, 4, 2, 15, 59, tzinfo=UTC)  # Thursday 23:59 in Hong Kong
today, calendar = local(now).date(), load_calendar()
told = promise(ClaimStatus.IN_REVIEW, today, today, today, calendar, close_days=10, payment_days=3)
print(today, calendar.add_working_days(today, 2), told.due_on, *(day for day, _ in told.skipped))
"""


@pytest.mark.parametrize("zone", ["Asia/Hong_Kong", "America/New_York", "UTC", "Pacific/Kiritimati"])
def test_two_working_days_over_easter_wherever_the_machine_stands(zone: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", EASTER],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    # Good Friday 3 Apr, the weekend, Easter Monday 6 Apr and the day after it do not count.
    assert told.stdout.split() == [
        "2026-04-02",
        "2026-04-09",
        "2026-04-21",
        "2026-04-03",
        "2026-04-06",
        "2026-04-07",
    ]


@pytest.fixture(params=["Asia/Hong_Kong", "America/New_York"])
def host(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """This process stands elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_a_request_late_on_the_eve_of_easter_is_due_after_it(office: Office, ids: Ids, host: str) -> None:
    claim_id = ids.claims["A2000001449"]
    there = {"Asia/Hong_Kong": (2, 23), "America/New_York": (2, 11)}
    office.clock.set(datetime(2026, 4, 2, 15, 59, tzinfo=UTC))  # Thursday 23:59 in Hong Kong
    at_home = time.localtime(office.clock().timestamp())
    assert (at_home.tm_mday, at_home.tm_hour) == there[host]
    with office.database.write() as connection:
        early = {"received_on": date(2026, 3, 30), "status_on": date(2026, 3, 30)}
        connection.execute(update(tables.claim).where(tables.claim.c.id == claim_id).values(early))
    office.desk_again()
    request = asked(office, claim_id)
    # Good Friday 3 Apr, the weekend, Easter Monday 6 Apr and the day after it do not count.
    assert request.due_on == date(2026, 4, 9)
    assert all("9 Apr 2026" in one.text for one in request.messages)
    take(office, request)
    (row,) = [one for one in claims.claims(office.desk(), request.member_id) if one.claim_id == claim_id]
    assert row.promised_on == date(2026, 4, 21)  # ten working days after 2 Apr


def test_overdue_is_derived_and_chasing_counts(office: Office, in_review: int) -> None:
    request = asked(office, in_review)
    assert documents.listed(office.desk(), overdue=True) == ()
    office.clock.set(datetime(2026, 11, 24, 15, 59, tzinfo=UTC))  # 23:59 on the last day
    assert not documents.one(office.desk_again(), request.request_id).overdue
    office.clock.advance(minutes=1)
    (late,) = documents.listed(office.desk(), overdue=True)
    assert late.overdue
    assert "Ask again" in late.next_step.text(str)
    documents.chase(office.desk(), request.request_id, version=late.version, key=new_key())
    chased = documents.one(office.desk(), request.request_id)
    assert (chased.overdue, chased.times_sent, chased.due_on) == (False, 2, date(2026, 11, 27))
    assert len(chased.messages) == 4
    assert chased.messages[-1].text != chased.messages[0].text


def test_the_link_is_the_requests_and_cannot_be_guessed(office: Office, ids: Ids, in_review: int) -> None:
    texts = []
    for claim_id in (in_review, ids.claims["A2000001449"]):
        request = asked(office, claim_id)
        texts.append(next(one.text for one in request.messages if one.channel is AskedBy.EMAIL))
    page = office.settings.documents.upload_page
    tokens = [text.partition(page)[2].split()[0] for text in texts]
    assert all(len(token) >= 32 for token in tokens)
    assert tokens[0] != tokens[1]
    with office.database.read() as connection:
        found = connection.execute(
            select(tables.document_request.c.claim_id).where(tables.document_request.c.token == tokens[0])
        ).scalar()
    assert found == in_review


def test_whom_nothing_reaches_gets_a_letter_or_a_call(office: Office, ids: Ids) -> None:
    spouse_claim = ids.claims["A2000001457"]
    with office.database.write() as connection:
        connection.execute(
            update(tables.claim).where(tables.claim.c.id == spouse_claim).values(status="in_review")
        )
    with pytest.raises(Refused, match="does not reach"):
        asked(office, spouse_claim, channels=(AskedBy.EMAIL,))
    request = asked(office, spouse_claim)
    assert request.channels == (AskedBy.CALL_BACK,)
    (said,) = request.messages
    assert (said.channel, said.sent_at) == (AskedBy.CALL_BACK, None)
    assert "Medical record" in said.text
    with office.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.outbox_message)).scalar() == 0


def test_for_a_minor_the_parent_is_asked(office: Office, ids: Ids) -> None:
    claim = ids.claims["A2000001459"]
    with office.database.write() as connection:
        connection.execute(update(tables.claim).where(tables.claim.c.id == claim).values(status="in_review"))
        connection.execute(
            update(tables.member).where(tables.member.c.id == ids.minor).values(mobile="", email="")
        )
    request = asked(office, claim, language=Language.ENGLISH)
    assert {one.channel for one in request.messages} == {AskedBy.SMS, AskedBy.EMAIL}
    (shown, *_rest) = documents.preview(office.desk(), request.request_id)
    assert (shown.name_en, shown.name_zh) == ("CHAN TAI MAN", "陳大文")
    with office.database.read() as connection:
        parent = connection.execute(select(tables.member).where(tables.member.c.id == ids.employee)).one()
        sent = list(connection.execute(select(tables.outbox_message)))
    assert {one.member_id for one in sent} == {ids.minor}, "it is about the child"
    assert {one.recipient_name for one in sent} == {parent.name_en}
    assert parent.email in {one.recipient for one in sent}
    assert any(one.body.startswith("Dear CHAN TAI MAN,") for one in sent)


def test_an_address_that_went_since_is_not_written_to(office: Office, ids: Ids, in_review: int) -> None:
    request = asked(office, in_review)
    assert AskedBy.SMS in request.channels
    with office.database.write() as connection:
        connection.execute(update(tables.member).where(tables.member.c.id == ids.employee).values(mobile=""))
    assert [one.channel for one in documents.preview(office.desk(), request.request_id)] == [AskedBy.EMAIL]
    documents.chase(office.desk(), request.request_id, version=request.version, key=new_key())
    found = documents.one(office.desk(), request.request_id)
    assert [one.channel for one in found.messages].count(AskedBy.EMAIL) == 2
    assert [one.channel for one in found.messages].count(AskedBy.SMS) == 1


def test_the_original_is_asked_for_in_the_members_language(office: Office, in_review: int) -> None:
    original = Missing(DocumentKind.OFFICIAL_RECEIPT, ORIGINAL)
    request = asked(office, in_review, original, language=Language.TRADITIONAL_CHINESE)
    assert all("正式收據（正本）" in one.text for one in request.messages)
    (item,) = request.items
    assert item.name.text(str) == "Official receipt (the original)"
    assert document_name(DocumentKind.OTHER, "X-ray {of} 3 May").text(str) == "X-ray {of} 3 May"


def test_the_text_is_in_the_members_language(office: Office, in_review: int) -> None:
    request = asked(office, in_review, language=Language.TRADITIONAL_CHINESE)
    mail = next(one for one in request.messages if one.channel is AskedBy.EMAIL)
    assert "醫療紀錄" in mail.text
    assert "陳大文" in mail.text
    assert "2026年11月24日" in mail.text


def test_only_one_request_is_under_way_and_no_closed_claim_is_asked_about(
    office: Office, ids: Ids, in_review: int
) -> None:
    first = asked(office, in_review)
    with pytest.raises(Refused, match="asked for already"):
        asked(office, in_review)
    documents.close(
        office.desk(), first.request_id, "the member gives up", version=first.version, key=new_key()
    )
    assert status_of(office, in_review) is ClaimStatus.PENDING_DOCUMENTS
    second = asked(office, in_review)
    assert second.status is DocumentRequestStatus.OPEN
    with pytest.raises(Refused, match="over"):
        take(office, first)
    for number in ("A2000001452", "A2000001447", "A2000001453", "A2000001454"):
        with pytest.raises(Refused):
            asked(office, ids.claims[number])
    with pytest.raises(NotFound):
        documents.of_claim(office.desk(), 999_999)


def test_a_request_says_what_is_missing(office: Office, in_review: int) -> None:
    other = DocumentKind.OTHER
    for items in ((), (Missing(other),), (RECORD, RECORD), (Missing(other, "x" * 501),)):
        with pytest.raises(Refused):
            documents.ask(
                office.desk(), in_review, items, version=version_of(office, in_review), key=new_key()
            )


def test_employers_and_brokers_never_reach_documents(
    office: Office, ids: Ids, in_review: int, paper: Path
) -> None:
    request = asked(office, in_review)
    for caller in (CallerRole.EMPLOYER, CallerRole.BROKER, CallerRole.PROVIDER):
        _every_verb_is_closed(office, ids, in_review, caller, paper, request)


def _every_verb_is_closed(
    office: Office, ids: Ids, in_review: int, caller: CallerRole, paper: Path, request: DocumentRequest
) -> None:
    desk = office.desk("counter")
    contacts.start(
        desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=caller, key=new_key()
    )
    item = request.items[0]
    version = version_of(office, in_review)
    for verb in (
        lambda: documents.of_claim(desk, in_review),
        lambda: documents.of_member(desk, ids.employee),
        lambda: documents.one(desk, request.request_id),
        lambda: documents.preview(desk, request.request_id),
        lambda: documents.draft(desk, in_review),
        lambda: documents.chase(desk, request.request_id, version=request.version, key=new_key()),
        lambda: documents.close(desk, request.request_id, "x", version=request.version, key=new_key()),
        lambda: documents.reject(desk, item.item_id, "x", version=1, key=new_key()),
        lambda: documents.waive(desk, item.item_id, "x", version=1, key=new_key()),
        lambda: take(office, request, desk=desk, files=(paper,)),
        lambda: documents.refuse_new_invoice(desk, in_review, key=new_key()),
        lambda: documents.ask(desk, in_review, (RECORD,), version=version, key=new_key()),
        lambda: claim_moves.withdraw(desk, in_review, reason="x", version=version, key=new_key()),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert documents.listed(desk) == ()
    assert not office.settings.files.exists()


def test_the_member_is_identified_before_and_an_auditor_sees_nothing(
    office: Office, ids: Ids, in_review: int
) -> None:
    desk = office.desk()
    contact = contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    with pytest.raises(NotAllowed):
        documents.of_claim(desk, in_review)
    for factor, said in ((Factor.FULL_NAME, "Chan Tai Man"), (Factor.BIRTH_DATE, "17 Mar 1979")):
        contacts.check_fact(desk, contact, factor, said, key=new_key())
    assert documents.of_claim(desk, in_review) == ()
    with pytest.raises(NotAllowed):
        documents.of_claim(office.desk("auditor"), in_review)
    with pytest.raises(NotAllowed):
        documents.sweep_files(desk, key=new_key())
