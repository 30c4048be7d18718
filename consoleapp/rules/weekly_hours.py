"""Hours that only name weekdays, public holidays and times, read without the library.

A search asks how thousands of expressions stand at every key. Nearly all are of this plain shape: rules of
days and times, the last rule that names a day holding for it. Whatever is not – months, other comments, a
night that reaches into the next day – is None here and left to the library (``opening_hours.py``); the tests
hold both together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from consoleapp.rules.opening_hours import LOOK_AHEAD_DAYS, Standing, State, Stretch
from consoleapp.rules.workdays import Calendar

DAY_MINUTES = 1440
_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_HOLIDAY = len(_NAMES)
"""Stands for general holidays among the weekdays."""
_RULE = re.compile(r'(?P<days>[A-Za-z,-]+) (?P<times>off|unknown|[0-9:,-]+)(?P<note> "by appointment")?')
_TIME = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Weekly:
    """Rules in their order: the days each names, and its hours."""

    rules: tuple[tuple[frozenset[int], tuple[Stretch, ...]], ...]

    def on(self, day: date, calendar: Calendar) -> tuple[Stretch, ...]:
        """When it is not simply closed on a day."""
        weekday, holiday = day.weekday(), calendar.holiday(day) is not None
        for days, stretches in reversed(self.rules):
            if weekday in days or (holiday and _HOLIDAY in days):
                return stretches
        return ()

    def standing(self, now_local: datetime, calendar: Calendar) -> Standing:
        """How it stands at ``now_local`` (Hong Kong time) and when that changes."""
        today = now_local.date()
        now = now_local.hour * 60 + now_local.minute
        state = _at(self.on(today, calendar), now)
        for ahead in range(LOOK_AHEAD_DAYS + 1):
            day = today + timedelta(days=ahead)
            stretches = self.on(day, calendar)
            for minute in _edges(stretches):
                later = ahead * DAY_MINUTES + minute
                if now < later < now + LOOK_AHEAD_DAYS * DAY_MINUTES and _at(stretches, minute) is not state:
                    changes = datetime.combine(day, time(minute // 60, minute % 60), now_local.tzinfo)
                    return Standing(state, changes, calendar.holiday(today))
        return Standing(state, None, calendar.holiday(today))


def _at(stretches: Sequence[Stretch], minute: int) -> State:
    return next((one.state for one in stretches if one.opens <= minute < one.closes), State.CLOSED)


def _edges(stretches: Sequence[Stretch]) -> list[int]:
    """The minutes of a day at which something may change; midnight always, the end of the day never."""
    edges = {0, *(one.opens for one in stretches), *(one.closes for one in stretches)}
    return sorted(edges - {DAY_MINUTES})


@lru_cache(maxsize=65_536)
def weekly(expression: str) -> Weekly | None:
    """The plain rules of an expression; None where it is of another shape."""
    rules = []
    for text in expression.split("; "):
        found = _RULE.fullmatch(text)
        if found is None:
            return None
        days, stretches = _days(found["days"]), _stretches(found["times"], bool(found["note"]))
        if days is None or stretches is None:
            return None
        rules.append((days, stretches))
    return Weekly(tuple(rules))


@lru_cache(maxsize=1024)
def _days(text: str) -> frozenset[int] | None:
    days: set[int] = set()
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        if part == "PH":
            days.add(_HOLIDAY)
        elif first in _NAMES and (last or first) in _NAMES and "-" not in last:
            begin, end = _NAMES.index(first), _NAMES.index(last or first)
            if begin > end:
                return None
            days.update(range(begin, end + 1))
        else:
            return None
    return frozenset(days)


@lru_cache(maxsize=8192)
def _stretches(text: str, by_appointment: bool) -> tuple[Stretch, ...] | None:
    if text == "off":
        return None if by_appointment else ()
    if text == "unknown":
        return (Stretch(0, DAY_MINUTES, State.BY_APPOINTMENT if by_appointment else State.NOT_STATED),)
    state = State.BY_APPOINTMENT if by_appointment else State.OPEN
    stretches: list[Stretch] = []
    for part in text.split(","):
        found = _TIME.fullmatch(part)
        if found is None:
            return None
        hour, minute, to_hour, to_minute = map(int, found.groups())
        opens, closes = hour * 60 + minute, to_hour * 60 + to_minute
        after = stretches[-1].closes if stretches else -1
        if not after < opens < closes <= DAY_MINUTES or minute > 59 or to_minute > 59:
            return None
        stretches.append(Stretch(opens, closes, state))
    return tuple(stretches)
