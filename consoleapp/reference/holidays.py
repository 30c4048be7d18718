"""The general holidays of Hong Kong, read from the checked-in table beside this module (SAFETY 24)."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from consoleapp.rules.workdays import Calendar

FILE = Path(__file__).parent / "holidays_hk.toml"


@cache
def load_calendar() -> Calendar:
    """The calendar of Hong Kong, read once a process; its source is named in the file."""
    years: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Calendar({date.fromisoformat(day): name for days in years.values() for day, name in days.items()})
