"""What is on record: audit entries, looks at member data, acts by key, imports, the book itself."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Id, UtcDateTime

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    # The exact text the chain is computed over, canonical JSON with the sequence number inside (SAFETY 13).
    Column("text", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("mac", Text, nullable=False),
    # Copies of fields of the text for searching; verification compares them with it.
    Column("at", UtcDateTime, nullable=False),
    Column("event", Text, nullable=False),
    Column("staff_id", Integer),
    Column("contact_id", Integer),
    Column("subject", Text, nullable=False, server_default=""),
    comment="Chained by HMAC, append-only.",
)
Index("ix_audit_entry_subject", audit_entry.c.subject)
Index("ix_audit_entry_staff_id_seq", audit_entry.c.staff_id, audit_entry.c.seq)
Index("ix_audit_entry_contact_id", audit_entry.c.contact_id)
# A rare act and an old day are found without reading the record from its end (SAFETY 16).
Index("ix_audit_entry_event_at_seq", audit_entry.c.event, audit_entry.c.at, audit_entry.c.seq)
Index("ix_audit_entry_at_seq", audit_entry.c.at, audit_entry.c.seq)

access_entry = Table(
    "access_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id")),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("purpose", Text, nullable=False, server_default=""),
    comment="Who looked at which member, what of them, and why; append-only (SAFETY 14, 16).",
)
Index("ix_access_entry_member_id_at", access_entry.c.member_id, access_entry.c.at)
Index("ix_access_entry_contact_id", access_entry.c.contact_id)
Index("ix_access_entry_staff_id_at", access_entry.c.staff_id, access_entry.c.at)

contact_step = Table(
    "contact_step",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("screen", Text, nullable=False),
    comment="Which screen was opened during a contact, in order; append-only (call replay).",
)

legal_hold = Table(
    "legal_hold",
    metadata,
    Column("id", Id, primary_key=True),
    # Whose records stay; nobody named: everybody's.
    Column("member_id", ForeignKey("member.id"), index=True),
    Column("reason", Text, nullable=False),
    Column("placed_by", ForeignKey("staff.id"), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("lifted_by", ForeignKey("staff.id")),
    Column("lifted_at", UtcDateTime),
    CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted_by_somebody"),
    comment="What retention must not remove, whatever its age (SAFETY 26).",
)

act = Table(
    "act",
    metadata,
    Column("key", Text, primary_key=True),
    Column("verb", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("staff_id", Integer),
    Column("at", UtcDateTime, nullable=False),
    comment="Idempotency: the same key with the same content answers with the first result (SAFETY 20).",
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", Integer),
    Column("source", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("counts", Text, nullable=False),
)

book = Table(
    "book",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="Facts about this book: whether it is a demo, when search was last rebuilt.",
)
