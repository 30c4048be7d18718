"""Many writers, a cut line, a killed process, a role without rights: the ledger stays whole."""

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import ledger
from consoleapp.desk.context import Desk, Recorded, became
from consoleapp.desk.keys import new_key
from consoleapp.desk.ledger import Part
from consoleapp.errors import Refused
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.store import audit
from consoleapp.store import tables as t
from consoleapp.store.engine import Database
from consoleapp.store.ledger.auditor import audit as look_over
from consoleapp.store.locking import insert_then_lock
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.ledgerbook import alone, hkd, post

TODAY = date(2026, 11, 20)
CHEQUE = SettlementMethod.CHEQUE


def sound(office: Office, database: Database | None = None) -> None:
    """Every balance adds up, and the audit chain verifies."""
    with (database or office.database).read() as connection:
        assert look_over(connection).fault is None
        key = bytes.fromhex(office.settings.audit_key_file.read_text().strip())
        assert audit.verify(connection, key).first_bad is None


def test_eight_writers_never_allocate_more_than_there_is(office: Office, ids: Ids) -> None:
    desk = alone(office.desk("counter"))
    receipt = ledger.receive(desk, ids.policy, hkd("100"), TODAY, CHEQUE, key=new_key())
    invoices = [
        ledger.issue(desk, ids.policy, hkd("100"), TODAY, TODAY, key=new_key()) for _writer in range(8)
    ]
    ready = threading.Barrier(8)

    def write(invoice: int) -> str:
        ready.wait()
        try:
            ledger.allocate(desk, receipt, (Part(invoice, 3_000),), key=new_key())
        except Refused as refused:
            return str(refused)
        return "posted"

    with ThreadPoolExecutor(8) as writers:
        came = list(writers.map(write, invoices))
    assert came.count("posted") == 3
    assert sum("more than is left of the receipt" in one for one in came) == 5
    assert ledger.receipt(desk, receipt).unallocated == hkd("10")
    sound(office)


def test_eight_receipts_never_pay_one_invoice_twice(office: Office, ids: Ids) -> None:
    desk = alone(office.desk("counter"))
    invoice = ledger.issue(desk, ids.policy, hkd("100"), TODAY, TODAY, key=new_key())
    ready = threading.Barrier(8)

    def write(_number: int) -> bool:
        ready.wait()
        try:
            ledger.receive(
                desk, ids.policy, hkd("40"), TODAY, CHEQUE, parts=(Part(invoice, 4_000),), key=new_key()
            )
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as writers:
        assert sum(writers.map(write, range(8))) == 2
    with office.database.read() as connection:
        numbers = connection.execute(select(t.settlement.c.receipt_no)).scalars().all()
    assert len(set(numbers)) == len(numbers) == 1 + 2  # with the one of the book; refused ones leave nothing
    sound(office)


# The reply to COMMIT is lost


class Cut:
    """A line to PostgreSQL that can be cut before or after a COMMIT arrives there."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.when: str | None = None
        """``before``: COMMIT never arrives. ``after``: it is done, and nobody hears of it."""
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                server = socket.create_connection(self._target)
                silent = threading.Event()
                threading.Thread(target=self._up, args=(client, server, silent), daemon=True).start()
                threading.Thread(target=self._down, args=(client, server, silent), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket, silent: threading.Event) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.when is not None and b"COMMIT" in data:
                    when, self.when = self.when, None
                    self.cuts += 1
                    silent.set()
                    if when == "after":
                        server.sendall(data)
                        time.sleep(0.2)  # until the server has done it
                    break
                server.sendall(data)
        self._hang_up(client, server)

    def _down(self, client: socket.socket, server: socket.socket, silent: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if not silent.is_set():
                    client.sendall(data)
        self._hang_up(client, server)

    @staticmethod
    def _hang_up(*ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut_line(office: Office) -> Iterator[tuple[Cut, Desk]]:
    """A counter's desk whose line to the database goes through a :class:`Cut`."""
    url = make_url(office.settings.database_url)
    cut = Cut(url.host or "localhost", url.port or 5432)
    database = Database.open(url.set(host="127.0.0.1", port=cut.port).render_as_string(hide_password=False))
    try:
        yield cut, replace(alone(office.desk("counter")), database=database)
    finally:
        database.close()
        cut.close()


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
@pytest.mark.parametrize("when", ["after", "before"])
def test_a_lost_reply_to_commit_is_one_settlement(office: Office, ids: Ids, when: str) -> None:
    def settlements() -> int:
        with office.database.read() as connection:
            return connection.execute(select(func.count()).select_from(t.settlement)).scalar_one()

    before, key = settlements(), new_key()
    with cut_line(office) as (cut, desk):
        # An allocation with it: what is half there would show.
        part = (Part(ids.invoice, 100),)

        def take_in() -> int:
            return ledger.receive(desk, ids.policy, hkd("500"), TODAY, CHEQUE, parts=part, key=key)

        cut.when = when
        if when == "after":
            receipt = take_in()  # looked up by its key, not done again
        else:
            with pytest.raises(Refused, match="Nothing was done"):
                take_in()
            assert settlements() == before
            receipt = take_in()
        assert cut.cuts == 1
        assert take_in() == receipt
    assert settlements() == before + 1
    sound(office)


