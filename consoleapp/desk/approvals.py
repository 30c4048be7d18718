"""A second person says yes before an act (SAFETY 11): asked for, decided, and used by the act itself, once.

A verb that needs two people takes ``approval_id: int | None = None`` and calls :func:`use` before it changes
anything::

    @writes("document.waived", Permission.HANDLE_DOCUMENTS)
    def waive(work: Work, item_id: int, reason: str, *, approval_id: int | None = None, key: str) -> None:
        item = ...
        approvals.use(
            work,
            ApprovalKind.DOCUMENT_WAIVER,
            {"item": item.id, "version": item.version, "reason": reason},  # everything the act will do
            approval_id,
            subject=f"claim:{item.claim_id}",
            facts={N_("Claim"): item.claim_no, N_("Document"): item.kind.word},  # ids, codes, amounts, dates
        )

Without an approval :func:`use` raises :class:`NeedsApproval`, which carries the :class:`Asked` act. A screen
hands it to ``screens.dialogs.approve.ApproveDialog``, a command prints it; when somebody has approved, the
same verb is called again with the same arguments. ``approval_id`` may stay None then: an approval of the very
same content, asked by the same person, is found by itself. One changed field needs a new approval.

Who may not be the second person: whoever asked; an account of the same name; an account the requester made,
enabled or reset within the last ``approvals.new_account_days`` – the requester may know its password.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert

from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.signin import second_person
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.approvals import (
    NEEDS,
    ApprovalKind,
    ApprovalState,
    Decision,
    FactValue,
    Payload,
    canonical,
    facts_as_text,
    facts_from_text,
    may_approve,
    same_name,
    state_of,
)
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import clean
from consoleapp.store import audit
from consoleapp.store.queries import approvals as queries
from consoleapp.store.queries import staff as staff_queries
from consoleapp.store.tables import approval

LONGEST_LIST = 200
"""Requests shown at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that needs a second person: its whole content, and what of it is shown."""

    kind: ApprovalKind
    payload: Payload
    subject: str
    facts: Mapping[str, FactValue]


class NeedsApproval(NotAllowed):
    """Somebody else has to say yes first; ``asked`` is what they are asked."""

    def __init__(self, asked: Asked, template: str, /, **values: object) -> None:
        super().__init__(template, **values)
        self.asked = asked


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A request for a second person, as lists and dialogs show it."""

    approval_id: int
    kind: ApprovalKind
    state: ApprovalState
    subject: str
    facts: tuple[tuple[str, FactValue], ...]
    """English labels of the catalogue, and typed values."""
    reason: str
    requested_by: str
    requested_at: datetime
    mine: bool
    """Whether I asked for it."""
    decided_by: str
    decided_at: datetime | None
    remark: str
    until: datetime
    """When the request or the approval lapses."""


def use(
    work: Work,
    kind: ApprovalKind,
    payload: Payload,
    approval_id: int | None = None,
    *,
    subject: str,
    facts: Mapping[str, FactValue],
) -> int:
    """Take up the approval of this very act, once; returns its id. For verbs, before they change anything.

    Raises NeedsApproval where none was given, Refused where the one named does not hold: of another kind,
    person or content, not approved, used, too old, or its approver is no longer one.
    """
    asked = Asked(kind, payload, subject, facts)
    digest = _digest(work, kind, payload)
    row = _named(work, approval_id) if approval_id is not None else _found(work, kind, digest)
    if row is None:
        raise NeedsApproval(
            asked, N_("{kind} needs a second person. Ask a supervisor to approve it."), kind=kind
        )
    if row.requested_by != work.desk.actor.staff_id:
        raise Refused(N_("This approval was asked for by {name}. Ask for one of your own."), name=_asker(row))
    if row.kind is not kind or not hmac.compare_digest(row.payload_hash, digest):
        raise NeedsApproval(
            asked, N_("What was approved is not what would be done now. Ask for approval again.")
        )
    state = _state(work, row)
    if state is not ApprovalState.APPROVED:
        raise NeedsApproval(asked, N_("This approval is: {state}. Ask for approval again."), state=state)
    _still_second(work, row)
    if not queries.edit(work.connection, row, used_at=work.now):
        raise Conflict(N_("This approval was used a moment ago. Look again."))
    work.record("approval.used", _subject(row.id), kind=kind, approver=row.decided_by, about=subject)
    return int(row.id)


