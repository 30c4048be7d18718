"""One act of the ledger is sent once, whatever becomes of the reply (SAFETY 20)."""

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError, Refused, Uncertain
from consoleapp.i18n import N_
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

LOOK_AGAIN = 2.0
"""Seconds between two looks at what became of an act."""

UNKNOWN = N_("Whether it was recorded is unknown – checking. Nothing is sent again until that is known.")

SENT_BEFORE = N_("What was sent before is on record after all. Look at it; Enter posts this as well.")


@dataclass(frozen=True, slots=True)
class Posting:
    """A verb of the ledger with all that is typed."""

    verb: str
    given: tuple[object, ...]
    named: Mapping[str, object] = field(default_factory=dict)
    signed: bool = True
    """Whether a second person can be asked for."""

    def content(self, staff_id: int) -> str:
        """A fingerprint of whose act it is and what exactly it says."""
        said = repr((staff_id, self.verb, self.given, sorted(self.named.items())))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def send(self, key: str, approval_id: int | None, desk: "Desk") -> int:
        signed = {"approval_id": approval_id} if self.signed else {}
        return int(getattr(verbs.ledger, self.verb)(desk, *self.given, **self.named, **signed, key=key))


class PostingDialog(DeskDialog[int | None]):
    """Posts one act, once: the key is made with the dialog, so what is sent again is the same act.

    Where the reply is lost, the session keeps the key with what was sent. Until it is known what became of it
    nothing is posted, in this dialog or, once it was left with Esc, in another one.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.key = new_key()
        self.busy = False

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
        self.busy = True
        if self.session.unsettled:
            self.look(posting, approval_id)
        else:
            self.send(posting, approval_id)

    def send(self, posting: Posting, approval_id: int | None) -> None:
        self.complain(None)
        self.ask(
            "post",
            partial(posting.send, self.key, approval_id),
            self.posted,
            partial(self.refused, posting),
        )

    def posted(self, number: int) -> None:
        self.dismiss(number)

    def refused(self, posting: Posting, error: Exception) -> None:
        """Above the limit somebody else signs, and the same act is sent again; else say why."""
        if isinstance(error, verbs.approvals.NeedsApproval):
            self.busy = False
            dialog = ApproveDialog(self.session, error.asked, reason=self.why())
            self.app.push_screen(dialog, self.approved)
        elif isinstance(error, ConsoleError) and not isinstance(error, Uncertain):
            self.busy = False
            self.regret(error)
        else:
            if not isinstance(error, ConsoleError):
                self.regret(error)
            self.session.unsettled[posting.content(self.session.serving.actor.staff_id)] = self.key
            self.unknown(partial(self.look, posting, None, sent=True))

    def approved(self, number: int | None) -> None:
        if number is not None:
            self.post(number)

    # The reply was lost.

    @property
    def in_doubt(self) -> bool:
        """Whether it is being looked up what became of an act."""
        return bool(self.session.unsettled)

    def unknown(self, look: Callable[[], None], _error: Exception | None = None) -> None:
        """Say so, and look again in a moment."""
        self.complain(Refused(UNKNOWN))
        self.set_timer(LOOK_AGAIN, look)

    def look(self, posting: Posting, approval_id: int | None, *, sent: bool = False) -> None:
        """What became of everything whose reply was lost; only then ``posting`` is sent.

        ``sent``: it was sent from here already, and is sent again only by another Enter.
        """
        keys = dict(self.session.unsettled)

        def ask(desk: "Desk") -> dict[str, int | None]:
            return {content: verbs.context.became(desk, key) for content, key in keys.items()}

        look = partial(self.look, posting, approval_id, sent=sent)
        self.complain(Refused(UNKNOWN))
        self.ask("became", ask, partial(self.known, posting, approval_id, sent), partial(self.unknown, look))

    def known(
        self, posting: Posting, approval_id: int | None, sent: bool, found: Mapping[str, int | None]
    ) -> None:
        """Recorded: this act is done, or another has to be looked at first. Not recorded: it may be sent."""
        for content in found:
            self.session.unsettled.pop(content, None)
        own = found.get(posting.content(self.session.serving.actor.staff_id))
        if own is not None:
            self.posted(own)
        elif any(number is not None for number in found.values()):
            self.busy = False
            self.complain(Refused(SENT_BEFORE))
        elif sent:
            self.busy = False
            self.complain(Refused(N_("It was not recorded. Enter sends it again.")))
        else:
            self.send(posting, approval_id)

    def action_close(self) -> None:
        if not self.busy or self.in_doubt:
            self.leave()

    def leave(self) -> None:
        """Esc: nothing more is done here."""
        self.dismiss(None)
