"""The big book of the search benchmark, made once and used again.

``CONSOLEAPP_BENCH_BOOKS`` names a folder where it stays: ``find-MEMBERS.db`` for SQLite, ``pg-MEMBERS`` for
PostgreSQL. Without it a book is made in a temporary folder each time, which takes some ten minutes an engine.
A kept book is brought to the newest tables, and its index is made anew when the code that makes keys changed.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import text

from benchmarks.bigbook import fill
from benchmarks.figures import ROOT, stopwatch
from consoleapp.store import search
from consoleapp.store.engine import Database
from tests import postgres

FOLDER = "CONSOLEAPP_BENCH_BOOKS"
_OF_THE_BOOK = ("benchmarks/bigbook.py", "benchmarks/people.py", "benchmarks/people.txt")
_OF_THE_INDEX = ("consoleapp/store/search/keys.py", "consoleapp/store/search/index.py")


class Book:
    """An open book; ``folder`` holds it, ``indexed`` is how long its index took, None where it was kept."""

    def __init__(self, database: Database, folder: Path, indexed: float | None) -> None:
        self.database = database
        self.folder = folder
        self.indexed = indexed


@contextmanager
def book(engine: str, *, members: int, policies: int, claims: int) -> Iterator[Book]:
    """The book on ``sqlite`` or ``postgresql``, made if it is not there."""
    kept = os.environ.get(FOLDER, "")
    with ExitStack() as stack:
        if kept:
            folder = Path(kept)
            folder.mkdir(parents=True, exist_ok=True)
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consoleapp-bench-")))
        if engine == "sqlite":
            url = f"sqlite:///{folder}/find-{members}.db"
        else:
            url = stack.enter_context(postgres.running(folder / f"pg-{members}" if kept else None)).url
        database = Database.open(url)
        stack.callback(database.close)
        stamp = folder / f"{engine}-{members}.made"
        yield Book(database, folder, _made(database, stamp, members, policies, claims))


def _made(database: Database, stamp: Path, members: int, policies: int, claims: int) -> float | None:
    """See to it that the book is whole; the seconds its index took, None when nothing was to do."""
    filled, indexed = _print(_OF_THE_BOOK), _print(_OF_THE_INDEX)
    was = stamp.read_text().split() if stamp.exists() else ["", ""]
    if was[0] not in ("", filled):
        raise RuntimeError(f"{stamp} is of another book: remove it and the book beside it")
    database.migrate()
    if not was[0]:
        with database.write() as connection:
            fill(connection, members=members, policies=policies, claims=claims)
        stamp.write_text(f"{filled} -")
    if was[1] == indexed:
        return None
    with stopwatch() as seconds, database.write() as connection:
        search.rebuild(connection)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))
        if database.name == "postgresql":
            connection.execute(text("CHECKPOINT"))
    stamp.write_text(f"{filled} {indexed}")
    return seconds()


def _print(files: tuple[str, ...]) -> str:
    """What tells whether any of these files changed."""
    return hashlib.sha256(b"".join((ROOT / file).read_bytes() for file in files)).hexdigest()[:16]
