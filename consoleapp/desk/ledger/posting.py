"""Money comes in, invoices go out, and one pays the other. Reversing has a room of its own."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select

from consoleapp.desk.context import Work, writes
from consoleapp.desk.ledger.holding import (
    TOO_LITTLE_LEFT,
    TOO_LITTLE_OWED,
    AnyRow,
    Poster,
    above_limit,
    above_nothing,
    covered,
    hold,
    hold_receipt,
    not_later,
    policy_row,
    reasoned,
    same_currency,
    transfer,
    two_persons,
)
from consoleapp.desk.ledger.reading import parts_of, propose
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.identity import invoice_number
from consoleapp.rules.ledger import EntryKind, Part, check_parts
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.rules.text import clean
from consoleapp.store.ledger import posting
from consoleapp.store.tables import branch, invoice, settlement

_FIRST = {"invoice": 80_000_001, "receipt": 1}


@writes("ledger.issued", Permission.SETTLE)
def issue(
    work: Work,
    policy_id: int,
    amount: Money,
    issued_on: date,
    due_on: date,
    *,
    branch_id: int | None = None,
    invoice_no: str = "",
    approval_id: int | None = None,
    key: str,
) -> int:
    """Issue an invoice for premium; returns its id. Without a number it gets the next one of the desk."""
    above_nothing(amount)
    not_later(work, issued_on)
    if due_on < issued_on:
        raise Refused(N_("It would fall due before it was issued. Correct the days."))
    owner = policy_row(work, policy_id)
    same_currency(amount, owner)
    if branch_id is not None:
        _of_holder(work, branch_id, owner.holder_id)
    given = invoice_number(invoice_no) if invoice_no else ""
    two_persons(
        work,
        EntryKind.ISSUE,
        amount,
        {"policy": policy_id, "issued": issued_on, "due": due_on, "branch": branch_id, "number": given},
        approval_id,
        subject=f"policy:{policy_id}",
        facts={N_("Policy"): owner.policy_no, N_("Issued"): issued_on},
    )
    number = given or _next(work, "invoice")
    if _taken(work, "invoice", number):
        raise Refused(N_("There is an invoice {number} already. Give another number."), number=number)
    row = work.connection.execute(
        insert(invoice)
        .values(
            invoice_no=number,
            policy_id=policy_id,
            branch_id=branch_id,
            issued_on=issued_on,
            due_on=due_on,
            amount=amount.minor,
            currency=amount.currency,
        )
        .returning(invoice)
    ).one()
    Poster(work, key).post(
        EntryKind.ISSUE, policy_id, (transfer(EntryKind.ISSUE, amount.minor, row),), posted_on=issued_on
    )
    return int(row.id)


@writes("ledger.received", Permission.SETTLE)
def receive(
    work: Work,
    policy_id: int,
    amount: Money,
    received_on: date,
    method: SettlementMethod,
    payer: str = "",
    reference: str = "",
    parts: Sequence[Part] | None = (),
    *,
    approval_id: int | None = None,
    key: str,
) -> int:
    """Take in a settlement and allocate ``parts`` of it at once; returns the id of the receipt.

    None for ``parts``: what has been due longest is paid first. The currency may be another than the
    policy's; then what came in is exchanged before it pays an invoice.
    """
    above_nothing(amount)
    not_later(work, received_on)
    owner = policy_row(work, policy_id)
    told = {"payer": clean(payer), "reference": clean(reference)}
    if parts is None:
        parts = parts_of(propose(work, policy_id, amount))
    two_persons(
        work,
        EntryKind.RECEIVE,
        amount,
        {
            "policy": policy_id,
            "received": received_on,
            "method": method,
            "parts": [[one.invoice_id, one.amount] for one in parts],
            **told,
        },
        approval_id,
        subject=f"policy:{policy_id}",
        facts={N_("Policy"): owner.policy_no, N_("Received"): received_on, N_("Method"): method.word},
    )
    poster = Poster(work, key)
    row = _new_receipt(work, policy_id, amount, received_on, method, **told)
    poster.post(
        EntryKind.RECEIVE,
        policy_id,
        (transfer(EntryKind.RECEIVE, amount.minor, receipt=row),),
        posted_on=received_on,
    )
    if parts:
        _allocate(work, poster, row.id, parts)
    return int(row.id)


@writes("ledger.allocated", Permission.SETTLE)
def allocate(work: Work, settlement_id: int, parts: Sequence[Part] | None, *, key: str) -> int:
    """Let parts of a receipt pay invoices of the same holder; returns the id of the first entry.

    None for ``parts``: what is left of it pays what has been due longest.
    """
    if parts is None:
        receipt = hold_receipt(work, settlement_id)
        left = Money(receipt.left, receipt.currency)
        parts = parts_of(propose(work, receipt.policy_id, left, settlement_id)) if left else ()
        if not parts:
            raise Refused(N_("Nothing of this receipt is left, or nothing is open that it could pay."))
    return _allocate(work, Poster(work, key), settlement_id, parts)[0]


@writes("ledger.exchanged", Permission.SETTLE)
def exchange(
    work: Work,
    settlement_id: int,
    given: Money,
    got: Money,
    reason: str,
    *,
    approval_id: int | None = None,
    key: str,
) -> int:
    """Exchange unallocated cash into another currency; returns the id of the receipt it becomes."""
    above_nothing(given)
    above_nothing(got)
    why = reasoned(reason)
    if given.currency == got.currency:
        raise Refused(
            N_("Both amounts are in {currency}; there is nothing to exchange."), currency=got.currency
        )
    two_persons(
        work,
        EntryKind.EXCHANGE,
        got if above_limit(work, got) else given,
        {"receipt": settlement_id, "given": given, "got": got, "reason": why},
        approval_id,
        subject=f"receipt:{settlement_id}",
        facts={N_("Exchanged"): given, N_("For"): got},
    )
    number = _next(work, "receipt")  # before anything is held: numbers are waited for first, everywhere
    old = hold_receipt(work, settlement_id)
    same_currency(given, old)
    covered(given, old.left, TOO_LITTLE_LEFT)
    new = _receipt_row(work, number, old.policy_id, got, work.today, old.method, old.payer, old.number)
    Poster(work, key).post(
        EntryKind.EXCHANGE,
        old.policy_id,
        (
            transfer(EntryKind.EXCHANGE, given.minor, receipt=old),
            transfer(EntryKind.EXCHANGE, got.minor, receipt=new, leg=1),
        ),
        reason=why,
    )
    return int(new.id)


def _allocate(work: Work, poster: Poster, settlement_id: int, parts: Sequence[Part]) -> list[int]:
    check_parts(parts)
    receipt, invoices = hold(work, settlement_id, (part.invoice_id for part in parts))
    total = Money(sum(part.amount for part in parts), receipt.currency)
    covered(total, receipt.left, TOO_LITTLE_LEFT)
    posted = []
    for part in sorted(parts, key=lambda part: part.invoice_id):
        paid = invoices[part.invoice_id]
        amount = Money(part.amount, receipt.currency)
        same_currency(amount, paid)
        if paid.holder_id != receipt.holder_id:
            raise Refused(
                N_("Invoice {number} is another company's. A receipt pays invoices of its own holder."),
                number=paid.number,
            )
        covered(amount, paid.left, TOO_LITTLE_OWED)
        posted.append(
            poster.post(
                EntryKind.ALLOCATE,
                receipt.policy_id,
                (transfer(EntryKind.ALLOCATE, part.amount, paid, receipt),),
            )
        )
    return posted


def _new_receipt(
    work: Work,
    policy_id: int,
    amount: Money,
    received_on: date,
    method: SettlementMethod,
    payer: str,
    reference: str,
) -> AnyRow:
    return _receipt_row(
        work, _next(work, "receipt"), policy_id, amount, received_on, method, payer, reference
    )


def _receipt_row(
    work: Work,
    number: str,
    policy_id: int,
    amount: Money,
    received_on: date,
    method: SettlementMethod,
    payer: str,
    reference: str,
) -> AnyRow:
    return work.connection.execute(
        insert(settlement)
        .values(
            receipt_no=number,
            policy_id=policy_id,
            received_on=received_on,
            method=method,
            payer=payer,
            reference=reference,
            amount=amount.minor,
            currency=amount.currency,
        )
        .returning(settlement)
    ).one()


def _next(work: Work, series: str) -> str:
    """The next number of the desk's own that no extract has used."""
    while True:
        count = posting.next_number(work.connection, series, _FIRST[series])
        number = str(count) if series == "invoice" else f"RD{count:07d}"
        if not _taken(work, series, number):
            return number


def _taken(work: Work, series: str, number: str) -> bool:
    column = invoice.c.invoice_no if series == "invoice" else settlement.c.receipt_no
    return work.connection.execute(select(column).where(column == number)).first() is not None


def _of_holder(work: Work, branch_id: int, holder_id: int) -> None:
    found = work.connection.execute(select(branch.c.holder_id).where(branch.c.id == branch_id)).scalar()
    if found != holder_id:
        raise Refused(N_("The branch is not one of this policy's holder. Choose one of its own."))
