"""Codes, questions and exceptions in the verify dialog: what is sent, asked, granted."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import ContactBand
from consoleapp.errors import NotAllowed
from consoleapp.rules.verification import Factor, Level
from consoleapp.screens import keys, verbs
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.dialogs.proof_lines import (
    code_line,
    code_runs,
    exception_words,
    hears_line,
    question_line,
)
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import active_keys
from consoleapp.screens.widgets.row_list import RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.hearing import Heard
    from consoleapp.desk.proofs import Proofs


class Proving(DeskDialog[None]):
    """The part of the verify dialog that asks the desk what a caller can be sent and asked."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("verify")]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.wrong: set[Factor] = set()
        self.busy = False
        self.proofs: Proofs | None = None
        """Where a code can go, the one that was sent, the question that is next."""
        self.way = 0
        """Which of the ways a code is sent by."""
        self.heard: tuple[Heard, ...] = ()

    @property
    def contact(self) -> ContactBand | None:
        return self.session.contact

    def draw(self) -> None:
        """Everything that depends on the contact."""

    def ask_for(self) -> None:
        """What the box takes now."""

    def drawn_again(self, band: ContactBand) -> None:
        """The contact as the desk knows it now."""

    # Drawing.

    def draw_hears(self) -> None:
        """What this caller may hear now, and what they may not, in the words of the table."""
        hears = hears_line(self.heard) if self.contact is not None else Content("")
        self.query_one("#hears", Static).update(hears)

    def draw_proof(self) -> None:
        """The question to ask, or the code on its way with its five minutes running down."""
        factor, proofs = self.query_one("#factors", RowList).key, self.proofs
        line = Content("")
        if self.contact is None or proofs is None:
            pass
        elif self.contact.tries_left == 0:
            line = Content.styled(exception_words(self.pressed("verify.exception")), "$waiting")
        elif factor is Factor.CHALLENGE_QUESTION and proofs.question is not None:
            line = question_line(proofs.question)
        elif (
            factor is Factor.ONE_TIME_CODE
            or (proofs.ways and self.contact.level is Level.IDENTIFIED)
            or code_runs(proofs, self.session.clock())
        ):
            sends, other = self.pressed("verify.send"), self.pressed("verify.way")
            known = self.contact.level > Level.NONE
            line = code_line(proofs, self.way, self.session.clock(), known=known, sends=sends, other=other)
        self.query_one("#proof", Static).update(line)

    def pressed(self, id_: str) -> str:
        """The key that does it, as it is read."""
        return active_keys(self).get(id_, keys.shown(keys.BY_ID[id_].key))

    def there_is(self, factor: Factor) -> bool:
        """Whether anything is on record to ask or to send; asked of the desk when the contact is known."""
        proofs = self.proofs
        if factor is Factor.CHALLENGE_QUESTION:
            return proofs is not None and proofs.question is not None
        if factor is Factor.ONE_TIME_CODE:
            return proofs is not None and bool(proofs.ways)
        return True

    # What can be sent and asked.

    def read_proofs(self) -> None:
        """Where a code can go, which question is next, what the caller may hear."""
        contact = self.contact
        if contact is None:
            return
        contact_id = contact.contact_id
        member_id, policy_id = contact.member_id, contact.policy_id

        def read(desk: "Desk") -> "tuple[Proofs, tuple[Heard, ...]]":
            proofs = verbs.contacts.proofs(desk, contact_id)
            return proofs, verbs.hearing.sheet(desk, member_id=member_id, policy_id=policy_id)

        self.ask("proofs", read, lambda answer: self.took_proofs(*answer))

    def took_proofs(self, proofs: "Proofs", heard: "tuple[Heard, ...]") -> None:
        """The list keeps its place; a factor that was just judged wrong stays on it."""
        at = self.query_one("#factors", RowList).key
        self.proofs, self.heard = proofs, heard
        self.draw()
        factors = self.query_one("#factors", RowList)
        if at is not None and factors.key != at:
            factors.show(factors.rows, at=at)

    def action_send(self) -> None:
        """Send a code to the contact on record; a new one in place of one sent before."""
        self.send(None)

    def send(self, approval_id: int | None) -> None:
        contact, proofs, key = self.contact, self.proofs, new_key()
        if contact is None or proofs is None or not proofs.ways or self.busy:
            return
        self.busy = True
        contact_id, channel = contact.contact_id, proofs.ways[self.way % len(proofs.ways)].channel

        def send(desk: "Desk") -> "Proofs":
            verbs.contacts.send_code(desk, contact_id, channel, approval_id=approval_id, key=key)
            return verbs.contacts.proofs(desk, contact_id)

        self.ask("send", send, self.sent, lambda error: self.not_sent(error, self.send))

    def sent(self, proofs: "Proofs") -> None:
        """The code is on its way; the box waits for it."""
        self.busy = False
        self.complain(None)
        self.proofs = proofs
        self.wrong.discard(Factor.ONE_TIME_CODE)
        self.draw()
        factors = self.query_one("#factors", RowList)
        factors.show(factors.rows, at=Factor.ONE_TIME_CODE)
        self.ask_for()
        self.query_one("#said").focus()

    def not_sent(self, error: Exception, again: "Callable[[int], None]") -> None:
        """Refused; where a second person can allow it, they are asked, and it is done once more."""
        self.busy = False
        if isinstance(error, NotAllowed) and isinstance(error, verbs.approvals.NeedsApproval):
            dialog = ApproveDialog(self.session, error.asked)
            self.app.push_screen(dialog, lambda number: again(number) if number is not None else None)
            return
        self.regret(error)

    def action_way(self) -> None:
        """Another contact on record."""
        self.way += 1
        self.draw_proof()

    def action_exception(self) -> None:
        """A supervisor lets this caller try once more."""
        self.grant(None)

    def grant(self, approval_id: int | None) -> None:
        contact, key = self.contact, new_key()
        if contact is None or self.busy:
            return
        self.busy = True

        def grant(desk: "Desk") -> ContactBand:
            verbs.contacts.exception(desk, contact.contact_id, approval_id=approval_id, key=key)
            return verbs.contacts.band(desk, contact.contact_id)

        self.ask("exception", grant, self.granted, lambda error: self.not_sent(error, self.grant))

    def granted(self, band: ContactBand) -> None:
        self.busy = False
        self.complain(None)
        self.drawn_again(band)
        self.read_proofs()
