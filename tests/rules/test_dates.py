"""Dates as people write and read them."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules.dates import (
    age_on,
    from_local,
    is_adult,
    local,
    local_date,
    parse_date,
    show_date,
    show_day,
    show_moment,
    show_time,
)

EVENING = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2018-05-01",
        "2018-5-1",
        "2018/05/01",
        "20180501",
        "2018-05-01 00:00:00",
        "2018-05-01T00:00:00.000",
        "01 May 2018",
        "1 May 2018",
        "1-May-2018",
        "1st may, 2018",
        "May 1, 2018",
        "01/05/2018",
        "1/5/2018",
        "1.5.2018",
        "1-5-2018",
        "2018年5月1日",
        "２０１８年５月１日",
        " 01  MAY  2018 ",
    ],
)
def test_the_first_of_may_in_every_spelling(text: str) -> None:
    assert parse_date(text) == date(2018, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2018",
        "31/02/2018",
        "13/13/2018",
        "01/05/18",
        "43221",
        "2018-05-01 08:30",
        "May 2018",
        "1/5-2018",
        "30 Fab 2018",
        "0000-01-01",
        "٠١/٠٥/٢٠١٨",
        "12018-05-01",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not a date"):
        parse_date(text)


@given(st.dates(date(1000, 1, 1)))
def test_what_is_shown_reads_back(day: date) -> None:
    assert parse_date(show_date(day)) == day
    assert parse_date(show_date(day, "zh_Hant")) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}/{day.month}/{day.year}") == day
    assert parse_date(f"{day:%Y%m%d}") == day


@given(st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(Refused):
        assert isinstance(parse_date(text), date)


@pytest.mark.parametrize("month", range(1, 13))
def test_months_by_name(month: int) -> None:
    day = date(2026, month, 9)
    for shape in ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%d-%b-%Y"):
        assert parse_date(day.strftime(shape)) == day
    assert parse_date("9 Sept 2026") == date(2026, 9, 9)


def test_as_shown_in_the_frame() -> None:
    assert show_moment(EVENING) == "Fri 20 Nov 2026 18:05"
    assert show_moment(EVENING, "zh_Hant") == "2026年11月20日(五) 18:05"
    assert show_date(date(2018, 8, 28)) == "28 Aug 2018"
    assert show_date(date(2018, 8, 28), "zh_Hant") == "2018年8月28日"
    assert show_day(date(2026, 11, 24)) == "Tue 24 Nov"
    assert show_day(date(2026, 11, 24), "zh_Hant") == "11月24日(二)"
    assert show_time(EVENING) == "18:05"


def test_the_day_turns_in_hong_kong() -> None:
    assert local_date(datetime(2026, 4, 2, 15, 59, tzinfo=UTC)) == date(2026, 4, 2)
    assert local_date(datetime(2026, 4, 2, 16, 0, tzinfo=UTC)) == date(2026, 4, 3)
    midnight = datetime.fromisoformat("2026-04-03")
    assert from_local(midnight) == datetime(2026, 4, 2, 16, tzinfo=UTC)
    assert from_local(local(EVENING).replace(tzinfo=None)) == EVENING
    with pytest.raises(ValueError, match="zone"):
        local(midnight)
    with pytest.raises(ValueError, match="zone"):
        from_local(EVENING)


def test_coming_of_age() -> None:
    assert age_on(date(2008, 11, 21), date(2026, 11, 20)) == 17
    assert not is_adult(date(2008, 11, 21), date(2026, 11, 20))
    assert is_adult(date(2008, 11, 20), date(2026, 11, 20))
    assert not is_adult(date(2008, 2, 29), date(2026, 2, 28))
    assert is_adult(date(2008, 2, 29), date(2026, 3, 1))
