"""Asking for something nobody else may read: a password, a code."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.dialog import Dialog


class AskSecret(Dialog[str | None]):
    """One line that is not shown; ``twice`` for a new password. Enter gives it, Esc gives None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False, id="app.back")]

    def __init__(self, question: str, *, twice: bool = False, **values: object) -> None:
        super().__init__()
        self.question = question
        self.twice = twice
        self.values = values
        self.differ = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="secret"):
            yield Static(id="question", markup=False, classes="dialog-title")
            yield Input(id="first", password=True, classes="dialog-input")
            if self.twice:
                yield Input(id="again", password=True, classes="dialog-input")
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#first").focus()

    def relabel(self) -> None:
        self.query_one("#question", Static).update(printable(_(self.question).format(**self.values)))
        if self.twice:
            self.query_one("#again", Input).placeholder = _("Again")
        told = N_("The two passwords differ. Type them again.") if self.differ else FOOT
        self.query_one("#foot", Static).update(_(told))

    @on(Input.Submitted)
    def answer(self, event: Input.Submitted) -> None:
        first = self.query_one("#first", Input)
        if not first.value:
            return
        if self.twice and event.input is first:
            self.query_one("#again").focus()
            return
        if self.twice and self.query_one("#again", Input).value != first.value:
            self.differ = True
            first.value = self.query_one("#again", Input).value = ""
            first.focus()
            self.relabel()
            return
        self.dismiss(first.value)


FOOT = N_("Enter takes it · Esc goes back")
