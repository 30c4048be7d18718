"""Papers taken in, turned away, waived; files; two desks at once; a crash in between (DOMAIN 5)."""

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import approvals, documents
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.context import Desk
from consoleapp.desk.document_shapes import InvoiceSeen, NewInvoice
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, NotAllowed, Refused
from consoleapp.rules.documents import (
    CameBy,
    DocumentCheck,
    DocumentItemStatus,
    DocumentRequestStatus,
)
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store import tables
from consoleapp.store.files import FileStore
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.papers import CARD, PAPER, RECEIPT, RECORD, asked, status_of, take
from tests.files import jpeg, pdf, png


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
