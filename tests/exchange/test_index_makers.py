"""Other processes make the search index of a load: the same index, and nothing of them is left."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.loading import indexing
from consoleapp.store.search import making
from consoleapp.store.search.vocabulary import VERSION
from consoleapp.store.tables import search_key, search_word
from tests.exchange.book import BOOK, MEMBER, faults, load, rows, with_rows, write_csv

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two makers for any load, however small; here are those that were started."""
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*arguments: Any, **named: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*arguments, **named))
        return started[-1]

    monkeypatch.setattr(making.subprocess, "Popen", noted)
    monkeypatch.setattr(indexing, "WORTH_IT", 1)
    monkeypatch.setattr(indexing, "FEW", 0)
    monkeypatch.setattr(indexing, "makers_at_hand", lambda: 2)
    yield started
    assert started
    assert all(process.poll() is not None for process in started)


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
    assert len(processes) == 2
    made = index_of(database)
    assert len(made[0]) > 1_000
    with database.write() as connection:
        search.rebuild(connection)
    assert index_of(database) == made


@pytest.mark.usefixtures("processes")
def test_makers_end_with_a_load_that_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    bad = with_rows("members", {**MEMBER, "birth_date": "someday"})
    assert faults(sqlite_database, write_csv(tmp_path, bad))
    assert rows(sqlite_database, search_key) == []


def test_a_maker_that_dies_costs_time_only(
    sqlite_database: Database, tmp_path: Path, processes: list[subprocess.Popen[bytes]], monkeypatch: Any
) -> None:
    feed = making.Makers.feed

    def fatal(self: making.Makers, batches: Any) -> None:
        processes[1].kill()
        feed(self, batches)

    monkeypatch.setattr(making.Makers, "feed", fatal)
    load(sqlite_database, write_csv(tmp_path, BOOK))
    assert processes[1].poll() == -9
    made = index_of(sqlite_database)
    assert made[0]
    with sqlite_database.write() as connection:
        search.rebuild(connection)
    assert index_of(sqlite_database) == made


def test_one_core_makes_no_makers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making.os, "sched_getaffinity", lambda _process: {0}, raising=False)
    assert making.makers_at_hand() == 0
    monkeypatch.setattr(making.os, "sched_getaffinity", lambda _process: set(range(8)), raising=False)
    assert making.makers_at_hand() == making.MOST
