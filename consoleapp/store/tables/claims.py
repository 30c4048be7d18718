"""Claims, their lines and the moves of their status (DOMAIN 4)."""

from sqlalchemy import (
    Boolean,
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

from consoleapp.rules.statuses import BenefitType, ClaimStatus, PaymentMethod, ReasonPaidLess
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, Minor, UtcDateTime, one_of

claim = Table(
    "claim",
    metadata,
    Column("id", Id, primary_key=True),
    Column("claim_no", Key, nullable=False, unique=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("status", Code(ClaimStatus), nullable=False),
    Column("status_on", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    # When the last missing document arrived; NULL where none was ever waited for. Kept by a trigger on
    # claim_move, from nothing but its rows (store/ddl.py).
    Column("restarted_on", Date),
    # Registered at the desk: who handed it in, and whether the originals came with it. NULL from extracts.
    Column("claimant_id", Id),
    Column("originals", Boolean),
    one_of("status", ClaimStatus),
    CheckConstraint("status_on >= received_on", name="status_after_receipt"),
)

claim_line = Table(
    "claim_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("consulted_on", Date, nullable=False),
    Column("benefit_type", Code(BenefitType), nullable=False),
    Column("item_code", Text, nullable=False),
    Column("item_name", Text, nullable=False, server_default=""),
    Column("provider_name", Text, nullable=False, server_default=""),
    Column("diagnosis", Text, nullable=False, server_default=""),
    # NULL: not applicable – a network doctor settled directly with the clinic.
    Column("incurred", Minor),
    Column("paid", Minor),
    Column("visits", Integer, nullable=False, server_default="1"),
    Column("days", Integer, nullable=False, server_default="0"),
    Column("paid_on", Date),
    Column("payment_method", Code(PaymentMethod)),
    Column("reason", Code(ReasonPaidLess)),
    Column("invoice_no", Text, nullable=False, server_default=""),
    # The number as it is looked up: letters and digits, without case.
    Column("invoice_key", Key, nullable=False, server_default=""),
    UniqueConstraint("claim_id", "line_no"),
    one_of("benefit_type", BenefitType),
    one_of("payment_method", PaymentMethod),
    one_of("reason", ReasonPaidLess),
    CheckConstraint("incurred >= 0 AND paid >= 0 AND visits >= 0 AND days >= 0", name="not_negative"),
    CheckConstraint("line_no >= 1", name="line_counts_from_one"),
)

claim_move = Table(
    "claim_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False, index=True),
    Column("from_status", Code(ClaimStatus)),
    Column("to_status", Code(ClaimStatus), nullable=False),
    Column("moved_on", Date, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("source", Text, nullable=False),
    # Who moved it at the desk, and why; an extract says neither.
    Column("staff_id", Integer),
    Column("reason", Text, nullable=False, server_default=""),
    comment="Every move of a claim's status leaves a row; append-only.",
)

Index("ix_claim_member_id_received_on", claim.c.member_id, claim.c.received_on)
Index("ix_claim_status_status_on", claim.c.status, claim.c.status_on)
# The list of claims is ordered by any column, over a million lines (SPEED 3).
Index("ix_claim_received_on", claim.c.received_on)
Index("ix_claim_status_on", claim.c.status_on)
# The promised date follows from the day a clock started: these are in its order.
Index(
    "ix_claim_status_received_on",
    claim.c.status,
    claim.c.received_on,
    sqlite_where=claim.c.restarted_on.is_(None),
    postgresql_where=claim.c.restarted_on.is_(None),
)
Index(
    "ix_claim_status_restarted_on",
    claim.c.status,
    claim.c.restarted_on,
    sqlite_where=claim.c.restarted_on.is_not(None),
    postgresql_where=claim.c.restarted_on.is_not(None),
)
# Behind each value stands what most filters ask for: it is answered without the line itself.
for _name in ("incurred", "item_name", "paid", "paid_on", "payment_method", "provider_name"):
    _columns = (claim_line.c[_name], claim_line.c.consulted_on, claim_line.c.benefit_type)
    Index(f"ix_claim_line_{_name}_dated", *_columns)
Index("ix_claim_line_benefit_type_dated", claim_line.c.benefit_type, claim_line.c.consulted_on)
Index("ix_claim_line_consulted_on_id", claim_line.c.consulted_on, claim_line.c.id)
Index(
    "ix_claim_line_invoice_key",
    claim_line.c.invoice_key,
    sqlite_where=claim_line.c.invoice_key != "",
    postgresql_where=claim_line.c.invoice_key != "",
)
