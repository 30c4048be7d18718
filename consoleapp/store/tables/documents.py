"""Requests for supplementary documents, their papers, and the files taken in (DOMAIN 5, SAFETY 25)."""

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

from consoleapp.rules.documents import (
    AskedBy,
    CameBy,
    DocumentItemStatus,
    DocumentKind,
    DocumentRequestStatus,
    FileKind,
)
from consoleapp.rules.statuses import Language
from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Code, Id, UtcDateTime, one_of

document_request = Table(
    "document_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False, index=True),
    Column("status", Code(DocumentRequestStatus), nullable=False),
    Column("language", Code(Language), nullable=False),
    # Codes of rules.documents.AskedBy, one space between: "sms email".
    Column("channels", Text, nullable=False, server_default=""),
    # Part of the link in the message: it identifies the claim, and nothing else can be guessed from it.
    Column("token", Text, nullable=False, unique=True),
    Column("at_intake", Boolean, nullable=False, server_default="0"),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", ForeignKey("staff.id"), nullable=False),
    # NULL until the request is sent; a chase sets it anew.
    Column("due_on", Date),
    Column("times_sent", Integer, nullable=False, server_default="0"),
    Column("last_sent_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("end_reason", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    one_of("status", DocumentRequestStatus),
    one_of("language", Language),
    CheckConstraint("times_sent >= 0", name="times_sent_not_negative"),
    CheckConstraint("(status IN ('complete', 'closed')) = (ended_at IS NOT NULL)", name="ends_with_a_time"),
    CheckConstraint("status <> 'open' OR due_on IS NOT NULL", name="open_is_due"),
)
Index(
    "uq_document_request_one_live",
    document_request.c.claim_id,
    unique=True,
    sqlite_where=document_request.c.status.in_(["draft", "open"]),
    postgresql_where=document_request.c.status.in_(["draft", "open"]),
)

document_item = Table(
    "document_item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", ForeignKey("document_request.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Code(DocumentKind), nullable=False),
    # What is meant, where the kind does not say it: "X-ray of 1 August".
    Column("words", Text, nullable=False, server_default=""),
    Column("status", Code(DocumentItemStatus), nullable=False),
    # Why the last one was rejected or waived.
    Column("reason", Text, nullable=False, server_default=""),
    Column("remarks", Text, nullable=False, server_default=""),
    Column("came_by", Code(CameBy)),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", ForeignKey("staff.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("request_id", "position"),
    one_of("kind", DocumentKind),
    one_of("status", DocumentItemStatus),
    one_of("came_by", CameBy),
    CheckConstraint("kind <> 'other' OR words <> ''", name="other_says_what"),
    CheckConstraint("status <> 'rejected' OR reason <> ''", name="rejected_says_why"),
)

document_move = Table(
    "document_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", ForeignKey("document_request.id"), nullable=False, index=True),
    # NULL: the request itself moved.
    Column("item_id", ForeignKey("document_item.id")),
    Column("from_status", Text),
    Column("to_status", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    comment="Every move of a request and of its papers leaves a row; append-only.",
)

document_letter = Table(
    "document_letter",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", ForeignKey("document_request.id"), nullable=False, index=True),
    Column("channel", Code(AskedBy), nullable=False),
    # Masked, as the addresses of messages are where they are read again.
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    one_of("channel", AskedBy),
    comment="What went out on paper or is to be said in a call; append-only.",
)

stored_file = Table(
    "stored_file",
    metadata,
    # Of the content, lower-case hex: the name under which the file lies outside the database.
    Column("sha256", Text, primary_key=True),
    Column("kind", Code(FileKind), nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("stored_at", UtcDateTime, nullable=False),
    one_of("kind", FileKind),
    CheckConstraint("length(sha256) = 64", name="sha256_is_whole"),
    CheckConstraint("size > 0", name="size_not_empty"),
    comment="What lies in the folder of files; the same content lies there once.",
)

document_file = Table(
    "document_file",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", ForeignKey("document_item.id"), nullable=False),
    Column("sha256", ForeignKey("stored_file.sha256"), nullable=False, index=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    UniqueConstraint("item_id", "sha256"),
)

letter_posting = Table(
    "letter_posting",
    metadata,
    Column("id", Id, primary_key=True),
    # A letter is posted once.
    Column("letter_id", ForeignKey("document_letter.id"), nullable=False, unique=True),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    comment="Who put which letter into the post; append-only.",
)

document_upload = Table(
    "document_upload",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", ForeignKey("document_request.id"), nullable=False, index=True),
    # Who the member said they are, and the one-time check they passed at the upload page: it counts once.
    Column("name", Text, nullable=False),
    Column("check_reference", Text, nullable=False, unique=True),
    Column("checked_at", UtcDateTime, nullable=False),
    Column("arrived_at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    CheckConstraint("name <> '' AND check_reference <> ''", name="proved"),
    CheckConstraint("checked_at <= arrived_at", name="checked_before"),
    comment="What members uploaded, before anybody looked at it; append-only.",
)

document_upload_file = Table(
    "document_upload_file",
    metadata,
    Column("id", Id, primary_key=True),
    Column("upload_id", ForeignKey("document_upload.id"), nullable=False, index=True),
    Column("item_id", ForeignKey("document_item.id"), nullable=False, index=True),
    # As the paper was then: once somebody decided about it, the upload waits no more.
    Column("item_version", Integer, nullable=False),
    Column("sha256", ForeignKey("stored_file.sha256"), nullable=False, index=True),
    UniqueConstraint("upload_id", "item_id", "sha256"),
)
