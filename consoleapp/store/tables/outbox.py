"""Messages on their way out, written with the act they tell of, and every try to send them (DOMAIN 5)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from consoleapp.rules.messages import MessageChannel, Trouble, TryStep
from consoleapp.rules.statuses import MessageState
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, UtcDateTime, one_of

outbox_message = Table(
    "outbox_message",
    metadata,
    Column("id", Id, primary_key=True),
    # The Message-ID or Idempotency-Key of every try: a second copy is recognised by it.
    Column("message_key", Text, nullable=False, unique=True),
    Column("channel", Code(MessageChannel), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("recipient_name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False),
    # A kind of message, or the event a webhook tells of.
    Column("template", Text, nullable=False),
    Column("template_version", Integer, nullable=False, server_default="0"),
    Column("subject", Text, nullable=False, server_default=""),
    # As it may be read afterwards; where what is sent differs, that lies beside it until then.
    Column("body", Text, nullable=False),
    Column("sealed_body", Text),
    Column("member_id", ForeignKey("member.id")),
    Column("claim_id", ForeignKey("claim.id"), index=True),
    # What else it belongs to: ``request:12``.
    Column("reference", Text, nullable=False, server_default=""),
    Column("created_by", ForeignKey("staff.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("send_before", UtcDateTime),
    Column("state", Code(MessageState), nullable=False),
    # While it is being sent: when whoever sends it must be taken for dead.
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("lease", Text),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("trouble", Code(Trouble)),
    Column("reply_code", Integer),
    Column("sent_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("channel", MessageChannel),
    one_of("state", MessageState),
    one_of("trouble", Trouble),
    CheckConstraint("(state = 'sending') = (lease IS NOT NULL)", name="sending_has_a_lease"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_its_time"),
    CheckConstraint(
        "sealed_body IS NULL OR state NOT IN ('sent', 'cancelled')", name="secrets_are_forgotten"
    ),
    CheckConstraint("tries >= 0", name="tries_not_negative"),
    comment="What is sent to members and others, in the transaction of the act it tells of.",
)
Index("ix_outbox_message_member_id_created_at", outbox_message.c.member_id, outbox_message.c.created_at)
Index("ix_outbox_message_reference", outbox_message.c.reference)
Index(
    "ix_outbox_message_due",
    outbox_message.c.next_try_at,
    sqlite_where=outbox_message.c.state.in_(["waiting", "sending"]),
    postgresql_where=outbox_message.c.state.in_(["waiting", "sending"]),
)

outbox_file = Table(
    "outbox_file",
    metadata,
    Column("message_id", ForeignKey("outbox_message.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sha256", ForeignKey("stored_file.sha256"), nullable=False, index=True),
    # What it is called where it arrives.
    Column("name", Text, nullable=False),
    CheckConstraint("name <> ''", name="named"),
    comment="Files that go with a message; append-only.",
)

outbox_try = Table(
    "outbox_try",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", ForeignKey("outbox_message.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("step", Code(TryStep), nullable=False),
    Column("trouble", Code(Trouble)),
    # What SMTP or HTTP answered, three digits.
    Column("reply_code", Integer),
    one_of("step", TryStep),
    one_of("trouble", Trouble),
    comment="Each try begins and ends with a line; one that only began was cut off. Append-only.",
)
