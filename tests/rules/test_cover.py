"""Which period and plan hold a day, and sentences put together in the reader's language (DOMAIN 1, 3)."""

from datetime import date, timedelta

import pytest

from consoleapp import i18n
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.benefits import Basis
from consoleapp.rules.cover import Cover, Period, PlanSpell, Visit, period_of
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Name, Sentence
from consoleapp.rules.statuses import MemberStatus, PolicyStatus

YEAR = Period(date(2026, 5, 1), date(2027, 4, 30))
NEXT = Period(date(2027, 5, 1), date(2028, 4, 30))


def cover(*plans: PlanSpell) -> Cover:
    return Cover(
        "HKD", PolicyStatus.IN_FORCE, (YEAR, NEXT), MemberStatus.ACTIVE, YEAR.starts_on, plans=tuple(plans)
    )


def test_a_period_holds_its_first_and_its_last_day() -> None:
    assert period_of(YEAR.starts_on, (NEXT, YEAR)) is YEAR
    assert period_of(YEAR.ends_on, (NEXT, YEAR)) is YEAR
    assert period_of(NEXT.starts_on, (NEXT, YEAR)) is NEXT
    assert period_of(YEAR.starts_on - timedelta(1), (NEXT, YEAR)) is None


def test_the_plan_of_the_day_applies_after_a_change_in_mid_year() -> None:
    changed = date(2026, 11, 1)
    person = cover(PlanSpell("10", YEAR.starts_on, changed - timedelta(1)), PlanSpell("12", changed))
    assert person.plan_on(changed - timedelta(1)) == "10"
    assert person.plan_on(changed) == "12"
    assert person.plan_on(YEAR.starts_on - timedelta(1)) is None


def test_of_two_spells_that_overlap_the_newer_holds() -> None:
    changed = date(2026, 11, 1)
    person = cover(PlanSpell("12", changed), PlanSpell("10", YEAR.starts_on))
    assert person.plan_on(changed) == "12"
    assert person.plan_on(changed - timedelta(1)) == "10"


@pytest.mark.parametrize(("minor", "visits", "days"), [(-1, 1, 0), (1, 0, 0), (1, 1, -1)])
def test_a_bill_is_not_negative(minor: int, visits: int, days: int) -> None:
    with pytest.raises(Refused):
        Visit(Money(minor, "HKD"), YEAR.starts_on, visits=visits, days=days)


def test_a_sentence_is_put_together_in_the_readers_language() -> None:
    inner = Sentence(N_("Deductible"))
    sentence = Sentence(
        "{name} {amount} {day} {basis} {inner}",
        {
            "name": Name("Scaling", "洗牙"),
            "amount": Money(45_000, "HKD"),
            "day": date(2026, 11, 20),
            "basis": Basis.YEAR,
            "inner": inner,
        },
    )
    assert sentence.text(str) == "Scaling HKD 450.00 20 Nov 2026 per policy year Deductible"
    chinese = i18n.catalogue("zh_Hant").gettext
    assert sentence.text(chinese, "zh_Hant") == "洗牙 HKD 450.00 2026年11月20日 每保單年度 墊底費"
    assert Sentence("{name}", {"name": Name("Scaling")}).text(str, "zh_Hant") == "Scaling"


def test_of_two_periods_that_overlap_the_later_holds() -> None:
    early = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert period_of(YEAR.starts_on, (early, YEAR)) is period_of(YEAR.starts_on, (YEAR, early)) is YEAR


def test_of_two_spells_that_begin_together_the_one_told_last_holds() -> None:
    assert (
        cover(PlanSpell("10", YEAR.starts_on), PlanSpell("12", YEAR.starts_on)).plan_on(YEAR.ends_on) == "12"
    )


def test_a_bill_is_for_one_visit_unless_said() -> None:
    visit = Visit(Money(1, "HKD"), YEAR.starts_on)
    assert (visit.visits, visit.days) == (1, 0)
