"""What may be asked for beside a claim, how papers and requests move, what is checked (DOMAIN 5)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.sentences import Sentence


class DocumentKind(Coded):
    """A kind of paper that may be missing."""

    MEDICAL_RECORD = "medical_record", N_("Medical record")
    OFFICIAL_RECEIPT = "official_receipt", N_("Official receipt")
    ITEMISED_INVOICE = "itemised_invoice", N_("Itemised invoice")
    IDENTITY_CARD = "identity_card", N_("Identity card, front and back")
    BANK_DETAILS = "bank_details", N_("Bank details")
    REFERRAL_LETTER = "referral_letter", N_("Referral letter")
    PRESCRIPTION = "prescription", N_("Prescription")
    LABORATORY_REPORT = "laboratory_report", N_("Laboratory report")
    DISCHARGE_SUMMARY = "discharge_summary", N_("Discharge summary")
    GUARDIAN_IDENTITY = "guardian_identity", N_("Guardian's identity and proof of relationship")
    OTHER = "other", N_("Other document")

    @property
    def shows_identity(self) -> bool:
        """Both sides are needed, and the number must be the one on record."""
        return self in (DocumentKind.IDENTITY_CARD, DocumentKind.GUARDIAN_IDENTITY)

    @property
    def is_invoice(self) -> bool:
        """Stands for money: another invoice than those of the claim needs a claim of its own."""
        return self in (DocumentKind.OFFICIAL_RECEIPT, DocumentKind.ITEMISED_INVOICE)


class DocumentItemStatus(Coded):
    """Where one paper of a request stands."""

    OUTSTANDING = "outstanding", N_("Outstanding")
    RECEIVED = "received", N_("Received")
    REJECTED = "rejected", N_("Rejected, asked for again")
    WAIVED = "waived", N_("Waived")

    @property
    def is_settled(self) -> bool:
        """Nothing more is expected of the member."""
        return self in (DocumentItemStatus.RECEIVED, DocumentItemStatus.WAIVED)


class DocumentRequestStatus(Coded):
    """Where a request stands. Overdue is an open one past its date, never a status of its own."""

    DRAFT = "draft", N_("Not sent yet")
    OPEN = "open", N_("Waiting for documents")
    COMPLETE = "complete", N_("Documents complete")
    CLOSED = "closed", N_("Request closed")

    @property
    def is_live(self) -> bool:
        """Papers may still come in under it."""
        return self in (DocumentRequestStatus.DRAFT, DocumentRequestStatus.OPEN)


class AskedBy(Coded):
    """How a request for documents reaches the member."""

    SMS = "sms", N_("SMS")
    EMAIL = "email", N_("E-mail")
    LETTER = "letter", N_("Letter")
    CALL_BACK = "call_back", N_("Call-back")


class CameBy(Coded):
    """How a paper reached the desk."""

    COUNTER = "counter", N_("Handed in at the counter")
    UPLOAD = "upload", N_("Uploaded by the member")
    POST = "post", N_("Came by post")


class DocumentCheck(Coded):
    """What a person confirms about a paper: a program cannot see it."""

    LEGIBLE = "legible", N_("Whole and legible")
    COLOUR = "colour", N_("In colour")
    BOTH_SIDES = "both_sides", N_("Both sides are there")
    NUMBER_MATCHES = "number_matches", N_("The number is the one on record")


class FileKind(Coded):
    """The kinds of file that are taken in, told by their content."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    PDF = "pdf", "PDF"

    @property
    def is_image(self) -> bool:
        return self is not FileKind.PDF


ORIGINAL = N_("the original")
"""Words of a paper whose copy is here already: the desk writes them itself, so they are translated."""


def document_name(kind: DocumentKind, words: str) -> Sentence:
    """``Medical record``, ``Official receipt (the original)``; another document by its words alone."""
    meant = Sentence(ORIGINAL) if words == ORIGINAL else words
    if kind is DocumentKind.OTHER and words:
        return Sentence("{words}", {"words": meant})
    if words:
        return Sentence(N_("{document} ({words})"), {"document": kind, "words": meant})
    return Sentence(kind.word)


ITEM_MOVES: Mapping[Coded, frozenset[Coded]] = MappingProxyType(
    {
        DocumentItemStatus.OUTSTANDING: frozenset(
            {DocumentItemStatus.RECEIVED, DocumentItemStatus.REJECTED, DocumentItemStatus.WAIVED}
        ),
        DocumentItemStatus.RECEIVED: frozenset({DocumentItemStatus.REJECTED}),
        DocumentItemStatus.REJECTED: frozenset({DocumentItemStatus.RECEIVED, DocumentItemStatus.WAIVED}),
        DocumentItemStatus.WAIVED: frozenset(),
    }
)
"""A rejected paper is asked for again: it can only come in, or be waived."""

REQUEST_MOVES: Mapping[Coded, frozenset[Coded]] = MappingProxyType(
    {
        # A paper may be handed in before the request for it went out.
        DocumentRequestStatus.DRAFT: frozenset(
            {
                DocumentRequestStatus.OPEN,
                DocumentRequestStatus.COMPLETE,
                DocumentRequestStatus.CLOSED,
            }
        ),
        DocumentRequestStatus.OPEN: frozenset({DocumentRequestStatus.COMPLETE, DocumentRequestStatus.CLOSED}),
        DocumentRequestStatus.COMPLETE: frozenset(),
        DocumentRequestStatus.CLOSED: frozenset(),
    }
)


def checks_of(kind: DocumentKind, *, image: bool) -> tuple[DocumentCheck, ...]:
    """What must be confirmed before a paper of ``kind`` counts as received.

    Colour is asked where there is an image: a grey one is turned away by the program already.
    """
    found = [DocumentCheck.LEGIBLE]
    if image:
        found.append(DocumentCheck.COLOUR)
    if kind.shows_identity:
        found += [DocumentCheck.BOTH_SIDES, DocumentCheck.NUMBER_MATCHES]
    return tuple(found)


def all_settled(statuses: Iterable[DocumentItemStatus]) -> bool:
    """Whether a request with papers of these statuses is complete."""
    return all(status.is_settled for status in statuses)


def channels_for(*, mobile: bool, email: bool) -> tuple[AskedBy, ...]:
    """The ways a member can be reached in writing, the quickest first; a letter or a call where none is."""
    reachable = tuple(way for way, known in ((AskedBy.SMS, mobile), (AskedBy.EMAIL, email)) if known)
    return reachable or (AskedBy.LETTER, AskedBy.CALL_BACK)
