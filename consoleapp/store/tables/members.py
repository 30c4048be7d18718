"""Members and their families: all members of one policy with one certificate number (DOMAIN 1)."""

from sqlalchemy import (
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

from consoleapp.rules.statuses import IdentityType, Language, MemberStatus, Relation, Sex
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, Key, Minor, UtcDateTime, one_of

member = Table(
    "member",
    metadata,
    Column("id", Id, primary_key=True),
    Column("policy_id", ForeignKey("policy.id"), nullable=False),
    Column("cert_no", Key, nullable=False),
    Column("suffix", Text, nullable=False),
    Column("person_ref", Text, nullable=False, server_default=""),
    Column("relation", Code(Relation), nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False, server_default=""),
    Column("sex", Code(Sex)),
    Column("birth_date", Date),
    Column("identity_type", Code(IdentityType)),
    Column("identity_no", Text, nullable=False, server_default=""),
    Column("identity_valid_from", Date),
    Column("identity_valid_to", Date),
    Column("mobile", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("language", Code(Language)),
    Column("branch_id", ForeignKey("branch.id"), index=True),
    Column("plan_id", ForeignKey("plan.id"), index=True),
    Column("effective_date", Date),
    Column("termination_date", Date),
    Column("status", Code(MemberStatus), nullable=False),
    # Codes of the benefit types carried, sorted, one space between: "DEN HOS OPB".
    Column("benefit_types", Text, nullable=False, server_default=""),
    # Sums assured, minor units of the policy's currency; 0 where not covered.
    Column("sum_life", Minor, nullable=False, server_default="0"),
    Column("sum_tpd", Minor, nullable=False, server_default="0"),
    Column("sum_add", Minor, nullable=False, server_default="0"),
    Column("sum_ltd", Minor, nullable=False, server_default="0"),
    Column("sum_cib", Minor, nullable=False, server_default="0"),
    Column("wellness", Text, nullable=False, server_default=""),
    # When a phone, e-mail or address last changed: acts within 72 hours need a second person (SAFETY 8).
    Column("contact_changed_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("policy_id", "cert_no", "suffix"),
    one_of("relation", Relation),
    one_of("sex", Sex),
    one_of("identity_type", IdentityType),
    one_of("language", Language),
    one_of("status", MemberStatus),
    CheckConstraint("(suffix = '00') = (relation = 'employee')", name="employee_is_00"),
    CheckConstraint("termination_date >= effective_date", name="ends_after_start"),
)

Index("ix_member_policy_id_cert_no_name_en", member.c.policy_id, member.c.cert_no, member.c.name_en)
Index("ix_member_cert_no", member.c.cert_no)
Index("ix_member_name_en", member.c.name_en)
