"""Opening the database: SQLite with no set-up, PostgreSQL for many desks. The engines' rules live here."""

import hashlib
import os
import re
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    Text,
    bindparam,
    cast,
    create_engine,
    event,
    func,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from consoleapp.errors import Refused, WrongUse
from consoleapp.i18n import N_

SAFE_SHARED_SQLITE = (3, 51, 3)
"""Older libraries can lose a WAL reset when several processes share the file."""

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "vboxsf"}
)

TRUSTED_SECONDS = 2.0
"""A connection to PostgreSQL that answered so lately is not asked again whether it is there."""

_ON_CONNECT = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",
)


class Database:
    """One book: an engine, and the two kinds of transaction the floors above may ask for."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite reads from one state anyway; PostgreSQL would look anew with every statement.
        self._reading = (
            engine.execution_options(isolation_level="REPEATABLE READ")
            if engine.dialect.name == "postgresql"
            else engine
        )
        self._writing = engine.execution_options(consoleapp_writes=True)

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open ``url``: ``sqlite:///path`` or ``postgresql://…``. No statement is sent to PostgreSQL yet.

        Raises WrongUse when the address cannot be read, Refused for a SQLite file on a network drive.
        """
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise WrongUse(
                N_("The database address cannot be read. Use sqlite:///FILE or postgresql://USER@HOST/NAME.")
            ) from error
        backend = parsed.get_backend_name()
        if backend == "sqlite":
            return cls(_sqlite(parsed))
        if backend == "postgresql":
            return cls(_postgresql(parsed))
        raise WrongUse(N_("{kind} databases are not supported. Use SQLite or PostgreSQL."), kind=backend)

    @property
    def name(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the book; nothing it does is kept."""
        with self._reading.connect() as connection:
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is kept whole at the end, or not at all.

        Raises Refused when others on the same SQLite file have not let it begin for half a minute.
        """
        with ExitStack() as transaction:
            try:
                connection = transaction.enter_context(self._writing.begin())
            except OperationalError as error:
                if is_busy(error):
                    raise Refused(
                        N_("Other desks kept the book busy too long. Nothing was done; try again.")
                    ) from error
                raise
            yield connection

    def migrate(self) -> None:
        """Bring the schema to the newest revision; a copy is made first where there is something to lose."""
        from consoleapp.store.migrate import upgrade

        upgrade(self)

    def is_current(self) -> bool:
        """Whether the schema is the one this program was written for."""
        from consoleapp.store.revision import HEAD, recorded_revision

        with self.read() as connection:
            return recorded_revision(connection) == HEAD

    def close(self) -> None:
        self.engine.dispose()


MARKS: Mapping[str, ColumnElement[str]] = {
    "sqlite": bindparam("mark", type_=Text()),
    "postgresql": cast(func.pg_current_snapshot(), Text()),
}
"""By dialect, as SQL: what tells the state of the book that a transaction reads. Where it is the same twice,
nothing was committed in between; where it differs, something may have been. Needs :func:`mark_values`.
"""


def mark_values(connection: Connection) -> dict[str, str]:
    """What ``MARKS`` needs to know of a connection whose transaction has read something already.

    SQLite counts for each connection what others committed and what it changed itself.
    """
    if connection.dialect.name != "sqlite":
        return {}
    its: Any = connection.connection.driver_connection
    (others,) = its.execute("PRAGMA data_version").fetchone()
    number = connection.info.setdefault("number", next(_CONNECTIONS))
    return {"mark": f"{number}:{others}:{its.total_changes}"}


_CONNECTIONS = count()


def by_bytes(connection: Connection, column: ColumnElement[str]) -> ColumnElement[str]:
    """A column to order by, byte by byte on both engines, whatever PostgreSQL was set up with."""
    return column.collate("C") if connection.dialect.name == "postgresql" else column


def upsert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ``on_conflict_do_update``, which both engines write alike."""
    return upsert_of(connection.dialect.name, table)


def upsert_of(dialect: str, table: Table) -> Any:
    """The same for an engine known by name, for a statement that is made once."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)


def stage_rows(
    connection: Connection, table: Table, rows: list[tuple[Any, ...]], columns: Sequence[str]
) -> None:
    """Put many rows into a temporary table, as fast as the engine takes them.

    Values are what the driver stores as they are: text, whole numbers, dates and moments as ISO text in UTC.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
        return
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def stage_on_disk(connection: Connection) -> None:
    """Let temporary tables go to a private file: a large load must not fill memory.

    SQLite refuses once the connection has held a temporary table; then it stays as it was.
    """
    if connection.dialect.name == "sqlite":
        with suppress(OperationalError):
            connection.exec_driver_sql("PRAGMA temp_store = FILE")


def sha256_sql(connection: Connection, text: str) -> str:
    """SQL for the SHA-256, in hex, of what the SQL ``text`` says."""
    if connection.dialect.name == "sqlite":
        return f"sha256_hex({text})"  # taught to each connection, see below
    return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"


def day_sql(connection: Connection, column: str) -> str:
    """SQL for a date as text: ``2018-05-29``."""
    return column if connection.dialect.name == "sqlite" else f"to_char({column}, 'YYYY-MM-DD')"


def without_index(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """``column`` so that SQLite, which keeps no statistics here, does not take its index for a short way to
    most of the book; PostgreSQL knows better by itself.
    """
    if connection.dialect.name != "sqlite":
        return column
    return UnaryExpression(column, operator=operators.custom_op("+"), type_=column.type)


def refresh_statistics(connection: Connection, table: Table) -> None:
    """Tell PostgreSQL's planner what a table holds now, after many rows came in this transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table.name}")


def sqlite_is_old() -> bool:
    """Whether the SQLite library is too old to be trusted with several processes on one file."""
    return sqlite3.sqlite_version_info < SAFE_SHARED_SQLITE


def sqlite_version() -> str:
    """The version of the SQLite library in use."""
    return sqlite3.sqlite_version


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        _refuse_network_drive(path)
        _private(path)
    engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own BEGIN comes too late and is never IMMEDIATE; transactions are opened below.
        connection.isolation_level = None
        connection.create_function("sha256_hex", 1, _sha256_hex, deterministic=True)
        for pragma in _ON_CONNECT:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("consoleapp_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _sha256_hex(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,  # an error says which statement failed, never about whom
        connect_args={
            "options": "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
            "application_name": "consoleapp",
            # An address may say how long to wait: postgresql://…?connect_timeout=60
            "connect_timeout": int(str(url.query.get("connect_timeout", 10))),
        },
    )

    @event.listens_for(engine, "checkin")
    def _left(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["left"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        # Asking whether it still answers takes three messages: not before every key of somebody who types.
        if time.monotonic() - record.info.get("left", time.monotonic()) > TRUSTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    return engine


def _private(path: Path) -> None:
    """Make the file readable by its owner only, before SQLite writes a first byte into it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise Refused(
            N_("The database file {file} cannot be opened: {why}. Check the folder and its rights."),
            file=path.name,
            why=error.strerror,
        ) from error


def _refuse_network_drive(path: Path) -> None:
    """WAL needs memory shared on one machine; on a network drive two desks would damage the book."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    here = str(path.absolute().parent)
    kind, longest = "", -1
    for line in mounts.splitlines():
        _device, mount, file_system, *_rest = line.split(" ")
        mount = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), mount)
        inside = here == mount or here.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) > longest:
            kind, longest = file_system, len(mount)
    if kind in NETWORK_FILE_SYSTEMS:
        raise Refused(
            N_("{file} is on a network drive ({kind}), unsafe for SQLite. Use a local disk or PostgreSQL."),
            file=path.name,
            kind=kind,
        )


def is_busy(error: DBAPIError) -> bool:
    """Whether SQLite gave up waiting for another writer."""
    original: Any = error.orig
    return isinstance(original, sqlite3.Error) and original.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def is_duplicate(error: DBAPIError) -> bool:
    """Whether a write failed because a unique key is taken."""
    original: Any = error.orig
    if isinstance(original, sqlite3.Error):
        return original.sqlite_errorcode in (
            sqlite3.SQLITE_CONSTRAINT_UNIQUE,
            sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
        )
    return getattr(original, "sqlstate", None) == "23505"
