"""The databases tests get: on both engines, migrated, empty, and each test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from consoleapp.store.engine import Database
from tests.conftest import Books


def fill(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE left_behind (id INTEGER PRIMARY KEY)"))


def is_clean(database: Database) -> bool:
    return not inspect(database.engine).has_table("left_behind")


def test_migrated_and_on_the_engine_named(database: Database, engine_name: str) -> None:
    assert database.name == engine_name
    assert database.is_current()
    assert inspect(database.engine).has_table("member")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_leaves_the_next_does_not_find(database: Database, turn: int) -> None:
    assert is_clean(database)
    fill(database)
    assert not is_clean(database)


def test_several_books_are_apart(books: Books, engine_name: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with (
        books.fresh(engine_name, tmp_path / "one") as one,
        books.fresh(engine_name, tmp_path / "two") as two,
    ):
        first, second = Database.open(one), Database.open(two)
        fill(first)
        assert is_clean(second)
        first.close()
        second.close()


def test_one_engine_only(sqlite_database: Database, postgresql_database: Database) -> None:
    assert (sqlite_database.name, postgresql_database.name) == ("sqlite", "postgresql")


def test_the_file_of_a_book_is_private(sqlite_database: Database) -> None:
    path = sqlite_database.engine.url.database
    assert path
    assert Path(path).stat().st_mode & 0o077 == 0


@pytest.fixture
def names_on_the_server(postgres_url: str) -> Callable[[], set[str]]:
    import psycopg

    def ask() -> set[str]:
        with psycopg.connect(postgres_url) as connection:
            return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}

    return ask


def test_a_copy_is_dropped_even_with_somebody_connected(
    books: Books, tmp_path: Path, names_on_the_server: Callable[[], set[str]]
) -> None:
    import psycopg

    before = names_on_the_server()
    with books.fresh("postgresql", tmp_path) as url:
        forgotten = psycopg.connect(url)
        assert len(names_on_the_server() - before) >= 1
        mine = url.rpartition("/")[2]
    assert mine not in names_on_the_server()
    forgotten.close()
