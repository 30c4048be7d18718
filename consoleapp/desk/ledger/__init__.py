"""The premium ledger at the desk (DOMAIN 6): what is owed, what came in, and what of it pays what."""

from consoleapp.desk.ledger.auditing import Audited, audit
from consoleapp.desk.ledger.matching import ProposedMatch, ProposedPart, accept, match
from consoleapp.desk.ledger.posting import allocate, exchange, issue, receive
from consoleapp.desk.ledger.reading import (
    currency_of,
    find_holder,
    find_invoices,
    find_policy,
    find_receipt,
    holder_of,
    parts_of,
    proposal,
    receipt,
    sheet,
)
from consoleapp.desk.ledger.reversing import bounce, credit_note, deallocate, refund, reverse, write_off
from consoleapp.desk.ledger.shapes import (
    ALL_BRANCHES,
    InvoiceRow,
    LedgerSheet,
    MandateRow,
    Movement,
    Proposal,
    ProposedLine,
    ReceiptRow,
    Statement,
    StatementSection,
)
from consoleapp.desk.ledger.statement import movements, statement
from consoleapp.rules.ledger import Part

__all__ = [
    "ALL_BRANCHES",
    "Audited",
    "InvoiceRow",
    "LedgerSheet",
    "MandateRow",
    "Movement",
    "Part",
    "Proposal",
    "ProposedLine",
    "ProposedMatch",
    "ProposedPart",
    "ReceiptRow",
    "Statement",
    "StatementSection",
    "accept",
    "allocate",
    "audit",
    "bounce",
    "credit_note",
    "currency_of",
    "deallocate",
    "exchange",
    "find_holder",
    "find_invoices",
    "find_policy",
    "find_receipt",
    "holder_of",
    "issue",
    "match",
    "movements",
    "parts_of",
    "proposal",
    "receipt",
    "receive",
    "refund",
    "reverse",
    "sheet",
    "statement",
    "write_off",
]
