"""Opening hours of desks and providers, and when they change. Sources: DOMAIN 2 and 9, SCREENS (frame).

Times are local and counted in minutes from midnight, 0 to 1440; Hong Kong has no summer time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.workdays import Calendar

MIDNIGHT = 24 * 60
LOOK_AHEAD_DAYS = 21
"""How far ahead a change is looked for: longer than any run of holidays."""

_TIME = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open from ``opens`` until just before ``closes``, in minutes of one day."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MIDNIGHT:
            raise Refused(N_("Opening hours run from an earlier to a later time of one day."))

    @classmethod
    def parse(cls, opens: str, closes: str) -> Self:
        """The span between two times written ``09:00`` and ``17:30``; ``24:00`` ends the day."""
        return cls(minutes(opens), minutes(closes))

    def __str__(self) -> str:
        return f"{clock(self.opens)}–{clock(self.closes)}"


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Opening hours of each weekday, Monday first, and those of general holidays."""

    week: tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]
    holiday: Spans = ()

    @classmethod
    def weekdays(cls, opens: str, closes: str) -> Self:
        """Monday to Friday except general holidays, as a desk keeps them."""
        span = (Span.parse(opens, closes),)
        return cls((span, span, span, span, span, (), ()))

    def on(self, day: date, calendar: Calendar) -> Spans:
        """The hours of one day; those of holidays go before those of its weekday."""
        return self.holiday if calendar.holiday(day) else self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether it is open now and when that changes.

    ``changes_at`` is None when nothing changes in the next weeks; ``holiday`` names the
    general holiday it is.
    """

    is_open: bool
    changes_at: datetime | None
    holiday: str | None = None


def opening(now_local: datetime, hours: WeekHours, calendar: Calendar) -> Opening:
    """Whether ``hours`` are open at ``now_local`` (Hong Kong time), and the next change, in the same zone."""
    midnight = now_local.replace(hour=0, minute=0, second=0, microsecond=0)
    holiday = calendar.holiday(now_local.date())
    end = midnight + timedelta(days=LOOK_AHEAD_DAYS)
    for opens, closes in _periods(midnight, hours, calendar):
        if opens <= now_local < closes:
            return Opening(True, closes if closes < end else None, holiday)
        if now_local < opens:
            return Opening(False, opens, holiday)
    return Opening(False, None, holiday)


def _periods(midnight: datetime, hours: WeekHours, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The open periods from ``midnight`` on, in order; those that touch, as over midnight, are one."""
    current: tuple[datetime, datetime] | None = None
    for ahead in range(LOOK_AHEAD_DAYS):
        day = midnight + timedelta(days=ahead)
        for span in sorted(hours.on(day.date(), calendar)):
            opens, closes = (day + timedelta(minutes=at) for at in (span.opens, span.closes))
            if current is None:
                current = (opens, closes)
            elif opens <= current[1]:
                current = (current[0], max(current[1], closes))
            else:
                yield current
                current = (opens, closes)
    if current is not None:
        yield current


def minutes(text: str) -> int:
    """A time of day written ``09:30`` as minutes from midnight. Raises :class:`Refused` otherwise."""
    found = _TIME.fullmatch(text.strip())
    if found and int(found["minute"]) < 60:
        at = int(found["hour"]) * 60 + int(found["minute"])
        if at <= MIDNIGHT:
            return at
    raise Refused(N_("{text} is not a time of day. Write it as 09:30."), text=repr(text))


def clock(at: int) -> str:
    """Minutes from midnight as a time of day: ``09:30``."""
    return f"{at // 60:02d}:{at % 60:02d}"
