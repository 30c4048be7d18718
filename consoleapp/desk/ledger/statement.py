"""A statement: opening, every movement, closing and ageing, which agree to the cent or it is not given."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

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
    if last_day < first_day:
        raise Refused(N_("The last day is before the first. Correct the days."))
    owned = scope(work, holder_id=holder_id, policy_id=policy_id)
    names = {row.id: row.policy_no for row in owned}
    rows = queries.movements(work.connection, list(names), until=last_day)
    by_currency: dict[str, list[AnyRow]] = {row.currency: [] for row in owned}
    for row in rows:
        by_currency.setdefault(row.currency, []).append(row)
    first = owned[0]
    work.record(
        "ledger.statement", f"holder:{first.holder_id}", since=first_day.isoformat(), to=last_day.isoformat()
    )
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
            _section(found, names, currency, first_day, last_day) for currency, found in by_currency.items()
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
    totals: dict[str, int] = defaultdict(int)
    return tuple(_moved(row, names, totals) for row in rows)


def _section(
    rows: Sequence[AnyRow], names: dict[int, str], currency: str, first_day: date, last_day: date
) -> StatementSection:
    totals: dict[str, int] = defaultdict(int)
    opening = Money.zero(currency)
    found = []
    for row in rows:
        moved = _moved(row, names, totals)
        if row.posted_on < first_day:
            opening = moved.balance
        else:
            found.append(moved)
    ageing = Ageing.of(_left_to_pay(rows, names), last_day, currency)
    changed = Money.total((one.owed - one.held for one in found), currency)
    owed, held = Money(totals["owed"], currency), Money(totals["held"], currency)
    closing = owed - held
    if opening + changed != closing or ageing.total != owed:
        raise Refused(N_("The statement does not add up, so it is not given. Run: consoleapp ledger audit."))
    return StatementSection(currency, opening, tuple(found), closing, owed, held, ageing)


def _moved(row: AnyRow, names: dict[int, str], totals: dict[str, int]) -> Movement:
    """One transfer; ``totals`` keeps what is owed and held so far."""
    owed = _change(row, Account.RECEIVABLE, names)
    held = -_change(row, Account.UNALLOCATED, names)
    totals["owed"] += owed
    totals["held"] += held
    own = row.debit_policy_id if row.debit_policy_id in names else row.credit_policy_id
    return Movement(
        row.entry_id,
        row.posted_on,
        row.kind,
        names[own],
        row.invoice_no or "",
        row.receipt_no or "",
        row.reference or "",
        row.reason,
        row.reverses,
        row.turned_by,
        Money(owed, row.currency),
        Money(held, row.currency),
        Money(totals["owed"] - totals["held"], row.currency),
    )


def _change(row: AnyRow, account: Account, names: dict[int, str]) -> int:
    """By how much a transfer debits the account of the policies in question, less what it credits."""
    change = 0
    if row.debit is account and row.debit_policy_id in names:
        change += row.amount
    if row.credit is account and row.credit_policy_id in names:
        change -= row.amount
    return int(change)


def _left_to_pay(rows: Iterable[AnyRow], names: dict[int, str]) -> Iterable[tuple[date, int]]:
    """Day due and balance of every invoice, added up by invoice and not by day."""
    balances: dict[int, int] = defaultdict(int)
    due: dict[int, date] = {}
    for row in rows:
        if row.invoice_id is not None:
            balances[row.invoice_id] += _change(row, Account.RECEIVABLE, names)
            due[row.invoice_id] = row.due_on
    return [(due[invoice_id], balance) for invoice_id, balance in balances.items() if balance]
