"""Choosing one thing out of a short list."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.rules.coded import Coded
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.screens.widgets.row_list import Row, RowList

Choice = tuple[Hashable, Callable[[], str]]
"""What is chosen, and its words in the language in use."""


def coded_choices(everything: str, vocabulary: type[Coded]) -> list[Choice]:
    """Everything (None, in words marked for the catalogue), or one of a vocabulary."""
    return [(None, partial(_, everything)), *((one, partial(_, one.word)) for one in vocabulary)]


class Choose(Dialog[tuple[Hashable] | None]):
    """Enter gives the choice, in a tuple: it may be None, for "all". Esc gives None: nothing changes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False, id="app.back")]

    def __init__(self, question: str, choices: Sequence[Choice], at: Hashable = None) -> None:
        super().__init__()
        self.question = question
        self.choices = tuple(choices)
        self.at = at

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="choose"):
            yield Static(id="question", classes="dialog-title", markup=False)
            yield RowList(id="choices")
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        choices = self.query_one("#choices", RowList)
        choices.styles.height = min(len(self.choices), 14)
        choices.show([Row((key,), partial(self.lines, words)) for key, words in self.choices], at=(self.at,))
        choices.focus()

    def lines(self, words: Callable[[], str], _width: int) -> list[Content]:
        return [Content(f" {printable(words())}")]

    def relabel(self) -> None:
        self.query_one("#question", Static).update(_(self.question))
        self.query_one("#foot", Static).update(_("Enter takes it · Esc goes back"))
        self.query_one("#choices", RowList).forget_drawn()

    @on(RowList.Opened, "#choices")
    def chosen(self, event: RowList.Opened) -> None:
        if isinstance(event.key, tuple):
            self.dismiss(event.key)
