"""The last premium invoices of a policy in short; the ledger has all of them (DOMAIN 6)."""

from datetime import date
from functools import partial

from rich.cells import cell_len
from textual.content import Content

from consoleapp.desk.policy_shapes import InvoiceRow, Ledger, PolicyDetail
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import fill, name_of, pad
from consoleapp.screens.policies.room import Room
from consoleapp.screens.widgets.row_list import Row, blank

NUMBER, MONEY, ROOMY = 10, 14, 70
"""Cells of a number and of an amount; from so many cells on every figure has a column of its own."""


class InvoicesRoom(Room):
    """Number, issue date, amount, settled, balance; what is overdue says so."""

    def withheld(self, policy: PolicyDetail) -> str:
        return policy.ledger_withheld

    def read(self, policy: PolicyDetail) -> None:
        self.there, self.error = True, None
        self.relabel()

    def draw(self) -> None:
        ledger = self.policy.ledger if self.policy is not None else None
        if ledger is None or not ledger.invoices:
            self.show_rows([], empty=N_("No invoice of this policy is on record."))
            return
        today = local_date(self.session.clock())
        height = 1 if self.size.width >= ROOMY else 2
        rows = [
            Row(None, head_lines),
            *(
                Row(
                    one.invoice_id,
                    partial(invoice_lines, one, overdue=one.balance.minor > 0 and one.due_on < today),
                    height=height,
                    copied=one.invoice_no,
                    copied_whole="\t".join(
                        (
                            one.invoice_no,
                            formats.day(one.issued_on),
                            str(one.amount),
                            str(one.settled),
                            str(one.balance),
                        )
                    ),
                )
                for one in ledger.invoices
            ),
            blank(),
            Row(None, partial(total_lines, ledger)),
        ]
        self.show_rows(rows, empty="")


def in_columns(number: Content, day: Content, figures: list[Content], rest: Content, width: int) -> Content:
    """Figures end where the others end. On a narrow screen what was settled stands in the line below."""
    each = MONEY
    if width < ROOMY:
        figures, each = [figures[0], figures[2]], MONEY - 1
    days = cell_len(formats.column_day(date(2026, 12, 30))) + 2
    cells = [pad(figure, each, right=True) for figure in figures]
    line = Content("").join([pad(number, NUMBER), pad(day, days), *cells])
    return line + "  " + rest if width >= ROOMY else line


def head_lines(width: int) -> list[Content]:
    heads = [Content(_("Amount")), Content(_("Settled")), Content(_("Balance"))]
    line = in_columns(Content(_("Invoice")), Content(_("Issued")), heads, Content(""), width)
    return [line.stylize("$muted")]


def invoice_lines(one: InvoiceRow, width: int, *, overdue: bool) -> list[Content]:
    """``9200352  29 May 2018  52,344.00  0.00  52,344.00  overdue``."""
    owed = "bold $waiting" if overdue else "$ink" if one.balance else "$muted"
    state = state_of(one, overdue=overdue)
    branch = name_of(one.branch_en, one.branch_zh) if one.branch_en or one.branch_zh else ""
    figures = [
        Content.styled(str(one.amount), "$ink"),
        Content.styled(str(one.settled), "$ink" if one.settled else "$muted"),
        Content.styled(str(one.balance) if one.balance else "–", owed),
    ]
    number, day = (
        Content.styled(printable(one.invoice_no), "$ink"),
        Content(formats.column_day(one.issued_on)),
    )
    if width >= ROOMY:
        state += Content.styled(f"  {branch}" if width >= 90 else "", "$muted")
        return [in_columns(number, day, figures, state, width)]
    part = _("{amount} settled").format(amount=one.settled) if one.balance else ""
    below = Content.styled(part, "$muted")
    return [in_columns(number, day, figures, Content(""), width), "  " + fill([state, below])]


def state_of(one: InvoiceRow, *, overdue: bool) -> Content:
    """Where the invoice stands, in words."""
    if overdue:
        return Content.styled(_("overdue"), "bold $waiting")
    if not one.balance:
        return Content.styled(_("settled"), "$good")
    if one.amount.minor < 0:
        return Content.styled(_("credit note"), "$muted")
    return Content.styled(_("not yet due"), "$muted")


def total_lines(ledger: Ledger, width: int) -> list[Content]:
    """What is unsettled over all invoices, also those not listed."""
    owed = ledger.unsettled
    figure = Content.styled(str(owed), "bold $waiting" if owed.minor > 0 else "$muted")
    figures = [Content(""), Content(""), figure]
    return [in_columns(Content.styled(_("Unsettled"), "$muted"), Content(""), figures, Content(""), width)]
