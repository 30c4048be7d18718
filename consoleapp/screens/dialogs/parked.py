"""The parked contacts of this person: one of them comes back on the line, with its note."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import ContactBand
from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.contact_words import CALLERS, LEVELS
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import pad
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The contact that is on the line again, and whether what its caller proved still counts."""

    contact: ContactBand | None
    still_known: bool


class ParkedDialog(DeskDialog[PickedUp | None]):
    """Enter picks one up; Esc leaves all parked."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="parked"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="contacts")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        contacts = self.query_one("#contacts", RowList)
        contacts.show(
            [Row(band.contact_id, partial(self.lines, band), height=2) for band in self.session.parked]
        )
        contacts.focus()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(_("Parked contacts"))
        self.query_one("#foot", Static).update(_("Enter picks it up · Esc goes back"))
        self.query_one("#contacts", RowList).forget_drawn()

    def lines(self, band: ContactBand, width: int) -> list[Content]:
        """Whom it is about and for how long; who called, how well known, and how the note begins."""
        long = formats.duration(self.session.clock() - band.started_at)
        name = printable(band.subject) or _("nobody named yet")
        who = Content.assemble((f" {name}", "bold $ink"), (f"  {printable(band.certificate)}", "$muted"))
        state = f" {_('caller is {who}').format(who=_(CALLERS[band.caller_role]))} · {_(LEVELS[band.level])}"
        note = f" · {printable(band.note)}" if band.note else ""
        return [
            pad(who, width - len(long) - 1) + Content.styled(long, "$waiting"),
            Content.styled(state + note, "$muted"),
        ]

    @on(RowList.Opened, "#contacts")
    def pick_up(self, event: RowList.Opened) -> None:
        contact_id, key = event.key, new_key()
        if not isinstance(contact_id, int):
            return

        def resume(desk: "Desk") -> tuple[bool, tuple[ContactBand, ...]]:
            still_known = verbs.contacts.resume(desk, contact_id, key=key)
            return still_known, verbs.contacts.open_contacts(desk)

        self.ask("resume", resume, lambda answer: self.resumed(*answer))

    def resumed(self, still_known: bool, bands: tuple[ContactBand, ...]) -> None:
        self.session.take_contacts(bands)
        self.dismiss(PickedUp(self.session.contact, still_known))
