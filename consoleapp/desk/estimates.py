"""What would be paid for a visit, and why a claim line was paid less (DOMAIN 2, 3).

Both are answers, never acts: nothing is kept of them but the look at the member.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.balances import Balances, Schedule
from consoleapp.desk.benefit_shapes import EstimateAnswer, ProviderChoice, WhyLess
from consoleapp.desk.benefit_use import GONE
from consoleapp.desk.context import Desk, Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.accumulators import ClaimedLine, deductible_met
from consoleapp.rules.benefits import Basis, Item
from consoleapp.rules.cover import Cover, Period, PlanSpell, ProviderStanding, Visit
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.estimate import LABEL, estimate
from consoleapp.rules.money import Money
from consoleapp.rules.paid_less import PaidLine, why_less
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import BenefitType, PaymentMethod
from consoleapp.rules.text import clean
from consoleapp.store.queries import claims as claim_queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.queries import providers as provider_queries
from consoleapp.store.queries import usage as usage_queries

MOST_PROVIDERS = 20
MOST_NAMED = 8
"""So many providers are named where one of several is asked for."""


@reads(Permission.READ_MEMBER)
def estimate_visit(
    work: Work,
    member_id: int,
    benefit_id: int,
    amount: str,
    *,
    on: date | None = None,
    provider: ProviderStanding | None = None,
    provider_name: str = "",
    referral: bool | None = None,
) -> EstimateAnswer:
    """What would be paid for a bill of ``amount``, in the policy's currency, on a day (tomorrow if not said).

    Raises NotAllowed for a caller who may not hear what is left, Refused for an amount that cannot be read.
    """
    row = _person(work, member_id)
    disclosing.require(work, Person.of(row, row.id), Topic.REMAINING)
    schedule, item = _item(work, row, benefit_id)
    day = on or work.today + timedelta(days=1)
    visit = Visit(Money.parse(amount, row.currency), day, provider=provider, referral=referral)
    cover = _cover(work, row)
    period = cover.period_on(day)
    balances = Balances.of(work, row, None if period is None else period.starts_on)
    limits = schedule.lines(item, balances, year_known=period is not None)
    terms = schedule.item(item, work.desk.settings.benefits)
    standings = (one.standing for one in limits if one.standing.limit.has_remainder)
    met = _deductible_met(work, row, terms, period)
    work.looked(member_id, "estimate")
    return EstimateAnswer(
        label=LABEL,
        member_id=member_id,
        benefit_id=benefit_id,
        item_code=item.item_code,
        name_en=item.name_en,
        name_zh=item.name_zh,
        on=day,
        provider=provider,
        provider_name=clean(provider_name),
        language=row.language,
        estimate=estimate(terms, visit, cover, standings, deductible_met=met),
        as_of=work.now,
    )


@reads(Permission.FIND)
def providers(work: Work, text: str, on: date | None = None) -> tuple[ProviderChoice, ...]:
    """The providers a number or a name means, with what each is to the insurer on a day; the directory is
    public. One whose number or whole name it is stands alone.
    """
    day = on or work.today + timedelta(days=1)
    found = provider_queries.named(work.connection, clean(text), day, MOST_PROVIDERS)
    return tuple(
        ProviderChoice(row.provider_no, row.name_en, row.name_zh, row.specialty, _stands(row))
        for row in found
    )


def provider_said(desk: Desk, text: str, on: date | None = None) -> tuple[ProviderStanding | None, str]:
    """What ``text`` says a provider is: a standing outright, or a number or name looked up in the directory.

    Returns the standing and the name found; None where nothing is said. Raises NotFound for a name that is
    not in the directory, Refused with the choices where it may be several.
    """
    said = clean(text)
    if not said:
        return None, ""
    outright = next((one for one in ProviderStanding if one.value == said.lower()), None)
    if outright is not None:
        return outright, ""
    found = providers(desk, said, on)
    if not found:
        raise NotFound(
            N_("No provider in the directory is called {text}. Say what it is instead: {choices}."),
            text=repr(said),
            choices=", ".join(ProviderStanding),
        )
    if len(found) > 1:
        names = [f"{one.provider_no} {one.name_en}" for one in found]
        raise Refused(
            N_("{text} may be several providers; give the number of one: {choices}."),
            text=repr(said),
            choices="; ".join([*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])]),
        )
    return found[0].standing, found[0].name_en


@reads(Permission.READ_CLAIMS)
def why_paid_less(work: Work, member_id: int, claim_line_id: int) -> WhyLess:
    """Why a line of the member was paid less. Raises NotAllowed for a caller who may not hear claim lines."""
    row = _person(work, member_id)
    disclosing.require(work, Person.of(row, row.id), Topic.CLAIM_LINES)
    line = claim_queries.line(work.connection, member_id, claim_line_id)
    if line is None:
        raise NotFound(N_("This line is not among the claims of this member. Open them again."))
    cover = _cover(work, row)
    period = cover.period_on(line.consulted_on)
    schedule = _schedule(work, row)
    item = next((one for one in schedule.items.values() if one.item_code == line.item_code), None)
    terms, standings, met = None, [], None
    if item is not None:
        starts_on = None if period is None else period.starts_on
        balances = Balances(usage_queries.before(work.connection, row, starts_on, line))
        limits = schedule.lines(item, balances, year_known=period is not None)
        standings = [one.standing for one in limits if one.standing.limit.has_remainder]
        terms = schedule.item(item, work.desk.settings.benefits)
        met = _deductible_met(work, row, terms, period, line)
    money = _money(line.currency)
    paid = PaidLine(
        on=line.consulted_on,
        incurred=money(line.incurred),
        paid=money(line.paid),
        reason=line.reason,
        visits=line.visits,
        days=line.days,
        provider=_provider_of(work, line),
    )
    work.looked(member_id, "why a claim line was paid less")
    return WhyLess(
        claim_id=line.claim_id,
        claim_no=line.claim_no,
        line_no=line.line_no,
        item_name=line.item_name,
        item_name_zh=line.item_name_zh,
        consulted_on=line.consulted_on,
        incurred=paid.incurred,
        paid=paid.paid,
        language=row.language,
        explanation=why_less(paid, terms, cover, standings, deductible_met=met),
    )


def _person(work: Work, member_id: int) -> Row[Any]:
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    return row


def _schedule(work: Work, row: Row[Any]) -> Schedule:
    return Schedule(row, [] if row.plan_id is None else policy_queries.schedule(work.connection, row.plan_id))


def _item(work: Work, row: Row[Any], benefit_id: int) -> tuple[Schedule, Row[Any]]:
    schedule = _schedule(work, row)
    item = schedule.items.get(benefit_id)
    if item is None:
        raise NotFound(GONE)
    return schedule, item


def _cover(work: Work, row: Row[Any]) -> Cover:
    """What the member is covered by. An extract tells one plan a member: it counts from the first day on."""
    spells = () if row.plan_id is None else (PlanSpell(row.plan_code, row.effective_date or date.min),)
    periods = policy_queries.periods(work.connection, row.policy_id)
    return Cover(
        currency=row.currency,
        policy_status=row.policy_status,
        periods=tuple(Period(one.starts_on, one.ends_on) for one in periods),
        member_status=row.status,
        effective_on=row.effective_date,
        terminated_on=row.termination_date,
        plans=spells,
        benefit_types=frozenset(BenefitType(code) for code in row.benefit_types.split()),
        as_of=work.today,
    )


def _deductible_met(
    work: Work, row: Row[Any], item: Item, period: Period | None, until: Row[Any] | None = None
) -> Money | None:
    """What bills met of the item's deductible in its span, those decided before ``until`` alone; None where
    the policy year is not on record.
    """
    if not item.deductible:
        return Money.zero(row.currency)
    first, last = date.min, date.max
    if item.deductible_basis is not Basis.LIFETIME:
        if period is None:
            return None
        first, last = period.starts_on, period.ends_on
    lines = claim_queries.of_item(work.connection, row.id, item.code, first, last, until)
    claimed = (
        ClaimedLine(
            key=str(one.line_id),
            status=one.status,
            on=one.consulted_on,
            benefit_type=one.benefit_type,
            item_code=one.item_code,
            member=str(row.id),
            family=row.cert_no,
            policy=str(row.policy_id),
            incurred=_money(one.currency)(one.incurred),
            paid=_money(one.currency)(one.paid),
            visits=one.visits,
            days=one.days,
        )
        for one in lines
    )
    return deductible_met(item, claimed, row.currency)


def _provider_of(work: Work, line: Row[Any]) -> ProviderStanding | None:
    """What the provider of a claim line was, where the record says so."""
    if line.payment_method is PaymentMethod.NETWORK_DOCTOR:
        return ProviderStanding.NETWORK
    found = provider_queries.exactly(work.connection, line.provider_name, line.consulted_on)
    return ProviderStanding.NETWORK if any(one.in_network for one in found) else None


def _stands(row: Row[Any]) -> ProviderStanding:
    return ProviderStanding.NETWORK if row.in_network else ProviderStanding.UNAPPROVED


def _money(currency: str) -> Any:
    def of(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return of
