"""The frame around every screen (SCREENS "The frame"): who and when, the contact, a message, the keys.

What the lines show arrives as plain values, so that no store is needed to draw them. A line has several
wordings from long to short and takes the longest that fits.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Any

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import Screen

from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.dates import show_time
from consoleapp.rules.hours import Opening
from consoleapp.rules.text import printable
from consoleapp.screens import formats, keys
from consoleapp.screens.following import wipe_widget
from consoleapp.screens.widgets.worded import Worded

GAP = "  "
SHORT_LANGUAGES = {"en": "EN", "zh_Hant": "繁", "zh_Hans": "简", "es": "ES"}


@dataclass(frozen=True, slots=True)
class Door:
    """One way in (``N_("hotline")``, ``N_("walk-in")``): whether it is open, and when that changes."""

    name: str
    opening: Opening


@dataclass(frozen=True, slots=True)
class DeskLine:
    """The first line.

    ``desk`` is marked for the catalogue, ``person`` is a name; both empty before sign-in.
    """

    desk: str = ""
    person: str = ""
    doors: tuple[Door, ...] = ()
    demo: bool = False


class ContactKind(StrEnum):
    """How the caller reached the desk."""

    CALL = N_("CALL")
    VISIT = N_("VISIT")


@dataclass(frozen=True, slots=True)
class ContactBand:
    """The second line, during a contact (DOMAIN 8).

    ``subject`` is a name or empty while nobody is named; ``caller`` (``N_("the member")``), ``level``
    (``N_("identified")``) and ``how`` (``N_("one-time code")``) are marked for the catalogue. ``verified``
    makes the band green.
    """

    kind: ContactKind
    started: datetime
    subject: str = ""
    caller: str = ""
    verified: bool = False
    level: str = N_("not verified")
    how: str = ""
    at: datetime | None = None
    looks: int = 0
    parked: int = 0


class MessageTone(StrEnum):
    """What kind of line staff are told."""

    DONE = "good"
    NOTE = "accent"
    WARNING = "waiting"
    ERROR = "bad"


def joined(parts: Sequence[Content], gap: str) -> Content:
    """``parts`` that are not empty, with ``gap`` between them in grey."""
    return Content.styled(gap, "$muted").join([part for part in parts if part])


def both_ends(left: Content, right: Content, width: int) -> Content:
    """``left`` and ``right`` at the two ends of ``width`` cells; the left gives way."""
    room = width - right.cell_length - (1 if right else 0)
    kept = left.truncate(max(room, 0), ellipsis=True)
    return Content.assemble(kept, " " * max(width - kept.cell_length - right.cell_length, 0), right)


def first_that_fits(lines: Iterable[tuple[Content, Content]], width: int) -> Content:
    """The first of ``lines`` (left, right) that fits into ``width`` cells with two between; else the last,
    cut. Those after it are not put together.
    """
    left = right = Content("")
    for left, right in lines:
        if left.cell_length + right.cell_length + 2 <= width:
            break
    return both_ends(left, right, width)


class HeaderLine(Worded):
    """Product, desk and person; what is open; date and time; language; whether this is a demo book."""

    line: reactive[DeskLine] = reactive(DeskLine())
    now: reactive[datetime | None] = reactive(None)

    def render(self) -> RenderResult:
        if self.now is None:
            return Content.styled(_("Service desk"), "bold")
        line, now = self.line, self.now
        desk, person = _(line.desk), printable(line.person)
        product = Content.styled(_("Service desk"), "bold")
        who = joined([Content(desk), Content(person)], " · ")

        def doors(*, until_closed: bool) -> list[Content]:
            return [door_words(door, now, until_closed=until_closed) for door in line.doors]

        def wordings() -> Iterator[tuple[list[Content], str]]:
            yield [product + "   " + who, *doors(until_closed=True)], formats.moment(now)
            short = doors(until_closed=False)
            yield [product + "   " + who, *short], formats.moment(now)
            yield [product + "   " + who, *short], formats.near_moment(now)
            yield [product + "   " + desk, *short], formats.near_moment(now)
            yield [product + "   " + desk, *short], show_time(now)
            yield [Content.styled(desk, "bold") if desk else product, *short], show_time(now)

        lines = ((joined(left, "  ·  "), self.right(when)) for left, when in wordings())
        return first_that_fits(lines, self.content_size.width)

    def right(self, when: str) -> Content:
        """Demo mark, date and time, language."""
        demo = _("DEMO")
        return Content.assemble(
            (f" {demo} ", "bold $background on $waiting") if self.line.demo else "",
            GAP if self.line.demo else "",
            when,
            GAP,
            (SHORT_LANGUAGES.get(current(), current().upper()), "bold $accent"),
        )


def door_words(door: Door, now: datetime, *, until_closed: bool) -> Content:
    """``hotline open until 19:00`` · ``walk-in closed until Mon 23 Nov 09:00``."""
    changes = door.opening.changes_at
    when = formats.change(changes, now) if changes else ""
    if door.opening.is_open:
        state = _("open until {time}").format(time=when) if when else _("open")
        return Content.assemble(_(door.name), " ", (state, "$good"))
    closed = _("closed until {time}").format(time=when) if when and until_closed else _("closed")
    return Content.assemble(_(door.name), " ", (closed, "$muted"))


class ContactLine(Worded):
    """How long, about whom, the caller's role, verification and how, looks and parked contacts; hidden
    otherwise.
    """

    band: reactive[ContactBand | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def watch_band(self, band: ContactBand | None) -> None:
        self.display = band is not None
        self.set_class(band is not None and band.verified, "-verified")
        if band is None:
            wipe_widget(self)

    def render(self) -> RenderResult:
        band, now = self.band, self.now
        if band is None or now is None:
            return Content("")
        colour = "$good" if band.verified else "$waiting"
        badge = Content.assemble(
            (f" {_(band.kind)} ", f"bold $background on {colour}"),
            (GAP + formats.duration(now - band.started), "bold"),
        )
        subject = Content(printable(band.subject) or _("nobody named yet"))
        caller = Content.styled(
            _("caller is {who}").format(who=_(band.caller)) if band.caller else "", "$muted"
        )
        level = Content.styled(_(band.level), f"bold {colour}")
        how = f"{_(band.how)} {show_time(band.at) if band.at else ''}".strip()
        state = level + Content.styled(" " + how, "$muted") if how else level
        looks = Content.styled(
            ngettext("{n} look", "{n} looks", band.looks).format(n=band.looks) if band.looks else "", "$muted"
        )
        parked = Content.styled(_("{n} parked").format(n=band.parked) if band.parked else "", "$waiting")
        return first_that_fits(
            [
                (joined([badge, subject, caller, state, looks], GAP), parked),
                (joined([badge, subject, caller, state], GAP), parked),
                (joined([badge, subject, caller, level], GAP), parked),
                (joined([badge, level, subject], GAP), parked),
                (joined([badge, level, subject], GAP), Content("")),
            ],
            self.content_size.width,
        )


class MessageLine(Worded):
    """One line above the footer: what was done, what went wrong and what to do next."""

    SECONDS = 8.0

    OVER_ALL = True
    """Nothing lies over it (``screens/painter.py``)."""

    message: reactive[tuple[str, MessageTone] | None] = reactive(None)

    def watch_message(self, message: tuple[str, MessageTone] | None) -> None:
        self.display = message is not None
        for tone in MessageTone:
            self.set_class(message is not None and message[1] is tone, f"-{tone}")

    def say(self, text: str, tone: MessageTone = MessageTone.NOTE) -> None:
        """Show ``text``, already in the reader's language. An error stays until the next message."""
        self.message = said = (printable(text), tone)
        if tone is not MessageTone.ERROR:
            self.set_timer(self.SECONDS, lambda: self.forget(said))

    def forget(self, said: tuple[str, MessageTone] | None = None) -> None:
        """Take the line away, or only if it still says ``said``."""
        if said is None or self.message is said:
            self.message = None

    def render(self) -> RenderResult:
        if self.message is None:
            return Content("")
        text, tone = self.message
        return Content.styled(text, f"${tone}").truncate(self.content_size.width, ellipsis=True)


