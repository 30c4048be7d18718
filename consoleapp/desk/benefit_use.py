"""The claim lines behind a remaining figure, as of a stated time (DOMAIN 3)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.balances import Balances, Key, Schedule
from consoleapp.desk.benefit_shapes import BenefitUse, UsedLimit, UsedLine
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.shapes import LimitLine
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.accumulators import Phase, Used
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import Certificate
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.queries import usage as queries

GONE = N_("This item is not in the member's schedule any more. Open the benefits again.")


@reads(Permission.READ_CLAIMS)
def benefit_use(work: Work, member_id: int, benefit_id: int) -> BenefitUse:
    """What used each limit of an item: lines of the family that the caller may hear, the rest as a sum.

    Every member whose lines are shown is looked at, and that is on record. Raises NotAllowed for a caller
    who may not hear of the member's claim lines.
    """
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    disclosing.require(work, Person.of(row, row.id), Topic.CLAIM_LINES)
    rows = [] if row.plan_id is None else policy_queries.schedule(work.connection, row.plan_id)
    schedule = Schedule(row, rows)
    item = schedule.items.get(benefit_id)
    if item is None:
        raise NotFound(GONE)
    balances = Balances.of(work, row, row.starts_on)
    limits = schedule.lines(item, balances, year_known=row.starts_on is not None)
    kept = [one for one in limits if one.standing.limit.has_remainder]
    ids = sorted({one.entitlement_id for one in kept if one.entitlement_id is not None})
    behind = queries.behind(work.connection, ids, row.policy_id, row.cert_no) if ids else []
    heard = _heard(work, {line.member_id for line in behind} - {member_id}) | {member_id}
    for one in sorted(heard):
        work.looked(one, "claim lines of a benefit")
    return BenefitUse(
        member_id=member_id,
        benefit_id=benefit_id,
        item_code=item.item_code,
        name_en=item.name_en,
        name_zh=item.name_zh,
        currency=row.currency,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        as_of=work.now,
        limits=tuple(_limits(item, kept, balances, [one for one in behind if one.member_id in heard], row)),
    )


def _heard(work: Work, members: set[int]) -> set[int]:
    """Of other members of the family, those whose claim lines the caller may hear."""
    if not members:
        return set()
    people = member_queries.people(work.connection, sorted(members))
    return {one.id for one in people if disclosing.may(work, Person.of(one, one.id), Topic.CLAIM_LINES)}


def _limits(
    item: Row[Any], limits: Iterable[LimitLine], balances: Balances, lines: list[Row[Any]], person: Row[Any]
) -> Iterable[UsedLimit]:
    """Limits that differ in measure alone share an accumulator and its lines."""
    found: dict[Key, list[LimitLine]] = {}
    for one in limits:
        limit, reach = one.standing.limit, one.standing.reach
        found.setdefault(balances.key(limit, reach, item), []).append(one)
    for (scope, reach, code, basis), those in found.items():
        behind = [line for line in lines if line.entitlement_id == those[0].entitlement_id]
        sums = dict(balances.sums((scope, reach, code, basis)))
        for line in behind:
            sums[line.phase] = sums.get(line.phase, Used()) + -_used(line)
        yield UsedLimit(
            scope=scope,
            reach=reach,
            basis=basis,
            limits=tuple(those),
            lines=tuple(_line(line, person) for line in behind),
            others={phase: used for phase, used in sums.items() if used},
        )


def _line(row: Row[Any], person: Row[Any]) -> UsedLine:
    return UsedLine(
        claim_id=row.claim_id,
        claim_no=row.claim_no,
        line_no=row.line_no,
        consulted_on=row.consulted_on,
        item_name=row.item_name,
        provider_name=row.provider_name,
        certificate=str(Certificate(person.cert_no, row.suffix)),
        mine=row.member_id == person.id,
        status=row.status,
        phase=Phase(row.phase),
        used=_used(row),
    )


def _used(row: Row[Any]) -> Used:
    return Used(row.amount, row.visits, row.days, row.foreign_lines)
