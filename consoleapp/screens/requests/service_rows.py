"""A member's request in words and lines: in a list, and whole."""

from datetime import date

from textual.content import Content

from consoleapp.desk.service_shapes import ServiceDetail, ServiceFact, ServiceRow, ServiceStep
from consoleapp.desk.shapes import Tone
from consoleapp.i18n import _
from consoleapp.rules.coded import Coded
from consoleapp.rules.services import ServiceState
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import STYLES, fill, label_width, labelled

TONES = {
    ServiceState.OPEN: Tone.WAITING,
    ServiceState.IN_PROGRESS: Tone.PLAIN,
    ServiceState.WAITING: Tone.WAITING,
    ServiceState.DONE: Tone.GOOD,
    ServiceState.DECLINED: Tone.BAD,
    ServiceState.CANCELLED: Tone.MUTED,
}


def stands(row: ServiceRow) -> Content:
    """``Waiting for the member``; of what is over, since when."""
    word = row.waits_for.word if row.waits_for is not None else row.state.word
    told = _(word)
    if row.ended_at is not None:
        told = f"{told} {formats.near_moment(row.ended_at)}"
    return Content.styled(told, STYLES[TONES[row.state]])


def due(row: ServiceRow) -> Content:
    """``due Thu 26 Nov``, ``overdue since Tue 24 Nov``; nothing once it is over."""
    if not row.state.is_live:
        return Content("")
    told = _("overdue since {day}") if row.overdue else _("due {day}")
    return Content.styled(
        told.format(day=formats.near_day(row.due_on)), "$bad" if row.overdue else "$waiting"
    )


def in_hand(row: ServiceRow) -> Content:
    """Who has it; nothing once it is over."""
    if not row.state.is_live:
        return Content("")
    return Content.styled(printable(row.who) or _("nobody yet"), "$muted")


def list_lines(row: ServiceRow, _width: int) -> list[Content]:
    """``Card re-issue · Waiting for the member · due Tue 24 Nov`` over ``R000123 · asked for … · Lam``."""
    kind = Content.styled(_(row.kind.word), "$ink")
    asked = _("asked for on {day}").format(day=formats.near_moment(row.opened_at))
    return [
        fill([kind, stands(row), due(row)]),
        Content("  ")
        + fill([Content.styled(row.number, "$muted"), Content.styled(asked, "$muted"), in_hand(row)]),
    ]


def fact_words(fact: ServiceFact) -> str:
    """What stands in a field, in the language in use."""
    if isinstance(fact.meant, Coded):
        return _(fact.meant.word)
    if isinstance(fact.meant, date):
        return formats.day(fact.meant)
    return printable(f"{fact.currency} {fact.shown}".strip())


def step_lines(step: ServiceStep) -> list[Content]:
    """``Fri 20 Nov 18:05 · Lam Ka Fai · In progress``; below it what was noted."""
    word = step.waits_for.word if step.waits_for is not None else step.new.word
    parts = [
        Content.styled(formats.near_moment(step.at), "$muted"),
        Content.styled(printable(step.who), "$muted"),
        Content.styled(_(word), STYLES[TONES[step.new]]),
    ]
    lines = [fill(parts)]
    if step.note:
        lines.append(Content(f"  {printable(step.note)}"))
    return lines


def detail_lines(detail: ServiceDetail, width: int) -> list[Content]:
    """The fields that were filled in, then every step, folded into ``width`` cells."""
    told = [one for one in detail.facts if one.shown]
    room = label_width((_(one.word) for one in told), most=24)
    lines: list[Content] = []
    for one in told:
        value = Content.styled(fact_words(one), "$ink" if one.open else "$muted")
        lines += labelled(_(one.word), value, room, width)
    if not told:
        gone = _("What stood in its fields was removed when its time was over.")
        lines += Content.styled(gone, "$muted").wrap(width)
    lines.append(Content(""))
    for step in detail.steps:
        lines += [part for line in step_lines(step) for part in line.wrap(width)]
    return lines
