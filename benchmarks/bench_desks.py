"""Ten, thirty and a hundred desks on one PostgreSQL, all on this machine (SPEED 7).

Each desk is a process with a session, a contact and connections of its own: a console without its screen, the
cost of which stands in SPEED 4, 8 and 10 (forty whole consoles are too much for two cores; many hosts share
one server). It calls the verbs that the keys of a call lead to, in this order: a name typed letter by letter
in Find, the card beside the hits, the person opened in a contact, two pauses of a note, the wrap-up; then
somebody hands in a payment or a paper with its scan. Between two acts the person thinks, ``THINK`` seconds
in the mean, half as long to half as long again. A call takes 45 seconds that way, where people take some
minutes: the load of a hundred desks here is that of a few hundred people.

The server waits for the disk (fsync). The peer is the same statements at the same moments, with the same
transactions and commits, sent by the bare driver from as many processes to a copy of the book.
"""

import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from benchmarks.books import PASSWORD, analyzed, first_supervisor
from benchmarks.deskwork import KINDS, PAPERS, Place, Told, work
from benchmarks.figures import Figure, percentile
from benchmarks.replay import spread_ids
from consoleapp.desk import staff
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.load import load
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.tables import claim, invoice, member, policy
from tests import postgres

NAME = "Desks"
SPEED = 7

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_DESK_MEMBERS", "20000"))
SECONDS = float(os.environ.get("CONSOLEAPP_BENCH_DESK_SECONDS", "90"))
THINK = float(os.environ.get("CONSOLEAPP_BENCH_DESK_THINK", "7.5"))
DESKS = tuple(int(one) for one in os.environ.get("CONSOLEAPP_BENCH_DESKS", "10,30,100").split(","))
GOAL = 100.0
FLAT = 1.25
"""How much more an act may cost at the most desks than at the fewest."""
AT_ONCE = 8
"""Desks that sign in at the same time: people come in one after another."""
TOGETHER = 2.0
"""Seconds from the word to the start, so that all have heard it."""
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
PEOPLE, POLICIES = 200, 50


@dataclass(frozen=True, slots=True)
class Round:
    """What so many desks measured, and what the server spent on it; then the same sent bare."""

    desks: list[Told]
    server: float
    """Seconds of processor time."""
    connections: int
    bare: list[Told]
    bare_server: float

    @property
    def acts(self) -> int:
        return sum(told.acts for told in self.desks)


def run() -> Iterator[Figure]:
    """The figures of each number of desks."""
    with (
        tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder,
        patch.dict(postgres.SETTINGS, DURABLE),
        postgres.running() as server,
    ):
        places = book(server.url, Path(folder), MEMBERS, max(DESKS), SECONDS, THINK)
        few: Round | None = None
        for count in DESKS:
            found = measure(server, places[:count])
            yield from _figures(count, found, few)
            few = few or found


def book(url: str, home: Path, members: int, desks: int, seconds: float, think: float) -> list[Place]:
    """A generated book in a database of its own, with a clerk for each desk and what each works on."""
    _told(url, "CREATE DATABASE desks")
    database = Database.open(_named(url, "desks"))
    database.migrate()
    key = home / "audit.key"
    make_key(key)
    for _ in load(database, Order(members, seed=4), key, datetime.now(UTC)):
        pass
    analyzed(database)
    supervisor = first_supervisor(database, _named(url, "desks"), home)
    for number in range(desks):
        login = f"desk{number}"
        staff.add(supervisor, login, f"Clerk {number}", Role.COUNTER, PASSWORD, key=login)
    with database.read() as connection:
        people = connection.execute(select(member.c.id, member.c.name_en).order_by(func.random())).all()
        owing = select(invoice.c.policy_id).where(invoice.c.policy_id == policy.c.id).exists()
        policies = (
            connection.execute(select(policy.c.id).where(owing, policy.c.currency == "HKD")).scalars().all()
        )
        open_claims = select(claim.c.id).where(claim.c.status == ClaimStatus.IN_REVIEW).order_by(claim.c.id)
        claims = connection.execute(open_claims).scalars().all()
    database.close()
    each = 1 + int(seconds / think / 12 / PAPERS)
    return [
        Place(
            url="",
            home=home,
            login=f"desk{number}",
            seconds=seconds,
            think=think,
            people=tuple((row.id, row.name_en) for row in people[number::desks][:PEOPLE]),
            policies=tuple(policies[number::desks][:POLICIES]),
            claims=tuple(claims[number * each : (number + 1) * each]),
        )
        for number in range(desks)
    ]


