"""One move of a claim, as every verb makes it: along its table, under a lock, leaving a row (DOMAIN 4)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work
from consoleapp.desk.disclosing import Person
from consoleapp.errors import Conflict, NotFound
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.statuses import move as may_move
from consoleapp.store.queries import claims as queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.usage import settle

LONGEST_REASON = 500
"""Characters of a reason."""
GONE = N_("This claim is not on record any more. Search again.")


@dataclass(slots=True)
class Held:
    """A claim held by this transaction, and the member it is about."""

    claim: Row[Any]
    member: Row[Any]

    @property
    def claim_id(self) -> int:
        return int(self.claim.id)

    @property
    def member_id(self) -> int:
        return int(self.claim.member_id)

    @property
    def status(self) -> ClaimStatus:
        status: ClaimStatus = self.claim.status
        return status

    @property
    def subject(self) -> str:
        return f"claim:{self.claim.id}"


def hold(work: Work, claim_id: int, version: int | None = None) -> Held:
    """The claim, held until the transaction ends, when the caller on the line may speak about it.

    Raises NotFound, NotAllowed with the next step, Conflict when it is not the ``version`` that was seen.
    """
    row = queries.locked(work.connection, claim_id)
    member = None if row is None else member_queries.card(work.connection, row.member_id, work.today)
    if row is None or member is None:
        raise NotFound(GONE)
    disclosing.require(work, Person.of(member, member.id), Topic.CLAIM_LINES)
    held = Held(row, member)
    if version is not None and row.version != version:
        raise Conflict(
            N_("Claim {claim} was changed meanwhile; it is {status} now. Look at it again."),
            claim=row.claim_no,
            status=row.status,
        )
    return held


def move(work: Work, held: Held, to: ClaimStatus, reason: str = "") -> None:
    """Let the claim become ``to`` today. Raises Refused, naming what is possible."""
    old = held.status
    may_move(old, to)
    if not queries.edit(work.connection, held.claim, status=to, status_on=work.today):
        raise Conflict(GONE)  # it is held; nobody can have been faster
    queries.leave_move(
        work.connection,
        claim_id=held.claim_id,
        from_status=old,
        to_status=to,
        moved_on=work.today,
        recorded_at=work.now,
        source=queries.FROM_THE_DESK,
        staff_id=work.desk.actor.staff_id,
        reason=reason,
    )
    work.record("claim.moved", held.subject, old=old, new=to)
    fresh = queries.locked(work.connection, held.claim_id)
    if fresh is None:
        raise NotFound(GONE)
    held.claim = fresh
    moved(work, held)


def moved(work: Work, held: Held) -> None:
    """What follows from where a claim stands now is brought in step: what its lines use of benefits."""
    settle(work.connection, [held.claim_id], work.now)
