"""What a desk sent to PostgreSQL, and the very same sent again by the bare driver, with the same commits.

A replay is answered with other new ids than the recording, because the desks come in another order. They are
told by their size: every sequence counts in a range of its own (``spread_ids``), above whatever else is a
whole number in the book. Later statements of the same desk then name the new ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection as Driver
from psycopg import IsolationLevel
from sqlalchemy import Connection, event, text

from consoleapp.store.engine import Database

FIRST = 10**9
"""The first of the new ids; some columns that name one hold four bytes."""
RANGE = 10**7
"""Ids of one sequence."""


@dataclass(slots=True)
class Sent:
    """One statement as the driver got it, and the new ids it was answered with."""

    statement: str
    parameters: Any
    many: bool
    ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Transaction:
    """Statements with one end."""

    sent: list[Sent] = field(default_factory=list)
    writes: bool = False
    kept: bool = False


def spread_ids(connection: Connection) -> None:
    """Let every sequence of the book go on in a range of its own."""
    for number, name in enumerate(
        connection.execute(text("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S'"))
        .scalars()
        .all()
    ):
        connection.execute(
            text("SELECT setval(CAST(:name AS regclass), :first)"),
            {"name": name, "first": FIRST + RANGE * number},
        )


@contextmanager
def recording(database: Database) -> Iterator[list[Transaction]]:
    """The transactions sent meanwhile; whoever asks takes them out. One thread sends."""
    over: list[Transaction] = []
    current = [Transaction()]

    def before(
        connection: Connection, _cursor: Any, statement: str, parameters: Any, _x: Any, many: bool
    ) -> None:
        options = connection.get_execution_options()
        current[0].writes = bool(options.get("consoleapp_writes"))
        current[0].sent.append(Sent(statement, parameters, many))

    def after(_connection: Connection, cursor: Any, statement: str, _p: Any, _x: Any, _many: bool) -> None:
        current[0].sent[-1].ids = _ids(cursor, statement)

    def ended(kept: bool) -> None:
        current[0].kept = kept
        over.append(current[0])
        current[0] = Transaction()

    def commit(_connection: Connection) -> None:
        ended(True)

    def rollback(_connection: Connection) -> None:
        ended(False)

    listeners: tuple[tuple[str, Any], ...] = (
        ("before_cursor_execute", before),
        ("after_cursor_execute", after),
        ("commit", commit),
        ("rollback", rollback),
    )
    for name, listener in listeners:
        event.listen(database.engine, name, listener)
    try:
        yield over
    finally:
        for name, listener in listeners:
            event.remove(database.engine, name, listener)


def again(driver: Driver[Any], transactions: list[Transaction], ids: dict[int, int]) -> None:
    """Send them once more; ``ids`` are the new ids by those of the recording, and grow."""
    for transaction in transactions:
        driver.isolation_level = None if transaction.writes else IsolationLevel.REPEATABLE_READ
        cursor = driver.cursor()
        for sent in transaction.sent:
            parameters = _with(sent.parameters, ids)
            if sent.many:
                cursor.executemany(sent.statement, parameters)
            else:
                cursor.execute(sent.statement, parameters)
            if sent.ids:
                ids.update(zip(sent.ids, _ids(cursor, sent.statement), strict=True))
            if cursor.description is not None:
                cursor.fetchall()
        if transaction.kept:
            driver.commit()
        else:
            driver.rollback()


def _ids(cursor: Any, statement: str) -> list[int]:
    """The new ids among what an INSERT answered with."""
    answer = cursor.pgresult
    if answer is None or not statement.startswith("INSERT") or "RETURNING" not in statement:
        return []
    cells = (answer.get_value(row, at) for row in range(answer.ntuples) for at in range(answer.nfields))
    return [int(cell) for cell in cells if cell and cell.isdigit() and int(cell) > FIRST]


def _with(value: Any, ids: dict[int, int]) -> Any:
    """Parameters that name the new ids."""
    if isinstance(value, int):
        return ids.get(value, value)
    if isinstance(value, dict):
        return {name: _with(one, ids) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_with(one, ids) for one in value)
    return value
