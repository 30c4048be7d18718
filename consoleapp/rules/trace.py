"""The shapes of an estimate: rules in their order, steps that tell what each did, and what it comes to."""

from dataclasses import dataclass

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Standing
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import ReasonPaidLess


class Rule(Coded):
    """Each rule of an estimate, in the order applied."""

    POLICY = "policy", N_("Policy in force")
    MEMBER = "member", N_("Member's cover")
    SCHEDULE = "schedule", N_("Benefit schedule")
    WAITING = "waiting", N_("Waiting period")
    AREA = "area", N_("Area of cover")
    NETWORK = "network", N_("Network only")
    REFERRAL = "referral", N_("Referral")
    COUNT = "count", N_("Limit of visits or days")
    EACH_TIME = "each_time", N_("Limit per visit or day")
    DEDUCTIBLE = "deductible", N_("Deductible")
    CO_PAYMENT = "co_payment", N_("Co-payment")
    REIMBURSEMENT = "reimbursement", N_("Reimbursement")
    UNAPPROVED = "unapproved", N_("Unapproved provider")
    SPECIFIED_HOSPITAL = "specified_hospital", N_("Specified hospital")
    LIMIT = "limit", N_("Limit of money")


REASONS: dict[Rule, ReasonPaidLess] = {
    Rule.POLICY: ReasonPaidLess.NOT_COVERED,
    Rule.MEMBER: ReasonPaidLess.NOT_COVERED,
    Rule.SCHEDULE: ReasonPaidLess.NOT_COVERED,
    Rule.WAITING: ReasonPaidLess.WAITING_PERIOD,
    Rule.AREA: ReasonPaidLess.NOT_COVERED,
    Rule.NETWORK: ReasonPaidLess.UNAPPROVED_PROVIDER,
    Rule.REFERRAL: ReasonPaidLess.NOT_COVERED,
    Rule.COUNT: ReasonPaidLess.OVER_LIMIT,
    Rule.EACH_TIME: ReasonPaidLess.OVER_LIMIT,
    Rule.DEDUCTIBLE: ReasonPaidLess.DEDUCTIBLE,
    Rule.CO_PAYMENT: ReasonPaidLess.CO_PAYMENT,
    Rule.REIMBURSEMENT: ReasonPaidLess.CO_PAYMENT,
    Rule.UNAPPROVED: ReasonPaidLess.UNAPPROVED_PROVIDER,
    Rule.SPECIFIED_HOSPITAL: ReasonPaidLess.UNAPPROVED_PROVIDER,
    Rule.LIMIT: ReasonPaidLess.OVER_LIMIT,
}
"""The reason an insurer's record gives for what a rule takes off (DOMAIN 4); what is not reimbursed is its
member's co-payment there."""


class Verdict(Coded):
    """What an estimate comes to. Only the first has a number."""

    PAYABLE = "payable", N_("payable")
    NOT_COVERED = "not_covered", N_("not covered")
    NOTHING_LEFT = "nothing_left", N_("nothing left")
    NOT_KNOWN = "not_known", N_("not known")


@dataclass(frozen=True, slots=True)
class Step:
    """One rule as it was applied: what was payable before it and after, and the sentence to read aloud.

    A step that takes nothing off tells of a rule that was met, of a ``condition`` nobody was asked about, or
    – ``bars`` – why there is no number. ``standing`` is the limit the step looked at.
    """

    rule: Rule
    before: Money
    after: Money
    sentence: Sentence
    bars: Verdict | None = None
    condition: bool = False
    standing: Standing | None = None

    @property
    def taken(self) -> Money:
        """What the rule took off."""
        return self.before - self.after

    @property
    def barring(self) -> bool:
        """Whether it is the reason why there is no number."""
        return self.bars is not None


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate, never a claim. ``payable`` is None unless the verdict is payable.

    ``share`` is what the member bears: the amount less ``payable``, the whole amount where nothing is
    covered or left, None where it is not known.
    """

    amount: Money
    verdict: Verdict
    payable: Money | None
    share: Money | None
    steps: tuple[Step, ...]
    binding: tuple[Standing, ...] = ()
    """The limits that cut the sum: more than one where they end at the same figure."""

    @property
    def conditions(self) -> tuple[Step, ...]:
        """What must be so for the figure to hold, and nobody was asked about."""
        return tuple(step for step in self.steps if step.condition)


LABEL = N_("This is an estimate. What is paid is decided when the claim comes in with its documents.")
"""Stands beside every estimate, wherever it is shown."""
