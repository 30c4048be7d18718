"""Rows of contacts as verbs take them in hand: one's own, not over, at the version that was seen."""

from typing import Any

from sqlalchemy import Row

from consoleapp.desk.context import Work
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.statuses import ContactStatus
from consoleapp.rules.verification import Level, tries_left
from consoleapp.store.queries import contacts as queries
from consoleapp.store.queries import proofs


def mine(work: Work, contact_id: int, *, on_the_line: bool = False, ended: bool = False) -> Row[Any]:
    """One of my contacts. Raises NotFound, NotAllowed for another's, Refused for one that is over."""
    row = queries.one(work.connection, contact_id)
    if row is None:
        raise NotFound(N_("This contact is not on record."))
    if row.staff_id != work.desk.actor.staff_id:
        raise NotAllowed(N_("This contact is served by {name}."), name=row.staff_name)
    if row.status is ContactStatus.WRAPPED_UP and not ended:
        raise Refused(N_("This contact is wrapped up. Start another one."))
    if on_the_line and row.status is not ContactStatus.ACTIVE:
        raise Refused(N_("This contact is parked. Pick it up first."))
    return row


def same_version(row: Row[Any], version: int) -> None:
    if row.version != version:
        raise Conflict(N_("This contact was changed in another window. Look at it again; nothing was lost."))


def edit(work: Work, row: Row[Any], **changes: object) -> None:
    if not queries.edit(work.connection, row, **changes):
        raise Conflict(N_("This contact was changed in another window. Look at it again; nothing was lost."))


def another_caller(row: Row[Any]) -> dict[str, Any]:
    """What changes when whoever is on the line has proved nothing: another caller, or one from long ago."""
    return {
        "caller_turn": row.caller_turn + 1,
        "level": Level.NONE,
        "verified_how": None,
        "verified_at": None,
    }


def tries_subject(row: Row[Any]) -> str:
    """Under which name tries are counted."""
    return f"member:{row.member_id}" if row.member_id is not None else f"policy:{row.policy_id}"


def left_to(work: Work, row: Row[Any]) -> int:
    """Failed tries that are left to this caller now."""
    subject = tries_subject(row)
    return left_after(work, row, queries.failed_on(work.connection, [subject], work.today).get(subject, 0))


def left_after(work: Work, row: Row[Any], failed: int) -> int:
    """Tries left after ``failed`` of the day: those of the day first, then what a supervisor granted."""
    left = tries_left(failed, work.desk.settings.verification.tries_a_day)
    return left or proofs.granted(work.connection, row.id, row.caller_turn)
