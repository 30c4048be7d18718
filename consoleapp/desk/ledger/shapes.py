"""What the ledger answers: frozen rows with Money; words and colours are the screen's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from consoleapp.rules.ledger import Age, Ageing, EntryKind
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import MandateStatus, SettlementMethod

ALL_BRANCHES = "*ALL"
"""The branch filter that leaves nothing out."""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice with what is derived from its entries."""

    invoice_id: int
    invoice_no: str
    policy_id: int
    policy_no: str
    branch_code: str
    branch_en: str
    branch_zh: str
    issued_on: date
    due_on: date
    amount: Money
    settled: Money
    last_settled_on: date | None
    credited: Money
    written_off: Money
    balance: Money
    age: Age | None
    """How long past due; None where nothing is left to pay."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt with what of it pays invoices, what does not yet, and what of it is gone again."""

    settlement_id: int
    receipt_no: str
    policy_id: int
    policy_no: str
    received_on: date
    method: SettlementMethod
    payer: str
    reference: str
    amount: Money
    allocated: Money
    unallocated: Money
    refunded: Money
    exchanged: Money
    turned: EntryKind | None
    """The kind of the entry that turned the whole receipt round: a bounced cheque, or a reversal."""


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A leave to collect premium by autopay."""

    mandate_no: str
    policy_no: str
    bank: str
    status: MandateStatus
    next_collection_on: date | None


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch of the holder, for the filter."""

    branch_id: int
    code: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """What a holder, or one policy, owes and has paid in: one look at the ledger."""

    holder_id: int
    holder_code: str
    holder_en: str
    holder_zh: str
    policy_id: int | None
    policy_no: str
    """"" where it is about all policies of the holder."""
    branch_code: str
    branches: tuple[BranchRow, ...]
    as_of: date
    invoices: tuple[InvoiceRow, ...]
    ageing: tuple[Ageing, ...]
    """One for each currency."""
    unallocated: tuple[Money, ...]
    """One for each currency."""
    receipts: tuple[ReceiptRow, ...]
    mandates: tuple[MandateRow, ...]


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One invoice in a proposal: what of the money pays it, and what remains after it."""

    invoice: InvoiceRow
    paid: Money
    remainder: Money


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an amount could pay the open invoices, the one due first before the others."""

    amount: Money
    lines: tuple[ProposedLine, ...]
    """Every open invoice of the amount's currency, also those nothing is left for."""
    remainder: Money
    """Stays unallocated."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What a receipt pays of an invoice, as it stands."""

    invoice_id: int
    invoice_no: str
    since: date
    """When the first of it was allocated."""
    amount: Money


class Movement(NamedTuple):
    """One transfer as a statement lists it. ``owed`` and ``held`` are what it changes.

    A tuple, not a dataclass: a statement makes ten thousand of them, each at a sixth of the price.
    """

    entry_id: int
    posted_on: date
    kind: EntryKind
    policy_no: str
    invoice_no: str
    receipt_no: str
    reference: str
    reason: str
    turns: int | None
    """The entry it turns round."""
    turned_by: int | None
    owed: Money
    """Change of what invoices ask for."""
    held: Money
    """Change of what came in and pays nothing yet."""
    balance: Money
    """Owed less held, after it."""


@dataclass(frozen=True, slots=True)
class StatementSection:
    """A statement in one currency. A balance is what invoices ask for, less unallocated cash."""

    currency: str
    opening: Money
    movements: tuple[Movement, ...]
    closing: Money
    closing_owed: Money
    closing_held: Money
    ageing: Ageing


@dataclass(frozen=True, slots=True)
class Statement:
    """All that happened to a holder's money in a period; reconciles to the cent (DOMAIN 6)."""

    holder_id: int
    holder_code: str
    holder_en: str
    holder_zh: str
    policies: tuple[str, ...]
    first_day: date
    last_day: date
    made_at: datetime
    sections: tuple[StatementSection, ...]
