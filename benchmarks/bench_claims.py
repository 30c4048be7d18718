"""F5 over a million claim lines: every filter and every order (SPEED 3).

For each the first rows, all ids, and pages of 200 lines at random places are asked of the desk as the screen
asks for them; then the screen itself, in a pseudo-terminal on the SQLite book, beside the same screen on
a small one. ``CONSOLEAPP_BENCH_CLAIM_MEMBERS`` makes it smaller, ``CONSOLEAPP_BENCH_ENGINES=sqlite`` leaves
the other engine out.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, text

from benchmarks.books import OWN_PASSWORD, signed_in
from benchmarks.figures import Figure, percentile
from benchmarks.terminal import Terminal
from consoleapp.desk import claim_enquiry
from consoleapp.desk.claim_shapes import ClaimFilter
from consoleapp.desk.context import Desk
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.load import load
from consoleapp.rules.statuses import BenefitType, ClaimStatus
from consoleapp.settings import load as load_settings
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.tables import branch, claim, claim_line, member, policy
from tests import postgres

NAME = "Claim lines"
SPEED = 3

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_CLAIM_MEMBERS", "150000"))
ENGINES = os.environ.get("CONSOLEAPP_BENCH_ENGINES", "sqlite,postgresql").split(",")
FEW = 150
"""Members of the small book: about a thousand lines."""
FIRST, PAGE = 200, 200
TODAY = date(2026, 11, 20)
READY, PAGE_DOWN, END, JUMP, MEMORY = 250, 30, 300, 500, 15
F5, HOME, LAST, NEXT = "\x1b[15~", "\x1b[H", "\x1b[F", "\x1b[6~"


@dataclass(frozen=True, slots=True)
class Asked:
    """One way to ask for the list."""

    what: str
    chosen: ClaimFilter
    order: tuple[str, bool] = ("consulted", True)


def run() -> Iterator[Figure]:
    """The desk on each engine, then the screen on SQLite."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        home = Path(folder) / "claims"
        if "sqlite" in ENGINES:
            desk = _desk(load_settings(home, {}).database_url, home, MEMBERS)
            yield from _listed(desk, "SQLite")
            desk.database.close()
            few = Path(folder) / "few"
            _desk(load_settings(few, {}).database_url, few, FEW).database.close()
            yield from _screen(few, home)
        if "postgresql" in ENGINES:
            with postgres.running() as server:
                desk = _desk(server.url, Path(folder) / "postgresql", MEMBERS)
                yield from _listed(desk, "PostgreSQL")
                desk.database.close()


def _desk(url: str, home: Path, members: int) -> Desk:
    """A desk on a generated book."""
    home.mkdir(parents=True, exist_ok=True)
    settings = replace(load_settings(home, {}), database_url=url)
    database = Database.open(url)
    database.migrate()
    make_key(settings.audit_key_file)
    for _ in load(database, Order(members, seed=4), settings.audit_key_file, datetime.now(UTC)):
        pass
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))
    return signed_in(database, url, home)


def _ways(desk: Desk) -> list[Asked]:
    """Every filter of the enquiry with a value that finds much, then every order of all lines."""
    with desk.database.read() as connection:
        last = connection.scalar(select(func.max(claim_line.c.consulted_on))) or TODAY
        big = connection.execute(
            select(policy.c.policy_no)
            .join(member, member.c.policy_id == policy.c.id)
            .group_by(policy.c.id)
            .order_by(func.count().desc())
        ).scalar()
        who = connection.execute(
            select(claim.c.member_id).group_by(claim.c.member_id).order_by(func.count().desc()).limit(1)
        ).scalar()
        place = connection.execute(
            select(branch.c.code)
            .join(member, member.c.branch_id == branch.c.id)
            .group_by(branch.c.id)
            .order_by(func.count().desc())
        ).scalar()
    month = last - timedelta(30)
    filters = (
        Asked("all lines", ClaimFilter()),
        Asked("one policy", ClaimFilter(policy_no=str(big))),
        Asked("one certificate number", ClaimFilter(certificate="0001-00")),
        Asked("one member", ClaimFilter(member_id=who)),
        Asked("status paid", ClaimFilter(statuses=(ClaimStatus.PAID,))),
        Asked("status in review", ClaimFilter(statuses=(ClaimStatus.IN_REVIEW,))),
        Asked("out-patient", ClaimFilter(benefit_types=(BenefitType.OPB,))),
        Asked("consulted within a month", ClaimFilter(consulted_from=month, consulted_to=last)),
        Asked("one branch", ClaimFilter(branch=str(place))),
        Asked("overdue, by the promised date", ClaimFilter(overdue=True), ("promised", False)),
        Asked(
            "out-patient, paid, last year, by paid",
            ClaimFilter(
                statuses=(ClaimStatus.PAID,),
                benefit_types=(BenefitType.OPB,),
                consulted_from=last - timedelta(365),
            ),
            ("paid", True),
        ),
    )
    orders = [
        Asked(f"all by {column}, {'down' if down else 'up'}", ClaimFilter(), (column, down))
        for column in sorted(claim_enquiry.SORTABLE)
        for down in (False, True)
    ]
    return [*filters, *orders]


