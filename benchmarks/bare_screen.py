"""The floor of opening a screen: Enter pushes a bare Textual screen of one Static, Esc takes it away."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

LINES = "\n".join(f"Remaining  line {number:>2}  " + "words in a row  " * 5 for number in range(36))


class Filled(Screen[None]):
    """36 lines of text and nothing else."""

    def compose(self) -> ComposeResult:
        yield Static(LINES, markup=False)


class Bare(App[None]):
    """An empty app that opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open"),
        Binding("escape", "close", "Close"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def action_open(self) -> None:
        self.push_screen(Filled())

    def action_close(self) -> None:
        self.pop_screen()


if __name__ == "__main__":
    Bare().run()
