"""Premium invoices, receipts and the ledger over them (DOMAIN 6). Balances are views, see ddl.py."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from consoleapp.rules.ledger import TURNS, Account, EntryKind
from consoleapp.rules.statuses import MandateStatus, SettlementMethod
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, Minor, UtcDateTime, one_of

invoice = Table(
    "invoice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("invoice_no", Key, nullable=False, unique=True),
    Column("policy_id", ForeignKey("policy.id"), nullable=False, index=True),
    Column("branch_id", ForeignKey("branch.id"), index=True),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("amount", Minor, nullable=False),
    Column("currency", Text, nullable=False),
    CheckConstraint("amount <> 0", name="amount_not_zero"),
    comment="Append-only: a posted invoice is corrected by a credit note, never edited.",
)

settlement = Table(
    "settlement",
    metadata,
    Column("id", Id, primary_key=True),
    Column("receipt_no", Key, nullable=False, unique=True),
    Column("policy_id", ForeignKey("policy.id"), nullable=False, index=True),
    Column("received_on", Date, nullable=False),
    Column("method", Code(SettlementMethod), nullable=False),
    Column("payer", Text, nullable=False, server_default=""),
    Column("reference", Text, nullable=False, server_default=""),
    Column("amount", Minor, nullable=False),
    Column("currency", Text, nullable=False),
    one_of("method", SettlementMethod),
    CheckConstraint("amount > 0", name="amount_positive"),
    comment="Append-only.",
)

# As an extract says it; each row is posted as an entry. What counts is the ledger.
allocation = Table(
    "allocation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("settlement_id", ForeignKey("settlement.id"), nullable=False),
    Column("invoice_id", ForeignKey("invoice.id"), nullable=False, index=True),
    Column("amount", Minor, nullable=False),
    UniqueConstraint("settlement_id", "invoice_id"),
    CheckConstraint("amount > 0", name="amount_positive"),
    comment="What part of a settlement pays which invoice; append-only.",
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Code(EntryKind), nullable=False),
    Column("policy_id", ForeignKey("policy.id"), nullable=False, index=True),
    # The day it counts from: of issue, of receipt, else the day it was posted.
    Column("posted_on", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # NULL: posted by a load of extracts.
    Column("staff_id", ForeignKey("staff.id")),
    Column("reason", Text, nullable=False, server_default=""),
    Column("key", Key, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Column("reverses", ForeignKey("ledger_entry.id"), unique=True),
    one_of("kind", EntryKind),
    CheckConstraint(
        f"(reverses IS NOT NULL) = (kind IN ({', '.join(repr(kind.value) for kind in sorted(TURNS))}))",
        name="reverses_said",
    ),
    CheckConstraint("reverses < id", name="reverses_earlier"),
    comment="One thing that happened to a policy's money; append-only. The same key has the same hash.",
)

ledger_transfer = Table(
    "ledger_transfer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entry_id", ForeignKey("ledger_entry.id"), nullable=False, index=True),
    Column("debit", Code(Account), nullable=False),
    Column("debit_policy_id", ForeignKey("policy.id"), nullable=False, index=True),
    Column("credit", Code(Account), nullable=False),
    Column("credit_policy_id", ForeignKey("policy.id"), nullable=False, index=True),
    Column("amount", Minor, nullable=False),
    Column("currency", Text, nullable=False),
    Column("invoice_id", ForeignKey("invoice.id")),
    Column("settlement_id", ForeignKey("settlement.id")),
    one_of("debit", Account),
    one_of("credit", Account),
    CheckConstraint("amount > 0", name="amount_positive"),
    CheckConstraint("debit <> credit", name="two_accounts"),
    comment="Debits one account and credits another in one currency; append-only.",
)
Index("ix_ledger_transfer_invoice_id", ledger_transfer.c.invoice_id, ledger_transfer.c.debit)
Index("ix_ledger_transfer_settlement_id", ledger_transfer.c.settlement_id, ledger_transfer.c.debit)

ledger_number = Table(
    "ledger_number",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", Minor, nullable=False),
    comment="The last number given to a receipt or an invoice made at the desk.",
)

autopay_mandate = Table(
    "autopay_mandate",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mandate_no", Key, nullable=False, unique=True),
    Column("policy_id", ForeignKey("policy.id"), nullable=False, index=True),
    Column("bank", Text, nullable=False),
    Column("status", Code(MandateStatus), nullable=False),
    Column("next_collection_on", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("status", MandateStatus),
    comment="A policy holder's leave to collect premium from a bank account.",
)
