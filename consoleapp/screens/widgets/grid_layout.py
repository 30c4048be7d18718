"""How the columns of a list share a line, and how a cell is fitted into its cells of the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from consoleapp.desk.rows import Align, Cell, Column
from consoleapp.i18n import _
from consoleapp.rules.text import printable

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column that is shown: its place among the source's columns and the cells it was given."""

    index: int
    column: Column
    width: int


def least(column: Column) -> int:
    return column.least or column.width


def place(columns: Sequence[Column], width: int) -> tuple[Placed, ...]:
    """The columns shown in ``width`` cells, in order. Those of the highest rank fold first, rank 0 never."""
    shown = list(enumerate(columns))

    def needed() -> int:
        return sum(least(column) for _index, column in shown) + GAP * (len(shown) - 1)

    while needed() > width and any(column.rank for _index, column in shown):
        shown.remove(max(shown, key=lambda item: (item[1].rank, item[0])))
    widths = [column.width for _index, column in shown]
    spare = width - sum(widths) - GAP * (len(shown) - 1)
    if spare < 0:
        widths = shrink([column for _index, column in shown], -spare)
    elif spare > 0:
        widths = grow([column for _index, column in shown], spare)
    return tuple(Placed(index, column, given) for (index, column), given in zip(shown, widths, strict=True))


def shrink(columns: Sequence[Column], lack: int) -> list[int]:
    """Widths ``lack`` cells narrower together, each at least what it can live with, the roomiest first."""
    widths = [column.width for column in columns]
    while lack > 0:
        room = [width - least(column) for column, width in zip(columns, widths, strict=True)]
        roomiest = max(range(len(room)), key=room.__getitem__)
        if room[roomiest] <= 0:
            break
        widths[roomiest] -= 1
        lack -= 1
    return widths


def grow(columns: Sequence[Column], spare: int) -> list[int]:
    """Widths with ``spare`` cells shared out by flex."""
    shares = sum(column.flex for column in columns)
    if not shares:
        return [column.width for column in columns]
    widths, given, passed = [], 0, 0
    for column in columns:
        passed += column.flex
        upto = spare * passed // shares
        widths.append(column.width + upto - given)
        given = upto
    return widths


def fitted(text: str, width: int, align: Align = Align.LEFT) -> str:
    """``text`` in exactly ``width`` cells, cut with ``…``; a wide character is never halved."""
    size = len(text) if text.isascii() else cell_len(text)
    if size > width:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width) if width > 0 else ""
    room = " " * (width - size)
    return room + text if align is Align.RIGHT else text + room


def paint(cell: Cell, width: int, align: Align, style: Style, mark: Style) -> list[Segment]:
    """``cell`` in exactly ``width`` cells; the places it marks in ``mark``.

    Nothing in it is ever a command.
    """
    text = printable(cell.text)
    shown = fitted(text, width, align)
    # Marks count characters of the text as given: they hold only where nothing was taken out of it.
    if not cell.marks or align is Align.RIGHT or text != cell.text:
        return [Segment(shown, style)]
    segments, at = [], 0
    for start, end in cell.marks:
        start, end = max(start, at), min(end, len(shown))
        if start >= end:
            continue
        if start > at:
            segments.append(Segment(shown[at:start], style))
        segments.append(Segment(shown[start:end], mark))
        at = end
    if at < len(shown):
        segments.append(Segment(shown[at:], style))
    return segments


def titles(
    columns: Sequence[Placed], order: tuple[str, bool] | None, under: int | None, style: Style
) -> list[Segment]:
    """Titles in the language in use, an arrow at the sorted column, a line under column ``under``."""
    segments: list[Segment] = []
    for number, placed in enumerate(columns):
        title = _(placed.column.title) if placed.column.title else ""
        text = fitted(title, placed.width, placed.column.align)
        bare = text.strip()
        before, after = text.split(bare, 1) if bare else (text, "")
        arrow = ""
        if order is not None and order[0] == placed.column.key:
            arrow = "▼" if order[1] else "▲"
            if before:
                before, arrow = before[:-1] + arrow, ""
        segments += [
            Segment(before, style),
            Segment(bare, style + Style(underline=number == under)),
            # The arrow stands beside the title, in the gap if need be, and costs it no letter.
            Segment(fitted(arrow, cell_len(after) + GAP), style),
        ]
    return segments
