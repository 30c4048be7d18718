"""What takes money back or forgoes it: each with a reason, each an entry of its own; nothing is edited."""

from consoleapp.desk.context import Work, writes
from consoleapp.desk.ledger.holding import (
    TOO_LITTLE_LEFT,
    TOO_LITTLE_OWED,
    AnyRow,
    Poster,
    above_limit,
    above_nothing,
    covered,
    entry_to_turn,
    hold,
    hold_invoice,
    hold_receipt,
    reasoned,
    same_currency,
    transfer,
    turned_by,
    two_persons,
)
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.ledger import EntryKind, Transfer
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.store.ledger import posting


@writes("ledger.deallocated", Permission.REVERSE)
def deallocate(work: Work, settlement_id: int, invoice_id: int, reason: str, *, key: str) -> int:
    """Take back all that a receipt pays of an invoice; returns the id of the first entry."""
    why = reasoned(reason)
    hold(work, settlement_id, (invoice_id,))
    found = posting.standing_entries(
        work.connection, EntryKind.ALLOCATE, settlement_id=settlement_id, invoice_id=invoice_id
    )
    if not found:
        raise NotFound(N_("The receipt pays nothing of this invoice. Look again."))
    poster = Poster(work, key)
    turned = [poster.turn(_entry(work, one), EntryKind.DEALLOCATE, why) for one in found]
    return turned[0]


@writes("ledger.credited", Permission.REVERSE)
def credit_note(
    work: Work, invoice_id: int, amount: Money, reason: str, *, approval_id: int | None = None, key: str
) -> int:
    """Ask for less than was invoiced; returns the id of the entry."""
    return _less_owed(work, EntryKind.CREDIT_NOTE, invoice_id, amount, reason, approval_id, key)


@writes("ledger.written_off", Permission.REVERSE)
def write_off(
    work: Work, invoice_id: int, amount: Money, reason: str, *, approval_id: int | None = None, key: str
) -> int:
    """Give up what will not be paid; returns the id of the entry."""
    return _less_owed(work, EntryKind.WRITE_OFF, invoice_id, amount, reason, approval_id, key)


@writes("ledger.refunded", Permission.REVERSE)
def refund(
    work: Work, settlement_id: int, amount: Money, reason: str, *, approval_id: int | None = None, key: str
) -> int:
    """Pay unallocated cash back; returns the id of the entry."""
    above_nothing(amount)
    why = reasoned(reason)
    receipt = hold_receipt(work, settlement_id)
    same_currency(amount, receipt)
    covered(amount, receipt.left, TOO_LITTLE_LEFT)
    two_persons(
        work,
        EntryKind.REFUND,
        amount,
        {"receipt": settlement_id, "reason": why},
        approval_id,
        subject=f"receipt:{settlement_id}",
        facts={N_("Receipt"): receipt.number, N_("Policy"): receipt.policy_no},
    )
    return Poster(work, key).post(
        EntryKind.REFUND,
        receipt.policy_id,
        (transfer(EntryKind.REFUND, amount.minor, receipt=receipt),),
        reason=why,
    )


@writes("ledger.bounced", Permission.REVERSE)
def bounce(work: Work, settlement_id: int, reason: str, *, approval_id: int | None = None, key: str) -> int:
    """A cheque was not honoured: what it paid is owed again, then the receipt is turned round.

    Returns the id of the entry that turns the receipt round.
    """
    why = reasoned(reason)
    # Allocations are found first and locked in order; whoever allocates meanwhile waits for the receipt.
    posting.lock(work.connection, (settlement_id,), ())
    allocations = posting.standing_entries(work.connection, EntryKind.ALLOCATE, settlement_id=settlement_id)
    paid = [
        one.invoice_id
        for entry_id in allocations
        for one in posting.transfers_of(work.connection, entry_id)
        if one.invoice_id is not None
    ]
    receipt, _invoices = hold(work, settlement_id, paid)
    received = posting.standing_entries(work.connection, EntryKind.RECEIVE, settlement_id=settlement_id)
    if receipt.method is not SettlementMethod.CHEQUE or not received:
        raise Refused(N_("Only a cheque that stands bounces. Reverse the entry instead."))
    if receipt.left + receipt.allocated != receipt.amount:
        raise Refused(N_("Part of this cheque was refunded or exchanged. Take that back first."))
    two_persons(
        work,
        EntryKind.BOUNCE,
        Money(receipt.amount, receipt.currency),
        {"receipt": settlement_id, "reason": why},
        approval_id,
        subject=f"receipt:{settlement_id}",
        facts={N_("Receipt"): receipt.number, N_("Policy"): receipt.policy_no},
    )
    poster = Poster(work, key)
    for one in allocations:
        poster.turn(_entry(work, one), EntryKind.DEALLOCATE, why)
    return poster.turn(_entry(work, received[0]), EntryKind.BOUNCE, why)


@writes("ledger.reversed", Permission.REVERSE)
def reverse(work: Work, entry_id: int, reason: str, *, approval_id: int | None = None, key: str) -> int:
    """Turn an entry round, with a reason; both together come to nothing. Returns the id of the new entry.

    Raises Refused where something was built on it: take that back first.
    """
    why = reasoned(reason)
    row, transfers = entry_to_turn(work, entry_id)
    if row.turned_by is None:
        _nothing_rests_on_it(work, row, transfers)
    amounts = [Money(one.amount, one.currency) for one in transfers]
    two_persons(
        work,
        turned_by(row.kind),
        next((one for one in amounts if above_limit(work, one)), amounts[0]),
        {"turns": entry_id, "reason": why},
        approval_id,
        subject=f"policy:{row.policy_id}",
        facts={N_("Turns round"): row.kind.word, N_("Number"): entry_id},
    )
    return Poster(work, key).turn(row, turned_by(row.kind), why)


def _nothing_rests_on_it(work: Work, row: AnyRow, transfers: tuple[Transfer, ...]) -> None:
    if row.kind is EntryKind.ISSUE:
        (invoice_id,) = {one.invoice_id for one in transfers if one.invoice_id is not None}
        standing = posting.standing(work.connection, (), (invoice_id,))[1][invoice_id]
        if standing.left != standing.amount:
            raise Refused(N_("Something was settled or credited on this invoice. Take that back first."))
    if row.kind in (EntryKind.RECEIVE, EntryKind.EXCHANGE):
        # Of an exchange: what came out of it, its second transfer.
        settlement_id = transfers[-1].settlement_id or 0
        receipt = posting.standing(work.connection, (settlement_id,), ())[0][settlement_id]
        if receipt.left != receipt.amount:
            raise Refused(N_("Part of this receipt is used. Take that back first."))


def _less_owed(
    work: Work,
    kind: EntryKind,
    invoice_id: int,
    amount: Money,
    reason: str,
    approval_id: int | None,
    key: str,
) -> int:
    above_nothing(amount)
    why = reasoned(reason)
    owed = hold_invoice(work, invoice_id)
    same_currency(amount, owed)
    covered(amount, owed.left, TOO_LITTLE_OWED)
    two_persons(
        work,
        kind,
        amount,
        {"invoice": invoice_id, "reason": why},
        approval_id,
        subject=f"invoice:{invoice_id}",
        facts={N_("Invoice"): owed.number, N_("Policy"): owed.policy_no},
    )
    return Poster(work, key).post(kind, owed.policy_id, (transfer(kind, amount.minor, owed),), reason=why)


def _entry(work: Work, entry_id: int) -> AnyRow:
    row = posting.entry_row(work.connection, entry_id)
    if row is None:
        raise NotFound(N_("There is no entry {number}. Look again."), number=entry_id)
    return row
