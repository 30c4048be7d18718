"""What members upload by the link of a request, taken over from the upload page (DOMAIN 5).

The page lies outside: it asks for the name, makes the one-time check, and leaves what came in a folder with a
note of both. Here the link must be that of a request under way, the name that of whom it was sent to, and the
check one that was never used before. What is taken over waits: a person looks at it and takes it in, paper
by paper, like any other (:mod:`consoleapp.desk.document_intake`).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing, document_messages, document_rows
from consoleapp.desk.claim_moving import LONGEST_REASON
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.desk.document_intake import FILES, MOST_FILES, TakenIn, opened, take_in
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.reference.characters import characters
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.permissions import Permission
from consoleapp.rules.text import clean, within
from consoleapp.rules.verification import Factor, matches
from consoleapp.store.files import FileStore
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.queries import documents as queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import uploads as upload_queries

_UNKNOWN = N_("This link belongs to no request that is under way.")


@dataclass(frozen=True, slots=True)
class Upload:
    """What the upload page left: whose link, who they said they are, the check they passed, and the files."""

    token: str
    name: str
    check_reference: str
    """What the page calls the one-time check; it counts once."""
    checked_at: datetime
    papers: tuple[tuple[DocumentKind, tuple[Path, ...]], ...]


def take_over(desk: Desk, upload: Upload, *, key: str) -> int | None:
    """Put an upload on record, with its files; answers with its number, None where it is on record already.

    Raises Refused for a link, a name or a check that does not hold, a paper that was not asked for, and a
    file that is none of ours; nothing is on record then but what :func:`turn_away` writes.
    """
    if sum(len(files) for _kind, files in upload.papers) > MOST_FILES:
        raise Refused(N_("At most {most} files at a time."), most=MOST_FILES)
    _may_upload(desk, upload)
    papers = tuple(
        (kind, tuple({one.sha256: one for one in (take_in(desk, file) for file in files)}.values()))
        for kind, files in upload.papers
        if files
    )
    if not papers:
        raise Refused(N_("No file came with it."))
    return _take_over(desk, upload, papers, key=key)


@reads(Permission.HANDLE_DOCUMENTS)
def _may_upload(work: Work, upload: Upload) -> None:
    """Nothing is put on the disk for somebody who did not prove who they are."""
    _check(work, upload)


@writes("document.uploaded", Permission.HANDLE_DOCUMENTS)
def _take_over(
    work: Work, upload: Upload, papers: tuple[tuple[DocumentKind, tuple[TakenIn, ...]], ...], *, key: str
) -> int | None:
    request = _check(work, upload)
    held, row = document_rows.hold_request(work, request.id)
    reference = clean(upload.check_reference)
    used = upload_queries.used(work.connection, reference)
    if used:
        # The very same again: it was taken over, and whoever did was cut off before the folder was gone.
        sent = {one.sha256 for _kind, taken in papers for one in taken}
        if {one.sha256 for one in used} == sent and used[0].request_id == row.id:
            work.record("document.uploaded_again", held.subject, request=row.id)
            return None
        raise Refused(N_("This one-time check was used already."))
    asked = [one for one in queries.items(work.connection, [row.id]) if not one.status.is_settled]
    upload_id = upload_queries.add(
        work.connection,
        request_id=row.id,
        name=within(clean(upload.name), LONGEST_REASON),
        check_reference=reference,
        checked_at=upload.checked_at,
        arrived_at=work.now,
        staff_id=work.desk.actor.staff_id,
    )
    lock_for_writing(work.connection, FILES)  # nobody sweeps between the look and the row
    store = FileStore(work.desk.settings.files)
    for kind, taken in papers:
        item = next((one for one in asked if one.kind is kind), None)
        if item is None:
            raise Refused(N_("{document} was not asked for, or is here already."), document=kind)
        for one in taken:
            if not store.has(one.sha256):
                raise Refused(N_("A stored file is gone. Take the document in again."))
            facts = one.facts
            queries.keep_file(
                work.connection, one.sha256, facts.kind, facts.size, facts.width, facts.height, work.now
            )
            upload_queries.add_file(work.connection, upload_id, item.id, item.version, one.sha256)
    work.record(
        "document.uploaded",
        held.subject,
        request=row.id,
        upload=upload_id,
        kinds=[kind for kind, _taken in papers],
        files=sum(len(taken) for _kind, taken in papers),
    )
    return upload_id


def _check(work: Work, upload: Upload) -> Row[Any]:
    """The request whose link it is. Raises Refused where link, name or check does not hold."""
    row = upload_queries.by_token(work.connection, clean(upload.token))
    if row is None or not row.status.is_live:
        raise Refused(_UNKNOWN)
    member = member_queries.card(work.connection, row.member_id, work.today)
    if member is None:
        raise Refused(_UNKNOWN)
    disclosing.require(work, Person.of(member, member.id), Topic.CLAIM_LINES)
    asked = document_messages.addressee(work, member, row.claimant_id)
    names = [name for name in (asked.name_en, asked.name_zh) if name]
    if not matches(Factor.FULL_NAME, upload.name, names, one_script=characters().fold):
        raise Refused(N_("The name is not that of whom the request was sent to."))
    if not clean(upload.check_reference):
        raise Refused(N_("No one-time check was passed."))
    if not row.asked_at <= upload.checked_at <= work.now:
        raise Refused(N_("The one-time check is not of the time of this request."))
    return row


@writes("upload.refused", Permission.HANDLE_DOCUMENTS)
def turn_away(work: Work, reason: str, *, key: str) -> None:
    """Leave on record that something from the upload page was not taken over, and why."""
    work.record("upload.refused", "uploads", reason=reason)


def open_upload(desk: Desk, file_id: int) -> tuple[str, bytes]:
    """An uploaded file that waits: the name it is given, and its content, checked. The look is on record."""
    row = _file(desk, file_id)
    name = document_rows.upload_name(row.claim_no, row.document, row.id, row.kind)
    return name, FileStore(desk.settings.files).read(row.sha256)


@reads(Permission.HANDLE_DOCUMENTS)
def _file(work: Work, file_id: int) -> Row[Any]:
    return opened(work, upload_queries.file_of(work.connection, file_id))
