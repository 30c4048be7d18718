"""What signing in needs beside a password: the second factor, its recovery codes, the notice (SAFETY 9)."""

from sqlalchemy import BigInteger, Column, ForeignKey, PrimaryKeyConstraint, Table, Text

from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Id, UtcDateTime

second_factor = Table(
    "second_factor",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    # The secret itself is nowhere: it is made of this and the audit key, which lies outside the database.
    Column("salt", Text, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    # Until a first code was right it is not asked for.
    Column("confirmed_at", UtcDateTime),
    # The newest step whose code was used: neither it nor an older one opens anything again.
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    comment="Time-based one-time passwords (RFC 6238).",
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    # Keyed hash; the code is shown once and kept by whoever it is for.
    Column("code_hash", Text, nullable=False),
    Column("used_at", UtcDateTime),
    PrimaryKeyConstraint("staff_id", "code_hash"),
    comment="Each stands in for one one-time code when the phone is lost.",
)

notice_accepted = Table(
    "notice_accepted",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("version", Text, nullable=False),
    # SHA-256 of the very text that was on the screen, and its language.
    Column("sha256", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    comment="Who accepted which acceptable-use notice, when; append-only.",
)
