"""What the desk takes and answers with about claims: intake, the list of lines, one claim in full."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from consoleapp.desk.document_shapes import DocumentRequest
from consoleapp.desk.shapes import ClaimRow
from consoleapp.errors import Conflict
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.intake import DuplicateBy
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import BenefitType, ClaimStatus, Language, PaymentMethod, ReasonPaidLess


@dataclass(frozen=True, slots=True)
class NewLine:
    """One invoiced benefit item. ``item`` is its code or words of its name, in either language."""

    item: str
    consulted_on: date
    amount: Money
    provider_name: str = ""
    invoice_no: str = ""
    diagnosis: str = ""
    visits: int = 1
    days: int = 0


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper handed in with the claim, with the files of its scan; none where it is kept on paper."""

    kind: DocumentKind
    files: tuple[Path, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedLine:
    """The benefit item a line was taken for."""

    line_no: int
    item_code: str
    item_name: str
    item_name_zh: str
    benefit_type: BenefitType


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line whose invoice seems to be on record."""

    line_no: int
    claim_no: str
    why: DuplicateBy
    same_patient: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What registering these lines would make."""

    lines: tuple[ResolvedLine, ...]
    total: Money
    limit: Money
    """Above it originals are required."""
    missing: tuple[DocumentKind, ...]
    starts_as: ClaimStatus
    duplicates: tuple[Duplicate, ...]
    warnings: tuple[Sentence, ...]
    claimant_id: int
    """Who hands it in: as named, the member on the line, the patient, or the employee for a minor."""


class SeenBefore(Conflict):
    """Invoices of a claim seem to be on record already; ``duplicates`` say which, and why."""

    def __init__(self, template: str, /, *, duplicates: tuple[Duplicate, ...], **values: object) -> None:
        super().__init__(template, **values)
        self.duplicates = duplicates


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claim lines are listed: every filter of DOMAIN 4; empty means all."""

    policy_no: str = ""
    certificate: str = ""
    """``0001-00``."""
    member_id: int | None = None
    statuses: tuple[ClaimStatus, ...] = ()
    benefit_types: tuple[BenefitType, ...] = ()
    consulted_from: date | None = None
    consulted_to: date | None = None
    branch: str = ""
    """Code of a branch, or words of its name in either language; ``*ALL`` for every one."""
    overdue: bool = False
    """Only claims past the date that was promised."""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One claim line as the list shows it."""

    line_id: int
    claim_id: int
    claim_no: str
    line_no: int
    policy_id: int
    policy_no: str
    member_id: int
    certificate: str
    name_en: str
    name_zh: str
    branch_code: str
    branch_en: str
    branch_zh: str
    received_on: date
    consulted_on: date
    benefit_type: BenefitType
    item_code: str
    item_name: str
    item_name_zh: str
    """As the member's plan names it; "" where it does not."""
    provider_name: str
    incurred: Money | None
    paid: Money | None
    paid_on: date | None
    payment_method: PaymentMethod | None
    reason: ReasonPaidLess | None
    status: ClaimStatus
    status_on: date
    promised_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class ClaimMove:
    """One step in the history of a claim."""

    on: date
    old: ClaimStatus | None
    new: ClaimStatus
    who: str
    """Who made it at the desk; "" for what the insurer's system told."""
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """One claim whole."""

    claim: ClaimRow
    version: int
    member_id: int
    name_en: str
    name_zh: str
    certificate: str
    policy_id: int
    policy_no: str
    branch_en: str
    branch_zh: str
    language: Language | None
    """In which the member is spoken to."""
    clock: tuple[Sentence, ...]
    """The rule behind the promised date, in words."""
    history: tuple[ClaimMove, ...]
    requests: tuple[DocumentRequest, ...]
    originals: bool | None
    """Whether the originals were handed in; None where it was not registered at the desk."""
    moves: tuple[ClaimStatus, ...]
    """What this member of staff may make of it now."""
    has_notice: bool
    """Whether there is a closing notice: Paid and Declined have one, Withdrawn has none."""
