"""An auditor of the ledger that shares no code with what posts: it reads the rows and counts for itself.

Every entry is looked at in the order it was posted, by rules written down here a second time; every balance
is added up anew and held against the views; every entry of a person is looked for on the audit record. What
is named is the first thing that is wrong.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, text

from consoleapp.errors import Refused
from consoleapp.i18n import N_

# What an entry of each kind moves: debit, credit, about an invoice, about a receipt – a line a transfer.
_SHAPES: dict[str, tuple[tuple[str, str, bool, bool], ...]] = {
    "issue": (("receivable", "premium", True, False),),
    "receive": (("cash", "unallocated", False, True),),
    "allocate": (("unallocated", "receivable", True, True),),
    "credit_note": (("premium", "receivable", True, False),),
    "refund": (("unallocated", "cash", False, True),),
    "write_off": (("write_off", "receivable", True, False),),
    "exchange": (("unallocated", "exchange", False, True), ("exchange", "unallocated", False, True)),
}
# What may turn what round.
_TURNS = {
    "deallocate": {"allocate"},
    "bounce": {"receive"},
    "reversal": {"issue", "receive", "credit_note", "refund", "write_off", "exchange"},
}


@dataclass(frozen=True, slots=True)
class Audited:
    """What was looked at, and the first thing that is wrong: ``fault`` says where and what."""

    entries: int
    invoices: int
    receipts: int
    fault: Refused | None = None


class _Wrong(Exception):
    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.fault = Refused(template, **values)


@dataclass(slots=True)
class _Invoice:
    number: str
    policy: int
    amount: int
    currency: str
    day: date
    posted: int = 0
    balance: int = 0
    settled: int = 0


@dataclass(slots=True)
class _Receipt:
    number: str
    policy: int
    amount: int
    currency: str
    day: date
    posted: int = 0
    left: int = 0


@dataclass(slots=True)
class _Books:
    invoices: dict[int, _Invoice]
    receipts: dict[int, _Receipt]
    recorded: dict[int, str]
    """Entry → its hash as the audit record has it."""
    kinds: dict[int, str] = field(default_factory=dict)
    moved: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    turned: dict[int, int] = field(default_factory=dict)
    pays: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)
    """Receipt and invoice → the allocations that stand: entry → amount."""


def audit(connection: Connection) -> Audited:
    """Recompute everything from the transfers."""
    count = 0
    books = _Books({}, {}, {})
    try:
        books = _Books(*_documents(connection), _recorded(connection))
        for entry, transfers in _entries(connection):
            count += 1
            _check_entry(books, entry, transfers)
        _check_nothing_is_missing(connection, books)
        _check_views(connection, books)
    except _Wrong as wrong:
        return Audited(count, len(books.invoices), len(books.receipts), wrong.fault)
    return Audited(count, len(books.invoices), len(books.receipts))


def _documents(connection: Connection) -> tuple[dict[int, _Invoice], dict[int, _Receipt]]:
    invoices = text("SELECT id, invoice_no, policy_id, amount, currency, issued_on AS day FROM invoice")
    receipts = text("SELECT id, receipt_no, policy_id, amount, currency, received_on AS day FROM settlement")
    return (
        {row[0]: _Invoice(*row[1:]) for row in connection.execute(invoices.columns(day=Date))},
        {row[0]: _Receipt(*row[1:]) for row in connection.execute(receipts.columns(day=Date))},
    )


def _recorded(connection: Connection) -> dict[int, str]:
    found = {}
    rows = connection.execute(text("SELECT text FROM audit_entry WHERE event LIKE 'ledger.%'"))
    for (said,) in rows:
        facts = json.loads(said)["facts"]
        if "entry" in facts:
            found[int(facts["entry"])] = str(facts["hash"])
    return found


def _entries(connection: Connection) -> Iterator[tuple[Any, list[tuple[Any, ...]]]]:
    """Entries in the order they were posted, each with its transfers."""
    entries = text(
        "SELECT id, kind, policy_id, posted_on, staff_id, reason, hash, reverses "
        "FROM ledger_entry ORDER BY id"
    ).columns(posted_on=Date)
    transfers = connection.execute(
        text(
            "SELECT entry_id, debit, debit_policy_id, credit, credit_policy_id, amount, currency, "
            "invoice_id, settlement_id FROM ledger_transfer ORDER BY entry_id, id"
        )
    )
    waiting = next(transfers, None)
    for entry in connection.execute(entries):
        own = []
        while waiting is not None and waiting[0] <= entry.id:
            if waiting[0] < entry.id:
                raise _Wrong(N_("Entry {number} is gone, but its transfers are there."), number=waiting[0])
            own.append(tuple(waiting[1:]))
            waiting = next(transfers, None)
        yield entry, own
    if waiting is not None:
        raise _Wrong(N_("Entry {number} is gone, but its transfers are there."), number=waiting[0])


def _check_entry(books: _Books, entry: Any, transfers: list[tuple[Any, ...]]) -> None:
    number = entry.id
    said = "\n".join(
        [
            "|".join(
                _blank(part)
                for part in (
                    entry.kind,
                    entry.policy_id,
                    entry.posted_on.isoformat(),
                    entry.staff_id,
                    entry.reverses,
                    entry.reason,
                )
            ),
            *(f"{t[0]}@{t[1]}|{t[2]}@{t[3]}|{t[4]}|{t[5]}|{_blank(t[6])}|{_blank(t[7])}" for t in transfers),
        ]
    )
    if hashlib.sha256(said.encode()).hexdigest() != entry.hash:
        raise _Wrong(N_("Entry {number} is not as it was posted: its hash differs."), number=number)
    if entry.staff_id is not None and books.recorded.pop(number, None) != entry.hash:
        raise _Wrong(N_("Entry {number} is not on the audit record as it stands here."), number=number)
    if entry.kind in _TURNS:
        _check_turn(books, entry, transfers)
    else:
        shapes = _SHAPES[entry.kind]
        if len(shapes) != len(transfers) or any(
            (t[0], t[2], t[6] is not None, t[7] is not None) != shape
            for t, shape in zip(transfers, shapes, strict=False)
        ):
            raise _Wrong(N_("Entry {number} does not move what an entry of its kind moves."), number=number)
    for moved in transfers:
        _check_transfer(books, entry, moved)
    for moved in transfers:
        _count(books, entry, moved)
    books.kinds[number] = entry.kind
    books.moved[number] = transfers


def _blank(part: object) -> str:
    return "" if part is None else str(part)


def _check_turn(books: _Books, entry: Any, transfers: list[tuple[Any, ...]]) -> None:
    first = entry.reverses
    if books.kinds.get(first) not in _TURNS[entry.kind]:
        raise _Wrong(N_("Entry {number} turns round what it may not."), number=entry.id)
    if first in books.turned:
        raise _Wrong(N_("Entry {number} turns round what was turned round before."), number=entry.id)
    other_way = [(t[2], t[3], t[0], t[1], *t[4:]) for t in books.moved[first]]
    if other_way != transfers:
        raise _Wrong(N_("Entry {number} and the one it turns round do not come to nothing."), number=entry.id)
    books.turned[first] = entry.id


def _check_transfer(books: _Books, entry: Any, moved: tuple[Any, ...]) -> None:
    debit, debit_policy, credit, credit_policy, amount, currency, invoice_id, settlement_id = moved
    if amount <= 0 or debit == credit:
        raise _Wrong(N_("Entry {number} moves nothing."), number=entry.id)
    own: list[tuple[_Invoice | _Receipt | None, frozenset[str]]] = []
    if invoice_id is not None:
        own.append((books.invoices.get(invoice_id), frozenset({"receivable", "premium", "write_off"})))
    if settlement_id is not None:
        own.append((books.receipts.get(settlement_id), frozenset({"unallocated", "cash", "exchange"})))
    for document, accounts in own:
        if document is None:
            raise _Wrong(N_("Entry {number} is about a document that is not there."), number=entry.id)
        if document.currency != currency:
            raise _Wrong(
                N_("Entry {number} is in {currency}, its document {document} is not."),
                number=entry.id,
                currency=currency,
                document=document.number,
            )
        for account, policy in ((debit, debit_policy), (credit, credit_policy)):
            if account in accounts and policy != document.policy:
                raise _Wrong(
                    N_("Entry {number} is on another policy than its document {document}."),
                    number=entry.id,
                    document=document.number,
                )


def _count(books: _Books, entry: Any, moved: tuple[Any, ...]) -> None:
    """Add one transfer up; nothing may ever be paid twice or from nothing."""
    debit, _dp, credit, _cp, amount, _currency, invoice_id, settlement_id = moved
    if invoice_id is not None:
        invoice = books.invoices[invoice_id]
        invoice.balance += amount if debit == "receivable" else -amount
        if entry.kind == ("issue" if invoice.amount > 0 else "credit_note") and not invoice.posted:
            invoice.posted = entry.id
            if amount != abs(invoice.amount) or entry.posted_on != invoice.day:
                raise _Wrong(
                    N_("Invoice {document} was not posted as it reads (entry {number})."),
                    document=invoice.number,
                    number=entry.id,
                )
        elif entry.kind == "issue" or not invoice.posted:
            raise _Wrong(
                N_("Invoice {document} was posted twice, or settled before it was posted (entry {number})."),
                document=invoice.number,
                number=entry.id,
            )
        low, high = sorted((0, invoice.amount))
        if not low <= invoice.balance <= high:
            raise _Wrong(
                N_("Invoice {document} is settled beyond its amount from entry {number} on."),
                document=invoice.number,
                number=entry.id,
            )
        if settlement_id is not None:
            invoice.settled += amount if debit == "unallocated" else -amount
            standing = books.pays.setdefault((settlement_id, invoice_id), {})
            if entry.kind == "allocate":
                standing[entry.id] = amount
            else:
                standing.pop(entry.reverses, None)
    if settlement_id is not None:
        _count_receipt(books.receipts[settlement_id], entry, amount if credit == "unallocated" else -amount)


def _count_receipt(receipt: _Receipt, entry: Any, change: int) -> None:
    receipt.left += change
    if entry.kind == "receive" or (entry.kind == "exchange" and change > 0):
        day = receipt.day if entry.kind == "receive" else entry.posted_on
        if receipt.posted or change != receipt.amount or entry.posted_on != day:
            raise _Wrong(
                N_("Receipt {document} was not posted as it reads (entry {number})."),
                document=receipt.number,
                number=entry.id,
            )
        receipt.posted = entry.id
    if not receipt.posted or not 0 <= receipt.left <= receipt.amount:
        raise _Wrong(
            N_("Receipt {document} is used beyond its amount from entry {number} on."),
            document=receipt.number,
            number=entry.id,
        )


def _check_nothing_is_missing(connection: Connection, books: _Books) -> None:
    documents: list[_Invoice | _Receipt] = [*books.invoices.values(), *books.receipts.values()]
    for document in documents:
        if not document.posted:
            raise _Wrong(N_("{document} was never posted, or its entry is gone."), document=document.number)
    for number in sorted(books.recorded):
        raise _Wrong(N_("Entry {number} is on the audit record, and gone from the ledger."), number=number)
    rows = connection.execute(text("SELECT id, settlement_id, invoice_id FROM allocation ORDER BY id"))
    for number, settlement_id, invoice_id in rows:
        if (settlement_id, invoice_id) not in books.pays:
            raise _Wrong(
                N_("Allocation {number} of an extract was never posted, or its entry is gone."), number=number
            )


def _check_views(connection: Connection, books: _Books) -> None:
    """What the console shows is what the transfers add up to."""
    last: dict[int, date] = {}
    for (settlement_id, invoice_id), standing in books.pays.items():
        if standing:
            day = books.receipts[settlement_id].day
            last[invoice_id] = max(last.get(invoice_id, day), day)
    invoices = text("SELECT invoice_id, settled, last_settled_on, balance FROM invoice_balance")
    for row in connection.execute(invoices.columns(last_settled_on=Date)):
        invoice = books.invoices[row.invoice_id]
        if (row.settled, row.last_settled_on, row.balance) != (
            invoice.settled,
            last.get(row.invoice_id),
            invoice.balance,
        ):
            raise _Wrong(
                N_("{document} is shown with other figures than were posted."), document=invoice.number
            )
    receipts = text("SELECT settlement_id, unallocated FROM settlement_balance")
    for row in connection.execute(receipts):
        receipt = books.receipts[row.settlement_id]
        if row.unallocated != receipt.left:
            raise _Wrong(
                N_("{document} is shown with other figures than were posted."), document=receipt.number
            )
