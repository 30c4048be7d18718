"""What staff do on the ledger: take in, allocate, put right, and ask for a statement."""

from functools import partial
from typing import TYPE_CHECKING, cast

from consoleapp.desk.ledger.shapes import InvoiceRow, LedgerSheet, Movement, ReceiptRow
from consoleapp.i18n import N_, _
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choice, Choose
from consoleapp.screens.ledger.acts import Act, ActDialog, acts_on
from consoleapp.screens.ledger.receive import AllocateDialog, ReceiveDialog
from consoleapp.screens.ledger.rows import home_of
from consoleapp.screens.ledger.statement import StatementScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.screens.ledger.screen import LedgerScreen


class Does:
    """The acts of :class:`LedgerScreen`, for which this is mixed in."""

    session: Session
    sheet: LedgerSheet | None
    movements: tuple[Movement, ...]
    policy_id: int | None
    whole: bool

    @property
    def _ledger(self) -> "LedgerScreen":
        return cast("LedgerScreen", self)

    def may(self, permission: Permission) -> bool:
        desk = self.session.desk
        return desk is not None and self.sheet is not None and allowed(desk.actor.role, permission)

    def may_do(self, action: str) -> bool:
        """Whether a key that posts does something now."""
        row = self._ledger.row
        match action:
            case "receive":
                return self.may(Permission.SETTLE)
            case "allocate":
                left = isinstance(row, ReceiptRow) and row.unallocated.minor > 0
                return self.may(Permission.SETTLE) and left
            case "put_right":
                return self.may(Permission.REVERSE) and row is not None
            case _:
                return self.sheet is not None

    def action_receive(self) -> None:
        """Take in a settlement of this policy, or of the row's policy where all are shown."""
        sheet, row, screen = self.sheet, self._ledger.row, self._ledger
        if sheet is None or self.policy_id is None:
            return
        policy_id, number, currency = self.policy_id, sheet.policy_no, home_of(sheet)
        if sheet.policy_id is None:
            if row is None:
                return
            policy_id, number, currency = row.policy_id, row.policy_no, row.amount.currency
        dialog = ReceiveDialog(self.session, policy_id, number, currency)
        screen.app.push_screen(dialog, partial(self.done, N_("Taken in.")))

    def action_allocate(self) -> None:
        """What is left of the receipt under the cursor pays invoices."""
        row = self._ledger.row
        if isinstance(row, ReceiptRow):
            dialog = AllocateDialog(self.session, row)
            self._ledger.app.push_screen(dialog, partial(self.done, N_("Allocated.")))

    def action_put_right(self) -> None:
        """Choose what to do to the row under the cursor, then say why."""
        row: InvoiceRow | ReceiptRow | None = self._ledger.row
        acts = acts_on(row, self.movements) if row is not None else []
        if not acts:
            cast(DeskScreen, self).say(_("Nothing here can be turned round any more."), MessageTone.WARNING)
            return
        choices: list[Choice] = [(place, act.words) for place, act in enumerate(acts)]
        self._ledger.app.push_screen(
            Choose(N_("What is to be done?"), choices, at=0), partial(self.ask_why, acts)
        )

    def ask_why(self, acts: list[Act], chosen: tuple[object] | None) -> None:
        if chosen is not None and isinstance(chosen[0], int):
            dialog = ActDialog(self.session, acts[chosen[0]])
            self._ledger.app.push_screen(dialog, partial(self.done, N_("Posted.")))

    def done(self, told: str, number: int | None) -> None:
        """Say so only when it is on record, and read the ledger again."""
        if number is not None:
            cast(DeskScreen, self).say(_(told), MessageTone.DONE)
            self._ledger.read_sheet()

    def action_statement(self) -> None:
        if self.policy_id is not None:
            self._ledger.app.push_screen(StatementScreen(self.session, self.policy_id, whole=self.whole))
