"""Network providers (DOMAIN 9)."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, one_of

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
)

provider_network = Table(
    "provider_network",
    metadata,
    Column("provider_id", ForeignKey("provider.id"), nullable=False),
    Column("network_id", ForeignKey("network.id"), nullable=False),
    PrimaryKeyConstraint("provider_id", "network_id"),
)
