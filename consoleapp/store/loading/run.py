"""One load from the first batch to the last record, inside the transaction it is given."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.store.engine import refresh_statistics, stage_on_disk, stage_rows
from consoleapp.store.loading import (
    claims,
    directory,
    ledger,
    mandates,
    parties,
    people,
    portal,
    questions,
    schedules,
)
from consoleapp.store.loading.shapes import BadRows, Batch, Fault, Loaded, Source
from consoleapp.store.loading.staging import FAILED_LOGINS, PROVIDER_NETWORKS, STAGES
from consoleapp.store.loading.steps import Load
from consoleapp.store.locking import try_lock

WRITING = N_("Sheets checked and written")

_LOADERS: dict[str, Callable[[Load], None]] = {
    "brokers": parties.load_brokers,
    "policies": parties.load_policies,
    "branches": parties.load_branches,
    "plans": schedules.load_plans,
    "benefits": schedules.load_benefits,
    "members": people.load_members,
    "claims": claims.load_claims,
    "invoices": ledger.load_invoices,
    "settlements": ledger.load_settlements,
    "mandates": mandates.load_mandates,
    "providers": directory.load_providers,
    "accounts": portal.load_accounts,
    "questions": questions.load_questions,
}
"""What is named is loaded before what names it."""


def run(
    connection: Connection,
    source: Source,
    now: datetime,
    name: str = "import",
    on_record: Callable[[Loaded], int] | None = None,
) -> Loaded:
    """Stage the rows of ``source``, check all, write what is new or different.

    Raises :class:`BadRows` with every fault found; the transaction is then to be rolled back, because good
    rows have been written by then. ``name`` stands in the history of claims as the source of their moves.
    ``on_record`` leaves a row for the load and returns its id, which the history of providers names.
    """
    if not try_lock(connection, "load"):
        raise Refused(N_("Another load is being written. Try again when it is done; nothing was changed."))
    stage_on_disk(connection)
    given = {sheet: frozenset(columns) for sheet, columns in source.given.items()}
    load = Load(connection, now, name, given)
    try:
        return _run(load, source, on_record)
    finally:
        load.indexing.close()


def _run(load: Load, source: Source, on_record: Callable[[Loaded], int] | None) -> Loaded:
    """Sheet by sheet: staged, judged, written, while whoever reads the source reads on."""
    connection, given = load.connection, load.given
    batches = _Coming(source.batches())
    writers = {sheet: write for sheet, write in _LOADERS.items() if sheet in given}
    for done, (sheet, write) in enumerate(writers.items()):
        source.progress(WRITING, done, len(writers) + 1)
        _stage(load, sheet, source.given[sheet], batches.of(sheet))
        write(load)
    batches.must_be_at_the_end()
    source.progress(WRITING, len(writers), len(writers) + 1)
    if load.faults.count:
        raise BadRows(in_order(load.faults.kept), load.faults.count)
    load.settling.finish(load.now, with_claims="claims" in given, alone=load.alone)
    load.indexing.finish()
    source.progress(WRITING, len(writers) + 1, len(writers) + 1)
    for table in (*(STAGES[sheet] for sheet in given), PROVIDER_NETWORKS, FAILED_LOGINS):
        connection.execute(DropTable(table, if_exists=True))
    loaded = Loaded(load.staged, tuple(change for change in load.changes if change.added or change.changed))
    if on_record is not None:
        directory.remember(load, on_record(loaded))
    return loaded


def in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """By sheet, row and column, as a reader goes through the files."""
    sheets = {name: place for place, name in enumerate(STAGES)}
    columns = {name: {c.name: place for place, c in enumerate(table.c)} for name, table in STAGES.items()}
    return tuple(
        sorted(
            faults,
            key=lambda fault: (sheets[fault.sheet], fault.row, columns[fault.sheet].get(fault.column, -1)),
        )
    )


class _Coming:
    """The batches of a source, asked for sheet by sheet."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self._next: Batch | None = None

    def of(self, sheet: str) -> Iterator[Batch]:
        """Those of one sheet."""
        while (batch := self._look()) is not None and batch.sheet == sheet:
            self._next = None
            yield batch

    def must_be_at_the_end(self) -> None:
        """Rows that came out of their turn would be lost."""
        batch = self._look()
        if batch is not None:
            raise ValueError(f"Rows of {batch.sheet} come too late")

    def _look(self) -> Batch | None:
        if self._next is None:
            self._next = next(self._batches, None)
        return self._next


def _stage(load: Load, sheet: str, given: tuple[str, ...], batches: Iterator[Batch]) -> None:
    """All rows of a sheet into its temporary table."""
    connection, stage = load.connection, STAGES[sheet]
    columns = ("row", "bad", *given)
    connection.execute(CreateTable(stage))
    load.staged[sheet] = 0
    for batch in batches:
        load.staged[sheet] += len(batch.rows)
        for fault in batch.faults:
            load.faults.add(fault)
        if batch.rows:
            stage_rows(connection, stage, batch.rows, columns)
        if sheet == "members":
            load.indexing.members_staged(load.staged[sheet])
    _prepare(connection, stage)


def _prepare(connection: Connection, stage: Table) -> None:
    """Keys are looked for in a moment, and the planner is to know how many rows there are."""
    for index in stage.indexes:
        connection.execute(CreateIndex(index))
    refresh_statistics(connection, stage)
