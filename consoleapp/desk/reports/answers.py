"""Reports that verbs of the desk put together: no SELECT reconciles a statement or knows the work queue."""

from consoleapp.desk.context import Work
from consoleapp.desk.ledger.statement import statement_now
from consoleapp.desk.reports.shapes import Answer, Values
from consoleapp.desk.work_queue import waiting_now
from consoleapp.errors import NotFound, WrongUse
from consoleapp.i18n import N_
from consoleapp.rules.ledger import Age
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.work import WorkScope
from consoleapp.store.queries import ledger as ledger_queries
from consoleapp.store.queries.reports.asked import Asked

STATEMENT = (
    "currency", "posted_on", "entry", "kind", "policy_no", "invoice_no", "receipt_no", "reference", "reason",
    "owed", "held", "balance",
)  # fmt: skip
EVERYTHING = 1_000_000_000
"""No book has as much of one kind."""
QUEUE = ("due_on", "overdue", "kind", "subject", "about", "about_zh", "certificate", "who", "why")


def statement(work: Work, asked: Asked) -> Answer:
    """Opening, every movement, closing and what is owed by age, of each currency (DOMAIN 6)."""
    holder, number = asked["holder"], asked["policy"]
    if bool(holder) == bool(number):
        raise WrongUse(N_("Say whose statement: a policy holder or a policy, one of them."))
    holder_id = ledger_queries.holder_id_of(work.connection, holder) if holder else None
    policy_id = ledger_queries.policy_id_of(work.connection, number) if number else None
    if holder_id is None and policy_id is None:
        raise NotFound(N_("There is no {what} on record. Check the number."), what=holder or number)
    last = asked["to"] or asked.today
    first = asked["from"] or last.replace(month=1, day=1)
    found = statement_now(work, first, last, holder_id=holder_id, policy_id=policy_id)
    rows: list[Values] = []
    for one in found.sections:
        opening = Sentence(N_("Opening balance"))
        rows.append((one.currency, first, None, opening, *[None] * 5, None, None, one.opening.minor))
        rows.extend(
            (
                one.currency, moved.posted_on, moved.entry_id, moved.kind, moved.policy_no, moved.invoice_no,
                moved.receipt_no, moved.reference, moved.reason, moved.owed.minor, moved.held.minor,
                moved.balance.minor,
            )
            for moved in one.movements
        )  # fmt: skip
        closing = Sentence(N_("Closing balance"))
        ends = (one.closing_owed.minor, one.closing_held.minor, one.closing.minor)
        rows.append((one.currency, last, None, closing, *[None] * 5, *ends))
        for age in Age:
            owed = Sentence(N_("Owed: {age}"), {"age": age})
            rows.append((one.currency, last, None, owed, *[None] * 5, one.ageing.amounts[age], None, None))
    return Answer(STATEMENT, tuple(rows))


def queue(work: Work, asked: Asked) -> Answer:
    """What waits for somebody, overdue first, as the queue of F8 shows it, all of it at once."""
    (scope,) = asked["scope"] or (WorkScope.ALL,)
    rows = waiting_now(work, scope, EVERYTHING).rows
    kept = tuple(row for row in rows if row.overdue or not asked["overdue"])
    told = tuple(
        (
            row.due_on, row.overdue, row.kind, row.subject, row.about, row.about_zh, row.certificate, row.who,
            row.why,
        )
        for row in kept
    )  # fmt: skip
    return Answer(QUEUE, told, frozenset(row.member_id for row in kept if row.member_id is not None))
