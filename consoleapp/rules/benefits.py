"""A benefit item, its limits (what is measured, over what, for whom) and where a limit stands (DOMAIN 3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, CoverArea


class Measure(Coded):
    """What a limit counts."""

    MONEY = "money", N_("Money")
    VISITS = "visits", N_("Visits")
    DAYS = "days", N_("Days")


class Basis(Coded):
    """Over what a limit counts."""

    VISIT = "visit", N_("per visit")
    DAY = "day", N_("per day")
    DISABILITY = "disability", N_("per disability")
    YEAR = "year", N_("per policy year")
    LIFETIME = "lifetime", N_("lifetime")


class Scope(Coded):
    """For whom a limit counts: accumulators of one person, of a family, of a whole policy are apart."""

    INDIVIDUAL = "individual", N_("for each person")
    FAMILY = "family", N_("shared by the family")
    POLICY = "policy", N_("shared by the policy")


class Reach(Coded):
    """Which expenses a limit counts: those of one item, or – a parent cap – of its whole benefit type."""

    ITEM = "item", N_("this item")
    TYPE = "type", N_("the whole benefit type")


class Over(Coded):
    """What a limit per visit or day holds down: the part of a bill that counts, or what is payable for it."""

    BILL = "bill", N_("the bill")
    PAYABLE = "payable", N_("what is payable")


class Answer(Coded):
    """What can be said of what is left. The four that are no number never look alike."""

    LEFT = "left", N_("left")
    NOTHING_LEFT = "nothing_left", N_("nothing left")
    UNLIMITED = "unlimited", N_("unlimited")
    NO_REMAINDER = "no_remainder", N_("no yearly limit")
    NOT_COVERED = "not_covered", N_("not covered")
    NOT_KNOWN = "not_known", N_("not known")
    WITHHELD = "withheld", N_("not for this caller")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of an item. ``amount`` is minor units or a count; None: said to be unlimited."""

    measure: Measure
    basis: Basis
    scope: Scope
    amount: int | None

    def __post_init__(self) -> None:
        if self.amount is not None and self.amount < 0:
            raise ValueError(f"a limit cannot be negative: {self.amount}")

    @property
    def has_remainder(self) -> bool:
        """Only a yearly or lifetime limit is used up; one per visit or day starts anew."""
        return self.basis in (Basis.YEAR, Basis.LIFETIME)


@dataclass(frozen=True, slots=True)
class Item:
    """The terms of one benefit item of one plan. Money is of the policy's currency.

    What is not on record is None. How the estimate reads a blank is told in ``rules.estimate``.
    """

    benefit_type: BenefitType
    code: str
    name_en: str
    name_zh: str = ""
    covered: bool | None = None
    limits: tuple[Limit, ...] = ()
    reimbursement_percent: int | None = None
    """The share of a bill that is paid, 0 to 100."""
    co_payment: Money | None = None
    """What the member bears at each visit."""
    deductible: Money | None = None
    """What the member bears before anything is paid, over ``deductible_basis``."""
    deductible_basis: Basis = Basis.YEAR
    each_time_over: Over = Over.BILL
    """What its limits per visit and day hold down."""
    waiting_days: int | None = None
    """Days without cover, the effective date being the first."""
    area_of_cover: CoverArea | None = None
    referral_needed: bool | None = None
    network_only: bool | None = None
    unapproved_share_percent: int | None = None
    """Borne by the member at an unapproved provider, of what would be paid elsewhere."""
    specified_hospital_share_percent: int | None = None
    """The same at a specified hospital."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A limit, what paid lines used of it and what lines in review would, in its measure."""

    limit: Limit
    used: int
    pending: int
    answer: Answer
    remaining: int | None
    """What is left after used and pending; None where the answer is no number."""
    reach: Reach = Reach.ITEM

    @property
    def initial(self) -> int | None:
        """What the limit gave at first; None: unlimited."""
        return self.limit.amount


def standing(
    limit: Limit,
    used: int = 0,
    pending: int = 0,
    *,
    covered: bool | None = True,
    reach: Reach = Reach.ITEM,
) -> Standing:
    """Where ``limit``, over all that ``reach`` says, stands. Remaining never falls below zero, however much
    was paid out of grace.

    ``covered`` False answers "not covered", None – the schedule does not say – "not known".
    """
    if covered is None:
        return Standing(limit, used, pending, Answer.NOT_KNOWN, None, reach)
    if not covered:
        return Standing(limit, used, pending, Answer.NOT_COVERED, None, reach)
    if limit.amount is None:
        return Standing(limit, used, pending, Answer.UNLIMITED, None, reach)
    if not limit.has_remainder:
        return Standing(limit, used, pending, Answer.NO_REMAINDER, None, reach)
    remaining = max(0, limit.amount - used - pending)
    return Standing(limit, used, pending, Answer.LEFT if remaining else Answer.NOTHING_LEFT, remaining, reach)


_DECIDES = (
    Answer.WITHHELD,
    Answer.NOT_COVERED,
    Answer.NOT_KNOWN,
    Answer.NOTHING_LEFT,
    Answer.LEFT,
    Answer.UNLIMITED,
    Answer.NO_REMAINDER,
)


def deciding(standings: Iterable[Standing]) -> Standing | None:
    """The standing that decides among several of one measure; None when there are none.

    An item counts against its own limit, its group's and its family's: what is left is the least of them, and
    an answer without a number that bars payment goes before any number.
    """
    return min(standings, key=lambda one: (_DECIDES.index(one.answer), one.remaining or 0), default=None)
