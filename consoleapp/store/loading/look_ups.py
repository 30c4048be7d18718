"""What the rows of a sheet name – a policy, a member, a claim – looked up for all of them at once.

SQLite goes row by row, each an instant, and takes minutes for one statement that joins tables. PostgreSQL
joins whole tables in an instant, and took half of a load that was on record already to go row by row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    Update,
    case,
    func,
    select,
    update,
)

Expression = ColumnElement[Any]
Step = tuple[Table, Callable[[FromClause], Expression]]
"""A table, and which of its records a row means, by that row and the tables before."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """A value of the record that ``steps`` lead to, each to one record at most."""

    value: Expression
    steps: tuple[Step, ...]

    @property
    def table(self) -> Table:
        """Where the record is."""
        return self.steps[-1][0]

    def of(self, stage: FromClause) -> ScalarSelect[Any]:
        """The value for a row of ``stage``."""
        (first, meant), *others = self.steps
        joined: FromClause = first
        for table, on in others:
            joined = joined.join(table, on(stage))
        return select(self.value).select_from(joined).where(meant(stage)).scalar_subquery()


def filling(
    connection: Connection,
    stage: Table,
    values: Mapping[str, Expression],
    look_ups: Mapping[str, LookUp],
    lead: str,
) -> Update:
    """The statement that sets these columns of every row.

    With ``lead`` – a column – the first row of each of its groups is marked in a column of that name: it
    speaks for the record that the group shares.
    """
    if connection.dialect.name == "sqlite":
        looked_up: dict[str, Expression] = {name: look_up.of(stage) for name, look_up in look_ups.items()}
        if lead:
            looked_up["lead"] = _first_by_index(stage, lead)
        return update(stage).values({**values, **looked_up})
    again = stage.alias("again")
    steps = dict(chain.from_iterable(look_up.steps for look_up in look_ups.values()))
    joined: FromClause = again
    for table, on in steps.items():
        joined = joined.outerjoin(table, on(again))
    columns = [look_up.value.label(name) for name, look_up in look_ups.items()]
    if lead:
        place = func.row_number().over(partition_by=again.c[lead], order_by=again.c.row)
        columns.append(case((place == 1, 1), else_=None).label("lead"))
    found = select(again.c.row, *columns).select_from(joined).subquery("found")
    given = {column.name: found.c[column.name] for column in columns}
    return update(stage).values({**values, **given}).where(found.c.row == stage.c.row)


def _first_by_index(stage: Table, group: str) -> Expression:
    other = stage.alias()
    earlier = select(other.c.row).where(other.c[group] == stage.c[group], other.c.row < stage.c.row)
    return case((~earlier.correlate(stage).exists(), 1), else_=None)


def found_by(connection: Connection, stage: Table, column: str, look_up: ScalarSelect[int]) -> Update:
    """The statement that sets ``column`` where there is none yet and ``look_up`` finds something."""
    unset = stage.c[column].is_(None)
    if connection.dialect.name == "sqlite":
        return update(stage).where(unset).values({column: look_up})
    asked = look_up.element
    assert isinstance(asked, Select)
    (value,) = asked.selected_columns
    assert asked.whereclause is not None
    return update(stage).where(unset, asked.whereclause).values({column: value})
