"""A bank's file beside the open invoices: proposals with their reasons; a person accepts, line by line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from consoleapp.desk.context import Desk, Work, reads
from consoleapp.desk.ledger.holding import AnyRow
from consoleapp.desk.ledger.posting import receive
from consoleapp.errors import NotAllowed, Refused
from consoleapp.i18n import N_
from consoleapp.rules.ledger import Open, Part
from consoleapp.rules.matching import BankLine, Clue, Match, Matcher, Owing, numbers_in, way_of
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries import bank as queries


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """One invoice that a line probably pays, and how much of it."""

    invoice_id: int
    invoice_no: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ProposedMatch:
    """What a line of a bank's file probably is. ``confidence`` is 0 to 99, ``clues`` say why."""

    line: BankLine
    amount: Money
    policy_id: int | None
    policy_no: str
    holder: str
    confidence: int
    clues: tuple[Clue, ...]
    parts: tuple[ProposedPart, ...]
    remainder: Money
    key: str
    """Keeps the line from being posted twice: the file's content and the place in it."""
    posted: str = ""
    """The receipt this very line of this very file became; "" before."""


@reads(Permission.SETTLE)
def match(work: Work, lines: Sequence[BankLine], file_sha256: str) -> tuple[ProposedMatch, ...]:
    """A proposal for each line. Nothing is posted. Raises NotAllowed while somebody is on the line."""
    if work.serving is not None:
        raise NotAllowed(N_("A bank's file is about many companies. Finish the contact first."))
    holders: dict[int, str] = {}
    numbers: dict[int, str] = {}
    invoice_numbers: dict[int, str] = {}
    opened: dict[int, list[Open]] = defaultdict(list)
    currencies: dict[int, str] = {}
    for row in queries.open_invoices(work.connection):
        opened[row.policy_id].append(Open(row.id, row.invoice_no, row.due_on, int(row.balance)))
        holders[row.policy_id], numbers[row.policy_id] = row.holder_en, row.policy_no
        currencies[row.policy_id] = row.currency
        invoice_numbers[row.id] = row.invoice_no
    named = {number for line in lines for number in numbers_in(line.reference)}
    for row in queries.policies_numbered(work.connection, named):
        holders[row.id], numbers[row.id], currencies[row.id] = row.holder_en, row.policy_no, row.currency
    matcher = Matcher(
        Owing(policy_id, number, holders[policy_id], currencies[policy_id], tuple(opened[policy_id]))
        for policy_id, number in numbers.items()
    )
    prefix = f"bank:{file_sha256}:"
    posted = queries.posted_lines(work.connection, prefix)
    before = queries.receipts_like(
        work.connection, [(line.on, line.amount, line.currency, line.reference) for line in lines]
    )
    return tuple(
        _of_posted(line, f"{prefix}{line.number}", posted[line.number])
        if line.number in posted
        else _of_open(
            matcher.match(line),
            f"{prefix}{line.number}",
            numbers,
            holders,
            invoice_numbers,
            seen=(line.on, line.amount, line.currency, line.reference) in before,
        )
        for line in lines
    )


def _of_posted(line: BankLine, key: str, receipt: AnyRow) -> ProposedMatch:
    amount = Money(line.amount, line.currency)
    return ProposedMatch(
        line, amount, receipt.policy_id, receipt.policy_no, receipt.holder_en, 0, (), (),
        Money.zero(line.currency), key, receipt.receipt_no,
    )  # fmt: skip


def _of_open(
    found: Match,
    key: str,
    policies: dict[int, str],
    holders: dict[int, str],
    invoices: dict[int, str],
    *,
    seen: bool,
) -> ProposedMatch:
    line, currency = found.line, found.line.currency
    whose = found.policy_id or 0
    return ProposedMatch(
        line,
        Money(line.amount, currency),
        found.policy_id,
        policies.get(whose, ""),
        holders.get(whose, ""),
        0 if seen else found.confidence,
        (*found.clues, Clue.RECEIVED_BEFORE) if seen else found.clues,
        tuple(
            ProposedPart(part.invoice_id, invoices[part.invoice_id], Money(part.amount, currency))
            for part in found.parts
        ),
        Money(found.remainder, currency),
        key,
    )


def accept(desk: Desk, proposed: ProposedMatch, *, approval_id: int | None = None) -> int | None:
    """Post what a person accepted; returns the id of the receipt, None for a line that is posted already.

    Whoever accepts a line again posts nothing. Raises Refused for a line that matches no policy.
    """
    if proposed.posted:
        return None
    if proposed.policy_id is None:
        raise Refused(
            N_("Line {number} matches no policy. Take it in by hand, on the ledger of whoever paid."),
            number=proposed.line.number,
        )
    line = proposed.line
    return receive(
        desk,
        proposed.policy_id,
        proposed.amount,
        line.on,
        way_of(line),
        line.payer,
        line.reference,
        tuple(Part(part.invoice_id, part.amount.minor) for part in proposed.parts),
        approval_id=approval_id,
        key=proposed.key,
    )
