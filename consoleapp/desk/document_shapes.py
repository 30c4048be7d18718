"""What the desk answers with about documents: requests, papers, files, and the text of a message."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from consoleapp.errors import Refused
from consoleapp.rules.documents import (
    AskedBy,
    CameBy,
    DocumentCheck,
    DocumentItemStatus,
    DocumentKind,
    DocumentRequestStatus,
    FileKind,
    document_name,
)
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import ClaimStatus, Language


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper to ask for. ``words`` say what is meant; other documents need them."""

    kind: DocumentKind
    words: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceSeen:
    """What stands on an invoice or a receipt that was handed in, as the clerk reads it."""

    number: str = ""
    amount: int | None = None
    """Minor units of the claim's currency."""


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file of a paper. ``name`` is made here, never the one it came with."""

    file_id: int
    name: str
    kind: FileKind
    size: int
    received_at: datetime
    received_by: str


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file a member uploaded for a paper, before anybody took it in."""

    file_id: int
    name: str
    kind: FileKind
    size: int
    arrived_at: datetime
    checked_at: datetime
    """When the member passed the one-time check."""


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """One paper of a request."""

    item_id: int
    version: int
    kind: DocumentKind
    words: str
    status: DocumentItemStatus
    reason: str
    """Why it was rejected or waived last."""
    remarks: str
    came_by: CameBy | None
    changed_at: datetime
    changed_by: str
    files: tuple[DocumentFile, ...]
    checks_paper: tuple[DocumentCheck, ...]
    """What must be confirmed when it comes on paper."""
    checks_image: tuple[DocumentCheck, ...]
    """What must be confirmed when it comes as an image."""
    uploads: tuple[UploadedFile, ...] = ()
    """What the member uploaded and nobody decided about yet."""

    @property
    def name(self) -> Sentence:
        """What paper it is, in words."""
        return document_name(self.kind, self.words)


@dataclass(frozen=True, slots=True)
class DocumentMove:
    """One step in the history of a request; without ``item_id`` the request itself moved."""

    at: datetime
    item_id: int | None
    old: Enum | None
    new: Enum
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What was sent, to which address (masked), when, and what became of it."""

    channel: AskedBy
    to: str
    subject: str
    text: str
    written_at: datetime
    sent_at: datetime | None
    state: Enum | None
    """Where it stands in the outbox; None for a letter and for what is said in a call."""
    letter_id: int | None = None
    """Of a letter: what to name when it is printed or posted."""


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A request with its papers, as the desk shows it."""

    request_id: int
    version: int
    claim_id: int
    claim_no: str
    claim_status: ClaimStatus
    claim_version: int
    member_id: int
    status: DocumentRequestStatus
    language: Language
    channels: tuple[AskedBy, ...]
    due_on: date | None
    overdue: bool
    times_sent: int
    last_sent_at: datetime | None
    asked_at: datetime
    asked_by: str
    at_intake: bool
    ended_at: datetime | None
    end_reason: str
    items: tuple[DocumentItem, ...]
    history: tuple[DocumentMove, ...]
    messages: tuple[SentMessage, ...]
    next_step: Sentence
    """What to do next."""

    @property
    def missing(self) -> tuple[DocumentItem, ...]:
        return tuple(item for item in self.items if not item.status.is_settled)


@dataclass(frozen=True, slots=True)
class MessagePreview:
    """The very text that will be sent on one channel, and to which address, masked."""

    channel: AskedBy
    to: str
    subject: str
    text: str
    name_en: str
    """Who is asked: the member, or a minor's parent."""
    name_zh: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as it could be asked now: which channels reach the member, in which language, until when."""

    claim_id: int
    claim_no: str
    claim_version: int
    language: Language
    channels: tuple[AskedBy, ...]
    """Those that would be used, the first choice of the desk."""
    possible: tuple[AskedBy, ...]
    due_on: date
    live_request_id: int | None
    """The request that is under way already; a second one is refused."""


class NewInvoice(Refused):
    """A new invoice was handed in with documents: it needs a claim of its own (DOMAIN 5).

    ``member_id`` is whom the new claim would be for; the screen offers to open it.
    """

    def __init__(self, template: str, /, *, member_id: int, **values: object) -> None:
        super().__init__(template, **values)
        self.member_id = member_id
