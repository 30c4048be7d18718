"""What a company owes, what it paid in, and what an amount could pay: questions to the ledger."""

from collections.abc import Iterable, Sequence

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.ledger.holding import AnyRow, above_nothing
from consoleapp.desk.ledger.shapes import (
    ALL_BRANCHES,
    BranchRow,
    InvoiceRow,
    LedgerSheet,
    MandateRow,
    Paid,
    Proposal,
    ProposedLine,
    ReceiptRow,
)
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.ledger import Ageing, EntryKind, Open, Part, age, oldest_first
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries import ledger as queries


@reads(Permission.READ_LEDGER)
def sheet(
    work: Work,
    *,
    holder_id: int | None = None,
    policy_id: int | None = None,
    branch_code: str = ALL_BRANCHES,
    open_only: bool = False,
) -> LedgerSheet:
    """The ledger of a holder, or of one policy, with a branch filter on its invoices.

    Ageing is of the invoices shown; unallocated cash belongs to no branch. Raises NotAllowed where the caller
    on the line may not hear what the company owes.
    """
    owned = scope(work, holder_id=holder_id, policy_id=policy_id)
    ids = [row.id for row in owned]
    first = owned[0]
    branch = None if branch_code == ALL_BRANCHES else branch_code
    invoices = tuple(
        invoice_row(work, row) for row in queries.invoices(work.connection, ids, branch, open_only=open_only)
    )
    receipts = tuple(receipt_row(row) for row in queries.receipts(work.connection, ids, open_only=open_only))
    return LedgerSheet(
        first.holder_id,
        first.holder_code,
        first.holder_en,
        first.holder_zh,
        policy_id,
        first.policy_no if policy_id is not None else "",
        branch_code,
        _branches(work, first.holder_id),
        work.today,
        invoices,
        _ageing(work, owned, invoices),
        _unallocated(owned, receipts),
        receipts,
        tuple(
            MandateRow(row.mandate_no, row.policy_no, row.bank, row.status, row.next_collection_on)
            for row in queries.mandates(work.connection, ids)
        ),
    )


@reads(Permission.READ_LEDGER)
def proposal(work: Work, policy_id: int, amount: Money, *, settlement_id: int | None = None) -> Proposal:
    """How ``amount`` could pay the open invoices of the policy's holder, oldest first (DOMAIN 6).

    Invoices of the policy come before those of the holder's other policies. Given a receipt, at most what is
    left of it is proposed.
    """
    return propose(work, policy_id, amount, settlement_id)


def propose(work: Work, policy_id: int, amount: Money, settlement_id: int | None = None) -> Proposal:
    """:func:`proposal`, for a verb that is at work already."""
    above_nothing(amount)
    (own,) = scope(work, policy_id=policy_id)
    owned = [
        row
        for row in queries.policies(work.connection, holder_id=own.holder_id, policy_id=None)
        if not disclosing.why_not_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)
    ]
    rows = queries.invoices(work.connection, [row.id for row in owned], None, open_only=True)
    shown = {
        row.id: invoice_row(work, row) for row in rows if row.currency == amount.currency and row.balance > 0
    }
    if settlement_id is not None:
        left = [
            row.unallocated
            for row in queries.receipts(work.connection, [row.id for row in owned], open_only=True)
            if row.id == settlement_id
        ]
        amount = Money(min([amount.minor, *left]) if left else 0, amount.currency)
    first = [one for one in shown.values() if one.policy_id == policy_id]
    others = [one for one in shown.values() if one.policy_id != policy_id]
    left_over = amount.minor
    paid: dict[int, int] = {}
    for group in (first, others):
        parts, left_over = oldest_first(left_over, (_open(one) for one in group))
        paid |= {part.invoice_id: part.amount for part in parts}
    lines, remainder = [], amount
    for one in (*sorted(first, key=_by_due), *sorted(others, key=_by_due)):
        pays = Money(paid.get(one.invoice_id, 0), amount.currency)
        remainder = remainder - pays
        lines.append(ProposedLine(one, pays, remainder))
    return Proposal(amount, tuple(lines), remainder)


