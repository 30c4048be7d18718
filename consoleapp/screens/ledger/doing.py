"""What staff do on the ledger: take in, allocate, put right, and ask for a statement."""

from functools import partial
from typing import TYPE_CHECKING, cast

from consoleapp.desk.ledger.shapes import InvoiceRow, LedgerSheet, Movement, ReceiptRow
from consoleapp.i18n import N_, _
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choice, Choose
from consoleapp.screens.ledger.acts import Act, ActDialog, acts_on
from consoleapp.screens.ledger.allocate import AllocateDialog
from consoleapp.screens.ledger.bank import BankScreen
from consoleapp.screens.ledger.forms import ExchangeDialog, IssueDialog
from consoleapp.screens.ledger.receive import ReceiveDialog
from consoleapp.screens.ledger.rows import home_of, receipt_words
from consoleapp.screens.ledger.statement import StatementScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
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
            case "issue":
                return self.may(Permission.SETTLE) and self._ledger.list == "invoices"
            case "allocate":
                return self.may(Permission.SETTLE) and bool(self.receipts_for(row))
            case "exchange":
                left = isinstance(row, ReceiptRow) and row.unallocated.minor > 0
                return self.may(Permission.SETTLE) and left
            case "bank":
                desk = self.session.desk
                return desk is not None and allowed(desk.actor.role, Permission.SETTLE)
            case "put_right":
                return self.may(Permission.REVERSE) and row is not None
            case _:
                return self.sheet is not None

    def policy_of_row(self) -> tuple[int, str, str] | None:
        """Id, number and currency of this policy, or of the row's where all of the company are shown."""
        sheet, row = self.sheet, self._ledger.row
        if sheet is None or self.policy_id is None:
            return None
        if sheet.policy_id is not None:
            return self.policy_id, sheet.policy_no, home_of(sheet)
        return None if row is None else (row.policy_id, row.policy_no, row.amount.currency)

    def action_receive(self) -> None:
        """Take in a settlement."""
        whose = self.policy_of_row()
        if whose is not None:
            dialog = ReceiveDialog(self.session, *whose)
            self._ledger.app.push_screen(dialog, partial(self.numbered, N_("Taken in: {number}")))

    def action_issue(self) -> None:
        """Issue an invoice for premium."""
        whose, sheet = self.policy_of_row(), self.sheet
        if whose is not None and sheet is not None:
            dialog = IssueDialog(self.session, *whose, sheet.branches)
            self._ledger.app.push_screen(dialog, partial(self.numbered, N_("Issued: {number}")))

    def receipts_for(self, row: InvoiceRow | ReceiptRow | None) -> list[ReceiptRow]:
        """The receipt under the cursor, or those with something left that could pay the invoice there."""
        if isinstance(row, ReceiptRow):
            return [row] if row.unallocated or row.allocated else []
        if row is None or self.sheet is None or row.balance.minor <= 0:
            return []
        return [
            one
            for one in self.sheet.receipts
            if one.unallocated.minor > 0 and one.unallocated.currency == row.balance.currency
        ]

    def action_allocate(self) -> None:
        """What is left of a receipt pays invoices; what it pays is taken back."""
        found = self.receipts_for(self._ledger.row)
        if len(found) > 1:
            choices: list[Choice] = [(place, partial(receipt_words, one)) for place, one in enumerate(found)]
            question = Choose(N_("Which receipt is allocated?"), choices, at=0)
            self._ledger.app.push_screen(question, partial(self.allocate_chosen, found))
        elif found:
            self.allocate(found[0])

    def allocate_chosen(self, found: list[ReceiptRow], chosen: tuple[object] | None) -> None:
        if chosen is not None and isinstance(chosen[0], int):
            self.allocate(found[chosen[0]])

    def allocate(self, receipt: ReceiptRow) -> None:
        self._ledger.app.push_screen(
            AllocateDialog(self.session, receipt), partial(self.done, N_("Allocated."))
        )

    def action_exchange(self) -> None:
        """Unallocated cash becomes another currency."""
        row, sheet = self._ledger.row, self.sheet
        if isinstance(row, ReceiptRow) and sheet is not None:
            dialog = ExchangeDialog(self.session, row, home_of(sheet))
            self._ledger.app.push_screen(dialog, partial(self.numbered, N_("Exchanged into: {number}")))

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
            cast(DeskScreen, self).say(_(told if number else N_("Taken back.")), MessageTone.DONE)
            self._ledger.read_sheet()

    def numbered(self, told: str, made: int | None) -> None:
        """The number that was given, for whoever paid or is to pay; the cursor goes there."""
        screen = self._ledger
        if made is None:
            return
        issued = told == N_("Issued: {number}")
        screen.wanted["invoices" if issued else "receipts"] = made

        def ask(desk: "Desk") -> str:
            if issued:
                return str(verbs.ledger.invoice(desk, made).invoice_no)
            return str(verbs.ledger.receipt(desk, made).receipt_no)

        def say(number: str) -> None:
            cast(DeskScreen, self).say(_(told).format(number=printable(number)), MessageTone.DONE)

        screen.ask("number", ask, say)
        screen.read_sheet()

    def action_bank(self) -> None:
        """Money that came in by a bank's file."""
        self._ledger.app.push_screen(BankScreen(self.session))

    def action_statement(self) -> None:
        if self.policy_id is not None:
            self._ledger.app.push_screen(StatementScreen(self.session, self.policy_id, whole=self.whole))
