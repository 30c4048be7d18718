"""The sample book with a letter to write and an upload to take over."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from consoleapp.desk.opening import open_book
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.files import pdf

BY_LETTER, UPLOADED = "A2600011312", "A2600011378"


def by_letter(home: Path) -> None:
    """The request of one claim is asked by letter from now on."""
    with open_book(load(home, {})).write() as connection:
        asked = select(t.claim.c.id).where(t.claim.c.claim_no == BY_LETTER).scalar_subquery()
        requests = update(t.document_request).where(t.document_request.c.claim_id == asked)
        connection.execute(requests.values(channels="letter", token="sample"))


def leave_upload(home: Path, at: str) -> None:
    """What the upload page leaves: the medical record of one claim, checked ``at``."""
    with open_book(load(home, {})).read() as connection:
        row: Any = connection.execute(
            select(t.document_request.c.token, t.member.c.name_en)
            .join(t.claim, t.claim.c.id == t.document_request.c.claim_id)
            .join(t.member, t.member.c.id == t.claim.c.member_id)
            .where(t.claim.c.claim_no == UPLOADED)
        ).one()
    folder = load(home, {}).uploads / "1"
    folder.mkdir(parents=True)
    (folder / "scan").write_bytes(pdf())
    note = {
        "token": row.token,
        "name": row.name_en,
        "check": {"reference": "7001", "at": at},
        "papers": [{"kind": "medical_record", "files": ["scan"]}],
    }
    (folder / "upload.json").write_text(json.dumps(note), encoding="utf-8")
