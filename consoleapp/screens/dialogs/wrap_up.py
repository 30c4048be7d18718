"""The end of a contact: what came of it, the note, and what was promised for when."""

import re
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import ContactBand
from consoleapp.errors import Conflict, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date, parse_date
from consoleapp.rules.statuses import Outcome
from consoleapp.rules.text import fold, printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import word_lines
from consoleapp.screens.note import NoteBox
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHINESE_WEEKDAYS = "一二三四五六日"
PROMISES = frozenset({Outcome.CALL_BACK})
"""Outcomes that are a promise and so need its day."""


def promised_day(text: str, today: date) -> date | None:
    """The day a promise is for: ``fri``, ``星期五``, ``+3``, ``24 Nov``, ``24/11`` or a whole date.

    None for nothing typed. A weekday is the next such day after ``today``. Raises Refused for what is no day,
    or a day before ``today``.
    """
    typed = fold(text)
    if not typed:
        return None
    day = near_day(typed, today) or parse_date(text)
    if day < today:
        raise Refused(N_("{day} is over. A promise is for today or later."), day=day.isoformat())
    return day


def near_day(typed: str, today: date) -> date | None:
    """A day named from ``today`` on, folded: ``fri``, ``+3``, ``24 nov``; None for what is no such name."""
    if found := re.fullmatch(r"\+ ?([0-9]{1,2})", typed):
        return today + timedelta(days=int(found[1]))
    weekday = None
    if found := re.fullmatch(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*", typed):
        weekday = WEEKDAYS.index(found[1])
    elif found := re.fullmatch(r"(?:星期|周|週|礼拜|禮拜)([一二三四五六日])", typed):
        weekday = CHINESE_WEEKDAYS.index(found[1])
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    for year in (today.year, today.year + 1):
        for shape in (f"{typed} {year}", f"{typed}/{year}", f"{year}年{typed}"):
            try:
                day = parse_date(shape)
            except Refused:
                continue
            if day >= today:
                return day
    return None


class WrapUpDialog(DeskDialog[bool]):
    """Enter on an outcome ends the contact; a promise first asks its day. Esc keeps it open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "wrap_up", show=False)]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="wrap-up"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="outcomes", classes="-always")
            yield Label(id="note-label", markup=False)
            yield NoteBox(self.session, id="note")
            with Horizontal(id="promise-row"):
                yield Label(id="promise-label", markup=False)
                yield Box(id="promise", compact=True)
                yield Label(id="promise-day", markup=False)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        outcomes = self.query_one("#outcomes", RowList)
        outcomes.show([Row(one, partial(word_lines, one)) for one in Outcome])
        outcomes.focus()

    def relabel(self) -> None:
        super().relabel()
        contact = self.session.contact
        who = f"  {printable(contact.subject)}" if contact else ""
        self.query_one("#title", Static).update(
            Content.assemble((_("How did it end?"), "bold"), (who, "$muted"))
        )
        self.query_one("#note-label", Label).update(_("Note"))
        self.query_one("#promise-label", Label).update(_("Promised for"))
        self.query_one("#promise", Input).placeholder = _("fri, 24 Nov, +3")
        self.query_one("#foot", Static).update(_("Enter wraps up · Tab note, promise · Esc back"))
        self.query_one("#outcomes", RowList).forget_drawn()
        self.query_one(NoteBox).relabel()
        self.show_day()

    def today(self) -> date:
        return local_date(self.session.clock())

    @on(Input.Changed, "#promise")
    def show_day(self) -> None:
        """The day as it was understood, beside what was typed."""
        label = self.query_one("#promise-day", Label)
        try:
            day = promised_day(self.query_one("#promise", Input).value, self.today())
        except Refused:
            label.update(Content.styled(_("no day yet"), "$muted"))
        else:
            label.update(Content.styled(formats.near_day(day) if day else "", "$good"))

    @on(NoteBox.Left)
    def note_left(self) -> None:
        self.query_one("#outcomes").focus()

    @on(RowList.Opened, "#outcomes")
    @on(Input.Submitted, "#promise")
    def action_wrap_up(self) -> None:
        """End the contact, once, with what is chosen and typed."""
        contact, outcome = self.session.contact, self.query_one("#outcomes", RowList).key
        if contact is None or self.busy or not isinstance(outcome, Outcome):
            return
        try:
            day = promised_day(self.query_one("#promise", Input).value, self.today())
        except Refused as error:
            self.complain(error)
            self.query_one("#promise").focus()
            return
        if day is None and outcome in PROMISES:
            self.complain(Refused(N_("A call-back needs its day. Type when it was promised for.")))
            self.query_one("#promise").focus()
            return
        box = self.query_one(NoteBox)
        if box.saving:
            # The note is on its way and moves the contact's version: end it right after.
            self.set_timer(0.05, self.action_wrap_up)
            return
        note, key = box.text, new_key()
        self.busy = True

        def end(desk: "Desk") -> tuple[ContactBand, ...]:
            verbs.contacts.wrap_up(
                desk,
                contact.contact_id,
                outcome=outcome,
                note=note,
                promised_on=day,
                version=contact.version,
                key=key,
            )
            return verbs.contacts.open_contacts(desk)

        self.ask("wrap up", end, self.ended, self.not_ended)

    def ended(self, bands: tuple[ContactBand, ...]) -> None:
        self.session.unsaved_note = None
        self.session.take_contacts(bands)
        self.dismiss(True)

    def not_ended(self, error: Exception) -> None:
        """Refused; where the contact was changed elsewhere meanwhile, with what it is now."""
        self.busy = False
        self.regret(error)
        contact = self.session.contact
        if isinstance(error, Conflict) and contact is not None:
            box = self.query_one(NoteBox)
            self.ask("band", lambda desk: verbs.contacts.band(desk, contact.contact_id), box.meet)
