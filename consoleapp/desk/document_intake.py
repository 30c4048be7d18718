"""Taking papers in, item by item: files, checks, rejection, waiver, a new invoice turned away (DOMAIN 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import approvals, disclosing, document_rows
from consoleapp.desk.claim_moving import LONGEST_REASON, Held, hold
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.desk.document_shapes import InvoiceSeen, NewInvoice
from consoleapp.errors import Conflict, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.documents import (
    CameBy,
    DocumentCheck,
    DocumentItemStatus,
    DocumentRequestStatus,
    FileKind,
    checks_of,
)
from consoleapp.rules.files import FileFacts, inspect, must_be_usable
from consoleapp.rules.intake import invoice_key, total_of
from consoleapp.rules.permissions import Permission
from consoleapp.rules.text import clean, clean_lines, within
from consoleapp.store.files import FileStore
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.queries import claims as claim_queries
from consoleapp.store.queries import documents as queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import uploads as upload_queries

MOST_FILES = 20
"""Files of one paper at a time."""
LONGEST_REMARK = 2_000
FILES = "files"
"""The lock of the folder of files."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file that lies in the folder already, and what its content says."""

    sha256: str
    facts: FileFacts


def receive(
    desk: Desk,
    item_id: int,
    *,
    files: Sequence[Path] = (),
    uploaded: Sequence[int] = (),
    remarks: str = "",
    came_by: CameBy = CameBy.COUNTER,
    confirmed: Sequence[DocumentCheck] = (),
    invoice: InvoiceSeen | None = None,
    version: int,
    key: str,
) -> None:
    """Take a paper in, with its files, or on paper alone. The last one makes the request complete.

    What a member uploaded is named by ``uploaded``, as it was looked at; it counts as uploaded with these
    files only, for whose sender the one-time check is on record.

    Files are stored first, each whole; the row that names them is written with the act. Raises Refused for
    a file that is no JPEG, PNG or PDF, too large, too small, grey or cut off, and where a check is not
    confirmed; Conflict, naming who was faster; NewInvoice for an invoice that is none of the claim's.
    """
    if len(files) > MOST_FILES:
        raise Refused(N_("At most {most} files at a time."), most=MOST_FILES)
    _may_take_in(desk, item_id)
    taken = tuple(take_in(desk, file) for file in files)
    _receive(
        desk,
        item_id,
        taken,
        tuple(uploaded),
        within(clean_lines(remarks), LONGEST_REMARK),
        came_by,
        tuple(sorted(set(confirmed))),
        invoice,
        version,
        key=key,
    )


@reads(Permission.HANDLE_DOCUMENTS)
def _may_take_in(work: Work, item_id: int) -> None:
    """Nothing is put on the disk for somebody who may not. What the paper's state allows is asked later."""
    item = queries.item(work.connection, item_id)
    request = None if item is None else queries.one(work.connection, item.request_id)
    if request is None:
        raise NotFound(N_("This document is not on record. Look at the request again."))
    for one in member_queries.people(work.connection, [request.member_id]):
        disclosing.require(work, Person.of(one, one.id), Topic.CLAIM_LINES)


def take_in(desk: Desk, file: Path) -> TakenIn:
    """Store one file and say what it is. What it was called is forgotten."""
    figures = desk.settings.documents
    largest = figures.megabytes * 1_000_000
    try:
        with file.open("rb") as source:
            content = source.read(largest + 1)
            size = max(len(content), file.stat().st_size)
    except (OSError, ValueError) as error:
        raise Refused(
            N_("{file} cannot be read: {why}."),
            file=file.name,
            why=getattr(error, "strerror", None) or "?",
        ) from error
    if size > largest:
        must_be_usable(FileFacts(FileKind.PDF, size), largest=largest, least_pixels=1)
    facts = inspect(content)
    must_be_usable(facts, largest=largest, least_pixels=figures.least_pixels)
    return TakenIn(FileStore(desk.settings.files).put(content), facts)


