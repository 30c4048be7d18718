"""Asking a member for documents: draft, send, chase, close; what was asked and what came (DOMAIN 5).

A request belongs to one claim; one at a time is under way. It is drafted first, so that the very text can be
read before it is sent. Taking papers in: :mod:`consoleapp.desk.document_intake`.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing, document_messages
from consoleapp.desk.claim_moving import GONE as NO_CLAIM
from consoleapp.desk.claim_moving import LONGEST_REASON, Held, hold, move
from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.desk.document_intake import (
    open_file,
    receive,
    refuse_new_invoice,
    reject,
    sweep_files,
    waive,
)
from consoleapp.desk.document_rows import (
    GONE,
    ask_again,
    first_move,
    hold_request,
    move_request,
    requests_of,
)
from consoleapp.desk.document_shapes import DocumentRequest, Draft, MessagePreview, Missing
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.documents import (
    AskedBy,
    DocumentItemStatus,
    DocumentKind,
    DocumentRequestStatus,
)
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ClaimStatus, Language
from consoleapp.rules.text import clean, within
from consoleapp.store.queries import claims as claim_queries
from consoleapp.store.queries import documents as queries
from consoleapp.store.queries import members as member_queries

__all__ = [
    "ask",
    "chase",
    "close",
    "draft",
    "listed",
    "of_claim",
    "of_member",
    "one",
    "open_file",
    "preview",
    "receive",
    "refuse_new_invoice",
    "reject",
    "send",
    "sweep_files",
    "waive",
]

MOST_ITEMS = 20
"""Papers of one request."""
LONGEST_LIST = 500
"""Requests a list shows at most."""
_TOKEN_BYTES = 24


@reads(Permission.HANDLE_DOCUMENTS)
def draft(work: Work, claim_id: int) -> Draft:
    """What a request for this claim would be now: language, channels that reach the member, due date."""
    number = claim_queries.head(work.connection, claim_id)
    if number is None:
        raise NotFound(NO_CLAIM)
    member = _looked(work, number.member_id)
    live = queries.live(work.connection, claim_id)
    asked = document_messages.addressee(work, member, number.claimant_id)
    possible = document_messages.possible(asked)
    return Draft(
        claim_id=claim_id,
        claim_no=number.claim_no,
        claim_version=number.version,
        language=asked.language or Language.ENGLISH,
        channels=document_messages.usual(possible),
        possible=possible,
        due_on=document_messages.due(work),
        live_request_id=None if live is None else live.id,
    )


@writes("documents.asked", Permission.HANDLE_DOCUMENTS)
def ask(
    work: Work,
    claim_id: int,
    items: Sequence[Missing],
    *,
    language: Language | None = None,
    channels: Sequence[AskedBy] | None = None,
    version: int,
    key: str,
) -> int:
    """Draft a request for ``items``; returns its id. Nothing is sent and the claim stays where it is.

    Without ``language`` and ``channels`` the member's own are taken. Raises Refused where a request is under
    way, the claim is decided, or a channel does not reach the member.
    """
    held = hold(work, claim_id, version)
    _can_wait(held)
    live = queries.live(work.connection, claim_id)
    if live is not None:
        raise Refused(
            N_("Documents were asked for already ({status}). Ask again under that request, or close it."),
            status=live.status,
        )
    return begin(work, held, items, language=language, channels=channels)


def begin(
    work: Work,
    held: Held,
    items: Sequence[Missing],
    *,
    language: Language | None = None,
    channels: Sequence[AskedBy] | None = None,
    at_intake: bool = False,
) -> int:
    """Write a draft; for verbs that hold the claim."""
    wanted = [Missing(one.kind, within(clean(one.words), LONGEST_REASON)) for one in items]
    if not 1 <= len(wanted) <= MOST_ITEMS:
        raise Refused(N_("Choose between 1 and {most} documents."), most=MOST_ITEMS)
    if any(one.kind is DocumentKind.OTHER and not one.words for one in wanted):
        raise Refused(N_("Say which other document is needed."))
    if len(set(wanted)) < len(wanted):
        raise Refused(N_("The same document is on the list twice."))
    asked = document_messages.addressee(work, held.member, held.claim.claimant_id)
    possible = document_messages.possible(asked)
    chosen = document_messages.usual(possible) if channels is None else tuple(dict.fromkeys(channels))
    if not chosen:
        raise Refused(N_("Choose how the member is asked."))
    for channel in chosen:
        if channel not in possible:
            raise Refused(
                N_("{channel} does not reach this member: nothing is on record for it."), channel=channel
            )
    staff_id = work.desk.actor.staff_id
    request_id = queries.add(
        work.connection,
        claim_id=held.claim_id,
        status=DocumentRequestStatus.DRAFT,
        language=language or asked.language or Language.ENGLISH,
        channels=" ".join(chosen),
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        at_intake=at_intake,
        asked_at=work.now,
        asked_by=staff_id,
    )
    first_move(work, request_id, None, DocumentRequestStatus.DRAFT)
    for place, one in enumerate(wanted, 1):
        item_id = queries.add_item(
            work.connection,
            request_id=request_id,
            position=place,
            kind=one.kind,
            words=one.words,
            status=DocumentItemStatus.OUTSTANDING,
            changed_at=work.now,
            changed_by=staff_id,
        )
        first_move(work, request_id, item_id, DocumentItemStatus.OUTSTANDING)
    work.record(
        "documents.asked",
        document_messages.reference(request_id),
        claim=held.claim_id,
        kinds=[one.kind for one in wanted],
        channels=list(chosen),
    )
    return request_id


@reads(Permission.HANDLE_DOCUMENTS)
def preview(work: Work, request_id: int) -> tuple[MessagePreview, ...]:
    """The very text that sending, or chasing, would put out now, for each channel; addresses are masked."""
    row = queries.one(work.connection, request_id)
    if row is None:
        raise NotFound(GONE)
    member = _looked(work, row.member_id)
    return document_messages.previews(work, row, member)


@writes("documents.sent", Permission.HANDLE_DOCUMENTS)
def send(work: Work, request_id: int, *, version: int, key: str) -> None:
    """Send a draft: the messages are in the outbox with the act, the claim waits from now on."""
    held, row = hold_request(work, request_id, version)
    _can_wait(held)
    if row.status is not DocumentRequestStatus.DRAFT:
        raise Refused(N_("This request was sent already. Ask again under it."))
    due_on = document_messages.due(work)
    document_messages.send(work, row, held.member, due_on)
    move_request(
        work,
        row,
        DocumentRequestStatus.OPEN,
        due_on=due_on,
        times_sent=1,
        last_sent_at=work.now,
    )
    if held.status is ClaimStatus.RECEIVED:
        move(work, held, ClaimStatus.IN_REVIEW, N_("Documents are missing."))
    if held.status is ClaimStatus.IN_REVIEW:
        move(work, held, ClaimStatus.PENDING_DOCUMENTS, N_("Documents were asked for."))
    work.record("documents.sent", document_messages.reference(request_id), times=1)


@writes("documents.chased", Permission.HANDLE_DOCUMENTS)
def chase(work: Work, request_id: int, *, version: int, key: str) -> None:
    """Ask again for what is still missing, with a new date; each time is counted."""
    held, row = hold_request(work, request_id, version)
    if row.status is not DocumentRequestStatus.OPEN:
        raise Refused(N_("This request was not sent yet. Send it first."))
    ask_again(work, held, row)


@writes("documents.closed", Permission.HANDLE_DOCUMENTS)
def close(work: Work, request_id: int, reason: str, *, version: int, key: str) -> None:
    """End a request though papers are missing. The claim keeps waiting until somebody decides about it."""
    _held, row = hold_request(work, request_id, version)
    why = within(clean(reason), LONGEST_REASON)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    move_request(work, row, DocumentRequestStatus.CLOSED, why)


@reads(Permission.READ_CLAIMS)
def one(work: Work, request_id: int) -> DocumentRequest:
    """One request with everything about it; the look is on record."""
    row = queries.one(work.connection, request_id)
    if row is None:
        raise NotFound(GONE)
    _looked(work, row.member_id)
    return requests_of(work, [row])[0]


@reads(Permission.READ_CLAIMS)
def of_claim(work: Work, claim_id: int) -> tuple[DocumentRequest, ...]:
    """The requests of a claim, newest first; the look is on record."""
    head = claim_queries.head(work.connection, claim_id)
    if head is None:
        raise NotFound(NO_CLAIM)
    _looked(work, head.member_id)
    return requests_of(work, queries.of_claim(work.connection, claim_id))


@reads(Permission.READ_CLAIMS)
def of_member(work: Work, member_id: int) -> tuple[DocumentRequest, ...]:
    """The requests of all claims of a member, newest first; the look is on record."""
    _looked(work, member_id)
    return requests_of(work, queries.of_member(work.connection, member_id))


@reads(Permission.HANDLE_DOCUMENTS)
def listed(work: Work, *, overdue: bool = False) -> tuple[DocumentRequest, ...]:
    """Requests under way in the whole book, those due first; only what is past its date with ``overdue``.

    It is the desk's own list of work: it names claims and papers, and nobody's illness. While somebody is on
    the line it shows only what they may hear of.
    """
    rows = queries.listed(
        work.connection,
        statuses=[DocumentRequestStatus.OPEN] if overdue else [s for s in DocumentRequestStatus if s.is_live],
        due_before=work.today if overdue else None,
        limit=LONGEST_LIST,
    )
    people = member_queries.people(work.connection, list({row.member_id for row in rows}))
    hear = {one.id for one in people if disclosing.may(work, Person.of(one, one.id), Topic.CLAIM_LINES)}
    for member_id in sorted(hear):
        work.looked(member_id, "documents")
    return requests_of(work, [row for row in rows if row.member_id in hear])


def _looked(work: Work, member_id: int) -> Row[Any]:
    """The member, when the caller on the line may hear of their claims; the look is on record."""
    member = member_queries.card(work.connection, member_id, work.today)
    if member is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    disclosing.require(work, Person.of(member, member.id), Topic.CLAIM_LINES)
    work.looked(member_id, "documents")
    return member


def _can_wait(held: Held) -> None:
    """Documents are asked for while a claim is open and not decided."""
    waiting = (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS)
    if held.status not in waiting:
        raise Refused(
            N_("The claim is {status}: no documents are asked for any more. A new claim can be opened."),
            status=held.status,
        )
