"""Opening a book, and the rules both engines keep."""

import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from consoleapp.errors import Refused, WrongUse
from consoleapp.store import engine as engine_module
from consoleapp.store.engine import Database
from consoleapp.store.tables import book


def test_an_address_of_another_database_is_refused_in_one_line() -> None:
    with pytest.raises(WrongUse, match="mysql databases are not supported"):
        Database.open("mysql://127.0.0.1/x")
    with pytest.raises(WrongUse, match="cannot be read"):
        Database.open("not an address")


def test_the_file_of_a_book_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "consoleapp.db"
    path.parent.mkdir()
    path.touch(mode=0o644)
    database = Database.open(f"sqlite:///{path}")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    database.close()


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"server:/share {tmp_path} nfs4 rw 0 0\nroot / ext4 rw 0 0\n"
    real = Path.read_text

    def read_text(self: Path, *args: object, **kwargs: object) -> str:
        return mounts if str(self) == "/proc/self/mounts" else real(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "read_text", read_text)
    with pytest.raises(Refused, match="network drive"):
        Database.open(f"sqlite:///{tmp_path}/consoleapp.db")
    assert not (tmp_path / "consoleapp.db").exists()


def test_sqlite_connections_keep_the_engine_rules(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/consoleapp.db")
    with database.read() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous", "recursive_triggers")
        }
    assert found == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1}
    database.close()


def test_what_a_reader_does_is_not_kept_and_a_failed_write_leaves_nothing(database: Database) -> None:
    with database.read() as connection:
        connection.execute(insert(book).values(name="x", value="read"))

    def fail() -> None:
        with database.write() as connection:
            connection.execute(insert(book).values(name="x", value="failed"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as connection:
        assert connection.execute(select(book.c.value).where(book.c.name == "x")).scalar() is None


def test_many_writers_wait_for_each_other(database: Database) -> None:
    """With a plain BEGIN most of these read-modify-writes fail as locked on SQLite."""
    with database.write() as connection:
        connection.execute(insert(book).values(name="n", value="0"))
    failures: list[BaseException] = []

    def count() -> None:
        for _round in range(10):
            try:
                with database.write() as connection:
                    row = select(book.c.value).where(book.c.name == "n").with_for_update()
                    value = int(connection.execute(row).scalar_one())
                    connection.execute(update(book).where(book.c.name == "n").values(value=str(value + 1)))
            except DBAPIError as error:
                failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(select(book.c.value).where(book.c.name == "n")).scalar() == "60"
    assert not failures


def test_a_book_that_stays_busy_says_so_and_nothing_was_done(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = tuple(rule for rule in engine_module._ON_CONNECT if "busy_timeout" not in rule)
    monkeypatch.setattr(engine_module, "_ON_CONNECT", (*hasty, "PRAGMA busy_timeout = 20"))
    other = Database.open(str(sqlite_database.engine.url))
    with sqlite_database.write() as connection:
        connection.execute(insert(book).values(name="x", value="kept"))
        with pytest.raises(Refused, match="kept the book busy"), other.write():
            raise AssertionError("two writers at once")
    with other.write() as connection:
        assert connection.execute(select(book.c.value).where(book.c.name == "x")).scalar() == "kept"
    other.close()


def test_an_old_sqlite_library_is_known_as_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module.sqlite3, "sqlite_version_info", (3, 51, 2))
    assert engine_module.sqlite_is_old()
    monkeypatch.setattr(engine_module.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert not engine_module.sqlite_is_old()


def test_an_error_of_the_database_names_nobody(database: Database) -> None:
    row = {"name": "n", "value": "CHAN TAI MAN"}
    with pytest.raises(DBAPIError) as raised, database.write() as connection:
        connection.execute(insert(book), [row, row])
    assert "INSERT" in str(raised.value)
    assert "CHAN" not in str(raised.value)
