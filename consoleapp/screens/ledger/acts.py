"""What takes money back or forgoes it: each an act of its own, with its reason, for whoever may reverse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content

from consoleapp.desk.ledger.shapes import InvoiceRow, Movement, ReceiptRow
from consoleapp.errors import Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.ledger import NO_AMOUNT, TURNS, EntryKind
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.ledger.forms import FormDialog
from consoleapp.screens.ledger.posting import Posting
from consoleapp.screens.session import Session


@dataclass(frozen=True, slots=True)
class Act:
    """One act on an invoice, a receipt or an entry. ``word`` is marked for the catalogue."""

    verb: str
    word: str
    subject: tuple[int, ...]
    """What it is done to, as the verb takes it."""
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
            found.append(
                Act("credit_note", N_("Credit note"), (row.invoice_id,), row.invoice_no, row.balance)
            )
            found.append(Act("write_off", N_("Write off"), (row.invoice_id,), row.invoice_no, row.balance))
    else:
        if row.unallocated:
            found.append(Act("refund", N_("Refund"), (row.settlement_id,), row.receipt_no, row.unallocated))
        stands = any(one.kind is EntryKind.RECEIVE and one.turned_by is None for one in movements)
        if row.method is SettlementMethod.CHEQUE and stands:
            found.append(Act("bounce", N_("The cheque bounced"), (row.settlement_id,), row.receipt_no))
    seen: set[int] = set()
    for one in reversed(movements):
        if one.turned_by is None and one.kind not in TURNS and one.entry_id not in seen:
            seen.add(one.entry_id)
            said = f"{_(one.kind.word)} {formats.day(one.posted_on)}"
            other = one.receipt_no if isinstance(row, InvoiceRow) else one.invoice_no
            said += f" {other}  {abs(one.owed if one.owed else one.held)}" if other else ""
            found.append(Act("reverse", N_("Turn round:"), (one.entry_id,), said))
    return found


class ActDialog(FormDialog):
    """An amount where the act has one, and the reason; Enter in the reason does it."""

    WORDS: ClassVar[Mapping[str, str]] = {"amount": N_("Amount"), "reason": N_("Reason")}

    def __init__(self, session: Session, what: Act) -> None:
        super().__init__(session)
        self.what = what

    def boxes(self) -> tuple[str, ...]:
        return ("amount", "reason") if self.what.most is not None else ("reason",)

    def given(self) -> Mapping[str, str]:
        return {} if self.what.most is None else {"amount": str(self.what.most)}

    def headline(self) -> Content:
        return Content.styled(printable(self.what.words()), "bold")

    def amount(self) -> Money | None:
        """The amount typed. Raises ConsoleError where it is none, not above 0, or too much."""
        most = self.what.most
        if most is None:
            return None
        amount = Money.parse(self.text("amount"), most.currency)
        if amount.minor <= 0:
            raise Refused(NO_AMOUNT)
        if amount > most:
            raise Refused(N_("At most {most} can be: that is what is left."), most=most.named())
        return amount

    def check(self) -> None:
        self.amount()

    def act(self) -> Posting:
        amount, why = self.amount(), self.text("reason")
        if not why:
            raise Refused(N_("Give a reason; it goes on record."))
        given = (*self.what.subject, why) if amount is None else (*self.what.subject, amount, why)
        return Posting(self.what.verb, given, signed=self.what.verb != "deallocate")
