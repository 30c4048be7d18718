"""What a receipt pays: what of it is left is allocated, what it should not pay is taken back."""

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.ledger.shapes import Paid, ReceiptRow
from consoleapp.errors import Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.ledger.acts import Act, ActDialog
from consoleapp.screens.ledger.parts import PartsDialog, in_columns
from consoleapp.screens.ledger.posting import Posting
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList, blank, heading

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


class AllocateDialog(PartsDialog):
    """Above what the receipt pays already, below how what is left of it could pay the open invoices.

    Gives the id of an entry, or 0 when something was only taken back; None when nothing was done.
    """

    def __init__(self, session: Session, receipt: ReceiptRow) -> None:
        super().__init__(session, receipt.policy_id, receipt.settlement_id)
        self.receipt = receipt
        self.pays: tuple[Paid, ...] = ()
        self.taken_back = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="receive"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="parts")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#parts").focus()
        self.read()

    def read(self) -> None:
        """What it pays and what is left of it, as it stands now."""
        settlement_id = self.receipt.settlement_id

        def ask(desk: "Desk") -> tuple[ReceiptRow, tuple[Paid, ...]]:
            return verbs.ledger.receipt(desk, settlement_id), verbs.ledger.paid_by(desk, settlement_id)

        self.ask("receipt", ask, self.took)

    def took(self, found: tuple[ReceiptRow, tuple[Paid, ...]]) -> None:
        self.receipt, self.pays = found
        self.relabel()
        self.propose_nothing()
        if self.receipt.unallocated.minor > 0:
            self.propose(self.receipt.unallocated)

    def relabel(self) -> None:
        super().relabel()
        number, left = printable(self.receipt.receipt_no), self.receipt.unallocated.named()
        self.query_one("#title", Static).update(
            _("Receipt {number}: {amount} is left").format(number=number, amount=left)
        )
        told = [_("Enter on an invoice: another amount · on the last row: allocate")]
        if self.pays and self.may_take_back():
            told.insert(0, _("Enter on what it pays: take it back"))
        self.query_one("#foot", Static).update(" · ".join([*told, _("Esc gives up")]))
        self.draw_parts()

    def may_take_back(self) -> bool:
        desk = self.session.desk
        return desk is not None and allowed(desk.actor.role, Permission.REVERSE)

    # What it pays already.

    def rows_before(self) -> list[Row]:
        if not self.pays:
            return []
        rows = [heading(lambda: _("Pays already"))]
        for one in self.pays:
            key = ("paid", one.invoice_id) if self.may_take_back() else None
            rows.append(Row(key, partial(paid_lines, one)))
        return [*rows, blank()]

    @on(RowList.Opened, "#parts")
    def opened_paid(self, event: RowList.Opened) -> None:
        """Take back what it pays of an invoice, with the reason."""
        paid = next((one for one in self.pays if ("paid", one.invoice_id) == event.key), None)
        if paid is not None:
            about = f"{self.receipt.receipt_no} → {paid.invoice_no}  {paid.amount.named()}"
            subject = (self.receipt.settlement_id, paid.invoice_id)
            dialog = ActDialog(self.session, Act("deallocate", N_("Take back"), subject, about))
            self.app.push_screen(dialog, self.took_back)

    def took_back(self, number: int | None) -> None:
        if number is not None:
            self.taken_back = True
            self.lands_on = None  # Enter pressed once too often must not allocate it again
            self.read()

    def leave(self) -> None:
        self.leave_in_doubt()
        self.dismiss(0 if self.taken_back else None)

    # What is left of it.

    def whole(self) -> Money:
        return self.receipt.unallocated

    def save_words(self) -> str:
        return _("Allocate")

    def act(self) -> Posting:
        if not self.parts:
            raise Refused(N_("Say which invoice is paid, and how much."))
        return Posting("allocate", (self.receipt.settlement_id, self.parts), signed=False)


def paid_lines(one: Paid, width: int) -> list[Content]:
    cells = [
        Content.styled(printable(one.invoice_no), "$ink"),
        Content.styled(formats.day(one.since), "$muted"),
        Content(""),
        Content.styled(str(one.amount), "$ink"),
        Content(""),
    ]
    return [in_columns(cells, width)]
