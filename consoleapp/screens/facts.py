"""How the desk's values read on a screen: labels in grey, facts in ink, a tone where the desk gives one.

Data becomes :class:`Content` here and is never parsed as markup (SAFETY 1, 3).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum

from rich.cells import cell_len
from textual.content import Content, Span

from consoleapp.desk.shapes import Fact, Masked, Tone
from consoleapp.i18n import _, current
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import AccountStage, ClaimStatus, MemberStatus, MessageState, PolicyStatus
from consoleapp.rules.text import printable
from consoleapp.screens import formats

STYLES = {
    Tone.PLAIN: "$ink",
    Tone.MUTED: "$muted",
    Tone.GOOD: "$good",
    Tone.WAITING: "$waiting",
    Tone.BAD: "$bad",
}

TONES: dict[Coded, Tone] = {
    PolicyStatus.IN_FORCE: Tone.GOOD,
    PolicyStatus.PENDING: Tone.WAITING,
    PolicyStatus.LAPSED: Tone.BAD,
    PolicyStatus.EXPIRED: Tone.MUTED,
    PolicyStatus.SURRENDERED: Tone.MUTED,
    PolicyStatus.TERMINATED: Tone.BAD,
    MemberStatus.ACTIVE: Tone.GOOD,
    MemberStatus.PENDING: Tone.WAITING,
    MemberStatus.SUSPENDED: Tone.BAD,
    MemberStatus.TERMINATED: Tone.BAD,
    ClaimStatus.RECEIVED: Tone.WAITING,
    ClaimStatus.IN_REVIEW: Tone.WAITING,
    ClaimStatus.PENDING_DOCUMENTS: Tone.WAITING,
    ClaimStatus.APPROVED: Tone.GOOD,
    ClaimStatus.PAID: Tone.GOOD,
    ClaimStatus.DECLINED: Tone.BAD,
    ClaimStatus.WITHDRAWN: Tone.MUTED,
    AccountStage.ACTIVE: Tone.GOOD,
    AccountStage.FROZEN: Tone.BAD,
    AccountStage.DISABLED: Tone.BAD,
    AccountStage.INVITED: Tone.WAITING,
    AccountStage.REGISTERING: Tone.WAITING,
    AccountStage.NOT_REGISTERED: Tone.MUTED,
    MessageState.STUCK: Tone.BAD,
}
"""How a status strikes the eye. The word says the same."""


def words(value: object) -> str:
    """A value as staff read it, in the language in use. None is a fact too: not known."""
    match value:
        case None:
            return _("not known")
        case Masked():
            return printable(value.shown) if value.on_record else _("not on record")
        case Coded():
            return _(value.word)
        case Money():
            return str(value)
        case datetime():
            return formats.moment(value)
        case date():
            return formats.day(value)
        case bool():
            return _("yes") if value else _("no")
        case int():
            return f"{value:,}"
        case Enum():
            return _(str(value.value))
        case _:
            return printable(str(value))


def toned(value: object, tone: Tone | None = None, *, bold: bool = False) -> Content:
    """A value in its tone; what is not known is grey whatever the tone."""
    known = not (value is None or (isinstance(value, Masked) and not value.on_record))
    if tone is None:
        tone = TONES.get(value, Tone.PLAIN) if isinstance(value, Coded) else Tone.PLAIN
    style = STYLES[tone] if known else "$muted"
    return Content.styled(words(value), f"bold {style}" if bold else style)


def name_of(english: str, chinese: str) -> str:
    """The name a reader of the language in use looks for first; the other where that one is not known."""
    first, second = (chinese, english) if current().startswith("zh") else (english, chinese)
    return printable(first or second) or _("name not known")


def both_names(english: str, chinese: str, *, bold: bool = True, gap: str = "  ") -> Content:
    """``CHAN TAI MAN  陳大文``; the English one leads, as on the card."""
    lead = printable(english) or printable(chinese) or _("name not known")
    other = printable(chinese) if english else ""
    ink = "bold $ink" if bold else "$ink"
    return Content.assemble((lead, ink), (f"{gap}{other}" if other else "", ink if bold else "$muted"))


def word_lines(value: Coded, _width: int) -> list[Content]:
    """The word of a vocabulary, as a row of a list to choose from."""
    return [Content(f" {_(value.word)}")]


def fill(parts: Iterable[Content], gap: str = " · ") -> Content:
    """``parts`` that are not empty, with a grey dot between."""
    return Content.styled(gap, "$muted").join([part for part in parts if part])


def pad(text: Content, width: int, *, right: bool = False) -> Content:
    """``text`` in exactly ``width`` cells, cut with … where it is longer."""
    room = max(0, width)
    return in_cells([(text, -room if right else room)])


def in_cells(columns: Iterable[tuple[Content, int]]) -> Content:
    """Texts side by side, each in exactly so many cells, cut with … where it is longer; in a negative number
    of them it ends at the right.

    One text is put together once: a schedule has a hundred of these, and each step between costs as much.
    """
    words: list[str] = []
    spans: list[Span] = []
    place = cells = 0
    for text, width in columns:
        room = abs(width)
        cut = text if text.cell_length <= room else text.truncate(room, ellipsis=True)
        gap = " " * (room - cut.cell_length)
        start = place + len(gap) if width < 0 else place
        spans += [Span(first + start, last + start, style) for first, last, style in cut.spans]
        words += (gap, cut.plain) if width < 0 else (cut.plain, gap)
        place += len(gap) + len(cut.plain)
        cells += room
    return Content("".join(words), spans, cells)


def label_width(labels: Iterable[str], *, least: int = 8, most: int = 16) -> int:
    """Cells for a column of ``labels``."""
    return min(most, max([least, *(cell_len(label) for label in labels)])) + 2


def fact_lines(facts: Sequence[Fact], width: int, room: int = 0) -> list[Content]:
    """Labelled facts, one under the other, labels in ``room`` cells; long values fold under themselves."""
    room = room or label_width(_(fact.label) for fact in facts)
    lines: list[Content] = []
    for fact in facts:
        if not fact.label and fact.value in (None, ""):
            lines.append(Content(""))
            continue
        lines += labelled(_(fact.label), toned(fact.value, fact.tone), room, width)
        if fact.more:
            lines += labelled("", Content.styled(printable(_(fact.more)), "$muted"), room, width)
    return lines


def labelled(label: str, value: Content, room: int, width: int) -> list[Content]:
    """``label`` in grey in ``room`` cells, then ``value``, folded into what is left of ``width``."""
    folded = value.wrap(max(8, width - room)) or [Content("")]
    first = pad(Content.styled(label, "$muted"), room) + folded[0]
    return [first, *(Content(" " * room) + line for line in folded[1:])]
