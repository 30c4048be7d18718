"""The note of the contact going on: kept at every pause, so that a crash costs at most a second of typing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakMethod

from textual import events
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import ContactBand
from consoleapp.errors import Conflict
from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.dialogs.versions import VersionsDialog
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

PAUSE = 0.7
"""Seconds without a key before the note is kept."""


class NoteBox(Asks, TextArea):
    """A few lines. Esc leaves the box and keeps what it holds."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, id="app.back")]

    class Left(Message):
        """Esc: the person goes back to the subject."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(
            id=id, soft_wrap=True, tab_behavior="focus", compact=True, highlight_cursor_line=False
        )
        self.session = session
        self.contact_id: int | None = None
        self.kept = ""
        self.saving = False
        self.deciding = False
        """Two versions are on the screen; nothing is kept until one is chosen."""
        self.pausing: Timer | None = None

    def watch(
        self, obj: DOMNode, attribute_name: str, callback: Callable[..., Any], init: bool = True
    ) -> None:
        """As of any widget, but the app does not hold on to this box.

        Its own watch of the theme would keep the note in memory until somebody changes the colours.
        """
        if obj is not self.app or not hasattr(callback, "__self__"):
            super().watch(obj, attribute_name, callback, init)
            return
        remembered = WeakMethod(callback)

        def told() -> None:
            changed = remembered()
            if changed is not None and changed.__self__.is_attached:
                changed()

        obj.watch(obj, attribute_name, told, init)

    def relabel(self) -> None:
        self.placeholder = _("Note of this contact; kept as you pause")

    def on_mount(self) -> None:
        self.relabel()
        self.follow()

    def follow(self) -> None:
        """Show the note of the contact going on, unless it is being typed here already."""
        contact = self.session.contact
        self.display = contact is not None
        if contact is None:
            self.contact_id = None
            return
        if contact.contact_id == self.contact_id and self.text != self.kept:
            return
        unsaved = self.session.unsaved_note
        self.contact_id, self.kept = contact.contact_id, contact.note
        text = unsaved[1] if unsaved is not None and unsaved[0] == contact.contact_id else contact.note
        if self.text != text:
            self.text = printable(text, keep_lines=True)
            self.move_cursor(self.document.end)
        if text != contact.note:
            self.save()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted holds nothing that a terminal takes for a command (SAFETY 1)."""
        event.text = printable(event.text, keep_lines=True)

    def put_away(self) -> None:
        """The person is left: nothing of the note stays here. What is not kept yet stands in the session."""
        if self.pausing is not None:
            self.pausing.stop()
        self.contact_id, self.deciding, self.display = None, False, False
        self.text = self.kept = ""

    def on_text_area_changed(self) -> None:
        if self.contact_id is None or self.text == self.kept:
            return
        self.session.unsaved_note = (self.contact_id, self.text)
        if self.pausing is not None:
            self.pausing.stop()
        self.pausing = self.set_timer(PAUSE, self.save)

    def on_blur(self) -> None:
        self.save()

    def save(self) -> None:
        """Keep the text now. While one save is under way the next waits for it."""
        contact = self.session.contact
        if (
            self.saving
            or self.deciding
            or contact is None
            or contact.contact_id != self.contact_id
            or self.text == self.kept
        ):
            return
        self.saving = True
        contact_id, text, version, key = contact.contact_id, self.text, contact.version, new_key()

        def keep(desk: "Desk") -> ContactBand:
            verbs.contacts.save_note(desk, contact_id, text, version, key=key)
            return verbs.contacts.band(desk, contact_id)

        def done(band: ContactBand) -> None:
            self.saving, self.kept = False, text
            if self.session.contact is not None and self.session.contact.contact_id == contact_id:
                self.session.contact = band
            if self.text == text:
                self.session.unsaved_note = None
            else:
                self.save()

        def not_done(error: Exception) -> None:
            self.saving = False
            if isinstance(error, Conflict):
                self.ask("other version", lambda desk: verbs.contacts.band(desk, contact_id), self.meet)
            else:
                self.regret(error)

        self.ask("note", keep, done, not_done)

    def meet(self, band: ContactBand) -> None:
        """The contact was changed in another window: go on from there; where both wrote, both are shown."""
        contact = self.session.contact
        if self.deciding or contact is None or self.contact_id != band.contact_id:
            return
        if self.text == self.kept:
            self.session.contact, self.session.unsaved_note = band, None
            self.kept = band.note
            self.text = printable(band.note, keep_lines=True)
        elif band.note in (self.kept, self.text):
            self.session.contact, self.kept = band, band.note
            self.save()
        else:
            self.deciding = True
            self.app.push_screen(VersionsDialog(band.note, self.text), lambda text: self.settle(band, text))

    def settle(self, band: ContactBand, text: str | None) -> None:
        """What was chosen of two versions stands.

        Undecided, what was typed stays here, and is asked about again before it is kept.
        """
        self.deciding = False
        if text is not None:
            self.session.contact, self.kept = band, band.note
            self.text = printable(text, keep_lines=True)
            self.move_cursor(self.document.end)
            self.save()

    def action_leave(self) -> None:
        self.save()
        self.post_message(self.Left())
