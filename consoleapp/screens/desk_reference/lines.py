"""The desk reference as lines: a row of the list, and one entry whole."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from consoleapp.desk.reference_shapes import ReferenceDetail, ReferenceRow, Told
from consoleapp.desk.shapes import Fact, Tone
from consoleapp.i18n import N_, _, current
from consoleapp.rules.desk_reference import Region, Section, Validity
from consoleapp.rules.opening_hours import Standing, State, in_words
from consoleapp.rules.statuses import Language, PlanType
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.directory.week import TONES
from consoleapp.screens.facts import STYLES, fact_lines, fill, label_width, pad
from consoleapp.screens.widgets.state import State as Look
from consoleapp.screens.widgets.state import state_lines

VALIDITY_TONES = {
    Validity.IN_FORCE: Tone.GOOD,
    Validity.TO_COME: Tone.WAITING,
    Validity.SUPERSEDED: Tone.MUTED,
    Validity.WITHDRAWN: Tone.BAD,
}
SCHEMES = {one.value: one.word for one in PlanType}


def reader() -> Language:
    """The language on the screen."""
    return Language(current())


def standing_words(standing: Standing, at: datetime) -> Content:
    """``open until 19:00``, ``opens Mon 23 Nov 09:00``."""
    said = _(standing.state.word)
    if standing.changes_at is not None and standing.state in (State.OPEN, State.CLOSED):
        told = _("open until {when}") if standing.state is State.OPEN else _("opens {when}")
        said = told.format(when=formats.change(standing.changes_at, at))
    return Content.styled(said, STYLES[TONES[standing.state]])


def row_lines(row: ReferenceRow, at: datetime, width: int) -> list[Content]:
    """One line: the title, and at the right what decides – code, number and whether open, or a mark."""
    told = row.told[reader()]
    beside = fill(_beside(row, at))
    room = max(12, width - beside.cell_length - 3)
    return [Content(" ") + pad(Content.styled(printable(told.title), "$ink"), room) + "  " + beside]


def _beside(row: ReferenceRow, at: datetime) -> Iterator[Content]:
    if row.validity is Validity.TO_COME:
        yield Content.styled(_("from {day}").format(day=formats.day(row.valid_from)), "$waiting")
    if row.point is not None and row.point.kind.is_called:
        yield Content.styled(printable(row.point.value), "bold $ink" if row.for_the_line else "$ink")
    if row.standing is not None:
        yield standing_words(row.standing, at)
    if row.section is Section.FORM:
        yield Content.styled(printable(row.code), "$muted")
    if row.stale:
        yield Content.styled(_("not checked lately"), "$waiting")


def copied(row: ReferenceRow) -> str:
    """What ``y`` copies: the number, the answer, the meaning; of a form its title and code."""
    told = row.told[reader()]
    if row.point is not None:
        return row.point.value
    if row.section is Section.FORM:
        return f"{told.title} ({row.code})"
    return f"{told.title}\n{told.text}" if told.text else told.title


def detail_lines(one: ReferenceDetail, width: int) -> list[Content]:
    """An entry whole: what it says first, then what stands behind it."""
    told = one.row.told[reader()]
    lines = Content.styled(printable(told.title), "bold $ink").wrap(width)
    others = dict.fromkeys(printable(other.title) for other in one.row.told.values())
    also = [title for title in others if title != printable(told.title)]
    lines += [line for title in also[:1] for line in Content.styled(title, "$muted").wrap(width)]
    lines += [line for warning in _warnings(one, told) for line in warning.wrap(width)]
    lines.append(Content(""))
    if one.row.point is not None:
        lines += _point_lines(one, width)
    if told.text:
        lines += [*Content.styled(printable(told.text), "$ink").wrap(width), Content("")]
    facts = [fact for fact in _facts(one) if fact.value not in ("", ())]
    room = label_width((_(fact.label) for fact in facts), most=20)
    return [*lines, *fact_lines(facts, width, room), Content(""), *_version_lines(one, width)]


def _warnings(one: ReferenceDetail, told: Told) -> Iterator[Content]:
    """What staff should know before they give it out."""
    row = one.row
    match row.validity:
        case Validity.TO_COME:
            text = _("Not yet: it counts from {day} and is not given out before.")
            yield Content.styled(text.format(day=formats.day(row.valid_from)), "bold $waiting")
        case Validity.SUPERSEDED:
            yield Content.styled(_("Superseded: a newer version has taken its place."), "bold $bad")
        case Validity.WITHDRAWN:
            yield Content.styled(_("Withdrawn: it is not given out any more."), "bold $bad")
    if row.stale:
        text = _("Nobody has checked it for {days} days. Make sure before you rely on it.")
        yield Content.styled(text.format(days=one.stale_days), "$waiting")
    if told.language is not reader():
        text = _("There is no text in this language; this is in {language}.")
        yield Content.styled(text.format(language=_(told.language.word)), "$waiting")


def _point_lines(one: ReferenceDetail, width: int) -> list[Content]:
    """Where it leads, whether it is open, and the hours; what is not stated says so."""
    point = one.row.point
    if point is None:
        return []
    lines = Content.styled(printable(point.value), "bold $accent").wrap(width)
    if one.row.standing is not None and point.hours:
        lines.append(standing_words(one.row.standing, one.at))
        lines += [Content.styled(printable(rule), "$ink") for rule in in_words(point.hours, _)]
        if point.region is not Region.HONG_KONG:
            told = _("Hours are in Hong Kong time; public holidays are those of Hong Kong.")
            lines += Content.styled(told, "$muted").wrap(width)
    elif one.row.standing is not None:
        lines += state_lines(
            Look.NOT_KNOWN, _("when it is open"), N_("The hours are not stated. Ring first.")
        )
    return [*lines, Content("")]


def _facts(one: ReferenceDetail) -> list[Fact]:
    row, point = one.row, one.row.point
    forms = ", ".join(_(language.word) for language in one.files)
    scheme = _(SCHEMES[one.scheme]) if one.scheme in SCHEMES else one.scheme
    return [
        Fact(N_("Code"), row.code),
        Fact(N_("Version"), f"{row.version} · {_(row.validity.word)}", VALIDITY_TONES[row.validity]),
        Fact(N_("Valid from"), row.valid_from),
        Fact(N_("Last day"), one.valid_to or "", Tone.WAITING),
        Fact(N_("Filled in by"), ", ".join(_(who.word) for who in one.audience)),
        Fact(N_("Languages"), forms),
        Fact(N_("On the web"), one.link),
        Fact(N_("Way"), "" if point is None else _(point.kind.word)),
        Fact(N_("Region"), "" if point is None else _(point.region.word)),
        Fact(N_("Country"), "" if point is None else point.country),
        Fact(N_("For"), scheme or (_("everybody") if point is not None else "")),
        Fact(N_("Kept by"), one.owner),
        Fact(
            N_("Checked on"),
            one.checked_on or _("never"),
            Tone.WAITING if row.stale else Tone.PLAIN,
        ),
    ]


def _version_lines(one: ReferenceDetail, width: int) -> list[Content]:
    """Every version, where there is more than this one."""
    if len(one.versions) < 2:
        return []
    lines = [Content.styled(_("Versions"), "$muted")]
    for version in one.versions:
        until = "" if version.valid_to is None else f" – {formats.day(version.valid_to)}"
        said = [
            Content.styled(f" {version.version}", "$ink"),
            Content.styled(f"{_('from {day}').format(day=formats.day(version.valid_from))}{until}", "$ink"),
            Content.styled(_(version.validity.word), STYLES[VALIDITY_TONES[version.validity]]),
        ]
        lines += fill(said).wrap(width)
    return lines
