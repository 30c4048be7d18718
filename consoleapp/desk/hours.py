"""Whether the desk can be reached, and when that changes. Asked before the book is open: loads no store."""

from dataclasses import dataclass
from datetime import datetime

from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.dates import local
from consoleapp.rules.hours import Opening, WeekHours, opening
from consoleapp.settings import Settings


@dataclass(frozen=True, slots=True)
class DeskHours:
    """Hotline and walk-in desk (DOMAIN 2)."""

    hotline: Opening
    walk_in: Opening


def hours(settings: Settings, now: datetime) -> DeskHours:
    """Opening of hotline and walk-in desk at ``now``, in Hong Kong time."""
    figures, days, here = settings.hours, load_calendar(), local(now)
    return DeskHours(
        opening(here, WeekHours.weekdays(figures.hotline_opens, figures.hotline_closes), days),
        opening(here, WeekHours.weekdays(figures.walk_in_opens, figures.walk_in_closes), days),
    )
