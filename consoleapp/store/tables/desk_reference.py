"""The desk reference: forms, contact points, terms and answers, in versions that stay (DOMAIN 11)."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, Table, Text, UniqueConstraint

from consoleapp.rules.desk_reference import PointKind, Region, Section
from consoleapp.rules.statuses import Language
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, one_of

reference_entry = Table(
    "reference_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("section", Code(Section), nullable=False),
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    # NULL: until a newer version begins.
    Column("valid_to", Date),
    # Codes of rules.desk_reference.Audience, one space between.
    Column("audience", Text, nullable=False, server_default=""),
    # A plan type's code, a policy number, or empty for everybody.
    Column("scheme", Text, nullable=False, server_default=""),
    Column("owner", Text, nullable=False, server_default=""),
    Column("link", Text, nullable=False, server_default=""),
    Column("import_run_id", ForeignKey("import_run.id"), nullable=False),
    one_of("section", Section),
    UniqueConstraint("section", "code", "version"),
    CheckConstraint("code <> '' AND version >= 1", name="named"),
    CheckConstraint("valid_to >= valid_from", name="ends_after_start"),
    comment="One version of an entry of the desk reference; append-only.",
)

reference_text = Table(
    "reference_text",
    metadata,
    Column("entry_id", ForeignKey("reference_entry.id"), primary_key=True, autoincrement=False),
    Column("language", Code(Language), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    # Everyday words it is found by, with ; between.
    Column("also", Text, nullable=False, server_default=""),
    one_of("language", Language),
    CheckConstraint("title <> ''", name="titled"),
    comment="What a version says in one language; append-only.",
)

reference_file = Table(
    "reference_file",
    metadata,
    Column("entry_id", ForeignKey("reference_entry.id"), primary_key=True, autoincrement=False),
    Column("language", Code(Language), primary_key=True),
    Column("sha256", ForeignKey("stored_file.sha256"), nullable=False, index=True),
    one_of("language", Language),
    comment="The file of a form in one language; append-only.",
)

reference_point = Table(
    "reference_point",
    metadata,
    Column("entry_id", ForeignKey("reference_entry.id"), primary_key=True, autoincrement=False),
    Column("kind", Code(PointKind), nullable=False),
    Column("region", Code(Region), nullable=False),
    # Two letters, for toll-free numbers.
    Column("country", Text, nullable=False, server_default=""),
    # A number or an address, as it is read out.
    Column("value", Text, nullable=False),
    # An opening_hours expression; empty: not stated.
    Column("hours", Text, nullable=False, server_default=""),
    one_of("kind", PointKind),
    one_of("region", Region),
    CheckConstraint("value <> ''", name="leads_somewhere"),
    CheckConstraint("(kind = 'toll_free') = (country <> '')", name="country_of_toll_free"),
    comment="Where a contact point leads; append-only.",
)

reference_check = Table(
    "reference_check",
    metadata,
    Column("entry_id", ForeignKey("reference_entry.id"), primary_key=True, autoincrement=False),
    Column("checked_on", Date, primary_key=True),
    Column("import_run_id", ForeignKey("import_run.id"), nullable=False),
    comment="When somebody looked whether a version is still right; append-only.",
)
