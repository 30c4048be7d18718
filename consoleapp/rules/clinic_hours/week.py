"""A week of hours, general holidays apart, and its canonical expression."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from consoleapp.rules.hours import clock

HOLIDAY = 7
"""The place of general holidays after Monday (0) to Sunday (6)."""
NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
DAY_END = 24 * 60


@dataclass(frozen=True, slots=True)
class Day:
    """What one day is: spans in minutes (a span may end after midnight), and whether by appointment.

    Without spans it is closed; by appointment without spans means hours are agreed by telephone.
    """

    spans: tuple[tuple[int, int], ...] = ()
    by_appointment: bool = False

    @property
    def text(self) -> str:
        """As the right side of a rule."""
        note = ' "by appointment"' if self.by_appointment else ""
        if not self.spans:
            return f"unknown{note}" if note else "off"
        return ",".join(f"{clock(opens)}-{_end(opens, closes)}" for opens, closes in self.spans) + note


def _end(opens: int, closes: int) -> str:
    return clock(closes - DAY_END) if closes > DAY_END else clock(closes)


@dataclass(frozen=True, slots=True)
class Week:
    """Hours of each day. A day that is not named is closed; holidays that are not named are not known."""

    days: Mapping[int, Day]

    @property
    def states_holidays(self) -> bool:
        """Whether the text says anything about general holidays."""
        return HOLIDAY in self.days

    @property
    def expression(self) -> str:
        """The ``opening_hours`` expression: runs of equal days, holidays last so that they go first."""
        rules: list[tuple[list[int], str]] = []
        weekdays = [(day, self.days.get(day, Day()).text) for day in range(HOLIDAY)]
        for text in dict.fromkeys(text for _day, text in weekdays if text != "off"):
            rules.append(([day for day, other in weekdays if other == text], text))
        holiday = self.days[HOLIDAY].text if self.states_holidays else "unknown"
        if all(text == holiday == "00:00-24:00" for _day, text in weekdays):
            return "24/7"
        if rules and rules[-1][1] == holiday:
            rules[-1][0].append(HOLIDAY)
        else:
            rules.append(([HOLIDAY], holiday))
        return "; ".join(f"{_days(days)} {text}" for days, text in rules)


def _days(days: list[int]) -> str:
    """``Mo-We,Fr,PH``: two or more days in a row are a range."""
    parts = []
    for _start, run in groupby(
        enumerate(day for day in days if day != HOLIDAY), lambda pair: pair[1] - pair[0]
    ):
        ordered = [day for _place, day in run]
        parts.append(NAMES[ordered[0]] if len(ordered) == 1 else f"{NAMES[ordered[0]]}-{NAMES[ordered[-1]]}")
    return ",".join([*parts, *(["PH"] if HOLIDAY in days else [])])
