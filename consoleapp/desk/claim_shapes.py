"""What the desk takes and answers with about claims: intake, the list of lines, one claim in full."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from consoleapp.errors import Conflict
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.intake import DuplicateBy
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import BenefitType, ClaimStatus


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


class SeenBefore(Conflict):
    """Invoices of a claim seem to be on record already; ``duplicates`` say which, and why."""

    def __init__(self, template: str, /, *, duplicates: tuple[Duplicate, ...], **values: object) -> None:
        super().__init__(template, **values)
        self.duplicates = duplicates
