"""What used a member's limits, with 200,000 rows of usage (SPEED 4), and what counting costs.

A generated book, in which every plan of every policy also shares a yearly cap, so that the worst accumulator
holds thousands of rows. The peer of reading is a GROUP BY over the whole book.
From key to screen is timed in a terminal, on SQLite.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, literal_column, select, text

from benchmarks.books import OWN_PASSWORD, signed_in
from benchmarks.figures import Figure, percentile
from benchmarks.terminal import Terminal
from consoleapp.desk import benefit_use, estimates, members
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.load import load
from consoleapp.settings import load as load_settings
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.queries.usage import balances
from consoleapp.store.tables import (
    benefit,
    benefit_limit,
    benefit_usage,
    claim,
    claim_line,
    entitlement,
    member,
    policy,
    policy_period,
)
from consoleapp.store.usage import settle
from tests import postgres

NAME = "Benefit usage"
SPEED = 4

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_USAGE_MEMBERS", "17000"))
ENGINES = os.environ.get("CONSOLEAPP_BENCH_ENGINES", "sqlite,postgresql").split(",")
ASKED = 200
SCREENS = int(os.environ.get("CONSOLEAPP_BENCH_SCREENS", "100"))
"""Members opened in a terminal: of fewer the 99th percentile is the slowest."""
WHOLE_BOOK = text(
    "SELECT * FROM (SELECT entitlement_id, phase, SUM(amount), SUM(visits), SUM(days) FROM benefit_usage"
    " GROUP BY entitlement_id, phase) u JOIN entitlement e ON e.id = u.entitlement_id"
    " WHERE e.policy_id = :policy_id AND e.cert_no IN (:cert_no, '')"
)


def run() -> Iterator[Figure]:
    """The figures of SQLite with its screen, then those of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        home = Path(folder)
        if "sqlite" in ENGINES:
            yield from _engine(load_settings(home, {}).database_url, home, "SQLite")
            yield from _screen(home)
        if "postgresql" in ENGINES:
            with postgres.running() as server:
                yield from _engine(server.url, home / "postgresql", "PostgreSQL")


def _engine(url: str, home: Path, engine: str) -> Iterator[Figure]:
    database = Database.open(url)
    database.migrate()
    settings = replace(load_settings(home, {}), database_url=url)
    make_key(settings.audit_key_file)
    for _ in load(database, Order(MEMBERS, seed=4), settings.audit_key_file, datetime.now(UTC)):
        pass
    yield from _settling(database, engine)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))
    desk = signed_in(database, url, home)
    with database.read() as connection:
        rows = connection.scalar(select(func.count()).select_from(benefit_usage)) or 0
        people = random.Random(17).sample(_people(connection), ASKED)
        worst = _worst(connection)
    benefits = _each(people, lambda one: members.benefits(desk, one.id))
    note = f"{rows:,} rows of usage"
    yield Figure(f"{engine}: benefits p99", percentile(benefits, 0.99), "ms", 60, note=note)
    with database.read() as connection:
        ours = _each(people, lambda one: _balances(connection, one))
        grouped = _each(people[:20], lambda one: _whole_book(connection, one))
        p50 = percentile(ours, 0.5)
        peer = percentile(grouped, 0.5)
        yield Figure(f"{engine}: balances p50", p50, "ms", None, peer, "GROUP BY over the whole book")
        most = [worst] * 20
        ours = _each(most, lambda one: _balances(connection, one))
        yield Figure(
            f"{engine}: balances, the most used accumulator p50",
            percentile(ours, 0.5),
            "ms",
            note=f"{worst.rows:,} rows in it",
        )
    worst_sheet = _each([worst] * 20, lambda one: members.benefits(desk, one.id))
    yield Figure(f"{engine}: benefits there p99", percentile(worst_sheet, 0.99), "ms", 60)
    item = {one.id: _first_item(database, one.plan_id) for one in people}
    used = _each(people, lambda one: benefit_use.benefit_use(desk, one.id, item[one.id]))
    yield Figure(f"{engine}: lines behind a figure p99", percentile(used, 0.99), "ms", 60)
    told = _each(people, lambda one: estimates.estimate_visit(desk, one.id, item[one.id], "500"))
    yield Figure(f"{engine}: estimate p99", percentile(told, 0.99), "ms", 60)
    database.close()


def _settling(database: Database, engine: str) -> Iterator[Figure]:
    """A cap for every policy comes, which every line touches; then one claim is settled at a time."""
    now = datetime.now(UTC)
    with database.write() as connection:
        cap = select(benefit.c.id, *(literal_column(f"'{one}'") for one in ("money", "year", "policy")))
        columns = ["benefit_id", "measure", "basis", "scope", "amount"]
        added = cap.add_columns(literal_column(str(10**12))).where(
            ~select(benefit_limit.c.id)
            .where(benefit_limit.c.benefit_id == benefit.c.id, benefit_limit.c.scope == "policy")
            .exists()
        )
        connection.execute(insert(benefit_limit).from_select(columns, added))
        lines = connection.scalar(select(func.count()).select_from(claim_line)) or 0
        began = time.perf_counter()
        settle(connection, select(claim.c.id), now)
        spent = time.perf_counter() - began
        yield Figure(
            f"{engine}: lines settled in sets", lines / spent, "lines/s", more_is_better=True,
            note="a new cap touches every line; what was there is compared",
        )  # fmt: skip
    with database.write() as connection:
        each = _each(range(1, 201), lambda one: settle(connection, [one], now))
        yield Figure(f"{engine}: one claim settled p50", percentile(each, 0.5), "ms")


