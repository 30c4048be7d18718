"""Many rows into one table by one statement, as fast as SQLite takes them; PostgreSQL asks for none of this.

SQLite makes the list of a CHECK such as ``status IN (…)`` anew for every row, two thirds of what a claim line
costs, and sorts every row into every index by itself. So the rows go in unjudged and are judged right after
it by one statement over all of them, and a table that held nothing gets its indexes when it is full. All of
it is in the transaction of the caller: a row that breaks a constraint ends it, as ever.
"""

import sqlite3
from collections.abc import Mapping
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
    union_all,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, DropIndex

MANY = 1_000
"""Fewer rows are added as they are."""
INDEXED_AFTERWARDS = 10_000
"""So many rows into an empty table are worth making its indexes anew."""


def add_rows(
    connection: Connection, statement: Insert, expected: int, parameters: Mapping[str, Any] | None = None
) -> int:
    """Add the rows of an INSERT from SELECT, about ``expected`` of them; returns how many.

    Raises IntegrityError when one breaks a constraint of its table.
    """
    table = statement.table
    assert isinstance(table, Table)
    if connection.dialect.name != "sqlite" or expected < MANY:
        return _execute(connection, statement, parameters)
    newest = connection.scalar(select(func.max(table.c.id)))
    later = table.indexes if newest is None and expected >= INDEXED_AFTERWARDS else set()
    for index in later:
        connection.execute(DropIndex(index))
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    try:
        added = _execute(connection, statement, parameters)
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    _judge(connection, table, newest or 0)
    for index in sorted(later, key=lambda index: str(index.name)):
        connection.execute(CreateIndex(index))
    return added


def _execute(connection: Connection, statement: Insert, parameters: Mapping[str, Any] | None) -> int:
    counted = {"preserve_rowcount": True}
    return connection.execute(statement, parameters, execution_options=counted).rowcount


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
