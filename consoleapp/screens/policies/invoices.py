"""The last premium invoices of a policy in short; the ledger has all of them (DOMAIN 6)."""

from functools import partial

from textual.content import Content

from consoleapp.desk.policy_shapes import InvoiceRow, Ledger, PolicyDetail
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import name_of, pad
from consoleapp.screens.policies.room import Room
from consoleapp.screens.widgets.row_list import Row, blank

MONEY, DAY, NUMBER = 14, 13, 11


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
        rows = [
            Row(None, partial(head_lines, self.size.width)),
            *(
                Row(
                    one.invoice_id,
                    partial(invoice_lines, one, overdue=one.balance.minor > 0 and one.due_on < today),
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
    """Figures end where the others end. On a narrow screen what was settled is left out: it is the rest."""
    if width < NUMBER + DAY + 3 * MONEY:
        figures = [figures[0], figures[2]]
    cells = [pad(figure, MONEY, right=True) for figure in figures]
    line = Content("").join([pad(number, NUMBER), pad(day, DAY), *cells])
    return line + "  " + rest


def head_lines(_room: int, width: int) -> list[Content]:
    heads = [Content(_(one)) for one in (N_("Amount"), N_("Settled"), N_("Balance"))]
    line = in_columns(Content(_("Invoice")), Content(_("Issued")), heads, Content(""), width)
    return [line.stylize("$muted")]


def invoice_lines(one: InvoiceRow, width: int, *, overdue: bool) -> list[Content]:
    """``9200352  29 May 2018  52,344.00  0.00  52,344.00  overdue``."""
    owed = "bold $waiting" if overdue else "$ink" if one.balance else "$muted"
    if overdue:
        state = Content.styled(_("overdue"), "bold $waiting")
    elif not one.balance:
        state = Content.styled(_("settled"), "$good")
    elif one.amount.minor < 0:
        state = Content.styled(_("credit note"), "$muted")
    else:
        state = Content.styled(_("not yet due"), "$muted")
    branch = name_of(one.branch_en, one.branch_zh) if one.branch_en or one.branch_zh else ""
    if branch and width >= 90:
        state += Content.styled(f"  {branch}", "$muted")
    figures = [
        Content.styled(str(one.amount), "$ink"),
        Content.styled(str(one.settled), "$ink" if one.settled else "$muted"),
        Content.styled(str(one.balance) if one.balance else "–", owed),
    ]
    number, day = Content.styled(printable(one.invoice_no), "$ink"), Content(formats.day(one.issued_on))
    return [in_columns(number, day, figures, state, width)]


def total_lines(ledger: Ledger, width: int) -> list[Content]:
    """What is unsettled over all invoices, also those not listed."""
    owed = ledger.unsettled
    figure = Content.styled(str(owed), "bold $waiting" if owed.minor > 0 else "$muted")
    figures = [Content(""), Content(""), figure]
    return [in_columns(Content.styled(_("Unsettled"), "$muted"), Content(""), figures, Content(""), width)]