@reads(Permission.READ_LEDGER)
def find_policy(work: Work, policy_no: str) -> int:
    """The id of a policy by its number. Raises NotFound."""
    found = queries.policy_id_of(work.connection, policy_no.strip())
    if found is None:
        raise NotFound(N_("There is no policy {number}. Look for it: consoleapp find."), number=policy_no)
    return found


@reads(Permission.READ_LEDGER)
def find_holder(work: Work, code: str) -> int:
    """The id of a policy holder by its code. Raises NotFound."""
    found = queries.holder_id_of(work.connection, code.strip())
    if found is None:
        raise NotFound(N_("There is no policy holder {code}. Look for it: consoleapp find."), code=code)
    return found


@reads(Permission.READ_LEDGER)
def find_receipt(work: Work, receipt_no: str) -> ReceiptRow:
    """A receipt by its number. Raises NotFound."""
    found = queries.receipt_id_of(work.connection, receipt_no.strip())
    if found is None:
        raise NotFound(N_("There is no receipt {number}. Look for it: consoleapp find."), number=receipt_no)
    return _receipt(work, found)


@reads(Permission.READ_LEDGER)
def currency_of(work: Work, policy_id: int) -> str:
    """The currency a policy is kept in."""
    (own,) = scope(work, policy_id=policy_id)
    return str(own.currency)


@reads(Permission.READ_LEDGER)
def holder_of(work: Work, policy_id: int) -> int:
    """Whose policy it is. Raises NotFound, or NotAllowed where the caller may not hear of it."""
    (own,) = scope(work, policy_id=policy_id)
    return int(own.holder_id)


def parts_of(proposed: Proposal) -> tuple[Part, ...]:
    """What of a proposal is posted when it is taken as it stands."""
    return tuple(Part(one.invoice.invoice_id, one.paid.minor) for one in proposed.lines if one.paid)


@reads(Permission.READ_LEDGER)
def receipt(work: Work, settlement_id: int) -> ReceiptRow:
    """A receipt as it stands. Raises NotFound, or NotAllowed where the caller may not hear of it."""
    return _receipt(work, settlement_id)


@reads(Permission.READ_LEDGER)
def paid_by(work: Work, settlement_id: int) -> tuple[Paid, ...]:
    """What a receipt pays now, invoice by invoice, in the order it came to pay them."""
    own = _receipt(work, settlement_id)
    found: dict[int, Paid] = {}
    for row in queries.movements(work.connection, [own.policy_id], settlement_id=settlement_id):
        if row.kind is EntryKind.ALLOCATE and row.turned_by is None:
            before = found.get(row.invoice_id)
            amount = Money(row.amount, row.currency)
            found[row.invoice_id] = Paid(
                row.invoice_id,
                row.invoice_no,
                before.since if before else row.posted_on,
                before.amount + amount if before else amount,
            )
    return tuple(found.values())


def _receipt(work: Work, settlement_id: int) -> ReceiptRow:
    row = queries.receipt(work.connection, settlement_id)
    if row is None:
        raise NotFound(N_("There is no such receipt. Look again."))
    disclosing.require_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)
    return receipt_row(row)


@reads(Permission.READ_LEDGER)
def find_invoice(work: Work, invoice_no: str) -> InvoiceRow:
    """An invoice as it stands, by its number. Raises NotFound."""
    row = queries.one_invoice(work.connection, invoice_no=invoice_no.strip())
    if row is None:
        raise NotFound(N_("There is no invoice {number}. Look for it: consoleapp find."), number=invoice_no)
    return _invoice(work, row)


@reads(Permission.READ_LEDGER)
def invoice(work: Work, invoice_id: int) -> InvoiceRow:
    """An invoice as it stands. Raises NotFound, or NotAllowed where the caller may not hear of it."""
    row = queries.one_invoice(work.connection, invoice_id=invoice_id)
    if row is None:
        raise NotFound(N_("There is no such invoice. Look again."))
    return _invoice(work, row)


def _invoice(work: Work, row: AnyRow) -> InvoiceRow:
    disclosing.require_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)
    return invoice_row(work, row)


