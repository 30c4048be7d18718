"""Scheduled reports into files: everything that is due, one after the other, each closed with its outcome."""

from collections.abc import Iterator

from consoleapp import faults
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.context import Clock
from consoleapp.desk.opening import Database
from consoleapp.desk.scheduled_runs import Claimed, Ended, claim, finish
from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.exchange.reports.catalogue import report
from consoleapp.exchange.reports.export import FileKind, Order, export, free_name
from consoleapp.rules.dates import local
from consoleapp.rules.schedules import RunOutcome
from consoleapp.settings import Settings


def run_due(database: Database, settings: Settings, clock: Clock) -> Iterator[tuple[Claimed, Ended]]:
    """Run what is due until nothing is. One that fails does not keep the next one from running."""
    while (claimed := claim(database, settings, clock)) is not None:
        ended = _run(claimed)
        finish(claimed, ended)
        yield claimed, ended


def _run(claimed: Claimed) -> Ended:
    if not claimed.may_run:
        return Ended(RunOutcome.NOT_ALLOWED)
    try:
        return _written(claimed)
    except NeedsApproval:
        return Ended(RunOutcome.TOO_MANY)
    except NotAllowed as error:
        return Ended(RunOutcome.NOT_ALLOWED, reason=str(error))
    except ConsoleError as error:
        return Ended(RunOutcome.REFUSED, reason=str(error))
    except Exception as error:  # not foreseen: it stands in the history and in the log, and the next one runs
        desk = claimed.desk
        return Ended(RunOutcome.FAULT, fault=faults.record(error, desk.settings.logs, desk.clock()))


def _written(claimed: Claimed) -> Ended:
    found = report(claimed.report)
    folder = claimed.desk.settings.exports
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The schedule's number keeps two of one report and one minute apart.
    name = f"{found.name}-{local(claimed.due_at):%Y%m%d-%H%M}-schedule-{claimed.schedule_id}"
    order = Order(
        found,
        found.given(claimed.parameters),
        file=free_name(folder, name, FileKind.XLSX),
        purpose=f"schedule {claimed.schedule_id}",  # also keeps approvals of exports by hand for these
    )
    steps = export(claimed.desk, order)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return Ended(RunOutcome.WRITTEN, end.value.rows, end.value.file.name)