@writes("document.received", Permission.HANDLE_DOCUMENTS)
def _receive(
    work: Work,
    item_id: int,
    taken: tuple[TakenIn, ...],
    uploaded: tuple[int, ...],
    remarks: str,
    came_by: CameBy,
    confirmed: tuple[DocumentCheck, ...],
    invoice: InvoiceSeen | None,
    version: int,
    *,
    key: str,
) -> None:
    held, request, item = document_rows.hold_item(work, item_id, version)
    if invoice is not None and item.kind.is_invoice:
        _must_be_of_claim(work, held, invoice)
    sent = [one for one in upload_queries.waiting(work.connection, [request.id]) if one.id in uploaded]
    _must_be_uploaded(came_by, uploaded, [one for one in sent if one.item_id == item_id])
    kinds = [one.facts.kind for one in taken] + [one.kind for one in sent]
    image = any(kind.is_image for kind in kinds)
    missing = tuple(one for one in checks_of(item.kind, image=image) if one not in confirmed)
    if missing:
        raise Refused(N_("Confirm first: {checks}. If it is not so, reject the document."), checks=missing)
    attach(work, item_id, taken)
    for one in sent:
        queries.attach(work.connection, item_id, one.sha256, work.desk.actor.staff_id, work.now)
    document_rows.move_item(
        work, request, item, DocumentItemStatus.RECEIVED, remarks=remarks, came_by=came_by
    )
    work.record(
        "document.received",
        held.subject,
        item=item_id,
        kind=item.kind,
        files=len(kinds),
        came_by=came_by,
        confirmed=list(confirmed),
    )
    document_rows.settle(work, held, request.id)


def _must_be_uploaded(came_by: CameBy, named: tuple[int, ...], there: Sequence[Row[Any]]) -> None:
    """What counts as uploaded came through the upload page, whose one-time check is on record, and waits."""
    if came_by is CameBy.UPLOAD and not named:
        raise Refused(N_("Nothing was uploaded for this document. Say how else it came."))
    if named and came_by is not CameBy.UPLOAD:
        raise Refused(N_("These files were uploaded by the member. Take them in as that."))
    if len(there) != len(set(named)):
        raise Conflict(N_("What was uploaded changed meanwhile. Look at the request again."))


def attach(work: Work, item_id: int, taken: Sequence[TakenIn]) -> None:
    """Put stored files on record and join them to a paper."""
    store = FileStore(work.desk.settings.files)
    if taken:
        lock_for_writing(work.connection, FILES)  # nobody sweeps between the look and the row
    for one in taken:
        if not store.has(one.sha256):
            raise Refused(N_("A stored file is gone. Take the document in again."))
        facts = one.facts
        queries.keep_file(
            work.connection, one.sha256, facts.kind, facts.size, facts.width, facts.height, work.now
        )
        queries.attach(work.connection, item_id, one.sha256, work.desk.actor.staff_id, work.now)


@writes("document.rejected", Permission.HANDLE_DOCUMENTS)
def reject(work: Work, item_id: int, reason: str, *, ask_again: bool = True, version: int, key: str) -> None:
    """Turn a paper away, with the reason the member is told; it is asked for again at once.

    With ``ask_again=False`` nothing is sent now, for the member is at the counter and was told.
    """
    held, request, item = document_rows.hold_item(work, item_id, version)
    why = within(clean(reason), LONGEST_REASON)
    if not why:
        raise Refused(N_("Say what is wrong with the document; the member is told."))
    document_rows.move_item(work, request, item, DocumentItemStatus.REJECTED, why)
    work.record("document.rejected", held.subject, item=item_id, kind=item.kind)
    if ask_again and request.status is DocumentRequestStatus.OPEN:
        document_rows.ask_again(work, held, request)


