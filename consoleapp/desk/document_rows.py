"""Requests for documents as verbs take them in hand, and as the desk shows them."""

from typing import Any

from sqlalchemy import Row

from consoleapp.desk import document_messages
from consoleapp.desk.claim_moving import Held, hold, move
from consoleapp.desk.context import Work
from consoleapp.desk.document_shapes import (
    DocumentFile,
    DocumentItem,
    DocumentMove,
    DocumentRequest,
    SentMessage,
    UploadedFile,
)
from consoleapp.errors import Conflict, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.documents import (
    AskedBy,
    DocumentItemStatus,
    DocumentRequestStatus,
    all_settled,
    checks_of,
)
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.statuses import move as may_move
from consoleapp.store.queries import documents as queries
from consoleapp.store.queries import uploads as upload_queries

GONE = N_("This request for documents is not on record. Look at the claim again.")


def hold_request(work: Work, request_id: int, version: int | None = None) -> tuple[Held, Row[Any]]:
    """A request that papers may still come in under, and its claim, held. Raises like ``hold``, and Refused
    where the request is over."""
    found = queries.one(work.connection, request_id)
    if found is None:
        raise NotFound(GONE)
    held = hold(work, found.claim_id)
    row = queries.one(work.connection, request_id)  # as it stands now that nobody else may change it
    if row is None:
        raise NotFound(GONE)
    if version is not None and row.version != version:
        raise Conflict(
            N_("This request was changed meanwhile: {status}. Look at it again."), status=row.status
        )
    if not row.status.is_live:
        raise Refused(N_("This request is over ({status}). Ask for documents anew."), status=row.status)
    if held.status.is_closed:
        raise Refused(N_("The claim is closed ({status}). Nothing more is needed."), status=held.status)
    return held, row


def hold_item(work: Work, item_id: int, version: int) -> tuple[Held, Row[Any], Row[Any]]:
    """A paper, its request and claim, held. Raises Conflict, naming who was faster."""
    found = queries.item(work.connection, item_id)
    if found is None:
        raise NotFound(N_("This document is not on record. Look at the request again."))
    held, request = hold_request(work, found.request_id)
    row = queries.item(work.connection, item_id)
    if row is None or row.version != version:
        now = row or found
        raise Conflict(
            N_("{name} was faster: this document is {status} now. Look at the request again."),
            name=now.changed_by_name,
            status=now.status,
        )
    return held, request, row


def move_item(
    work: Work, request: Row[Any], item: Row[Any], to: DocumentItemStatus, reason: str = "", **changes: Any
) -> None:
    """Let a paper become ``to``. Raises Refused, naming what is possible."""
    may_move(item.status, to)
    edited = queries.edit_item(
        work.connection,
        item,
        status=to,
        reason=reason,
        changed_at=work.now,
        changed_by=work.desk.actor.staff_id,
        **changes,
    )
    if not edited:
        raise Conflict(N_("This document was changed a moment ago. Look at the request again."))
    _leave_move(work, request.id, item.id, item.status, to, reason)


def move_request(
    work: Work, request: Row[Any], to: DocumentRequestStatus, reason: str = "", **changes: Any
) -> None:
    """Let a request become ``to``. Raises Refused, naming what is possible."""
    may_move(request.status, to)
    if not to.is_live:
        changes |= {"ended_at": work.now, "end_reason": reason}
    edit_request(work, request, status=to, **changes)
    _leave_move(work, request.id, None, request.status, to, reason)
    work.record("documents.moved", document_messages.reference(request.id), old=request.status, new=to)


def edit_request(work: Work, request: Row[Any], **changes: Any) -> None:
    """Change a request. Raises Conflict when somebody was faster."""
    if not queries.edit(work.connection, request, **changes):
        raise Conflict(N_("This request was changed a moment ago. Look at it again."))


def first_move(work: Work, request_id: int, item_id: int | None, status: Any) -> None:
    """The history of a request or a paper begins."""
    _leave_move(work, request_id, item_id, None, status, "")


def ask_again(work: Work, held: Held, request: Row[Any]) -> None:
    """Send what is still missing once more, with a new date; each time is counted."""
    due_on = document_messages.due(work)
    document_messages.send(work, request, held.member, due_on)
    times = request.times_sent + 1
    edit_request(work, request, due_on=due_on, times_sent=times, last_sent_at=work.now)
    work.record("documents.chased", document_messages.reference(request.id), times=times)


def settle(work: Work, held: Held, request_id: int) -> bool:
    """With every paper settled the request is complete, its claim returns to review and the clock restarts.

    Returns whether that is so.
    """
    if not all_settled(queries.statuses(work.connection, request_id)):
        return False
    row = queries.one(work.connection, request_id)
    if row is None:
        raise NotFound(GONE)
    move_request(work, row, DocumentRequestStatus.COMPLETE)
    if held.status is ClaimStatus.PENDING_DOCUMENTS:
        move(work, held, ClaimStatus.IN_REVIEW, N_("Every document is in."))
    return True


