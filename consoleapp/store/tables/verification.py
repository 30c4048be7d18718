"""What is sent to a caller to be proved by, and a supervisor's exception to the three tries (DOMAIN 8)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from consoleapp.rules.messages import MessageChannel
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, UtcDateTime, one_of

one_time_code = Table(
    "one_time_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("caller_turn", Integer, nullable=False),
    # Under which name tries are counted: no new code for it too soon, whichever desk asks.
    Column("subject", Text, nullable=False),
    Column("channel", Code(MessageChannel), nullable=False),
    # As it may be shown: masked.
    Column("sent_to", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False),
    # Keyed, with a key outside the database: six digits are tried out in no time.
    Column("code_hash", Text, nullable=False),
    Column("used_at", UtcDateTime),
    one_of("channel", MessageChannel),
    CheckConstraint("valid_until > sent_at", name="valid_for_a_while"),
    comment="One-time codes: only the newest of a contact counts, once.",
)
Index("ix_one_time_code_subject_sent_at", one_time_code.c.subject, one_time_code.c.sent_at)

verification_exception = Table(
    "verification_exception",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("caller_turn", Integer, nullable=False),
    Column("approval_id", ForeignKey("approval.id"), nullable=False, unique=True),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("tries_left", Integer, nullable=False),
    CheckConstraint("tries_left >= 0", name="tries_not_negative"),
    comment="Tries a supervisor granted one caller of one contact beyond those of the day.",
)
