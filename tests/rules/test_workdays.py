"""Working days (DOMAIN 4, SAFETY 24)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules.workdays import Calendar

EASTER_2026 = Calendar(
    {
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 4): "The day following Good Friday",
        date(2026, 4, 6): "The day following Ching Ming Festival",
        date(2026, 4, 7): "The day following Easter Monday",
    }
)
days = st.dates(date(2026, 1, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2026, 4, 2), 0, date(2026, 4, 2)),
        (date(2026, 4, 2), 1, date(2026, 4, 8)),  # asked for on the Thursday before Easter
        (date(2026, 4, 2), 2, date(2026, 4, 9)),
        (date(2026, 4, 3), 0, date(2026, 4, 8)),
        (date(2026, 4, 3), 1, date(2026, 4, 8)),
        (date(2026, 4, 4), 2, date(2026, 4, 9)),
        (date(2026, 11, 20), 2, date(2026, 11, 24)),
        (date(2026, 11, 20), 10, date(2026, 12, 4)),
    ],
)
def test_adding(start: date, count: int, day: date) -> None:
    assert EASTER_2026.add_working_days(start, count) == day


@given(days, st.integers(0, 40))
def test_the_day_reached_is_a_working_day_and_counts_back(start: date, count: int) -> None:
    end = EASTER_2026.add_working_days(start, count)
    assert EASTER_2026.is_working_day(end)
    assert end >= start
    if count:
        assert EASTER_2026.working_days_between(start, end) == count
        assert EASTER_2026.add_working_days(start, count - 1) < end or not EASTER_2026.is_working_day(start)


@given(days, days, days)
def test_between_adds_up(a: date, b: date, c: date) -> None:
    between = EASTER_2026.working_days_between
    if a <= b <= c:
        assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@given(days)
def test_a_working_day_is_neither_weekend_nor_holiday(day: date) -> None:
    expected = day.weekday() < 5 and EASTER_2026.holiday(day) is None
    assert EASTER_2026.is_working_day(day) is expected


def test_no_promise_beyond_the_table() -> None:
    with pytest.raises(Refused, match="knows 2026 to 2026, not 2027"):
        EASTER_2026.add_working_days(date(2026, 12, 30), 5)
    with pytest.raises(Refused):
        EASTER_2026.working_days_between(date(2025, 12, 30), date(2026, 1, 5))
    assert Calendar({}).add_working_days(date(2030, 1, 1), 1) == date(2030, 1, 2)
    with pytest.raises(ValueError, match="forward"):
        EASTER_2026.add_working_days(date(2026, 1, 1), -1)


def test_the_day_itself_never_counts() -> None:
    monday = date(2026, 11, 23)
    assert EASTER_2026.working_days_between(monday, monday) == 0
    assert EASTER_2026.working_days_between(monday, monday + timedelta(days=1)) == 1
