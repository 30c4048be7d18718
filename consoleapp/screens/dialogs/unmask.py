"""Showing one private field: which, and what for. The look goes on record with its purpose (SAFETY 14)."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import Masked
from consoleapp.errors import Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.masking import Field
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import pad
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a private field is looked at for: ``code`` goes on record, ``words`` are read."""

    code: str
    words: str
    needs_note: bool = False


PURPOSES = (
    Purpose("confirm with caller", N_("Confirm it with the caller")),
    Purpose("send to member", N_("Send something to the member")),
    Purpose("call back", N_("Call the member back")),
    Purpose("correct record", N_("Correct the record")),
    Purpose("other", N_("Something else: say what"), needs_note=True),
)


class UnmaskDialog(DeskDialog[Masked | None]):
    """Enter on a field goes to the purposes, Enter on a purpose shows the field. Esc shows nothing."""

    def __init__(self, session: Session, member_id: int, private: tuple[Masked, ...]) -> None:
        super().__init__(session)
        self.member_id = member_id
        self.private = tuple(value for value in private if value.on_record and not value.open)
        self.busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="unmask"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with Horizontal(id="columns"):
                yield RowList(id="fields", classes="-always")
                yield RowList(id="purposes")
            yield Box(id="more", compact=True, classes="dialog-input")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        fields, purposes = self.query_one("#fields", RowList), self.query_one("#purposes", RowList)
        fields.show([Row(one.field, partial(field_lines, one)) for one in self.private])
        purposes.show([Row(one, partial(purpose_lines, one)) for one in PURPOSES])
        fields.focus()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(_("Which field, and what for?"))
        self.query_one("#more", Input).placeholder = _("In a few words, if it needs them")
        self.query_one("#foot", Static).update(_("Your name and the purpose go on record · Esc goes back"))
        self.query_one("#fields", RowList).forget_drawn()
        self.query_one("#purposes", RowList).forget_drawn()

    @on(RowList.Opened, "#fields")
    def to_purposes(self) -> None:
        self.query_one("#purposes").focus()

    @on(RowList.Opened, "#purposes")
    @on(Input.Submitted, "#more")
    def show_field(self) -> None:
        field, purpose = self.query_one("#fields", RowList).key, self.query_one("#purposes", RowList).key
        more = self.query_one("#more", Input).value.strip()
        if self.busy or not isinstance(field, Field) or not isinstance(purpose, Purpose):
            return
        if purpose.needs_note and not more:
            self.complain(Refused(N_("Say in a few words what it is for.")))
            self.query_one("#more").focus()
            return
        self.busy = True
        member_id, key = self.member_id, new_key()
        said = f"{purpose.code}: {more}" if more else purpose.code

        def unmask(desk: "Desk") -> Masked:
            return verbs.members.unmask(desk, member_id, field, purpose=said, key=key)

        self.ask("unmask", unmask, self.shown, self.refused)

    def shown(self, value: Masked) -> None:
        self.dismiss(value)

    def refused(self, error: Exception) -> None:
        self.busy = False
        self.regret(error)


def purpose_lines(purpose: Purpose, _width: int) -> list[Content]:
    return [Content(f" {_(purpose.words)}")]


def field_lines(value: Masked, width: int) -> list[Content]:
    """The field and its mask."""
    mask = Content.styled(printable(value.shown), "$muted")
    return [pad(Content(f" {_(value.field.word)}"), max(4, width - mask.cell_length - 2)) + " " + mask]
