"""Staff, their sessions, contacts with callers, and what was proved in each (DOMAIN 2, 8)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel, ContactStatus, Outcome
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, UtcDateTime, one_of

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Code(Role), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default="0"),
    Column("language", Text, nullable=False, server_default="en"),
    Column("theme", Text, nullable=False, server_default="desk-dark"),
    # Raised when disabled, given another role or signed out everywhere: older sessions are over (SAFETY 6).
    Column("epoch", Integer, nullable=False, server_default="1"),
    # No: it was given by somebody else and opens nothing but the choice of one's own (SAFETY 9).
    Column("own_password", Boolean, nullable=False, server_default="1"),
    # Where files of scheduled reports are told of; nothing else goes there.
    Column("email", Text, nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("role", Role),
    CheckConstraint("login = lower(login)", name="login_lower"),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    # A keyed hash: what is typed into the login box may be a password. Logins nobody has are counted alike.
    Column("login_hash", Text, primary_key=True),
    # Tries since the last sign-in; one more than allowed once a try was turned away.
    Column("failed", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("locked_until", UtcDateTime),
    CheckConstraint("failed >= 1", name="failed_counts_from_one"),
    comment="Tries at a password, reserved before the password is hashed (SAFETY 4, 5).",
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("host", Text, nullable=False, server_default=""),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("channel", Code(ContactChannel), nullable=False),
    Column("status", Code(ContactStatus), nullable=False),
    Column("member_id", ForeignKey("member.id")),
    Column("policy_id", ForeignKey("policy.id")),
    Column("caller_role", Code(CallerRole), nullable=False),
    Column("caller_name", Text, nullable=False, server_default=""),
    # Counts callers of this contact: another person on the line starts at level none.
    Column("caller_turn", Integer, nullable=False, server_default="1"),
    Column("level", Code(Level), nullable=False),
    Column("verified_how", Code(Factor)),
    Column("verified_at", UtcDateTime),
    Column("started_at", UtcDateTime, nullable=False),
    Column("parked_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("outcome", Code(Outcome)),
    Column("note", Text, nullable=False, server_default=""),
    Column("note_saved_at", UtcDateTime),
    Column("promised_on", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("channel", ContactChannel),
    one_of("status", ContactStatus),
    one_of("caller_role", CallerRole),
    one_of("level", Level),
    one_of("verified_how", Factor),
    one_of("outcome", Outcome),
    CheckConstraint("member_id IS NOT NULL OR policy_id IS NOT NULL", name="about_somebody"),
    CheckConstraint(
        "(status = 'wrapped_up') = (ended_at IS NOT NULL AND outcome IS NOT NULL)", name="ends_with_outcome"
    ),
    comment="One call or visit. Verification belongs to it and ends with it (DOMAIN 8).",
)

Index("ix_contact_member_id_started_at", contact.c.member_id, contact.c.started_at)
Index("ix_contact_staff_id_status", contact.c.staff_id, contact.c.status)
Index(
    "uq_contact_one_active",
    contact.c.staff_id,
    unique=True,
    sqlite_where=contact.c.status == ContactStatus.ACTIVE.value,
    postgresql_where=contact.c.status == ContactStatus.ACTIVE.value,
)

Index(
    "ix_contact_promised_on",
    contact.c.promised_on,
    sqlite_where=contact.c.promised_on.is_not(None),
    postgresql_where=contact.c.promised_on.is_not(None),
)

contact_fact = Table(
    "contact_fact",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("caller_turn", Integer, nullable=False),
    Column("factor", Code(Factor), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    one_of("factor", Factor),
    comment="What the caller said was right or wrong; never what was said. Append-only.",
)

verification_tries = Table(
    "verification_tries",
    metadata,
    # ``member:12``; ``policy:7`` where an employer or broker calls about no member.
    Column("subject", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("failed", Integer, nullable=False),
    PrimaryKeyConstraint("subject", "on_day"),
    CheckConstraint("failed >= 0", name="failed_not_negative"),
    comment="Failed tries a member a day, all desks; reserved before judged (SAFETY 4, 7).",
)
