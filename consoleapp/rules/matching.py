"""Which open invoices a line of a bank's file probably pays, how sure that is, and why. Source: DOMAIN 6.

A proposal, never an act: what is posted is what a person accepts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.ledger import Open, Part, oldest_first
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.rules.text import fold


class Clue(Coded):
    """Why a line is thought to pay something, or why not."""

    INVOICE_NAMED = "invoice_named", N_("the reference names the invoice")
    POLICY_NAMED = "policy_named", N_("the reference names the policy")
    AMOUNT_OF_INVOICE = "amount_of_invoice", N_("the amount is what one invoice is short of")
    AMOUNT_OF_ALL = "amount_of_all", N_("the amount is all that is open")
    PAYER = "payer", N_("the payer is the policy holder")
    PAYER_ALIKE = "payer_alike", N_("the payer's name is like the policy holder's")
    DOUBTFUL = "doubtful", N_("another policy fits as well")
    MORE_THAN_OWED = "more_than_owed", N_("more came in than is open")
    PROPOSED_BEFORE = "proposed_before", N_("an earlier line of the file pays it already")
    RECEIVED_BEFORE = "received_before", N_("a receipt of this day, amount and reference is on record")


_POINTS = {
    Clue.INVOICE_NAMED: 60,
    Clue.POLICY_NAMED: 40,
    Clue.AMOUNT_OF_INVOICE: 30,
    Clue.AMOUNT_OF_ALL: 25,
    Clue.PAYER: 30,
    Clue.PAYER_ALIKE: 15,
}
SUREST = 99
"""Nobody is quite sure."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """Money that came in, as a bank's file says. ``number`` is its row in the file."""

    number: int
    on: date
    amount: int
    currency: str
    payer: str
    reference: str


def way_of(line: BankLine) -> SettlementMethod:
    """How it came in: a bank's file tells FPS in the reference, the rest are transfers."""
    return SettlementMethod.FPS if "FPS" in line.reference.upper() else SettlementMethod.BANK_TRANSFER


@dataclass(frozen=True, slots=True)
class Owing:
    """A policy with what is open on it, which may be nothing: premium is also paid in advance."""

    policy_id: int
    policy_no: str
    holder: str
    currency: str
    open_invoices: tuple[Open, ...]

    @property
    def total(self) -> int:
        return sum(one.balance for one in self.open_invoices)


@dataclass(frozen=True, slots=True)
class Match:
    """What a line probably pays. ``confidence`` is 0 to 99."""

    line: BankLine
    policy_id: int | None
    confidence: int
    clues: tuple[Clue, ...]
    parts: tuple[Part, ...] = ()
    remainder: int = 0


