"""Usage of limits: which accumulators a claim line touches, what it uses of each, where each stands.

Rows are append-only (ARCHITECTURE, balances): a line is *pending* first; when it is approved the pending row
is reversed and a *posted* one written; a declined, withdrawn or reversed claim gives back what it used.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Answer, Basis, Item, Limit, Measure, Reach, Scope, Standing, standing
from consoleapp.rules.coded import Coded
from consoleapp.rules.cover import Period, period_of
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, ClaimStatus

USES = (ClaimStatus.APPROVED, ClaimStatus.PAID)
"""Claims whose lines use limits up."""
WOULD_USE = (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS)
"""Claims whose lines are pending."""


class Phase(Coded):
    """Where usage stands."""

    PENDING = "pending", N_("Pending")
    POSTED = "posted", N_("Posted")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One accumulator: whose, of what, over which span. The plan is no part of it: a change of plan in
    mid-year carries over what the same item used.

    ``holder`` names the member, the family or the policy, as ``scope`` says. ``code`` is the item's, or the
    benefit type's for a parent cap. ``span`` is the first day of the policy year, the disability, or "" for
    a lifetime.
    """

    holder: str
    scope: Scope
    reach: Reach
    code: str
    basis: Basis
    span: date | str


@dataclass(frozen=True, slots=True)
class Used:
    """What is used: minor units of the policy's currency, visits, days. ``foreign`` counts lines in another
    currency, whose money cannot be added up: while it is not zero no remaining money is known."""

    money: int = 0
    visits: int = 0
    days: int = 0
    foreign: int = 0

    def __add__(self, other: "Used") -> "Used":
        return Used(
            self.money + other.money,
            self.visits + other.visits,
            self.days + other.days,
            self.foreign + other.foreign,
        )

    def __neg__(self) -> "Used":
        return Used(-self.money, -self.visits, -self.days, -self.foreign)

    def __bool__(self) -> bool:
        return self != Used()

    def of(self, measure: Measure) -> int:
        """The count a limit of ``measure`` looks at."""
        return {Measure.MONEY: self.money, Measure.VISITS: self.visits, Measure.DAYS: self.days}[measure]


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One row of an accumulator: what a line used in a phase. A reversal turns the signs."""

    entitlement: Entitlement
    line: str
    phase: Phase
    used: Used


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A claim line as accumulators see it. ``incurred`` and ``paid`` None: not applicable, or not set yet."""

    key: str
    status: ClaimStatus
    on: date
    benefit_type: BenefitType
    item_code: str
    member: str
    family: str
    policy: str
    incurred: Money | None = None
    paid: Money | None = None
    visits: int = 1
    days: int = 0
    disability: str = ""

    def holder(self, scope: Scope) -> str:
        """Whose accumulator the line touches."""
        return {Scope.INDIVIDUAL: self.member, Scope.FAMILY: self.family, Scope.POLICY: self.policy}[scope]


def touched(
    line: ClaimedLine, limits: Iterable[tuple[Limit, Reach]], periods: Iterable[Period]
) -> tuple[Entitlement, ...]:
    """The accumulators of ``limits`` – of the line's item, and of its type – that the line counts in.

    A limit per visit or day has none; a year's has none for a day no coverage period holds; a disability's
    none where the line names no disability. Limits that differ in measure alone share one.
    """
    year = period_of(line.on, periods)
    spans: dict[Basis, date | str | None] = {
        Basis.YEAR: None if year is None else year.starts_on,
        Basis.LIFETIME: "",
        Basis.DISABILITY: line.disability or None,
    }
    found: dict[Entitlement, None] = {}
    for limit, reach in limits:
        span = spans.get(limit.basis)
        if span is not None:
            code = line.item_code if reach is Reach.ITEM else line.benefit_type.value
            holder = line.holder(limit.scope)
            found[Entitlement(holder, limit.scope, reach, code, limit.basis, span)] = None
    return tuple(found)


