"""Forms of the ledger that post one entry: boxes one under the other, and what is wrong told while typing."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.ledger.shapes import BranchRow, ReceiptRow
from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date, parse_date
from consoleapp.rules.ledger import NO_AMOUNT
from consoleapp.rules.money import MINOR_DIGITS, Money
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import name_of
from consoleapp.screens.ledger.posting import Posting, PostingDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList, heading


def money_typed(typed: str, usual: str) -> Money:
    """``52,344.00`` in the usual currency, or ``usd 400``. Raises ConsoleError for what is not above 0."""
    code = typed[:3].upper()
    amount = Money.parse(typed[3:].strip(), code) if code in MINOR_DIGITS else Money.parse(typed, usual)
    if amount.minor <= 0:
        raise Refused(NO_AMOUNT)
    return amount


class FormDialog(PostingDialog):
    """Enter goes on to the next box, and in the last it does it, unless a list follows."""

    WORDS: ClassVar[Mapping[str, str]] = {}
    """Box → its label, marked for the catalogue, in the order they are filled in."""

    def given(self) -> Mapping[str, str]:
        """What stands in a box at first."""
        return {}

    def boxes(self) -> tuple[str, ...]:
        return tuple(self.WORDS)

    def below(self) -> ComposeResult:
        """What follows the boxes."""
        yield from ()

    @abstractmethod
    def headline(self) -> Content:
        """What is done, and to what."""

    def foot(self) -> str:
        return _("It goes on record and stays · Enter does it · Esc gives up")

    def check(self) -> None:
        """Raise ConsoleError for what can be seen to be wrong while it is typed."""

    def compose(self) -> ComposeResult:
        given = self.given()
        with Vertical(classes="dialog", id="act"):
            yield Static(id="title", classes="dialog-title", markup=False)
            for name in self.boxes():
                with Horizontal(classes="asked"):
                    yield Label(id=f"{name}-label", classes="asked-label", markup=False)
                    yield Box(given.get(name, ""), id=name, compact=True)
            yield from self.below()
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def starts_at(self) -> str:
        """The box that is typed into first."""
        return self.boxes()[0]

    def on_mount(self) -> None:
        self.query_one(f"#{self.starts_at()}").focus()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(self.headline())
        for name in self.boxes():
            self.query_one(f"#{name}-label", Label).update(_(self.WORDS[name]))
        self.query_one("#foot", Static).update(self.foot())

    @property
    def today(self) -> date:
        return local_date(self.session.clock())

    def text(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def why(self) -> str:
        return self.text("reason") if "reason" in self.boxes() else ""

    @on(Input.Changed)
    def typed(self) -> None:
        try:
            self.check()
        except ConsoleError as error:
            self.complain(error)
        else:
            self.complain(None)

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        event.stop()
        names = self.boxes()
        at = names.index(event.input.id or names[0])
        if at + 1 < len(names):
            self.query_one(f"#{names[at + 1]}").focus()
        else:
            self.filled_in()

    def filled_in(self) -> None:
        """Enter in the last box."""
        self.post()


class IssueDialog(FormDialog):
    """An invoice for premium: amount, days, its number where it has one, and the branch it is for."""

    WORDS: ClassVar[Mapping[str, str]] = {
        "amount": N_("Amount"),
        "issued": N_("Issued"),
        "due": N_("Due"),
        "number": N_("Invoice no."),
    }

    def __init__(
        self,
        session: Session,
        policy_id: int,
        policy_no: str,
        currency: str,
        branches: tuple[BranchRow, ...],
    ) -> None:
        super().__init__(session)
        self.policy_id = policy_id
        self.policy_no = policy_no
        self.currency = currency
        self.branches = branches

    def below(self) -> ComposeResult:
        branches = RowList(id="branches")
        branches.styles.height = min(len(self.branches) + 2, 9)
        branches.styles.margin = (1, 0, 0, 0)
        yield branches

    def on_mount(self) -> None:
        rows = [heading(lambda: _("For which branch?")), Row((None,), partial(branch_lines, None))]
        rows += [Row((one.branch_id,), partial(branch_lines, one)) for one in self.branches]
        self.query_one("#branches", RowList).show(rows)

    def headline(self) -> Content:
        policy = _("policy {number}").format(number=printable(self.policy_no))
        return Content.assemble((_("Issue an invoice"), "bold"), "  ", (policy, "$muted"))

    def foot(self) -> str:
        return _("Enter goes on · on a branch: issues the invoice for it · Esc gives up")

    def relabel(self) -> None:
        super().relabel()
        due = self.today + timedelta(days=self.session.settings.ledger.due_days)
        self.query_one("#amount", Input).placeholder = f"{self.currency} 26,500.00"
        self.query_one("#issued", Input).placeholder = formats.day(self.today)
        self.query_one("#due", Input).placeholder = formats.day(due)
        self.query_one("#number", Input).placeholder = _("the next of the desk")
        self.query_one("#branches", RowList).forget_drawn()

    def days(self) -> tuple[date, date]:
        """When it is issued and when it falls due. Raises ConsoleError."""
        issued = parse_date(self.text("issued")) if self.text("issued") else self.today
        if issued > self.today:
            raise Refused(N_("The day is still to come. Correct it."))
        usual = issued + timedelta(days=self.session.settings.ledger.due_days)
        due = parse_date(self.text("due")) if self.text("due") else usual
        if due < issued:
            raise Refused(N_("It would fall due before it was issued. Correct the days."))
        return issued, due

    def check(self) -> None:
        if self.text("amount"):
            money_typed(self.text("amount"), self.currency)
        self.days()

    def filled_in(self) -> None:
        self.query_one("#branches").focus()

    @on(RowList.Opened, "#branches")
    def chosen(self, event: RowList.Opened) -> None:
        event.stop()
        self.post()

    def act(self) -> Posting:
        amount, days = money_typed(self.text("amount"), self.currency), self.days()
        chosen = self.query_one("#branches", RowList).key
        branch_id = chosen[0] if isinstance(chosen, tuple) else None
        named = {"branch_id": branch_id, "invoice_no": self.text("number")}
        return Posting("issue", (self.policy_id, amount, *days), named)


def branch_lines(one: BranchRow | None, _width: int) -> list[Content]:
    if one is None:
        return [Content.styled(" " + _("the company as a whole"), "$ink")]
    return [Content(f" {printable(one.code)}  {name_of(one.name_en, one.name_zh)}")]


class ExchangeDialog(FormDialog):
    """Unallocated cash becomes a receipt in another currency."""

    WORDS: ClassVar[Mapping[str, str]] = {
        "given": N_("Exchanged"),
        "got": N_("Becomes"),
        "reason": N_("Reason"),
    }

    def __init__(self, session: Session, receipt: ReceiptRow, currency: str) -> None:
        super().__init__(session)
        self.receipt = receipt
        self.currency = currency
        """What the policy is kept in: what the money probably becomes."""

    def given(self) -> Mapping[str, str]:
        return {"given": str(self.receipt.unallocated)}

    def starts_at(self) -> str:
        return "got"

    def headline(self) -> Content:
        told = _("Exchange of receipt {number}: {amount} is left")
        number, left = printable(self.receipt.receipt_no), self.receipt.unallocated.named()
        return Content.styled(told.format(number=number, amount=left), "bold")

    def relabel(self) -> None:
        super().relabel()
        other = self.currency if self.currency != self.receipt.amount.currency else "USD"
        self.query_one("#got", Input).placeholder = f"{other} 3,120.00"
        self.query_one("#reason", Input).placeholder = _("the rate, and whose it is")

    def amounts(self) -> tuple[Money, Money]:
        """What is given and what it becomes. Raises ConsoleError."""
        left = self.receipt.unallocated
        given = money_typed(self.text("given"), left.currency)
        got = money_typed(self.text("got"), self.currency)
        if given.currency != left.currency:
            raise Refused(N_("This is kept in {kept}."), kept=left.currency)
        if given > left:
            raise Refused(N_("At most {most} can be: that is what is left."), most=left.named())
        if got.currency == given.currency:
            raise Refused(
                N_("Both amounts are in {currency}; there is nothing to exchange."), currency=got.currency
            )
        return given, got

    def check(self) -> None:
        if self.text("got"):
            self.amounts()

    def act(self) -> Posting:
        given, got = self.amounts()
        why = self.text("reason")
        if not why:
            raise Refused(N_("Give a reason; it goes on record."))
        return Posting("exchange", (self.receipt.settlement_id, given, got, why))
