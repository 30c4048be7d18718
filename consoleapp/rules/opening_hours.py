"""Standard ``opening_hours`` expressions of providers: valid, open at a moment, a week to draw (DOMAIN 9).

Expressions are evaluated by the library opening-hours-py. Which days are general holidays is not left to it:
its table for Hong Kong lacks days that stand in for a holiday on a Sunday (7 Apr 2026). ``PH`` is replaced by
the dates of our own calendar before it is asked.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.workdays import Calendar

if TYPE_CHECKING:  # three megabytes: a desk that never looks at hours does without
    from opening_hours import OpeningHours
    from opening_hours import State as Found

LOOK_AHEAD_DAYS = 21
"""How far ahead a change is looked for: longer than any run of holidays."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PH = re.compile(r"(?<!\w)PH(?!\w)")
_SELECTOR = re.compile(r"(?P<days>(?:[A-Z][a-z]|PH)(?:[-,](?:[A-Z][a-z]|PH))*)(?P<rest>\s.*|)", re.DOTALL)


class State(Coded):
    """What can be said of a moment."""

    OPEN = "open", N_("open")
    CLOSED = "closed", N_("closed")
    BY_APPOINTMENT = "by_appointment", N_("by appointment")
    NOT_STATED = "not_stated", N_("hours not stated; ring first")


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands at a moment. ``changes_at`` is None when nothing changes in the next weeks."""

    state: State
    changes_at: datetime | None
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one day that is not simply closed, in minutes; ``closes`` is at most 1440."""

    opens: int
    closes: int
    state: State


@dataclass(frozen=True, slots=True)
class DayHours:
    """One day of a drawn week; ``holiday`` names the general holiday it is."""

    day: date
    stretches: tuple[Stretch, ...]
    holiday: str | None


def check(expression: str) -> str:
    """``expression``, when it is a valid one. Raises :class:`Refused` otherwise."""
    from opening_hours import validate

    if not expression.strip() or not validate(expression):
        raise Refused(
            N_("{text} is no opening_hours expression. Type the hours as the clinic prints them."),
            text=repr(expression),
        )
    if any(not _holidays_stand_with_days(rule) for rule in rules(expression)):
        raise Refused(
            N_("Public holidays stand in an unusual place in {text}. Give them a rule of their own: PH off."),
            text=repr(expression),
        )
    return expression


def _holidays_stand_with_days(rule: str) -> bool:
    """Whether ``PH``, where it stands at all, is one of the days in front."""
    found = _SELECTOR.fullmatch(rule)
    return not _PH.search(rule) or (found is not None and not _PH.search(found["rest"]))


def rules(expression: str) -> list[str]:
    """The rules between semicolons; one inside a quoted comment parts nothing."""
    return [part.strip() for part in re.findall(r'(?:[^;"]|"[^"]*")+', expression) if part.strip()]


def states_holidays(expression: str) -> bool:
    """Whether it says anything about general holidays."""
    return expression.strip() == "24/7" or any(
        _PH.search(rule) and not rule.endswith("unknown") for rule in rules(expression)
    )


def standing(expression: str, now_local: datetime, calendar: Calendar) -> Standing:
    """How it stands at ``now_local`` (Hong Kong time) and when that changes, in the same zone."""
    naive = now_local.replace(tzinfo=None)
    hours = _evaluator(expression, _holidays(naive.date(), LOOK_AHEAD_DAYS, calendar))
    found, comment = hours.state(naive)
    state = _state(found, comment)
    end = naive + timedelta(days=LOOK_AHEAD_DAYS)
    changes = next(
        (
            begin
            for begin, _end, after, said in hours.intervals(naive, end)
            if begin > naive and _state(after, said) is not state
        ),
        None,
    )
    known = None if changes is None else changes.replace(tzinfo=now_local.tzinfo)
    return Standing(state, known, calendar.holiday(naive.date()))


def is_open(expression: str, at_local: datetime, calendar: Calendar) -> bool:
    """Whether it is open at a moment for who walks in."""
    naive = at_local.replace(tzinfo=None)
    hours = _evaluator(expression, _holidays(naive.date(), 1, calendar))
    return _state(*hours.state(naive)) is State.OPEN


