"""Asking before something is done. The safe answer has the focus, and Esc gives it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.dialog import Dialog


class Confirm(Dialog[bool]):
    """Yes or no. ``question``, ``detail``, ``yes`` and ``no`` are marked for the catalogue; ``values`` fill
    their ``{name}`` places."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(
        self, question: str, *, yes: str, no: str = N_("Go back"), detail: str = "", **values: object
    ) -> None:
        super().__init__()
        self.question = question
        self.detail = detail
        self.yes = yes
        self.no = no
        self.values = values

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(id="question", markup=False, classes="dialog-title")
            if self.detail:
                yield Static(id="detail", markup=False)
            with Horizontal(classes="dialog-answers"):
                yield Button("", id="no", compact=True)
                yield Button("", id="yes", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def relabel(self) -> None:
        self.query_one("#question", Static).update(self.words(self.question))
        if self.detail:
            self.query_one("#detail", Static).update(self.words(self.detail))
        self.query_one("#no", Button).label = Content(f" {_(self.no)} ")
        self.query_one("#yes", Button).label = Content(f" {_(self.yes)} ")

    def words(self, template: str) -> str:
        return printable(_(template).format(**self.values), keep_lines=True)

    @on(Button.Pressed)
    def answer(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
