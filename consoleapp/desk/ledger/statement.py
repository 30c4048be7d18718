"""A statement: opening, every movement, closing and ageing, which agree to the cent or it is not given."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from consoleapp.desk.context import Work, reads
from consoleapp.desk.ledger.holding import AnyRow
from consoleapp.desk.ledger.reading import scope
from consoleapp.desk.ledger.shapes import Movement, Statement, StatementSection
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.ledger import Account, Ageing
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries import ledger as queries


@reads(Permission.READ_LEDGER)
def statement(
    work: Work,
    first_day: date,
    last_day: date,
    *,
    holder_id: int | None = None,
    policy_id: int | None = None,
) -> Statement:
    """All that happened to the money of a holder, or of one policy, from the first day to the last.

    Raises Refused for days the wrong way round, and where opening, movements and open invoices disagree.
    """
    found = statement_now(work, first_day, last_day, holder_id=holder_id, policy_id=policy_id)
    days = {"since": first_day.isoformat(), "to": last_day.isoformat()}
    work.record("ledger.statement", f"holder:{found.holder_id}", **days)
    return found


def statement_now(
    work: Work,
    first_day: date,
    last_day: date,
    *,
    holder_id: int | None = None,
    policy_id: int | None = None,
) -> Statement:
    """The same, for a verb that puts it on record itself."""
    if last_day < first_day:
        raise Refused(N_("The last day is before the first. Correct the days."))
    owned = scope(work, holder_id=holder_id, policy_id=policy_id)
    names = {row.id: row.policy_no for row in owned}
    rows = queries.movements(work.connection, list(names), until=last_day)
    by_currency: dict[str, list[AnyRow]] = {row.currency: [] for row in owned}
    for row in rows:
        by_currency.setdefault(row.currency, []).append(row)
    ends = queries.standing(work.connection, list(names), first_day, last_day)
    first = owned[0]
    return Statement(
        first.holder_id,
        first.holder_code,
        first.holder_en,
        first.holder_zh,
        tuple(names.values()),
        first_day,
        last_day,
        work.now,
        tuple(
            _section(found, names, first_day, last_day, _Ends(currency, *ends.get(currency, NOTHING)))
            for currency, found in by_currency.items()
        ),
    )


@reads(Permission.READ_LEDGER)
def movements(
    work: Work,
    *,
    holder_id: int | None = None,
    policy_id: int | None = None,
    invoice_id: int | None = None,
    settlement_id: int | None = None,
) -> tuple[Movement, ...]:
    """What happened on a holder's or policy's ledger, or to one invoice or receipt of it; newest last."""
    owned = scope(work, holder_id=holder_id, policy_id=policy_id)
    names = {row.id: row.policy_no for row in owned}
    rows = queries.movements(work.connection, list(names), invoice_id=invoice_id, settlement_id=settlement_id)
    counters: dict[str, _Counter] = {}
    return tuple(counters.setdefault(row.currency, _Counter(names, row.currency)).count(row) for row in rows)


NOTHING = (0, 0), (0, 0)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Owed and unallocated before a period and at its end, as the engine adds them up."""

    currency: str
    opening: tuple[int, int]
    closing: tuple[int, int]


def _section(
    rows: Sequence[AnyRow], names: dict[int, str], first_day: date, last_day: date, ends: _Ends
) -> StatementSection:
    """One currency. The movements must lead from what stood before the period to what stands after it."""
    currency = ends.currency
    counter = _Counter(names, currency)
    split = bisect_left(rows, first_day, key=attrgetter("posted_on"))
    for row in rows[:split]:
        counter.count(row)
    opening = counter.owed, counter.held
    found = tuple([counter.count(row) for row in rows[split:]])
    ageing = Ageing.of(counter.left_to_pay(), last_day, currency)
    closing = counter.owed, counter.held
    if (opening, closing) != (ends.opening, ends.closing) or ageing.total.minor != counter.owed:
        raise Refused(N_("The statement does not add up, so it is not given. Run: consoleapp ledger audit."))
    return StatementSection(
        currency,
        Money(opening[0] - opening[1], currency),
        found,
        Money(counter.owed - counter.held, currency),
        Money(counter.owed, currency),
        Money(counter.held, currency),
        ageing,
    )


class _Amounts(dict[int, Money]):
    """Amounts of one currency, each made once: a premium comes back every month, and nothing most often."""

    def __init__(self, currency: str) -> None:
        super().__init__()
        self._currency = currency

    def __missing__(self, minor: int) -> Money:
        made = self[minor] = Money(minor, self._currency)
        return made


_RECEIVABLE, _UNALLOCATED = Account.RECEIVABLE, Account.UNALLOCATED


class _Counter:
    """Counts transfers of one currency in the order they come, over the policies in question."""

    def __init__(self, names: dict[int, str], currency: str) -> None:
        self._names = names
        self._amounts = _Amounts(currency)
        self._invoices: dict[int, tuple[date, int]] = {}
        self.owed = 0
        self.held = 0

    def left_to_pay(self) -> list[tuple[date, int]]:
        """Day due and balance of every invoice, added up by invoice and not in all."""
        return [(due_on, balance) for due_on, balance in self._invoices.values() if balance]

    def count(self, row: tuple[Any, ...]) -> Movement:
        """One transfer more. Unpacked at once: a row is asked for a name more slowly than it is counted."""
        (
            entry_id, kind, posted_on, reason, turns, turned_by, debit, debit_policy, credit, credit_policy,
            amount, _currency, invoice_id, _settlement_id, invoice_no, due_on, receipt_no, reference,
        ) = row  # fmt: skip
        names, amounts = self._names, self._amounts
        owed = held = 0
        if debit_policy in names:
            if debit is _RECEIVABLE:
                owed += amount
            elif debit is _UNALLOCATED:
                held -= amount
        if credit_policy in names:
            if credit is _RECEIVABLE:
                owed -= amount
            elif credit is _UNALLOCATED:
                held += amount
        self.owed += owed
        self.held += held
        if owed and invoice_id is not None:
            due_on, before = self._invoices.get(invoice_id, (due_on, 0))
            self._invoices[invoice_id] = due_on, before + owed
        return Movement(
            entry_id,
            posted_on,
            kind,
            names[debit_policy if debit_policy in names else credit_policy],
            invoice_no or "",
            receipt_no or "",
            reference or "",
            reason,
            turns,
            turned_by,
            amounts[owed],
            amounts[held],
            amounts[self.owed - self.held],
        )
