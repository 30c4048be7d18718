"""What the fake desk answers about one benefit item, by the same rules as the desk."""

from datetime import UTC, date, datetime
from typing import Any

from consoleapp.desk.benefit_shapes import BenefitUse, EstimateAnswer, UsedLimit, UsedLine, WhyLess
from consoleapp.desk.shapes import BenefitLine
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.accumulators import Phase, Used
from consoleapp.rules.benefits import Basis, Item, Reach, Scope
from consoleapp.rules.cover import Cover, Period, PlanSpell, ProviderStanding, Visit
from consoleapp.rules.estimate import LABEL, estimate
from consoleapp.rules.money import Money
from consoleapp.rules.paid_less import PaidLine, why_less
from consoleapp.rules.statuses import ClaimStatus, CoverArea, Language, MemberStatus, PolicyStatus
from tests.screens.fake_member import ITEMS

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
START, END = date(2026, 5, 1), date(2027, 4, 30)
COVER = Cover(
    "HKD",
    PolicyStatus.IN_FORCE,
    (Period(START, END),),
    MemberStatus.ACTIVE,
    date(2018, 5, 1),
    plans=(PlanSpell("10", date(2018, 5, 1)),),
)
STANDINGS = {one.value: one for one in ProviderStanding}


def line_of(benefit_id: int) -> BenefitLine:
    return next(one for one in ITEMS if one.benefit_id == benefit_id)


def terms(line: BenefitLine) -> Item:
    """The item of a line; what its record leaves out is as a plain schedule has it."""
    return Item(
        line.benefit_type,
        line.item_code,
        line.name_en,
        line.name_zh,
        line.covered,
        tuple(one.standing.limit for one in line.limits),
        reimbursement_percent=line.reimbursement_percent or 100,
        area_of_cover=line.area_of_cover or CoverArea.WORLDWIDE,
        referral_needed=line.referral_needed or False,
        network_only=line.network_only or False,
        unapproved_share_percent=line.unapproved_share_percent,
    )


def benefit_use(member_id: int, benefit_id: int) -> BenefitUse:
    """Two lines of August and November behind the visits, and what a relative used of a family limit."""
    line = line_of(benefit_id)
    kept = [one for one in line.limits if one.standing.limit.has_remainder]
    return BenefitUse(
        member_id,
        benefit_id,
        line.item_code,
        line.name_en,
        line.name_zh,
        "HKD",
        START,
        END,
        NOW,
        tuple(
            UsedLimit(
                one.standing.limit.scope,
                Reach.ITEM,
                Basis.YEAR,
                (one,),
                (
                    used("A2000001502", 1502, 9, ClaimStatus.IN_REVIEW, Phase.PENDING, Used(180_00, 1)),
                    used("A2000001447", 1447, 1, ClaimStatus.PAID, Phase.POSTED, Used(400_00, 1)),
                ),
                {} if one.standing.limit.scope is Scope.INDIVIDUAL else {Phase.POSTED: Used(2_780_00, 4)},
            )
            for one in kept
        ),
    )


def used(number: str, claim: int, day: int, status: ClaimStatus, phase: Phase, what: Used) -> UsedLine:
    on = date(2026, 11 if phase is Phase.PENDING else 8, day)
    return UsedLine(claim, number, 1, on, "", "Dr. Lee Ka Ho", "0001-00", True, status, phase, what)


def provider_said(text: str) -> tuple[ProviderStanding | None, str]:
    if text and text not in STANDINGS:
        raise NotFound(
            N_("No provider in the directory is called {text}. Say what it is instead: {choices}."),
            text=repr(text),
            choices=", ".join(STANDINGS),
        )
    return STANDINGS.get(text), ""


def estimate_visit(member_id: int, benefit_id: int, amount: str, **asked: Any) -> EstimateAnswer:
    line = line_of(benefit_id)
    visit = Visit(Money.parse(amount, "HKD"), asked["on"], provider=asked["provider"])
    standings = [one.standing for one in line.limits if one.standing.limit.has_remainder]
    return EstimateAnswer(
        LABEL,
        member_id,
        benefit_id,
        line.item_code,
        line.name_en,
        line.name_zh,
        asked["on"],
        asked["provider"],
        asked["provider_name"],
        Language.TRADITIONAL_CHINESE,
        estimate(terms(line), visit, COVER, standings),
        NOW,
    )


def why_paid_less() -> WhyLess:
    """The line of August: 500.00, of which 400.00 a visit count; 80 % of it was paid."""
    on, incurred, paid = date(2026, 8, 1), Money(500_00, "HKD"), Money(320_00, "HKD")
    line = line_of(1)
    standings = [one.standing for one in line.limits if one.standing.limit.has_remainder]
    explanation = why_less(PaidLine(on, incurred, paid), terms(line), COVER, standings)
    return WhyLess(
        1447,
        "A2000001447",
        1,
        line.name_en,
        line.name_zh,
        on,
        incurred,
        paid,
        Language.TRADITIONAL_CHINESE,
        explanation,
    )
