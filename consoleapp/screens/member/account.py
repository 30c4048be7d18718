"""The person's login at the portal: its stage, what is next, what is on record, what can be done about it."""

from functools import partial

from consoleapp.desk.account_shapes import AccountDetail
from consoleapp.desk.shapes import MemberCard
from consoleapp.i18n import N_, _
from consoleapp.screens import verbs
from consoleapp.screens.accounts.rows import detail_rows, history_rows, next_lines
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, blank, heading
from consoleapp.screens.widgets.state import State


class AccountPanel(Panel):
    """The stage first, then the facts, then tries and acts; what is next stands below."""

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.account: AccountDetail | None = None

    def turn(self) -> None:
        super().turn()
        self.account = None

    def close(self) -> None:
        super().close()
        self.account = None

    def read(self, card: MemberCard) -> None:
        self.load(card, lambda desk: verbs.accounts.of_member(desk, card.member_id), self.took)

    def took(self, account: AccountDetail | None) -> None:
        self.account = account

    def draw(self) -> None:
        account = self.account
        if account is None:
            self.show_rows([], empty=(State.EMPTY, "", N_("This person has no login at the portal.")))
            self.say("")
            return
        self.rows.fill(partial(account_rows, account))
        self.show_state(None)
        self.say(next_lines(account))


def account_rows(account: AccountDetail, width: int) -> list[Row]:
    """The account, and what was tried and done with it; sentences take as many lines as they need."""
    rows, history = detail_rows(account, width), history_rows(account, width)
    if history:
        rows += [blank(), heading(lambda: _("Tries and acts")), *history]
    return rows
