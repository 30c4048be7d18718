"""Opening a member, and each tab of the card, in a generated book (SPEED 4).

The floor is the very statements a verb sent, sent again by the bare driver with the same transactions and the
same commits: what is above it is ours. ``CONSOLEAPP_BENCH_CARDS`` members are opened, each once a verb.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import event, select

from benchmarks.books import on_both_engines
from benchmarks.figures import Figure, percentile
from consoleapp.desk import contacts, members
from consoleapp.desk.context import Desk
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole
from consoleapp.store.engine import Database
from consoleapp.store.tables import member

NAME = "Member"
SPEED = 4

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_MEMBERS", "50000"))
CARDS = int(os.environ.get("CONSOLEAPP_BENCH_CARDS", "200"))
MOST_STATEMENTS = 12

Sent = tuple[str, Any, bool]
"""A statement as the driver got it, its parameters, and whether it belongs to a transaction that writes."""


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    yield from on_both_engines(MEMBERS, _figures)


def _figures(database: Database, desk: Desk, engine: str) -> Iterator[Figure]:
    with database.read() as connection:
        ids = list(connection.execute(select(member.c.id)).scalars())
    opened = random.Random(17).sample(ids, CARDS)
    verbs: dict[str, Callable[[int], object]] = {
        "card": lambda one: members.card(desk, one),
        "benefits": lambda one: members.benefits(desk, one),
        "claims": lambda one: members.claims(desk, one),
        "timeline": lambda one: members.timeline(desk, one),
        "contact started": lambda one: contacts.start(
            desk,
            member_id=one,
            channel=ContactChannel.CALL,
            caller_role=CallerRole.MEMBER,
            key=f"bench-{one}",
        ),
    }
    for name, verb in verbs.items():
        ours, bare, statements = _measured(database, verb, opened)
        goal = 60.0 if name == "card" else None
        note = f"{MEMBERS:,} members, {CARDS} opened" if name == "card" else ""
        yield Figure(f"{engine}: {name} p50", percentile(ours, 0.5), "ms", note=note)
        yield Figure(
            f"{engine}: {name} p99",
            percentile(ours, 0.99),
            "ms",
            goal,
            percentile(bare, 0.99),
            "statements bare",
        )
        if name == "card":
            yield Figure(f"{engine}: {name}, statements", statements, "", MOST_STATEMENTS)


def _measured(
    database: Database, verb: Callable[[int], object], opened: list[int]
) -> tuple[list[float], list[float], int]:
    """Milliseconds of the verb and of its statements sent bare, in turns; the most statements it took."""
    ours: list[float] = []
    bare: list[float] = []
    most = 0
    for one in opened:
        spent, sent = _recorded(database, verb, one)
        ours.append(spent)
        bare.append(_bare(database, sent))
        most = max(most, sum(not text.startswith("SELECT pg_advisory") for text, _p, _w in sent))
    return ours[5:], bare[5:], most


def _recorded(database: Database, verb: Callable[[int], object], one: int) -> tuple[float, list[Sent]]:
    sent: list[Sent] = []

    def note(
        connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if not statement.startswith("BEGIN"):
            writes = bool(connection.get_execution_options().get("consoleapp_writes"))
            sent.append((statement, parameters[0] if many else parameters, writes))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        began = time.perf_counter()
        verb(one)
        spent = (time.perf_counter() - began) * 1000
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return spent, sent


def _bare(database: Database, sent: list[Sent]) -> float:
    """The reads again, and as many rows written and committed, by the driver alone; undone afterwards."""
    raw = database.engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        cursor = driver.cursor()
        began = time.perf_counter()
        if database.name == "sqlite":
            cursor.execute("BEGIN")
        for statement, parameters, _writes in sent:
            if statement.startswith("SELECT"):
                cursor.execute(statement, parameters)
                cursor.fetchall()
        if database.name == "sqlite":
            cursor.execute("COMMIT")
        else:
            driver.commit()
        if any(writes for _s, _p, writes in sent):
            _write_bare(database, driver, cursor)
        return (time.perf_counter() - began) * 1000
    finally:
        raw.close()


def _write_bare(database: Database, driver: Any, cursor: Any) -> None:
    """One row written and committed with the same fsync."""
    if database.name == "sqlite":
        cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(
        "INSERT INTO book (name, value) VALUES ('bench', 'x')"
        " ON CONFLICT (name) DO UPDATE SET value = book.value || 'x'"
    )
    if database.name == "sqlite":
        cursor.execute("COMMIT")
    else:
        driver.commit()
