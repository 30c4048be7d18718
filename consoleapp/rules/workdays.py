"""Working days: Monday to Friday without the general holidays. Sources: DOMAIN 4, SAFETY 24.

The table of holidays is passed in; ``consoleapp.reference.holidays`` reads the one that is checked in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from consoleapp.errors import Refused
from consoleapp.i18n import N_

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The general holidays by date, with their names; Sundays and Saturdays need no entry."""

    holidays: Mapping[date, str]

    @property
    def years(self) -> range:
        """The years the table knows; empty when there is no table at all."""
        years = {day.year for day in self.holidays}
        return range(min(years), max(years) + 1) if years else range(0)

    def holiday(self, day: date) -> str | None:
        """The name of the general holiday on ``day``, a text of the catalogue; None on any other day."""
        return self.holidays.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is a Monday to Friday and no general holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def add_working_days(self, start: date, count: int) -> date:
        """The day ``count`` working days after ``start``; the day of ``start`` itself never counts.

        With a count of 0 it is ``start``, or the next working day when ``start`` is none. A promise is a date
        for a person: beyond the last year of the table this raises :class:`Refused` instead of guessing.
        """
        if count < 0:
            raise ValueError("Working days are counted forward")
        day = start
        while not self.is_working_day(day):
            day += _ONE_DAY
        if count:
            day = start
        for _ in range(count):
            day += _ONE_DAY
            while not self.is_working_day(day):
                day += _ONE_DAY
        self._known(start, day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` comes first."""
        if end < start:
            return -self.working_days_between(end, start)
        self._known(start, end)
        days = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=past)) for past in range(1, days + 1))

    def _known(self, *days: date) -> None:
        for day in days:
            if self.holidays and day.year not in self.years:
                raise Refused(
                    N_("The table of general holidays knows {first} to {last}, not {year}. Add that year."),
                    first=self.years.start,
                    last=self.years.stop - 1,
                    year=day.year,
                )


HOLIDAY_NAMES: tuple[str, ...] = (
    N_("The first day of January"),
    N_("The day following the first day of January"),
    N_("Lunar New Year's Day"),
    N_("The second day of Lunar New Year"),
    N_("The third day of Lunar New Year"),
    N_("The fourth day of Lunar New Year"),
    N_("Ching Ming Festival"),
    N_("The day following Ching Ming Festival"),
    N_("Good Friday"),
    N_("The day following Good Friday"),
    N_("Easter Monday"),
    N_("The day following Easter Monday"),
    N_("Labour Day"),
    N_("The day following Labour Day"),
    N_("The Birthday of the Buddha"),
    N_("The day following the Birthday of the Buddha"),
    N_("Tuen Ng Festival"),
    N_("The day following Tuen Ng Festival"),
    N_("Hong Kong Special Administrative Region Establishment Day"),
    N_("The day following Hong Kong Special Administrative Region Establishment Day"),
    N_("The day following the Chinese Mid-Autumn Festival"),
    N_("The second day following the Chinese Mid-Autumn Festival"),
    N_("National Day"),
    N_("The day following National Day"),
    N_("Chung Yeung Festival"),
    N_("The day following Chung Yeung Festival"),
    N_("Christmas Day"),
    N_("The first weekday after Christmas Day"),
    N_("The second weekday after Christmas Day"),
)
"""The names the Government Gazette gives the general holidays; the table uses no other."""
