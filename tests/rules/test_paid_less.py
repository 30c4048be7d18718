"""Why a line was paid less: three sentences or fewer, and honest where the schedule does not explain it."""

from dataclasses import replace
from datetime import date

import pytest

from consoleapp import i18n
from consoleapp.rules.benefits import Item, Standing, standing
from consoleapp.rules.cover import Cover, ProviderStanding
from consoleapp.rules.estimate import Verdict
from consoleapp.rules.money import Money
from consoleapp.rules.paid_less import Explanation, PaidLine, why_less
from consoleapp.rules.statuses import MemberStatus, PolicyStatus, ReasonPaidLess
from tests.rules.benefit_cases import CASES, YEAR, Case, item_of

DAY = date(2026, 9, 1)
COVER = Cover("HKD", PolicyStatus.IN_FORCE, (YEAR,), MemberStatus.ACTIVE, YEAR.starts_on)
CHINESE = i18n.catalogue("zh_Hant").gettext
R = ReasonPaidLess


def hkd(text: str) -> Money:
    return Money.parse(text, "HKD")


def unused(item: Item) -> list[Standing]:
    return [standing(limit) for limit in item.limits]


def why(
    code: str, incurred: str, paid: str, reason: ReasonPaidLess | None = None, **told: object
) -> Explanation:
    item = item_of(code)
    line = PaidLine(DAY, hkd(incurred), hkd(paid), reason, **told)  # type: ignore[arg-type]
    return why_less(line, item, COVER, unused(item), deductible_met=hkd("0.00"))


def spoken(found: Explanation, language: str = "en") -> list[str]:
    translate = CHINESE if language.startswith("zh") else str
    return [one.text(translate, language) for one in found.sentences]


def test_a_percentage_and_a_limit_in_the_order_applied() -> None:
    found = why("GP", "520.00", "320.00", R.OVER_LIMIT)
    assert found.reproduced
    assert spoken(found) == [
        "Of HKD 520.00, HKD 320.00 was paid and HKD 200.00 was not.",
        "The limit per visit is HKD 400.00: no more counts than that.",
        "80 % of HKD 400.00 is reimbursed.",
    ]
    assert spoken(found, "zh_Hant") == [
        "HKD 520.00 之中，已賠償 HKD 320.00，其餘 HKD 200.00 不獲賠償。",
        "每次診症限額為 HKD 400.00，超出之數不計。",
        "按 HKD 400.00 的 80% 賠償。",
    ]


@pytest.mark.parametrize(
    ("code", "incurred", "paid", "reason", "last"),
    [
        ("GP", "300.00", "240.00", R.CO_PAYMENT, "80 % of HKD 300.00 is reimbursed."),
        (
            "MIS",
            "9300.00",
            "8800.00",
            R.DEDUCTIBLE,
            "HKD 500.00 of the deductible of HKD 500.00 is not met yet and comes off the bill.",
        ),
        ("NUR", "600.00", "0.00", R.NOT_COVERED, "Item NUR is excluded from the plan."),
        (
            "MAT",
            "45000.00",
            "0.00",
            R.WAITING_PERIOD,
            "The waiting period of 300 days is not over: Item MAT is covered from 25 Feb 2027.",
        ),
        ("SUR", "68000.00", "40800.00", R.UNAPPROVED_PROVIDER, "40 % at an unapproved provider."),
    ],
)
def test_each_reason_is_told_by_its_rule(
    code: str, incurred: str, paid: str, reason: ReasonPaidLess, last: str
) -> None:
    found = why(code, incurred, paid, reason)
    assert found.reproduced
    assert spoken(found)[-1].endswith(last)
    assert len(found.sentences) == 2


def test_the_reason_on_record_tells_what_the_provider_was() -> None:
    found = why("RB", "9000.00", "5400.00", R.UNAPPROVED_PROVIDER, days=2)
    assert spoken(found)[-1] == "The member bears 40 % at a specified hospital."
    assert not why("RB", "9000.00", "5400.00", days=2).reproduced
    in_the_network_now = ProviderStanding.NETWORK
    again = why("RB", "9000.00", "5400.00", R.UNAPPROVED_PROVIDER, days=2, provider=in_the_network_now)
    assert again.sentences == found.sentences
    assert not why("RB", "9000.00", "5400.00", R.OVER_LIMIT, days=2).reproduced


def test_more_than_two_rules_are_summed_up() -> None:
    found = why("ALL", "1000.00", "129.60", R.UNAPPROVED_PROVIDER, provider=ProviderStanding.UNAPPROVED)
    assert found.reproduced
    assert spoken(found) == [
        "Of HKD 1,000.00, HKD 129.60 was paid and HKD 870.40 was not.",
        "The limit per visit is HKD 500.00: no more counts than that.",
        "The rest, HKD 370.40, came off by: Deductible, Co-payment, Reimbursement, Unapproved provider.",
    ]


