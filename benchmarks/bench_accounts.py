"""F7's list in a book of more than 100,000 portal accounts: ready, Page Down, narrowed, by words.

Ready is the first page, which is drawn while the ids are still read; Page Down is a page of 200 by its ids.
Each is the desk's whole verb with its transaction. The floor is the ids of the table, read bare.
"""

import os
from collections.abc import Callable, Iterator

from sqlalchemy import func, insert, literal, select

from benchmarks.books import analyzed, on_both_engines
from benchmarks.figures import Figure, percentile, timed
from consoleapp.desk import accounts
from consoleapp.desk.context import Desk
from consoleapp.rules.statuses import AccountStage
from consoleapp.store.engine import Database
from consoleapp.store.tables import member, portal_account

NAME = "Accounts"
SPEED = 3

MEMBERS = int(os.environ.get("CONSOLEAPP_BENCH_ACCOUNTS", "105000"))
"""Everybody gets an account."""
ROUNDS = 30
PAGE = 200


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    yield from on_both_engines(MEMBERS, _figures)


def _figures(database: Database, desk: Desk, engine: str) -> Iterator[Figure]:
    count = _everybody(database)
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
    floor = percentile(timed(lambda: _bare(database), ROUNDS), 0.99)
    for what, (verb, goal) in asked.items():
        spent = timed(verb, ROUNDS)
        peer = floor if "ids" in what else None
        note = f"{count:,} accounts" if "ready" in what else ""
        against = "ids read bare" if peer else ""
        yield Figure(f"{engine}: {what}, p50", percentile(spent, 0.5), "ms")
        yield Figure(f"{engine}: {what}, p99", percentile(spent, 0.99), "ms", goal, peer, against, note=note)


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
    analyzed(database)
    return count


def _bare(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(portal_account.c.id)).all())
