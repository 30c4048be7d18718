"""What members asked the desk to do, and every step of it (DOMAIN 10)."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text

from consoleapp.rules.services import LIVE, ServiceKind, ServiceState, WaitsFor
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, UtcDateTime, one_of

service_request = Table(
    "service_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("kind", Code(ServiceKind), nullable=False),
    Column("state", Code(ServiceState), nullable=False),
    Column("waits_for", Code(WaitsFor)),
    # A JSON object: code of a field of rules.service_requests → what stands in it.
    Column("details", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_by", ForeignKey("staff.id"), nullable=False),
    # The call or visit it was asked for in; NULL where nobody was on the line.
    Column("contact_id", ForeignKey("contact.id")),
    # Who has it in hand; NULL for nobody yet.
    Column("staff_id", ForeignKey("staff.id")),
    Column("ended_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("kind", ServiceKind),
    one_of("state", ServiceState),
    one_of("waits_for", WaitsFor),
    CheckConstraint("(state = 'waiting') = (waits_for IS NOT NULL)", name="waits_for_somebody"),
    CheckConstraint(
        "(state IN ('done', 'declined', 'cancelled')) = (ended_at IS NOT NULL)", name="ends_with_a_time"
    ),
)
Index(
    "ix_service_request_live",
    service_request.c.due_on,
    sqlite_where=service_request.c.state.in_(LIVE),
    postgresql_where=service_request.c.state.in_(LIVE),
)

service_step = Table(
    "service_step",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", ForeignKey("service_request.id"), nullable=False, index=True),
    Column("from_state", Code(ServiceState)),
    Column("to_state", Code(ServiceState), nullable=False),
    Column("waits_for", Code(WaitsFor)),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    one_of("from_state", ServiceState),
    one_of("to_state", ServiceState),
    comment="Every step of a request, the first when it is opened; append-only.",
)

service_note = Table(
    "service_note",
    metadata,
    Column("step_id", ForeignKey("service_step.id"), primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    CheckConstraint("note <> ''", name="says_something"),
    comment="What was noted at a step; goes when its time is over, the step stays (SAFETY 26).",
)
