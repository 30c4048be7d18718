"""The figures of an estimate: what each rule takes off a bill that may be paid at all (DOMAIN 3).

The order is that of ``rules.estimate``. Every rule leaves a step; a limit that is not reached leaves one too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Basis, Item, Limit, Measure, Standing
from consoleapp.rules.cover import ProviderStanding, Visit
from consoleapp.rules.limit_names import figure, limit_name
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.trace import Rule, Step, Verdict

STEADY = (Basis.VISIT, Basis.DAY)
"""Bases whose limits are never used up: each visit, each day has the whole of them."""


@dataclass(slots=True)
class Reckoning:
    """A bill on its way through the rules: what is payable now, and the visits and days that count."""

    visit: Visit
    now: Money
    visits: int
    days: int
    steps: list[Step] = field(default_factory=list)
    binding: list[Standing] = field(default_factory=list)

    @classmethod
    def of(cls, visit: Visit) -> "Reckoning":
        return cls(visit, visit.amount, visit.visits, days_of(visit))

    def count(self, counted: Sequence[Standing]) -> None:
        """Limits of visits and days: what is beyond them does not count, and the bill shrinks with it."""
        limits = [one for one in counted if one.limit.measure is not Measure.MONEY]
        for one in limits:
            left = room(one, self.visit)
            if left is None:
                self._unlimited(one, Rule.COUNT)
            elif left < self._asked(one.limit):
                self._keep(one.limit, left)
                self._cut(one, left, self._spread(), Rule.COUNT)
            else:
                self._within(one, left, Rule.COUNT)
        self.binding += [
            one
            for one in limits
            if room(one, self.visit) == self._asked(one.limit) < self._asked(one.limit, at_first=True)
        ]

    def assume(self, item: Item, counted: Sequence[Standing]) -> None:
        """What is taken for granted where the visit does not say: days, and that the illness is new."""
        if not self.visit.days and any(_counts_days(one.limit, self.visit) for one in counted):
            self._step(Rule.COUNT, self.now, N_("Reckoned as one day for each visit."), condition=True)
        bases = {one.limit.basis for one in counted}
        if item.deductible:
            bases.add(item.deductible_basis)
        if not self.visit.disability and Basis.DISABILITY in bases:
            self._step(Rule.LIMIT, self.now, N_("Reckoned as a new illness or injury."), condition=True)

    def deduct(self, item: Item, met: Money | None) -> None:
        """The deductible that is not met yet, then the co-payment of each visit that counts."""
        if item.deductible:
            whole = item.deductible * times(item.deductible_basis, self.visits, self.days)
            nothing = self.now - self.now
            unmet = whole if met is None or item.deductible_basis in STEADY else max(nothing, whole - met)
            text = N_("{unmet} of the deductible of {deductible} is not met yet and comes off the bill.")
            if not unmet:
                text = N_("The deductible of {deductible} is met.")
            values = {"deductible": whole, "unmet": unmet}
            self._step(Rule.DEDUCTIBLE, self.now - min(self.now, unmet), text, values)
        if item.co_payment:
            borne = min(self.now, item.co_payment * self.visits)
            text = N_("The member pays {each} at each visit; visits counted: {n}.")
            visits: dict[str, object] = {"each": item.co_payment, "n": self.visits}
            self._step(Rule.CO_PAYMENT, self.now - borne, text, visits)

    def reimburse(self, item: Item) -> None:
        """The percentage paid, then the share borne where the provider stands apart."""
        percent = item.reimbursement_percent or 0
        text = N_("{percent} % of {before} is reimbursed.")
        values = {"percent": percent, "before": self.now}
        self._step(Rule.REIMBURSEMENT, self.now.percent(percent), text, values)
        share, rule = None, Rule.UNAPPROVED
        if self.visit.provider is ProviderStanding.UNAPPROVED:
            share = item.unapproved_share_percent
            text = N_("The member bears {percent} % at an unapproved provider.")
        elif self.visit.provider is ProviderStanding.SPECIFIED_HOSPITAL:
            share, rule = item.specified_hospital_share_percent, Rule.SPECIFIED_HOSPITAL
            text = N_("The member bears {percent} % at a specified hospital.")
        if share:
            self._step(rule, self.now.percent(100 - share), text, {"percent": share})

    def each_time(self, counted: Sequence[Standing]) -> None:
        """Limits of money per visit and day over the bill: the part of it that counts."""
        self._hold([one for one in counted if one.limit.basis in STEADY], Rule.EACH_TIME)

    def cap(self, counted: Sequence[Standing], *, each_time: bool) -> None:
        """Limits of money over what is payable: those that are used up, and those per visit or day too where
        the schedule reads them so (``each_time``)."""
        self._hold([one for one in counted if each_time or one.limit.basis not in STEADY], Rule.LIMIT)

    def _hold(self, counted: Iterable[Standing], rule: Rule) -> None:
        before = self.now
        limits = [
            (one, room(one, self.visit, self.visits, self.days))
            for one in counted
            if one.limit.measure is Measure.MONEY
        ]
        for one, left in limits:
            if left is None:
                self._unlimited(one, rule)
            elif left < self.now.minor:
                self._cut(one, left, Money(left, self.now.currency), rule)
            else:
                self._within(one, left, rule)
        if self.now < before:
            self.binding += [one for one, left in limits if left == self.now.minor]

    def _asked(self, limit: Limit, *, at_first: bool = False) -> int:
        """Visits or days as ``limit`` counts them: those that count now, or those of the bill."""
        if limit.measure is Measure.VISITS:
            return self.visit.visits if at_first else self.visits
        return days_of(self.visit) if at_first else self.days

    def _keep(self, limit: Limit, left: int) -> None:
        if limit.measure is Measure.DAYS:
            self.days = left
        else:
            self.visits = left
            self.days = self.days if self.visit.days else min(self.days, left)

    def _spread(self) -> Money:
        """The bill spread evenly over its visits or days, half up: the part of those that count."""
        visit = self.visit
        part = min(Fraction(self.visits, visit.visits), Fraction(self.days, days_of(visit)))
        minor = (2 * visit.amount.minor * part.numerator + part.denominator) // (2 * part.denominator)
        return Money(minor, visit.amount.currency)

    def _cut(self, one: Standing, left: int, after: Money, rule: Rule) -> None:
        text = N_("{limit} is {whole}, with {left} left: no more counts than that.")
        if one.limit.basis in STEADY:
            text = N_("{limit} is {whole}: no more counts than that.")
        self._limit(one, after, text, left, rule)

    def _within(self, one: Standing, left: int, rule: Rule) -> None:
        text = N_("Within {limit}: {left} left.")
        if one.limit.basis in STEADY:
            text = N_("Within {limit} of {whole}.")
        self._limit(one, self.now, text, left, rule)

    def _unlimited(self, one: Standing, rule: Rule) -> None:
        self._limit(one, self.now, N_("Unlimited: {limit}."), 0, rule)

    def _limit(self, one: Standing, after: Money, text: str, left: int, rule: Rule) -> None:
        limit, currency = one.limit, self.now.currency
        values = {
            "limit": limit_name(limit, one.reach),
            "whole": figure(limit.measure, limit.amount or 0, currency),
            "left": figure(limit.measure, left, currency),
        }
        self._step(rule, after, text, values, standing=one)

    def _step(
        self,
        rule: Rule,
        after: Money,
        text: str,
        values: Mapping[str, object] | None = None,
        *,
        condition: bool = False,
        standing: Standing | None = None,
    ) -> None:
        sentence = Sentence(text, values or {})
        self.steps.append(Step(rule, self.now, after, sentence, condition=condition, standing=standing))
        self.now = after


def days_of(visit: Visit) -> int:
    """The days of a visit; where nobody said, one for each visit."""
    return visit.days or visit.visits


def times(basis: Basis, visits: int, days: int) -> int:
    """How often a figure of this basis is given for so many visits and days."""
    return {Basis.VISIT: visits, Basis.DAY: days}.get(basis, 1)


def room(one: Standing, visit: Visit, visits: int | None = None, days: int | None = None) -> int | None:
    """What of a limit this visit may still use, in the limit's measure; None where it is unlimited.

    A limit per visit or day gives its amount for each of ``visits`` and ``days``, those asked by default.
    """
    if one.limit.amount is None:
        return None
    given = one.limit.amount * times(
        one.limit.basis,
        visit.visits if visits is None else visits,
        days_of(visit) if days is None else days,
    )
    return max(0, given - one.used - one.pending)


def exhausted(counted: Iterable[Standing], visit: Visit) -> list[Step]:
    """A barring step for every limit of which nothing is left."""
    return [_nothing_left(one, visit) for one in counted if room(one, visit) == 0]


def _nothing_left(one: Standing, visit: Visit) -> Step:
    amount = visit.amount
    whole = figure(one.limit.measure, one.limit.amount or 0, amount.currency)
    sentence = Sentence(
        N_("Nothing is left of {limit}: {whole}."),
        {"limit": limit_name(one.limit, one.reach), "whole": whole},
    )
    return Step(_rule(one.limit), amount, amount - amount, sentence, Verdict.NOTHING_LEFT, standing=one)


def _rule(limit: Limit) -> Rule:
    return Rule.LIMIT if limit.measure is Measure.MONEY else Rule.COUNT


def _counts_days(limit: Limit, visit: Visit) -> bool:
    """Whether how many days it was matters to the limit."""
    by_day = limit.basis is Basis.DAY and (limit.measure is Measure.MONEY or visit.visits > 1)
    return limit.measure is Measure.DAYS or by_day
