"""A dialog that sends one act, once: the key is made with it."""

from typing import Generic

from consoleapp.desk.keys import new_key
from consoleapp.screens.dialogs.desk_dialog import DeskDialog, Result
from consoleapp.screens.once import SendsOnce
from consoleapp.screens.session import Session


class OnceDialog(DeskDialog[Result], SendsOnce, Generic[Result]):
    """Esc leaves it, though not while the act is under way; where the reply was lost, Esc says so."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.key = new_key()
        self.busy = False

    @property
    def may_leave(self) -> bool:
        """Whether nothing is under way whose reply can still come."""
        return not self.busy or self.in_doubt

    def action_close(self) -> None:
        if self.may_leave:
            self.leave_in_doubt()
            self.dismiss(None)
