"""One queue of what waits for somebody: mine, my desk's, everybody's; overdue first (SCREENS "Requests").

It names claims and people and what is to be done, nobody's illness. While somebody is on the line it shows
what they may hear of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import approvals, disclosing, outbox
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import clocks
from consoleapp.rules.dates import local_date
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.documents import DocumentRequestStatus
from consoleapp.rules.identity import Certificate
from consoleapp.rules.permissions import Permission, Role, allowed
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.service_requests import TOPICS
from consoleapp.rules.services import ServiceKind, ServiceState, number_of
from consoleapp.rules.statuses import ClaimStatus, MessageState
from consoleapp.rules.work import LONGEST, WorkKind, WorkScope, in_scope
from consoleapp.store import outbox as outbox_store
from consoleapp.store.queries import letters as letter_queries
from consoleapp.store.queries import services as service_queries
from consoleapp.store.queries import work as queries


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing to do."""

    kind: WorkKind
    subject: str
    """Number of the claim, or the name of whom to call."""
    about: str
    """Name of the member, or of the company."""
    about_zh: str
    certificate: str
    """``91307 0001-00``; the policy alone for a company."""
    due_on: date | None
    overdue: bool
    who: str
    """Who has it in hand; "" for nobody yet."""
    mine: bool
    why: Sentence
    owner_role: Role | None = None
    member_id: int | None = None
    policy_id: int | None = None
    """Whom a company's call-back is about."""
    claim_id: int | None = None
    request_id: int | None = None
    contact_id: int | None = None
    approval_id: int | None = None
    message_id: int | None = None
    letter_id: int | None = None
    service_id: int | None = None


@dataclass(frozen=True, slots=True)
class WorkList:
    """What waits, in its order. ``more``: of some kind the book holds more than was read; the order is whole
    as far as that kind goes.
    """

    rows: tuple[WorkRow, ...]
    more: bool


@reads(Permission.TAKE_CONTACTS)
def queue(work: Work, scope: WorkScope = WorkScope.MINE, most: int = LONGEST) -> WorkList:
    """What waits: approvals first, for who may give them, then what is overdue, then by date; of each kind
    the first ``most`` are read, whosever they are.

    Supervisors also see claims past their date, and messages that do not go out.
    """
    return waiting_now(work, scope, most)


def waiting_now(work: Work, scope: WorkScope, most: int = LONGEST) -> WorkList:
    """The same, for a verb that has more to tell."""
    me, connection = work.desk.actor, work.connection
    # Rows of each kind, and what makes them rows of the queue.
    read: list[tuple[list[Row[Any]], Callable[[Work, Row[Any]], WorkRow]]] = [
        (queries.promises(connection, most), _promise),
        (queries.requests(connection, work.today, most), _request),
        (queries.unasked(connection, most), _unasked),
    ]
    if allowed(me.role, Permission.HANDLE_DOCUMENTS):
        read.append((queries.uploads(connection, most), _upload))
        read.append((letter_queries.waiting(connection, most), _to_post))
    if allowed(me.role, Permission.DECIDE_CLAIMS):
        read.append((_late_claims(work, most), _late))
    if allowed(me.role, Permission.HANDLE_REQUESTS):
        mine = me.staff_id if scope is WorkScope.MINE else None
        read.append((service_queries.live(connection, most, mine), _service))
    found = [shape(work, row) for rows, shape in read for row in rows if _hears(work, row, _topic(row))]
    more = any(len(rows) >= most for rows, _shape in read)
    if allowed(me.role, Permission.APPROVE) and work.serving is None:
        found += [_approval(work, row) for row in approvals.waiting_now(work) if not row.mine]
    if allowed(me.role, Permission.MANAGE_MESSAGES) and work.serving is None:
        stuck = outbox_store.in_states(connection, [MessageState.STUCK], most)
        found += [_message(work, row) for row in stuck]
        more = more or len(stuck) >= most
    order = list(WorkKind)
    kept = [row for row in found if in_scope(scope, mine=row.mine, owner=row.owner_role, me=me.role)]
    # Somebody waits at a desk for an approval: it stands before what can wait for its day.
    kept.sort(
        key=lambda row: (
            row.approval_id is None,
            not row.overdue,
            row.due_on or date.max,
            order.index(row.kind),
            row.subject,
        )
    )
    return WorkList(tuple(kept), more)


def _topic(row: Row[Any]) -> Topic:
    """What a caller must be allowed to hear of for it to stand on the screen; of a request by its kind."""
    kind = getattr(row, "kind", None)
    return TOPICS[kind] if isinstance(kind, ServiceKind) else Topic.CLAIMS


def _hears(work: Work, row: Row[Any], topic: Topic = Topic.CLAIMS) -> bool:
    """Whether it may stand on the screen while this caller is on the line."""
    if work.serving is None:
        return True
    if row.member_id is None:
        return bool(work.serving.holder_id == row.holder_id)
    return disclosing.may(work, Person.of(row, row.member_id), topic)


