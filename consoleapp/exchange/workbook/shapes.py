"""What a workbook is made of: columns with a type, facts for its first sheet, figures for a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Row = Sequence[object]
"""A value for every column; None for nothing on record."""


class Kind(StrEnum):
    """What the cells of a column hold, and so how Excel treats them."""

    TEXT = "text"
    """Text stays text, whatever it looks like; codes and yes or no by their words."""
    DATE = "date"
    MOMENT = "moment"
    """An aware moment, in Hong Kong time."""
    MONEY = "money"
    """Whole minor units; the currency stands in another column of the same row."""
    NUMBER = "number"
    """A whole number or a Decimal."""
    SHOWN = "shown"
    """What a table of the screen says: each cell a text, a day or a number."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column as it is written: ``title`` in the reader's language, ``widest`` in cells of a terminal.

    ``currency`` is the place of the column that names the currency of MONEY. Of a column with ``adds_up``
    there is a total at the end.
    """

    title: str
    kind: Kind = Kind.TEXT
    currency: int | None = None
    adds_up: bool = False
    widest: int = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """A small table of figures with a chart: ages of debt, claims by state, contacts by hour."""

    title: str
    head: tuple[str, ...]
    """Over the words, then over each series of figures."""
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    digits: int = 0
    """Decimals: the figures are whole minor units of one currency."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one workbook, and what stands around them."""

    title: str
    fields: tuple[Field, ...]
    facts: tuple[tuple[str, str], ...]
    """The first sheet: labels and what they say."""
    classification: str
    figures: tuple[Figures, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: rows, and the sum of each column that adds up, by currency ("" for plain numbers)."""

    rows: int
    totals: dict[tuple[int, str], int]
