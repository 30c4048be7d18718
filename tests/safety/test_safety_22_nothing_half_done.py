"""SAFETY 22: a migration is all or nothing, after a copy. kill -9 is in tests/desk/test_ledger_faults.py."""

import itertools
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.command import upgrade
from sqlalchemy import event, inspect, text

from consoleapp.store import ddl, migrate
from consoleapp.store.engine import Database

OLD = "0012"
"""The revision of an older program."""

SCHEMA = {
    "sqlite": ("SELECT type, name, sql FROM sqlite_master ORDER BY type, name",),
    "postgresql": (
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, 2",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
        "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1",
    ),
}


class Broken(Exception):
    """The machine gave up."""


@pytest.fixture
def old_book(
    database_url: str, engine_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A book of an older program, with views, triggers and a company."""
    database = Database.open(f"sqlite:///{tmp_path}/old.db" if engine_name == "sqlite" else database_url)
    with database.write() as connection:
        if engine_name == "postgresql":
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        upgrade(migrate.configuration(connection), OLD)
        there = inspect(connection).get_table_names()
        with monkeypatch.context() as patched:
            patched.setattr(ddl, "APPEND_ONLY", [one for one in ddl.APPEND_ONLY if one in there])
            ddl.create_views_and_triggers(connection)
        connection.execute(text("INSERT INTO policy_holder (code, name_en) VALUES ('H1', 'ABC COMPANY')"))
    yield database
    database.close()


def state(database: Database) -> list[Any]:
    """Revision, schema and the company."""
    asked = (
        "SELECT version_num FROM alembic_version",
        *SCHEMA[database.name],
        "SELECT code, name_en FROM policy_holder",
    )
    with database.read() as connection:
        return [connection.exec_driver_sql(one).all() for one in asked]


def migrated(database: Database, breaks_after: int) -> bool:
    """Migrate on a machine that gives up after so many statements. Whether it came to the end."""
    done = itertools.count(1)

    def give_up(*_args: object) -> None:
        if next(done) == breaks_after:
            raise Broken

    event.listen(database.engine, "after_cursor_execute", give_up)
    try:
        database.migrate()
    except Broken:
        return False
    finally:
        event.remove(database.engine, "after_cursor_execute", give_up)
    return True


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "each"])
def test_safety_22_a_migration_that_fails_after_any_statement_changes_nothing(
    old_book: Database, step: int
) -> None:
    before = state(old_book)
    for count in itertools.count(1, step):
        if migrated(old_book, count):
            break
        assert state(old_book) == before, f"after {count} statements"
    assert count > 60, "it has broken at many places"
    assert old_book.is_current()
    assert state(old_book)[-1] == before[-1]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_safety_22_a_whole_copy_comes_first(
    old_book: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, copy = state(old_book), tmp_path / f"old-before-{OLD}.db"

    def no_room(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", no_room)
        with pytest.raises(OSError, match="No space"):
            old_book.migrate()
    assert state(old_book) == before, "without a copy nothing is changed"
    assert not list(tmp_path.glob("*before*")), "and half a copy does not stay"

    copy.write_bytes(b"what an older program left when it was killed")
    assert not migrated(old_book, 60)
    assert copy.stat().st_mode & 0o777 == 0o600
    kept = Database.open(f"sqlite:///{copy}")
    assert state(kept) == before
    kept.close()
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
