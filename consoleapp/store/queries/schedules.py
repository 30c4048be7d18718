"""Scheduled reports, who is told, and their runs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from consoleapp.rules.schedules import RunOutcome
from consoleapp.store.engine import upsert
from consoleapp.store.tables import report_recipient, report_schedule, schedule_run, staff

_run = schedule_run.c


def add(connection: Connection, recipients: Iterable[int], **values: object) -> int:
    """A new schedule; returns its id."""
    schedule_id: int = connection.execute(
        insert(report_schedule).values(**values).returning(report_schedule.c.id)
    ).scalar_one()
    told = [{"schedule_id": schedule_id, "staff_id": one} for one in recipients]
    connection.execute(insert(report_recipient), told)
    return schedule_id


def standing(connection: Connection) -> list[Row[Any]]:
    """Schedules that were not removed, with their owners, by id."""
    query = (
        select(report_schedule, staff.c.login.label("owner"))
        .join_from(report_schedule, staff, staff.c.id == report_schedule.c.owner_id)
        .where(report_schedule.c.removed_at.is_(None))
    )
    return list(connection.execute(query.order_by(report_schedule.c.id)))


def remove(connection: Connection, schedule_id: int, now: datetime) -> bool:
    """Run it no more; False where there is none."""
    removed = connection.execute(
        update(report_schedule)
        .where(report_schedule.c.id == schedule_id, report_schedule.c.removed_at.is_(None))
        .values(removed_at=now)
    )
    return removed.rowcount == 1


def pause(connection: Connection, schedule_id: int, now: datetime) -> bool:
    """Leave it out from now on; False where there is none that runs."""
    paused = connection.execute(
        update(report_schedule)
        .where(
            report_schedule.c.id == schedule_id,
            report_schedule.c.removed_at.is_(None),
            report_schedule.c.paused_at.is_(None),
        )
        .values(paused_at=now)
    )
    return paused.rowcount == 1


def resume(connection: Connection, schedule_id: int, now: datetime) -> bool:
    """Run it again from the next due time on; False where there is none that is paused."""
    resumed = connection.execute(
        update(report_schedule)
        .where(
            report_schedule.c.id == schedule_id,
            report_schedule.c.removed_at.is_(None),
            report_schedule.c.paused_at.is_not(None),
        )
        .values(paused_at=None, resumed_at=now)
    )
    return resumed.rowcount == 1


def recipients(connection: Connection, schedule_id: int | None = None) -> list[Row[Any]]:
    """Who is told, of one schedule or of all: schedule, and the member of staff."""
    query = select(
        report_recipient.c.schedule_id,
        staff.c.id,
        staff.c.login,
        staff.c.name,
        staff.c.email,
        staff.c.language,
        staff.c.disabled,
    ).join_from(report_recipient, staff, staff.c.id == report_recipient.c.staff_id)
    if schedule_id is not None:
        query = query.where(report_recipient.c.schedule_id == schedule_id)
    return list(connection.execute(query.order_by(staff.c.login)))


def run_of(connection: Connection, schedule_id: int, due_at: datetime) -> Row[Any] | None:
    """The run of one due time."""
    query = select(schedule_run).where(_run.schedule_id == schedule_id, _run.due_at == due_at)
    return connection.execute(query).first()


def runs(connection: Connection, schedule_id: int | None, limit: int) -> list[Row[Any]]:
    """Runs of one schedule or of all, also of removed ones, the newest first."""
    query = select(schedule_run, report_schedule.c.report).join_from(
        schedule_run, report_schedule, report_schedule.c.id == _run.schedule_id
    )
    if schedule_id is not None:
        query = query.where(_run.schedule_id == schedule_id)
    return list(connection.execute(query.order_by(_run.started_at.desc(), _run.id.desc()).limit(limit)))


def last_runs(connection: Connection) -> dict[int, Row[Any]]:
    """The newest run of each schedule."""
    newest = select(func.max(_run.id)).group_by(_run.schedule_id)
    rows = connection.execute(select(schedule_run).where(_run.id.in_(newest)))
    return {row.schedule_id: row for row in rows}


def claim_new(
    connection: Connection, schedule_id: int, due_at: datetime, now: datetime, lease: str, until: datetime
) -> int | None:
    """Take a due time nobody took; None when somebody did, in this moment or before."""
    found: int | None = connection.execute(
        upsert(connection, schedule_run)
        .values(
            schedule_id=schedule_id,
            due_at=due_at,
            lease=lease,
            lease_until=until,
            started_at=now,
            outcome=RunOutcome.RUNNING,
        )
        .on_conflict_do_nothing(index_elements=[_run.schedule_id, _run.due_at])
        .returning(_run.id)
    ).scalar()
    return found


def claim_again(connection: Connection, run: Row[Any], now: datetime, lease: str, until: datetime) -> bool:
    """Take over a run whose holder died; False when somebody else was faster."""
    taken = connection.execute(
        update(schedule_run)
        .where(_run.id == run.id, _run.lease == run.lease, _run.outcome == RunOutcome.RUNNING)
        .values(lease=lease, lease_until=until, started_at=now, tries=run.tries + 1)
    )
    return taken.rowcount == 1


def give_up_before(connection: Connection, schedule_id: int, due_at: datetime, now: datetime) -> None:
    """Runs of earlier due times whose holder died are not made up for."""
    connection.execute(
        update(schedule_run)
        .where(
            _run.schedule_id == schedule_id,
            _run.outcome == RunOutcome.RUNNING,
            _run.due_at < due_at,
            _run.lease_until <= now,
        )
        .values(outcome=RunOutcome.DIED, finished_at=now)
    )


def finish(connection: Connection, run_id: int, lease: str, **values: object) -> bool:
    """What became of the run; False when its lease went to somebody else."""
    done = connection.execute(
        update(schedule_run)
        .where(_run.id == run_id, _run.lease == lease, _run.outcome == RunOutcome.RUNNING)
        .values(**values)
    )
    return done.rowcount == 1
