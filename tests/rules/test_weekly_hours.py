"""Plain hours read without the library say what the library says."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import opening_hours
from consoleapp.rules.dates import HONG_KONG
from consoleapp.rules.weekly_hours import weekly

CASES = Path(__file__).parent / "hours_cases.toml"
OWN = [
    "Mo-Fr 09:00-13:00,15:00-19:00; Sa 09:00-13:00; PH off",
    "PH 10:00-12:00; Mo-Su 09:00-18:00",
    "Mo-Su 00:00-24:00; PH unknown",
    "Mo-Sa 09:00-13:00; We off",
    "Sa,Su,PH 10:30-14:00,15:00-16:00",
    'Mo-Fr 09:00-13:00; Sa 09:00-12:00 "by appointment"; Su,PH unknown "by appointment"',
    "Mo 20:00-24:00; Tu 00:00-02:00; PH off",
]
DAYS = [date(2026, 12, 21) + timedelta(days=ahead) for ahead in range(14)] + [date(2026, 4, 7)]


def expressions() -> list[str]:
    """Every expression of the cases, and some of our own that put rules in an odd order."""
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))
    texts = {said for _printed, said in cases["read"] if said != "refused"}
    return sorted(texts.union(OWN))


def test_most_of_what_clinics_print_is_plain() -> None:
    read = [one for one in expressions() if weekly(one)]
    assert len(read) > len(expressions()) // 2
    assert set(OWN) <= set(read)


@pytest.mark.parametrize(
    "expression",
    ["24/7", "", "Mo-Fr 22:00-02:00", 'Mo 09:00-12:00 "ring first"', "Jan 01 off", "Su-Mo 09:00-10:00"],
)
def test_other_shapes_are_left_to_the_library(expression: str) -> None:
    assert weekly(expression) is None


def test_it_agrees_with_the_library() -> None:
    calendar = load_calendar()
    moments = [time(0, 0), time(9, 0), time(12, 59), time(13, 0), time(18, 30), time(23, 59)]
    for expression in expressions():
        if (plain := weekly(expression)) is None:
            continue
        for day in DAYS:
            theirs = opening_hours.week(expression, day, calendar)[0].stretches
            ours = plain.on(day, calendar)
            covers = [_minutes(stretches) for stretches in (ours, theirs)]
            assert covers[0] == covers[1], (expression, day)
            for moment in moments:
                at = datetime.combine(day, moment, HONG_KONG)
                said = opening_hours.standing(expression, at, calendar)
                assert plain.standing(at, calendar) == said, (expression, at)


def _minutes(stretches: tuple[opening_hours.Stretch, ...]) -> dict[int, opening_hours.State]:
    return {minute: one.state for one in stretches for minute in range(one.opens, one.closes)}