def week(expression: str, first: date, calendar: Calendar) -> tuple[DayHours, ...]:
    """Seven days from ``first`` on, as they are to be drawn."""
    hours = _evaluator(expression, _holidays(first, 8, calendar))
    return tuple(_day(hours, first + timedelta(days=ahead), calendar) for ahead in range(7))


def _day(hours: "OpeningHours", day: date, calendar: Calendar) -> DayHours:
    midnight = datetime.combine(day, time())
    stretches = []
    for begin, end, found, comment in hours.intervals(midnight, midnight + timedelta(days=1)):
        state = _state(found, comment)
        if state is not State.CLOSED:
            opens, closes = (int((at - midnight) / timedelta(minutes=1)) for at in (begin, end))
            stretches.append(Stretch(opens, min(closes, 1440), state))
    return DayHours(day, tuple(stretches), calendar.holiday(day))


def _state(found: "Found", comment: str) -> State:
    from opening_hours import State as Found

    if found == Found.OPEN:
        return State.BY_APPOINTMENT if "appointment" in comment else State.OPEN
    if found == Found.UNKNOWN:
        return State.BY_APPOINTMENT if "appointment" in comment else State.NOT_STATED
    return State.CLOSED


def _holidays(first: date, days: int, calendar: Calendar) -> tuple[date, ...]:
    """The general holidays from the day before ``first`` on: its night may reach into the day asked for."""
    span = (first + timedelta(days=ahead) for ahead in range(-1, days + 1))
    return tuple(day for day in span if calendar.holiday(day))


@lru_cache(maxsize=4096)
def _evaluator(expression: str, holidays: tuple[date, ...]) -> "OpeningHours":
    from opening_hours import OpeningHours

    dated = [text for rule in rules(expression) if (text := _dated(rule, holidays))]
    return OpeningHours("; ".join(dated) or "off")


def _dated(rule: str, holidays: Sequence[date]) -> str:
    """``rule`` with the dates of holidays in place of ``PH``; "" where it speaks of nothing else."""
    found = _SELECTOR.fullmatch(rule)
    if found is None or not _PH.search(rule):
        return rule
    days = [part for part in found["days"].split(",") if part != "PH"]
    parts = [",".join(days) + found["rest"]] if days else []
    if holidays:
        dates = ",".join(f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}" for day in holidays)
        parts.append(dates + found["rest"])
    return "; ".join(parts)


_DAYS = {
    "Mo": N_("Mon"), "Tu": N_("Tue"), "We": N_("Wed"), "Th": N_("Thu"), "Fr": N_("Fri"), "Sa": N_("Sat"),
    "Su": N_("Sun"), "PH": N_("public holidays"),
}  # fmt: skip


def in_words(expression: str, translate: Callable[[str], str]) -> tuple[str, ...]:
    """An expression as the reader of hours writes it, a rule a part: ``Mon–Fri 09:00–13:00, 15:00–19:00``."""
    if expression.strip() == "24/7":
        return (translate(N_("open 24 hours every day, public holidays too")),)
    told = []
    for rule in rules(expression):
        found = _SELECTOR.fullmatch(rule)
        if found is None:
            told.append(rule)
            continue
        days = re.sub(r"[A-Z][a-zH]", lambda day: translate(_DAYS[day[0]]), found["days"])
        told.append(
            f"{days.replace('-', '–').replace(',', ', ')} {_times_in_words(found['rest'], translate)}"
        )
    return tuple(told)


def _times_in_words(rest: str, translate: Callable[[str], str]) -> str:
    times, by_appointment = rest.replace('"by appointment"', "").strip(), "appointment" in rest
    if times == "off":
        return translate(State.CLOSED.word)
    if times == "unknown":
        return translate((State.BY_APPOINTMENT if by_appointment else State.NOT_STATED).word)
    note = f" ({translate(State.BY_APPOINTMENT.word)})" if by_appointment else ""
    return times.replace("-", "–").replace(",", ", ") + note


@dataclass(frozen=True, slots=True)
class Hours:
    """An expression as a value of a sentence."""

    expression: str

    def told(self, translate: Callable[[str], str]) -> str:
        return "; ".join(in_words(self.expression, translate))
