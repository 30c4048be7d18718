"""Documents asked for, taken in, turned away, waived; the claim and its clock follow (DOMAIN 5)."""

import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import approvals, claim_moves, claims, contacts, documents
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.context import Desk
from consoleapp.desk.document_shapes import DocumentRequest, InvoiceSeen, Missing, NewInvoice
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.rules.documents import (
    ORIGINAL,
    AskedBy,
    CameBy,
    DocumentCheck,
    DocumentItemStatus,
    DocumentKind,
    DocumentRequestStatus,
    document_name,
)
from consoleapp.rules.statuses import ClaimStatus, ContactChannel, Language
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.store import tables
from consoleapp.store.files import FileStore
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.files import jpeg, pdf, png

RECORD, RECEIPT, CARD = (
    Missing(DocumentKind.MEDICAL_RECORD),
    Missing(DocumentKind.OFFICIAL_RECEIPT),
    Missing(DocumentKind.IDENTITY_CARD),
)
PAPER = (DocumentCheck.LEGIBLE,)
IMAGE = (DocumentCheck.LEGIBLE, DocumentCheck.COLOUR)


def version_of(office: Office, claim_id: int) -> int:
    with office.database.read() as connection:
        found: int = connection.execute(
            select(tables.claim.c.version).where(tables.claim.c.id == claim_id)
        ).scalar_one()
    return found


def status_of(office: Office, claim_id: int) -> ClaimStatus:
    with office.database.read() as connection:
        found: ClaimStatus = connection.execute(
            select(tables.claim.c.status).where(tables.claim.c.id == claim_id)
        ).scalar_one()
    return found


def asked(
    office: Office, claim_id: int, *items: Missing, send: bool = True, **more: object
) -> DocumentRequest:
    """A request for ``items``, sent unless told otherwise."""
    desk = office.desk()
    request_id = documents.ask(
        desk,
        claim_id,
        items or (RECORD,),
        version=version_of(office, claim_id),
        key=new_key(),
        **more,  # type: ignore[arg-type]
    )
    if send:
        documents.send(desk, request_id, version=1, key=new_key())
    return documents.one(desk, request_id)


def take(
    office: Office, request: DocumentRequest, place: int = 0, desk: Desk | None = None, **more: object
) -> None:
    item = request.items[place]
    documents.receive(
        desk or office.desk(),
        item.item_id,
        version=item.version,
        confirmed=more.pop("confirmed", DocumentCheck),  # type: ignore[arg-type]
        key=new_key(),
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def in_review(ids: Ids) -> int:
    return ids.claims["A2000001450"]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "../../evil name.exe"
    file = tmp_path / "evil name.exe"
    file.write_bytes(pdf(b"medical record"))
    return file


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


def test_a_request_late_on_the_eve_of_easter_is_due_after_it(office: Office, in_review: int) -> None:
    office.clock.set(datetime(2027, 3, 25, 15, 59, tzinfo=UTC))
    with office.database.write() as connection:
        connection.execute(
            update(tables.claim).where(tables.claim.c.id == in_review).values(status_on=date(2027, 3, 1))
        )
    # Good Friday 26 Mar, Easter Monday 29 Mar 2027; Tuesday and Wednesday count.
    assert asked(office, in_review).due_on == date(2027, 3, 31)


def test_files_are_kept_once_under_made_names(office: Office, in_review: int, paper: Path) -> None:
    request = asked(office, in_review, RECORD, RECEIPT)
    take(office, request, 0, files=(paper, paper))
    take(office, documents.one(office.desk(), request.request_id), 1, files=(paper,))
    request = documents.one(office.desk(), request.request_id)
    (first,), (second,) = request.items[0].files, request.items[1].files
    assert first.name == f"A2000001450-medical-record-{first.file_id}.pdf"
    assert second.name.startswith("A2000001450-official-receipt-")
    stored = [one for one in office.settings.files.rglob("*") if one.is_file()]
    assert len(stored) == 1
    assert documents.open_file(office.desk("supervisor"), first.file_id) == (
        first.name,
        pdf(b"medical record"),
    )
    with office.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.stored_file)).scalar() == 1


