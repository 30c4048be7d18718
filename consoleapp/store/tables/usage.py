"""Accumulators of benefit limits, and what claim lines use of them (DOMAIN 3; ARCHITECTURE, balances)."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from consoleapp.rules.accumulators import Phase
from consoleapp.rules.benefits import Basis, Reach, Scope
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, Minor, UtcDateTime, one_of

SINCE_EVER = date.min
"""Where a lifetime begins; a policy year begins with its coverage period."""

entitlement = Table(
    "entitlement",
    metadata,
    Column("id", Id, primary_key=True),
    Column("policy_id", ForeignKey("policy.id"), nullable=False),
    Column("scope", Code(Scope), nullable=False),
    # Whose: a member has both, a family the number alone, the policy neither.
    Column("cert_no", Key, nullable=False, server_default=""),
    Column("suffix", Key, nullable=False, server_default=""),
    Column("reach", Code(Reach), nullable=False),
    # The item's code, or the benefit type's for a cap over the whole type.
    Column("code", Key, nullable=False),
    Column("basis", Code(Basis), nullable=False),
    Column("starts_on", Date, nullable=False),
    UniqueConstraint("policy_id", "cert_no", "suffix", "reach", "code", "starts_on"),
    one_of("scope", Scope),
    one_of("reach", Reach),
    CheckConstraint("basis IN ('year', 'lifetime')", name="basis_is_used_up"),
    CheckConstraint(
        "scope = CASE WHEN suffix <> '' THEN 'individual' WHEN cert_no <> '' THEN 'family' ELSE 'policy' END",
        name="scope_says_whose",
    ),
    comment="One accumulator: whose, of what, from which day. The plan is no part of it.",
)

benefit_usage = Table(
    "benefit_usage",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entitlement_id", ForeignKey("entitlement.id"), nullable=False),
    Column("claim_line_id", ForeignKey("claim_line.id"), nullable=False, index=True),
    Column("phase", Code(Phase), nullable=False),
    # Minor units of the policy's currency; a reversal has the signs turned.
    Column("amount", Minor, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    # Lines in another currency, whose money cannot be added up.
    Column("foreign_lines", Integer, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    one_of("phase", Phase),
    CheckConstraint("amount <> 0 OR visits <> 0 OR days <> 0 OR foreign_lines <> 0", name="says_something"),
    comment="What a claim line uses of an accumulator; append-only, differences are added.",
)

# Balances are read from the index alone.
Index(
    "ix_benefit_usage_entitlement_id",
    benefit_usage.c.entitlement_id,
    benefit_usage.c.phase,
    benefit_usage.c.amount,
    benefit_usage.c.visits,
    benefit_usage.c.days,
    benefit_usage.c.foreign_lines,
)
