"""Asking for a line of text, or for a reason out of a list with a line of text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.screens.widgets.box import Box


class AskLine(Dialog[str | None]):
    """One line. Enter gives what was typed, which may be empty; Esc gives None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, question: str, *, value: str = "", **values: object) -> None:
        super().__init__()
        self.question = question
        self.value = value
        self.values = values

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(id="question", markup=False, classes="dialog-title")
            yield Box(self.value, classes="dialog-input")
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def relabel(self) -> None:
        self.query_one("#question", Static).update(printable(_(self.question).format(**self.values)))
        self.query_one("#foot", Static).update(_("Enter takes it · Esc goes back"))

    @on(Input.Submitted)
    def answer(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is done or looked at: the code chosen and, where given, the words."""

    code: str
    note: str


class AskReason(Dialog[Reason | None]):
    """A reason or purpose out of ``choices`` (code: words marked for the catalogue), with a note.

    Up and Down choose, Enter takes the choice, Tab goes to the note and Enter there takes both. A code in
    ``needs_note`` is only taken with words. Esc gives None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(
        self,
        question: str,
        choices: Mapping[str, str],
        *,
        needs_note: frozenset[str] = frozenset(),
        **values: object,
    ) -> None:
        super().__init__()
        self.question = question
        self.choices = dict(choices)
        self.needs_note = needs_note
        self.values = values

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(id="question", markup=False, classes="dialog-title")
            yield OptionList(
                *(Option(Content(_(words)), id=code) for code, words in self.choices.items()), compact=True
            )
            yield Box(id="note", classes="dialog-input")
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = 0
        self.query_one(OptionList).focus()

    def relabel(self) -> None:
        self.query_one("#question", Static).update(printable(_(self.question).format(**self.values)))
        self.query_one("#note", Input).placeholder = _("Note")
        self.query_one("#foot", Static).update(_("Enter takes it · Tab to the note · Esc goes back"))
        choices = self.query_one(OptionList)
        for code, words in self.choices.items():
            choices.replace_option_prompt(code, Content(_(words)))

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def answer(self) -> None:
        option = self.query_one(OptionList).highlighted_option
        note = self.query_one("#note", Input)
        if option is None or option.id is None:
            return
        if option.id in self.needs_note and not note.value.strip():
            self.query_one("#foot", Static).update(_("Say why in a few words; Esc goes back"))
            note.focus()
            return
        self.dismiss(Reason(option.id, note.value.strip()))
