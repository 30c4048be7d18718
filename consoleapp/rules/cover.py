"""What an estimate is asked about: a visit or stay, and the cover the member had on its day (DOMAIN 1, 3).

A coverage period and a plan last through their last day. Cover runs from the effective date through the
termination date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, CoverArea, MemberStatus, PolicyStatus


class ProviderStanding(Coded):
    """What a provider is to the insurer. A specified hospital is one the schedule names apart."""

    NETWORK = "network", N_("Network provider")
    APPROVED = "approved", N_("Approved, outside the network")
    UNAPPROVED = "unapproved", N_("Unapproved provider")
    SPECIFIED_HOSPITAL = "specified_hospital", N_("Specified hospital")


@dataclass(frozen=True, slots=True)
class Period:
    """A coverage period: a policy year, both days within."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class PlanSpell:
    """The plan a member was on from one day through another; no last day: still."""

    plan_code: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What a member is covered by. ``benefit_types`` empty: no list on record, which says nothing."""

    currency: str
    policy_status: PolicyStatus
    periods: tuple[Period, ...]
    member_status: MemberStatus
    effective_on: date | None
    terminated_on: date | None = None
    plans: tuple[PlanSpell, ...] = ()
    benefit_types: frozenset[BenefitType] = frozenset()
    as_of: date | None = None
    """The day the two statuses are of: they say nothing about days before it. None: every day."""

    def period_on(self, day: date) -> Period | None:
        """The coverage period ``day`` lies in; None where none on record holds it."""
        return period_of(day, self.periods)

    def plan_on(self, day: date) -> str | None:
        """The plan whose terms apply on ``day``: the newest spell that holds it; None where none does."""
        found: PlanSpell | None = None
        for spell in self.plans:
            holds = spell.starts_on <= day and (spell.ends_on is None or day <= spell.ends_on)
            if holds and (found is None or spell.starts_on >= found.starts_on):
                found = spell
        return None if found is None else found.plan_code


@dataclass(frozen=True, slots=True)
class Visit:
    """What is asked: one bill for one item on one day, or a stay that began on it.

    ``area`` is the narrowest area of cover that holds the place. ``provider`` and ``referral`` None: nobody
    asked yet. ``days`` 0: not said. ``disability`` "": a new illness or injury.
    """

    amount: Money
    on: date
    visits: int = 1
    days: int = 0
    provider: ProviderStanding | None = None
    area: CoverArea = CoverArea.HONG_KONG
    referral: bool | None = None
    disability: str = ""

    def __post_init__(self) -> None:
        if self.amount.minor < 0:
            raise Refused(N_("An amount of a bill cannot be negative: {amount}."), amount=self.amount.named())
        if self.visits < 1 or self.days < 0:
            raise Refused(N_("A bill is for one visit or more, and days are not negative."))


def period_of(day: date, periods: Iterable[Period]) -> Period | None:
    """The period of ``periods`` that holds ``day``, the later one where two overlap; None where none does."""
    return max((one for one in periods if day in one), key=lambda one: one.starts_on, default=None)
