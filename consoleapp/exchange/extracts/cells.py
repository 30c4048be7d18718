"""The cells of a worksheet, as its XML is parsed: every one becomes text, marked where it is none."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from consoleapp.exchange.extracts.values import DATE, EMPTY_FORMULA, ERROR, TRUTH

Row = tuple[int, list[str], str]
"""Row number, cells, and where a cell stands beyond the columns of the header (blank when none does)."""

MOST_COLUMNS = 512

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SIMPLE_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_MARKED = {"b": TRUTH, "e": ERROR, "d": DATE}
_TAGS = {"row", "c", "v", "f", "t", "rPh"}


def unescaped(text: str) -> str:
    """Excel writes characters XML forbids as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def number_text(text: str) -> str:
    """A number as a person would type it: fifteen digits, as Excel shows, and no exponent."""
    if _SIMPLE_NUMBER.fullmatch(text):
        return text
    plain = format(float(text), ".15g")
    return format(Decimal(plain), "f") if "e" in plain else plain


def letters(column: int) -> str:
    """The letters of a column, counted from 0: ``A``, ``AA``."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def listen(
    parser: Any,
    texts: list[str],
    date_styles: frozenset[str],
    date_text: Callable[[str, str], str],
    width: int | None,
    found: Callable[[Row], None],
) -> None:
    """Collect the cells of each row as the parser meets them.

    The three handlers run once an element, millions of times a load; their state is local to this function,
    because attributes of an object would cost a third more.
    """
    tags: dict[str, str] = {}
    columns: dict[str, int] = {}
    number, column, reached = 0, -1, width or 0
    cells: list[str] = []
    beyond = ""
    kind: str | None = None
    style: str | None = None
    reference: str | None = None
    parts: list[str] = []
    collecting = ruby = formula = filled = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal reference, kind, style, formula, collecting, ruby, number, column, cells, beyond, filled
        tag = tags.get(element)
        if not tag:
            if tag is None:
                local = element.rpartition("}")[2]
                tags[element] = local if local in _TAGS else ""
                start(element, attributes)
            return
        if tag == "c":
            reference = attributes.get("r")
            kind = attributes.get("t")
            style = attributes.get("s")
            formula = False
            if parts:
                parts.clear()
        elif tag == "v":
            collecting = True
        elif tag == "t":
            collecting = not ruby
        elif tag == "row":
            at = attributes.get("r")
            number = int(at) if at else number + 1
            column = -1
            cells = [""] * reached
            beyond = ""
            filled = False
        elif tag == "f":
            formula = True
        elif tag == "rPh":
            ruby = True

    def data(text: str) -> None:
        if collecting:
            parts.append(text)

    def end(element: str) -> None:
        nonlocal collecting, ruby
        tag = tags[element]
        if tag == "c":
            cell()
        elif tag == "v" or tag == "t":
            collecting = False
        elif tag == "row":
            if filled:
                found((number, cells, beyond))
        elif tag == "rPh":
            ruby = False

    def cell() -> None:
        nonlocal column, beyond, filled
        if reference is None:
            column += 1
        else:
            name = reference.rstrip("0123456789")
            try:
                column = columns[name]
            except KeyError:
                column = columns[name] = _column_of(name)
        if not parts:
            if not formula or kind == "str":
                return
            value = EMPTY_FORMULA
        else:
            text = parts[0] if len(parts) == 1 else "".join(parts)
            if kind == "inlineStr" or kind == "str":
                value = unescaped(text) if "_x" in text else text
            elif kind == "s":
                value = texts[int(text)]
            elif kind is None or kind == "n":
                value = (
                    date_text(text, style)
                    if style is not None and style in date_styles
                    else number_text(text)
                )
            else:
                value = _MARKED.get(kind, "") + text
        if not value:
            return
        filled = True
        if column < len(cells):
            cells[column] = value
        elif width is None and column < MOST_COLUMNS:
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = value
        elif not beyond:
            beyond = f"{letters(column)}{number}"

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data


def _column_of(name: str) -> int:
    column = 0
    for letter in name.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(name)
        column = column * 26 + ord(letter) - 64
    if not 1 <= column <= 16_384:
        raise ValueError(name)
    return column - 1