def _row(
    work: Work, kind: WorkKind, row: Row[Any], subject: str, due: date | None, why: Sentence, **more: Any
) -> WorkRow:
    owner = getattr(row, "staff_id", None)
    company = row.member_id is None
    cert = "" if company else f" {Certificate(row.cert_no, row.suffix)}"
    return WorkRow(
        kind=kind,
        subject=subject,
        about=row.holder if company else row.name_en,
        about_zh="" if company else row.name_zh,
        certificate=f"{row.policy_no}{cert}",
        due_on=due,
        overdue=due is not None and due < work.today,
        who=getattr(row, "staff_name", "") or "",
        mine=owner == work.desk.actor.staff_id,
        why=why,
        owner_role=getattr(row, "staff_role", None),
        member_id=row.member_id,
        **more,
    )


def _promise(work: Work, row: Row[Any]) -> WorkRow:
    why = Sentence(N_("A call-back was promised for {due}."), {"due": row.promised_on})
    subject = row.name_en or row.holder
    more = {"contact_id": row.id, "policy_id": row.of_policy}
    return _row(work, WorkKind.CALL_BACK, row, subject, row.promised_on, why, **more)


def _request(work: Work, row: Row[Any]) -> WorkRow:
    more = {"claim_id": row.claim_id, "request_id": row.request_id}
    if row.request_status is DocumentRequestStatus.DRAFT:
        why = Sentence(N_("The request for documents was drafted and not sent."))
        return _row(work, WorkKind.SEND, row, row.claim_no, local_date(row.asked_at), why, **more)
    if row.to_be_called:
        why = Sentence(N_("No message reaches the member: ask for the documents in a call."))
        return _row(work, WorkKind.CALL_BACK, row, row.claim_no, row.due_on, why, **more)
    why = Sentence(
        N_("Documents were due by {due}; asked {times} times."), {"due": row.due_on, "times": row.times_sent}
    )
    return _row(work, WorkKind.CHASE, row, row.claim_no, row.due_on, why, **more)


def _unasked(work: Work, row: Row[Any]) -> WorkRow:
    why = Sentence(
        N_("The claim waits for documents since {day}; nobody asks for them."), {"day": row.status_on}
    )
    return _row(work, WorkKind.ASK, row, row.claim_no, row.status_on, why, claim_id=row.claim_id)


def _upload(work: Work, row: Row[Any]) -> WorkRow:
    since = local_date(row.arrived_at)
    why = Sentence(N_("The member uploaded documents on {day}; nobody looked at them."), {"day": since})
    more = {"claim_id": row.claim_id, "request_id": row.request_id}
    return _row(work, WorkKind.UPLOAD, row, row.claim_no, since, why, **more)


def _to_post(work: Work, row: Row[Any]) -> WorkRow:
    since = local_date(row.written_at)
    why = Sentence(N_("The letter was written on {day} and is not in the post yet."), {"day": since})
    more = {"claim_id": row.claim_id, "request_id": row.request_id, "letter_id": row.id}
    return _row(work, WorkKind.LETTER, row, row.claim_no, since, why, **more)


def _service(work: Work, row: Row[Any]) -> WorkRow:
    told = row.waits_for if row.state is ServiceState.WAITING else row.state
    why = Sentence(
        N_("{kind}, asked for on {day}: {state}."),
        {"kind": row.kind, "day": local_date(row.opened_at), "state": told},
    )
    return _row(work, WorkKind.SERVICE, row, number_of(row.id), row.due_on, why, service_id=row.id)


def _late_claims(work: Work, most: int = LONGEST) -> list[Row[Any]]:
    figures, calendar = work.desk.settings.claims, load_calendar()
    return queries.late(
        work.connection,
        clocks.late_since(work.today, figures.close_days, calendar),
        clocks.late_since(work.today, figures.payment_days, calendar),
        most,
    )


def _late(work: Work, row: Row[Any]) -> WorkRow:
    figures, calendar = work.desk.settings.claims, load_calendar()
    try:
        due = clocks.promised_on(
            row.status,
            row.complete_on,
            row.status_on,
            calendar,
            close_days=figures.close_days,
            payment_days=figures.payment_days,
        )
    except Refused:
        due = None
    paying = row.status is ClaimStatus.APPROVED
    why = Sentence(
        N_("Payment was promised by {due}.") if paying else N_("The claim was to be closed by {due}."),
        {"due": due or work.today},
    )
    return _row(work, WorkKind.CLAIM, row, row.claim_no, due, why, claim_id=row.claim_id)


def _message(work: Work, row: Row[Any]) -> WorkRow:
    told = outbox.row_of(row)
    since = local_date(told.created_at)
    return WorkRow(
        kind=WorkKind.MESSAGE,
        subject=f"#{told.message_id}",
        about="",
        about_zh="",
        certificate="",
        due_on=since,
        overdue=since < work.today,
        who="",
        mine=True,
        why=Sentence(
            N_("{event}, by {channel} to {address}: {trouble}."),
            {
                "event": Sentence(told.event) if told.kind is not None else told.event,
                "channel": told.channel,
                "address": told.to,
                "trouble": told.trouble or "–",
            },
        ),
        message_id=told.message_id,
    )


def _approval(work: Work, row: approvals.ApprovalRow) -> WorkRow:
    return WorkRow(
        kind=WorkKind.APPROVAL,
        subject=f"#{row.approval_id}",
        about="",
        about_zh="",
        certificate="",
        due_on=local_date(row.until),
        overdue=False,
        who=row.requested_by,
        mine=True,
        why=Sentence(N_("{kind}: {reason}"), {"kind": row.kind, "reason": row.reason}),
        approval_id=row.approval_id,
    )
