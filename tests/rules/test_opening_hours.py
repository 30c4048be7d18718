"""Expressions are evaluated with our own table of general holidays (DOMAIN 9, SAFETY 24)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.dates import HONG_KONG
from consoleapp.rules.opening_hours import State, check, is_open, standing, states_holidays, week
from consoleapp.rules.workdays import Calendar

CALENDAR = load_calendar()
CLINIC = "Mo-Fr 09:30-13:30,17:00-20:30; Sa-Su,PH 10:30-14:00,16:00-19:30"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HONG_KONG)


@pytest.mark.parametrize(
    ("hours", "now", "state", "changes"),
    [
        (CLINIC, "2026-11-20T18:05", State.OPEN, "2026-11-20T20:30"),
        (CLINIC, "2026-11-20T14:00", State.CLOSED, "2026-11-20T17:00"),
        (CLINIC, "2026-12-25T11:00", State.OPEN, "2026-12-25T14:00"),  # a Friday
        (CLINIC, "2026-12-25T09:45", State.CLOSED, "2026-12-25T10:30"),
        (CLINIC, "2026-04-07T09:45", State.CLOSED, "2026-04-07T10:30"),  # for Ching Ming on a Sunday
        ("Mo-Fr 09:00-18:00; PH off", "2026-04-02T23:59", State.CLOSED, "2026-04-08T09:00"),
        ("Mo-Fr 09:00-18:00; PH unknown", "2026-12-25T11:00", State.NOT_STATED, "2026-12-27T00:00"),
        ("Mo-Fr 20:00-02:00; PH off", "2026-11-21T01:00", State.OPEN, "2026-11-21T02:00"),
        ('Mo-Su,PH unknown "by appointment"', "2026-11-20T11:00", State.BY_APPOINTMENT, None),
        ('Mo-Fr 14:00-17:00 "by appointment"', "2026-11-20T15:00", State.BY_APPOINTMENT, "2026-11-20T17:00"),
        ("24/7", "2026-12-25T03:00", State.OPEN, None),
        ("PH 10:00-12:00", "2026-12-10T11:00", State.CLOSED, "2026-12-25T10:00"),
    ],
)  # fmt: skip
def test_how_it_stands_and_when_that_changes(hours: str, now: str, state: State, changes: str | None) -> None:
    found = standing(hours, at(now), CALENDAR)
    assert (found.state, found.changes_at) == (state, at(changes) if changes else None)
    assert is_open(hours, at(now), CALENDAR) is (state is State.OPEN)


def test_every_holiday_of_the_table_is_one() -> None:
    """The library's own table differs; ours decides, and no other day is taken for a holiday."""
    first = date(CALENDAR.years.start, 1, 2)
    last = date(CALENDAR.years.stop - 1, 12, 30)
    for ahead in range((last - first).days):
        day = first + timedelta(days=ahead)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=HONG_KONG)
        assert is_open("Mo-Su off; PH 11:00-13:00", noon, CALENDAR) is (CALENDAR.holiday(day) is not None), (
            day
        )


def test_a_week_to_draw() -> None:
    days = week(CLINIC, date(2026, 12, 21), CALENDAR)
    assert [day.day.day for day in days] == [21, 22, 23, 24, 25, 26, 27]
    assert [(one.opens, one.closes) for one in days[0].stretches] == [(570, 810), (1020, 1230)]
    assert [(one.opens, one.closes) for one in days[4].stretches] == [(630, 840), (960, 1170)]
    assert days[4].holiday == "Christmas Day"
    night = week("Mo 20:00-02:00; PH off", date(2026, 11, 23), CALENDAR)
    assert [[(one.opens, one.closes) for one in day.stretches] for day in night[:2]] == [
        [(1200, 1440)],
        [(0, 120)],
    ]


@given(st.integers(0, 7 * 24 * 60 - 1))
def test_the_week_says_what_the_moment_says(minute: int) -> None:
    monday = date(2026, 12, 21)
    moment = datetime(2026, 12, 21, tzinfo=HONG_KONG) + timedelta(minutes=minute)
    drawn = week(CLINIC, monday, CALENDAR)[minute // 1440]
    assert is_open(CLINIC, moment, CALENDAR) is any(
        one.opens <= minute % 1440 < one.closes for one in drawn.stretches
    )


def test_what_is_no_expression_is_refused() -> None:
    for text in ("garbage", "Mo-Fr 9-5 or so", "Mo PH off", ""):
        with pytest.raises(Refused):
            check(text)
    assert check(CLINIC) == CLINIC
    assert states_holidays(CLINIC)
    assert not states_holidays("Mo-Fr 09:00-18:00; PH unknown")
    assert not states_holidays("Mo-Fr 09:00-18:00")


def test_without_holidays_in_the_table_a_rule_for_them_never_holds() -> None:
    assert not is_open("PH 00:00-24:00", at("2026-12-25T11:00"), Calendar({}))
