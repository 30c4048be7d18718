"""Premium invoices, settlements and what of them was allocated (DOMAIN 6). Balances are views, see ddl.py."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Table, Text, UniqueConstraint

from consoleapp.rules.statuses import SettlementMethod
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, Minor, one_of

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
