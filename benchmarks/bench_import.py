"""Loading extracts, all checks on, beside reading alone and beside bare INSERTs of the same rows (SPEED 9).

``CONSOLEAPP_BENCH_IMPORT_MEMBERS`` sets the size of the generated book. Its files are written first; then
each figure counts all that a load does: reading, checking, staging, writing, and making the search index.
"""

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from benchmarks.figures import ROOT, Figure, stopwatch
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.extracts import write_extracts
from consoleapp.settings import Imports
from consoleapp.store.engine import Database
from consoleapp.store.loading import indexing
from consoleapp.store.loading.run import run as load
from tests import postgres

NAME = "Import"
SPEED = 9

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_IMPORT_MEMBERS", "20000"))
EXCEL_ROWS = 20_000
NO_LIMITS = Imports(megabytes=10_000, unpacked_megabytes=10_000, ratio=1_000, rows=100_000_000)
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


def run() -> Iterator[Figure]:
    """CSV on both engines, the same again, Excel, and memory."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as name:
        folder = Path(name)
        files = folder / "csv"
        for _progress in write_extracts(files, Order(MEMBERS, 1)):
            pass
        reading = _read_csv(files)
        inserts = _bare_inserts(files, folder / "bare.db")
        database = Database.open(f"sqlite:///{folder}/import.db")
        yield from _csv(database, "SQLite", files, reading, inserts)
        database.close()
        with postgres.running() as server:
            database = Database.open(server.url)
            yield from _csv(database, "PostgreSQL", files, reading, inserts)
            database.close()
        yield from _excel(folder, files)
        yield from _memory(folder)


def _csv(database: Database, engine: str, files: Path, reading: float, inserts: float) -> Iterator[Figure]:
    database.migrate()
    used = time.process_time()
    rows, seconds, index = _loaded(database, files)
    used = time.process_time() - used
    note = f"{rows:,} rows of {len(SHEETS)} files"
    yield Figure(
        f"{engine}: CSV into an empty book",
        rows / seconds,
        "rows/s",
        20_000,
        reading,
        "reading alone, csv",
        more_is_better=True,
        note=note,
    )
    yield Figure(
        f"{engine}: the same without the search index",
        rows / (seconds - index),
        "rows/s",
        None,
        inserts,
        "bare executemany, SQLite",
        more_is_better=True,
    )
    if database.name == "sqlite":  # elsewhere the server does the larger part
        yield Figure(
            f"{engine}: rows a second of processor time",
            rows / used,
            "rows/s",
            more_is_better=True,
            note="which a busy machine changes least",
        )
    rows, seconds, _index = _loaded(database, files)
    yield Figure(
        f"{engine}: CSV again, 0 changes", rows / seconds, "rows/s", 20_000, reading, "reading alone, csv",
        more_is_better=True,
    )  # fmt: skip


def _loaded(database: Database, path: Path) -> tuple[int, float, float]:
    """Load ``path``; rows, seconds, and seconds of these that the search index took."""
    finish = indexing.Indexing.finish
    took = [0.0]

    def timed(self: indexing.Indexing) -> None:
        begin = time.perf_counter()
        finish(self)
        took[0] = time.perf_counter() - begin

    indexing.Indexing.finish = timed  # type: ignore[method-assign]
    try:
        with stopwatch() as seconds, Extracts([path], NO_LIMITS) as extracts, database.write() as connection:
            done = load(connection, extracts, NOW)
    finally:
        indexing.Indexing.finish = finish  # type: ignore[method-assign]
    return sum(done.rows.values()), seconds(), took[0]


def _read_csv(files: Path) -> float:
    """Rows a second of the csv module alone."""
    count = 0
    with stopwatch() as seconds:
        for file in files.glob("*.csv"):
            with file.open(encoding="utf-8", newline="") as text:
                count += sum(1 for _row in csv.reader(text))
    return count / seconds()


def _bare_inserts(files: Path, file: Path) -> float:
    """Rows a second of the same rows into plain tables of text, nothing checked, one transaction."""
    count = 0
    with stopwatch() as seconds:
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA journal_mode = WAL")
        for name in SHEETS:
            with (files / f"{name}.csv").open(encoding="utf-8", newline="") as text:
                rows = csv.reader(text)
                columns = next(rows)
                connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
                marks = ", ".join("?" * len(columns))
                count += connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows).rowcount
        connection.commit()
        connection.close()
    return count / seconds()


def _excel(folder: Path, files: Path) -> Iterator[Figure]:
    """Members of the same book as a workbook; what they name is on record already."""
    book = folder / "members.xlsx"
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("members")
    with (files / "members.csv").open(encoding="utf-8", newline="") as text:
        for place, row in enumerate(csv.reader(text)):
            if place > EXCEL_ROWS:
                break
            sheet.append([cell or None for cell in row])
    workbook.save(book)
    first = folder / "first"
    first.mkdir()
    for name in SHEETS:
        if name not in ("members", "claims", "accounts", "settlements", "invoices"):
            (first / f"{name}.csv").write_bytes((files / f"{name}.csv").read_bytes())
    database = Database.open(f"sqlite:///{folder}/excel.db")
    database.migrate()
    _loaded(database, first)
    rows, seconds, index = _loaded(database, book)
    count = 0
    with stopwatch() as alone:
        reader = openpyxl.load_workbook(book, read_only=True, data_only=True)
        for count, _row in enumerate(reader["members"].iter_rows(values_only=True), 1):
            if count > 2_000:
                break
        reader.close()
    peer, note = count / alone(), f"{rows:,} members of {len(SHEETS['members'].columns)} columns"
    yield Figure(
        "SQLite: Excel", rows / seconds, "rows/s", 5_000, peer, "reading alone, openpyxl with defusedxml",
        more_is_better=True, note=note,
    )  # fmt: skip
    yield Figure(
        "SQLite: Excel without the search index", rows / (seconds - index), "rows/s", 5_000,
        more_is_better=True,
    )  # fmt: skip
    database.close()


def _memory(folder: Path) -> Iterator[Figure]:
    """The most a process holds: a book, and one four times its size."""
    peaks = []
    for size in (MEMBERS // 4, MEMBERS):
        files = folder / f"csv{size}"
        for _progress in write_extracts(files, Order(size, 2)):
            pass
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_import", str(files), str(folder / f"{size}.db")],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        peaks.append(json.loads(done.stdout))
    yield Figure(
        "memory of a load", peaks[1], "MB", None, peaks[0], "a quarter of the rows", 1.5,
        note=f"{MEMBERS:,} members",
    )  # fmt: skip


def _child(files: Path, file: Path) -> None:
    """Load in a process of its own and print the megabytes it held at most."""
    import resource

    database = Database.open(f"sqlite:///{file}")
    database.migrate()
    _loaded(database, files)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(held / (1024 * 1024 if sys.platform == "darwin" else 1024))


if __name__ == "__main__":
    _child(Path(sys.argv[1]), Path(sys.argv[2]))