class KeyLine(Worded):
    """The keys that work now: areas of work at the left, lock and commands at the right."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.bindings_updated)

    def bindings_updated(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.refresh()

    def render(self) -> RenderResult:
        pressed = active_keys(self.screen)
        left = [
            (pressed[key.id], _(key.label))
            for key in keys.KEYS
            if key.foot is keys.Foot.LEFT and key.id in pressed
        ]
        right = [
            (pressed[key.id], _(key.label))
            for key in keys.KEYS
            if key.foot is keys.Foot.RIGHT and key.id in pressed
        ]
        # On narrow screens the last labels go first; the keys stay.
        wordings = (
            [(key, label if place < labelled else "") for place, (key, label) in enumerate(left)]
            for labelled in range(len(left), -1, -1)
        )
        beside = key_words(right)
        return first_that_fits(((key_words(one), beside) for one in wordings), self.content_size.width)


_AT_HAND: dict[Screen[Any], dict[str, str]] = {}


@contextmanager
def keys_at_hand(screen: Screen[Any]) -> Iterator[None]:
    """Look up once which keys work: for steps between which none begins or ends to."""
    _AT_HAND[screen] = active_keys(screen)
    try:
        yield
    finally:
        _AT_HAND.pop(screen, None)


def active_keys(screen: Screen[Any]) -> dict[str, str]:
    """The keys that work on ``screen`` now, by id, as staff read them: the settings may have changed them."""
    found = _AT_HAND.get(screen)
    if found is not None:
        return found
    found = {}
    for name, active in screen.active_bindings.items():
        id_ = active.binding.id
        if id_ is not None and active.enabled and id_ not in found:
            found[id_] = keys.shown(name)
    return found


def key_words(pairs: Sequence[tuple[str, str]]) -> Content:
    """``F1 Help  F2 Find``: keys in the accent, labels in grey."""
    return Content(GAP).join([key_word(key, label) for key, label in pairs])


@lru_cache(1024)
def key_word(key: str, label: str) -> Content:
    """``F1 Help``: every picture shows the same ones."""
    return Content.assemble((key, "bold $accent"), (f" {label}" if label else "", "$muted"))


def words_that_fit(pairs: Sequence[tuple[str, str]], width: int) -> Content:
    """As many of ``pairs`` as ``width`` cells hold, the first one at least."""
    ends = accumulate(len(GAP) + key_word(key, label).cell_length for key, label in pairs)
    fitting = sum(1 for end in ends if end - len(GAP) <= width)
    return key_words(pairs[: max(1, fitting)])


def packed(parts: Sequence[Content], width: int, gap: str = "   ") -> list[Content]:
    """``parts`` in as few lines as they fit, none cut in two."""
    lines: list[Content] = []
    for part in parts:
        if lines and lines[-1].cell_length + len(gap) + part.cell_length <= width:
            lines[-1] = lines[-1] + gap + part
        else:
            lines.append(part)
    return lines


class KeyHints(Worded):
    """What to press, at the foot of a subject: ``n receive   g allocate``. Only keys that work are shown."""

    def __init__(
        self, *ids: str, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.ids = ids

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.bindings_updated)

    def relabel(self) -> None:
        self.refresh(layout=True)

    def bindings_updated(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        """The keys in as few lines as they fit, none cut in two: where there is one line, the first ones."""
        pressed = active_keys(self.screen)
        words = [
            key_words([(pressed[id_], _(keys.BY_ID[id_].label).lower())])
            for id_ in self.ids
            if id_ in pressed
        ]
        return packed(words, width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.lines(width)))

    def render(self) -> RenderResult:
        return Content("\n").join(self.lines(self.content_size.width))
