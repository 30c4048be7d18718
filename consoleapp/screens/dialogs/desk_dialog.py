"""A dialog that asks the desk: labels follow the language, what went wrong stands in the dialog itself."""

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from consoleapp.errors import ConsoleError
from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens.asks import Asks
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.screens.session import Session

Result = TypeVar("Result")


class DeskDialog(Asks, Dialog[Result], Generic[Result]):
    """Esc closes. A subclass composes a ``.dialog`` with a ``#trouble`` line; relabel sets its words."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False, id="app.back")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.trouble: ConsoleError | None = None

    def relabel(self) -> None:
        """Set every label in the language in use."""
        self.query_one("#trouble", Static).update(printable(self.trouble.text(_)) if self.trouble else "")

    def complain(self, error: ConsoleError | None) -> None:
        """Say in the dialog what was refused; None takes the line away."""
        self.trouble = error
        self.query_one("#trouble", Static).update(printable(error.text(_)) if error else "")

    def regret(self, error: Exception) -> None:
        if isinstance(error, ConsoleError):
            self.complain(error)
        else:
            super().regret(error)

    def action_close(self) -> None:
        self.dismiss(None)


def page(name: str) -> ComposeResult:
    """A text that is read in the dialog ``#name``: its title, the words, what went wrong, the keys."""
    with Vertical(classes="dialog -wide", id=name):
        yield Static(id="title", classes="dialog-title", markup=False)
        with VerticalScroll(id="text"):
            yield Static(id="words", markup=False)
        yield Static(id="trouble", markup=False)
        yield Static(id="foot", classes="dialog-foot", markup=False)
