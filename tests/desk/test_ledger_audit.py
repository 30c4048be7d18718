"""What is posted stays as it is, and an auditor finds whatever somebody changed past the guards."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import ledger
from consoleapp.desk.keys import new_key
from consoleapp.errors import Refused
from consoleapp.rules.ledger import Entry, Transfer
from consoleapp.store import ddl
from consoleapp.store import tables as t
from consoleapp.store.ledger import posting
from consoleapp.store.ledger.auditor import Audited, audit
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.ledgerbook import Posted, alone, hkd, post


@pytest.fixture
def posted(office: Office, ids: Ids) -> Posted:
    """A ledger with an entry of every way to go back: the cheque's part of August is taken back again."""
    found = post(office, ids)
    desk = alone(office.desk("supervisor"))
    ledger.deallocate(desk, found.cheque, found.august, "wrong month", key=new_key())
    ledger.credit_note(desk, found.august, hkd("50.00"), "one leaver", key=new_key())
    ledger.refund(desk, found.cheque, hkd("100.00"), "asked for it", key=new_key())
    return found


def audited(office: Office) -> Audited:
    with office.database.read() as connection:
        return audit(connection)


def test_a_ledger_left_alone_is_found_right(office: Office, posted: Posted) -> None:
    found = ledger.audit(office.desk("auditor"))
    assert found.fault is None
    # Two invoices, a receipt and an allocation of the book; then what was posted at the desk.
    assert (found.entries, found.invoices, found.receipts) == (4 + 9, 5, 2)


@pytest.mark.parametrize("table", [t.ledger_entry, t.ledger_transfer], ids=lambda table: table.name)
@pytest.mark.parametrize("attack", ["update", "delete", "replace", "truncate"])
def test_posted_rows_are_never_changed_or_removed(
    office: Office, posted: Posted, table: Table, attack: str
) -> None:
    columns = {"ledger_entry": {"reason": "x"}, "ledger_transfer": {"amount": 1}}[table.name]
    sqlite = office.database.name == "sqlite"
    with office.database.read() as connection:
        row = connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).one()._asdict()
        before = connection.execute(select(table)).all()
    conflict = f"INSERT INTO {table.name} SELECT * FROM {table.name} ON CONFLICT (id) DO UPDATE SET id = 0"
    statement: Any = {
        "update": update(table).values(columns),
        "delete": delete(table),
        "replace": insert(table).prefix_with("OR REPLACE").values(row | columns)
        if sqlite
        else text(conflict),
        "truncate": delete(table) if sqlite else text(f"TRUNCATE {table.name} CASCADE"),
    }[attack]
    with pytest.raises(DBAPIError, match="never changed or removed"), office.database.write() as connection:
        connection.execute(statement)
    with office.database.read() as connection:
        assert connection.execute(select(table)).all() == before


def entry_of(connection: Connection, kind: str, number: int = 0) -> int:
    rows = connection.execute(
        select(t.ledger_entry.c.id)
        .where(t.ledger_entry.c.kind == kind, t.ledger_entry.c.staff_id.is_not(None))
        .order_by(t.ledger_entry.c.id)
    )
    return int(rows.scalars().all()[number])


def change(table: Table, entry_id: int, **values: Any) -> Any:
    by = table.c.id if table is t.ledger_entry else table.c.entry_id
    return update(table).where(by == entry_id).values(**values)


def forge(connection: Connection, entry_id: int) -> None:
    """Make the hash fit what the rows say now, as somebody who knows how it is made would."""
    row = posting.entry_row(connection, entry_id)
    assert row is not None
    digest = Entry(
        row.kind,
        row.policy_id,
        row.posted_on,
        posting.transfers_of(connection, entry_id),
        row.reason,
        row.staff_id,
        row.reverses,
    ).digest()
    connection.execute(change(t.ledger_entry, entry_id, hash=digest))