def measure(server: postgres.Server, places: list[Place]) -> Round:
    """So many desks at work at once on a copy of the book, then the same sent bare to another copy."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.deskwork"])
    url, bare = _named(server.url, "desks_at_work"), _named(server.url, "desks_bare")
    _copy(server.url, "desks", "desks_at_work")
    database = Database.open(url)
    with database.write() as connection:
        spread_ids(connection)
    database.close()
    pipes: list[Any] = []
    for number, place in enumerate(places):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(replace(place, url=url), theirs), daemon=True)
        process.start()
        theirs.close()
        pipes.append(ours)
        if number >= AT_ONCE:
            pipes[number - AT_ONCE].recv()
    _all_ready(pipes[-AT_ONCE:])
    _copy(server.url, "desks_at_work", "desks_bare")
    desks, spent = _together(server, pipes)
    connections = _connections(server.url)
    for pipe in pipes:
        pipe.send(bare)
    _all_ready(pipes)
    again, bare_spent = _together(server, pipes)
    if _left(url) != _left(bare):
        raise RuntimeError("the replay did not leave what was recorded")
    for name in ("desks_at_work", "desks_bare"):
        _told(server.url, f"DROP DATABASE {name} WITH (FORCE)")
    return Round(desks, spent, connections, again, bare_spent)


def _all_ready(pipes: list[Any]) -> None:
    for pipe in pipes:
        pipe.recv()


def _together(server: postgres.Server, pipes: list[Any]) -> tuple[list[Told], float]:
    """What all tell who begin at the same moment, and what the server spent meanwhile."""
    before = server_seconds(server.guard)
    start = time.monotonic() + TOGETHER
    for pipe in pipes:
        pipe.send(start)
    told = [pipe.recv() for pipe in pipes]
    return told, server_seconds(server.guard) - before


def _figures(count: int, found: Round, few: Round | None) -> Iterator[Figure]:
    """What is promised, beside the peer; each kind of act where there are enough of it for a percentile."""
    ours, bare = _spent(found.desks), _spent(found.bare)
    desks = f"{count} desks"
    told = sum(len(spent) for spent in ours.values())
    note = f"{told:,} answers, {found.acts / SECONDS:.1f} acts a second"
    every, bare_every = ([ms for spent in one.values() for ms in spent] for one in (ours, bare))
    yield Figure(f"{desks}: any answer p50", percentile(every, 0.5), "ms", note=note)
    yield Figure(
        f"{desks}: any answer p99",
        percentile(every, 0.99),
        "ms",
        GOAL,
        percentile(bare_every, 0.99),
        "statements bare",
    )
    for kind in [one for one in KINDS if ours[one]] if count == max(DESKS) else []:
        what = f"{desks}: {kind}"
        yield Figure(
            f"{what} p50", percentile(ours[kind], 0.5), "ms", peer=percentile(bare[kind], 0.5), against="bare"
        )
        yield Figure(
            f"{what} p99",
            percentile(ours[kind], 0.99),
            "ms",
            GOAL,
            percentile(bare[kind], 0.99),
            "bare",
            note=f"{len(ours[kind])} of them",
        )
    errors = _errors(found.desks)
    yield Figure(f"{desks}: errors", sum(errors.values()), "", 0.0, note=", ".join(sorted(errors)))
    if lost := _errors(found.bare):
        raise RuntimeError(f"the replay is not what was sent: {dict(lost)}")
    yield from _costs(desks, found, few)


def _costs(desks: str, found: Round, few: Round | None) -> Iterator[Figure]:
    """Processor time of an act – a whole name typed is one – of the desks' processes and of the server."""
    for whose, spent, bare in (
        ("desk", _processor(found.desks), _processor(found.bare)),
        ("server", found.server, found.bare_server),
    ):
        value = spent / found.acts * 1000
        peer, against, goal = bare / found.acts * 1000, "bare", None
        if few is not None:
            fewest = _processor(few.desks) if whose == "desk" else few.server
            peer, against, goal = fewest / few.acts * 1000, f"at {len(few.desks)} desks", FLAT
        note = f"bare {bare / found.acts * 1000:.1f} ms"
        yield Figure(
            f"{desks}: processor time of an act, {whose}", value, "ms", None, peer, against, goal, note=note
        )
    yield Figure(f"{desks}: connections", found.connections, "")
    yield Figure(f"{desks}: most memory of a desk", max(told.megabytes for told in found.desks), "MB")


def _spent(told: list[Told]) -> dict[str, list[float]]:
    return {kind: [ms for one in told for what, ms in one.spent if what == kind] for kind in KINDS}


def _errors(told: list[Told]) -> Counter[str]:
    return sum((one.errors for one in told), Counter[str]())


def _processor(told: list[Told]) -> float:
    return sum(one.processor for one in told)


def server_seconds(guard: int) -> float:
    """Processor time of the server that ``guard`` looks after, with all it started, in seconds (Linux)."""
    ticks, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        # Its own, and those of its children that have ended.
        ticks[int(stat.parent.name)] = sum(int(one) for one in fields[11:15])
    server = {one for one, parent in parents.items() if parent == guard}
    its = server | {one for one, parent in parents.items() if parent in server}
    return sum(ticks[one] for one in its) / os.sysconf("SC_CLK_TCK")


def _connections(url: str) -> int:
    counted = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'desks_at_work'"
    with psycopg.connect(url) as connection:
        (count,) = connection.execute(counted).fetchone() or (0,)
    return int(count)


def _left(url: str) -> list[object]:
    """What was done to a book, counted."""
    tables = ("audit_entry", "access_entry", "act", "contact", "settlement", "ledger_transfer", "stored_file")
    with psycopg.connect(url) as connection:
        return [connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() for table in tables]


def _copy(url: str, book: str, copy: str) -> None:
    _told(url, f"CREATE DATABASE {copy} TEMPLATE {book}")
    _told(url, "CHECKPOINT")


def _told(url: str, statement: str) -> None:
    """One statement outside any transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
