"""A line of a bank's file is taken in: the form of a settlement, filled in with what the bank says."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Input, Static

from consoleapp.desk.ledger.shapes import Proposal
from consoleapp.i18n import _
from consoleapp.rules.matching import way_of
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.ledger.parts import SAVE
from consoleapp.screens.ledger.receive import ReceiveDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import RowList

if TYPE_CHECKING:
    from consoleapp.desk.ledger import ProposedMatch


class BankLineDialog(ReceiveDialog):
    """What came in is the bank's word and stays as it is; what it pays can be changed. Enter posts it.

    The key is that of the line: whoever takes it in again posts nothing.
    """

    def __init__(self, session: Session, line: "ProposedMatch", policy_id: int, policy_no: str) -> None:
        super().__init__(session, policy_id, policy_no, line.amount.currency)
        self.key = line.key
        self.proposal = line

    def begin(self) -> None:
        line = self.proposal.line
        given = {
            "amount": str(self.proposal.amount),
            "payer": line.payer,
            "reference": line.reference,
            "day": formats.day(line.on),
        }
        for name, value in given.items():
            box = self.query_one(f"#{name}", Input)
            box.value, box.disabled = value, True
        methods = self.query_one("#methods", RowList)
        methods.show(methods.rows, at=way_of(line))
        self.query_one("#parts").focus()

    def relabel(self) -> None:
        super().relabel()
        told = _("Line {number} of the file pays policy {policy}").format(
            number=self.proposal.line.number, policy=printable(self.policy_no)
        )
        self.query_one("#title", Static).update(
            Content.assemble((told, "bold"), "  ", (formats.day(self.proposal.line.on), "$muted"))
        )
        self.query_one("#foot", Static).update(
            _("Enter on an invoice: another amount · on the last row: take in · Esc gives up")
        )

    def proposed(self, found: Proposal) -> None:
        """What was matched, where it is of this policy; else the oldest first."""
        super().proposed(found)
        known = {one.invoice.invoice_id for one in found.lines}
        parts = self.proposal.parts
        if self.policy_id == self.proposal.policy_id and all(one.invoice_id in known for one in parts):
            self.paid = dict.fromkeys(known, 0) | {one.invoice_id: one.amount.minor for one in parts}
            self.draw_parts(at=SAVE)
