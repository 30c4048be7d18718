"""Reports that are run again and again, whom they are told to, and what became of each run."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from consoleapp.rules.schedules import Every, RunOutcome
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, UtcDateTime, one_of

report_schedule = Table(
    "report_schedule",
    metadata,
    Column("id", Id, primary_key=True),
    # It runs with the rights this person has then.
    Column("owner_id", ForeignKey("staff.id"), nullable=False),
    Column("report", Text, nullable=False),
    # As they were typed, JSON.
    Column("parameters", Text, nullable=False),
    Column("every", Code(Every), nullable=False),
    Column("on_day", Integer, nullable=False),
    # HH:MM in Hong Kong.
    Column("at_time", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
    # Not run meanwhile; what falls due before it is taken up again is left out.
    Column("paused_at", UtcDateTime),
    Column("resumed_at", UtcDateTime),
    one_of("every", Every),
    comment="A removed one stays, with its history.",
)

report_recipient = Table(
    "report_recipient",
    metadata,
    Column("schedule_id", ForeignKey("report_schedule.id"), nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    PrimaryKeyConstraint("schedule_id", "staff_id"),
    comment="Who is told by e-mail that a file lies there.",
)

schedule_run = Table(
    "schedule_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("schedule_id", ForeignKey("report_schedule.id"), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    # Whoever holds the token runs it; after ``lease_until`` they are taken for dead.
    Column("lease", Text, nullable=False),
    Column("lease_until", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", Code(RunOutcome), nullable=False),
    Column("rows", Integer),
    # Its name in the folder of exports.
    Column("file", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("fault", Text, nullable=False, server_default=""),
    one_of("outcome", RunOutcome),
    # A due time is run once, whoever looks.
    UniqueConstraint("schedule_id", "due_at"),
    CheckConstraint("(outcome = 'running') = (finished_at IS NULL)", name="finished_with_outcome"),
    comment="One due time of a schedule, claimed before it is run.",
)
