"""Moves of a claim that staff make: review, pend, approve, decline, pay, withdraw (DOMAIN 4).

The insurer's system adjudicates; what it decides comes in by extract. Everything here goes along the same
table, and a move that is not on it is refused, whoever asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update

from consoleapp.desk import document_rows
from consoleapp.desk.claim_moving import LONGEST_REASON, Held, hold, move
from consoleapp.desk.context import Work, writes
from consoleapp.errors import NotAllowed, Refused
from consoleapp.i18n import N_
from consoleapp.rules.claim_moves import mover
from consoleapp.rules.documents import DocumentRequestStatus
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import ClaimStatus, PaymentMethod, ReasonPaidLess
from consoleapp.rules.statuses import move as may_move
from consoleapp.rules.text import clean, within
from consoleapp.store.queries import claims as queries
from consoleapp.store.queries import documents as document_queries
from consoleapp.store.tables import claim_line


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What one line is paid, and why less than was incurred."""

    line_no: int
    paid: Money
    reason: ReasonPaidLess | None = None


@writes("claim.moved", Permission.HANDLE_DOCUMENTS)
def review(work: Work, claim_id: int, *, reason: str = "", version: int, key: str) -> None:
    """Take a claim into review: a new one, or one whose documents are complete.

    A supervisor may also take up one that still waits, with a reason; its request is closed then.
    """
    held = hold(work, claim_id, version)
    waits = held.status is ClaimStatus.PENDING_DOCUMENTS
    _require(work, held, ClaimStatus.IN_REVIEW)
    why = within(clean(reason), LONGEST_REASON)
    if waits and not _documents_are_complete(work, held):
        if not allowed(work.desk.actor.role, Permission.DECIDE_CLAIMS):
            raise Refused(N_("Documents are still missing. Take them in first, or ask a supervisor."))
        why = _reason(why)
        document_rows.close_live(work, held, why)
    move(work, held, ClaimStatus.IN_REVIEW, why)


@writes("claim.moved", Permission.HANDLE_DOCUMENTS)
def pend(work: Work, claim_id: int, *, reason: str, version: int, key: str) -> None:
    """Let a claim in review wait for documents; asking for them does this by itself."""
    held = hold(work, claim_id, version)
    _require(work, held, ClaimStatus.PENDING_DOCUMENTS)
    move(work, held, ClaimStatus.PENDING_DOCUMENTS, _reason(reason))


@writes("claim.moved", Permission.DECIDE_CLAIMS)
def approve(
    work: Work,
    claim_id: int,
    *,
    decisions: Sequence[LineDecision] = (),
    reason: str = "",
    version: int,
    key: str,
) -> None:
    """Approve a claim. ``decisions`` set what lines are paid; the others keep what is on record."""
    held = hold(work, claim_id, version)
    _require(work, held, ClaimStatus.APPROVED)
    _set_paid(work, held, decisions)
    document_rows.close_live(work, held, N_("The claim was decided."))
    move(work, held, ClaimStatus.APPROVED, within(clean(reason), LONGEST_REASON))


@writes("claim.moved", Permission.DECIDE_CLAIMS)
def decline(work: Work, claim_id: int, *, reason: str, version: int, key: str) -> None:
    """Decline a claim, with the reason the member will be told."""
    held = hold(work, claim_id, version)
    _require(work, held, ClaimStatus.DECLINED)
    why = _reason(reason)
    document_rows.close_live(work, held, N_("The claim was decided."))
    move(work, held, ClaimStatus.DECLINED, why)


@writes("claim.moved", Permission.DECIDE_CLAIMS)
def pay(work: Work, claim_id: int, *, method: PaymentMethod, version: int, key: str) -> None:
    """Record that an approved claim was paid today. Every line with an amount must have been decided."""
    held = hold(work, claim_id, version)
    _require(work, held, ClaimStatus.PAID)
    for line in queries.one(work.connection, claim_id):
        if line.incurred is not None and line.paid is None:
            raise Refused(N_("Line {line} has no amount to pay yet. Set it first."), line=line.line_no)
    work.connection.execute(
        update(claim_line)
        .where(claim_line.c.claim_id == claim_id, claim_line.c.paid_on.is_(None))
        .values(paid_on=work.today, payment_method=method)
    )
    move(work, held, ClaimStatus.PAID)


@writes("claim.moved", Permission.WITHDRAW_CLAIMS)
def withdraw(work: Work, claim_id: int, *, reason: str, version: int, key: str) -> None:
    """Withdraw a claim at the member's wish: they are on the line, or a supervisor answers for it."""
    held = hold(work, claim_id, version)
    _require(work, held, ClaimStatus.WITHDRAWN)
    why = _reason(reason)
    if work.serving is None and not allowed(work.desk.actor.role, Permission.DECIDE_CLAIMS):
        raise NotAllowed(N_("A claim is withdrawn when the member asks. Start a contact with them first."))
    document_rows.close_live(work, held, N_("The claim was withdrawn."))
    move(work, held, ClaimStatus.WITHDRAWN, why)


def _require(work: Work, held: Held, to: ClaimStatus) -> None:
    """The move is possible at all, and this role may make it."""
    may_move(held.status, to)
    needs = mover(held.status, to)
    if not allowed(work.desk.actor.role, needs):
        raise NotAllowed(N_("Your role may not do this ({permission}). Ask a supervisor."), permission=needs)


def _reason(text: str) -> str:
    why = within(clean(text), LONGEST_REASON)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    return why


def _documents_are_complete(work: Work, held: Held) -> bool:
    """Whether what was asked for last has come in."""
    asked = document_queries.of_claim(work.connection, held.claim_id)
    return bool(asked) and asked[0].status is DocumentRequestStatus.COMPLETE


def _set_paid(work: Work, held: Held, decisions: Sequence[LineDecision]) -> None:
    lines = {line.line_no: line for line in queries.one(work.connection, held.claim_id)}
    for one in decisions:
        line = lines.get(one.line_no)
        if line is None:
            raise Refused(
                N_("Claim {claim} has no line {line}."), claim=held.claim.claim_no, line=one.line_no
            )
        if one.paid.currency != held.claim.currency:
            raise Refused(N_("Line {line} is in {currency}."), line=one.line_no, currency=held.claim.currency)
        if line.incurred is None or not 0 <= one.paid.minor <= line.incurred:
            raise Refused(
                N_("Line {line} cannot be paid {amount}: that is more than was incurred."),
                line=one.line_no,
                amount=one.paid,
            )
        if one.paid.minor < line.incurred and one.reason is None:
            raise Refused(N_("Say why line {line} is paid less than was incurred."), line=one.line_no)
        work.connection.execute(
            update(claim_line)
            .where(claim_line.c.id == line.line_id)
            .values(paid=one.paid.minor, reason=one.reason)
        )
