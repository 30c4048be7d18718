"""Another process makes the search index of a load: the same index, and nothing of it is left."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from consoleapp.store import search, second_core
from consoleapp.store.engine import Database
from consoleapp.store.loading import indexing
from consoleapp.store.search import making
from consoleapp.store.search.vocabulary import VERSION
from consoleapp.store.tables import search_key, search_word
from tests.exchange.book import BOOK, MEMBER, faults, load, rows, with_rows, write_csv

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@pytest.fixture
def processes(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> list[subprocess.Popen[bytes]]:
    """A maker for any load, however small; here are those that were started."""
    monkeypatch.setattr(indexing, "WORTH_IT", 1)
    monkeypatch.setattr(indexing, "FEW", 0)
    return started


def index_of(database: Database) -> tuple[list[Any], list[Any]]:
    with database.read() as connection:
        keys = connection.execute(select(search_key).order_by(search_key.c.key, search_key.c.member_id))
        words = connection.execute(
            select(search_word).where(search_word.c.word != VERSION).order_by(search_word.c.word)
        )
        return [tuple(row) for row in keys], [tuple(row) for row in words]


def test_the_index_is_the_one_that_is_made_here(
    database: Database, processes: list[subprocess.Popen[bytes]]
) -> None:
    load(database, SAMPLE)
    assert len(processes) == 1
    made = index_of(database)
    assert len(made[0]) > 1_000
    with database.write() as connection:
        search.rebuild(connection)
    assert index_of(database) == made


@pytest.mark.usefixtures("processes")
def test_a_maker_ends_with_a_load_that_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    bad = with_rows("members", {**MEMBER, "birth_date": "someday"})
    assert faults(sqlite_database, write_csv(tmp_path, bad))
    assert rows(sqlite_database, search_key) == []


def test_a_maker_that_dies_costs_time_only(
    sqlite_database: Database, tmp_path: Path, processes: list[subprocess.Popen[bytes]], monkeypatch: Any
) -> None:
    feed = making.Maker.feed

    def fatal(self: making.Maker, batches: Any) -> None:
        processes[0].kill()
        feed(self, batches)

    monkeypatch.setattr(making.Maker, "feed", fatal)
    load(sqlite_database, write_csv(tmp_path, BOOK))
    assert processes[0].poll() == -9
    made = index_of(sqlite_database)
    assert made[0]
    with sqlite_database.write() as connection:
        search.rebuild(connection)
    assert index_of(sqlite_database) == made


def test_one_core_is_for_the_load_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_core.os, "sched_getaffinity", lambda _process: {0}, raising=False)
    assert not second_core.is_spare()
    monkeypatch.setattr(second_core.os, "sched_getaffinity", lambda _process: {0, 1}, raising=False)
    assert second_core.is_spare()
