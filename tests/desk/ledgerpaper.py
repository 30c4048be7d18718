"""The oracle of the ledger's state machine: what was done, on paper (DOMAIN 6).

It knows no accounts and no transfers: it keeps a list of what was done and strikes out what was taken back.
What is left to pay and what is unallocated it counts from the list.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """One thing done: an amount on an invoice, a receipt, or both; struck out when it was taken back."""

    kind: str
    amount: int
    entry_id: int
    invoice: int = 0
    receipt: int = 0
    into: int = 0
    """The receipt an exchange became, and how much of it."""
    got: int = 0
    stands: bool = True
    turn: bool = False


class Paper:
    """The list, and what can be counted from it."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def invoices(self) -> list[int]:
        return [line.invoice for line in self.lines if line.kind == "issue"]

    def receipts(self) -> list[tuple[int, str]]:
        found = [(line.receipt, "cheque") for line in self.lines if line.kind == "receive"]
        return found + [(line.into, "exchange") for line in self.lines if line.kind == "exchange"]

    def amount_of(self, invoice: int) -> int:
        return next(line.amount for line in self.lines if line.kind == "issue" and line.invoice == invoice)

    def owed(self, invoice: int) -> int:
        return sum(
            line.amount if line.kind == "issue" else -line.amount
            for line in self.lines
            if line.stands and not line.turn and line.invoice == invoice
        )

    def received(self, receipt: int) -> int:
        """What it came in with, if it stands."""
        return sum(
            line.amount if line.kind == "receive" else line.got
            for line in self.lines
            if line.stands
            and (
                (line.kind == "receive" and line.receipt == receipt)
                or (line.kind == "exchange" and line.into == receipt)
            )
        )

    def used(self, receipt: int) -> int:
        return sum(
            line.amount
            for line in self.lines
            if line.stands and line.receipt == receipt and line.kind in ("allocate", "refund", "exchange")
        )

    def left(self, receipt: int) -> int:
        return self.received(receipt) - self.used(receipt)

    def currency(self, receipt: int) -> str:
        for line in self.lines:
            if line.kind == "receive" and line.receipt == receipt:
                return "USD" if line.got else "HKD"
        return "HKD"
