"""Dates and times as people write and read them. Reading zone: Hong Kong.

Sources: DOMAIN 1 and 4 (examples), SCREENS (frame), ARCHITECTURE (rule 5 of the house).
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from consoleapp.errors import Refused
from consoleapp.i18n import N_

HONG_KONG = ZoneInfo("Asia/Hong_Kong")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = "january february march april may june july august september october november december"
_MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(_LONG_MONTHS.split(), 1)},
    **{name[:3]: number for number, name in enumerate(_LONG_MONTHS.split(), 1)},
    "sept": 9,
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CHINESE_DAYS = "一二三四五六日"

_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -]*(?P<name>[a-z]{3,9})\.?,?[ -]*(?P<year>\d{4})",
        r"(?P<name>[a-z]{3,9})\.? *(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:, *| +)(?P<year>\d{4})",
        r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日",
    )
)


def parse_date(text: str) -> date:
    """The date written in ``text``: ``2018-05-01``, ``01 May 2018``, ``1/5/2018`` (day first), ``20180501``,
    ``2018年5月1日``. Years have four digits. Raises :class:`Refused` when there is no such date.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).lower()
    for shape in _SHAPES:
        found = shape.fullmatch(plain)
        if found is None:
            continue
        parts = found.groupdict()
        month = _MONTH_NUMBERS.get(parts["name"], 0) if "name" in parts else int(parts["month"])
        try:
            return date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            break
    raise Refused(
        N_("{text} is not a date. Write it as 2018-05-01, 01 May 2018 or 1/5/2018 (day first)."),
        text=repr(text),
    )


def show_date(day: date, language: str = "en") -> str:
    """``28 Aug 2018``, in Chinese ``2018年8月28日``."""
    if language.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year:04d}"


def show_day(day: date, language: str = "en") -> str:
    """A day near today, with its weekday and without its year: ``Tue 24 Nov``, ``11月24日(二)``."""
    if language.startswith("zh"):
        return f"{day.month}月{day.day}日({_CHINESE_DAYS[day.weekday()]})"
    return f"{_DAYS[day.weekday()]} {day.day:02d} {_MONTHS[day.month - 1]}"


def show_time(moment: datetime) -> str:
    """The time of day in Hong Kong: ``18:05``."""
    here = local(moment)
    return f"{here.hour:02d}:{here.minute:02d}"


def show_moment(moment: datetime, language: str = "en") -> str:
    """``Fri 20 Nov 2026 18:05`` in Hong Kong, in Chinese ``2026年11月20日(五) 18:05``."""
    day = local(moment).date()
    if language.startswith("zh"):
        return f"{show_date(day, language)}({_CHINESE_DAYS[day.weekday()]}) {show_time(moment)}"
    return f"{_DAYS[day.weekday()]} {show_date(day)} {show_time(moment)}"


def local(moment: datetime) -> datetime:
    """``moment`` (aware) in Hong Kong. A time without a zone raises ValueError: it could mean any hour."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone")
    return moment.astimezone(HONG_KONG)


def local_date(moment: datetime) -> date:
    """The day it is in Hong Kong at ``moment`` (aware)."""
    return local(moment).date()


def from_local(moment: datetime) -> datetime:
    """A time written without zone as Hong Kong time, in UTC."""
    if moment.tzinfo is not None:
        raise ValueError("This moment already has a time zone")
    return moment.replace(tzinfo=HONG_KONG).astimezone(UTC)


def age_on(born: date, day: date) -> int:
    """Full years of age on ``day``; somebody born on 29 February comes of age on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


ADULT_AGE = 18
"""From this age on a dependant's claims are that person's alone (DOMAIN 4 and 8; Hong Kong law)."""


def is_adult(born: date, day: date) -> bool:
    """Whether somebody ``born`` then is of age on ``day``."""
    return age_on(born, day) >= ADULT_AGE
