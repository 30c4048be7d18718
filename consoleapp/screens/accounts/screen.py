"""One portal account: where it stands and what is next, its history, and what can be done about it."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.account_shapes import AccountDetail
from consoleapp.errors import ConsoleError, NotAllowed, NotFound
from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.accounts.acts import ACCOUNT_ACTION, ACCOUNT_KEYS, AccountActs
from consoleapp.screens.accounts.rows import detail_rows, history_rows, next_lines
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.facts import both_names
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State, StateView


class AccountScreen(AccountActs, DeskScreen):
    """Facts on the left, tries and acts on the right, what is next below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("account", "contact"),
        Binding("left", "to_facts", show=False, id="table.left"),
        Binding("right", "to_history", show=False, id="table.right"),
    ]

    def __init__(self, session: Session, account_id: int) -> None:
        super().__init__()
        self.session = session
        self.account_id = account_id
        self.account: AccountDetail | None = None
        self.listening = session.listening

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield StateView(State.LOADING, id="state")
        with Horizontal(id="columns"):
            yield RowList(id="facts")
            yield RowList(id="history")
        yield Static(id="next", markup=False)
        yield KeyHints(
            *ACCOUNT_KEYS,
            "contact.verify",
            "account.person",
            "contact.hearing",
            "contact.park",
        )

    def on_mount(self) -> None:
        self.query_one("#columns").display = False
        self.query_one("#facts").focus()
        self.look()

    # Reading.

    def look(self) -> None:
        account_id = self.account_id
        self.ask("account", lambda desk: verbs.accounts.detail(desk, account_id), self.took, self.missed)

    def took(self, account: AccountDetail) -> None:
        self.account = account
        self.query_one("#state").display = False
        self.query_one("#columns").display = True
        self.relabel()
        self.refresh_bindings()
        if self.focused is None:
            self.query_one("#facts").focus()

    def missed(self, error: Exception) -> None:
        """Not to be said to whoever is on the line, or gone: nothing of it stays on the screen."""
        self.forget_account()
        state = self.query_one("#state", StateView)
        match error:
            case NotAllowed():
                state.show(State.NOT_ALLOWED, about=error.text(_))
            case NotFound():
                state.show(State.NOT_KNOWN, about=error.text(_))
            case ConsoleError():
                state.show(State.FAILED, about=error.text(_))
            case _:
                state.show(State.FAILED)
                self.regret(error)

    def forget_account(self) -> None:
        self.account = None
        self.query_one("#columns").display = False
        self.query_one("#state").display = True
        for name in ("#facts", "#history"):
            self.query_one(name, RowList).show([])
        for name in ("#title", "#next"):
            self.query_one(name, Static).update("")

    def contact_changed(self) -> None:
        """Another caller, or one who is better known: read again what may be said."""
        self.refresh_bindings()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.forget_account()
            self.query_one("#state", StateView).show(State.LOADING)
        self.look()

    def on_screen_resume(self) -> None:
        if self.account is not None:
            self.contact_changed()

    # Drawing.

    def relabel(self) -> None:
        account = self.account
        if account is None:
            return
        number, where = printable(account.facts.account_no), printable(account.where)
        about = Content.styled(f"{number} · {where} · {_(account.kind.word)}", "$muted")
        name = both_names(account.name_en, account.name_zh)
        self.query_one("#title", Static).update(Content("\n").join([name, about]))
        facts, history = self.query_one("#facts", RowList), self.query_one("#history", RowList)
        facts.fill(partial(detail_rows, account))
        none = N_("No failed tries and no acts on record.")
        nothing = [Row(None, lambda _width: [Content.styled(f" {_(none)}", "$muted")])]
        history.fill(lambda width: history_rows(account, width) or nothing)
        self.query_one("#next", Static).update(next_lines(account))

    # Keys.

    def account_at(self) -> AccountDetail | None:
        return self.account

    def account_changed(self) -> None:
        self.look()

    def about(self) -> tuple[int | None, int | None]:
        account = self.account
        if account is None:
            return None, None
        return (account.member_id, None) if account.member_id is not None else (None, account.policy_id)

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id, "account")

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("note", "wrap_up"):
            return False  # a contact is wrapped up where its note is
        if action == ACCOUNT_ACTION:
            return self.check_account(str(parameters[0]))
        if action == "person":
            return self.account is not None and self.about() != (None, None)
        return self.check_contact_action(action)

    def action_person(self) -> None:
        """To whoever holds the account: the person, or the company's policy."""
        member_id, policy_id = self.about()
        if member_id is not None:
            self.go_to(member_id)
        elif policy_id is not None:
            self.go_to_policy(policy_id)

    def action_to_facts(self) -> None:
        self.query_one("#facts").focus()

    def action_to_history(self) -> None:
        self.query_one("#history").focus()