def close_live(work: Work, held: Held, reason: str) -> None:
    """Close the request under way for a claim, if there is one."""
    row = queries.live(work.connection, held.claim_id)
    if row is not None:
        move_request(work, row, DocumentRequestStatus.CLOSED, reason)


def requests_of(work: Work, rows: list[Row[Any]]) -> tuple[DocumentRequest, ...]:
    """Rows of requests with their papers, files, history and messages, in the order of the rows."""
    ids = [row.id for row in rows]
    items = queries.items(work.connection, ids)
    files = queries.files(work.connection, ids)
    uploads = upload_queries.waiting(work.connection, [row.id for row in rows if row.status.is_live])
    moves = queries.moves(work.connection, ids)
    messages = document_messages.sent(work, rows)
    return tuple(
        _request(
            work,
            row,
            tuple(_item(one, row.claim_no, files, uploads) for one in items if one.request_id == row.id),
            tuple(_move(one) for one in moves if one.request_id == row.id),
            messages[row.id],
        )
        for row in rows
    )


def is_overdue(work: Work, row: Row[Any]) -> bool:
    """Past its date: open, and the day is over in Hong Kong."""
    return row.status is DocumentRequestStatus.OPEN and row.due_on is not None and row.due_on < work.today


def _request(
    work: Work,
    row: Row[Any],
    items: tuple[DocumentItem, ...],
    history: tuple[DocumentMove, ...],
    messages: tuple[SentMessage, ...],
) -> DocumentRequest:
    overdue = is_overdue(work, row)
    return DocumentRequest(
        request_id=row.id,
        version=row.version,
        claim_id=row.claim_id,
        claim_no=row.claim_no,
        claim_status=row.claim_status,
        claim_version=row.claim_version,
        member_id=row.member_id,
        status=row.status,
        language=row.language,
        channels=tuple(AskedBy(code) for code in row.channels.split()),
        due_on=row.due_on,
        overdue=overdue,
        times_sent=row.times_sent,
        last_sent_at=row.last_sent_at,
        asked_at=row.asked_at,
        asked_by=row.asked_by_name,
        at_intake=row.at_intake,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        items=items,
        history=history,
        messages=messages,
        next_step=_next_step(row, overdue),
    )


def _next_step(row: Row[Any], overdue: bool) -> Sentence:
    match row.status:
        case DocumentRequestStatus.DRAFT:
            return Sentence(N_("Not sent yet: look at the text, then send it."))
        case DocumentRequestStatus.OPEN if overdue:
            return Sentence(N_("Ask again with a new date, or close the request."))
        case DocumentRequestStatus.OPEN:
            return Sentence(N_("The claim goes on as soon as the last of it is here."))
        case DocumentRequestStatus.COMPLETE:
            return Sentence(N_("Everything is in. The claim is with the assessors again."))
        case _:
            return Sentence(N_("This request is closed. Ask anew where something is still needed."))


def _item(row: Row[Any], claim_no: str, files: list[Row[Any]], uploads: list[Row[Any]]) -> DocumentItem:
    return DocumentItem(
        item_id=row.id,
        version=row.version,
        kind=row.kind,
        words=row.words,
        status=row.status,
        reason=row.reason,
        remarks=row.remarks,
        came_by=row.came_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by_name,
        files=tuple(
            DocumentFile(
                one.id,
                file_name(claim_no, row.kind, one.id, one.kind),
                one.kind,
                one.size,
                one.received_at,
                one.staff_name,
            )
            for one in files
            if one.item_id == row.id
        ),
        checks_paper=checks_of(row.kind, image=False),
        checks_image=checks_of(row.kind, image=True),
        uploads=tuple(
            UploadedFile(
                one.id,
                upload_name(claim_no, row.kind, one.id, one.kind),
                one.kind,
                one.size,
                one.arrived_at,
                one.checked_at,
            )
            for one in uploads
            if one.item_id == row.id
        ),
    )


def file_name(claim_no: str, document: str, number: int, kind: str) -> str:
    """The name a file is given when it leaves the folder: ``A2000001447-medical-record-12.pdf``."""
    ending = {"jpeg": "jpg"}.get(kind, kind)
    return f"{claim_no}-{str(document).replace('_', '-')}-{number}.{ending}"


def upload_name(claim_no: str, document: str, number: int, kind: str) -> str:
    """The same of a file nobody took in yet: ``A2000001447-medical-record-upload-3.pdf``."""
    return file_name(claim_no, f"{document}_upload", number, kind)


def _move(row: Row[Any]) -> DocumentMove:
    machine = DocumentRequestStatus if row.item_id is None else DocumentItemStatus
    old = None if row.from_status is None else machine(row.from_status)
    return DocumentMove(row.at, row.item_id, old, machine(row.to_status), row.staff_name, row.reason)


def _leave_move(work: Work, request_id: int, item_id: int | None, old: Any, new: Any, reason: str) -> None:
    queries.leave_move(
        work.connection,
        request_id=request_id,
        item_id=item_id,
        from_status=None if old is None else old.value,
        to_status=new.value,
        at=work.now,
        staff_id=work.desk.actor.staff_id,
        reason=reason,
    )
