"""The table of general holidays (SAFETY 24)."""

from datetime import date, timedelta

import pytest

from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.workdays import HOLIDAY_NAMES

CALENDAR = load_calendar()

GOLDEN = {
    2018: "0101 0216 0217 0219 0330 0331 0402 0405 0501 0522 0618 0702 0925 1001 1017 1225 1226",
    2019: "0101 0205 0206 0207 0405 0419 0420 0422 0501 0513 0607 0701 0914 1001 1007 1225 1226",
    2020: "0101 0125 0127 0128 0404 0410 0411 0413 0430 0501 0625 0701 1001 1002 1026 1225 1226",
    2021: "0101 0212 0213 0215 0402 0403 0405 0406 0501 0519 0614 0701 0922 1001 1014 1225 1227",
    2022: "0101 0201 0202 0203 0405 0415 0416 0418 0502 0509 0603 0701 0912 1001 1004 1226 1227",
    2023: "0102 0123 0124 0125 0405 0407 0408 0410 0501 0526 0622 0701 0930 1002 1023 1225 1226",
    2024: "0101 0210 0212 0213 0329 0330 0401 0404 0501 0515 0610 0701 0918 1001 1011 1225 1226",
    2025: "0101 0129 0130 0131 0404 0418 0419 0421 0501 0505 0531 0701 1001 1007 1029 1225 1226",
    2026: "0101 0217 0218 0219 0403 0404 0406 0407 0501 0525 0619 0701 0926 1001 1019 1225 1226",
    2027: "0101 0206 0208 0209 0326 0327 0329 0405 0501 0513 0609 0701 0916 1001 1008 1225 1227",
}
"""Month and day of every general holiday that is no Sunday, as the holidays library 0.109 has them in its set
"optional" for Hong Kong (its default set lacks Good Friday); frozen here so that no test depends on it."""


def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus (Meeus, Jones and Butcher)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def named(year: int, name: str) -> list[date]:
    return [day for day, called in CALENDAR.holidays.items() if day.year == year and called == name]


@pytest.mark.parametrize("year", GOLDEN)
def test_the_days_are_those_of_the_library(year: int) -> None:
    ours = " ".join(f"{day:%m%d}" for day in sorted(CALENDAR.holidays) if day.year == year)
    assert ours == GOLDEN[year]


def test_the_table_covers_ten_years_and_no_sunday() -> None:
    assert CALENDAR.years == range(2018, 2028) == range(min(GOLDEN), max(GOLDEN) + 1)
    assert not [day for day in CALENDAR.holidays if day.weekday() == 6]


def test_names_are_those_of_the_catalogue() -> None:
    assert set(CALENDAR.holidays.values()) <= set(HOLIDAY_NAMES)


@pytest.mark.parametrize("year", GOLDEN)
def test_easter_by_computation(year: int) -> None:
    sunday = easter(year)
    assert named(year, "Good Friday") == [sunday - timedelta(days=2)]
    assert named(year, "The day following Good Friday") == [sunday - timedelta(days=1)]
    monday = sunday + timedelta(days=1)
    assert monday in CALENDAR.holidays
    assert [monday] == named(year, "Easter Monday") or named(year, "The day following Easter Monday")


@pytest.mark.parametrize("year", GOLDEN)
def test_seventeen_general_holidays_a_year(year: int) -> None:
    """Seventeen besides Sundays; the ordinance replaces each one that falls on a Sunday or on another."""
    assert len([day for day in CALENDAR.holidays if day.year == year]) == 17


@pytest.mark.parametrize("year", GOLDEN)
def test_fixed_days_stand_or_are_replaced(year: int) -> None:
    fixed = [
        (1, 1, "The first day of January", "The day following the first day of January"),
        (5, 1, "Labour Day", "The day following Labour Day"),
        (7, 1, *_establishment_day()),
        (10, 1, "National Day", "The day following National Day"),
    ]
    for month, day, name, replacement in fixed:
        on = date(year, month, day)
        if on.weekday() == 6:
            assert named(year, replacement) == [on + timedelta(days=1)]
        else:
            assert named(year, name) == [on]


def _establishment_day() -> tuple[str, str]:
    name = "Hong Kong Special Administrative Region Establishment Day"
    return name, f"The day following {name}"


def test_promises_over_easter_2026() -> None:
    assert CALENDAR.add_working_days(date(2026, 4, 2), 2) == date(2026, 4, 9)
    assert CALENDAR.add_working_days(date(2018, 12, 21), 10) == date(2019, 1, 9)
