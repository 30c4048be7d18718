"""An act that needs a second person: they sign at this desk, or it goes to the supervisors (SAFETY 11).

A screen that catches ``NeedsApproval`` pushes ``ApproveDialog(session, error.asked)`` and, when the result is
a number, calls the same verb again with it::

    def waived(error: Exception) -> None:
        if isinstance(error, verbs.approvals.NeedsApproval):
            self.app.push_screen(ApproveDialog(self.session, error.asked), again)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError, NotAllowed, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.money import Money
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import label_width, labelled, words
from consoleapp.screens.messages import Say
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.approvals import Asked
    from consoleapp.desk.context import Desk


BOX_AT = 13
"""Cells before what is typed; facts stand in the same column."""


class ApproveDialog(DeskDialog[int | None]):
    """Reason, then the second person's login and password. An empty login sends it to the queue.

    Gives the number of the approval to act with at once; None when it waits, or was given up.
    """

    def __init__(self, session: Session, asked: "Asked", reason: str = "") -> None:
        super().__init__(session)
        self.asked = asked
        self.reason = reason
        """Why, where it was said already."""
        self.number: int | None = None
        """The request, once it was made; taken back when nobody signs it."""
        self.busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="approve"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield Static(id="facts", markup=False)
            for name in ("reason", "login", "password", "code"):
                with Horizontal(classes="approve-row", id=f"{name}-row"):
                    yield Label(id=f"{name}-label", markup=False)
                    said = self.reason if name == "reason" else ""
                    yield Box(said, id=name, password=name in {"password", "code"}, compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#code-row").display = False
        self.query_one("#login" if self.reason else "#reason").focus()

    def relabel(self) -> None:
        super().relabel()
        kind = Content.styled(_(self.asked.kind.word), "bold $waiting")
        title = Content.styled(_("A second person is needed"), "bold") + "  " + kind
        self.query_one("#title", Static).update(title)
        self.query_one("#facts", Static).update(Content("\n").join(self.fact_lines()))
        self.query_one("#reason-label", Label).update(_("Reason"))
        self.query_one("#login-label", Label).update(_("Supervisor"))
        self.query_one("#password-label", Label).update(_("Password"))
        self.query_one("#code-label", Label).update(_("Code"))
        self.query_one("#login", Input).placeholder = _("their login; empty: to the queue")
        self.query_one("#foot", Static).update(_("The supervisor signs here · Enter goes on · Esc gives up"))

    def fact_lines(self) -> list[Content]:
        """What the second person reads before they sign."""
        room = label_width((_(label) for label in self.asked.facts), least=BOX_AT - 2)
        lines: list[Content] = []
        for label, value in self.asked.facts.items():
            lines += labelled(_(label), Content.styled(in_words(value), "$ink"), room, 58)
        return lines

    @on(Input.Submitted, "#reason")
    def reasoned(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.complain(None)
            self.query_one("#login").focus()
        else:
            self.complain(Refused(N_("Give a reason; it goes on record.")))

    @on(Input.Submitted, "#login")
    def named(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.query_one("#password").focus()
        else:
            self.request(self.queued)

    @on(Input.Submitted, "#password,#code")
    def signed(self) -> None:
        login = self.query_one("#login", Input).value.strip()
        password, code = self.query_one("#password", Input).value, self.query_one("#code", Input).value
        if login and password and (code or not self.query_one("#code-row").display):
            self.request(lambda number: self.sign(number, login, password, code))

    def forget_typed(self, *, code_wanted: bool = False) -> None:
        """Nothing secret stays in the boxes; the password does while only a code is missing beside it."""
        self.query_one("#code-row").display = code_wanted
        self.query_one("#code", Input).value = ""
        if code_wanted:
            self.query_one("#code").focus()
        else:
            self.query_one("#password", Input).value = ""

    def request(self, then: "Callable[[int], None]") -> None:
        """Ask for the approval; the same content asked again is the same request."""
        reason, key = self.query_one("#reason", Input).value.strip(), new_key()
        if self.busy:
            return
        if not reason:
            self.query_one("#reason").focus()
            return
        self.busy = True

        def asked(number: int) -> None:
            self.number = number
            then(number)

        self.ask(
            "ask", lambda desk: verbs.approvals.ask(desk, self.asked, reason, key=key), asked, self.refused
        )

    def sign(self, number: int, login: str, password: str, code: str) -> None:
        key = new_key()

        def approve(desk: "Desk") -> None:
            verbs.approvals.approve_here(desk, number, login, password, code, key=key)

        self.ask("sign", approve, lambda _done: self.leave(number), self.refused)

    def leave(self, number: int | None) -> None:
        self.dismiss(number)

    def refused(self, error: Exception) -> None:
        self.busy = False
        self.regret(error)
        code_wanted = isinstance(error, NotAllowed) and isinstance(
            error, verbs.signin.MoreNeeded | verbs.signin.WrongCode
        )
        self.forget_typed(code_wanted=code_wanted)
        if isinstance(error, ConsoleError) and not code_wanted:
            self.query_one("#login").focus()

    def queued(self, number: int) -> None:
        told = _("Sent to the supervisors as request {number}. Once approved, do it again.")
        self.app.screen_stack[-2].post_message(Say(told.format(number=number), MessageTone.DONE))
        self.dismiss(None)

    def action_close(self) -> None:
        """Nobody signed: what was asked on the way is taken back."""
        number, key = self.number, new_key()
        if number is None:
            self.dismiss(None)
            return

        def take_back(desk: "Desk") -> None:
            verbs.approvals.withdraw(desk, number, key=key)

        self.ask("take back", take_back, self.leave, lambda _error: self.leave(None))


def in_words(value: object) -> str:
    """A fact of an act as it is read: words of codes in the language in use, numbers and amounts as usual."""
    if isinstance(value, Money):
        return f"{value.currency} {value}"
    return printable(_(value)) if isinstance(value, str) else words(value)
