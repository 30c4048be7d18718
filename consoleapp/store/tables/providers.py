"""Network providers (DOMAIN 9)."""

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

from consoleapp.rules.provider_upkeep import GivenHow, PlanState, ProviderAct, ReportKind
from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, UtcDateTime, one_of

network = Table(
    "network",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
)

provider = Table(
    "provider",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider_no", Key, nullable=False, unique=True),
    Column("kind", Code(ProviderKind), nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False, server_default=""),
    Column("specialty", Text, nullable=False, server_default=""),
    Column("area", Code(Area)),
    Column("district", Text, nullable=False, server_default=""),
    Column("address_en", Text, nullable=False, server_default=""),
    Column("address_zh", Text, nullable=False, server_default=""),
    # Telephone numbers, "; " between.
    Column("phones", Text, nullable=False, server_default=""),
    Column("hours", Text, nullable=False, server_default=""),
    Column("direct_billing", Boolean),
    Column("public", Boolean),
    Column("languages", Text, nullable=False, server_default=""),
    Column("appointment_needed", Boolean),
    Column("effective_from", Date),
    Column("effective_to", Date),
    Column("verified_on", Date),
    Column("verified_by", Text, nullable=False, server_default=""),
    Column("verified_how", Text, nullable=False, server_default=""),
    # Made of the columns above by store/provider_texts.py: the hours as an opening_hours expression, "" where
    # they cannot be read; names, number and telephones folded; both addresses folded.
    Column("opening_hours", Text, nullable=False, server_default=""),
    Column("name_words", Text, nullable=False, server_default=""),
    Column("address_words", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("kind", ProviderKind),
    one_of("area", Area),
    # Tells, without reading the wide rows, whether any record changed since (store/directory_columns.py).
    Index("ix_provider_version", "id", "version"),
)

provider_network = Table(
    "provider_network",
    metadata,
    Column("provider_id", ForeignKey("provider.id"), nullable=False),
    Column("network_id", ForeignKey("network.id"), nullable=False),
    PrimaryKeyConstraint("provider_id", "network_id"),
)

# Every change of a record, append-only: what each field was and became, who – a member of staff, or the load
# of an extract –, when, why.
provider_change = Table(
    "provider_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider_id", ForeignKey("provider.id"), nullable=False),
    Column("act", Code(ProviderAct), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("import_run_id", ForeignKey("import_run.id")),
    # The day it counts from; empty: at once.
    Column("effective_on", Date),
    Column("reason", Text, nullable=False, server_default=""),
    # [[field, old, new], …] as rules/provider_record.py writes them.
    Column("changes", Text, nullable=False, server_default="[]"),
    # Of the record, once this was done.
    Column("version", Integer, nullable=False),
    one_of("act", ProviderAct),
    CheckConstraint("(staff_id IS NULL) != (import_run_id IS NULL)", name="names_who"),
    Index("ix_provider_change_provider", "provider_id", "id"),
)

# A change that counts from a day to come. It is applied when the directory is next looked at on that day.
provider_plan = Table(
    "provider_plan",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider_id", ForeignKey("provider.id"), nullable=False),
    Column("act", Code(ProviderAct), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("changes", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("state", Code(PlanState), nullable=False),
    one_of("act", ProviderAct),
    one_of("state", PlanState),
    Index("ix_provider_plan_due", "state", "effective_on"),
    Index("ix_provider_plan_provider", "provider_id"),
)

# What callers say is wrong; while one is not checked the entry is disputed.
provider_report = Table(
    "provider_report",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider_id", ForeignKey("provider.id"), nullable=False),
    Column("kind", Code(ReportKind), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id")),
    Column("checked_at", UtcDateTime),
    Column("checked_by", ForeignKey("staff.id")),
    one_of("kind", ReportKind),
    Index("ix_provider_report_provider", "provider_id", "checked_at"),
)

# How often an entry is given to callers: what is given out most is verified first. Append-only.
provider_given = Table(
    "provider_given",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider_id", ForeignKey("provider.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id")),
    Column("how", Code(GivenHow), nullable=False),
    one_of("how", GivenHow),
    Index("ix_provider_given_provider", "provider_id", "at"),
)
