"""Usage rows add up to what the claims say, however they came there (DOMAIN 3; ARCHITECTURE, balances)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.accumulators import (
    ClaimedLine,
    Phase,
    UsageRow,
    Used,
    balances,
    deductible_met,
    rows_of,
    settle,
    stands,
    touched,
    use,
)
from consoleapp.rules.benefits import Answer, Basis, Item, Limit, Measure, Reach, Scope
from consoleapp.rules.cover import Period
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, ClaimStatus

LAST = Period(date(2025, 5, 1), date(2026, 4, 30))
YEAR = Period(date(2026, 5, 1), date(2027, 4, 30))
LIMITS = [
    (Limit(Measure.MONEY, Basis.YEAR, Scope.INDIVIDUAL, 300_000), Reach.ITEM),
    (Limit(Measure.VISITS, Basis.YEAR, Scope.INDIVIDUAL, 10), Reach.ITEM),
    (Limit(Measure.MONEY, Basis.YEAR, Scope.FAMILY, 400_000), Reach.ITEM),
    (Limit(Measure.MONEY, Basis.YEAR, Scope.INDIVIDUAL, 500_000), Reach.TYPE),
    (Limit(Measure.DAYS, Basis.LIFETIME, Scope.INDIVIDUAL, 60), Reach.ITEM),
    (Limit(Measure.MONEY, Basis.DISABILITY, Scope.INDIVIDUAL, 60_000), Reach.ITEM),
    (Limit(Measure.MONEY, Basis.VISIT, Scope.INDIVIDUAL, 400), Reach.ITEM),
]


def hkd(minor: int) -> Money:
    return Money(minor, "HKD")


def line(status: ClaimStatus = ClaimStatus.PAID, **changes: object) -> ClaimedLine:
    plain = ClaimedLine(
        "A1-1",
        status,
        date(2026, 9, 1),
        BenefitType.OPB,
        "GP",
        "91307/0001-01",
        "91307/0001",
        "91307",
        hkd(30_000),
        hkd(24_000),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_line_touches_one_accumulator_for_each_holder_reach_and_span() -> None:
    found = touched(line(disability="knee"), LIMITS, (LAST, YEAR))
    assert [(one.holder, one.reach, one.code, one.basis, one.span) for one in found] == [
        ("91307/0001-01", Reach.ITEM, "GP", Basis.YEAR, YEAR.starts_on),
        ("91307/0001", Reach.ITEM, "GP", Basis.YEAR, YEAR.starts_on),
        ("91307/0001-01", Reach.TYPE, "OPB", Basis.YEAR, YEAR.starts_on),
        ("91307/0001-01", Reach.ITEM, "GP", Basis.LIFETIME, ""),
        ("91307/0001-01", Reach.ITEM, "GP", Basis.DISABILITY, "knee"),
    ]


def test_a_day_no_period_holds_touches_lifetime_alone_and_no_disability_none() -> None:
    found = touched(line(on=date(2024, 1, 1)), LIMITS, (LAST, YEAR))
    assert [one.basis for one in found] == [Basis.LIFETIME]


@pytest.mark.parametrize(
    ("status", "paid", "expected"),
    [
        (ClaimStatus.PAID, 24_000, {Phase.POSTED: Used(24_000, 1, 2)}),
        (ClaimStatus.APPROVED, None, {Phase.POSTED: Used(0, 1, 2), Phase.PENDING: Used(30_000)}),
        (ClaimStatus.IN_REVIEW, None, {Phase.PENDING: Used(30_000, 1, 2)}),
        (ClaimStatus.IN_REVIEW, 24_000, {Phase.PENDING: Used(24_000, 1, 2)}),
        (ClaimStatus.RECEIVED, None, {Phase.PENDING: Used(30_000, 1, 2)}),
        (ClaimStatus.PENDING_DOCUMENTS, None, {Phase.PENDING: Used(30_000, 1, 2)}),
        (ClaimStatus.DECLINED, None, {}),
        (ClaimStatus.WITHDRAWN, 24_000, {}),
    ],
)
def test_what_a_line_uses(status: ClaimStatus, paid: int | None, expected: object) -> None:
    told = line(status, paid=None if paid is None else hkd(paid), days=2)
    assert use(told, "HKD") == expected


def test_a_line_in_another_currency_uses_visits_and_money_nobody_knows() -> None:
    foreign = line(incurred=Money(100, "USD"), paid=Money(80, "USD"))
    assert use(foreign, "HKD") == {Phase.POSTED: Used(0, 1, 0, 1)}
    limit, reach = LIMITS[0]
    assert stands(limit, reach, use(foreign, "HKD")).answer is Answer.NOT_KNOWN
    assert stands(*LIMITS[1], use(foreign, "HKD")).remaining == 9
    full = {Phase.POSTED: Used(300_000, 1, 0, 1)}
    assert stands(limit, reach, full).answer is Answer.NOTHING_LEFT


def test_lines_of_two_plans_in_one_year_meet_in_one_accumulator() -> None:
    before, after = line(on=date(2026, 10, 31)), line(on=date(2026, 11, 1), key="A2-1")
    assert touched(before, LIMITS, (YEAR,)) == touched(after, LIMITS, (YEAR,))


statuses = st.sampled_from(ClaimStatus)
amounts = st.none() | st.integers(0, 100_000).map(hkd)
lines = st.builds(
    ClaimedLine,
    st.sampled_from(["A1-1", "A1-2", "A2-1", "A3-1"]),
    statuses,
    st.integers(0, 800).map(lambda days: LAST.starts_on - timedelta(30) + timedelta(days)),
    st.sampled_from([BenefitType.OPB, BenefitType.DEN]),
    st.sampled_from(["GP", "SP"]),
    st.sampled_from(["one", "other"]),
    st.just("family"),
    st.just("policy"),
    amounts,
    amounts,
    visits=st.integers(0, 3),
    days=st.integers(0, 9),
    disability=st.sampled_from(["", "knee"]),
)


@given(st.lists(lines, max_size=12))
def test_whatever_way_claims_went_rows_add_up_to_where_they_are(history: list[ClaimedLine]) -> None:
    rows: list[UsageRow] = []
    now: dict[str, ClaimedLine] = {}
    for one in history:
        now[one.key] = one
        mine = [row for row in rows if row.line == one.key]
        wanted = rows_of(one, LIMITS, (LAST, YEAR), "HKD")
        rows += settle(mine, wanted)
        assert settle([row for row in rows if row.line == one.key], wanted) == ()
    sums = balances(rows)
    yearly = [(limit, reach) for limit, reach in LIMITS if limit.basis is Basis.YEAR]
    for limit, reach in yearly:
        for holder in {one.holder(limit.scope) for one in now.values()}:
            for year in (LAST, YEAR):
                for code in ("GP", "SP") if reach is Reach.ITEM else ("OPB", "DEN"):
                    counted = [
                        other
                        for other in now.values()
                        if other.holder(limit.scope) == holder
                        and year.starts_on <= other.on <= year.ends_on
                        and code in (other.item_code, other.benefit_type.value)
                    ]
                    assert oracle(counted) == told(sums, holder, limit.scope, reach, code, year.starts_on)


def oracle(counted: list[ClaimedLine]) -> tuple[int, int, int, int]:
    """Posted and pending money and visits, added up line by line."""
    posted = pending = done = ahead = 0
    for one in counted:
        paid, incurred = (0 if amount is None else amount.minor for amount in (one.paid, one.incurred))
        if one.status in (ClaimStatus.APPROVED, ClaimStatus.PAID):
            posted, done = posted + paid, done + one.visits
            pending += incurred if one.paid is None else 0
        elif one.status not in (ClaimStatus.DECLINED, ClaimStatus.WITHDRAWN):
            pending, ahead = pending + (incurred if one.paid is None else paid), ahead + one.visits
    return posted, pending, done, ahead


def told(
    sums: object, holder: str, scope: Scope, reach: Reach, code: str, span: date
) -> tuple[int, int, int, int]:
    for entitlement, phases in sums.items():  # type: ignore[attr-defined]
        found = (entitlement.holder, entitlement.scope, entitlement.reach, entitlement.code, entitlement.span)
        if found == (holder, scope, reach, code, span):
            posted, pending = (phases.get(phase, Used()) for phase in (Phase.POSTED, Phase.PENDING))
            return posted.money, pending.money, posted.visits, pending.visits
    return 0, 0, 0, 0


@given(lines)
def test_a_reversed_claim_gives_back_all_of_it(claimed: ClaimedLine) -> None:
    rows = rows_of(claimed, LIMITS, (LAST, YEAR), "HKD")
    gone = rows_of(replace(claimed, status=ClaimStatus.WITHDRAWN), LIMITS, (LAST, YEAR), "HKD")
    back = settle(rows, gone)
    assert not any(used for sums in balances([*rows, *back]).values() for used in sums.values())
    assert len(back) == len(rows)


@pytest.mark.parametrize(
    ("bills", "met"),
    [([], 0), ([20_000], 20_000), ([20_000, 30_000], 50_000), ([20_000, 40_000], 50_000)],
)
def test_bills_meet_the_deductible_and_no_more_than_it(bills: list[int], met: int) -> None:
    item = Item(BenefitType.HOS, "MIS", "Other charges", covered=True, deductible=hkd(50_000))
    paid = [line(incurred=hkd(bill)) for bill in bills]
    assert deductible_met(item, paid, "HKD") == hkd(met)
    pending = line(ClaimStatus.IN_REVIEW, incurred=hkd(50_000))
    network = line(incurred=None, paid=None)
    assert deductible_met(item, [*paid, pending, network], "HKD") == hkd(met)


def test_a_foreign_bill_may_have_met_the_rest_of_the_deductible() -> None:
    item = Item(BenefitType.HOS, "MIS", "Other charges", covered=True, deductible=hkd(50_000))
    abroad = line(incurred=Money(100, "USD"))
    assert deductible_met(item, [abroad], "HKD") is None
    assert deductible_met(item, [abroad, line(incurred=hkd(50_000))], "HKD") == hkd(50_000)
    assert deductible_met(replace(item, deductible=None), [abroad], "HKD") == hkd(0)


def test_foreign_lines_are_counted_until_each_is_reversed() -> None:
    limit, reach = LIMITS[0]
    bills = [
        line(status, key=key, incurred=Money(100, "USD"), paid=None)
        for key, status in (
            ("A1-1", ClaimStatus.PAID),
            ("A2-1", ClaimStatus.PAID),
            ("A3-1", ClaimStatus.RECEIVED),
        )
    ]
    rows = [row for bill in bills for row in rows_of(bill, [(limit, reach)], (YEAR,), "HKD")]
    (sums,) = balances(rows).values()
    assert (sums[Phase.POSTED].foreign, sums[Phase.PENDING].foreign) == (2, 1)
    one_each = {Phase.POSTED: Used(foreign=1), Phase.PENDING: Used(foreign=1)}
    assert stands(limit, reach, one_each).answer is Answer.NOT_KNOWN
    for gone in bills:
        assert stands(limit, reach, sums).answer is Answer.NOT_KNOWN
        rows += settle([row for row in rows if row.line == gone.key], ())
        (sums,) = balances(rows).values()
    assert stands(limit, reach, sums).remaining == 300_000


def test_a_line_without_amounts_uses_no_money() -> None:
    nothing = line(ClaimStatus.RECEIVED, incurred=None, paid=None)
    assert use(nothing, "HKD") == {Phase.PENDING: Used(0, 1)}
