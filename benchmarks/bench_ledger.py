"""Posting an allocation with its audit entry, and a statement of 10,000 movements (SPEED 5).

The floor of posting is the same rows inserted by the bare driver in a transaction of their own, with the same
fsync, in turns with ours; the floor of the statement is its one big query, sent bare.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event, insert, text

from benchmarks.figures import Figure, percentile
from consoleapp.desk import ledger, staff
from consoleapp.desk.context import Desk
from consoleapp.desk.ledger import Part
from consoleapp.desk.signin import Given, sign_in
from consoleapp.desk.warming import warm_up
from consoleapp.reference.notice import load_notice
from consoleapp.settings import load as load_settings
from consoleapp.store import tables as t
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.ledger.auditor import audit
from consoleapp.store.ledger.documents import post_documents
from tests import postgres

NAME = "Ledger"
SPEED = 5

ACTS = int(os.environ.get("CONSOLEAPP_BENCH_ACTS", "300"))
WARM = 20
"""Acts before the first that counts: a console has sent its statements before."""
MOVEMENTS = 10_000
STATEMENTS = 15
PASSWORD = "seven quiet herons wade"
LAST_DAY = date(2026, 11, 20)
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        yield from _engine(f"sqlite:///{folder}/ledger.db", Path(folder), "SQLite")
        # The server of the tests forgets a power cut; this one is to wait for the disk.
        with patch.dict(postgres.SETTINGS, DURABLE), postgres.running() as server:
            yield from _engine(server.url, Path(folder), "PostgreSQL")


def _engine(url: str, home: Path, engine: str) -> Iterator[Figure]:
    database = Database.open(url)
    database.migrate()
    desk = _desk(database, url, home)
    _fill(database)
    warm_up(database)  # as a console does once it is open
    ours, bare = _posting(database, desk)
    yield Figure(f"{engine}: allocation posted p50", percentile(ours, 0.5), "ms", note=f"{ACTS} of them")
    yield Figure(
        f"{engine}: allocation posted p99",
        percentile(ours, 0.99),
        "ms",
        10.0,
        percentile(bare, 0.99),
        "the rows inserted bare",
    )
    told, query = _statements(database, desk)
    yield Figure(
        f"{engine}: statement of {MOVEMENTS:,} movements p99",
        percentile(told, 0.99),
        "ms",
        300.0,
        percentile(query, 0.99),
        "its query bare",
    )
    with database.read() as connection:
        began = time.perf_counter()
        found = audit(connection)
        spent = time.perf_counter() - began
    if found.fault is not None:
        raise found.fault
    yield Figure(f"{engine}: the auditor", found.entries / spent, "entries/s", more_is_better=True)
    database.close()


def _desk(database: Database, url: str, home: Path) -> Desk:
    def clock() -> datetime:
        return datetime.now(UTC)

    settings = replace(load_settings(home, {}), database_url=url)
    make_key(settings.audit_key_file)
    staff.create_first_supervisor(database, settings, clock, "ada", "Ada Wong", PASSWORD)
    given = Given(notice=load_notice(settings.notice, "en"))
    return sign_in(database, settings, clock, "ada", PASSWORD, given)


def _fill(database: Database) -> None:
    """As many invoices, receipts and allocations on policy 1; on policy 2 a receipt waits to be allocated."""
    count = MOVEMENTS // 3
    with database.write() as connection:
        connection.execute(insert(t.policy_holder).values(id=1, code="H1", name_en="THE ABC COMPANY"))
        connection.execute(
            insert(t.policy),
            [
                {
                    "id": number,
                    "policy_no": f"9130{number}",
                    "holder_id": 1,
                    "plan_type": "group_medical",
                    "currency": "HKD",
                    "payment_mode": "monthly",
                    "status": "in_force",
                }
                for number in (1, 2)
            ],
        )
        days = [LAST_DAY - timedelta(days=number % 900) for number in range(count + ACTS + WARM)]
        connection.execute(
            insert(t.invoice),
            [
                {
                    "id": number + 1,
                    "invoice_no": str(9_000_000 + number),
                    "policy_id": 1 if number < count else 2,
                    "issued_on": days[number],
                    "due_on": days[number] + timedelta(days=30),
                    "amount": 100_000,
                    "currency": "HKD",
                }
                for number in range(count + ACTS + WARM)
            ],
        )
        connection.execute(
            insert(t.settlement),
            [
                {
                    "id": number + 1,
                    "receipt_no": f"R-{number}",
                    "policy_id": 1 if number < count else 2,
                    "received_on": days[number],
                    "method": "cheque",
                    "amount": 60_000 if number < count else 100 * (ACTS + WARM),
                    "currency": "HKD",
                }
                for number in range(count + 1)
            ],
        )
        connection.execute(
            insert(t.allocation),
            [{"settlement_id": n + 1, "invoice_id": n + 1, "amount": 50_000} for n in range(count)],
        )
        post_documents(connection, datetime.now(UTC))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))


Rows = list[tuple[str, Any, bool]]
"""Inserts as the driver got them: text, parameters, whether many."""


def _posting(database: Database, desk: Desk) -> tuple[list[float], list[float]]:
    """Milliseconds of the verb, and of as many rows inserted bare into the same book, in turns."""
    count = MOVEMENTS // 3
    ours, bare = [], []
    rows: Rows = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
        rows.extend([(statement, parameters, many)] * statement.count("INSERT INTO"))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        for number in range(ACTS + WARM):
            rows.clear()
            invoice = count + 1 + number
            began = time.perf_counter()
            ledger.allocate(desk, count + 1, (Part(invoice, 100),), key=f"bench-{number}")
            ours.append((time.perf_counter() - began) * 1000)
            bare.append(_bare(database, list(rows)))
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return ours[WARM:], bare[WARM:]


def _bare(database: Database, rows: Rows) -> float:
    """The same inserts into tables that take anything, committed with the same fsync."""
    raw = database.engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        cursor = driver.cursor()
        sqlite = isinstance(driver, sqlite3.Connection)
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_row (id INTEGER PRIMARY KEY, said TEXT)"
            if sqlite
            else "CREATE TABLE IF NOT EXISTS bench_row (id BIGSERIAL PRIMARY KEY, said TEXT)"
        )
        driver.commit()
        began = time.perf_counter()
        if sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        mark = "?" if sqlite else "%s"
        for _statement, parameters, _many in rows:
            cursor.execute(f"INSERT INTO bench_row (said) VALUES ({mark})", (repr(parameters),))
        if sqlite:
            cursor.execute("COMMIT")
        else:
            driver.commit()
        return (time.perf_counter() - began) * 1000
    finally:
        raw.close()


def _statements(database: Database, desk: Desk) -> tuple[list[float], list[float]]:
    """Milliseconds of the verb, and of its longest query alone, in turns."""
    told, query = [], []
    for _turn in range(STATEMENTS):
        began = time.perf_counter()
        given = ledger.statement(desk, date(2020, 1, 1), LAST_DAY, policy_id=1)
        told.append((time.perf_counter() - began) * 1000)
        if len(given.sections[0].movements) < MOVEMENTS - 2:
            raise RuntimeError("the statement is shorter than promised")
        query.append(_timed(lambda: _longest(database)))
    return told, query


def _longest(database: Database) -> None:
    with database.read() as connection:
        connection.exec_driver_sql(
            "SELECT * FROM ledger_transfer x JOIN ledger_entry e ON e.id = x.entry_id "
            "LEFT JOIN invoice i ON i.id = x.invoice_id LEFT JOIN settlement s ON s.id = x.settlement_id "
            "WHERE x.debit_policy_id = 1 OR x.credit_policy_id = 1 ORDER BY e.posted_on, e.id, x.id"
        ).all()


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
