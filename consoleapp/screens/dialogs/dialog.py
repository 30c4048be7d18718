"""What every dialog is: it lies over a screen, gives a result, and follows the language."""

from abc import abstractmethod
from typing import TypeVar

from textual.screen import ModalScreen

from consoleapp.screens.following import follow, wipe

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """A dialog that sets its labels in :meth:`relabel`: once it is there, and at every change of language."""

    def on_mount(self) -> None:
        follow(self)
        self.relabel()

    def on_screen_suspend(self) -> None:
        """Nothing that was drawn is kept."""
        wipe(self)

    @abstractmethod
    def relabel(self) -> None:
        """Set every label, in the language in use, and touch nothing that was typed."""
