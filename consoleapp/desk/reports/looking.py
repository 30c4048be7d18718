"""The first rows of a report, on the screen."""

from dataclasses import dataclass

from consoleapp.desk.context import Work, reads
from consoleapp.desk.reports.asking import (
    Values,
    columns_of,
    counted,
    look_of,
    require_may_ask,
    shaper,
    told,
)
from consoleapp.desk.reports.shapes import Given, Question
from consoleapp.rules.permissions import Permission

FIRST = 50
"""Rows shown before a report is run."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many rows there are, and the first of them, masked."""

    count: int
    columns: tuple[str, ...]
    rows: tuple[Values, ...]


@reads(Permission.READ_REPORTS)
def preview(work: Work, question: Question, given: Given, limit: int = FIRST) -> Preview:
    """The first rows, always masked; whom they are about goes on record."""
    require_may_ask(work, question)
    query = question.rows(given)
    count = counted(work, query)
    shape = shaper(work, question, query, unmask=False)
    found = work.connection.execute(query.limit(limit)).all()
    if question.person:
        for member_id in {getattr(row, question.person) for row in found} - {None}:
            work.looked(member_id, look_of(question))
    work.record("report.previewed", f"report:{question.name}", rows=count, parameters=told(given))
    return Preview(count, columns_of(question, query), tuple(shape(row) for row in found))
