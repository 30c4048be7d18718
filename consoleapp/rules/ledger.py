"""The premium ledger as rules: accounts, entries, ageing, what a receipt pays. Source: DOMAIN 6.

Every transfer debits one account and credits another in one currency, so debits equal credits whatever is
posted. Nothing posted changes: a mistake is put right by an entry that turns another one round.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money

NO_AMOUNT = N_("The amount must be above 0. Correct it.")


class Account(Coded):
    """What a policy's money is counted in."""

    RECEIVABLE = "receivable", N_("Receivable")
    PREMIUM = "premium", N_("Premium")
    CASH = "cash", N_("Cash")
    UNALLOCATED = "unallocated", N_("Unallocated cash")
    WRITE_OFF = "write_off", N_("Write-off")
    EXCHANGE = "exchange", N_("Exchange")


class EntryKind(Coded):
    """What happened."""

    ISSUE = "issue", N_("Invoice issued")
    RECEIVE = "receive", N_("Settlement received")
    ALLOCATE = "allocate", N_("Allocated")
    DEALLOCATE = "deallocate", N_("Allocation taken back")
    CREDIT_NOTE = "credit_note", N_("Credit note")
    REFUND = "refund", N_("Refund")
    WRITE_OFF = "write_off", N_("Written off")
    BOUNCE = "bounce", N_("Cheque bounced")
    EXCHANGE = "exchange", N_("Currency exchanged")
    REVERSAL = "reversal", N_("Reversed")


Legs = tuple[tuple[Account, Account], ...]
_A = Account
LEGS: Mapping[EntryKind, Legs] = MappingProxyType(
    {
        EntryKind.ISSUE: ((_A.RECEIVABLE, _A.PREMIUM),),
        EntryKind.RECEIVE: ((_A.CASH, _A.UNALLOCATED),),
        EntryKind.ALLOCATE: ((_A.UNALLOCATED, _A.RECEIVABLE),),
        EntryKind.CREDIT_NOTE: ((_A.PREMIUM, _A.RECEIVABLE),),
        EntryKind.REFUND: ((_A.UNALLOCATED, _A.CASH),),
        EntryKind.WRITE_OFF: ((_A.WRITE_OFF, _A.RECEIVABLE),),
        EntryKind.EXCHANGE: ((_A.UNALLOCATED, _A.EXCHANGE), (_A.EXCHANGE, _A.UNALLOCATED)),
    }
)
"""Which accounts an entry debits and credits; one that turns another round has that one's the other way."""

TURNED_BY: Mapping[EntryKind, EntryKind] = MappingProxyType(
    {
        EntryKind.ISSUE: EntryKind.REVERSAL,
        EntryKind.RECEIVE: EntryKind.REVERSAL,
        EntryKind.ALLOCATE: EntryKind.DEALLOCATE,
        EntryKind.CREDIT_NOTE: EntryKind.REVERSAL,
        EntryKind.REFUND: EntryKind.REVERSAL,
        EntryKind.WRITE_OFF: EntryKind.REVERSAL,
        EntryKind.EXCHANGE: EntryKind.REVERSAL,
    }
)
"""What an entry that turns another round is called. A cheque that bounced is a receipt turned round too; an
entry that turned another one round stays."""

