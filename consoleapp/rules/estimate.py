"""What would be paid for a visit: the shapes of an estimate and its trace (DOMAIN 3)."""

from dataclasses import dataclass

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Standing
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence


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
    DEDUCTIBLE = "deductible", N_("Deductible")
    CO_PAYMENT = "co_payment", N_("Co-payment")
    REIMBURSEMENT = "reimbursement", N_("Reimbursement")
    UNAPPROVED = "unapproved", N_("Unapproved provider")
    SPECIFIED_HOSPITAL = "specified_hospital", N_("Specified hospital")
    LIMIT = "limit", N_("Limit of money")


class Verdict(Coded):
    """What an estimate comes to. Only the first has a number."""

    PAYABLE = "payable", N_("payable")
    NOT_COVERED = "not_covered", N_("not covered")
    NOTHING_LEFT = "nothing_left", N_("nothing left")
    NOT_KNOWN = "not_known", N_("not known")


@dataclass(frozen=True, slots=True)
class Step:
    """One rule as it was applied: what was payable before it and after, and the sentence to read aloud.

    A step that changes nothing tells of a rule that was met, of a ``condition`` nobody asked about, or
    – ``barring`` – why nothing can be said or paid. ``standing`` is the limit the step looked at.
    """

    rule: Rule
    before: Money
    after: Money
    sentence: Sentence
    barring: bool = False
    condition: bool = False
    standing: Standing | None = None

    @property
    def taken(self) -> Money:
        """What the rule took off."""
        return self.before - self.after


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
    """The limits that decided the sum: more than one where they end at the same figure."""

    @property
    def conditions(self) -> tuple[Step, ...]:
        """What must hold for the figure to hold, and was not asked."""
        return tuple(step for step in self.steps if step.condition)