def _people(connection: Connection) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(
                member.c.id, member.c.policy_id, member.c.cert_no, member.c.suffix, member.c.plan_id,
                func.max(policy_period.c.starts_on).label("starts_on"),
            )
            .join(policy_period, policy_period.c.policy_id == member.c.policy_id)
            .where(member.c.plan_id.is_not(None))
            .group_by(member.c.id)
        )
    )  # fmt: skip


def _worst(connection: Connection) -> Row[Any]:
    """A member of the policy whose cap of this year is used by the most lines, and how many those are."""
    asked = (
        select(entitlement.c.policy_id, entitlement.c.starts_on, func.count().label("rows"))
        .join(benefit_usage, benefit_usage.c.entitlement_id == entitlement.c.id)
        .group_by(entitlement.c.id)
        .order_by(func.count().desc())
        .limit(1)
        .subquery()
    )
    return connection.execute(
        select(member.c.id, member.c.policy_id, member.c.cert_no, member.c.suffix, asked.c.starts_on)
        .add_columns(asked.c.rows)
        .join(asked, asked.c.policy_id == member.c.policy_id)
        .limit(1)
    ).one()  # fmt: skip


def _balances(connection: Connection, one: Row[Any]) -> object:
    return balances(connection, one.policy_id, one.cert_no, one.suffix, one.starts_on)


def _whole_book(connection: Connection, one: Row[Any]) -> object:
    return connection.execute(WHOLE_BOOK, {"policy_id": one.policy_id, "cert_no": one.cert_no}).all()


def _first_item(database: Database, plan_id: int) -> int:
    with database.read() as connection:
        where = (benefit.c.plan_id == plan_id, benefit.c.item_code == "GP")
        return connection.execute(select(benefit.c.id).where(*where)).scalar_one()


def _each(asked: Any, question: Callable[[Any], object]) -> list[float]:
    """Milliseconds of each question but the first five, which warm up."""
    spent = []
    for one in asked:
        began = time.perf_counter()
        question(one)
        spent.append((time.perf_counter() - began) * 1000)
    return spent[5:]


def _screen(home: Path) -> Iterator[Figure]:
    """Enter on a hit to the schedule with its figures, in a terminal of 120×36."""
    database = Database.open(load_settings(home, {}).database_url)
    with database.read() as connection:
        asked = select(policy.c.policy_no, member.c.cert_no, member.c.suffix).join(
            policy, policy.c.id == member.c.policy_id
        )
        people = list(connection.execute(asked.where(member.c.plan_id.is_not(None))))
        named = random.Random(5).sample(people, SCREENS)
    database.close()
    spent = []
    with Terminal(sys.executable, "-m", "consoleapp", "--home", str(home)) as terminal:
        terminal.watch(4.0)
        for typed in ("ben\r", f"{OWN_PASSWORD}\r"):
            terminal.press(typed)
            terminal.watch(2.0)
        for one in named:
            terminal.press("\x15")
            terminal.press(f"{one.cert_no}-{one.suffix} {one.policy_no}")
            terminal.watch(0.8)
            terminal.forget()
            began = terminal.seconds
            terminal.press("\r")
            with suppress(TimeoutError):
                spent.append((terminal.wait_for("Remaining", 5.0) - began) * 1000)
            terminal.watch(0.3)
            terminal.press("\x1b")
            terminal.watch(0.5)
    yield Figure("SQLite: key to benefits on screen, the first of a console", spent[0], "ms")
    floor = _bare_screen()
    note = f"{len(spent)} of {SCREENS} members opened"
    for part, goal in ((0.5, None), (0.99, 60.0)):
        yield Figure(
            f"SQLite: key to benefits on screen p{part * 100:.0f}", percentile(spent, part), "ms", goal,
            percentile(floor, part), "a bare Textual screen, one Static", note=note,
        )  # fmt: skip


def _bare_screen() -> list[float]:
    """The same key in a bare Textual app, to a screen of one Static that fills it."""
    spent = []
    with Terminal(sys.executable, "-m", "benchmarks.bare_screen") as terminal:
        terminal.watch(3.0)
        for _one in range(SCREENS):
            terminal.forget()
            began = terminal.seconds
            terminal.press("\r")
            with suppress(TimeoutError):
                spent.append((terminal.wait_for("Remaining", 5.0) - began) * 1000)
            terminal.watch(0.3)
            terminal.press("\x1b")
            terminal.watch(0.5)
    return spent
