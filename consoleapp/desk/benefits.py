"""A member's benefit schedule with what is left of it (DOMAIN 3).

What is used and pending stands in benefit usage (``store.usage``). A yearly limit counts lines inside the
coverage period of today (or the last one), a lifetime limit counts all of them. Lines settled with the
clinic (amount not applicable) count as visits, never as money.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.balances import Balances, Schedule, withheld
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.shapes import BenefitLine, BenefitSheet
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.reference.everyday import everyday_words
from consoleapp.rules.cover_words import Entry, search
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as queries


@reads(Permission.READ_MEMBER)
def benefits(work: Work, member_id: int, *, text: str = "") -> BenefitSheet:
    """The schedule of the member's plan, or the items of it that ``text`` may mean (:func:`narrowed`).

    Raises NotAllowed for a caller the schedule is not for.
    """
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    return narrowed(sheet_of(work, row), text)


def sheet_of(work: Work, row: Row[Any]) -> BenefitSheet:
    """The schedule of a member's row; the look is on record.

    What was used is health data: where the caller may not hear it, the sheet says why and shows limits alone.
    Raises NotAllowed for a caller the schedule is not for.
    """
    person = Person.of(row, row.id)
    if disclosing.never(work, person, Topic.BENEFITS):
        disclosing.require(work, person, Topic.BENEFITS)
    work.looked(row.id, "benefits")
    hidden = disclosing.why_not(work, person, Topic.REMAINING)
    everyday_words()  # read now, so that searching in the answer waits for nothing
    schedule = Schedule(row, [] if row.plan_id is None else queries.schedule(work.connection, row.plan_id))
    balances = Balances() if hidden else Balances.of(work, row, row.starts_on)
    return BenefitSheet(
        member_id=row.id,
        plan_code=row.plan_code or "",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        as_of=work.now,
        lines=tuple(_line(schedule, item, balances, hidden=bool(hidden)) for item in schedule.items.values()),
        currency=row.currency,
        withheld=hidden,
        schedule_withheld=disclosing.why_not(work, person, Topic.BENEFITS),
    )


def narrowed(sheet: BenefitSheet, text: str) -> BenefitSheet:
    """The items of a schedule that ``text`` may mean, best first: their code, a name in either language and
    script, an everyday word. An empty text means all of it.
    """
    if not text.strip():
        return sheet
    entries = [Entry(one.item_code, one.benefit_type, one.name_en, one.name_zh) for one in sheet.lines]
    found = search(text, entries, everyday_words())
    lines = tuple(sheet.lines[hit.place] for hit in found.hits)
    return replace(sheet, lines=lines, heard=found.sentence)


def _line(schedule: Schedule, item: Row[Any], balances: Balances, *, hidden: bool) -> BenefitLine:
    person = schedule.person
    limits = schedule.lines(item, balances, year_known=person.starts_on is not None)

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, person.currency)

    return BenefitLine(
        benefit_id=item.id,
        benefit_type=item.benefit_type,
        item_code=item.item_code,
        name_en=item.name_en,
        name_zh=item.name_zh,
        covered=schedule.covered(item),
        limits=tuple(map(withheld, limits)) if hidden else limits,
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
