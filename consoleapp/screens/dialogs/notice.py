"""The rules of use, read and accepted before somebody is let in."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from consoleapp.i18n import _, current
from consoleapp.reference.notice import Notice, load_notice
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.dialog import Dialog


class NoticeDialog(Dialog[Notice | None]):
    """Enter accepts the text as it stands, Esc does not: then nobody is let in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False, id="app.back"),
        Binding("enter", "accept", show=False, id="table.open"),
    ]

    def __init__(self, office: Path) -> None:
        super().__init__()
        self.office = office

    @property
    def notice(self) -> Notice:
        """The notice in the language in use."""
        return load_notice(self.office, current())

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide", id="notice"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with VerticalScroll(id="text"):
                yield Static(id="words", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#text").focus()

    def relabel(self) -> None:
        title = _("Rules of use · version {version}").format(version=printable(self.notice.version))
        self.query_one("#title", Static).update(title)
        self.query_one("#words", Static).update(printable(self.notice.text, keep_lines=True))
        self.query_one("#foot", Static).update(_("Enter accepts · Esc does not, and nobody is let in"))

    def action_accept(self) -> None:
        self.dismiss(self.notice)