class Matcher:
    """Looks for the policy and the invoices of one line after the other.

    Two lines that would pay the same amount of an invoice are not both likely: the second one says so.
    """

    def __init__(self, owing: Iterable[Owing]) -> None:
        self._all = tuple(owing)
        self._by_word: dict[str, list[Owing]] = defaultdict(list)
        self._by_number: dict[str, list[Owing]] = defaultdict(list)
        self._by_amount: dict[tuple[int, str], list[Owing]] = defaultdict(list)
        self._proposed: dict[int, int] = defaultdict(int)
        """Invoice → what lines before this one would pay of it."""
        for one in self._all:
            self._by_number[one.policy_no].append(one)
            for word in _name(one.holder):
                self._by_word[word].append(one)
            for invoice in one.open_invoices:
                self._by_number[invoice.invoice_no].append(one)
                self._by_amount[invoice.balance, one.currency].append(one)
            if one.open_invoices:
                self._by_amount[one.total, one.currency].append(one)

    def match(self, line: BankLine) -> Match:
        """The likeliest policy for a line; none where nothing points to one."""
        found = sorted(
            ((self._clues(line, one), one) for one in self._candidates(line)),
            key=lambda pair: (-_points(pair[0]), pair[1].policy_no),
        )
        found = [pair for pair in found if _points(pair[0]) >= _POINTS[Clue.PAYER]]
        if not found:
            return Match(line, None, 0, ())
        clues, best = found[0]
        confidence = min(SUREST, _points(clues))
        if len(found) > 1 and _points(found[1][0]) == _points(clues):
            clues, confidence = (*clues, Clue.DOUBTFUL), confidence // 2
        parts, remainder = _pay(line, best, clues)
        if remainder:
            clues, confidence = (*clues, Clue.MORE_THAN_OWED), confidence * 3 // 4
        if self._pays_twice(best, parts):
            clues, confidence = (*clues, Clue.PROPOSED_BEFORE), confidence // 2
        return Match(line, best.policy_id, confidence, clues, parts, remainder)

    def _pays_twice(self, owing: Owing, parts: Sequence[Part]) -> bool:
        balances = {one.invoice_id: one.balance for one in owing.open_invoices}
        twice = any(self._proposed[one.invoice_id] + one.amount > balances[one.invoice_id] for one in parts)
        for one in parts:
            self._proposed[one.invoice_id] += one.amount
        return twice

    def _candidates(self, line: BankLine) -> list[Owing]:
        found: dict[int, Owing] = {}
        for token in _tokens(line.reference):
            for one in self._by_number.get(token, ()):
                found[one.policy_id] = one
        for one in self._by_amount.get((line.amount, line.currency), ()):
            found[one.policy_id] = one
        for word in _name(line.payer):
            for one in self._by_word.get(word, ()):
                found[one.policy_id] = one
        return [one for one in found.values() if one.currency == line.currency]

    def _clues(self, line: BankLine, one: Owing) -> tuple[Clue, ...]:
        tokens = _tokens(line.reference)
        clues = []
        if any(invoice.invoice_no in tokens for invoice in one.open_invoices):
            clues.append(Clue.INVOICE_NAMED)
        if one.policy_no in tokens:
            clues.append(Clue.POLICY_NAMED)
        if any(invoice.balance == line.amount for invoice in one.open_invoices):
            clues.append(Clue.AMOUNT_OF_INVOICE)
        elif one.open_invoices and one.total == line.amount:
            clues.append(Clue.AMOUNT_OF_ALL)
        payer, holder = _name(line.payer), _name(one.holder)
        if payer and payer == holder:
            clues.append(Clue.PAYER)
        elif payer and 2 * len(payer & holder) > max(len(payer), len(holder)):
            clues.append(Clue.PAYER_ALIKE)
        return tuple(clues)


def _pay(line: BankLine, owing: Owing, clues: Sequence[Clue]) -> tuple[tuple[Part, ...], int]:
    """Invoices named in the reference first, then the one of just this amount, then the oldest."""
    tokens = _tokens(line.reference)
    named = [one for one in owing.open_invoices if one.invoice_no in tokens]
    if not named and Clue.AMOUNT_OF_INVOICE in clues:
        exact = [one for one in owing.open_invoices if one.balance == line.amount]
        named = [min(exact, key=lambda one: (one.due_on, one.invoice_no))]
    parts, left = oldest_first(line.amount, named)
    rest, left = oldest_first(left, [one for one in owing.open_invoices if one not in named])
    return parts + rest, left


def _points(clues: Sequence[Clue]) -> int:
    return sum(_POINTS.get(clue, 0) for clue in clues)


def numbers_in(reference: str) -> frozenset[str]:
    """What of a reference may be the number of an invoice or a policy."""
    return frozenset(one for one in _tokens(reference) if any(letter.isdigit() for letter in one))


def _tokens(reference: str) -> frozenset[str]:
    return frozenset(re.findall(r"[A-Z0-9]+", reference.upper()))


_LEGAL = frozenset({"the", "ltd", "limited", "co", "company", "inc", "corp", "corporation", "hk", "and"})


def _name(text: str) -> frozenset[str]:
    """The words of a company's name that tell it from others."""
    words = re.findall(r"\w+", fold(text))
    return frozenset(words) - _LEGAL or frozenset(words)
