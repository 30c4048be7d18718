"""What every posting verb starts and ends with: rows held still, a second person, an entry on record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from consoleapp.desk import approvals
from consoleapp.desk.context import Work
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind, FactValue
from consoleapp.rules.ledger import (
    LEGS,
    NO_AMOUNT,
    TURNED_BY,
    TURNS,
    Entry,
    EntryKind,
    Transfer,
    check_covered,
)
from consoleapp.rules.money import Money
from consoleapp.rules.text import clean
from consoleapp.store.ledger import posting
from consoleapp.store.tables import policy

AnyRow = Row[Any]

TOO_LITTLE_OWED = N_("{wanted} is more than is left to pay of the invoice ({there}). Look again.")
TOO_LITTLE_LEFT = N_("{wanted} is more than is left of the receipt ({there}). Look again.")


class Poster:
    """Posts the entries of one act, each under its own part of the act's key, each on the audit record."""

    def __init__(self, work: Work, key: str) -> None:
        self._work = work
        self._key = key
        self._count = 0

    def post(
        self,
        kind: EntryKind,
        policy_id: int,
        transfers: tuple[Transfer, ...],
        *,
        posted_on: date | None = None,
        reason: str = "",
        reverses: int | None = None,
    ) -> int:
        """One entry; it counts from today unless it says otherwise. Returns its id."""
        work = self._work
        entry = Entry(
            kind, policy_id, posted_on or work.today, transfers, reason, work.desk.actor.staff_id, reverses
        )
        self._count += 1
        entry_id = posting.post(work.connection, entry, key=f"{self._key}#{self._count}", at=work.now)
        work.record(
            f"ledger.{kind.value}",
            f"policy:{policy_id}",
            entry=entry_id,
            hash=entry.digest(),
            amounts=[f"{one.amount} {one.currency}" for one in transfers],
        )
        return entry_id

    def turn(self, row: AnyRow, kind: EntryKind, reason: str) -> int:
        """Turn the entry of ``row`` round. Raises Refused where it was turned round before, or is a turn."""
        if row.kind in TURNS:
            raise Refused(
                N_("Entry {number} turned another one round and stays. Post what is right anew."),
                number=row.id,
            )
        if row.turned_by is not None:
            raise Refused(
                N_("Entry {number} was turned round already, by entry {other}."),
                number=row.id,
                other=row.turned_by,
            )
        transfers = posting.transfers_of(self._work.connection, row.id)
        turned = tuple(one.turned() for one in transfers)
        return self.post(kind, row.policy_id, turned, reason=reason, reverses=row.id)


def transfer(
    kind: EntryKind, amount: int, invoice: AnyRow | None = None, receipt: AnyRow | None = None, leg: int = 0
) -> Transfer:
    """The transfer of ``kind`` on this invoice and this receipt; each account is of its own policy."""
    debit, credit = LEGS[kind][leg]
    one = receipt if receipt is not None else invoice
    other = invoice if invoice is not None else receipt
    if one is None or other is None:
        raise TypeError("a transfer is about an invoice or a receipt")
    return Transfer(
        debit,
        one.policy_id,
        credit,
        other.policy_id,
        amount,
        one.currency,
        None if invoice is None else invoice.id,
        None if receipt is None else receipt.id,
    )


def hold_receipt(work: Work, settlement_id: int) -> AnyRow:
    """A receipt that nobody else allocates meanwhile. Raises NotFound."""
    receipt, _invoices = hold(work, settlement_id, ())
    return receipt


def hold_invoice(work: Work, invoice_id: int) -> AnyRow:
    """An invoice that nobody else settles meanwhile. Raises NotFound."""
    posting.lock(work.connection, (), (invoice_id,))
    _receipts, invoices = posting.standing(work.connection, (), (invoice_id,))
    return _all_there(invoices, {invoice_id})[invoice_id]


def hold(work: Work, settlement_id: int, invoice_ids: Iterable[int]) -> tuple[AnyRow, dict[int, AnyRow]]:
    """A receipt and invoices that nobody else allocates meanwhile. Raises NotFound."""
    ids = set(invoice_ids)
    posting.lock(work.connection, (settlement_id,), ids)
    receipts, invoices = posting.standing(work.connection, (settlement_id,), ids)
    if settlement_id not in receipts:
        raise NotFound(N_("There is no such receipt. Look again."))
    return receipts[settlement_id], _all_there(invoices, ids)


def _all_there(found: dict[int, AnyRow], wanted: set[int]) -> dict[int, AnyRow]:
    if set(found) != wanted:
        raise NotFound(N_("There is no such invoice. Look again."))
    return found


def entry_to_turn(work: Work, entry_id: int) -> tuple[AnyRow, tuple[Transfer, ...]]:
    """An entry, with its invoices and receipts held still. Raises NotFound."""
    transfers = posting.transfers_of(work.connection, entry_id)
    posting.lock(
        work.connection,
        (one.settlement_id for one in transfers if one.settlement_id is not None),
        (one.invoice_id for one in transfers if one.invoice_id is not None),
    )
    row = posting.entry_row(work.connection, entry_id)
    if row is None:
        raise NotFound(N_("There is no entry {number}. Look again."), number=entry_id)
    return row, transfers


def turned_by(kind: EntryKind) -> EntryKind:
    """What an entry that turns one of ``kind`` round is called; a turn keeps to itself."""
    return TURNED_BY.get(kind, EntryKind.REVERSAL)


def policy_row(work: Work, policy_id: int) -> AnyRow:
    """A policy. Raises NotFound."""
    row = work.connection.execute(select(policy).where(policy.c.id == policy_id)).first()
    if row is None:
        raise NotFound(N_("There is no such policy. Look again."))
    return row


def above_nothing(amount: Money) -> None:
    """Raise Refused for an amount that is not above 0."""
    if amount.minor <= 0:
        raise Refused(NO_AMOUNT)


def same_currency(amount: Money, row: AnyRow) -> None:
    """Raise Refused where an amount is not in the currency of the invoice, receipt or policy."""
    if amount.currency != row.currency:
        raise Refused(
            N_("This is kept in {kept}; {given} has to be exchanged first."),
            kept=row.currency,
            given=amount.currency,
        )


def covered(amount: Money, there: int, template: str) -> None:
    """Raise Refused where more is wanted than is there."""
    check_covered(amount.minor, there, amount.currency, template)


def not_later(work: Work, day: date) -> None:
    """Raise Refused for a day to come."""
    if day > work.today:
        raise Refused(N_("The day is still to come. Correct it."))


def reasoned(reason: str) -> str:
    """Why, in words for the record. Raises Refused for nothing."""
    given = clean(reason)
    if not given:
        raise Refused(N_("Give a reason; it goes on record."))
    return given


def above_limit(work: Work, amount: Money) -> bool:
    """Whether an amount is more than one person may post alone."""
    return abs(amount) > Money.of(work.desk.settings.ledger.two_persons_above, amount.currency)


def two_persons(
    work: Work,
    kind: EntryKind,
    amount: Money,
    content: dict[str, object],
    approval_id: int | None,
    *,
    subject: str,
    facts: dict[str, FactValue],
) -> None:
    """Above the limit somebody else has to have said yes to exactly this (SAFETY 11)."""
    if not above_limit(work, amount):
        return
    approvals.use(
        work,
        ApprovalKind.LARGE_SETTLEMENT,
        {"entry": kind, "amount": amount, **content},
        approval_id,
        subject=subject,
        facts={N_("Entry"): kind.word, N_("Amount"): amount, **facts},
    )
