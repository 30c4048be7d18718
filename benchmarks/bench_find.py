"""One keystroke in Find, and what is found, in a book of a million members (SPEED 1 and 2).

``CONSOLEAPP_BENCH_MEMBERS`` makes it smaller, ``CONSOLEAPP_BENCH_BOOKS`` names a folder where the books are
kept for the next time, ``CONSOLEAPP_BENCH_ENGINES=sqlite`` leaves the other engine out. Each engine gets the
same book, the same keystrokes and the same search by ``LIKE '%text%'`` over the same columns; recall is
measured beside FTS5 with trigrams.
"""

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, select, text

from benchmarks.figures import Figure, percentile, stopwatch
from benchmarks.prepared import book
from benchmarks.recall import FIRST, GOALS, Target, cases, measured
from consoleapp.desk.warming import warm_up
from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.tables import member

NAME = "Find"
SPEED = 1

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_MEMBERS", "1000000"))
POLICIES = max(40, MEMBERS * 12 // 1000)
CLAIMS = MEMBERS * 5
ENGINES = os.environ.get("CONSOLEAPP_BENCH_ENGINES", "sqlite postgresql").split()
PEOPLE = 60
"""People whose names and numbers are typed, letter by letter."""
ASKED = 150
"""People whose cases measure recall."""
LIKES = 60
LIKE_SECONDS = 60
"""Keystrokes that the search by LIKE answers too, while this time lasts; it takes seconds for some."""

_LIKE = (
    "SELECT id FROM member WHERE name_en {like} OR name_zh {like} OR identity_no {like} OR mobile {like}"
    " OR phone {like} OR email {like} OR person_ref {like} OR cert_no {like} LIMIT 50",
    "SELECT p.id FROM policy p JOIN policy_holder h ON h.id = p.holder_id"
    " WHERE p.policy_no {like} OR h.name_en {like} OR h.name_zh {like} LIMIT 50",
    "SELECT id FROM claim WHERE claim_no {like} LIMIT 50",
    "SELECT id FROM invoice WHERE invoice_no {like} LIMIT 50",
    "SELECT id FROM provider WHERE name_en {like} OR name_zh {like} OR phones {like} LIMIT 50",
)


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    for engine, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        if engine not in ENGINES:
            continue
        with book(engine, members=MEMBERS, policies=POLICIES, claims=CLAIMS) as made:
            if made.indexed is not None:
                speed = MEMBERS / made.indexed
                yield Figure(f"{name}: search index built", speed, "members/s", more_is_better=True)
            yield from _keystrokes(made.database, name)
            yield from _recall(made.database, name)


def _keystrokes(database: Database, engine: str) -> Iterator[Figure]:
    warm_up(database)
    typed = list(keystrokes(database))
    with database.read() as connection:
        for keys in typed[:200]:
            search.find(connection, keys)
    ours: list[float] = []
    busy: list[float] = []
    likes: list[float] = []
    for keys in typed:
        begin, work = time.perf_counter(), time.process_time()
        with database.read() as connection:
            search.find(connection, keys)
        ours.append((time.perf_counter() - begin) * 1000)
        busy.append((time.process_time() - work) * 1000)
    some = random.Random(5).sample(typed, min(LIKES, len(typed)))
    with stopwatch() as seconds:
        for keys in some:
            if seconds() < LIKE_SECONDS:
                with database.read() as connection:
                    likes.append(_like(connection, keys))
    what = f"{len(typed):,} keystrokes, {MEMBERS:,} members, {CLAIMS:,} claims"
    middle, slow = percentile(likes, 0.5), percentile(likes, 0.99)
    against = f"LIKE over {len(likes)} of them"
    yield Figure(f"{engine}: keystroke p50", percentile(ours, 0.5), "ms", None, middle, against, note=what)
    yield Figure(f"{engine}: keystroke p99", percentile(ours, 0.99), "ms", 16, slow, against, 0.01)
    yield Figure(f"{engine}: of it processor time of the console, p99", percentile(busy, 0.99), "ms")
    yield Figure(f"{engine}: keystroke max", max(ours), "ms", 50, max(likes), against)
    ids = range(1, 201)
    with stopwatch() as seconds, database.write() as connection:
        search.unindex_members(connection, ids)
        search.reindex_members(connection, ids)
    yield Figure(f"{engine}: members indexed anew", len(ids) / seconds(), "members/s", more_is_better=True)


def _like(connection: Connection, keys: str) -> float:
    """Milliseconds of the same search by LIKE."""
    like = "LIKE :text" if connection.dialect.name == "sqlite" else "ILIKE :text"
    plain = keys.strip().replace("\\", "").replace("%", "").replace("_", "")
    begin = time.perf_counter()
    for statement in _LIKE:
        connection.execute(text(statement.format(like=like)), {"text": f"%{plain}%"}).all()
    return (time.perf_counter() - begin) * 1000


def keystrokes(database: Database) -> Iterator[str]:
    """What stands in the box after every key, for people drawn from the book."""
    r = random.Random(17)
    with database.read() as connection:
        wanted = r.sample(range(1, MEMBERS + 1), PEOPLE)
        rows = connection.execute(
            text(
                "SELECT m.*, p.policy_no, h.name_en AS company FROM member m"
                " JOIN policy p ON p.id = m.policy_id JOIN policy_holder h ON h.id = p.holder_id"
                f" WHERE m.id IN ({','.join(map(str, wanted))})"
            )
        ).all()
    for row in sorted(rows, key=lambda row: row.id):
        words = row.name_en.lower().split()
        r.shuffle(words)
        said = [" ".join(words), row.name_zh, row.mobile.removeprefix("+852"), row.identity_no, row.email]
        said += [f"{row.cert_no}-{row.suffix} {row.policy_no}", row.company.lower(), row.identity_no[-6:]]
        said += [f"A{2_000_000_000 + r.randint(1, CLAIMS)}", str(9_000_000 + r.randint(1, POLICIES))]
        target = Target(row.id, row.name_en, row.name_zh)
        said += [case.text for case in cases([target], r.random()) if case.group != "any order"]
        for whole in r.sample([one for one in said if one], 5):
            yield from (whole[:end] for end in range(1, len(whole) + 1))


def _recall(database: Database, engine: str) -> Iterator[Figure]:
    """Recall of each class, on SQLite beside FTS5 with trigrams, which is told the same words."""
    r = random.Random(23)
    with database.read() as connection:
        ids = r.sample(range(1, MEMBERS + 1), ASKED)
        query = select(member.c.id, member.c.name_en, member.c.name_zh).where(member.c.id.in_(ids))
        asked = list(cases(Target(*row) for row in connection.execute(query)))

        def ours(said: str) -> Sequence[tuple[int, str, str]]:
            hits = search.find(connection, said).hits
            return [(hit.id, hit.title, hit.title_zh) for hit in hits]

        found, _ = measured(asked, ours)
    theirs: dict[str, float] = {}
    if database.name == "sqlite":
        with _trigrams(str(database.engine.url.database)) as peer:
            theirs, _ = measured(asked, lambda said: _by_trigrams(peer, said))
    for group, share in found.items():
        count = sum(case.group == group for case in asked)
        yield Figure(
            f"{engine}: found among the first {FIRST}: {group}",
            100 * share,
            "%",
            100 * GOALS[group],
            100 * theirs[group] if theirs else None,
            "FTS5 trigram" if theirs else "",
            more_is_better=True,
            note=f"{count} cases",
            speed=2,
        )


@contextmanager
def _trigrams(book_file: str) -> Iterator[sqlite3.Connection]:
    """The same names in FTS5 with trigrams, in a file that goes in the end."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        peer = sqlite3.connect(f"{folder}/trigram.db")
        peer.execute("ATTACH ? AS book", (book_file,))
        peer.execute("CREATE VIRTUAL TABLE names USING fts5(name_en, name_zh, tokenize='trigram')")
        peer.execute(
            "INSERT INTO names (rowid, name_en, name_zh) SELECT id, name_en, name_zh FROM book.member"
        )
        peer.commit()
        try:
            yield peer
        finally:
            peer.close()


def _by_trigrams(peer: sqlite3.Connection, said: str) -> Sequence[tuple[int, str, str]]:
    words = [f'"{word}"' for word in said.split() if len(word) > 2]
    if not words:
        return []
    query = "SELECT rowid, name_en, name_zh FROM names WHERE names MATCH ? LIMIT ?"
    return peer.execute(query, (" AND ".join(words), FIRST)).fetchall()
