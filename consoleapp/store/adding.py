"""Many rows into one table by one statement, as fast as the engine takes them.

Each row is judged and sorted into every index by itself, and that is most of what a load costs. SQLite makes
the list of a CHECK such as ``status IN (…)`` anew for every row, so its rows go in unjudged and are judged
right after it by one statement over all of them. A table that held nothing gets its indexes when it is full.
PostgreSQL would keep others from a table whose indexes or foreign keys are taken away, so there it is done
only in a book in which nobody can be at work yet; then foreign keys, too, are judged for all rows at once.

All of it is in the transaction of the caller: a row that breaks a constraint ends it, as ever.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Insert,
    Table,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

MANY = 1_000
"""Fewer rows are added as they are."""
INDEXED_AFTERWARDS = 10_000
"""So many rows into an empty table are worth making its indexes anew."""


def add_rows(
    connection: Connection,
    statement: Insert,
    expected: int,
    parameters: Mapping[str, Any] | None = None,
    *,
    alone: bool = False,
) -> int:
    """Add the rows of an INSERT from SELECT, about ``expected`` of them; returns how many.

    ``alone`` says that nobody works in this book yet. Raises IntegrityError when a row breaks a constraint
    of its table.
    """
    table = statement.table
    assert isinstance(table, Table)
    if expected < MANY:
        return _execute(connection, statement, parameters)
    newest = connection.scalar(select(func.max(table.c.id)))
    sqlite = connection.dialect.name == "sqlite"
    with _bare(connection, table, newest is None and expected >= INDEXED_AFTERWARDS and (sqlite or alone)):
        if not sqlite:
            return _execute(connection, statement, parameters)
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        try:
            added = _execute(connection, statement, parameters)
        finally:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        _judge(connection, table, newest or 0)
        return added


def _execute(connection: Connection, statement: Insert, parameters: Mapping[str, Any] | None) -> int:
    counted = {"preserve_rowcount": True}
    return connection.execute(statement, parameters, execution_options=counted).rowcount


@contextmanager
def _bare(connection: Connection, table: Table, worth_it: bool) -> Iterator[None]:
    """The table without indexes meanwhile, on PostgreSQL without its foreign keys, too."""
    there = _index_names(connection, table) if worth_it else frozenset()
    # A load in bulk took them away already, and makes them when all its tables are full.
    indexes = sorted((one for one in table.indexes if one.name in there), key=lambda index: str(index.name))
    # SQLite cannot take a foreign key away; it looks the parent up by its row, which costs little.
    keys = table.foreign_key_constraints if worth_it and connection.dialect.name != "sqlite" else set()
    for index in indexes:
        connection.execute(DropIndex(index))
    for key in keys:
        connection.execute(DropConstraint(key))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))
    for key in keys:
        connection.execute(AddConstraint(key, isolate_from_table=False))


def _index_names(connection: Connection, table: Table) -> frozenset[str]:
    """The indexes ``table`` has now."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :name")
    else:
        query = text(
            "SELECT indexname FROM pg_indexes WHERE tablename = :name AND schemaname = current_schema()"
        )
    return frozenset(connection.execute(query, {"name": table.name}).scalars())


def _judge(connection: Connection, table: Table, newest: int) -> None:
    """Rows later than ``newest`` meet every CHECK of the table."""
    broken = [
        select(literal(str(check.name)))
        .where(table.c.id > newest, literal_column(f"NOT ({check.sqltext})"))
        .limit(1)
        .subquery()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    ]
    if not broken:
        return
    name = connection.execute(union_all(*map(select, broken)).limit(1)).scalar()
    if name is not None:
        said = sqlite3.IntegrityError(f"CHECK constraint failed: {name}")
        raise IntegrityError(f"INSERT INTO {table.name}", None, said)
