"""Running what is due: a due time is claimed, run with its owner's rights, and closed with what became of it.

Nobody signs in: whoever runs the machine runs this, with the database and the audit key. The owner's rights
are looked up at that moment, and each run is a session of its own that ends with it – a change of role or a
sign-out everywhere ends the run like anything else of theirs.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from consoleapp.desk import outbox
from consoleapp.desk.context import Actor, Clock, Desk, Work
from consoleapp.desk.schedules import timing_of_row
from consoleapp.errors import Conflict
from consoleapp.i18n import N_
from consoleapp.rules.dates import local_date
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.schedules import RunOutcome, last_due
from consoleapp.rules.templates import MessageKind, Value
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.engine import Database
from consoleapp.store.queries import schedules as queries
from consoleapp.store.queries import staff as staff_queries

LEASE = timedelta(hours=1)
"""A run that says nothing for this long is taken for dead; longer than any report takes."""
TRIES = 3
"""A run that died this often is given up."""
NEEDS = (Permission.EXPORT, Permission.READ_REPORTS)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due time in hand."""

    run_id: int
    schedule_id: int
    report: str
    parameters: Mapping[str, str]
    due_at: datetime
    lease: str = field(repr=False)
    desk: Desk
    """The owner's."""
    may_run: bool
    """No: the owner is disabled, or their role exports nothing any more."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a run."""

    outcome: RunOutcome
    rows: int | None = None
    file: str = ""
    reason: str = ""
    fault: str = ""


def claim(database: Database, settings: Settings, clock: Clock) -> Claimed | None:
    """Take the next due time into hand; None when nothing is due. Two processes never take the same one."""
    key = audit.read_key(settings.audit_key_file)
    with database.write() as connection:
        now = clock()
        for row in queries.standing(connection):
            due_at = last_due(timing_of_row(row), now)
            if row.paused_at is not None or due_at <= (row.resumed_at or row.created_at):
                continue
            owner = staff_queries.by_id(connection, row.owner_id)
            assert owner is not None  # staff are disabled, never removed
            desk = _desk(database, settings, clock, owner, key)
            if _given_up(desk, connection, row, due_at, now):
                continue
            lease = secrets.token_hex(8)
            queries.give_up_before(connection, row.id, due_at, now)
            run_id = _take(connection, row.id, due_at, now, lease)
            if run_id is None:
                continue
            facts = {"run": run_id, "due": due_at.isoformat()}
            entry = audit.Entry(now, "schedule.begun", None, None, f"schedule:{row.id}", facts)
            audit.append(connection, key, [entry])
            session_id = staff_queries.start_session(
                connection, owner.id, owner.epoch, now, staff_queries.BY_SCHEDULE
            )
            desk = replace(desk, actor=replace(desk.actor, session_id=session_id))
            may = not owner.disabled and all(allowed(owner.role, one) for one in NEEDS)
            return Claimed(run_id, row.id, row.report, json.loads(row.parameters), due_at, lease, desk, may)
    return None


def _desk(database: Database, settings: Settings, clock: Clock, owner: Row[Any], key: bytes) -> Desk:
    """The owner's desk, not signed in yet."""
    actor = Actor(owner.id, owner.login, owner.name, owner.role, 0, owner.language)
    return Desk(database, settings, clock, actor, key, unattended=True)


def _given_up(
    desk: Desk, connection: Connection, schedule: Row[Any], due_at: datetime, now: datetime
) -> bool:
    """Whether this due time died too often; whoever is to be told is told when that is found."""
    run = queries.run_of(connection, schedule.id, due_at)
    if run is None or run.outcome is not RunOutcome.RUNNING or run.lease_until > now or run.tries < TRIES:
        return False
    queries.finish(connection, run.id, run.lease, outcome=RunOutcome.DIED, finished_at=now)
    work = Work(desk, connection, now)
    _tell(work, schedule.id, run.id, schedule.report, due_at, Ended(RunOutcome.DIED))
    work.leave_trace()
    return True


def _take(
    connection: Connection, schedule_id: int, due_at: datetime, now: datetime, lease: str
) -> int | None:
    run = queries.run_of(connection, schedule_id, due_at)
    if run is None:
        return queries.claim_new(connection, schedule_id, due_at, now, lease, now + LEASE)
    if run.outcome is not RunOutcome.RUNNING or run.lease_until > now:
        return None
    return int(run.id) if queries.claim_again(connection, run, now, lease, now + LEASE) else None


def finish(claimed: Claimed, ended: Ended) -> None:
    """Close the run, tell whoever is to be told, and end its session, in one transaction.

    Raises Conflict when the run took so long that another process took it over.
    """
    desk = claimed.desk
    with desk.database.write() as connection:
        work = Work(desk, connection, desk.clock())
        closed = queries.finish(
            connection,
            claimed.run_id,
            claimed.lease,
            outcome=ended.outcome,
            finished_at=work.now,
            rows=ended.rows,
            file=ended.file,
            reason=ended.reason,
            fault=ended.fault,
        )
        if not closed:
            raise Conflict(N_("This run took too long and was begun again elsewhere."))
        _tell(work, claimed.schedule_id, claimed.run_id, claimed.report, claimed.due_at, ended)
        staff_queries.end_session(connection, desk.actor.session_id, work.now)
        work.leave_trace()


def _tell(work: Work, schedule_id: int, run_id: int, report: str, due_at: datetime, ended: Ended) -> None:
    """Whoever is named is told where the file lies, or that there is none; nothing of what is in it."""
    people = queries.recipients(work.connection, schedule_id)
    told = [row for row in people if row.email and not row.disabled]
    values: dict[str, Value]
    if ended.outcome is RunOutcome.WRITTEN:
        kind, values = MessageKind.REPORT_READY, {"file": ended.file, "schedule": schedule_id}
    else:
        due, why = local_date(due_at), ended.outcome
        kind, values = MessageKind.REPORT_FAILED, {
            "report": report, "due": due, "why": why, "schedule": schedule_id,
        }  # fmt: skip
    for row in told:
        letter = outbox.Letter(
            kind,
            MessageChannel.EMAIL,
            row.email,
            row.language,
            values,
            recipient_name=row.name,
            reference=f"schedule:{schedule_id}",
        )
        outbox.enqueue(work, letter)
    work.record(
        "schedule.ended",
        f"schedule:{schedule_id}",
        run=run_id,
        outcome=ended.outcome,
        rows=ended.rows,
        fault=ended.fault,
        told=[row.id for row in told],
    )
