"""A report leaves the desk: permission, masks, a second person, and the record – before the first row.

:func:`begin` puts on record what will be read and answers with a number; :func:`reading` gives the rows of
exactly that, in one state of the book; :func:`written` says what became of it, before the file has its name.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from consoleapp.desk import approvals
from consoleapp.desk.context import Desk, Work, reads_on, writes
from consoleapp.desk.keys import new_key
from consoleapp.desk.reports.asking import (
    figures,
    found,
    require,
    require_may_ask,
    told,
    unmask_needs,
)
from consoleapp.desk.reports.shapes import Given, Question, Values
from consoleapp.errors import Conflict, Refused
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind, FactValue
from consoleapp.rules.permissions import Permission
from consoleapp.rules.text import LONGEST_REASON, clean, within
from consoleapp.store.queries import audit as audit_queries

HOLDS = timedelta(hours=1)
"""A report that was begun is read within this."""


@writes("report.exported", Permission.EXPORT)
def begin(
    work: Work,
    question: Question,
    given: Given,
    *,
    unmask: bool = False,
    purpose: str = "",
    approval_id: int | None = None,
    key: str,
) -> str:
    """Put the export on record; returns its mark, which :func:`reading` wants.

    Raises NeedsApproval above the number of rows one person may take out, NotAllowed for fields the role may
    not see, Refused where fields are to be open and nobody said what for.
    """
    require_may_ask(work, question)
    there = found(work, question, given)
    why = within(clean(purpose), LONGEST_REASON)
    opened = there.private if unmask else {}
    for permission in unmask_needs(opened.values()):
        require(work, permission)
    if opened and not why:
        raise Refused(N_("Say what the private fields are for; it goes on record."))
    count = there.count()
    approved = None
    if count > work.desk.settings.reports.two_persons_above:
        approved = _approved(work, question, given, approval_id, count, sorted(opened.values()), why)
    mark = new_key()
    there.leave_looks(why)
    work.record(
        "report.exported",
        f"export:{mark}",
        report=question.name,
        parameters=told(given),
        rows=count,
        opened=sorted(set(opened.values())),
        purpose=why,
        approval=approved,
    )
    return mark


def _approved(
    work: Work,
    question: Question,
    given: Given,
    approval_id: int | None,
    count: int,
    opened: list[str],
    purpose: str,
) -> int:
    facts: dict[str, FactValue] = {N_("Report"): question.title, N_("Rows"): count}
    facts |= {name: str(value) for name, value in told(given).items()}
    facts[N_("Private fields")] = N_("Open") if opened else N_("Masked")
    return approvals.use(
        work,
        ApprovalKind.LARGE_EXPORT,
        {"report": question.name, "parameters": told(given), "opened": opened, "purpose": purpose},
        approval_id,
        subject=f"report:{question.name}",
        facts=facts,
    )


@dataclass(frozen=True, slots=True)
class Pieces:
    """A report while it is read: how many rows, what they add up to, and the rows, once."""

    audit_no: int
    count: int
    columns: tuple[str, ...]
    opened: tuple[str, ...]
    purpose: str
    approval: int | None
    totals: dict[tuple[str, str], int]
    """By column and currency, as the database adds them up."""
    figures: tuple[tuple[tuple[Any, ...], ...], ...]
    """Of each figure of the question: its rows."""
    rows: Iterator[Values]


@contextmanager
def reading(desk: Desk, question: Question, given: Given, mark: str) -> Iterator[Pieces]:
    """The rows of what :func:`begin` put on record, in one state of the book.

    Raises Refused where that was long ago, was something else, or the rows have become too many since.
    """
    with reads_on(desk, Permission.EXPORT) as work:
        require_may_ask(work, question)
        entry = audit_queries.newest_of(work.connection, f"export:{mark}")
        facts = {} if entry is None else json.loads(entry.text)["facts"]
        if (
            entry is None
            or entry.event != "report.exported"
            or entry.staff_id != work.desk.actor.staff_id
            or work.now - entry.at > HOLDS
            or (facts["report"], facts["parameters"]) != (question.name, told(given))
        ):
            raise Refused(N_("This export is over, or was another one. Start it again."))
        there = found(work, question, given)
        count = there.count()
        if facts["approval"] is None and count > work.desk.settings.reports.two_persons_above:
            raise Conflict(N_("There are more rows now than a moment ago. Start the export again."))
        opened = tuple(facts["opened"])
        yield Pieces(
            audit_no=entry.seq,
            count=count,
            columns=there.columns,
            opened=opened,
            purpose=facts["purpose"],
            approval=facts["approval"],
            totals=there.totals(),
            figures=figures(work, question, given),
            rows=there.rows(unmask=bool(opened)),
        )


@writes("report.written", Permission.EXPORT)
def written(work: Work, mark: str, *, rows: int, kind: str, sha256: str, key: str) -> None:
    """The file is whole: how many rows it has, and what its content hashes to; never its name."""
    work.record("report.written", f"export:{mark}", rows=rows, kind=kind, sha256=sha256)
