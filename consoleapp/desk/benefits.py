"""A member's benefit schedule with what is left of it (DOMAIN 3).

Lines of approved and paid claims use a limit up; lines of claims received, in review or waiting for
documents are pending beside it. A yearly limit counts lines inside the coverage period of today (or the
last one), a lifetime limit counts all of them. Lines settled with the clinic (amount not applicable) count
as visits, never as money.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.shapes import BenefitLine, BenefitSheet, LimitLine
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.reference.characters import characters
from consoleapp.rules.benefits import Answer, Basis, Limit, Measure, Scope, Standing, standing
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.rules.text import fold
from consoleapp.store.queries import claims as claim_queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as queries

_NO_PERIOD = (date.max, date.min)


@reads(Permission.READ_MEMBER)
def benefits(work: Work, member_id: int, *, text: str = "") -> BenefitSheet:
    """The schedule of the member's plan, or the items of it that hold every word of ``text``, in either
    language.

    What was used is health data: where the caller may not hear it, the sheet says why and shows limits alone.
    Raises NotAllowed for a caller the schedule is not for.
    """
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    if disclosing.never(work, Person.of(row, row.id), Topic.BENEFITS):
        disclosing.require(work, Person.of(row, row.id), Topic.BENEFITS)
    work.looked(member_id, "benefits")
    withheld = disclosing.why_not(work, Person.of(row, row.id), Topic.REMAINING)
    items = [] if row.plan_id is None else queries.schedule(work.connection, row.plan_id)
    period = _NO_PERIOD if row.starts_on is None else (row.starts_on, row.ends_on)
    usage = _Usage({}, {}) if withheld else _usage(work, row, items, period)
    wanted = _words(text)
    lines = tuple(
        _line(row, limits, usage, withheld=bool(withheld))
        for _, group in groupby(items, key=lambda item: item.id)
        if _holds(wanted, (limits := list(group))[0])
    )
    return BenefitSheet(
        member_id=member_id,
        plan_code=row.plan_code or "",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        as_of=work.now,
        lines=lines,
        currency=row.currency,
        withheld=withheld,
    )


@dataclass(slots=True)
class _Sum:
    """What lines of one item came to, for one scope and span of time."""

    money: int = 0
    visits: int = 0
    days: int = 0
    foreign: int = 0

    def of(self, measure: Measure) -> int:
        return {Measure.MONEY: self.money, Measure.VISITS: self.visits, Measure.DAYS: self.days}[measure]


_Key = tuple[str, Scope, Basis]


@dataclass(frozen=True, slots=True)
class _Usage:
    """Used and pending, by item, scope and basis (a year or a lifetime)."""

    used: dict[_Key, _Sum]
    pending: dict[_Key, _Sum]

    def add(self, row: Row[Any], scope: Scope) -> None:
        bases = (Basis.YEAR, Basis.LIFETIME) if row.inside else (Basis.LIFETIME,)
        for basis in bases:
            key = (row.item_code, scope, basis)
            used = self.used.setdefault(key, _Sum())
            pending = self.pending.setdefault(key, _Sum())
            counted = used if row.used else pending
            counted.visits += row.visits
            counted.days += row.days
            counted.foreign += row.foreign
            if row.used:
                used.money += row.paid
                pending.money += row.owed
            else:
                pending.money += row.paid + row.owed


def _usage(work: Work, row: Row[Any], items: list[Row[Any]], period: tuple[date, date]) -> _Usage:
    found = _Usage({}, {})
    counting = [item for item in items if item.basis in (Basis.YEAR, Basis.LIFETIME)]
    if any(item.scope in (Scope.INDIVIDUAL, Scope.FAMILY) for item in counting):
        sums = claim_queries.family_usage(
            work.connection, row.policy_id, row.cert_no, row.id, row.currency, period
        )
        for one in sums:
            found.add(one, Scope.FAMILY)
            if one.mine:
                found.add(one, Scope.INDIVIDUAL)
    shared = {item.item_code for item in counting if item.scope is Scope.POLICY}
    if shared:
        sums = claim_queries.policy_usage(
            work.connection, row.policy_id, shared, row.id, row.currency, period
        )
        for one in sums:
            found.add(one, Scope.POLICY)
    return found


def _line(row: Row[Any], limits: list[Row[Any]], usage: _Usage, *, withheld: bool) -> BenefitLine:
    item = limits[0]
    # A type the member does not carry is not covered, whatever the plan says; no list at all says nothing.
    carried = not row.benefit_types or item.benefit_type.value in row.benefit_types.split()
    covered = item.covered if carried else False

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, row.currency)

    return BenefitLine(
        benefit_id=item.id,
        benefit_type=item.benefit_type,
        item_code=item.item_code,
        name_en=item.name_en,
        name_zh=item.name_zh,
        covered=covered,
        limits=tuple(
            LimitLine(_standing(row, item.item_code, one, usage, covered=covered, withheld=withheld))
            for one in limits
            if one.measure is not None
        ),
        reimbursement_percent=item.reimbursement_percent,
        co_payment=money(item.co_payment),
        deductible=money(item.deductible),
        waiting_days=item.waiting_days,
        area_of_cover=item.area_of_cover,
        referral_needed=item.referral_needed,
        network_only=item.network_only,
        unapproved_share_percent=item.unapproved_share_percent,
        specified_hospital_share_percent=item.specified_hospital_share_percent,
    )


def _standing(
    person: Row[Any], item_code: str, row: Row[Any], usage: _Usage, *, covered: bool | None, withheld: bool
) -> Standing:
    limit = Limit(row.measure, row.basis, row.scope, row.amount)
    if not limit.has_remainder:
        return standing(limit, covered=covered)
    if withheld and covered:
        return Standing(limit, 0, 0, Answer.WITHHELD, None)
    key = (item_code, limit.scope, limit.basis)
    used, pending = usage.used.get(key, _Sum()), usage.pending.get(key, _Sum())
    found = standing(limit, used.of(limit.measure), pending.of(limit.measure), covered=covered)
    unknown_year = limit.basis is Basis.YEAR and person.starts_on is None
    foreign = limit.measure is Measure.MONEY and used.foreign + pending.foreign > 0
    if found.remaining is not None and (unknown_year or foreign):
        # Which lines fall into the year is not on record, or lines in another currency use it up too.
        return Standing(limit, found.used, found.pending, Answer.NOT_KNOWN, None)
    return found


def _words(text: str) -> list[str]:
    return characters().fold(fold(text)).split()


def _holds(wanted: Iterable[str], item: Row[Any]) -> bool:
    names = (item.name_en, item.name_zh, item.item_code, item.benefit_type.word)
    known = characters().fold(" ".join(fold(name) for name in names))
    return all(word in known for word in wanted)
