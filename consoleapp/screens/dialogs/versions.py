"""A note changed in two places: both versions, and which is to stand; nothing is lost unseen (SAFETY 21)."""

from enum import StrEnum
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.screens.widgets.row_list import Row, RowList


class Keep(StrEnum):
    """Which version stands; the first loses nothing."""

    BOTH = N_("Keep both, one under the other")
    OTHER = N_("Keep the note from the other window")
    MINE = N_("Keep what was typed here")


class VersionsDialog(Dialog[str | None]):
    """Gives the text that is to stand; Esc gives None, and nothing is decided."""

    BINDINGS = [("escape", "dismiss(None)")]  # noqa: RUF012 - Textual's type

    def __init__(self, other: str, mine: str) -> None:
        super().__init__()
        self.other = other
        self.mine = mine

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="versions"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield Static(id="other-title", classes="version-title", markup=False)
            with VerticalScroll(classes="version", can_focus=False):
                yield Static(printable(self.other, keep_lines=True), id="other", markup=False)
            yield Static(id="mine-title", classes="version-title", markup=False)
            with VerticalScroll(classes="version", can_focus=False):
                yield Static(printable(self.mine, keep_lines=True), id="mine", markup=False)
            yield RowList(id="keep", classes="-always")
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        keep = self.query_one("#keep", RowList)
        keep.show([Row(one, partial(keep_lines, one)) for one in Keep])
        keep.focus()

    def relabel(self) -> None:
        self.query_one("#title", Static).update(_("This note was changed in another window."))
        self.query_one("#other-title", Static).update(_("In the other window"))
        self.query_one("#mine-title", Static).update(_("Typed here"))
        self.query_one("#foot", Static).update(_("Enter keeps it · Esc decides later"))
        self.query_one("#keep", RowList).forget_drawn()

    @on(RowList.Opened, "#keep")
    def chosen(self, event: RowList.Opened) -> None:
        both = f"{self.other}\n\n{self.mine}"
        self.dismiss({Keep.BOTH: both, Keep.OTHER: self.other}.get(Keep(str(event.key)), self.mine))


def keep_lines(one: Keep, _width: int) -> list[Content]:
    return [Content(f" {_(one)}")]
