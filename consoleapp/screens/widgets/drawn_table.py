"""A drawn list as a table: its columns are found again where every row has room between two words.

A :class:`~consoleapp.screens.widgets.row_list.RowList` is drawn, not made of cells. Drawn wide enough that
nothing folds, what its rows have in common is blank: two cells that no row writes into part two columns.
Nothing is lost by a guess that is wrong: the words stand in one cell, or side by side in two.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from consoleapp.desk.rows import Align, Column, TupleRows
from consoleapp.desk.rows import Row as TableRow
from consoleapp.i18n import _
from consoleapp.rules.text import printable

if TYPE_CHECKING:
    from consoleapp.screens.widgets.row_list import Row

WIDE = 220
"""Cells a row is drawn in: no column folds and no text is cut that would be cut on the screen."""
GAP = 2
"""Blank cells that part two columns."""
_AMOUNT = re.compile(r"\(?(?:0|[1-9]\d{0,2}(?:,\d{3})*)(?:\.\d+)?\)?|–", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list as a record."""

    place: int
    cells: tuple[str, ...]
    note: str
    member_id: int | None


def drawn_table(rows: "Sequence[Row]") -> TupleRows[Line]:
    """What ``rows`` show: a heading of words over the columns names them, lines below a row are its note."""
    drawn = [[_cells(line.plain) for line in row.draw(WIDE)[: row.height]] for row in rows]
    first = next((place for place, row in enumerate(rows) if row.key is not None), len(rows))
    head = next((place for place in reversed(range(first)) if _pieces(drawn[place])), None)
    if head is not None and len(_pieces(drawn[head])) < 2:
        head = None  # it names the rows, not their columns
    spans = _columns(rows, drawn, head)
    found = []
    for place, (row, lines) in enumerate(zip(rows, drawn, strict=True)):
        texts = [_text(line) for line in lines]
        if place != head and any(texts):
            told = _split(lines[0], spans) if texts[0] else ("",) * len(spans)
            note = " · ".join(text for text in texts[1:] if text)
            found.append(Line(place, told, note, row.member_id))
    titles = _split(drawn[head][0], spans) if head is not None else ("",) * len(spans)
    figures = [_are_amounts([line.cells[at] for line in found]) for at in range(len(spans))]
    columns = tuple(
        Column(
            str(at),
            title or _("Column {n}").format(n=at + 1),
            12,
            align=Align.RIGHT if figure else Align.LEFT,
        )
        for at, (title, figure) in enumerate(zip(titles, figures, strict=True))
    )
    return TupleRows(columns, tuple(found), _shape, searchable=False)


def _columns(rows: "Sequence[Row]", drawn: list[list[list[str]]], head: int | None) -> list[tuple[int, int]]:
    """The columns all rows keep to; where that is fewer than the heading names, those right below it do."""
    there = [lines[0] for row, lines in zip(rows, drawn, strict=True) if lines and row.key is not None]
    if head is None:
        return _spans(there)
    spans = _spans([drawn[head][0], *there])
    if len(spans) < len(_pieces(drawn[head])):
        last = next((place for place in range(head + 1, len(rows)) if rows[place].key is None), len(rows))
        spans = _spans([lines[0] for lines in drawn[head:last] if lines])
    return spans


def _shape(line: Line) -> TableRow:
    return TableRow(line.place, line.cells, line.note)


def _cells(text: str) -> list[str]:
    """``text`` cell by cell: a character of two cells is followed by an empty one."""
    found: list[str] = []
    for letter in printable(text):
        width = cell_len(letter)
        if not width and found:
            found[-1] += letter
        else:
            found += [letter, *[""] * (width - 1)]
    return found


def _pieces(lines: list[list[str]]) -> list[str]:
    """The words of the first line that stand apart."""
    return [piece for piece in re.split(r" {2,}", _text(lines[0])) if piece] if lines else []


def _text(cells: list[str]) -> str:
    return "".join(cells).strip()


def _spans(lines: list[list[str]]) -> list[tuple[int, int]]:
    """From where to where each column reaches. There is always one."""
    width = max((len(line) for line in lines), default=0)
    written = [any(at < len(line) and line[at] != " " for line in lines) for at in range(width)]
    spans: list[tuple[int, int]] = []
    for at in (place for place in range(width) if written[place]):
        if spans and at - spans[-1][1] < GAP:
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans or [(0, width)]


def _split(line: list[str], spans: list[tuple[int, int]]) -> tuple[str, ...]:
    """The words of a line by column; one that keeps to no column stands in the first, whole."""
    covered = [False] * len(line)
    for start, end in spans:
        covered[start:end] = [True] * (min(end, len(line)) - min(start, len(line)))
    if any(letter not in (" ", "") and not inside for letter, inside in zip(line, covered, strict=True)):
        return (_text(line), *[""] * (len(spans) - 1))
    return tuple(_text(line[start:end]) for start, end in spans)


def _are_amounts(texts: list[str]) -> bool:
    """Whether a column holds nothing but amounts. A number like 91307 or 0012 names something: it is text."""
    told = [text for text in texts if text]
    return (
        bool(told)
        and all(_AMOUNT.fullmatch(text) for text in told)
        and any("." in text or "," in text for text in told)
    )