def _listed(desk: Desk, engine: str) -> Iterator[Figure]:
    for asked in _ways(desk):
        first = [_spent(partial(_first, desk, asked)) for _ in range(3)]
        began = time.perf_counter()
        found = claim_enquiry.ids(desk, asked.chosen, asked.order)
        whole = (time.perf_counter() - began) * 1000
        name = f"{engine}: {asked.what}"
        yield Figure(f"{name}, first rows", percentile(first, 0.5), "ms", READY, note=f"{len(found):,} lines")
        yield Figure(f"{name}, all reachable", whole, "ms")
    found = claim_enquiry.ids(desk, ClaimFilter(), ("consulted", True))
    pick = random.Random(11)
    far = [pick.randrange(len(found) - PAGE) for _ in range(60)]
    pages = [_spent(partial(claim_enquiry.rows, desk, found[at : at + PAGE])) for at in far]
    yield Figure(f"{engine}: a page at a far place p99", percentile(pages, 0.99), "ms", JUMP)


def _first(desk: Desk, asked: Asked) -> object:
    return claim_enquiry.first(desk, asked.chosen, asked.order, "", FIRST)


def _spent(question: Callable[[], object]) -> float:
    began = time.perf_counter()
    question()
    return (time.perf_counter() - began) * 1000


@dataclass(frozen=True, slots=True)
class Felt:
    """What a person waits for at the screen, in milliseconds, and the megabytes it holds."""

    ready: float
    indexed: float
    pages: list[float]
    ends: list[float]
    memory: float


def _screen(few: Path, many: Path) -> Iterator[Figure]:
    small, ours = _felt(few), _felt(many)
    yield Figure("screen: first rows seen", ours.ready, "ms", READY, small.ready, "a thousand lines")
    yield Figure("screen: the last can be reached", ours.indexed, "ms")
    yield Figure("screen: Page Down p50", percentile(ours.pages, 0.5), "ms", None)
    yield Figure("screen: Page Down p99", percentile(ours.pages, 0.99), "ms", PAGE_DOWN)
    yield Figure("screen: End p99", percentile(ours.ends, 0.99), "ms", END)
    yield Figure("screen: memory above a thousand lines", ours.memory - small.memory, "MB", MEMORY)


def _felt(home: Path) -> Felt:
    database = Database.open(load_settings(home, {}).database_url)
    with database.read() as connection:
        order = (claim_line.c.consulted_on.desc(), claim_line.c.id.desc())
        asked = select(claim.c.claim_no, claim_line.c.line_no).join_from(claim_line, claim)
        numbers = [f"{row.claim_no}-{row.line_no}" for row in connection.execute(asked.order_by(*order))]
    database.close()
    place = {number: at for at, number in enumerate(numbers)}
    with Terminal(sys.executable, "-m", "consoleapp", "--home", str(home), columns=140, rows=40) as terminal:
        terminal.watch(4.0)
        for typed in ("ben\r", f"{OWN_PASSWORD}\r"):
            terminal.press(typed)
            terminal.watch(3.0)
        ready = _pressed(terminal, F5, numbers[0])
        terminal.forget()
        began, seen = terminal.seconds, False
        while not seen and terminal.seconds - began < 60:
            terminal.press(LAST)
            with suppress(TimeoutError):
                terminal.wait_for(numbers[-1], 0.05)
                seen = True
        indexed = (terminal.seconds - began) * 1000 + ready
        _pressed(terminal, HOME, numbers[0])
        terminal.watch(2.0)
        pages, at = [], 0
        terminal.forget()
        terminal.press(NEXT)
        terminal.watch(1.0)
        for _round in range(15):
            at = max(place.get(number, 0) for number in _numbers(terminal)) + 1
            if at >= len(numbers):
                break
            pages.append(_pressed(terminal, NEXT, numbers[at]))
            terminal.watch(0.5)
        ends = []
        for _round in range(5):
            ends.append(_pressed(terminal, LAST, numbers[-1]))
            terminal.watch(0.5)
            _pressed(terminal, HOME, numbers[0])
            terminal.watch(0.5)
        return Felt(ready, indexed, pages, ends, terminal.megabytes)


def _numbers(terminal: Terminal) -> list[str]:
    """The claim lines written since the last key."""
    return [word for word in terminal.text().replace("│", " ").split() if word.startswith("C0")]


def _pressed(terminal: Terminal, key: str, number: str) -> float:
    """Milliseconds from ``key`` to the line ``number`` on the screen."""
    terminal.forget()
    began = terminal.seconds
    terminal.press(key)
    return (terminal.wait_for(number, 60.0) - began) * 1000
