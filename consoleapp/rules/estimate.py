"""What would be paid for a visit: the rules of a schedule in their order, with a trace (DOMAIN 3).

DOMAIN names the terms; their order is that of group medical schedules, told with its reasons in
``docs/decisions/0008``:

 1. Gates (``rules.gates``): the policy in force and the member covered on the day; the plan of the day; the
    item covered; waiting period over; within the area; network only; referral. The first no ends it.
 2. Limits of visits and days: visits and days beyond what is left do not count. A bill is spread evenly.
 3. Limits of money per visit and day, over the bill: what of it counts (an insurer may hold them over what is
    payable instead, with 7).
 4. Deductible: what of it is not met yet, over its basis (a policy year by default).
 5. Co-payment: for each visit that counts.
 6. Reimbursement: the percentage of what is left of the bill; then the member's share at an unapproved
    provider or at a specified hospital, of what would be paid elsewhere.
 7. Limits of money that are used up, over what is payable: a disability's, a year's, a lifetime's; a
    person's, a family's, a policy's; the item's own and its type's. The least of them decides.

A blank: what the member is to bear (deductible, co-payment, shares, waiting days, limits) is only borne where
the schedule says so. Whether an item is covered, at what percentage, where, outside the network or without a
referral is never guessed: where the answer would decide, it is not known. Percentages are rounded half up to
the minor unit, each by itself, to the member's favour (``Money.percent``).
"""

from collections.abc import Iterable
from dataclasses import replace
from math import inf

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.benefits import (
    Answer,
    Basis,
    Item,
    Limit,
    Measure,
    Over,
    Reach,
    Scope,
    Standing,
    standing,
)
from consoleapp.rules.cover import Cover, Visit
from consoleapp.rules.figures import STEADY, Reckoning, exhausted
from consoleapp.rules.gates import Asked, gates
from consoleapp.rules.limit_names import limit_name
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.trace import LABEL, REASONS, Estimate, Rule, Step, Verdict

__all__ = ["LABEL", "REASONS", "Estimate", "Rule", "Step", "Verdict", "estimate"]

_KNOWN = (Answer.LEFT, Answer.NOTHING_LEFT, Answer.UNLIMITED, Answer.NO_REMAINDER)
_BARS = (Verdict.NOT_COVERED, Verdict.NOTHING_LEFT, Verdict.NOT_KNOWN)


def estimate(
    item: Item | None,
    visit: Visit,
    cover: Cover,
    standings: Iterable[Standing] = (),
    *,
    deductible_met: Money | None = None,
) -> Estimate:
    """What would be paid for ``visit`` under the terms of ``item`` (None: not in the schedule).

    ``standings``: where each limit stands that counts this item and is used up – its own, its family's, its
    policy's, its type's – with everything used before this visit. ``deductible_met``: what of the deductible
    is borne already. Money is in the policy's currency; raises :class:`Refused` for a bill in another.
    """
    if visit.amount.currency != cover.currency:
        raise Refused(
            N_(
                "A bill in {other} cannot be reckoned against limits in {currency}. "
                "Convert it at the rate of claims first."
            ),
            other=visit.amount.currency,
            currency=cover.currency,
        )
    steps = list(gates(Asked(item, visit, cover)))
    if item is None or any(step.bars is Verdict.NOT_COVERED for step in steps):
        return _without_number(visit.amount, steps)
    counted = _standings(item, visit, standings)
    if item.deductible_basis is Basis.DISABILITY and not visit.disability:
        deductible_met = Money.zero(cover.currency)
    steps += _unknown_figures(item, visit, counted, deductible_met)
    steps += exhausted(counted, visit)
    if any(step.bars for step in steps):
        return _without_number(visit.amount, steps)
    bill = Reckoning.of(visit)
    bill.assume(item, counted)
    bill.count(counted)
    if item.each_time_over is Over.BILL:
        bill.each_time(counted)
    bill.deduct(item, deductible_met)
    bill.reimburse(item)
    bill.cap(counted, each_time=item.each_time_over is Over.PAYABLE)
    return Estimate(
        visit.amount,
        Verdict.PAYABLE,
        bill.now,
        visit.amount - bill.now,
        (*steps, *bill.steps),
        tuple(bill.binding),
    )


def _standings(item: Item, visit: Visit, given: Iterable[Standing]) -> list[Standing]:
    """Every limit that counts, in one order whatever order they come in: those given, and those of the item
    that need no usage. A limit whose usage nobody told is not known."""
    known: dict[tuple[int, ...], Standing] = {}
    for one in sorted(given, key=_left, reverse=True):  # of two that are the same limit the least holds
        known[_key(one)] = _fresh(one) if _is_new(one.limit, visit) else one
    for limit in item.limits:
        fresh = limit.basis in STEADY or limit.amount is None or _is_new(limit, visit)
        stands = standing(limit) if fresh else Standing(limit, 0, 0, Answer.NOT_KNOWN, None)
        known.setdefault(_key(stands), stands)
    return [known[key] for key in sorted(known)]


def _is_new(limit: Limit, visit: Visit) -> bool:
    """A limit per disability, and a new illness: nothing is used of it."""
    return limit.basis is Basis.DISABILITY and not visit.disability


def _fresh(one: Standing) -> Standing:
    return replace(standing(one.limit), reach=one.reach)


def _left(one: Standing) -> tuple[float, str, int]:
    left = inf if one.limit.amount is None else one.limit.amount - one.used - one.pending
    return left, one.answer.value, one.used


def _key(one: Standing) -> tuple[int, ...]:
    limit = one.limit
    places = (
        (tuple(Measure), limit.measure),
        (tuple(Basis), limit.basis),
        (tuple(Reach), one.reach),
        (tuple(Scope), limit.scope),
    )
    return tuple(all_of.index(value) for all_of, value in places)


def _unknown_figures(
    item: Item, visit: Visit, counted: Iterable[Standing], deductible_met: Money | None
) -> list[Step]:
    """What bars a number because a figure is not on record."""

    def unknown(rule: Rule, told: Sentence, one: Standing | None = None) -> Step:
        return Step(rule, visit.amount, visit.amount, told, Verdict.NOT_KNOWN, standing=one)

    text = N_("How much of {limit} is used already is not known.")
    steps = [
        unknown(
            Rule.LIMIT if one.limit.measure is Measure.MONEY else Rule.COUNT,
            Sentence(text, {"limit": limit_name(one.limit, one.reach)}),
            one,
        )
        for one in counted
        if one.answer not in _KNOWN
    ]
    if item.deductible and item.deductible_basis not in STEADY and deductible_met is None:
        told = Sentence(N_("How much of the deductible is met already is not known."))
        steps.append(unknown(Rule.DEDUCTIBLE, told))
    return steps


def _without_number(amount: Money, steps: list[Step]) -> Estimate:
    """An estimate that is no number: a no goes before nothing left, and that before not known."""
    bars = {step.bars for step in steps}
    verdict = next(one for one in _BARS if one in bars)
    kept = tuple(step for step in steps if not step.condition and step.bars in (None, verdict))
    return Estimate(amount, verdict, None, None if verdict is Verdict.NOT_KNOWN else amount, kept)
