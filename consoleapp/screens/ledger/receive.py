"""A settlement is taken in: amount, method, payer, reference, day, and what of it pays which invoice."""

from datetime import date
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date, parse_date
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import word_lines
from consoleapp.screens.ledger.forms import money_typed
from consoleapp.screens.ledger.parts import PartsDialog
from consoleapp.screens.ledger.posting import Posting
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList

BOXES = ("amount", "payer", "reference", "day")
ORDER = ("amount", "methods", "payer", "reference", "day", "parts")
"""Where Enter goes on."""


class ReceiveDialog(PartsDialog):
    """Gives the id of the receipt; None when nothing was taken in."""

    def __init__(self, session: Session, policy_id: int, policy_no: str, currency: str) -> None:
        super().__init__(session, policy_id)
        self.policy_no = policy_no
        self.currency = currency

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="receive"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with Horizontal(id="columns"):
                with Vertical(id="boxes"):
                    for name in BOXES:
                        with Horizontal(classes="asked"):
                            yield Label(id=f"{name}-label", classes="asked-label", markup=False)
                            yield Box(id=name, compact=True)
                yield RowList(id="methods", classes="-always")
            yield Static(id="trouble", markup=False)
            yield RowList(id="parts")
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        rows = [Row(one, partial(word_lines, one)) for one in SettlementMethod]
        self.query_one("#methods", RowList).show(rows)
        self.begin()

    def begin(self) -> None:
        """Where typing starts."""
        self.query_one("#amount").focus()

    def relabel(self) -> None:
        super().relabel()
        policy = Content.styled(_("policy {number}").format(number=printable(self.policy_no)), "$muted")
        self.query_one("#title", Static).update(
            Content.styled(_("Take in a settlement"), "bold") + "  " + policy
        )
        words = {
            "amount": _("Amount"), "payer": _("Payer"), "reference": _("Reference"), "day": _("Received on"),
        }  # fmt: skip
        for name, word in words.items():
            self.query_one(f"#{name}-label", Label).update(word)
        self.query_one("#amount", Input).placeholder = f"{self.currency} 52,344.00"
        self.query_one("#day", Input).placeholder = formats.day(self.today)
        self.query_one("#foot", Static).update(
            _("Enter goes on · on an invoice: another amount · on the last row: take in · Esc gives up")
        )
        self.query_one("#methods", RowList).forget_drawn()
        self.draw_parts()

    @property
    def today(self) -> date:
        return local_date(self.session.clock())

    def text(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def whole(self) -> Money:
        return money_typed(self.text("amount"), self.currency)

    def day(self) -> date:
        typed = self.text("day")
        day = parse_date(typed) if typed else self.today
        if day > self.today:
            raise Refused(N_("The day is still to come. Correct it."))
        return day

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Refusals come while typing; the proposal follows the amount."""
        if event.input.id not in ("amount", "day"):
            return
        self.complain(None)
        try:
            self.day()
            if not self.text("amount"):
                self.propose_nothing()
                return
            self.propose(self.whole())
        except ConsoleError as error:
            self.complain(error)
            if event.input.id == "amount":
                self.propose_nothing()

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(f"#{ORDER[ORDER.index(event.input.id or 'amount') + 1]}").focus()

    @on(RowList.Opened, "#methods")
    def method_taken(self, event: RowList.Opened) -> None:
        event.stop()
        self.query_one("#payer").focus()

    def save_words(self) -> str:
        return _("Take in {amount}").format(amount=self.proposed_for.named() if self.proposed_for else "")

    def act(self) -> Posting:
        method = self.query_one("#methods", RowList).key
        if not isinstance(method, SettlementMethod):
            raise Refused(N_("Say how it was paid."))
        told = (self.text("payer"), self.text("reference"))
        return Posting("receive", (self.policy_id, self.whole(), self.day(), method, *told, self.parts))
