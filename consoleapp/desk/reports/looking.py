"""The first rows of a report and its figures, on the screen."""

from dataclasses import dataclass

from consoleapp.desk.context import Work, reads
from consoleapp.desk.reports.asking import figures, found, look_of, require_may_ask, told
from consoleapp.desk.reports.shapes import Given, Question, Values
from consoleapp.rules.permissions import Permission

FIRST = 50
"""Rows shown before a report is run."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many rows there are, the first of them, masked, and the figures over all of them."""

    count: int
    columns: tuple[str, ...]
    rows: tuple[Values, ...]
    figures: tuple[tuple[Values, ...], ...]


@reads(Permission.READ_REPORTS)
def preview(work: Work, question: Question, given: Given, limit: int = FIRST) -> Preview:
    """The first rows, always masked; whom they are about goes on record. Raises NotAllowed."""
    require_may_ask(work, question)
    there = found(work, question, given)
    seen = Preview(
        there.count(),
        there.columns,
        tuple(there.rows(limit=limit)),
        figures(work, question, given),
    )
    for member_id in sorted(there.people(limit)):
        work.looked(member_id, look_of(question))
    work.record("report.previewed", f"report:{question.name}", rows=seen.count, parameters=told(given))
    return seen
