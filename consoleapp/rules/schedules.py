"""When a report is due that is asked for again and again: every day, week or month, in Hong Kong time.

Only the newest due time counts: what was missed while a machine was off is run once.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from consoleapp.errors import WrongUse
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import from_local, local_date
from consoleapp.rules.text import fold

LONGEST_GAP = 31
"""Days between two due times, at most."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Every(Coded):
    """How often a report is run."""

    DAY = "day", N_("Every day")
    WEEK = "week", N_("Every week")
    MONTH = "month", N_("Every month")


class RunOutcome(Coded):
    """What became of one run of a schedule."""

    RUNNING = "running", N_("Running")
    WRITTEN = "written", N_("Written")
    NOT_ALLOWED = "not_allowed", N_("Not run: its owner may not")
    TOO_MANY = "too_many", N_("Not run: too many rows for one person")
    REFUSED = "refused", N_("Not written")
    FAULT = "fault", N_("Fault")
    DIED = "died", N_("Broken off")


@dataclass(frozen=True, slots=True)
class Timing:
    """``on`` is the day of the week (Monday is 1) or of the month, 0 for every day; ``at`` Hong Kong time."""

    every: Every
    on: int
    at: time

    def __post_init__(self) -> None:
        last = {Every.DAY: 0, Every.WEEK: 7, Every.MONTH: 31}[self.every]
        if not min(last, 1) <= self.on <= last:
            raise ValueError(f"no such day: {self.every} {self.on}")

    @property
    def day(self) -> str:
        """The day as it is typed: ``mon``, ``31``; nothing for every day."""
        if self.every is Every.WEEK:
            return WEEKDAYS[self.on - 1]
        return str(self.on) if self.on else ""

    def falls_on(self, day: date) -> bool:
        """Whether it is due on ``day``. In a month too short for its day it is due on the last one."""
        if self.every is Every.WEEK:
            return day.isoweekday() == self.on
        if self.every is Every.MONTH:
            return day.day == min(self.on, monthrange(day.year, day.month)[1])
        return True


def timing_of(every: str, on: str, at: str) -> Timing:
    """What was typed. Raises WrongUse naming what is wrong. Without a day: Monday, the first."""
    how_often = next((one for one in Every if one.value == fold(every)), None)
    if how_often is None:
        raise WrongUse(
            N_("A report is run every {known}, not every {every}."), known=", ".join(Every), every=every
        )
    hours = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at.strip(), re.ASCII)
    if hours is None:
        raise WrongUse(N_("{at} is no time of day. Write it as 07:30."), at=repr(at))
    return Timing(how_often, _day(how_often, fold(on)), time(int(hours[1]), int(hours[2])))


def _day(every: Every, on: str) -> int:
    if every is Every.DAY:
        if on:
            raise WrongUse(N_("A report of every day is run on every day. Leave out --on."))
        return 0
    if every is Every.WEEK:
        if on and on[:3] not in WEEKDAYS:
            raise WrongUse(N_("{on} is no day of the week. Write mon, tue, wed, thu, fri, sat, sun."), on=on)
        return WEEKDAYS.index(on[:3]) + 1 if on else 1
    number = int(on) if re.fullmatch(r"\d{1,2}", on, re.ASCII) else 0 if on else 1
    if not 1 <= number <= LONGEST_GAP:
        raise WrongUse(N_("{on} is no day of a month. Write 1 to 31."), on=on)
    return number


def last_due(timing: Timing, now: datetime) -> datetime:
    """The newest due time that is not after ``now``, in UTC."""
    today = local_date(now)
    found = (_moment(timing, today - timedelta(days=back)) for back in range(LONGEST_GAP + 1))
    return next(moment for moment in found if moment is not None and moment <= now)


def next_due(timing: Timing, after: datetime) -> datetime:
    """The first due time after ``after``, in UTC."""
    today = local_date(after)
    found = (_moment(timing, today + timedelta(days=ahead)) for ahead in range(LONGEST_GAP + 1))
    return next(moment for moment in found if moment is not None and moment > after)


def _moment(timing: Timing, day: date) -> datetime | None:
    return from_local(datetime.combine(day, timing.at)) if timing.falls_on(day) else None
