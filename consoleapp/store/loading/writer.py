"""Rows of a sheet become rows of a table: what differs is changed, what is new is added."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Table, exists, insert, literal, or_, select, update

from consoleapp.store.engine import refresh_statistics
from consoleapp.store.loading.look_ups import found_by
from consoleapp.store.loading.shapes import Change
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Expression, Load

EXAMPLES = 5
"""So many records are named of each kind of change."""
MANY = 1_000
"""After so many new rows the planner is told."""


@dataclass(frozen=True, slots=True)
class Into:
    """A column of a table, the column of the sheet it comes from, and the value where it is not that cell."""

    target: str
    source: str
    value: Expression | None = None
    new_only: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """How rows of a sheet become rows of one table.

    ``found`` is the staged column with the id of the record on file; ``look_up`` finds it. ``where`` picks
    the rows that speak for a record. ``label`` names a record in a list of examples.
    """

    sheet: str
    subject: str
    table: Table
    look_up: ScalarSelect[int]
    into: tuple[Into, ...]
    label: Expression
    found: str = "target_id"
    where: tuple[Expression, ...] = ()
    flag: str = "changed"

    @property
    def stage(self) -> Table:
        return STAGES[self.sheet]

    def find(self, load: Load) -> None:
        """Look for the records on file; in an empty table there is nothing to look for."""
        if load.holds(self.table):
            load.connection.execute(found_by(load.connection, self.stage, self.found, self.look_up))

    def values(self, load: Load, *, new: bool) -> dict[str, Expression]:
        """Column → value, of the columns the file has."""
        given = load.given[self.sheet]
        return {
            item.target: self.stage.c[item.source] if item.value is None else item.value
            for item in self.into
            if item.source in given and (new or not item.new_only)
        }

    def good(self) -> list[Expression]:
        return [self.stage.c.bad == 0, *self.where]

    def mark_changed(self, load: Load, *also: Expression) -> int:
        """Flag the rows that differ from what is on file, or meet one of ``also``; returns how many."""
        stage, table = self.stage, self.table
        differs = [
            table.c[name].is_distinct_from(value) for name, value in self.values(load, new=False).items()
        ]
        differing = (
            exists().where(table.c.id == stage.c[self.found], or_(*differs)) if differs else literal(False)
        )
        return load.connection.execute(
            update(stage)
            .where(stage.c[self.found].is_not(None), *self.good(), or_(differing, *also))
            .values({self.flag: 1})
        ).rowcount

    def examples(self, load: Load, *where: Expression) -> tuple[str, ...]:
        asked = select(self.label).where(*self.good(), *where).order_by(self.stage.c.row).limit(EXAMPLES)
        return tuple(str(name) for name in load.connection.scalars(asked))

    def write(
        self,
        load: Load,
        *also: Expression,
        extra: Mapping[str, Expression] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Change:
        """Change what differs, add what is new, and put both on the list of changes.

        ``extra`` are further columns set where a record changes; ``before`` runs between marking and
        changing.
        """
        stage, table = self.stage, self.table
        changed = self.mark_changed(load, *also)
        named = self.examples(load, stage.c[self.flag] == 1) if changed else ()
        if before is not None:
            before()
        if changed:
            values = {**self.values(load, new=False), **(extra or {})}
            if "version" in table.c:
                values["version"] = table.c.version + 1
            load.connection.execute(
                update(table)
                .values(values)
                .where(table.c.id == stage.c[self.found], stage.c[self.flag] == 1, *self.good())
            )
        added, first = self.add(load)
        change = Change(self.sheet, self.subject, added, changed, (first + named)[:EXAMPLES])
        load.changes.append(change)
        return change

    def add(self, load: Load) -> tuple[int, tuple[str, ...]]:
        """Add the records that are not on file; returns how many, and the first by name."""
        stage, table = self.stage, self.table
        fresh = stage.c[self.found].is_(None)
        values = self.values(load, new=True)
        named = self.examples(load, fresh)
        if not named:
            return 0, ()
        rows = select(*values.values()).where(fresh, *self.good()).order_by(stage.c.row)
        added = load.insert(self.sheet, insert(table).from_select(list(values), rows))
        if added >= MANY:
            refresh_statistics(load.connection, table)
        return added, named
