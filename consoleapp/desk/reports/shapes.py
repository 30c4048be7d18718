"""What a report asks the book."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select

from consoleapp.desk.context import Work
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries.reports.asked import Asked

Given = Mapping[str, Any]
"""Parameters by name, typed; what was left empty is not among them."""
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows that a verb of the desk puts together itself, where no SELECT can: a statement, the work queue."""

    columns: tuple[str, ...]
    rows: tuple[Values, ...]
    people: frozenset[int] = frozenset()
    """Members the rows are about."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Figures for a chart: a SELECT of words (or codes, or hours) and a number each.

    ``bucket`` puts the first column of many rows into few; ``of_money`` says that the numbers are minor units
    and that a third column has their currency.
    """

    title: str
    head: str
    """Over the numbers."""
    rows: Callable[[Asked], Select[Any]]
    of_money: bool = False
    bucket: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One report as the desk knows it: who may ask, which rows in which order, whom they are about.

    ``rows`` is a SELECT with a label for every column; where there is none ``answer`` makes them. ``person``
    labels the column with the id of the member a row is about; it is not given out. ``adds_up`` names columns
    with a total, each with the column of its currency ("" for plain numbers). ``derived`` columns come behind
    those of the SELECT: a promised date needs the calendar.
    """

    name: str
    title: str
    """Marked for the catalogue."""
    needs: Permission
    rows: Callable[[Asked], Select[Any]] | None = None
    answer: Callable[[Work, Asked], Answer] | None = None
    person: str = ""
    of_claims: bool = False
    """The rows tell of claims: so does the look that is left behind."""
    adds_up: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()
    derived: Mapping[str, Callable[[Work, Any], object]] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name
