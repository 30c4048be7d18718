"""What members upload: link, name and a one-time check that counts once; then somebody looks (DOMAIN 5)."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from consoleapp.desk import document_uploads, documents, work_queue
from consoleapp.desk.document_shapes import DocumentRequest
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, NotAllowed, Refused
from consoleapp.exchange.uploads import Collected, collect
from consoleapp.rules.documents import CameBy, DocumentItemStatus, DocumentRequestStatus
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.work import WorkKind, WorkScope
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.papers import CARD, RECORD, asked, status_of, take
from tests.files import jpeg, pdf

SCAN = pdf(b"the record")


@pytest.fixture
def request_(office: Office, ids: Ids) -> DocumentRequest:
    found = asked(office, ids.claims["A2000001450"], RECORD, CARD)
    office.clock.advance(minutes=30)
    return found


def token_of(office: Office, request: DocumentRequest) -> str:
    with office.database.read() as connection:
        found: str = connection.execute(
            select(tables.document_request.c.token).where(tables.document_request.c.id == request.request_id)
        ).scalar_one()
    return found


def left(office: Office, request: DocumentRequest, folder_name: str = "one", **changed: Any) -> Path:
    """A folder as the upload page leaves it."""
    folder = office.settings.uploads / folder_name
    folder.mkdir(parents=True)
    (folder / "1").write_bytes(SCAN)
    note: dict[str, Any] = {
        "token": token_of(office, request),
        "name": "tai man CHAN",
        "check": {"reference": f"check-{folder_name}", "at": office.clock().isoformat()},
        "papers": [{"kind": "medical_record", "files": ["1"]}],
    }
    (folder / "upload.json").write_text(json.dumps({**note, **changed}), encoding="utf-8")
    return folder


def collected(office: Office, login: str = "hotline") -> list[Collected]:
    return list(collect(office.desk_again(login)))


def waiting(office: Office) -> list[WorkKind]:
    rows = work_queue.queue(office.desk_again(), WorkScope.ALL).rows
    return [row.kind for row in rows if row.kind is WorkKind.UPLOAD]


def test_an_upload_waits_to_be_looked_at_and_is_taken_in(office: Office, request_: DocumentRequest) -> None:
    folder = left(office, request_, "evil\x1b]52;c;x")
    (one,) = collected(office)
    assert (one.upload_id is not None, one.error) == (True, None)
    assert not folder.exists()
    assert waiting(office) == [WorkKind.UPLOAD]
    record = documents.one(office.desk(), request_.request_id).items[0]
    assert record.status is DocumentItemStatus.OUTSTANDING
    (upload,) = record.uploads
    name, content = document_uploads.open_upload(office.desk(), upload.file_id)
    assert (name, content) == (f"A2000001450-medical-record-upload-{upload.file_id}.pdf", SCAN)
    with pytest.raises(Refused, match="Take them in as that"):
        take(office, documents.one(office.desk(), request_.request_id), uploaded=[upload.file_id])
    with pytest.raises(Refused, match="Confirm first"):
        take(
            office, documents.one(office.desk(), request_.request_id), uploaded=[upload.file_id],
            came_by=CameBy.UPLOAD, confirmed=(),
        )  # fmt: skip
    take(
        office, documents.one(office.desk(), request_.request_id), uploaded=[upload.file_id],
        came_by=CameBy.UPLOAD,
    )  # fmt: skip
    record = documents.one(office.desk(), request_.request_id).items[0]
    assert (record.status, record.came_by) == (DocumentItemStatus.RECEIVED, CameBy.UPLOAD)
    assert [len(record.files), len(record.uploads)] == [1, 0]
    assert waiting(office) == []
    kept = [one for one in office.settings.files.rglob("*") if one.is_file()]
    assert len(kept) == 1, "stored once, as an upload and as a paper"
    with office.database.read() as connection:
        row = connection.execute(select(tables.document_upload)).one()
    assert (row.name, row.checked_at <= row.arrived_at) == ("tai man CHAN", True)


def test_what_does_not_hold_is_refused_and_set_aside(office: Office, request_: DocumentRequest) -> None:
    now = office.clock().isoformat()
    early = "2026-11-20T10:00:00+00:00"
    outside = office.settings.home / "secret"
    outside.write_bytes(SCAN)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"token": "guessed"}, "no request"),
        ({"name": "CHAN SIU MAN"}, "name is not"),
        ({"name": ""}, "name is not"),
        ({"check": {"reference": " ", "at": now}}, "No one-time check"),
        ({"check": {"reference": "x", "at": early}}, "not of the time"),
        ({"check": {"reference": "x", "at": now[:-6]}}, "not of the form"),
        ({"check": None}, "not of the form"),
        ({"papers": []}, "No file"),
        ({"papers": [{"kind": "prescription", "files": ["1"]}]}, "not asked for"),
        ({"papers": [{"kind": "medical_record", "files": ["../../secret"]}]}, "not of the form"),
        ({"papers": [{"kind": "medical_record", "files": [str(outside)]}]}, "not of the form"),
        ({"papers": [{"kind": "medical_record", "files": ["2"]}]}, "cannot be read"),
        ({"papers": [{"kind": "medical_record", "files": ["upload.json"]}]}, "not of the form"),
    ]
    for number, (changed, why) in enumerate(wrong):
        folder = left(office, request_, f"n{number}", **changed)
        (one,) = collected(office)
        assert one.upload_id is None
        assert one.error is not None
        assert why in str(one.error), changed
        assert not folder.exists()
        assert (office.settings.uploads / "refused" / folder.name).is_dir()
    assert waiting(office) == []
    with office.database.read() as connection:
        events = connection.execute(select(tables.audit_entry.c.event)).scalars().all()
    assert events.count("upload.refused") == 13
    assert "document.uploaded" not in events


def test_a_check_counts_once_and_the_same_again_is_the_same(
    office: Office, request_: DocumentRequest
) -> None:
    left(office, request_, "one")
    assert collected(office)[0].upload_id is not None
    left(office, request_, "one")  # cut off before the folder was gone: it lies there again
    (again,) = collected(office)
    assert (again.upload_id, again.error) == (None, None)
    folder = left(office, request_, "one")
    (folder / "1").write_bytes(pdf(b"something else"))
    (other,) = collected(office)
    assert other.error is not None
    assert "used already" in str(other.error)


def test_a_rejected_upload_waits_no_more_and_the_next_one_does(
    office: Office, request_: DocumentRequest
) -> None:
    left(office, request_)
    collected(office)
    item = documents.one(office.desk(), request_.request_id).items[0]
    documents.reject(office.desk(), item.item_id, "page two is missing", version=item.version, key=new_key())
    assert waiting(office) == []
    with pytest.raises(Conflict, match="changed meanwhile"):
        take(
            office, documents.one(office.desk(), request_.request_id),
            uploaded=[item.uploads[0].file_id], came_by=CameBy.UPLOAD,
        )  # fmt: skip
    left(office, request_, "two")
    collected(office)
    assert waiting(office) == [WorkKind.UPLOAD]


def test_uploads_of_every_paper_complete_the_request(office: Office, request_: DocumentRequest) -> None:
    folder = left(
        office, request_, papers=[
            {"kind": "medical_record", "files": ["1", "1"]}, {"kind": "identity_card", "files": ["2"]},
        ],
    )  # fmt: skip
    (folder / "2").write_bytes(jpeg())
    collected(office)
    for place in (0, 1):
        request = documents.one(office.desk(), request_.request_id)
        uploaded = [one.file_id for one in request.items[place].uploads]
        assert len(uploaded) == 1, "the same file twice is one"
        take(office, request, place, uploaded=uploaded, came_by=CameBy.UPLOAD)
    assert documents.one(office.desk(), request_.request_id).status is DocumentRequestStatus.COMPLETE
    assert status_of(office, request_.claim_id) is ClaimStatus.IN_REVIEW
    left(office, request_, "late")
    (late,) = collected(office)
    assert "no request" in str(late.error)


def test_nothing_counts_as_uploaded_that_was_not(office: Office, request_: DocumentRequest) -> None:
    with pytest.raises(Refused, match="Nothing was uploaded"):
        take(office, request_, came_by=CameBy.UPLOAD)
    left(office, request_)
    with pytest.raises(NotAllowed):
        collected(office, "auditor")
    assert (office.settings.uploads / "one").is_dir(), "it is not the upload that is at fault"