def an_amount(connection: Connection, _posted: Posted) -> str:
    entry = entry_of(connection, "allocate")
    connection.execute(change(t.ledger_transfer, entry, amount=99_000))
    return f"Entry {entry} is not as it was posted"


def an_amount_with_a_fitting_hash(connection: Connection, _posted: Posted) -> str:
    entry = entry_of(connection, "refund")
    connection.execute(change(t.ledger_transfer, entry, amount=9_000))
    forge(connection, entry)
    return f"Entry {entry} is not on the audit record as it stands here"


def a_reason(connection: Connection, _posted: Posted) -> str:
    entry = entry_of(connection, "credit_note")
    connection.execute(change(t.ledger_entry, entry, reason="two leavers"))
    return f"Entry {entry} is not as it was posted"


def a_transfer_gone(connection: Connection, _posted: Posted) -> str:
    entry = entry_of(connection, "receive")
    connection.execute(delete(t.ledger_transfer).where(t.ledger_transfer.c.entry_id == entry))
    return f"Entry {entry} is not as it was posted"


def an_entry_gone(connection: Connection, _posted: Posted) -> str:
    entry = entry_of(connection, "refund")
    connection.execute(delete(t.ledger_transfer).where(t.ledger_transfer.c.entry_id == entry))
    connection.execute(delete(t.ledger_entry).where(t.ledger_entry.c.id == entry))
    return f"Entry {entry} is on the audit record, and gone from the ledger"


def transfers_without_their_entry(connection: Connection, _posted: Posted) -> str:
    entry = entry_of(connection, "refund")
    # A foreign key would hold; whoever owns the database has ways round it.
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        connection.execute(text("ALTER TABLE ledger_transfer DROP CONSTRAINT fk_ledger_transfer_entry_id"))
    connection.execute(delete(t.ledger_entry).where(t.ledger_entry.c.id == entry))
    return f"Entry {entry} is gone, but its transfers are there"


def another_invoice(connection: Connection, posted: Posted) -> str:
    entry = entry_of(connection, "allocate")
    connection.execute(change(t.ledger_transfer, entry, invoice_id=posted.november))
    return f"Entry {entry} is not as it was posted"


def an_invoice_that_reads_otherwise(connection: Connection, posted: Posted) -> str:
    connection.execute(update(t.invoice).where(t.invoice.c.id == posted.november).values(amount=200_000))
    return f"was not posted as it reads (entry {entry_of(connection, 'issue', 2)})"


def a_receipt_that_reads_otherwise(connection: Connection, posted: Posted) -> str:
    connection.execute(update(t.settlement).where(t.settlement.c.id == posted.cheque).values(amount=160_000))
    return f"was not posted as it reads (entry {entry_of(connection, 'receive')})"


def a_load(connection: Connection, like: int, **other: Any) -> int:
    """An entry slipped in as if a load had posted it: with a fitting hash, and on nobody's record."""
    row = posting.entry_row(connection, like)
    assert row is not None
    (moved,) = posting.transfers_of(connection, like)
    given = {name: other.get(name, getattr(moved, name)) for name in Transfer.__dataclass_fields__}
    entry = Entry(
        row.kind, row.policy_id, row.posted_on, (Transfer(**given),), reverses=other.get("reverses")
    )
    return posting.post(connection, entry, key=hashlib.sha256(str(other).encode()).hexdigest(), at=row.at)


def paid_from_nothing(connection: Connection, posted: Posted) -> str:
    entry = a_load(connection, entry_of(connection, "allocate"), invoice_id=posted.november, amount=50_000)
    return f"is used beyond its amount from entry {entry} on"


def paid_twice(connection: Connection, posted: Posted) -> str:
    entry = a_load(connection, entry_of(connection, "allocate"), amount=1)
    return f"is settled beyond its amount from entry {entry} on"


