"""What takes money back or forgoes it: each an act of its own, with its reason, for whoever may reverse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.ledger.shapes import InvoiceRow, Movement, ReceiptRow
from consoleapp.errors import Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.ledger import TURNS
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.ledger.parts import PostingDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


@dataclass(frozen=True, slots=True)
class Act:
    """One act on an invoice, a receipt or an entry. ``word`` is marked for the catalogue."""

    verb: str
    word: str
    subject_id: int
    about: str
    most: Money | None = None
    """The most it may be about; None where the amount is that of the entry."""

    def words(self) -> str:
        return f"{_(self.word)}  {self.about}"


def acts_on(row: InvoiceRow | ReceiptRow, movements: Sequence[Movement]) -> list[Act]:
    """What may be done to the row, then every entry of it that still stands and may be turned round."""
    found: list[Act] = []
    if isinstance(row, InvoiceRow):
        if row.balance.minor > 0:
            found.append(Act("credit_note", N_("Credit note"), row.invoice_id, row.invoice_no, row.balance))
            found.append(Act("write_off", N_("Write off"), row.invoice_id, row.invoice_no, row.balance))
    else:
        if row.unallocated:
            found.append(Act("refund", N_("Refund"), row.settlement_id, row.receipt_no, row.unallocated))
        if row.method is SettlementMethod.CHEQUE:
            found.append(Act("bounce", N_("The cheque bounced"), row.settlement_id, row.receipt_no))
    seen: set[int] = set()
    for one in reversed(movements):
        if one.turned_by is None and one.kind not in TURNS and one.entry_id not in seen:
            seen.add(one.entry_id)
            said = f"{_(one.kind.word)} {formats.day(one.posted_on)}"
            said += f" {one.receipt_no or one.invoice_no}  {abs(one.owed if one.owed else one.held)}"
            found.append(Act("reverse", N_("Turn round:"), one.entry_id, said))
    return found


class ActDialog(PostingDialog):
    """An amount where the act has one, and the reason; Enter in the reason does it."""

    def __init__(self, session: Session, what: Act) -> None:
        super().__init__(session)
        self.what = what

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="act"):
            yield Static(id="title", classes="dialog-title", markup=False)
            if self.what.most is not None:
                with Horizontal(classes="asked"):
                    yield Label(id="amount-label", classes="asked-label", markup=False)
                    yield Box(self.what.most.plain(), id="amount", compact=True)
            with Horizontal(classes="asked"):
                yield Label(id="reason-label", classes="asked-label", markup=False)
                yield Box(id="reason", compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#amount" if self.what.most is not None else "#reason").focus()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(Content(printable(self.what.words())))
        if self.what.most is not None:
            self.query_one("#amount-label", Label).update(_("Amount"))
        self.query_one("#reason-label", Label).update(_("Reason"))
        self.query_one("#foot", Static).update(
            _("It goes on record and stays · Enter does it · Esc gives up")
        )

    def amount(self) -> Money | None:
        """The amount typed. Raises ConsoleError where it is none, not above 0, or too much."""
        most = self.what.most
        if most is None:
            return None
        amount = Money.parse(self.query_one("#amount", Input).value, most.currency)
        if amount.minor <= 0:
            raise Refused(N_("The amount must be above 0. Correct it."))
        if amount > most:
            raise Refused(N_("At most {most} can be: that is what is left."), most=most.named())
        return amount

    @on(Input.Changed, "#amount")
    def typed(self) -> None:
        try:
            self.amount()
        except Refused as error:
            self.complain(error)
        else:
            self.complain(None)

    @on(Input.Submitted, "#amount")
    def go_on(self) -> None:
        self.query_one("#reason").focus()

    @on(Input.Submitted, "#reason")
    def reasoned(self) -> None:
        self.post()

    def act(self, approval_id: int | None) -> "Callable[[Desk], int]":
        amount, why = self.amount(), self.query_one("#reason", Input).value.strip()
        if not why:
            raise Refused(N_("Give a reason; it goes on record."))
        given = (self.what.subject_id, why) if amount is None else (self.what.subject_id, amount, why)
        verb, key = self.what.verb, self.key

        def do(desk: "Desk") -> int:
            entry: int = getattr(verbs.ledger, verb)(desk, *given, approval_id=approval_id, key=key)
            return entry

        return do
