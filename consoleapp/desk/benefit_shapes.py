"""What the desk answers about one benefit item: what used it, what would be paid, why less was paid."""

from dataclasses import dataclass
from datetime import date, datetime

from consoleapp.desk.shapes import LimitLine
from consoleapp.rules.accumulators import Phase, Used
from consoleapp.rules.benefits import Basis, Reach, Scope
from consoleapp.rules.cover import ProviderStanding
from consoleapp.rules.estimate import Estimate
from consoleapp.rules.money import Money
from consoleapp.rules.paid_less import Explanation
from consoleapp.rules.statuses import ClaimStatus, Language


@dataclass(frozen=True, slots=True)
class UsedLine:
    """What one claim line uses of an accumulator, in one phase."""

    claim_id: int
    claim_no: str
    line_no: int
    consulted_on: date
    item_name: str
    provider_name: str
    certificate: str
    """Whose line it is."""
    mine: bool
    status: ClaimStatus
    phase: Phase
    used: Used


@dataclass(frozen=True, slots=True)
class UsedLimit:
    """One accumulator: the limits it counts for, and the claim lines behind it, newest first.

    ``others`` is what people use of it whose lines may not be shown: other families of the policy, and
    adults of the family to whom alone they belong.
    """

    scope: Scope
    reach: Reach
    basis: Basis
    limits: tuple[LimitLine, ...]
    lines: tuple[UsedLine, ...]
    others: dict[Phase, Used]


@dataclass(frozen=True, slots=True)
class BenefitUse:
    """What used one item of a schedule, as of a moment."""

    member_id: int
    benefit_id: int
    item_code: str
    name_en: str
    name_zh: str
    currency: str
    starts_on: date | None
    ends_on: date | None
    as_of: datetime
    limits: tuple[UsedLimit, ...]


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """A provider of the directory, and what it is to the insurer on a day."""

    provider_no: str
    name_en: str
    name_zh: str
    specialty: str
    standing: ProviderStanding


@dataclass(frozen=True, slots=True)
class EstimateAnswer:
    """An estimate with what was asked. It is never a claim, and says so wherever it is shown."""

    label: str
    member_id: int
    benefit_id: int
    item_code: str
    name_en: str
    name_zh: str
    on: date
    provider: ProviderStanding | None
    provider_name: str
    language: Language | None
    """The member's, to read it aloud in."""
    estimate: Estimate
    as_of: datetime


@dataclass(frozen=True, slots=True)
class WhyLess:
    """Why a claim line was paid less, in at most three sentences of the member's language."""

    claim_id: int
    claim_no: str
    line_no: int
    item_name: str
    item_name_zh: str
    consulted_on: date
    incurred: Money | None
    paid: Money | None
    language: Language | None
    explanation: Explanation