TURNS = frozenset({EntryKind.DEALLOCATE, EntryKind.BOUNCE, EntryKind.REVERSAL})
"""The kinds that turn another entry round."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """``amount`` minor units of ``currency`` from the account credited to the account debited."""

    debit: Account
    debit_policy_id: int
    credit: Account
    credit_policy_id: int
    amount: int
    currency: str
    invoice_id: int | None = None
    settlement_id: int | None = None

    def turned(self) -> "Transfer":
        """The same the other way round: both together come to nothing."""
        return Transfer(
            self.credit,
            self.credit_policy_id,
            self.debit,
            self.debit_policy_id,
            self.amount,
            self.currency,
            self.invoice_id,
            self.settlement_id,
        )

    def text(self) -> str:
        """As it goes into the hash of its entry."""
        return (
            f"{self.debit.value}@{self.debit_policy_id}|{self.credit.value}@{self.credit_policy_id}"
            f"|{self.amount}|{self.currency}|{_or_nothing(self.invoice_id)}|{_or_nothing(self.settlement_id)}"
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a policy's money. ``posted_on`` is the day it counts from."""

    kind: EntryKind
    policy_id: int
    posted_on: date
    transfers: tuple[Transfer, ...]
    reason: str = ""
    staff_id: int | None = None
    reverses: int | None = None

    def digest(self) -> str:
        """SHA-256 over everything the entry says: the same key may only come with the same digest."""
        head = (
            f"{self.kind.value}|{self.policy_id}|{self.posted_on.isoformat()}|{_or_nothing(self.staff_id)}"
            f"|{_or_nothing(self.reverses)}|{self.reason}"
        )
        return hashlib.sha256("\n".join((head, *(t.text() for t in self.transfers))).encode()).hexdigest()


def _or_nothing(number: int | None) -> str:
    return "" if number is None else str(number)


class Age(Coded):
    """How long an amount has been past due."""

    CURRENT = "current", N_("Current")
    TO_30 = "1-30", N_("1–30 days")
    TO_60 = "31-60", N_("31–60 days")
    TO_90 = "61-90", N_("61–90 days")
    OVER_90 = "over_90", N_("Over 90 days")


_OLDEST: tuple[tuple[int, Age], ...] = ((0, Age.CURRENT), (30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))


def age(due_on: date, on: date) -> Age:
    """How long past due ``due_on`` is on the day ``on``; the day itself is not past due."""
    days = (on - due_on).days
    return next((age for most, age in _OLDEST if days <= most), Age.OVER_90)


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is owed in one currency, by how long it has been due. A credit is never past due."""

    currency: str
    amounts: Mapping[Age, int]
    """Minor units; every age is there."""

    @classmethod
    def of(cls, owed: Iterable[tuple[date, int]], on: date, currency: str) -> "Ageing":
        """From days due and balances in minor units, on the day ``on``."""
        amounts = dict.fromkeys(Age, 0)
        for due_on, balance in owed:
            amounts[age(due_on, on) if balance > 0 else Age.CURRENT] += balance
        return cls(currency, MappingProxyType(amounts))

    def money(self, of: Age) -> Money:
        return Money(self.amounts[of], self.currency)

    @property
    def total(self) -> Money:
        return Money(sum(self.amounts.values()), self.currency)


@dataclass(frozen=True, slots=True)
class Open:
    """An invoice with something left to pay: ``balance`` minor units."""

    invoice_id: int
    invoice_no: str
    due_on: date
    balance: int


@dataclass(frozen=True, slots=True)
class Part:
    """What of a receipt pays which invoice, in minor units of the receipt's currency."""

    invoice_id: int
    amount: int


def oldest_first(amount: int, open_invoices: Iterable[Open]) -> tuple[tuple[Part, ...], int]:
    """How ``amount`` pays the invoices, the one due first before the others; and what remains."""
    parts, left = [], amount
    for one in sorted(open_invoices, key=lambda one: (one.due_on, one.invoice_no)):
        paid = min(left, one.balance)
        if paid > 0:
            parts.append(Part(one.invoice_id, paid))
            left -= paid
    return tuple(parts), left


def check_parts(parts: Sequence[Part]) -> None:
    """Raise Refused for an amount that is not above 0, or an invoice named twice."""
    if not parts:
        raise Refused(N_("Say which invoice is paid, and how much."))
    if any(part.amount <= 0 for part in parts):
        raise Refused(N_("An amount above 0 pays an invoice. Correct it or leave the invoice out."))
    if len({part.invoice_id for part in parts}) != len(parts):
        raise Refused(N_("An invoice is named twice. Give it one amount."))


def check_covered(wanted: int, there: int, currency: str, template: str) -> None:
    """Raise Refused with ``template`` ({wanted}, {there}) when more is wanted than is there."""
    if wanted > there:
        raise Refused(template, wanted=Money(wanted, currency).named(), there=Money(there, currency))