@pytest.mark.parametrize(("reason", "said"), [(R.OVER_LIMIT, 3), (None, 2)])
def test_a_sum_the_schedule_does_not_come_to_is_not_explained(
    reason: ReasonPaidLess | None, said: int
) -> None:
    found = why("GP", "520.00", "300.00", reason)
    assert not found.reproduced
    told = spoken(found)
    assert len(told) == said
    assert told[-1] == "The exact sum is not explained by the schedule on record."
    assert found.estimate is not None
    assert found.estimate.payable == hkd("320.00")


def test_a_reason_the_trace_does_not_give_is_told_beside_it() -> None:
    told = spoken(why("GP", "300.00", "240.00", R.DEDUCTIBLE))
    assert (
        told[1] == "The reason on record is Deductible; the schedule comes to the same sum by: Reimbursement."
    )
    assert len(told) == 3


def test_what_is_not_known_explains_nothing() -> None:
    found = why("VAC", "600.00", "0.00", R.NOT_COVERED)
    assert not found.reproduced
    assert found.estimate is not None
    assert found.estimate.verdict is Verdict.NOT_KNOWN


def test_nothing_left_explains_a_line_of_which_nothing_was_paid() -> None:
    item = item_of("MED")
    full = [standing(limit, 300_000) for limit in item.limits]
    found = why_less(PaidLine(DAY, hkd("80.00"), hkd("0.00"), R.OVER_LIMIT), item, COVER, full)
    assert found.reproduced
    assert spoken(found) == [
        "Of HKD 80.00 nothing was paid.",
        "Nothing is left of the limit per policy year: HKD 3,000.00.",
    ]


def test_lines_without_less() -> None:
    item = item_of("GP")
    assert spoken(why("MED", "80.00", "80.00")) == ["It was paid in full: HKD 80.00."]
    settled = why_less(PaidLine(DAY, None, None), item, COVER)
    assert spoken(settled) == ["It was settled directly with the clinic; no amount is on record."]
    waiting = why_less(PaidLine(DAY, hkd("80.00"), None), item, COVER)
    assert spoken(waiting) == ["No amount is decided yet."]
    assert not settled.reproduced


def test_a_bill_in_another_currency_is_told_as_it_is_on_record() -> None:
    line = PaidLine(DAY, Money(10_000, "USD"), Money(8_000, "USD"), R.CO_PAYMENT)
    found = why_less(line, item_of("GP"), COVER)
    assert not found.reproduced
    assert "USD" in spoken(found)[-1]
    assert len(found.sentences) == 3


@pytest.mark.parametrize("status", MemberStatus)
def test_todays_statuses_do_not_change_what_was_decided(status: MemberStatus) -> None:
    cover = replace(COVER, member_status=status, policy_status=PolicyStatus.LAPSED)
    item = item_of("GP")
    line = PaidLine(DAY, hkd("300.00"), hkd("240.00"), R.CO_PAYMENT)
    assert why_less(line, item, cover, unused(item)).reproduced


def test_a_stay_without_visits_is_worked_out_too() -> None:
    assert why("RB", "12000.00", "10000.00", R.OVER_LIMIT, visits=0, days=2).reproduced


@pytest.mark.parametrize("case", [pytest.param(case, id=case.told["name"]) for case in CASES])
def test_what_an_estimate_pays_is_what_its_explanation_explains(case: Case) -> None:
    """Each case worked by hand, paid as estimated, is reproduced and told in three sentences."""
    if case.told.get("refused") or "payable" not in case.told:
        return
    visit = case.visit
    line = PaidLine(
        visit.on,
        visit.amount,
        hkd(case.told["payable"]),
        None,
        visit.visits,
        visit.days,
        visit.provider,
        visit.area,
        visit.disability,
    )
    found = why_less(line, case.item, case.cover, case.standings, deductible_met=case.deductible_met)
    assert found.reproduced
    assert 1 <= len(found.sentences) <= 3
    for language in ("en", "zh_Hant"):
        assert all(told.endswith((".", "。")) for told in spoken(found, language))


def test_the_provider_on_record_is_tried_before_what_the_reason_says() -> None:
    paid = why("GP", "300.00", "240.00", R.UNAPPROVED_PROVIDER, provider=ProviderStanding.NETWORK)
    assert paid.reproduced
    assert "by: Reimbursement." in spoken(paid)[1]
    given = why("GP", "300.00", "144.00", R.UNAPPROVED_PROVIDER, provider=ProviderStanding.NETWORK)
    assert spoken(given)[-1] == "The member bears 40 % at an unapproved provider."
    assert given.sentences == why("GP", "300.00", "144.00", R.UNAPPROVED_PROVIDER).sentences
