"""What a schedule pays: cases worked out by hand, and what holds for every case (DOMAIN 3)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp import i18n
from consoleapp.errors import Refused
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
from consoleapp.rules.cover import Cover, Period, PlanSpell, ProviderStanding, Visit
from consoleapp.rules.estimate import Estimate, Rule, Step, Verdict, estimate
from consoleapp.rules.figures import room
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, MemberStatus, PolicyStatus
from tests.rules.benefit_cases import CASES, DAY, YEAR, Case, name_of


def told(case: Case) -> Estimate:
    return estimate(case.item, case.visit, case.cover, case.standings, deductible_met=case.deductible_met)


def bites(found: Estimate) -> list[str]:
    return list(dict.fromkeys(step.rule.value for step in found.steps if step.taken or step.bars))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.told["name"]) for case in CASES])
def test_worked_by_hand(case: Case) -> None:
    assert case.told["working"]
    if case.told.get("refused"):
        with pytest.raises(Refused, match="USD"):
            told(case)
        return
    found = told(case)
    verdict = Verdict(case.told.get("verdict", "payable"))
    payable = Money.parse(case.told["payable"], "HKD") if "payable" in case.told else None
    assert (found.verdict, found.payable) == (verdict, payable)
    assert bites(found) == case.told["bites"]
    assert [name_of(one) for one in found.binding] == case.told.get("binding", [])
    conditions = [step.rule.value for step in found.conditions]
    assert conditions == case.told.get("conditions", [])
    if verdict is Verdict.PAYABLE:
        assert payable is not None
        assert found.share == case.visit.amount - payable
    else:
        assert found.share == (None if verdict is Verdict.NOT_KNOWN else case.visit.amount)


def test_the_table_is_whole() -> None:
    names = [case.told["name"] for case in CASES]
    assert len(set(names)) == len(names) >= 60
    met = {rule for case in CASES for rule in case.told.get("bites", [])}
    assert met == {rule.value for rule in Rule}


@pytest.mark.parametrize("case", [pytest.param(case, id=case.told["name"]) for case in CASES])
def test_every_step_can_be_read_aloud_in_both_languages(case: Case) -> None:
    if case.told.get("refused"):
        return
    chinese = i18n.catalogue("zh_Hant").gettext
    for step in told(case).steps:
        english = step.sentence.text(str)
        assert english.endswith(".")
        assert not set("{}") & set(english)
        assert step.sentence.text(chinese, "zh_Hant").endswith("。")


# What holds for every case

minor = st.integers(0, 2_000_000)
percents = st.integers(0, 100)
limits = st.builds(
    Limit,
    st.sampled_from(Measure),
    st.sampled_from(Basis),
    st.sampled_from(Scope),
    st.none() | st.integers(0, 40) | minor,
)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    limit = draw(limits)
    most = limit.amount or 0
    used = 0 if limit.basis in (Basis.VISIT, Basis.DAY) else draw(st.integers(0, most))
    pending = 0 if limit.basis in (Basis.VISIT, Basis.DAY) else draw(st.integers(0, most - used))
    return replace(standing(limit, used, pending), reach=draw(st.sampled_from(Reach)))


@st.composite
def items(draw: st.DrawFn) -> Item:
    amount = st.none() | st.integers(0, 200_000).map(lambda cents: Money(cents, "HKD"))
    return Item(
        BenefitType.OPB,
        "X",
        "X",
        covered=True,
        limits=tuple(draw(st.lists(limits, max_size=2))),
        reimbursement_percent=draw(percents),
        co_payment=draw(amount),
        deductible=draw(amount),
        deductible_basis=draw(st.sampled_from(Basis)),
        each_time_over=draw(st.sampled_from(Over)),
        network_only=False,
        unapproved_share_percent=draw(st.none() | percents),
        specified_hospital_share_percent=draw(st.none() | percents),
        referral_needed=False,
    )


def visits(amount: int) -> st.SearchStrategy[Visit]:
    return st.builds(
        Visit,
        st.just(Money(amount, "HKD")),
        st.just(DAY),
        visits=st.integers(1, 5),
        days=st.integers(0, 12),
        provider=st.sampled_from(ProviderStanding),
        disability=st.sampled_from(["", "knee"]),
    )


COVER = Cover("HKD", PolicyStatus.IN_FORCE, (YEAR,), MemberStatus.ACTIVE, YEAR.starts_on)
asked = st.tuples(items(), minor.flatmap(visits), st.lists(standings(), max_size=5), minor)


def run(item: Item, visit: Visit, counted: list[Standing], met: int) -> Estimate:
    return estimate(item, visit, COVER, counted, deductible_met=Money(met, "HKD"))


@given(asked)
def test_payable_and_share_are_the_amount_and_no_limit_is_passed(
    asked: tuple[Item, Visit, list[Standing], int],
) -> None:
    item, visit, counted, met = asked
    found = run(item, visit, counted, met)
    if found.verdict is not Verdict.PAYABLE:
        assert found.payable is None
        assert found.share == (None if found.verdict is Verdict.NOT_KNOWN else visit.amount)
        assert any(step.bars is found.verdict for step in found.steps)
        return
    assert found.payable is not None
    assert found.share is not None
    assert found.payable.minor >= 0
    assert found.share.minor >= 0
    assert found.payable + found.share == visit.amount
    new = [one for one in counted if one.limit.basis is Basis.DISABILITY and not visit.disability]
    for one in counted:
        left = room(standing(one.limit) if one in new else one, visit)
        if one.limit.measure is Measure.MONEY and left is not None:
            assert found.payable.minor <= left
    for one in found.binding:
        if one.limit.measure is Measure.MONEY:
            assert found.payable < visit.amount


@given(asked)
def test_the_trace_leads_from_the_amount_to_what_is_payable(
    asked: tuple[Item, Visit, list[Standing], int],
) -> None:
    item, visit, counted, met = asked
    found = run(item, visit, counted, met)
    steps: list[Step] = list(found.steps)
    assert [tuple(Rule).index(one.rule) for one in steps if not one.condition] == sorted(
        tuple(Rule).index(one.rule) for one in steps if not one.condition
    ) or found.verdict is not Verdict.PAYABLE
    if found.verdict is Verdict.PAYABLE:
        assert steps[0].before == visit.amount
        assert steps[-1].after == found.payable
        assert all(one.after == other.before for one, other in pairwise(steps))
        assert all(one.taken.minor >= 0 for one in steps)
        assert not any(one.taken for one in steps if one.condition)


@given(asked, st.randoms(use_true_random=False))
def test_the_order_of_standings_changes_nothing(
    asked: tuple[Item, Visit, list[Standing], int], random: object
) -> None:
    item, visit, counted, met = asked
    turned = list(counted)
    random.shuffle(turned)  # type: ignore[attr-defined]
    found = run(item, visit, counted, met)
    assert run(item, visit, turned, met) == found
    assert run(replace(item, limits=item.limits[::-1]), visit, counted, met).payable == found.payable


@given(asked, minor)
def test_a_larger_bill_never_pays_less(asked: tuple[Item, Visit, list[Standing], int], more: int) -> None:
    item, visit, counted, met = asked
    larger = replace(visit, amount=visit.amount + Money(more, "HKD"))
    one, other = run(item, visit, counted, met), run(item, larger, counted, met)
    assert one.verdict is other.verdict
    if one.payable is not None:
        assert other.payable is not None
        assert one.payable <= other.payable


@given(asked)
def test_one_more_limit_never_pays_more(asked: tuple[Item, Visit, list[Standing], int]) -> None:
    item, visit, counted, met = asked
    with_all, without = run(item, visit, counted, met), run(item, visit, counted[1:], met)
    if with_all.payable is not None and without.payable is not None:
        assert with_all.payable <= without.payable


@given(st.integers(0, 400), st.integers(-400, 400))
def test_the_waiting_period_counts_the_effective_date_as_its_first_day(waiting: int, after: int) -> None:
    item = Item(BenefitType.DEN, "X", "X", covered=True, reimbursement_percent=100, waiting_days=waiting)
    starts = DAY - timedelta(after)
    cover = replace(COVER, effective_on=starts, periods=(YEAR,))
    visit = Visit(Money(100, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    verdict = estimate(item, visit, cover).verdict
    assert (verdict is Verdict.PAYABLE) is (after >= waiting if after >= 0 else False)


def test_a_standing_that_is_withheld_or_unknown_gives_no_number() -> None:
    limit = Limit(Measure.MONEY, Basis.YEAR, Scope.INDIVIDUAL, 10_000)
    item = Item(BenefitType.OPB, "X", "X", covered=True, limits=(limit,), reimbursement_percent=100)
    visit = Visit(Money(100, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    for answer in (Answer.WITHHELD, Answer.NOT_KNOWN, Answer.NOT_COVERED):
        found = estimate(item, visit, COVER, [Standing(limit, 0, 0, answer, None)])
        assert (found.verdict, found.payable) == (Verdict.NOT_KNOWN, None)
    assert estimate(item, visit, COVER, [standing(limit)]).payable == Money(100, "HKD")
    assert estimate(item, visit, COVER).verdict is Verdict.NOT_KNOWN


def test_no_spell_of_a_plan_holds_the_day() -> None:
    item = Item(BenefitType.OPB, "X", "X", covered=True, reimbursement_percent=100)
    visit = Visit(Money(100, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    later = replace(COVER, plans=(PlanSpell("10", DAY + timedelta(1)),))
    assert estimate(item, visit, later).verdict is Verdict.NOT_KNOWN
    assert estimate(None, visit, COVER).verdict is Verdict.NOT_KNOWN


def test_steps_name_the_limit_and_what_is_left_of_it() -> None:
    each = Limit(Measure.MONEY, Basis.VISIT, Scope.INDIVIDUAL, 40_000)
    family = Limit(Measure.VISITS, Basis.YEAR, Scope.FAMILY, 6)
    kind = Limit(Measure.MONEY, Basis.YEAR, Scope.INDIVIDUAL, 100_000)
    free = Limit(Measure.MONEY, Basis.LIFETIME, Scope.POLICY, None)
    item = Item(
        BenefitType.OPB, "X", "X", covered=True, limits=(each, family, free), reimbursement_percent=100
    )
    visit = Visit(Money(30_000, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    of_type = replace(standing(kind, 60_000, 20_000), reach=Reach.TYPE)
    found = estimate(item, visit, COVER, [standing(family, 4), of_type])
    assert [step.sentence.text(str) for step in found.steps if step.standing] == [
        "Within the limit per policy year shared by the family: 2 visits left.",
        "Within the limit per visit of HKD 400.00.",
        "The limit per policy year of the whole benefit type is HKD 1,000.00, with HKD 200.00 left: "
        "no more counts than that.",
        "Unlimited: the lifetime limit shared by the policy.",
    ]
    assert [step.standing for step in found.steps if step.taken] == [of_type]
    chinese = i18n.catalogue("zh_Hant").gettext
    assert [step.sentence.text(chinese, "zh_Hant") for step in found.steps if step.taken] == [
        "整個保障類別的每保單年度限額為 HKD 1,000.00，尚餘 HKD 200.00，超出之數不計。"
    ]


def test_nothing_left_takes_the_whole_amount() -> None:
    limit = Limit(Measure.VISITS, Basis.YEAR, Scope.INDIVIDUAL, 10)
    item = Item(BenefitType.OPB, "X", "X", covered=True, limits=(limit,), reimbursement_percent=100)
    visit = Visit(Money(30_000, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    last = estimate(item, visit, COVER, [standing(limit, 10)]).steps[-1]
    assert (last.rule, last.taken, last.after) == (Rule.COUNT, visit.amount, Money(0, "HKD"))
    assert last.sentence.text(str) == "Nothing is left of the limit per policy year: 10 visits."


def spoken(item: Item, amount: int, *counted: Standing, met: int = 0) -> list[str]:
    visit = Visit(Money(amount, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    found = estimate(item, visit, COVER, counted, deductible_met=Money(met, "HKD"))
    return [step.sentence.text(str) for step in found.steps]


def test_a_limit_met_exactly_is_kept_and_not_cut() -> None:
    each = Limit(Measure.MONEY, Basis.VISIT, Scope.INDIVIDUAL, 40_000)
    visits = Limit(Measure.VISITS, Basis.YEAR, Scope.INDIVIDUAL, 10)
    item = Item(BenefitType.OPB, "X", "X", covered=True, limits=(each, visits), reimbursement_percent=100)
    told = spoken(item, 40_000, standing(visits, 9))
    assert "Within the limit per policy year: 1 visit left." in told
    assert "Within the limit per visit of HKD 400.00." in told


def test_a_limit_of_nothing_leaves_nothing() -> None:
    none = Limit(Measure.MONEY, Basis.VISIT, Scope.INDIVIDUAL, 0)
    item = Item(BenefitType.OPB, "X", "X", covered=True, limits=(none,), reimbursement_percent=100)
    assert spoken(item, 100)[-1] == "Nothing is left of the limit per visit: HKD 0.00."


def test_a_deductible_that_is_met_is_told() -> None:
    item = Item(
        BenefitType.HOS, "X", "X", covered=True, reimbursement_percent=100, deductible=Money(50_000, "HKD")
    )
    assert "The deductible of HKD 500.00 is met." in spoken(item, 90_000, met=50_000)
    partly = spoken(item, 90_000, met=20_000)
    assert "HKD 300.00 of the deductible of HKD 500.00 is not met yet and comes off the bill." in partly


def test_of_two_standings_of_one_limit_the_lesser_holds() -> None:
    limit = Limit(Measure.MONEY, Basis.YEAR, Scope.INDIVIDUAL, 100_000)
    item = Item(BenefitType.OPB, "X", "X", covered=True, limits=(limit,), reimbursement_percent=100)
    visit = Visit(Money(50_000, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    pairs = [
        (standing(limit, 90_000), standing(limit, 10_000)),
        (standing(limit, 0, 90_000), standing(limit, 80_000)),
    ]
    for less, more in pairs:
        for given_in in ([less, more], [more, less]):
            assert estimate(item, visit, COVER, given_in).payable == Money(10_000, "HKD")


def test_what_nobody_told_of_a_limit_stands_in_the_step_as_nothing_used() -> None:
    limit = Limit(Measure.MONEY, Basis.YEAR, Scope.INDIVIDUAL, 100_000)
    item = Item(BenefitType.OPB, "X", "X", covered=True, limits=(limit,), reimbursement_percent=100)
    visit = Visit(Money(50_000, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    found = estimate(item, visit, COVER)
    assert found.steps[-1].standing == Standing(limit, 0, 0, Answer.NOT_KNOWN, None)
    assert (
        found.steps[-1].sentence.text(str)
        == "How much of the limit per policy year is used already is not known."
    )


def gate(item: Item | None, cover: Cover = COVER, **asked: object) -> Step:
    """The last step of an estimate for 300.00, which bars, or tells what was met."""
    visit = Visit(Money(30_000, "HKD"), DAY, provider=ProviderStanding.NETWORK)
    return estimate(item, replace(visit, **asked), cover).steps[-1]  # type: ignore[arg-type]


def test_an_expired_policy_tells_its_last_day_and_takes_the_whole_amount() -> None:
    first = Period(date(2024, 5, 1), date(2025, 4, 30))
    last = Period(date(2025, 5, 1), date(2026, 4, 30))
    expired = replace(COVER, policy_status=PolicyStatus.EXPIRED, periods=(last, first))
    found = gate(None, expired)
    assert found.sentence.text(str) == "The policy expired; its cover ended on 30 Apr 2026."
    assert (found.taken, found.after) == (Money(30_000, "HKD"), Money(0, "HKD"))


def test_a_referral_letter_at_hand_is_told_only_where_one_is_needed() -> None:
    item = Item(BenefitType.OPB, "X", "X", covered=True, reimbursement_percent=100, referral_needed=True)
    visit = Visit(Money(100, "HKD"), DAY, provider=ProviderStanding.NETWORK, referral=True)
    assert Rule.REFERRAL in [step.rule for step in estimate(item, visit, COVER).steps]
    silent = replace(item, referral_needed=None)
    assert Rule.REFERRAL not in [step.rule for step in estimate(silent, visit, COVER).steps]


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"network_only": True}, "This holds at a network provider; elsewhere X is not paid."),
        (
            {"unapproved_share_percent": 40},
            "This holds at a network provider; elsewhere the member may bear 40 % of it.",
        ),
        (
            {"specified_hospital_share_percent": 30},
            "This holds at a network provider; elsewhere the member may bear 30 % of it.",
        ),
        ({}, "This holds at a network provider; the schedule does not say about others."),
    ],
)
def test_where_no_provider_is_named_the_condition_says_what_is_taken_for_granted(
    terms: dict[str, object], told: str
) -> None:
    item = Item(BenefitType.OPB, "X", "X", covered=True, reimbursement_percent=100)
    found = estimate(
        replace(item, **terms),  # type: ignore[arg-type]
        Visit(Money(100, "HKD"), DAY),
        COVER,
    )
    assert [step.sentence.text(str) for step in found.conditions] == [told]
