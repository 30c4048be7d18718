"""Extracts read by another process: the same batches, faults and refusals, and nothing of it is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consoleapp.errors import Refused
from consoleapp.exchange.extracts import apart
from consoleapp.exchange.extracts.mapping import read_mapping
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.extracts.reading import Reading
from consoleapp.store.engine import Database
from consoleapp.store.loading.shapes import Batch
from tests.exchange.book import (
    BOOK,
    LIMITS,
    MEMBER,
    Sheets,
    content,
    faults,
    load,
    with_rows,
    write_csv,
    write_workbook,
)

MANY = 3_500


@pytest.fixture
def readers(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> list[subprocess.Popen[bytes]]:
    """A reader for any files, however small; here are those that were started."""
    monkeypatch.setattr(apart, "WORTH_IT", 0)
    return started


@pytest.fixture
def read_there_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here nothing is read."""

    def here(_reading: Reading) -> Iterator[Batch]:
        raise AssertionError

    monkeypatch.setattr(Reading, "batches", here)


def told(path: Path, mapping: Path | None = None) -> list[object]:
    """All a load would hear of the files, in a form that compares."""
    given = () if mapping is None else (read_mapping(mapping),)
    with Extracts([path], LIMITS, *given) as extracts:
        return [
            (batch.sheet, batch.rows, [(f.row, f.column, f.value, str(f.reason)) for f in batch.faults])
            for batch in extracts.batches()
        ]


def big(**first: object) -> Sheets:
    members = [{**MEMBER, "certificate": f"{number:04d}-00"} for number in range(1, MANY + 1)]
    members[0] |= first
    return with_rows("members", *members)


@pytest.mark.parametrize("write", [write_csv, write_workbook])
def test_batches_come_as_if_they_were_read_here(
    tmp_path: Path, write: Any, request: pytest.FixtureRequest
) -> None:
    path = write(tmp_path / "in", big(birth_date="someday", status="A"))
    mapping = tmp_path / "map.toml"
    mapping.write_text('[members.values.status]\n"A" = "active"\n', encoding="utf-8")
    here = told(path, mapping)
    request.getfixturevalue("readers")
    request.getfixturevalue("read_there_alone")
    assert told(path, mapping) == here
    assert len(here) > 4


def test_a_load_and_the_list_of_its_faults(
    database: Database, tmp_path: Path, readers: list[subprocess.Popen[bytes]]
) -> None:
    bad = write_csv(tmp_path / "bad", big(birth_date="someday"))
    assert [fault[:4] for fault in faults(database, bad)] == [("members", 2, "birth_date", "someday")]
    assert load(database, write_csv(tmp_path / "good", BOOK)).total > 10
    assert load(database, tmp_path / "good").total == 0
    assert len(readers) == 3


def test_a_file_that_breaks_off_is_told_of_as_ever(
    sqlite_database: Database, tmp_path: Path, readers: list[subprocess.Popen[bytes]]
) -> None:
    folder = write_csv(tmp_path / "in", big())
    with (folder / "members.csv").open("ab") as file:
        file.write(b'"never closed\n')
    before = content(sqlite_database)
    with pytest.raises(Refused, match=rf"members.csv cannot be read from row {MANY + 2} on"):
        load(sqlite_database, folder)
    assert content(sqlite_database) == before
    assert len(readers) == 1


def test_a_reader_that_dies_costs_time_only(tmp_path: Path, readers: list[subprocess.Popen[bytes]]) -> None:
    folder = write_csv(tmp_path / "in", big())
    whole = told(folder)
    with Extracts([folder], LIMITS) as extracts:
        got = []
        for batch in extracts.batches():
            got.append((batch.sheet, batch.rows, []))
            if len(got) == 6:
                readers[-1].kill()
    assert got == whole


def test_a_file_that_was_exchanged_is_not_read_there(
    tmp_path: Path, readers: list[subprocess.Popen[bytes]]
) -> None:
    folder = write_csv(tmp_path / "in", BOOK)
    with Extracts([folder], LIMITS) as extracts:
        whole = [batch.rows for batch in extracts.batches()]
        other = tmp_path / "other.csv"
        other.write_bytes((folder / "members.csv").read_bytes().replace(b"CHAN", b"WONG"))
        other.replace(folder / "members.csv")
        assert [batch.rows for batch in extracts.batches()] == whole
    assert len(readers) == 2


def test_a_load_that_is_killed_leaves_no_reader(tmp_path: Path) -> None:
    """The parent is stopped for good while its reader has more to hand over than a pipe takes."""
    folder = write_csv(tmp_path / "in", big())
    program = (
        "import sys, time; from pathlib import Path\n"
        "from consoleapp.exchange.extracts import apart\n"
        "from consoleapp.exchange.extracts.read import Extracts\n"
        "from consoleapp.settings import Imports; from consoleapp.store import second_core\n"
        "apart.WORTH_IT = 0; second_core.is_spare = lambda: True\n"
        "extracts = Extracts([Path(sys.argv[1])], Imports()); next(extracts.batches())\n"
        "print(extracts._reader._process.pid, flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        reader = int(parent.stdout.readline())
        assert not gone(reader)
        parent.send_signal(signal.SIGKILL)
    ends = time.monotonic() + 10
    while not gone(reader) and time.monotonic() < ends:
        time.sleep(0.05)
    assert gone(reader), "the reader outlived its load"


def gone(process: int) -> bool:
    """Whether it has ended; where nobody takes its end it stays on the list."""
    try:
        os.kill(process, 0)
        return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except (ProcessLookupError, FileNotFoundError):
        return True
