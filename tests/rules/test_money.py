"""Money: reading, writing, adding and rounding."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules.money import LARGEST_MINOR, MINOR_DIGITS, Money

currencies = st.sampled_from(sorted(MINOR_DIGITS))
minors = st.integers(-LARGEST_MINOR, LARGEST_MINOR)
small = st.integers(-(10**12), 10**12)


@given(minors, currencies)
def test_what_is_written_reads_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(str(money), currency) == money
    assert Money.parse(money.plain(), currency) == money
    assert Money.parse(money.named(), currency) == money
    assert Money.of(money.amount, currency) == money


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("52,344.00", 5_234_400),
        ("52344", 5_234_400),
        ("52344.5", 5_234_450),
        ("(1,350.00)", -135_000),
        ("-5", -500),
        ("\u22125", -500),
        ("+5", 500),
        (" 0.00 ", 0),
        ("HKD 400.00", 40_000),
        ("400.00 HKD", 40_000),
        ("１，２００．００", 120_000),
        ("0012.30", 1_230),
    ],
)
def test_amounts_as_people_write_them(text: str, minor: int) -> None:
    assert Money.parse(text, "HKD") == Money(minor, "HKD")


NO_AMOUNTS = (
    "1E5 1e5 5.001 5.000 52,34.00 1,2345 1.234,00 .5 5. -(5) (-5) --5 abc N/A nan 1_000 USD5 0x10 () - HKD ५"
)


@pytest.mark.parametrize("text", [*NO_AMOUNTS.split(), "", " ", "1 000", "9" * 30, "9" * 5000])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Money.parse(text, "HKD")


def test_refusals_say_why() -> None:
    with pytest.raises(Refused, match="more decimals than HKD has \\(2\\)"):
        Money.parse("5.001", "HKD")
    with pytest.raises(Refused, match="not in HKD"):
        Money.parse("USD 5.00", "HKD")
    with pytest.raises(Refused, match="XYZ is not a currency"):
        Money(1, "XYZ")
    with pytest.raises(Refused, match="written as text"):
        Money.parse(5.0, "HKD")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(5.0, "HKD")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="more decimals"):
        Money.of(Decimal("0.001"), "HKD")


def test_decimals_follow_the_currency() -> None:
    assert str(Money.parse("1,234", "JPY")) == "1,234"
    assert str(Money.parse("1.234", "KWD")) == "1.234"
    assert str(Money(-135_000, "MOP")) == "(1,350.00)"
    assert str(Money.zero("HKD")) == "0.00"
    assert str(Money(-1, "HKD")) == "(0.01)"
    assert Money(-135_000, "HKD").plain() == "-1350.00"
    assert Money(5_234_400, "HKD").named() == "HKD 52,344.00"


@given(small, small, small)
def test_adding_is_adding(a: int, b: int, c: int) -> None:
    one, two, three = Money(a, "HKD"), Money(b, "HKD"), Money(c, "HKD")
    assert (one + two) + three == one + (two + three) == Money(a + b + c, "HKD")
    assert one - two == -(two - one)
    assert Money.total([one, two, three], "HKD") == one + two + three
    assert (one < two) == (a < b)
    assert (one >= two) == (a >= b)
    assert (one <= two, one > two) == (a <= b, a > b)
    assert abs(one) == Money(abs(a), "HKD")
    assert one * 3 == one + one + one
    assert bool(one) == bool(a)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(Refused, match="HKD and USD"):
        Money(1, "HKD") + Money(1, "USD")
    with pytest.raises(Refused):
        _ = Money(1, "HKD") < Money(1, "USD")
    assert Money(1, "HKD") != Money(1, "USD")
    with pytest.raises(TypeError):
        Money(1, "HKD") + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1, "HKD") * 1.5  # type: ignore[operator]


@given(small, st.decimals(0, 100, places=2))
def test_a_share_is_rounded_half_up_and_never_off_by_more_than_half(minor: int, rate: Decimal) -> None:
    share = Money(minor, "HKD").percent(rate)
    exact = minor * rate / 100
    assert abs(share.minor - exact) <= Decimal("0.5")
    assert share.minor == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_a_half_cent_goes_to_the_insured() -> None:
    assert Money(101, "HKD").percent(50) == Money(51, "HKD")
    assert Money(-101, "HKD").percent(50) == Money(-51, "HKD")
    assert Money(40_000, "HKD").percent(80) == Money(32_000, "HKD")
    with pytest.raises(TypeError):
        Money(100, "HKD").percent(0.8)  # type: ignore[arg-type]


def test_nothing_larger_than_the_database_holds() -> None:
    assert Money(9_223_372_036_854_775_807, "HKD").minor == LARGEST_MINOR
    with pytest.raises(Refused):
        Money(LARGEST_MINOR, "HKD") + Money(1, "HKD")
