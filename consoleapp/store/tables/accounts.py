"""Portal accounts of members, employers and brokers (DOMAIN 7)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, func

from consoleapp.rules.statuses import AccountStage, Language, RegistrationStep
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, UtcDateTime, one_of

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
