"""What staff do about a portal account, on its own screen and on its person: the same keys."""

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from consoleapp.desk.account_shapes import AccountDetail
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_, _
from consoleapp.rules.accounts import ACTS, NEEDS_WORDS, AccountAct, ActReason
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.screens import verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.ask import AskReason, Reason
from consoleapp.screens.facts import name_of
from consoleapp.screens.messages import Say
from consoleapp.screens.once import press_once
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

ACCOUNT_ACTION = "account_act"
ACCOUNT_KEYS = tuple(f"account.{act}" for act in AccountAct)
"""The keys of the acts, for the foot of a screen."""

QUESTIONS = {
    AccountAct.UNLOCK: N_("Unlock the account of {who}: why?"),
    AccountAct.LOCK: N_("Lock the account of {who}: why?"),
    AccountAct.INVITE: N_("Send {who} a new PIN and a new initial password: why?"),
    AccountAct.RESET_LINK: N_("Send {who} a link to set a new password: why?"),
    AccountAct.UNBIND: N_("Unbind the messaging account of {who}: why?"),
}
DONE = {
    AccountAct.UNLOCK: N_("Unlocked. The holder is told; the password is unchanged."),
    AccountAct.LOCK: N_("Locked. The holder is told; nobody can log in until it is unlocked."),
    AccountAct.INVITE: N_("Sent two ways: a PIN and an initial password, good once."),
    AccountAct.RESET_LINK: N_("The link is sent, good once."),
    AccountAct.UNBIND: N_("Unbound. The holder is told."),
}
NOTHING = N_("There was nothing left to do; nobody was told.")


def verb_of(act: AccountAct) -> "Callable[..., bool]":
    """The verb of the desk that does it."""
    name = {AccountAct.INVITE: "send_invitation"}.get(act, act.value)
    return getattr(verbs.accounts, name)  # type: ignore[no-any-return]


class AccountActs(Calls):
    """For a screen that shows an account. The desk decides; a refusal is one line above the keys."""

    @abstractmethod
    def account_at(self) -> AccountDetail | None:
        """The account that is shown; None where none is."""

    @abstractmethod
    def account_changed(self) -> None:
        """Read again what is shown."""

    def check_account(self, code: str) -> bool:
        """Whether the key of an act works now; for ``check_action`` of the screen."""
        account, desk = self.account_at(), self.session.desk
        if account is None or desk is None or not allowed(desk.actor.role, Permission.UNLOCK_ACCOUNTS):
            return False
        return AccountAct(code) in account.possible

    def action_account_act(self, code: str) -> None:
        """Ask why, then do it. Who may not is told at once what to do first."""
        account, act = self.account_at(), AccountAct(code)
        if account is None:
            return
        if account.why_not:
            self._screen.post_message(Say(_(account.why_not), MessageTone.WARNING))
            return
        question = AskReason(
            QUESTIONS[act],
            {one.value: one.word for one in ACTS[act].reasons},
            needs_note=frozenset(one.value for one in NEEDS_WORDS),
            who=name_of(account.name_en, account.name_zh),
        )
        self._screen.app.push_screen(
            question, lambda reason: self.do_account(account, act, reason, None) if reason else None
        )

    def do_account(
        self, account: AccountDetail, act: AccountAct, reason: Reason, approval_id: int | None
    ) -> None:
        account_id = account.facts.account_id

        def perform(desk: "Desk", key: str) -> bool:
            return verb_of(act)(
                desk,
                account_id,
                ActReason(reason.code),
                reason.note,
                approval_id=approval_id,
                key=key,
            )

        def done(anything: bool) -> None:
            tone = MessageTone.DONE if anything else MessageTone.NOTE
            self._screen.post_message(Say(_(DONE[act]) if anything else _(NOTHING), tone))
            self.account_changed()
            self.refresh_contact()

        def sorry(error: Exception) -> None:
            if isinstance(error, NotAllowed) and isinstance(error, verbs.approvals.NeedsApproval):
                self._screen.app.push_screen(
                    ApproveDialog(self.session, error.asked),
                    lambda number: (
                        self.do_account(account, act, reason, number) if number is not None else None
                    ),
                )
                return
            self.regret(error)
            self.account_changed()

        said = ("account act", account_id, act, reason)
        press_once(self, "account act", said, perform, done, sorry)
