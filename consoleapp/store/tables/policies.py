"""Policy holders, branches, brokers, policies, periods, plans and benefit schedules (DOMAIN 1, 3)."""

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

from consoleapp.rules.benefits import Basis, Measure, Scope
from consoleapp.rules.statuses import BenefitType, CoverArea, PaymentMode, PlanType, PolicyStatus
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, Minor, one_of

policy_holder = Table(
    "policy_holder",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False, server_default=""),
    Column("contact_name", Text, nullable=False, server_default=""),
    Column("contact_phone", Text, nullable=False, server_default=""),
    Column("contact_email", Text, nullable=False, server_default=""),
    comment="The employer that buys group cover.",
)

branch = Table(
    "branch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("holder_id", ForeignKey("policy_holder.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False, server_default=""),
    UniqueConstraint("holder_id", "code"),
)

broker = Table(
    "broker",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("contact_name", Text, nullable=False, server_default=""),
    Column("contact_phone", Text, nullable=False, server_default=""),
    Column("contact_email", Text, nullable=False, server_default=""),
)

policy = Table(
    "policy",
    metadata,
    Column("id", Id, primary_key=True),
    Column("policy_no", Key, nullable=False, unique=True),
    Column("holder_id", ForeignKey("policy_holder.id"), nullable=False, index=True),
    Column("broker_id", ForeignKey("broker.id"), index=True),
    Column("plan_type", Code(PlanType), nullable=False),
    Column("currency", Text, nullable=False),
    Column("payment_mode", Code(PaymentMode), nullable=False),
    Column("status", Code(PolicyStatus), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("plan_type", PlanType),
    one_of("payment_mode", PaymentMode),
    one_of("status", PolicyStatus),
)

policy_period = Table(
    "policy_period",
    metadata,
    Column("id", Id, primary_key=True),
    Column("policy_id", ForeignKey("policy.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    UniqueConstraint("policy_id", "starts_on"),
    CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    comment="Coverage periods; limits of a policy year count inside one.",
)

plan = Table(
    "plan",
    metadata,
    Column("id", Id, primary_key=True),
    Column("policy_id", ForeignKey("policy.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("name_en", Text, nullable=False, server_default=""),
    Column("name_zh", Text, nullable=False, server_default=""),
    Column("premium", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("policy_id", "code"),
    comment="A class of cover inside a policy; premium plans have direct billing (DOMAIN 10).",
)

benefit = Table(
    "benefit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("item_code", Text, nullable=False),
    Column("benefit_type", Code(BenefitType), nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False, server_default=""),
    Column("position", Integer, nullable=False, server_default="0"),
    # NULL: the insurer's extract does not say – "not known", which is not "not covered".
    Column("covered", Boolean),
    Column("reimbursement_percent", Integer),
    Column("co_payment", Minor),
    Column("deductible", Minor),
    Column("waiting_days", Integer),
    Column("area_of_cover", Code(CoverArea)),
    Column("referral_needed", Boolean),
    Column("network_only", Boolean),
    Column("unapproved_share_percent", Integer),
    Column("specified_hospital_share_percent", Integer),
    UniqueConstraint("plan_id", "item_code"),
    one_of("benefit_type", BenefitType),
    one_of("area_of_cover", CoverArea),
    *(
        CheckConstraint(f"{name} BETWEEN 0 AND 100", name=f"{name}_range")
        for name in ("reimbursement_percent", "unapproved_share_percent", "specified_hospital_share_percent")
    ),
    CheckConstraint("co_payment >= 0 AND deductible >= 0 AND waiting_days >= 0", name="not_negative"),
)

benefit_limit = Table(
    "benefit_limit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("benefit_id", ForeignKey("benefit.id", ondelete="CASCADE"), nullable=False),
    Column("measure", Code(Measure), nullable=False),
    Column("basis", Code(Basis), nullable=False),
    Column("scope", Code(Scope), nullable=False),
    # Minor units for money, a count for visits and days; NULL: unlimited, said so by the schedule.
    Column("amount", Minor),
    UniqueConstraint("benefit_id", "measure", "basis", "scope"),
    one_of("measure", Measure),
    one_of("basis", Basis),
    one_of("scope", Scope),
    CheckConstraint("amount >= 0", name="amount_not_negative"),
)

Index("ix_policy_period_ends_on", policy_period.c.policy_id, policy_period.c.ends_on)
Index("ix_branch_name_en", branch.c.name_en)
