"""Whether the hotline and the walk-in desk are open, by the settings and the table of holidays (DOMAIN 2)."""

from collections.abc import Callable
from datetime import datetime

from consoleapp.i18n import N_
from consoleapp.rules.dates import local
from consoleapp.rules.hours import WeekHours, opening
from consoleapp.rules.workdays import Calendar
from consoleapp.screens.widgets.frame import Door
from consoleapp.settings import Hours


def desk_doors(hours: Hours, calendar: Calendar) -> Callable[[datetime], tuple[Door, ...]]:
    """What the header says of a moment (aware)."""
    doors = (
        (N_("hotline"), WeekHours.weekdays(hours.hotline_opens, hours.hotline_closes)),
        (N_("walk-in"), WeekHours.weekdays(hours.walk_in_opens, hours.walk_in_closes)),
    )

    def at(now: datetime) -> tuple[Door, ...]:
        here = local(now)
        return tuple(Door(name, opening(here, week, calendar)) for name, week in doors)

    return at
