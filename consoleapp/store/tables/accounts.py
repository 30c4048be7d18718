"""Portal accounts of members, employers and brokers (DOMAIN 7)."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
)

from consoleapp.rules.accounts import AccountAct, ActReason
from consoleapp.rules.statuses import AccountStage, Language, RegistrationStep
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, UtcDateTime, one_of


def _only_one_is_open(table: Table) -> None:
    """An account has at most one open row in ``table``."""
    is_open = table.c.ended_at.is_(None)
    name = f"uq_{table.name}_one_open"
    Index(name, table.c.account_id, unique=True, sqlite_where=is_open, postgresql_where=is_open)


portal_account = Table(
    "portal_account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_no", Key, nullable=False, unique=True),
    Column("member_id", ForeignKey("member.id"), unique=True),
    Column("holder_id", ForeignKey("policy_holder.id"), index=True),
    Column("broker_id", ForeignKey("broker.id"), index=True),
    Column("user_id", Key, unique=True),
    Column("stage", Code(AccountStage), nullable=False),
    Column("registration_step", Code(RegistrationStep)),
    Column("language", Code(Language)),
    Column("terms_version", Text, nullable=False, server_default=""),
    Column("terms_accepted_at", UtcDateTime),
    Column("last_login_at", UtcDateTime),
    Column("failed_attempts", Integer, nullable=False, server_default="0"),
    Column("frozen_at", UtcDateTime),
    Column("frozen_reason", Text, nullable=False, server_default=""),
    Column("messaging_account", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("stage", AccountStage),
    one_of("registration_step", RegistrationStep),
    one_of("language", Language),
    CheckConstraint(
        "(CASE WHEN member_id IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN holder_id IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN broker_id IS NULL THEN 0 ELSE 1 END) = 1",
        name="one_owner",
    ),
    CheckConstraint("(stage = 'frozen') = (frozen_at IS NOT NULL)", name="frozen_since"),
    CheckConstraint("failed_attempts >= 0", name="attempts_not_negative"),
)

Index("ix_portal_account_user_id_lower", func.lower(portal_account.c.user_id))

portal_attempt = Table(
    "portal_attempt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("portal_account.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("origin", Text, nullable=False, server_default=""),
    comment="Failed logins at the portal, with where they came from; append-only.",
)

Index("ix_portal_account_stage_frozen_at", portal_account.c.stage, portal_account.c.frozen_at)

account_act = Table(
    "account_act",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("portal_account.id"), nullable=False, index=True),
    Column("act", Code(AccountAct), nullable=False),
    Column("from_stage", Code(AccountStage), nullable=False),
    Column("to_stage", Code(AccountStage), nullable=False),
    Column("reason", Code(ActReason), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False),
    one_of("act", AccountAct),
    one_of("from_stage", AccountStage),
    one_of("to_stage", AccountStage),
    one_of("reason", ActReason),
    comment="What staff did about an account, for which caller and why; append-only.",
)

challenge_question = Table(
    "challenge_question",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("portal_account.id"), nullable=False),
    # 1, 2, 3: the order the member chose.
    Column("place", Integer, nullable=False),
    Column("question", Text, nullable=False),
    # Argon2id of the folded answer (rules.verification.answer_form); never shown.
    Column("answer_hash", Text, nullable=False),
    UniqueConstraint("account_id", "place"),
    CheckConstraint("place BETWEEN 1 AND 3", name="three_places"),
    CheckConstraint("answer_hash LIKE '$argon2id$%'", name="answers_are_hashed"),
)

portal_invitation = Table(
    "portal_invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("portal_account.id"), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("pin_hash", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    # When it was used, or a newer one took its place.
    Column("ended_at", UtcDateTime),
    CheckConstraint(
        "pin_hash LIKE '$argon2id$%' AND password_hash LIKE '$argon2id$%'", name="secrets_are_hashed"
    ),
    comment="A PIN and an initial password on their way to a member: hashed, single-use, expiring.",
)
_only_one_is_open(portal_invitation)

portal_reset = Table(
    "portal_reset",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("portal_account.id"), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    # SHA-256 of the token in the link.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("ended_at", UtcDateTime),
    comment="A link by which a member sets a new password: hashed, single-use, expiring.",
)
_only_one_is_open(portal_reset)