@writes("approval.asked", None)
def ask(work: Work, asked: Asked, reason: str, *, key: str) -> int:
    """Send an act to the supervisors' queue; returns the number of the request. Refused without a reason.

    The same content asked again while it waits is the same request.
    """
    if not allowed(work.desk.actor.role, NEEDS[asked.kind].ask):
        raise NotAllowed(
            N_("Your role may not do this ({permission}). Ask a supervisor."),
            permission=NEEDS[asked.kind].ask,
        )
    why = clean(reason)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    digest = _digest(work, asked.kind, asked.payload)
    since = work.now - _waits(work)
    there = queries.unused(work.connection, work.desk.actor.staff_id, asked.kind, digest, None, since)
    approval_id: int
    if there is not None:
        approval_id = there.id
    else:
        approval_id = work.connection.execute(
            insert(approval)
            .values(
                kind=asked.kind,
                payload_hash=digest,
                subject=asked.subject,
                facts=facts_as_text(asked.facts),
                reason=why,
                requested_by=work.desk.actor.staff_id,
                requested_at=work.now,
            )
            .returning(approval.c.id)
        ).scalar_one()
    work.record("approval.asked", _subject(approval_id), kind=asked.kind, about=asked.subject)
    return approval_id


@writes("approval.approved", Permission.APPROVE)
def approve(work: Work, approval_id: int, *, key: str) -> None:
    """Say yes to what somebody else asked. Raises NotAllowed for one's own, Conflict when it was decided."""
    actor = work.desk.actor
    _decide(work, approval_id, Decision.APPROVED, actor.staff_id, "")


@writes("approval.refused", Permission.APPROVE)
def refuse(work: Work, approval_id: int, remark: str, *, key: str) -> None:
    """Say no, with a reason for whoever asked."""
    why = clean(remark)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    _decide(work, approval_id, Decision.REFUSED, work.desk.actor.staff_id, why)


@writes("approval.withdrawn", None)
def withdraw(work: Work, approval_id: int, *, key: str) -> None:
    """Take back what one asked, before somebody decides. Raises NotAllowed for another's."""
    row = _named(work, approval_id)
    if row.requested_by != work.desk.actor.staff_id:
        raise NotAllowed(N_("Only {name}, who asked for it, may take this back."), name=_asker(row))
    _close(work, row, Decision.WITHDRAWN, work.desk.actor.staff_id, "")


def approve_here(
    desk: Desk, approval_id: int, login: str, password: str, code: str = "", *, key: str
) -> None:
    """A second person approves at this desk with their own login and password; no session is opened.

    Raises ``signin.MoreNeeded`` where they have a second factor and ``code`` is missing.

    The tries at the password are counted as at sign-in. Raises NotAllowed where they may not approve this.
    """
    person = second_person(desk, login, password, code)
    _approve_beside(desk, approval_id, person.id, person.epoch, key=key)


@writes("approval.signed", None)
def _approve_beside(work: Work, approval_id: int, staff_id: int, epoch: int, *, key: str) -> None:
    """Only for :func:`approve_here`, which knows that ``staff_id`` stands at this desk."""
    person = staff_queries.by_id(work.connection, staff_id)
    if person is None or person.disabled or person.epoch != epoch:
        raise NotAllowed(N_("This account was changed a moment ago. Sign again."))
    _decide(work, approval_id, Decision.APPROVED, staff_id, "", beside=True)


@reads(Permission.APPROVE)
def waiting(work: Work) -> tuple[ApprovalRow, ...]:
    """What waits for somebody like me, oldest first; one's own requests are among them, marked as mine."""
    return waiting_now(work)


def waiting_now(work: Work) -> tuple[ApprovalRow, ...]:
    """The same, for a verb that has more to tell."""
    rows = queries.waiting(work.connection, work.now - _waits(work), LONGEST_LIST)
    return tuple(_shown(work, row) for row in rows if may_approve(work.desk.actor.role, row.kind))


@reads(None)
def mine(work: Work) -> tuple[ApprovalRow, ...]:
    """What I asked for, newest first."""
    rows = queries.of_requester(work.connection, work.desk.actor.staff_id, LONGEST_LIST)
    return tuple(_shown(work, row) for row in rows)


@reads(None)
def one(work: Work, approval_id: int) -> ApprovalRow:
    """One request: mine, or one I may decide. Raises NotFound for any other."""
    row = _named(work, approval_id)
    if row.requested_by != work.desk.actor.staff_id and not may_approve(work.desk.actor.role, row.kind):
        raise NotFound(N_("There is no request {number} for you. See: consoleapp approvals."), number=row.id)
    return _shown(work, row)


def _decide(
    work: Work, approval_id: int, decision: Decision, staff_id: int, remark: str, *, beside: bool = False
) -> None:
    row = _named(work, approval_id)
    _require_second(work, row, staff_id)
    if _state(work, row) is ApprovalState.LAPSED and row.decision is None:
        raise Refused(N_("This request waited too long. It has to be asked again."))
    _close(work, row, decision, staff_id, remark, beside=beside)


