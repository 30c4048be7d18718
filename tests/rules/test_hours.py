"""Opening hours and when they change (DOMAIN 2 and 9)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.dates import HONG_KONG
from consoleapp.rules.hours import Opening, Span, WeekHours, clock, minutes, opening
from consoleapp.rules.workdays import Calendar

HOTLINE = WeekHours.weekdays("09:00", "19:00")
WALK_IN = WeekHours.weekdays("09:00", "17:30")
CALENDAR = load_calendar()

MORNING, EVENING = Span.parse("09:30", "13:30"), Span.parse("17:00", "20:30")
WEEKEND = (Span.parse("10:30", "14:00"), Span.parse("16:00", "19:30"))
WEEKDAY = (MORNING, EVENING)
DOCTOR = WeekHours((WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKEND, WEEKEND), WEEKEND)
DAY_AND_NIGHT = (Span(0, 1440),)
ALWAYS = WeekHours((DAY_AND_NIGHT,) * 7, DAY_AND_NIGHT)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HONG_KONG)


@pytest.mark.parametrize(
    ("hours", "now", "is_open", "changes"),
    [
        (HOTLINE, "2026-11-20T18:05", True, "2026-11-20T19:00"),
        (WALK_IN, "2026-11-20T18:05", False, "2026-11-23T09:00"),  # Friday evening until Monday
        (HOTLINE, "2026-11-20T09:00", True, "2026-11-20T19:00"),
        (HOTLINE, "2026-11-20T19:00", False, "2026-11-23T09:00"),
        (HOTLINE, "2026-11-20T08:59", False, "2026-11-20T09:00"),
        (HOTLINE, "2026-04-02T23:59", False, "2026-04-08T09:00"),  # Easter and Ching Ming ahead
        (HOTLINE, "2026-04-06T12:00", False, "2026-04-08T09:00"),
        (DOCTOR, "2026-11-20T14:00", False, "2026-11-20T17:00"),
        (DOCTOR, "2026-11-21T13:00", True, "2026-11-21T14:00"),
        (DOCTOR, "2026-12-25T09:45", False, "2026-12-25T10:30"),  # a Friday, with holiday hours
        (ALWAYS, "2026-11-21T13:00", True, None),
        (WeekHours(((),) * 7), "2026-11-21T13:00", False, None),
    ],
)
def test_open_and_the_next_change(hours: WeekHours, now: str, is_open: bool, changes: str | None) -> None:
    found = opening(at(now), hours, CALENDAR)
    assert found.is_open is is_open
    assert found.changes_at == (at(changes) if changes else None)


def test_a_holiday_is_named() -> None:
    assert opening(at("2026-12-25T12:00"), HOTLINE, CALENDAR) == Opening(
        False, at("2026-12-28T09:00"), "Christmas Day"
    )


def test_open_over_midnight_closes_once() -> None:
    late, early = Span.parse("20:00", "24:00"), Span.parse("00:00", "02:00")
    night = WeekHours(((early, late),) * 7)
    assert opening(at("2026-11-20T23:00"), night, Calendar({})).changes_at == at("2026-11-21T02:00")
    assert opening(at("2026-11-21T01:59"), night, Calendar({})).changes_at == at("2026-11-21T02:00")


spans = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1]), max_size=3
).map(lambda pairs: tuple(Span(*pair) for pair in pairs))


@given(st.tuples(*[spans] * 7), spans, st.integers(0, 21 * 1440))
def test_the_change_is_the_first_minute_that_differs(
    week: tuple[tuple[Span, ...], ...], holiday: tuple[Span, ...], moment: int
) -> None:
    """Against a plain walk, minute by minute."""
    hours = WeekHours(week, holiday)  # type: ignore[arg-type]
    now = at("2026-03-25T00:00") + timedelta(minutes=moment)

    def plain(when: datetime) -> bool:
        minute = when.hour * 60 + when.minute
        return any(span.opens <= minute < span.closes for span in hours.on(when.date(), CALENDAR))

    found = opening(now, hours, CALENDAR)
    assert found.is_open is plain(now)
    if found.changes_at is not None:
        assert plain(found.changes_at) is not found.is_open
        assert plain(found.changes_at - timedelta(minutes=1)) is found.is_open
        steps = int((found.changes_at - now) / timedelta(minutes=1))
        assert all(plain(now + timedelta(minutes=step)) is found.is_open for step in range(0, steps, 7))


def test_times_of_day() -> None:
    assert minutes("09:30") == 570
    assert clock(570) == "09:30"
    assert minutes("24:00") == 1440
    assert str(MORNING) == "09:30–13:30"
    for text in ("", "9", "24:01", "12:60", "a:b", "25:00"):
        with pytest.raises(Refused):
            minutes(text)
    with pytest.raises(Refused):
        Span.parse("12:00", "09:00")
