"""One act of the ledger is sent once, whatever becomes of the reply (SAFETY 20)."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from consoleapp.errors import ConsoleError
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.once_dialog import OnceDialog
from consoleapp.screens.once import Sending

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


@dataclass(frozen=True, slots=True)
class Posting:
    """A verb of the ledger with all that is typed."""

    verb: str
    given: tuple[object, ...]
    named: Mapping[str, object] = field(default_factory=dict)
    signed: bool = True
    """Whether a second person can be asked for."""

    @property
    def said(self) -> tuple[object, ...]:
        """What exactly it says."""
        return self.verb, self.given, sorted(self.named.items())

    def send(self, approval_id: int | None, desk: "Desk", key: str) -> int:
        signed = {"approval_id": approval_id} if self.signed else {}
        return int(getattr(verbs.ledger, self.verb)(desk, *self.given, **self.named, **signed, key=key))


class PostingDialog(OnceDialog[int | None]):
    """Posts one act, once; above the limit somebody else signs, and the same act is sent again."""

    @abstractmethod
    def act(self) -> Posting:
        """The act with what is typed. Raises ConsoleError where that is not yet right."""

    def why(self) -> str:
        """The reason typed, where the act has one."""
        return ""

    def post(self, approval_id: int | None = None) -> None:
        if self.busy:
            return
        try:
            posting = self.act()
        except ConsoleError as error:
            self.complain(error)
            return
        self.send_once(Sending(posting.said, partial(posting.send, approval_id), self.posted, self.refused))

    def posted(self, number: int) -> None:
        self.dismiss(number)

    def refused(self, error: Exception) -> None:
        if isinstance(error, verbs.approvals.NeedsApproval):
            dialog = ApproveDialog(self.session, error.asked, reason=self.why())
            self.app.push_screen(dialog, self.approved)
        else:
            self.regret(error)

    def approved(self, number: int | None) -> None:
        if number is not None:
            self.post(number)

    def action_close(self) -> None:
        if self.may_leave:
            self.leave()

    def leave(self) -> None:
        """Esc: nothing more is done here."""
        self.leave_in_doubt()
        self.dismiss(None)
