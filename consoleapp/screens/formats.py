"""Dates, times and durations as staff read them, in the language in use (`rules.dates` knows the forms)."""

from datetime import date, datetime, timedelta

from consoleapp.i18n import current
from consoleapp.rules import dates


def day(value: date) -> str:
    """``28 Aug 2018``, in Chinese ``2018年8月28日``."""
    return dates.show_date(value, current())


def column_day(value: date) -> str:
    """A day in a column of a table, of one width: ``28 Aug 2018``, in Chinese ``2018-08-28``."""
    return value.isoformat() if current().startswith("zh") else dates.show_date(value)


def near_day(value: date) -> str:
    """A day within the year: ``Tue 24 Nov``, in Chinese ``11月24日(二)``."""
    return dates.show_day(value, current())


def moment(value: datetime) -> str:
    """``Fri 20 Nov 2026 18:05`` in Hong Kong, in Chinese ``2026年11月20日(五) 18:05``."""
    return dates.show_moment(value, current())


def near_moment(value: datetime) -> str:
    """``Fri 20 Nov 18:05`` in Hong Kong."""
    return f"{near_day(dates.local_date(value))} {dates.show_time(value)}"


def change(value: datetime, now: datetime) -> str:
    """When something changes: ``19:00`` today, ``Mon 23 Nov 09:00`` on another day."""
    if dates.local_date(value) == dates.local_date(now):
        return dates.show_time(value)
    return near_moment(value)


def duration(length: timedelta) -> str:
    """``03:12``, and ``1:03:12`` from an hour on; never negative."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"
