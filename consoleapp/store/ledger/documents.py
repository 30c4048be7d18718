"""Entries for invoices, receipts and allocations that came in by extracts: posted for all rows at once.

Each document has its entry once, whoever asks how often: what is posted already is passed over. The hash is
the one of :meth:`consoleapp.rules.ledger.Entry.digest`, computed by the engine.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from consoleapp.store.engine import day_sql, refresh_statistics, sha256_sql
from consoleapp.store.tables import allocation, invoice, ledger_entry, ledger_transfer, settlement
from consoleapp.store.types import UtcDateTime

MANY = 1_000
"""After so many new rows the planner is told."""


@dataclass(frozen=True, slots=True)
class After:
    """The newest documents before a load: only later ones are looked at. Zeros: all."""

    invoice_id: int = 0
    settlement_id: int = 0
    allocation_id: int = 0

    @classmethod
    def now(cls, connection: Connection) -> "After":
        """What is there now."""
        return cls(
            *(
                connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
                for table in (invoice, settlement, allocation)
            )
        )


@dataclass(frozen=True, slots=True)
class _Posting:
    """How rows of one table of documents, called ``d``, become entries of one transfer. All of it is SQL."""

    kind: str
    source: str
    rows: str
    key: str
    day: str
    debit: str
    debit_policy: str
    credit: str
    credit_policy: str
    amount: str
    invoice: str
    settlement: str


_NONE = "CAST(NULL AS BIGINT)"

_INVOICES = (
    _Posting(
        kind="issue",
        source="invoice d",
        rows="d.id > :invoice_id AND d.amount > 0 "
        "AND NOT EXISTS (SELECT 1 FROM ledger_transfer x WHERE x.invoice_id = d.id)",
        key="'extract:invoice:' || d.id",
        day="d.issued_on",
        debit="receivable",
        debit_policy="d.policy_id",
        credit="premium",
        credit_policy="d.policy_id",
        amount="d.amount",
        invoice="d.id",
        settlement=_NONE,
    ),
    # An amount below 0 is a credit note with a number of its own (docs/extracts.md).
    _Posting(
        kind="credit_note",
        source="invoice d",
        rows="d.id > :invoice_id AND d.amount < 0 "
        "AND NOT EXISTS (SELECT 1 FROM ledger_transfer x WHERE x.invoice_id = d.id)",
        key="'extract:invoice:' || d.id",
        day="d.issued_on",
        debit="premium",
        debit_policy="d.policy_id",
        credit="receivable",
        credit_policy="d.policy_id",
        amount="-d.amount",
        invoice="d.id",
        settlement=_NONE,
    ),
)
_RECEIPT = _Posting(
    kind="receive",
    source="settlement d",
    rows="d.id > :settlement_id "
    "AND NOT EXISTS (SELECT 1 FROM ledger_transfer x WHERE x.settlement_id = d.id)",
    key="'extract:receipt:' || d.id",
    day="d.received_on",
    debit="cash",
    debit_policy="d.policy_id",
    credit="unallocated",
    credit_policy="d.policy_id",
    amount="d.amount",
    invoice=_NONE,
    settlement="d.id",
)
# What the desk has allocated already is not allocated again when an extract comes to tell of it.
_ALLOCATION = _Posting(
    kind="allocate",
    source="allocation a JOIN settlement d ON d.id = a.settlement_id JOIN invoice i ON i.id = a.invoice_id",
    rows="a.id > :allocation_id AND NOT EXISTS (SELECT 1 FROM ledger_transfer x "
    "WHERE x.settlement_id = a.settlement_id AND x.invoice_id = a.invoice_id)",
    key="'extract:allocation:' || a.id",
    day="CASE WHEN d.received_on > i.issued_on THEN d.received_on ELSE i.issued_on END",
    debit="unallocated",
    debit_policy="d.policy_id",
    credit="receivable",
    credit_policy="i.policy_id",
    amount="a.amount",
    invoice="a.invoice_id",
    settlement="a.settlement_id",
)


_COUNTED = {"preserve_rowcount": True}


def post_documents(connection: Connection, now: datetime, after: After | None = None) -> None:
    """Post an entry for each invoice, receipt and allocation that has none; again it changes nothing."""
    since = After() if after is None else after
    for posting in (*_INVOICES, _RECEIPT, _ALLOCATION):
        _post(connection, posting, now, since)


def _post(connection: Connection, posting: _Posting, now: datetime, since: After) -> None:
    parameters = {
        name: getattr(since, name)
        for name in ("invoice_id", "settlement_id", "allocation_id")
        if f":{name}" in posting.rows
    }
    policy = "d.policy_id"
    said = (
        f"'{posting.kind}|' || {policy} || '|' || {day_sql(connection, posting.day)} || "
        f"'|||\n{posting.debit}@' || {posting.debit_policy} || "
        f"'|{posting.credit}@' || {posting.credit_policy} || '|' || ({posting.amount}) || '|' || "
        f"d.currency || '|' || {_or_nothing(posting.invoice)} || '|' || {_or_nothing(posting.settlement)}"
    )
    entries = text(
        "INSERT INTO ledger_entry (kind, policy_id, posted_on, at, reason, key, hash) "
        f"SELECT '{posting.kind}', {policy}, {posting.day}, :now, '', {posting.key}, "
        f"{sha256_sql(connection, said)} FROM {posting.source} WHERE {posting.rows} "
        f"ORDER BY {posting.day}, {posting.key}"
    ).bindparams(bindparam("now", type_=UtcDateTime()))
    added = connection.execute(entries, {**parameters, "now": now}, execution_options=_COUNTED).rowcount
    if not added:
        return
    connection.execute(
        text(
            "INSERT INTO ledger_transfer (entry_id, debit, debit_policy_id, credit, credit_policy_id, "
            "amount, currency, invoice_id, settlement_id) "
            f"SELECT e.id, '{posting.debit}', {posting.debit_policy}, '{posting.credit}', "
            f"{posting.credit_policy}, {posting.amount}, d.currency, {posting.invoice}, {posting.settlement} "
            f"FROM {posting.source} JOIN ledger_entry e ON e.key = {posting.key} "
            f"WHERE {posting.rows} ORDER BY e.id"
        ),
        parameters,
    )
    if added >= MANY:
        refresh_statistics(connection, ledger_entry)
        refresh_statistics(connection, ledger_transfer)


def _or_nothing(column: str) -> str:
    return "''" if column == _NONE else column