@reads(Permission.READ_LEDGER)
def find_branch(work: Work, policy_id: int, code: str) -> int:
    """The id of a branch of the policy's holder by its code. Raises NotFound."""
    (own,) = scope(work, policy_id=policy_id)
    for one in _branches(work, own.holder_id):
        if one.code == code.strip():
            return one.branch_id
    raise NotFound(N_("The company has no branch {code}. Its branches are listed by: consoleapp policy."),
                   code=code)  # fmt: skip


@reads(Permission.READ_LEDGER)
def find_invoices(work: Work, numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Invoice number → id and currency. Raises NotFound naming the first that is not there."""
    found = queries.invoice_ids_of(work.connection, numbers)
    for number in numbers:
        if number not in found:
            raise NotFound(N_("There is no invoice {number}. Look for it: consoleapp find."), number=number)
    return found


def scope(work: Work, *, holder_id: int | None = None, policy_id: int | None = None) -> Sequence[AnyRow]:
    """The policies in question. Raises NotFound, or NotAllowed where the caller may not hear of one."""
    if (holder_id is None) == (policy_id is None):
        raise TypeError("the ledger is of a holder or of a policy")
    rows = queries.policies(work.connection, holder_id=holder_id, policy_id=policy_id)
    if not rows:
        raise NotFound(N_("There is no such policy. Look again."))
    for row in rows:
        disclosing.require_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)
    return rows


def invoice_row(work: Work, row: AnyRow) -> InvoiceRow:
    """An invoice as it is answered."""
    money = {
        name: Money(int(getattr(row, name)), row.currency)
        for name in ("amount", "settled", "credited", "written_off", "balance")
    }
    return InvoiceRow(
        row.id,
        row.invoice_no,
        row.policy_id,
        row.policy_no,
        row.branch_code or "",
        row.branch_en or "",
        row.branch_zh or "",
        row.issued_on,
        row.due_on,
        money["amount"],
        money["settled"],
        row.last_settled_on,
        money["credited"],
        money["written_off"],
        money["balance"],
        age(row.due_on, work.today) if row.balance > 0 else None,
    )


def receipt_row(row: AnyRow) -> ReceiptRow:
    """A receipt as it is answered."""
    return ReceiptRow(
        row.id,
        row.receipt_no,
        row.policy_id,
        row.policy_no,
        row.received_on,
        row.method,
        row.payer,
        row.reference,
        Money(row.amount, row.currency),
        Money(int(row.allocated), row.currency),
        Money(int(row.unallocated), row.currency),
        Money(int(row.refunded), row.currency),
        Money(int(row.exchanged), row.currency),
        row.turned,
    )


def _branches(work: Work, holder_id: int) -> tuple[BranchRow, ...]:
    return tuple(
        BranchRow(row.id, row.code, row.name_en, row.name_zh)
        for row in queries.branches(work.connection, holder_id)
    )


def _ageing(work: Work, owned: Sequence[AnyRow], invoices: Iterable[InvoiceRow]) -> tuple[Ageing, ...]:
    found = tuple(invoices)
    currencies = dict.fromkeys([*(row.currency for row in owned), *(one.balance.currency for one in found)])
    return tuple(
        Ageing.of(
            [(one.due_on, one.balance.minor) for one in found if one.balance.currency == currency],
            work.today,
            currency,
        )
        for currency in currencies
    )


def _unallocated(owned: Sequence[AnyRow], receipts: Iterable[ReceiptRow]) -> tuple[Money, ...]:
    found = tuple(receipts)
    currencies = dict.fromkeys([*(row.currency for row in owned), *(one.amount.currency for one in found)])
    return tuple(
        Money.total((one.unallocated for one in found if one.amount.currency == currency), currency)
        for currency in currencies
    )


def _open(one: InvoiceRow) -> Open:
    return Open(one.invoice_id, one.invoice_no, one.due_on, one.balance.minor)


def _by_due(one: InvoiceRow) -> tuple[object, ...]:
    return one.due_on, one.invoice_no
