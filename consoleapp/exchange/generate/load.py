"""A generated book straight into the tables, in one transaction, with its search index."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select

from consoleapp.desk.demo import is_demo_book
from consoleapp.errors import Refused
from consoleapp.exchange.generate.book import Order, batches
from consoleapp.exchange.generate.rows import COLUMNS
from consoleapp.exchange.progress import Progress
from consoleapp.i18n import N_
from consoleapp.store import audit
from consoleapp.store.bulk import bulk_load
from consoleapp.store.engine import Database, refresh_statistics
from consoleapp.store.ledger.documents import post_documents
from consoleapp.store.queries import staff as staff_queries
from consoleapp.store.search.index import rebuilding
from consoleapp.store.tables import book, claim, metadata
from consoleapp.store.usage import settle

ROWS, USED = N_("Members and claims"), N_("Benefit usage")
INDEXES, SEARCH = N_("Indexes"), N_("Search")
USAGE = ("entitlement", "benefit_usage")
"""Filled from the claims, in sets."""


def load(database: Database, order: Order, audit_key_file: Path, now: datetime) -> Iterator[Progress]:
    """Fill an empty book. Raises Refused for one that holds anything; a stop half-way leaves nothing behind.

    Nobody is signed in, so it is for a book nobody works with: a fresh one, or one marked as a demo. A book
    with staff of its own takes people by import only. What was made goes on record as the system's act.
    Progress counts members in the first stage and in the last, tables in between.
    """
    audit_key = audit.read_key(audit_key_file)
    with bulk_load(database, (*COLUMNS, *USAGE)) as loading:
        if staff_queries.count(loading.connection) and not is_demo_book(loading.connection):
            raise Refused(
                N_("Somebody works with this book. Invented people go into a new one: name another --home.")
            )
        tables = [table for table in metadata.sorted_tables if table.name in COLUMNS]
        began, members = time.monotonic(), 0
        yield Progress(ROWS, 0, order.members, 0.0)
        for batch in batches(order):
            for table in tables:
                loading.write(table, COLUMNS[table.name], batch[table.name])
            members += len(batch["member"])
            yield Progress(ROWS, members, order.members, time.monotonic() - began)
        began = time.monotonic()
        yield Progress(USED, 0, 1, 0.0)
        for table in tables:
            refresh_statistics(loading.connection, table)
        settle(loading.connection, select(claim.c.id), now)
        yield Progress(USED, 1, 1, time.monotonic() - began)
        began = time.monotonic()
        steps = list(range((len(tables) + len(USAGE)) * (1 if database.name == "sqlite" else 2)))
        for done, _ in zip(steps, loading.make_indexes(), strict=True):
            yield Progress(INDEXES, done + 1, len(steps), time.monotonic() - began)
        post_documents(loading.connection, now)
        began = time.monotonic()
        for done, total in rebuilding(loading.connection):
            yield Progress(SEARCH, done, total, time.monotonic() - began)
        loading.connection.execute(
            insert(book).values(
                name="generated",
                value=f"{order.members} members, {order.claims_a_member:g} claims each, seed {order.seed}",
            )
        )
        facts: dict[str, object] = {"members": order.members, "seed": order.seed}
        entry = audit.Entry(now, "book.generated", None, None, "book", facts)
        audit.append(loading.connection, audit_key, [entry])
