"""When a scheduled report is due, in Hong Kong time."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import WrongUse
from consoleapp.rules.dates import local
from consoleapp.rules.schedules import Every, Timing, last_due, next_due, timing_of

times = st.times().map(lambda one: one.replace(second=0, microsecond=0))
timings = st.one_of(
    st.builds(Timing, st.just(Every.DAY), st.just(0), times),
    st.builds(Timing, st.just(Every.WEEK), st.integers(1, 7), times),
    st.builds(Timing, st.just(Every.MONTH), st.integers(1, 31), times),
)
moments = st.integers(0, 20 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(timings, moments)
def test_the_newest_due_time_is_the_only_one_up_to_the_next(timing: Timing, now: datetime) -> None:
    last, coming = last_due(timing, now), next_due(timing, now)
    assert last <= now < coming
    assert next_due(timing, last) == coming
    assert last_due(timing, coming) == coming
    assert last_due(timing, coming - timedelta(seconds=1)) == last
    for due in (last, coming):
        here = local(due)
        assert here.time() == timing.at
        if timing.every is Every.WEEK:
            assert here.isoweekday() == timing.on
        if timing.every is Every.MONTH:
            assert here.day == min(timing.on, monthrange(here.year, here.month)[1])
    if timing.every is Every.MONTH:  # once in each month, none left out
        assert (local(coming).month - local(last).month) % 12 == 1


def test_the_31st_is_the_last_day_of_a_short_month() -> None:
    timing = timing_of("month", "31", "07:30")
    due, found = datetime(2028, 1, 1, tzinfo=UTC), []
    for _ in range(4):
        due = next_due(timing, due)
        found.append(local(due).date())
    assert found == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_it_is_hong_kong_time() -> None:
    """07:30 on Monday in Hong Kong is still Sunday in UTC."""
    due = next_due(timing_of("week", "Monday", "7:30"), datetime(2026, 11, 20, 10, 5, tzinfo=UTC))
    assert due == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("day", "", "00:00"), Timing(Every.DAY, 0, time(0))),
        (("week", "", "23:59"), Timing(Every.WEEK, 1, time(23, 59))),
        (("WEEK", "sun", "9:05"), Timing(Every.WEEK, 7, time(9, 5))),
        (("month", "", "07:30"), Timing(Every.MONTH, 1, time(7, 30))),
    ],
)
def test_what_is_typed(typed: tuple[str, str, str], meant: Timing) -> None:
    assert timing_of(*typed) == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("year", "", "07:30"), "day, week, month, not every year"),
        (("day", "mon", "07:30"), "Leave out --on"),
        (("week", "31", "07:30"), "no day of the week"),
        (("month", "32", "07:30"), "1 to 31"),
        (("month", "mon", "07:30"), "1 to 31"),
        (("day", "", "24:00"), "no time of day"),
        (("day", "", "noon"), "no time of day"),
    ],
)
def test_what_cannot_be_is_said(typed: tuple[str, str, str], words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        timing_of(*typed)
