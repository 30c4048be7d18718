"""What waits for a second person, and what came of it (SAFETY 11)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from consoleapp.rules.approvals import ApprovalKind, Decision
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, UtcDateTime, one_of

approval = Table(
    "approval",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Code(ApprovalKind), nullable=False),
    # Keyed hash of the exact content; the content itself stays with whoever asked.
    Column("payload_hash", Text, nullable=False),
    # What it is about, ``claim:12``, and what the second person reads: codes, ids, numbers, dates, amounts.
    Column("subject", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_by", ForeignKey("staff.id"), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("decision", Code(Decision)),
    Column("decided_by", ForeignKey("staff.id")),
    Column("decided_at", UtcDateTime),
    Column("remark", Text, nullable=False, server_default=""),
    Column("used_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("kind", ApprovalKind),
    one_of("decision", Decision),
    CheckConstraint(
        "(decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)",
        name="decided_by_somebody",
    ),
    # Whoever asked may take it back and nothing else; nobody else may take it back.
    CheckConstraint(
        "decision IS NULL OR (decision = 'withdrawn') = (decided_by = requested_by)", name="two_people"
    ),
    CheckConstraint(
        "used_at IS NULL OR (decision IS NOT NULL AND decision = 'approved')", name="used_once_approved"
    ),
    comment="One act for two people; bound to its exact content, used once.",
)
Index("ix_approval_requested_by_requested_at", approval.c.requested_by, approval.c.requested_at)
Index(
    "ix_approval_waiting",
    approval.c.requested_at,
    sqlite_where=approval.c.decision.is_(None),
    postgresql_where=approval.c.decision.is_(None),
)
