"""Figures as bars in the terminal: the words, the bar and the number, readable without colour."""

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from consoleapp.exchange.workbook.cells import decimal_text
from consoleapp.i18n import _
from consoleapp.rules.text import printable

if TYPE_CHECKING:
    from consoleapp.exchange.workbook.shapes import Figures

_EIGHTHS = " ▏▎▍▌▋▊▉█"
LONGEST_WORDS = 26
MOST = 24
"""Bars of one table; what is beyond stands in the workbook."""


def charts(figures: "tuple[Figures, ...]", width: int) -> Content:
    """Every table under the other, ``width`` cells wide."""
    lines: list[Content] = []
    for one in figures:
        lines += [*_table(one, width), Content("")]
    return Content("\n").join(lines[:-1])


def _table(one: "Figures", width: int) -> list[Content]:
    head = Content.assemble((one.title, "bold $ink"), "  ", (one.head[1], "$muted"))
    if not one.rows:
        return [head, Content.styled(_("nothing to count"), "$muted")]
    shown = one.rows[:MOST]
    numbers = [_number(values[0], one.digits) for _words, values in shown]
    words = min(max(cell_len(printable(text)) for text, _values in shown), LONGEST_WORDS)
    digits = max(cell_len(number) for number in numbers)
    room = max(width - words - digits - 4, 8)
    most = max((abs(values[0]) for _words, values in shown), default=0) or 1
    return [
        head,
        *(
            Content.assemble(
                (set_cell_size(printable(text), words), "$ink"),
                "  ",
                (bar(values[0], most, room).ljust(room), "$bad" if values[0] < 0 else "$accent"),
                "  ",
                (number.rjust(digits), "$ink"),
            )
            for (text, values), number in zip(shown, numbers, strict=True)
        ),
    ]


def bar(value: int, most: int, room: int) -> str:
    """``value`` as a bar of at most ``room`` cells; anything above nothing is seen."""
    eighths = round(abs(value) * room * 8 / most)
    if value and not eighths:
        eighths = 1
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _number(minor: int, digits: int) -> str:
    whole, _dot, part = decimal_text(abs(minor), digits).partition(".")
    told = f"{int(whole):,}" + (f".{part}" if part else "")
    return f"({told})" if minor < 0 else told
