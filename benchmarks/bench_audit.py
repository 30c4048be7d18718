"""Who saw this member, over a million looks; and the record searched, a million entries long (SAFETY 16).

Each figure is the desk's whole verb with its transaction and the entry it leaves. The peer of "who saw" is
the same question without the index it reads over. ``CONSOLEAPP_BENCH_LOOKS`` makes it smaller.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from benchmarks.books import analyzed, on_both_engines
from benchmarks.figures import Figure, percentile, timed
from consoleapp.desk import audit
from consoleapp.desk.audit import AuditSearch
from consoleapp.desk.context import Desk
from consoleapp.rules.permissions import Role
from consoleapp.store import audit as chain
from consoleapp.store.audit import Entry
from consoleapp.store.engine import Database
from consoleapp.store.tables import access_entry, audit_entry, member, policy, staff

NAME = "Audit"
SPEED = 3

LOOKS = int(os.environ.get("CONSOLEAPP_BENCH_LOOKS", "1000000"))
MEMBERS = 2_000
ROUNDS = 30
AT_ONCE = 20_000
RARE = "member.held_once"
ACTS = 2_000
EVENTS = ("contact.fact", "contact.started", "account.unlocked", "claim.moved", "staff.signed_in")
NEW = {"ix_audit_entry_event_at_seq", "ix_audit_entry_at_seq"}
"""The indexes that searches for a kind of act and for a day read over."""


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    yield from on_both_engines(MEMBERS, _figures)


def _figures(database: Database, given: Desk, engine: str) -> Iterator[Figure]:
    desk = _auditor(database, given)
    _fill(database)
    with database.read() as connection:
        busiest = connection.execute(
            select(policy.c.policy_no, member.c.cert_no, member.c.suffix, member.c.id)
            .join_from(member, policy, policy.c.id == member.c.policy_id)
            .order_by(member.c.id)
            .limit(ROUNDS)
        ).all()
    people = [(row.policy_no, f"{row.cert_no}-{row.suffix}") for row in busiest]
    seen = [spent for one in people for spent in timed(partial(audit.seen, desk, *one), 1)]
    plain = [spent for row in busiest[:3] for spent in timed(partial(_without_index, database, row.id), 1)]
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
        yield Figure(f"{engine}: acts {words}, p99", percentile(timed(search, ROUNDS), 0.99), "ms", 1000.0)
    with_both, without = _kept(database, desk)
    yield Figure(
        f"{engine}: an act put on record, of {ACTS:,}",
        with_both,
        "µs",
        peer=without,
        against="without the indexes over its kind and its moment",
    )


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
    analyzed(database)


def _kept(database: Database, desk: Desk) -> tuple[float, float]:
    """Microseconds an entry costs, chained and indexed, the quickest of some rounds; and without the two."""
    with_both = _appended(database, desk)
    new = [one for one in audit_entry.indexes if one.name in NEW]
    with database.write() as connection:
        for one in new:
            one.drop(connection)
    without = _appended(database, desk)
    with database.write() as connection:
        for one in new:
            one.create(connection)
    return with_both, without


def _appended(database: Database, desk: Desk) -> float:
    """Acts one after the other, a statement each, in one transaction: what a commit costs is left out."""

    def append() -> None:
        with database.write() as connection:
            for number in range(ACTS):
                event = EVENTS[number % len(EVENTS)]
                entry = Entry(datetime.now(UTC), event, desk.actor.staff_id, None, f"member:{number}", {})
                chain.append(connection, desk.audit_key, [entry])

    return min(timed(append, 5)) / ACTS * 1000


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
