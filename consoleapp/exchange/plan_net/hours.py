"""Hours as ``availableTime``, and a text a clinic could print out of it."""

from collections.abc import Sequence
from typing import Any

from consoleapp.errors import Refused
from consoleapp.exchange.plan_net.codes import DAYS
from consoleapp.i18n import N_
from consoleapp.rules.clinic_hours import Unreadable, Week, read
from consoleapp.rules.hours import clock

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_END = 24 * 60


def available_time(printed: str) -> list[dict[str, Any]]:
    """The spans of each weekday; a span over midnight is told on both days. Holidays are not FHIR's."""
    try:
        week = read(printed)
    except Unreadable:
        return []
    if not printed.strip():
        return []
    by_span: dict[tuple[int, int], list[int]] = {}
    for day, opens, closes in _spans(week):
        by_span.setdefault((opens, closes), []).append(day)
    found = []
    for (opens, closes), days in by_span.items():
        one: dict[str, Any] = {"daysOfWeek": [DAYS[day] for day in sorted(days)]}
        if (opens, closes) == (0, DAY_END):
            one["allDay"] = True
        else:
            one["availableStartTime"] = f"{clock(opens)}:00"
            one["availableEndTime"] = "23:59:59" if closes == DAY_END else f"{clock(closes)}:00"
        found.append(one)
    return found


def _spans(week: Week) -> list[tuple[int, int, int]]:
    found = []
    for day in range(7):
        for opens, closes in week.days[day].spans if day in week.days else ():
            found.append((day, opens, min(closes, DAY_END)))
            if closes > DAY_END:
                found.append(((day + 1) % 7, 0, closes - DAY_END))
    return found


def printed(times: Sequence[dict[str, Any]], said: str) -> str:
    """Hours as a clinic prints them: ``said`` where it says the same of weekdays, else made of ``times``.

    Raises Refused for times that are none.
    """
    if not times:
        return said
    wanted = sorted(_told(times))
    if said:
        try:
            if sorted(_spans(read(said))) == wanted:
                return said
        except Unreadable:
            pass  # what the times say can be read
    by_day: dict[int, list[tuple[int, int]]] = {}
    for day, opens, closes in wanted:
        by_day.setdefault(day, []).append((opens, closes))
    parts = []
    for day, spans in by_day.items():
        hours = ", ".join(f"{clock(a)}-{'24:00' if b == DAY_END else clock(b)}" for a, b in spans)
        parts.append(f"{NAMES[day]} {hours}")
    return "; ".join(parts)


def _told(times: Sequence[dict[str, Any]]) -> list[tuple[int, int, int]]:
    found = []
    for one in times:
        if one.get("allDay") is True:
            opens, closes = 0, DAY_END
        else:
            opens, closes = _minutes(one.get("availableStartTime")), _minutes(one.get("availableEndTime"))
        days = one.get("daysOfWeek", [])
        if not isinstance(days, list) or any(day not in DAYS for day in days) or opens >= closes:
            raise Refused(N_("These times are none: {text}."), text=str(one)[:120])
        found += [(DAYS.index(day), opens, closes) for day in days]
    return found


def _minutes(text: object) -> int:
    parts = text.split(":") if isinstance(text, str) else []
    if not 2 <= len(parts) <= 3 or any(not part.isdecimal() for part in parts):
        raise Refused(N_("These times are none: {text}."), text=repr(text))
    hour, minute, second = (*map(int, parts), 0)[:3]
    at = hour * 60 + minute + (1 if second >= 59 else 0)
    if hour > 24 or minute > 59 or at > DAY_END:
        raise Refused(N_("These times are none: {text}."), text=repr(text))
    return at
