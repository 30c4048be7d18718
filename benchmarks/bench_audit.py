"""Who saw this member, over a million looks; and the record searched, a million entries long (SAFETY 16).

Each figure is the desk's whole verb with its transaction and the entry it leaves. The peer of "who saw" is
the same question without the index it reads over. ``CONSOLEAPP_BENCH_LOOKS`` makes it smaller.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from benchmarks.bench_member import signed_in
from benchmarks.figures import Figure, percentile
from consoleapp.desk import audit
from consoleapp.desk.audit import AuditSearch
from consoleapp.desk.context import Desk
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.load import load
from consoleapp.rules.permissions import Role
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.tables import access_entry, audit_entry, member, policy, staff
from tests import postgres

NAME = "Audit"
SPEED = 3

LOOKS = int(os.environ.get("CONSOLEAPP_BENCH_LOOKS", "1000000"))
MEMBERS = 2_000
ROUNDS = 30
AT_ONCE = 20_000
RARE = "member.held_once"


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        yield from _engine(f"sqlite:///{folder}/audit.db", Path(folder), "SQLite")
        with postgres.running() as server:
            yield from _engine(server.url, Path(folder), "PostgreSQL")


def _engine(url: str, home: Path, engine: str) -> Iterator[Figure]:
    database = Database.open(url)
    database.migrate()
    make_key(home / "audit.key")
    for _ in load(database, Order(MEMBERS, seed=4), home / "audit.key", datetime.now(UTC)):
        pass
    desk = _auditor(database, signed_in(database, url, home))
    _fill(database)
    with database.read() as connection:
        busiest = connection.execute(
            select(policy.c.policy_no, member.c.cert_no, member.c.suffix, member.c.id)
            .join_from(member, policy, policy.c.id == member.c.policy_id)
            .order_by(member.c.id)
            .limit(ROUNDS)
        ).all()
    people = [(row.policy_no, f"{row.cert_no}-{row.suffix}") for row in busiest]
    seen = [_spent(lambda one=one: audit.seen(desk, *one)) for one in people]
    plain = [_spent(lambda one=row.id: _without_index(database, one)) for row in busiest[:3]]
    yield Figure(
        f"{engine}: who saw this member, p99",
        percentile(seen, 0.99),
        "ms",
        1000.0,
        percentile(plain, 0.5),
        "without the index",
        note=f"{LOOKS:,} looks",
    )
    now = datetime.now(UTC)
    searches: dict[str, Callable[[], object]] = {
        "the newest": lambda: audit.entries(desk),
        "of one person": lambda: audit.entries(desk, "ben"),
        "of one member": lambda: audit.entries(desk, search=AuditSearch(subject=f"member:{busiest[0].id}")),
        "of a rare act": lambda: audit.entries(desk, search=AuditSearch(event=RARE)),
        "of one day": lambda: audit.entries(
            desk, search=AuditSearch(since=now - timedelta(days=200), until=now - timedelta(days=199))
        ),
    }
    for words, search in searches.items():
        spent = [_spent(search) for _ in range(ROUNDS)]
        yield Figure(f"{engine}: acts {words}, p99", percentile(spent, 0.99), "ms", 1000.0)
    database.close()


def _auditor(database: Database, desk: Desk) -> Desk:
    """The same desk with an auditor's rights."""
    with database.write() as connection:
        connection.execute(update(staff).where(staff.c.login == "ben").values(role=Role.AUDITOR))
    return replace(desk, actor=replace(desk.actor, role=Role.AUDITOR))


def _fill(database: Database) -> None:
    """Looks at everybody, and as many entries, over a year."""
    with database.read() as connection:
        members = list(connection.execute(select(member.c.id).order_by(member.c.id)).scalars())
        people = list(connection.execute(select(staff.c.id)).scalars())
        begun = int(connection.execute(select(func.max(audit_entry.c.seq))).scalar() or 0)
    first = datetime.now(UTC) - timedelta(days=365)
    step = timedelta(days=365) / LOOKS
    for start in range(0, LOOKS, AT_ONCE):
        looks: list[dict[str, Any]] = []
        entries: list[dict[str, Any]] = []
        for number in range(start, min(start + AT_ONCE, LOOKS)):
            at, who = first + step * number, people[number % len(people)]
            # A tenth of all looks are at the same thirty people: those somebody asks about.
            seen = members[number // 10 % ROUNDS if number % 10 == 0 else number % len(members)]
            looks.append({"at": at, "staff_id": who, "member_id": seen, "what": "card"})
            seq = begun + 1 + number
            event = RARE if number == LOOKS // 2 else "contact.fact"
            entries.append(
                {"seq": seq, "text": '{"facts": {"right": true}}', "previous": "0" * 64, "mac": f"{seq:064}",
                 "at": at, "event": event, "staff_id": who, "subject": f"member:{seen}"}
            )  # fmt: skip
        with database.write() as connection:
            connection.execute(insert(access_entry), looks)
            connection.execute(insert(audit_entry), entries)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))


def _without_index(database: Database, member_id: int) -> object:
    """The same rows by reading all of them: an expression no index is on."""
    with database.read() as connection:
        return _all_of(connection, member_id)


def _all_of(connection: Connection, member_id: int) -> object:
    query = (
        select(access_entry.c.id, access_entry.c.at, staff.c.login)
        .join_from(access_entry, staff, staff.c.id == access_entry.c.staff_id)
        .where(access_entry.c.member_id + 0 == member_id)
        .order_by(access_entry.c.at.desc())
        .limit(audit.LONGEST)
    )
    return connection.execute(query).all()


def _spent(asked: Callable[[], object]) -> float:
    began = time.perf_counter()
    asked()
    return (time.perf_counter() - began) * 1000