def test_what_became_of_an_act_is_told_for_good(office: Office, ids: Ids) -> None:
    """Whoever still commits it is waited for: what is told not to be recorded never will be."""
    desk, key = alone(office.desk("counter")), new_key()
    assert became(desk, key) is None
    receipt = ledger.receive(desk, ids.policy, hkd("500"), TODAY, CHEQUE, key=key)
    assert became(desk, key) == Recorded(receipt)
    late = {"key": "late", "verb": "x", "hash": "0", "result": "7", "staff_id": 1, "at": office.clock()}
    with ThreadPoolExecutor(1) as other:
        with office.database.write() as connection:
            insert_then_lock(connection, t.act, late, audit.LOCK)
            told = other.submit(became, desk, "late")
            with pytest.raises(TimeoutError):
                told.result(timeout=0.3)
        assert told.result(timeout=20) == Recorded(7)


# Killed while posting


def posting_child(url: str, desk: Desk, ids: Ids, out: int) -> None:
    """Post receipts with two allocations each until killed, telling each one when it is acknowledged."""
    here = replace(desk, database=Database.open(url))
    invoices = [
        ledger.issue(here, ids.policy, hkd("1,000,000"), TODAY, TODAY, key=new_key()) for _ in range(2)
    ]
    while True:
        parts = (Part(invoices[0], 100), Part(invoices[1], 200))
        receipt = ledger.receive(here, ids.policy, hkd("5"), TODAY, CHEQUE, parts=parts, key=new_key())
        os.write(out, b"%d\n" % receipt)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "rounds", [5, pytest.param(1_000, marks=pytest.mark.soak)], ids=["a handful", "a thousand"]
)
def test_kill_9_loses_nothing_acknowledged(office: Office, ids: Ids, rounds: int) -> None:
    pick = random.Random(91307)
    desk = alone(office.desk("counter"))
    acknowledged: list[int] = []
    for _round in range(rounds):
        office.database.close()  # nobody else has the file open, and no connection crosses the fork
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                posting_child(office.settings.database_url, desk, ids, writing)
            finally:
                os._exit(1)
        os.close(writing)
        told = os.read(reading, 65536)
        time.sleep(pick.random() * 0.05)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reading, 65536):
            told += more
        os.close(reading)
        acknowledged += [int(line) for line in told.split(b"\n")[:-1]]
    assert len(acknowledged) >= rounds
    with office.database.read() as connection:
        there = dict(
            connection.execute(
                text(
                    "SELECT settlement_id, COUNT(*) FROM ledger_transfer WHERE settlement_id IS NOT NULL "
                    "AND settlement_id <> :book GROUP BY settlement_id"
                ),
                {"book": ids.receipt},
            ).all()
        )
        receipts = set(connection.execute(select(t.settlement.c.id)).scalars()) - {ids.receipt}
        acts = connection.execute(
            select(func.count()).select_from(t.act).where(t.act.c.verb == "ledger.received")
        ).scalar_one()
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert set(acknowledged) <= receipts
    assert len(set(acknowledged)) == len(acknowledged)
    # A receipt and its two allocations, and the act that made them: all or nothing.
    assert there == dict.fromkeys(receipts, 3)
    assert acts == len(receipts)
    sound(office)


# A role that owns nothing


@pytest.fixture
def role(office: Office) -> Iterator[Callable[[], Database]]:
    """Opens the book as the role of docs/postgresql-grants.sql."""
    script = (Path(__file__).parents[2] / "docs" / "postgresql-grants.sql").read_text(encoding="utf-8")
    url = make_url(office.settings.database_url)
    name = f"desk_{url.database}"
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'heron'")
        connection.exec_driver_sql(script.replace("consoleapp_desk", name).replace("%", "%%"))
    opened = []

    def open_book() -> Database:
        own = url.set(username=name, password="heron")
        opened.append(Database.open(own.render_as_string(hide_password=False)))
        return opened[-1]

    yield open_book
    for one in opened:
        one.close()
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
        connection.exec_driver_sql(f"DROP ROLE {name}")


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_consoles_need_no_right_to_change_what_is_posted(
    office: Office, ids: Ids, role: Callable[[], Database]
) -> None:
    database = role()
    desk = alone(replace(office.desk("supervisor"), database=database))
    receipt = ledger.receive(
        desk, ids.policy, hkd("500"), TODAY, CHEQUE, parts=(Part(ids.invoice, 100),), key=new_key()
    )
    ledger.bounce(desk, receipt, "returned by the bank", key=new_key())
    ledger.statement(desk, TODAY, TODAY, policy_id=ids.policy)
    for attack in (
        "UPDATE ledger_entry SET reason = 'x'",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer",
        "ALTER TABLE ledger_transfer DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
        "DROP TABLE ledger_transfer",
        "UPDATE audit_entry SET text = ''",
        "UPDATE invoice SET amount = 1",
        "UPDATE invoice SET id = id + 1000",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DBAPIError), database.write() as connection:
            connection.exec_driver_sql(attack)
    sound(office)


def test_a_small_ledger_is_sound(office: Office, ids: Ids) -> None:
    post(office, ids)
    sound(office)
