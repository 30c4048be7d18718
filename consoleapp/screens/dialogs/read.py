"""Something to read, over the screen: why a date was promised, a message as it went out."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.screens.dialogs.dialog import Dialog


class ReadDialog(Dialog[None]):
    """``title`` and ``text`` give their words in the language in use. Enter and Esc close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False, id="app.back"),
        Binding("enter", "dismiss(None)", show=False, id="table.open"),
    ]

    def __init__(self, title: Callable[[], str], text: Callable[[], Content]) -> None:
        super().__init__()
        self.words_of_title = title
        self.words_of_text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide", id="read"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with VerticalScroll(id="text"):
                yield Static(id="words", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#text").focus()

    def relabel(self) -> None:
        self.query_one("#title", Static).update(self.words_of_title())
        self.query_one("#words", Static).update(self.words_of_text())
        self.query_one("#foot", Static).update(_("Esc goes back"))