@writes("document.waived", Permission.HANDLE_DOCUMENTS)
def waive(
    work: Work,
    item_id: int,
    reason: str,
    *,
    approval_id: int | None = None,
    version: int,
    key: str,
) -> None:
    """Do without a paper. A second person approves exactly this (NeedsApproval until somebody has)."""
    held, request, item = document_rows.hold_item(work, item_id, version)
    why = within(clean(reason), LONGEST_REASON)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    approvals.use(
        work,
        ApprovalKind.DOCUMENT_WAIVER,
        {"item": item_id, "version": version, "kind": item.kind, "reason": why},
        approval_id,
        subject=held.subject,
        facts={
            N_("Claim"): held.claim.claim_no,
            N_("Document"): item.kind.word,
            **({N_("In words"): item.words} if item.words else {}),
            N_("Reason"): why,
        },
    )
    document_rows.move_item(work, request, item, DocumentItemStatus.WAIVED, why)
    work.record("document.waived", held.subject, item=item_id, kind=item.kind)
    document_rows.settle(work, held, request.id)


@writes("document.new_invoice", Permission.HANDLE_DOCUMENTS)
def _leave_refusal(work: Work, claim_id: int, *, key: str) -> int:
    held = hold(work, claim_id)
    work.record("document.new_invoice", held.subject)
    return held.member_id


def refuse_new_invoice(desk: Desk, claim_id: int, *, key: str) -> None:
    """A new invoice was handed in with documents: put the refusal on record and raise NewInvoice."""
    member_id = _leave_refusal(desk, claim_id, key=key)
    raise NewInvoice(_NEW_INVOICE, member_id=member_id)


_NEW_INVOICE = N_("A new invoice needs a claim of its own. Open one for this member with it.")


def _must_be_of_claim(work: Work, held: Held, invoice: InvoiceSeen) -> None:
    """Raise NewInvoice for an invoice that is none of the claim's, as far as its lines tell."""
    lines = claim_queries.one(work.connection, held.claim_id)
    numbers = {line.invoice_key for line in lines if line.invoice_key}
    number = invoice_key(invoice.number)
    if number and numbers:
        if number not in numbers:
            raise NewInvoice(_NEW_INVOICE, member_id=held.member_id)
        return
    amounts = {line.incurred for line in lines if line.incurred is not None}
    if invoice.amount is not None and amounts:
        known = amounts | {total_of(line.incurred for line in lines)}
        if invoice.amount not in known:
            raise NewInvoice(_NEW_INVOICE, member_id=held.member_id)


def open_file(desk: Desk, file_id: int) -> tuple[str, bytes]:
    """A file of a paper: the name it is given, and its content, checked. The look is on record."""
    row = _file(desk, file_id)
    name = document_rows.file_name(row.claim_no, row.document, row.id, row.kind)
    return name, FileStore(desk.settings.files).read(row.sha256)


@reads(Permission.HANDLE_DOCUMENTS)
def _file(work: Work, file_id: int) -> Row[Any]:
    return opened(work, queries.file_of(work.connection, file_id))


def opened(work: Work, row: Row[Any] | None) -> Row[Any]:
    """A file that may be opened: on record, and for the ears of whoever listens. The look is on record.

    Raises NotFound and NotAllowed.
    """
    if row is None:
        raise NotFound(N_("This file is not on record. Look at the request again."))
    for one in member_queries.people(work.connection, [row.member_id]):
        # A medical record says what the diagnosis says.
        disclosing.require(work, Person.of(one, one.id), Topic.DIAGNOSIS)
    work.looked(row.member_id, "file")
    return row


def sweep_files(desk: Desk, *, key: str) -> int:
    """Remove stored files no record names: their taking in was cut off. Returns how many went."""
    return _sweep(desk, key=key)


@writes("files.swept", Permission.BACK_UP)
def _sweep(work: Work, *, key: str) -> int:
    store = FileStore(work.desk.settings.files)
    lock_for_writing(work.connection, FILES)
    hours = work.desk.settings.documents.keep_strays_hours
    names = list(store.strays(timedelta(hours=hours), work.now))
    gone = 0
    for start in range(0, len(names), 500):
        batch = names[start : start + 500]
        known = queries.on_record(work.connection, batch)
        for name in batch:
            if name not in known:
                store.remove(name)
                gone += 1
    work.record("files.swept", "files", looked_at=len(names), removed=gone)
    return gone
