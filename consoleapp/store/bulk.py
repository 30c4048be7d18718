"""Filling an empty book fast: one transaction, rows in big batches, indexes made at the end.

Nothing of it is kept unless the whole of it is. On SQLite the write-ahead log would take the whole book a
second time, so the load runs with a rollback journal, which stays tiny because there is little to roll back
to. On PostgreSQL rows go in by COPY, and foreign keys are checked at the end for all rows at once.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import AddConstraint, DropConstraint

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.store.engine import Database
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.tables import metadata

_WHILE_LOADING = (
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = FILE",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA ignore_check_constraints = ON",
)
"""Rows come from a generator whose books are checked by tests; checking them here costs thrice the time."""


class BulkLoad:
    """Writes rows of whole tables, in the transaction of ``connection``."""

    def __init__(self, connection: Connection, tables: Sequence[Table]) -> None:
        self.connection = connection
        self._tables = tables
        self._statements: dict[tuple[str, tuple[str, ...]], str] = {}

    def write(self, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows whose values are as the engines keep them: texts, integers, ISO dates, UTC moments."""
        if not rows:
            return
        names = ", ".join(columns)
        cursor = self.connection.connection.cursor()
        if self.connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(columns))
            cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
            cursor.close()
            return
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.close()

    def drop_indexes(self) -> None:
        """Take away what slows the load down; :meth:`make_indexes` puts all of it back."""
        for table in self._tables:
            for index in table.indexes:
                index.drop(self.connection)
            if self.connection.dialect.name == "postgresql":
                for key in table.foreign_key_constraints:
                    self.connection.execute(DropConstraint(key))

    def make_indexes(self) -> Iterator[str]:
        """Make indexes and foreign keys again, checking every row; yields the name of each table done."""
        for table in self._tables:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                index.create(self.connection)
            yield table.name
        if self.connection.dialect.name == "postgresql":
            for table in self._tables:
                for key in table.foreign_key_constraints:
                    self.connection.execute(AddConstraint(key))
                if "id" in table.columns:
                    self.connection.execute(
                        text(
                            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                            f"COALESCE((SELECT MAX(id) FROM {table.name}), 0) + 1, false)"
                        )
                    )
                yield table.name


@contextmanager
def bulk_load(database: Database, names: Sequence[str]) -> Iterator[BulkLoad]:
    """A transaction in which the named tables, all empty, are filled; kept whole at the end, or not at all.

    Raises Refused when one of them holds a row.
    """
    tables = [table for table in metadata.sorted_tables if table.name in names]
    database.engine.dispose()  # on SQLite the journal can only change while nobody else has the file open
    with database.engine.connect().execution_options(consoleapp_writes=True) as connection:
        sqlite = _sqlite(connection)
        if sqlite is not None:
            _fast(sqlite)
        try:
            with connection.begin():
                lock_for_writing(connection, "bulk")
                _refuse_unless_empty(connection, tables)
                load = BulkLoad(connection, tables)
                load.drop_indexes()
                yield load
        finally:
            if sqlite is not None:
                # A connection opened anew has every setting of the engine back.
                connection.invalidate()
    if database.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    else:
        with database.write() as connection:
            connection.execute(text("PRAGMA analysis_limit = 400"))
            connection.execute(text("ANALYZE"))


def _sqlite(connection: Connection) -> sqlite3.Connection | None:
    driver = connection.connection.driver_connection
    return driver if isinstance(driver, sqlite3.Connection) else None


def _fast(driver: sqlite3.Connection) -> None:
    try:
        driver.execute("PRAGMA journal_mode = TRUNCATE")
    except sqlite3.OperationalError as error:
        raise Refused(
            N_("Another program has this book open. Close every other console and try again.")
        ) from error
    for pragma in _WHILE_LOADING:
        driver.execute(pragma)


def _refuse_unless_empty(connection: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        if connection.execute(table.select().limit(1)).first() is not None:
            raise Refused(
                N_(
                    "This book already holds {table}. Generate into an empty one: another --home or database."
                ),
                table=table.name,
            )
