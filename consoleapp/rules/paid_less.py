"""Why a claim line was paid less than was billed: the trace of the schedule, told in three sentences at most.

The line was decided by the insurer. The schedule is worked through again with what was used before it; where
that comes to the sum that was paid, its rules explain it. Where not, the explanation says so and gives the
reason on record, nothing more (DOMAIN 2, 4).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Item, Standing
from consoleapp.rules.cover import Cover, ProviderStanding, Visit
from consoleapp.rules.estimate import estimate
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import CoverArea, MemberStatus, PolicyStatus, ReasonPaidLess
from consoleapp.rules.trace import REASONS, Estimate, Rule, Step, Verdict


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A claim line as it was decided. ``incurred`` and ``paid`` None: not applicable, or not decided yet."""

    on: date
    incurred: Money | None
    paid: Money | None
    reason: ReasonPaidLess | None = None
    visits: int = 1
    days: int = 0
    provider: ProviderStanding | None = None
    """What is on record now; None: nothing. A reason that names an unapproved provider goes before it."""
    area: CoverArea = CoverArea.HONG_KONG
    disability: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """At most three sentences to read aloud. ``reproduced``: the schedule comes to the sum that was paid."""

    sentences: tuple[Sentence, ...]
    reproduced: bool
    estimate: Estimate | None = None
    """The schedule worked through, for the screen; None where there was nothing to work out."""


def why_less(
    line: PaidLine,
    item: Item | None,
    cover: Cover,
    standings: Iterable[Standing] = (),
    *,
    deductible_met: Money | None = None,
) -> Explanation:
    """Why ``line`` was paid less. ``item``, ``standings`` and ``deductible_met`` as for an estimate on its
    day, with what was used before it."""
    if line.incurred is None or line.paid is None:
        return Explanation((Sentence(_no_amounts(line)),), reproduced=False)
    if line.paid >= line.incurred:
        paid_in_full = Sentence(N_("It was paid in full: {paid}."), {"paid": line.paid})
        return Explanation((paid_in_full,), reproduced=True)
    if line.incurred.currency != cover.currency:
        told = Sentence(
            N_("The bill is in {other} and the schedule in {currency}: the sum cannot be worked out here."),
            {"other": line.incurred.currency, "currency": cover.currency},
        )
        return Explanation((_totals(line.incurred, line.paid), *_on_record(line), told), reproduced=False)
    counted = tuple(standings)
    found = None
    for provider in _providers(line):
        visit = Visit(
            line.incurred,
            line.on,
            visits=max(1, line.visits),
            days=line.days,
            provider=provider,
            area=line.area,
            disability=line.disability,
        )
        found = estimate(item, visit, _on_the_day(cover), counted, deductible_met=deductible_met)
        if _comes_to(found) == line.paid:
            return Explanation(_explained(line, line.incurred, line.paid, found), True, found)
    told = Sentence(N_("The exact sum is not explained by the schedule on record."))
    return Explanation((_totals(line.incurred, line.paid), *_on_record(line), told), False, found)


def _no_amounts(line: PaidLine) -> str:
    if line.incurred is None:
        return N_("It was settled directly with the clinic; no amount is on record.")
    return N_("No amount is decided yet.")


def _providers(line: PaidLine) -> tuple[ProviderStanding, ...]:
    """What the provider may have been: as on record, or as the reason on record says."""
    known = line.provider or ProviderStanding.NETWORK
    if line.reason is not ReasonPaidLess.UNAPPROVED_PROVIDER:
        return (known,)
    told = (known,) if line.provider is not None else ()
    return (*told, ProviderStanding.UNAPPROVED, ProviderStanding.SPECIFIED_HOSPITAL)


def _on_the_day(cover: Cover) -> Cover:
    """The cover without today's statuses, which the decision did not know; its dates stay."""
    policy = cover.policy_status
    if policy is not PolicyStatus.EXPIRED:
        policy = PolicyStatus.IN_FORCE
    return replace(cover, policy_status=policy, member_status=MemberStatus.ACTIVE)


def _comes_to(found: Estimate) -> Money | None:
    if found.verdict in (Verdict.NOT_COVERED, Verdict.NOTHING_LEFT):
        return Money.zero(found.amount.currency)
    return found.payable


def _totals(incurred: Money, paid: Money) -> Sentence:
    if not paid:
        return Sentence(N_("Of {incurred} nothing was paid."), {"incurred": incurred})
    return Sentence(
        N_("Of {incurred}, {paid} was paid and {less} was not."),
        {"incurred": incurred, "paid": paid, "less": incurred - paid},
    )


def _on_record(line: PaidLine) -> tuple[Sentence, ...]:
    if line.reason is None:
        return ()
    return (Sentence(N_("The reason on record is: {reason}."), {"reason": line.reason}),)


def _explained(line: PaidLine, incurred: Money, paid: Money, found: Estimate) -> tuple[Sentence, ...]:
    bites = [step for step in found.steps if step.taken]
    totals = _totals(incurred, paid)
    named = any(REASONS[step.rule] is line.reason for step in bites)
    if line.reason is not None and not named:
        return (totals, _other_reason(line.reason, bites), _largest(bites).sentence)
    if len(bites) <= 2:
        return (totals, *(step.sentence for step in bites))
    first = _largest(bites)
    rest = [step for step in bites if step is not first]
    others = Sentence(
        N_("The rest, {rest}, came off by: {rules}."),
        {"rest": Money.total((step.taken for step in rest), paid.currency), "rules": _rules(rest)},
    )
    return (totals, first.sentence, others)


def _other_reason(reason: ReasonPaidLess, bites: list[Step]) -> Sentence:
    return Sentence(
        N_("The reason on record is {reason}; the schedule comes to the same sum by: {rules}."),
        {"reason": reason, "rules": _rules(bites)},
    )


def _largest(bites: list[Step]) -> Step:
    return max(bites, key=lambda step: step.taken.minor)


def _rules(steps: Iterable[Step]) -> tuple[Rule, ...]:
    return tuple(dict.fromkeys(step.rule for step in steps))
