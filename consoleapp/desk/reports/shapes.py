"""What a report asks the book."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select

from consoleapp.desk.context import Work
from consoleapp.rules.permissions import Permission

Given = Mapping[str, Any]
"""Parameters by name, typed; what was left empty is not among them."""
Rows = Callable[[Given], Select[Any]]
"""A SELECT with a label for every column, in a total order."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Figures for a chart: a SELECT of words (or codes, or hours) and a number each."""

    title: str
    head: str
    """Over the numbers."""
    rows: Rows
    of_money: bool = False
    """The numbers are minor units; the SELECT has a third column with their currency."""


@dataclass(frozen=True, slots=True)
class Question:
    """One report as the desk knows it: who may ask, which rows, whom they are about, what adds up.

    ``person`` labels the column with the id of the member a row is about; it is not given out. ``adds_up``
    names columns with a total, each with the column of its currency ("" for plain numbers).
    """

    name: str
    title: str
    """Marked for the catalogue."""
    needs: Permission
    rows: Rows
    person: str = ""
    of_claims: bool = False
    """The rows tell of claims: so does the look that is left behind."""
    adds_up: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()
    derived: Mapping[str, Callable[[Work, Any], object]] = field(default_factory=dict)
    """Columns made of a row that no SELECT can make: a promised date needs the calendar."""

    def __str__(self) -> str:
        return self.name