def _close(
    work: Work, row: Row[Any], decision: Decision, staff_id: int, remark: str, *, beside: bool = False
) -> None:
    decided = {"decision": decision, "decided_by": staff_id, "decided_at": work.now, "remark": remark}
    if row.decision is not None or not queries.edit(work.connection, row, **decided):
        raise Conflict(N_("Somebody decided this a moment ago. Look again."))
    # Whoever decided did it, even at another's desk.
    facts = {"kind": row.kind, "requester": row.requested_by, "about": row.subject, "remark": remark}
    if beside:
        facts["at_desk_of"] = work.desk.actor.staff_id
    event = f"approval.{decision}"
    work.entries.append(
        audit.Entry(work.now, event, staff_id, None if beside else work.contact_id, _subject(row.id), facts)
    )


def _require_second(work: Work, row: Row[Any], staff_id: int) -> None:
    """Raise NotAllowed unless ``staff_id`` is another person than who asked, and may approve this kind."""
    requester = staff_queries.by_id(work.connection, row.requested_by)
    person = staff_queries.by_id(work.connection, staff_id)
    if requester is None or person is None or person.disabled:
        raise NotAllowed(N_("Whoever approved this may no longer do so. Ask for approval again."))
    if person.id == requester.id:
        raise NotAllowed(N_("You asked for this yourself. Somebody else has to approve it."))
    if not may_approve(person.role, row.kind):
        raise NotAllowed(
            N_("{name} may not approve this ({permission}). Ask a supervisor."),
            name=person.name,
            permission=NEEDS[row.kind].approve,
        )
    days = work.desk.settings.approvals.new_account_days
    since = work.now - timedelta(days=days)
    if same_name(person.name, requester.name):
        raise NotAllowed(N_("Two accounts of one name are not two people. Ask another supervisor."))
    if queries.handed_out_by(work.connection, person.id, requester.id, since):
        raise NotAllowed(
            N_("{requester} made or reset the account of {name} in the last {days} days. Ask another one."),
            requester=requester.name,
            name=person.name,
            days=days,
        )


def _still_second(work: Work, row: Row[Any]) -> None:
    """Between the approval and the act nobody lost what it needed."""
    try:
        _require_second(work, row, row.decided_by)
    except NotAllowed as error:
        raise Refused(N_("Whoever approved this may no longer do so. Ask for approval again.")) from error


def _found(work: Work, kind: ApprovalKind, digest: str) -> Row[Any] | None:
    """An approval of this very content that still holds, asked by the person acting."""
    since = work.now - _holds(work)
    staff_id = work.desk.actor.staff_id
    return queries.unused(work.connection, staff_id, kind, digest, Decision.APPROVED, since)


def _named(work: Work, approval_id: int) -> Row[Any]:
    row = queries.one(work.connection, approval_id)
    if row is None:
        raise NotFound(
            N_("There is no request {number} for you. See: consoleapp approvals."), number=approval_id
        )
    return row


def _digest(work: Work, kind: ApprovalKind, payload: Payload) -> str:
    text = "approval\n" + canonical(kind, payload)
    return hmac.new(work.desk.audit_key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _holds(work: Work) -> timedelta:
    return timedelta(minutes=work.desk.settings.approvals.minutes)


def _waits(work: Work) -> timedelta:
    return timedelta(hours=work.desk.settings.approvals.wait_hours)


def _state(work: Work, row: Row[Any]) -> ApprovalState:
    return state_of(
        row.decision,
        requested_at=row.requested_at,
        decided_at=row.decided_at,
        used_at=row.used_at,
        now=work.now,
        holds=_holds(work),
        waits=_waits(work),
    )


def _shown(work: Work, row: Row[Any]) -> ApprovalRow:
    decided = row.decided_at
    return ApprovalRow(
        approval_id=row.id,
        kind=row.kind,
        state=_state(work, row),
        subject=row.subject,
        facts=facts_from_text(row.facts),
        reason=row.reason,
        requested_by=_asker(row),
        requested_at=row.requested_at,
        mine=row.requested_by == work.desk.actor.staff_id,
        decided_by=row.decided_by_name or "",
        decided_at=decided,
        remark=row.remark,
        until=row.requested_at + _waits(work) if decided is None else decided + _holds(work),
    )


def _subject(approval_id: int) -> str:
    return f"approval:{approval_id}"


def _asker(row: Row[Any]) -> str:
    return str(row.requested_by_name)