def use(line: ClaimedLine, currency: str) -> Mapping[Phase, Used]:
    """What a line uses of every accumulator it touches, in each phase; nothing where its claim is refused.

    An approved line whose amount is not set yet is posted as a visit and pending as money, as incurred.
    """
    if line.status not in (*USES, *WOULD_USE):
        return {}
    posted = line.status in USES
    counted = Used(0, line.visits, line.days, int(_is_foreign(line.incurred, currency)))
    paid, incurred = _own(line.paid, currency), _own(line.incurred, currency)
    if not posted:
        money = incurred if paid is None else paid
        return {Phase.PENDING: replace(counted, money=money or 0)}
    found = {Phase.POSTED: replace(counted, money=paid or 0)}
    if line.paid is None and incurred:
        found[Phase.PENDING] = Used(money=incurred)
    return found


def _own(amount: Money | None, currency: str) -> int | None:
    return amount.minor if amount is not None and amount.currency == currency else None


def _is_foreign(amount: Money | None, currency: str) -> bool:
    return amount is not None and amount.currency != currency


def rows_of(
    line: ClaimedLine, limits: Iterable[tuple[Limit, Reach]], periods: Iterable[Period], currency: str
) -> tuple[UsageRow, ...]:
    """The rows a line should come to."""
    uses = use(line, currency)
    return tuple(
        UsageRow(entitlement, line.key, phase, used)
        for entitlement in touched(line, limits, periods)
        for phase, used in uses.items()
        if used
    )


def settle(recorded: Iterable[UsageRow], wanted: Iterable[UsageRow]) -> tuple[UsageRow, ...]:
    """The rows to append so that what is recorded of these lines comes to what is wanted; then none are.

    What is pending no more, and what was posted by mistake, goes out with its signs turned.
    """
    sums: dict[tuple[Entitlement, str, Phase], Used] = defaultdict(Used)
    for row in wanted:
        sums[row.entitlement, row.line, row.phase] += row.used
    for row in recorded:
        sums[row.entitlement, row.line, row.phase] += -row.used
    return tuple(UsageRow(*key, used) for key, used in sums.items() if used)


def balances(rows: Iterable[UsageRow]) -> Mapping[Entitlement, Mapping[Phase, Used]]:
    """What the rows of each accumulator add up to."""
    found: dict[Entitlement, dict[Phase, Used]] = {}
    for row in rows:
        phases = found.setdefault(row.entitlement, {})
        phases[row.phase] = phases.get(row.phase, Used()) + row.used
    return found


def stands(
    limit: Limit, reach: Reach, sums: Mapping[Phase, Used], *, covered: bool | None = True
) -> Standing:
    """Where a limit stands with what its accumulator adds up to.

    Money is not known while lines in another currency use it, unless nothing is left without them.
    """
    posted, pending = (sums.get(phase, Used()) for phase in (Phase.POSTED, Phase.PENDING))
    used = posted.of(limit.measure), pending.of(limit.measure)
    found = standing(limit, *used, covered=covered, reach=reach)
    foreign = limit.measure is Measure.MONEY and posted.foreign + pending.foreign > 0
    if foreign and found.answer in (Answer.LEFT, Answer.NO_REMAINDER):
        return replace(found, answer=Answer.NOT_KNOWN, remaining=None)
    return found


def deductible_met(item: Item, before: Iterable[ClaimedLine], currency: str) -> Money | None:
    """What the lines ``before`` – one member's, of one item and one span of the deductible – met of it.

    Bills of approved and paid lines meet it, in full before anything is paid. None where a bill in another
    currency may have met the rest.
    """
    if item.deductible is None:
        return Money.zero(currency)
    bills = [line.incurred for line in before if line.status in USES and line.incurred is not None]
    met = Money.total((bill for bill in bills if bill.currency == currency), currency)
    if met >= item.deductible:
        return item.deductible
    return met if all(bill.currency == currency for bill in bills) else None
