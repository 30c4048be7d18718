"""Reports that are asked for again and again: who asks, whom they are told to, what became of them.

Running them is in ``desk/scheduled_runs.py``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row

from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.reports.asking import found, require, require_may_ask, told
from consoleapp.desk.reports.shapes import Given, Question
from consoleapp.desk.staff import named
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.schedules import RunOutcome, Timing, next_due
from consoleapp.store.queries import schedules as queries

LONGEST_LIST = 200
"""Runs shown at most."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: when it was due, when it ran, what came of it."""

    run_id: int
    schedule_id: int
    report: str
    due_at: datetime
    started_at: datetime
    finished_at: datetime | None
    outcome: RunOutcome
    rows: int | None
    file: str
    """Its name in the folder of exports."""
    reason: str
    """Why it was not written, an English sentence."""
    fault: str
    """The id of an unexpected error in the log."""


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One schedule, as lists show it."""

    schedule_id: int
    report: str
    parameters: Mapping[str, str]
    timing: Timing
    owner: str
    to: tuple[str, ...]
    next_due: datetime
    last: RunRow | None
    paused: bool


@writes("schedule.added", Permission.EXPORT)
def add(
    work: Work,
    question: Question,
    texts: Mapping[str, str],
    given: Given,
    timing: Timing,
    to: Sequence[str],
    *,
    key: str,
) -> int:
    """Run this report from now on, masked, with the rights I have each time; returns the schedule's id.

    ``texts`` are the parameters as typed, ``given`` what they mean. Raises Refused above the rows one person
    takes out – an approval is for one act and cannot stand open – and for staff without an address.
    """
    require(work, Permission.READ_REPORTS)
    require_may_ask(work, question)
    limit = work.desk.settings.reports.two_persons_above
    if found(work, question, given).count() > limit:
        raise Refused(
            N_(
                "Above {limit} rows a second person approves each export: this cannot run by itself. "
                "Narrow it down, or export it by hand."
            ),
            limit=limit,
        )
    people = {row.id: row for row in (named(work, login) for login in to)}
    if not people:
        raise Refused(N_("Say who is told that the file is there: --to LOGIN."))
    for row in people.values():
        if row.disabled or not row.email:
            raise Refused(
                N_("{login} cannot be told: consoleapp staff email {login} ADDRESS first."), login=row.login
            )
    schedule_id = queries.add(
        work.connection,
        sorted(people),
        owner_id=work.desk.actor.staff_id,
        report=question.name,
        parameters=json.dumps(dict(texts), ensure_ascii=False, sort_keys=True),
        every=timing.every,
        on_day=timing.on,
        at_time=f"{timing.at:%H:%M}",
        created_at=work.now,
    )
    work.record(
        "schedule.added",
        f"schedule:{schedule_id}",
        report=question.name,
        parameters=told(given),
        every=timing.every,
        day=timing.day,
        at=f"{timing.at:%H:%M}",
        to=sorted(people),
    )
    return schedule_id


@writes("schedule.removed", Permission.EXPORT)
def remove(work: Work, schedule_id: int, *, key: str) -> None:
    """Run it no more. Its history stays."""
    if not queries.remove(work.connection, schedule_id, work.now):
        raise NotFound(
            N_("There is no schedule {number}. See: consoleapp schedule list."), number=schedule_id
        )
    work.record("schedule.removed", f"schedule:{schedule_id}")


@writes("schedule.paused", Permission.EXPORT)
def pause(work: Work, schedule_id: int, *, key: str) -> None:
    """Leave it out until it is taken up again."""
    if not queries.pause(work.connection, schedule_id, work.now):
        raise NotFound(
            N_("There is no schedule {number} that runs. See: consoleapp schedule list."), number=schedule_id
        )
    work.record("schedule.paused", f"schedule:{schedule_id}")


@writes("schedule.resumed", Permission.EXPORT)
def resume(work: Work, schedule_id: int, *, key: str) -> None:
    """Run it again, from the next due time on: what fell due meanwhile is not made up for."""
    if not queries.resume(work.connection, schedule_id, work.now):
        raise NotFound(
            N_("There is no schedule {number} that is paused. See: consoleapp schedule list."),
            number=schedule_id,
        )
    work.record("schedule.resumed", f"schedule:{schedule_id}")


@reads(Permission.READ_REPORTS)
def schedules(work: Work) -> tuple[ScheduleRow, ...]:
    """Every schedule that stands, with its newest run."""
    last = queries.last_runs(work.connection)
    people: dict[int, list[str]] = {}
    for row in queries.recipients(work.connection):
        people.setdefault(row.schedule_id, []).append(row.login)
    return tuple(
        ScheduleRow(
            row.id,
            row.report,
            json.loads(row.parameters),
            timing := timing_of_row(row),
            row.owner,
            tuple(people.get(row.id, ())),
            next_due(timing, work.now),
            _run(last[row.id], row.report) if row.id in last else None,
            row.paused_at is not None,
        )
        for row in queries.standing(work.connection)
    )


@reads(Permission.READ_REPORTS)
def history(work: Work, schedule_id: int | None = None) -> tuple[RunRow, ...]:
    """Runs of one schedule or of all, the newest first."""
    return tuple(_run(row, row.report) for row in queries.runs(work.connection, schedule_id, LONGEST_LIST))


def timing_of_row(row: Row[Any]) -> Timing:
    """When a schedule of the table is due."""
    return Timing(row.every, row.on_day, time.fromisoformat(row.at_time))


def _run(row: Row[Any], report: str) -> RunRow:
    return RunRow(
        row.id,
        row.schedule_id,
        report,
        row.due_at,
        row.started_at,
        row.finished_at,
        row.outcome,
        row.rows,
        row.file,
        row.reason,
        row.fault,
    )
