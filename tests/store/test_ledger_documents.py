"""Documents of extracts become entries once: by a migration, by a load, by whoever asks again."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from alembic.command import upgrade
from sqlalchemy import Connection, func, insert, select, text

from consoleapp.rules.ledger import Entry
from consoleapp.store import tables as t
from consoleapp.store.engine import Database
from consoleapp.store.ledger import posting
from consoleapp.store.ledger.auditor import audit
from consoleapp.store.ledger.documents import After, post_documents
from consoleapp.store.migrate import configuration

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
BEFORE = "0004"
"""The revision before the ledger posted entries."""


def fill(connection: Connection) -> None:
    """A policy with an invoice, a credit note of its own number, a receipt, and an allocation."""
    connection.execute(text("INSERT INTO policy_holder (id, code, name_en) VALUES (1, 'H', 'H')"))
    connection.execute(
        text(
            "INSERT INTO policy (id, policy_no, holder_id, plan_type, currency, payment_mode, status)"
            " VALUES (1, '91307', 1, 'group_medical', 'HKD', 'yearly', 'in_force')"
        )
    )
    shared = {"policy_id": 1, "currency": "HKD"}
    for number, amount in ((1, 5_000), (2, -700)):
        connection.execute(
            insert(t.invoice).values(
                id=number,
                invoice_no=f"900000{number}",
                issued_on=date(2026, 6, 1),
                due_on=date(2026, 7, 1),
                amount=amount,
                **shared,
            )
        )
    for number, received in ((1, date(2026, 5, 1)), (2, date(2026, 8, 1))):
        connection.execute(
            insert(t.settlement).values(
                id=number,
                receipt_no=f"R-{number}",
                received_on=received,
                method="cash",
                amount=3_000,
                **shared,
            )
        )
        connection.execute(insert(t.allocation).values(settlement_id=number, invoice_id=1, amount=1_000))


@pytest.fixture
def older(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A book at the revision before, with documents in it."""
    name = f"older_{secrets.token_hex(4)}"
    server = request.getfixturevalue("postgres_url") if engine_name == "postgresql" else ""
    if server:
        with psycopg.connect(server, autocommit=True) as asking:
            asking.execute(f'CREATE DATABASE "{name}"'.encode())
        database = Database.open(urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    else:
        database = Database.open(f"sqlite:///{tmp_path}/older.db")
    with database.write() as connection:
        upgrade(configuration(connection), BEFORE)
        fill(connection)
    yield database
    database.close()
    if server:
        with psycopg.connect(server, autocommit=True) as asking:
            asking.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def entries(connection: Connection) -> list[tuple[object, ...]]:
    columns = (
        t.ledger_entry.c[name] for name in ("kind", "policy_id", "posted_on", "key", "hash", "reverses")
    )
    moved = (
        t.ledger_transfer.c[name] for name in ("debit", "credit", "amount", "invoice_id", "settlement_id")
    )
    rows = connection.execute(
        select(*columns, *moved).join_from(t.ledger_entry, t.ledger_transfer).order_by(t.ledger_entry.c.id)
    )
    return [tuple(row) for row in rows]


def test_what_an_older_book_holds_is_posted_by_the_migration(older: Database, database: Database) -> None:
    older.migrate()
    with database.write() as connection:
        fill(connection)
        post_documents(connection, NOW)
        today = entries(connection)
    with older.read() as connection:
        migrated = entries(connection)
        assert audit(connection).fault is None
        balances = connection.execute(text("SELECT invoice_id, settled, balance FROM invoice_balance")).all()
        left = connection.execute(text("SELECT unallocated FROM settlement_balance")).scalars().all()
    assert [row[:1] for row in migrated] == [
        (kind,) for kind in ("issue", "credit_note", "receive", "receive", "allocate", "allocate")
    ]
    assert migrated == today
    assert sorted(map(tuple, balances)) == [(1, 2_000, 3_000), (2, 0, -700)]
    assert left == [2_000, 2_000]
    # An allocation counts from when both were there.
    assert [row[2] for row in migrated[-2:]] == [date(2026, 6, 1), date(2026, 8, 1)]


def test_the_engine_hashes_as_the_rules_do(database: Database) -> None:
    with database.write() as connection:
        fill(connection)
        post_documents(connection, NOW)
        for entry_id in connection.execute(select(t.ledger_entry.c.id)).scalars():
            row = posting.entry_row(connection, entry_id)
            assert row is not None
            moved = posting.transfers_of(connection, entry_id)
            assert Entry(row.kind, row.policy_id, row.posted_on, moved).digest() == row.hash


def test_posting_again_changes_nothing_and_later_documents_are_found(database: Database) -> None:
    def count(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(t.ledger_entry)).scalar_one()

    with database.write() as connection:
        fill(connection)
        post_documents(connection, NOW)
        before = count(connection)
        post_documents(connection, NOW)
        assert count(connection) == before == 6
        after = After.now(connection)
        connection.execute(
            insert(t.invoice).values(
                id=9,
                invoice_no="9000009",
                policy_id=1,
                issued_on=date(2026, 6, 1),
                due_on=date(2026, 7, 1),
                amount=1,
                currency="HKD",
            )
        )
        post_documents(connection, NOW, after)
        assert count(connection) == before + 1