def a_turn_of_a_turn(connection: Connection, _posted: Posted) -> str:
    turn = entry_of(connection, "deallocate")
    row = posting.entry_row(connection, turn)
    assert row is not None
    (moved,) = posting.transfers_of(connection, turn)
    entry = Entry(row.kind, row.policy_id, row.posted_on, (moved.turned(),), reverses=turn)
    number = posting.post(connection, entry, key="slipped in", at=row.at)
    return f"Entry {number} turns round what it may not"


def a_document_without_entries(connection: Connection, posted: Posted) -> str:
    connection.execute(
        insert(t.invoice).from_select(
            ["invoice_no", "policy_id", "issued_on", "due_on", "amount", "currency"],
            select(
                text("'9999999'"),
                t.invoice.c.policy_id,
                t.invoice.c.issued_on,
                t.invoice.c.due_on,
                t.invoice.c.amount,
                t.invoice.c.currency,
            ).where(t.invoice.c.id == posted.july),
        )
    )
    return "9999999 was never posted, or its entry is gone"


CORRUPTIONS: list[Callable[[Connection, Posted], str]] = [
    an_amount,
    an_amount_with_a_fitting_hash,
    a_reason,
    a_transfer_gone,
    an_entry_gone,
    transfers_without_their_entry,
    another_invoice,
    an_invoice_that_reads_otherwise,
    a_receipt_that_reads_otherwise,
    paid_from_nothing,
    paid_twice,
    a_turn_of_a_turn,
    a_document_without_entries,
]


def test_each_planted_corruption_is_found_and_named(office: Office, posted: Posted) -> None:
    assert audited(office).fault is None
    for plant in CORRUPTIONS:
        with planted(office) as connection:
            named = plant(connection, posted)
            found = audit(connection).fault
            assert found is not None, plant.__name__
            assert named in str(found), plant.__name__
    assert audited(office).fault is None


def test_a_view_that_shows_something_else_is_found(office: Office, posted: Posted) -> None:
    with planted(office) as connection:
        connection.execute(text("DROP VIEW settlement_balance"))
        connection.execute(
            text(
                "CREATE VIEW settlement_balance AS SELECT id AS settlement_id, 0 AS unallocated "
                "FROM settlement"
            )
        )
        assert "is shown with other figures" in str(audit(connection).fault)


class planted:
    """A transaction without guards, as an owner of the database may have it; nothing of it is kept."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __enter__(self) -> Connection:
        self._context = self._begun()
        return next(self._context)

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def _begun(self) -> Iterator[Connection]:
        engine = self._office.database.engine.execution_options(consoleapp_writes=True)
        with engine.connect() as connection:
            try:
                ddl.drop_views_and_triggers(connection)
                for name, query in ddl.VIEWS.items():
                    connection.execute(text(f"CREATE VIEW {name} AS {query}"))
                yield connection
            finally:
                connection.rollback()


def test_the_auditor_shares_nothing_with_what_posts() -> None:
    import consoleapp.store.ledger.auditor as auditor

    source = Path(auditor.__file__).read_text(encoding="utf-8")
    assert "rules.ledger" not in source
    assert "ledger.posting" not in source
    assert "store.tables" not in source


def test_what_rests_on_an_entry_is_taken_back_first(office: Office, posted: Posted) -> None:
    desk = alone(office.desk("supervisor"))
    with office.database.read() as connection:
        issued, received, allocated, turned = (
            entry_of(connection, kind) for kind in ("issue", "receive", "allocate", "deallocate")
        )
    for entry, why in (
        (issued, "settled or credited"),
        (received, "is used"),
        (turned, "turned another one round and stays"),
        (999_999, "no entry"),
    ):
        with pytest.raises(Refused, match=why):
            ledger.reverse(desk, entry, "by mistake", key=new_key())
    ledger.reverse(desk, allocated, "by mistake", key=new_key())
    with pytest.raises(Refused, match="turned round already"):
        ledger.reverse(desk, allocated, "again", key=new_key())
    ledger.reverse(desk, issued, "issued to the wrong policy", key=new_key())
    assert audited(office).fault is None
