"""What of some money pays which invoice: proposed oldest first, each amount editable, a running remainder."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial

from textual import on
from textual.content import Content

from consoleapp.desk.ledger.shapes import Proposal, ProposedLine
from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.ledger import Part
from consoleapp.rules.money import Money
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.facts import pad
from consoleapp.screens.ledger.posting import PostingDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList

SAVE = "save"
"""The key of the last row: Enter there posts."""


class PartsDialog(PostingDialog):
    """With a ``RowList`` ``#parts``: Enter on an invoice changes what it is paid, on the last row posts."""

    def __init__(self, session: Session, policy_id: int, settlement_id: int | None = None) -> None:
        super().__init__(session)
        self.policy_id = policy_id
        self.settlement_id = settlement_id
        self.lines: tuple[ProposedLine, ...] = ()
        self.paid: dict[int, int] = {}
        """Invoice id → minor units, as proposed or edited."""
        self.proposed_for: Money | None = None
        self.lands_on: str | None = SAVE
        """Where the cursor goes when a proposal comes."""

    @abstractmethod
    def whole(self) -> Money:
        """What there is to allocate. Raises ConsoleError where it is not typed rightly."""

    @abstractmethod
    def save_words(self) -> str:
        """What Enter on the last row does."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(Part(invoice, amount) for invoice, amount in self.paid.items() if amount)

    def propose(self, whole: Money) -> None:
        """Ask how ``whole`` could pay what is open; edits of another amount do not stand."""
        if whole == self.proposed_for:
            return
        self.proposed_for = whole
        policy_id, settlement_id = self.policy_id, self.settlement_id
        self.ask(
            "proposal",
            lambda desk: verbs.ledger.proposal(desk, policy_id, whole, settlement_id=settlement_id),
            self.proposed,
        )

    def propose_nothing(self) -> None:
        self.forget("proposal")
        self.proposed_for, self.lines, self.paid = None, (), {}
        self.draw_parts()

    def proposed(self, found: Proposal) -> None:
        self.lines = found.lines
        self.paid = {one.invoice.invoice_id: one.paid.minor for one in found.lines}
        self.draw_parts(at=self.lands_on)

    def left(self, whole: Money) -> Money:
        return Money(whole.minor - sum(self.paid.values()), whole.currency)

    def rows_before(self) -> list[Row]:
        """What stands above the proposal."""
        return []

    def draw_parts(self, at: str | None = None) -> None:
        rows = self.rows_before()
        whole = self.proposed_for
        if whole is not None:
            rows.append(Row(None, head_lines))
            left = whole.minor
            for one in self.lines:
                paid = self.paid.get(one.invoice.invoice_id, 0)
                left -= paid
                pays, remains = Money(paid, whole.currency), Money(left, whole.currency)
                rows.append(Row(one.invoice.invoice_id, partial(part_lines, one, pays, remains)))
            if not self.lines:
                rows.append(Row(None, nothing_open))
            rows.append(Row(SAVE, partial(save_lines, self.save_words(), self.left(whole))))
        self.query_one("#parts", RowList).show(rows, at=at)

    @on(RowList.Opened, "#parts")
    def opened_part(self, event: RowList.Opened) -> None:
        event.stop()
        if event.key == SAVE:
            self.post()
            return
        line = next((one for one in self.lines if one.invoice.invoice_id == event.key), None)
        if line is not None:
            now = Money(self.paid.get(line.invoice.invoice_id, 0), line.paid.currency)
            question = AskLine(
                N_("How much of invoice {number} is paid? {balance} is open."),
                value=now.plain(),
                number=line.invoice.invoice_no,
                balance=line.invoice.balance,
            )
            self.app.push_screen(question, partial(self.changed_part, line))

    def changed_part(self, line: ProposedLine, typed: str | None) -> None:
        if typed is None or self.proposed_for is None:
            return
        invoice = line.invoice
        try:
            paid = Money.parse(typed or "0", invoice.balance.currency)
            if paid.minor < 0:
                raise Refused(N_("An amount above 0 pays an invoice. Correct it or leave the invoice out."))
            if paid > invoice.balance:
                raise Refused(
                    N_("{wanted} is more than is left to pay of the invoice ({there}). Look again."),
                    wanted=paid.named(),
                    there=invoice.balance,
                )
            there = self.left(self.proposed_for) + Money(self.paid.get(invoice.invoice_id, 0), paid.currency)
            if paid > there:
                raise Refused(
                    N_("{wanted} is more than is left of the receipt ({there}). Look again."),
                    wanted=paid.named(),
                    there=there,
                )
        except ConsoleError as error:
            self.complain(error)
            return
        self.complain(None)
        self.paid[invoice.invoice_id] = paid.minor
        self.draw_parts()


def in_columns(cells: Sequence[Content], width: int) -> Content:
    """Number, day due, and three figures that end where the others end."""
    number, due, *figures = cells
    each = max(13, min(16, (width - 10 - 13) // 3))
    room = width - 10 - 3 * each
    line = pad(number, 10) + (pad(due, min(16, room)) if room >= 12 else Content(""))
    return line + Content("").join([pad(one, each, right=True) for one in figures])


def head_lines(width: int) -> list[Content]:
    words = (_("Invoice"), _("Due"), _("Balance"), _("Pays"), _("Remains"))
    return [in_columns([Content.styled(word, "$muted") for word in words], width)]


def part_lines(one: ProposedLine, paid: Money, left: Money, width: int) -> list[Content]:
    cells = [
        Content.styled(printable(one.invoice.invoice_no), "$ink"),
        Content.styled(formats.day(one.invoice.due_on), "$muted"),
        Content.styled(str(one.invoice.balance), "$ink"),
        Content.styled(str(paid) if paid else "–", "bold $good" if paid else "$muted"),
        Content.styled(str(left), "$muted"),
    ]
    return [in_columns(cells, width)]


def nothing_open(_width: int) -> list[Content]:
    return [Content.styled(_("Nothing is open that it could pay."), "$muted")]


def save_lines(words: str, left: Money, _width: int) -> list[Content]:
    """``Enter: take in · 1,200.00 stays unallocated``."""
    said = _("{amount} stays unallocated").format(amount=left) if left else _("nothing stays unallocated")
    return [Content.assemble((f"▸ {words}", "bold $accent"), "  ", (said, "$waiting" if left else "$muted"))]