def test_a_bad_file_is_turned_away_and_nothing_is_stored(
    office: Office, in_review: int, tmp_path: Path
) -> None:
    request = asked(office, in_review)
    scan = tmp_path / "scan.pdf"
    for content, why in (
        (b"MZ executable", "no JPEG, PNG or PDF"),
        (jpeg(200, 200), "too few"),
        (jpeg(components=1), "black and white"),
        (png()[:-30], "not whole"),
        (pdf() + bytes(11_000_000), "at most 10 MB"),
    ):
        scan.write_bytes(content)
        with pytest.raises(Refused, match=why):
            take(office, request, files=(scan,))
    assert not office.settings.files.exists()
    assert documents.one(office.desk(), request.request_id).items == request.items


def test_what_a_program_cannot_see_somebody_confirms(office: Office, in_review: int, tmp_path: Path) -> None:
    request = asked(office, in_review, CARD)
    photo = tmp_path / "photo"
    photo.write_bytes(jpeg())
    needed = set(request.items[0].checks_image)
    assert needed == set(DocumentCheck)
    for left_out in needed:
        with pytest.raises(Refused, match="Confirm first"):
            take(office, request, files=(photo,), confirmed=tuple(needed - {left_out}))
    take(office, request, files=(photo,), confirmed=tuple(needed), came_by=CameBy.POST)
    (item,) = documents.one(office.desk(), request.request_id).items
    assert (item.status, item.came_by) == (DocumentItemStatus.RECEIVED, CameBy.POST)


def test_a_rejected_paper_is_asked_for_again_with_the_reason(office: Office, in_review: int) -> None:
    request = asked(office, in_review, RECORD, RECEIPT)
    take(office, request, 0)
    request = documents.one(office.desk(), request.request_id)
    office.clock.advance(days=1)
    office.desk_again()
    documents.reject(
        office.desk(),
        request.items[0].item_id,
        "page two is missing",
        version=request.items[0].version,
        key=new_key(),
    )
    request = documents.one(office.desk(), request.request_id)
    assert (request.items[0].status, request.items[0].reason) == (
        DocumentItemStatus.REJECTED,
        "page two is missing",
    )
    assert (request.times_sent, request.status) == (2, DocumentRequestStatus.OPEN)
    assert "page two is missing" in request.messages[-1].text
    take(office, request, 1)
    assert documents.one(office.desk(), request.request_id).status is DocumentRequestStatus.OPEN
    take(office, documents.one(office.desk(), request.request_id), 0)
    assert documents.one(office.desk(), request.request_id).status is DocumentRequestStatus.COMPLETE


def test_waiving_needs_a_second_person_for_exactly_this(office: Office, in_review: int) -> None:
    request = asked(office, in_review)
    item = request.items[0]

    def waive(reason: str = "the hospital closed down") -> None:
        documents.waive(office.desk(), item.item_id, reason, version=item.version, key=new_key())

    with pytest.raises(NeedsApproval) as needed:
        waive()
    approval = approvals.ask(office.desk(), needed.value.asked, "see the note", key=new_key())
    approvals.approve(office.desk("supervisor"), approval, key=new_key())
    with pytest.raises(NeedsApproval):
        waive("another reason")
    waive()
    request = documents.one(office.desk(), request.request_id)
    assert request.items[0].status is DocumentItemStatus.WAIVED
    assert request.status is DocumentRequestStatus.COMPLETE
    assert status_of(office, in_review) is ClaimStatus.IN_REVIEW
    # Nobody waives alone, a supervisor neither.
    again = asked(office, in_review)
    with pytest.raises(NeedsApproval) as alone:
        documents.waive(office.desk("supervisor"), again.items[0].item_id, "mine", version=1, key=new_key())
    mine = approvals.ask(office.desk("supervisor"), alone.value.asked, "mine", key=new_key())
    with pytest.raises(NotAllowed):
        approvals.approve(office.desk("supervisor"), mine, key=new_key())


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
    assert "醫療記錄" in mail.text
    assert "陳大文" in mail.text
    assert "2026年11月24日" in mail.text


def test_a_new_invoice_needs_a_claim_of_its_own(office: Office, ids: Ids, in_review: int) -> None:
    request = asked(office, in_review, RECEIPT)
    for invoice in (InvoiceSeen(amount=123_00),):
        with pytest.raises(NewInvoice) as refused:
            take(office, request, invoice=invoice)
        assert refused.value.member_id == ids.employee
    with pytest.raises(NewInvoice):
        documents.refuse_new_invoice(office.desk(), in_review, key=new_key())
    with office.database.read() as connection:
        events = connection.execute(select(tables.audit_entry.c.event)).scalars().all()
    assert "document.new_invoice" in events
    take(office, request, invoice=InvoiceSeen(amount=300_000))  # the one of the claim


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


