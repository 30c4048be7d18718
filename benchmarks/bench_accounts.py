"""F7's list in a book of more than 100,000 portal accounts: ready, Page Down, narrowed, by words.

Ready is the first page, which is drawn while the ids are still read; Page Down is a page of 200 by its ids.
Each is the desk's whole verb with its transaction. The floor is the ids of the table, read bare.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, literal, select, text

from benchmarks.bench_member import signed_in
from benchmarks.figures import Figure, percentile
from consoleapp.desk import accounts
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.load import load
from consoleapp.rules.statuses import AccountStage
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.tables import member, portal_account
from tests import postgres

NAME = "Accounts"
SPEED = 3

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_ACCOUNTS", "105000"))
"""Everybody gets an account."""
ROUNDS = 30
PAGE = 200


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        yield from _engine(f"sqlite:///{folder}/accounts.db", Path(folder), "SQLite")
        with postgres.running() as server:
            yield from _engine(server.url, Path(folder), "PostgreSQL")


def _engine(url: str, home: Path, engine: str) -> Iterator[Figure]:
    database = Database.open(url)
    database.migrate()
    make_key(home / "audit.key")
    for _ in load(database, Order(MEMBERS, seed=4), home / "audit.key", datetime.now(UTC)):
        pass
    count = _everybody(database)
    desk = signed_in(database, url, home)
    ids = accounts.ids(desk)
    middle = ids[count // 2 : count // 2 + PAGE]
    frozen = AccountStage.FROZEN
    asked: dict[str, tuple[Callable[[], object], float]] = {
        "ready (first page)": (lambda: accounts.first(desk), 250.0),
        "Page Down (200 rows)": (lambda: accounts.rows(desk, middle), 30.0),
        "all ids, frozen first": (lambda: accounts.ids(desk), 500.0),
        "ids of the frozen": (lambda: accounts.ids(desk, stage=frozen), 500.0),
        "first page of words": (lambda: accounts.first(desk, words="chan"), 250.0),
    }
    floor = percentile([_spent(lambda: _bare(database)) for _ in range(ROUNDS)], 0.99)
    for what, (verb, goal) in asked.items():
        spent = [_spent(verb) for _ in range(ROUNDS)]
        peer = floor if "ids" in what else None
        note = f"{count:,} accounts" if "ready" in what else ""
        against = "ids read bare" if peer else ""
        yield Figure(f"{engine}: {what}, p50", percentile(spent, 0.5), "ms")
        yield Figure(f"{engine}: {what}, p99", percentile(spent, 0.99), "ms", goal, peer, against, note=note)
    database.close()


def _everybody(database: Database) -> int:
    """An account for each member who has none; how many there are now."""
    has_none = ~select(portal_account.c.id).where(portal_account.c.member_id == member.c.id).exists()
    with database.write() as connection:
        last = connection.execute(select(func.coalesce(func.max(portal_account.c.id), 0))).scalar_one()
        number = literal(last) + func.row_number().over(order_by=member.c.id)
        new = select(
            number, literal("PX") + func.cast(member.c.id, portal_account.c.account_no.type), member.c.id,
            literal("not_registered"),
        ).where(has_none)  # fmt: skip
        columns = ["id", "account_no", "member_id", "stage"]
        connection.execute(insert(portal_account).from_select(columns, new))
        count: int = connection.execute(select(func.count()).select_from(portal_account)).scalar_one()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))
    return count


def _bare(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(portal_account.c.id)).all())


def _spent(asked: Callable[[], object]) -> float:
    began = time.perf_counter()
    asked()
    return (time.perf_counter() - began) * 1000
