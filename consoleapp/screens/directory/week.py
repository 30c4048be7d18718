"""Hours drawn as a week: a day a line, today marked, holidays named."""

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from consoleapp.desk.shapes import Tone
from consoleapp.i18n import _, current
from consoleapp.rules.hours import clock
from consoleapp.rules.opening_hours import DayHours, State
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import STYLES, pad

TONES = {
    State.OPEN: Tone.GOOD,
    State.CLOSED: Tone.MUTED,
    State.BY_APPOINTMENT: Tone.WAITING,
    State.NOT_STATED: Tone.WAITING,
}
FIRST_HOUR, LAST_HOUR = 6, 24
"""What the bar of a day spans, one cell an hour."""


def label_room() -> int:
    """Cells for a day with its weekday."""
    return 14 if current().startswith("zh") else 12


def day_lines(day: DayHours, today: date, *, bars: bool) -> Iterator[Content]:
    """``▶Fri 20 Nov  09:00–13:00  15:00–19:00``, and the holiday it is."""
    mark = "▶" if day.day == today else " "
    style = "bold $accent" if day.day == today else "$muted"
    room = label_room()
    label = pad(Content.styled(f"{mark}{formats.near_day(day.day)}", style), room)
    yield label + (_bar(day) + "  " if bars else "") + _times(day)
    if day.holiday:
        holiday = _("Public holiday") + f": {printable(_(day.holiday))}"
        yield Content(" " * room) + Content.styled(holiday, "$waiting")


def _bar(day: DayHours) -> Content:
    parts = []
    for hour in range(FIRST_HOUR, LAST_HOUR):
        middle = hour * 60 + 30
        inside = next((part for part in day.stretches if part.opens < middle < part.closes), None)
        parts.append(("─", "$muted") if inside is None else ("━", STYLES[TONES[inside.state]]))
    return Content.assemble(*parts)


def _times(day: DayHours) -> Content:
    if not day.stretches:
        return Content.styled(_(State.CLOSED.word), "$muted")
    parts = []
    for one in day.stretches:
        whole = (one.opens, one.closes) == (0, 1440)
        times = "" if whole and one.state is not State.OPEN else f"{clock(one.opens)}–{clock(one.closes)}"
        state = "" if one.state is State.OPEN else _(one.state.word)
        parts.append(Content.styled(f"{times} {state}".strip(), "$ink" if not state else "$waiting"))
    return Content("  ").join(parts)