def test_two_desks_take_the_same_paper_in_at_once(office: Office, in_review: int, paper: Path) -> None:
    request = asked(office, in_review)
    desks = [office.desk("hotline"), office.desk("counter"), office.desk("supervisor")]
    start = threading.Barrier(len(desks))
    came: list[str] = []

    def try_it(desk: Desk) -> None:
        start.wait()
        try:
            take(office, request, desk=desk, files=(paper,))
            came.append("won")
        except Refused as error:
            came.append(str(error))

    threads = [threading.Thread(target=try_it, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came.count("won") == 1
    told = [one for one in came if one != "won"]
    assert len(told) == 2
    assert all("faster" in one or "over" in one for one in told)
    assert len([one for one in office.settings.files.rglob("*") if one.is_file()]) == 1
    with office.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.document_file)).scalar() == 1
        moves = connection.execute(
            select(func.count()).where(tables.document_move.c.to_status == "received")
        ).scalar()
    assert moves == 1


def test_the_loser_of_two_is_told_who_was_faster(office: Office, in_review: int) -> None:
    request = asked(office, in_review, RECORD, RECEIPT)
    take(office, request, desk=office.desk("counter"))
    with pytest.raises(Conflict, match="Counter was faster"):
        take(office, request)


def test_a_repeat_with_the_same_key_is_one_act(office: Office, in_review: int, paper: Path) -> None:
    request = asked(office, in_review, RECORD, RECEIPT)
    item = request.items[0]
    for _ in range(2):
        documents.receive(
            office.desk(), item.item_id, files=(paper,), confirmed=PAPER, version=1, key="the same"
        )
    assert len(documents.one(office.desk(), request.request_id).items[0].files) == 1


def test_what_was_stored_before_a_crash_is_swept_and_the_rest_stays(
    office: Office, in_review: int, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the file and its row: nothing is on record, and the stray goes after a day."""
    request = asked(office, in_review)
    with monkeypatch.context() as patched:
        patched.setattr(
            "consoleapp.desk.document_intake._receive",
            lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        with pytest.raises(KeyboardInterrupt):
            take(office, request, files=(paper,))
    store = FileStore(office.settings.files)
    (stray,) = [one for one in office.settings.files.rglob("*") if one.is_file()]
    assert documents.one(office.desk(), request.request_id).items == request.items
    supervisor = office.desk("supervisor")
    assert documents.sweep_files(supervisor, key=new_key()) == 0  # it may still be on its way
    kept = office.settings.files.parent.parent / "kept.pdf"
    kept.write_bytes(pdf(b"kept"))
    take(office, request, files=(kept,))
    old = office.clock().timestamp() - 25 * 3600
    for file in office.settings.files.rglob("*"):
        if file.is_file():
            os.utime(file, (old, old))
    assert documents.sweep_files(supervisor, key=new_key()) == 1
    assert not stray.exists()
    (item,) = documents.one(office.desk(), request.request_id).items
    assert store.read(store.put(pdf(b"kept"))) == pdf(b"kept")
    assert len(item.files) == 1


def test_an_act_that_cannot_be_recorded_does_not_happen(office: Office, in_review: int, paper: Path) -> None:
    request = asked(office, in_review)
    with office.database.write() as connection:
        if office.database.name == "sqlite":
            connection.execute(
                text(
                    "CREATE TRIGGER broken BEFORE INSERT ON audit_entry"
                    " BEGIN SELECT RAISE(ABORT, 'no audit today'); END"
                )
            )
        else:
            connection.execute(
                text("ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (seq < 0) NOT VALID")
            )
    with pytest.raises(DBAPIError):
        take(office, request, files=(paper,))
    with office.database.read() as connection:
        item = connection.execute(select(tables.document_item.c.status)).scalar_one()
        assert item is DocumentItemStatus.OUTSTANDING
        assert connection.execute(select(func.count()).select_from(tables.document_file)).scalar() == 0


def test_the_history_of_documents_is_never_changed(office: Office, in_review: int) -> None:
    asked(office, in_review)
    for statement in (delete(tables.document_move), update(tables.document_move).values(reason="x")):
        with pytest.raises(DBAPIError), office.database.write() as connection:
            connection.execute(statement)
