"""One value → one cell of a sheet's XML, typed, escaped, never a formula and never cut (SAFETY 17).

Excel reads ``_x000B_`` in a cell as the character of that number (ST_Xstring), which is how characters get
through that XML forbids; text that looks like it is escaped the same way.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from consoleapp.errors import Refused, in_words
from consoleapp.exchange.workbook.shapes import Field, Kind, Row
from consoleapp.i18n import N_, _, current
from consoleapp.rules.dates import local
from consoleapp.rules.money import MINOR_DIGITS
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.text import clean

LONGEST = 32_767
"""Characters of a cell, as Excel counts them: UTF-16."""
EXACT = 10**15
"""Excel keeps 15 digits of a number; one with more is written as text."""

_DAY_NONE = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a day that never was."""

_SPECIAL = re.compile("[&<>_\x00-\x1f\ufffe\uffff\ud800-\udfff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")

Draw = Callable[[object, Row], str]
"""What stands inside ``<c …>`` after its place, or "" for an empty cell."""


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of the cell styles in the workbook openpyxl made."""

    text: int
    date: int
    moment: int
    number: int
    decimals: dict[int, int]
    """By how many decimals a number has."""


def font(**more: Any) -> Any:
    """The font of a workbook. openpyxl names none where only a size is asked for, and readers take any."""
    from openpyxl.styles import Font

    return Font(**{"name": "Calibri", "size": 11, **more})


def put_text(cell: Any, text: str) -> None:
    """Text as text: openpyxl takes what begins with ``=`` for a formula, and so would a reader."""
    cell.value = clean(text)
    cell.data_type = "s"


def inside(text: str) -> str:
    """``text`` as it stands between ``<t>`` and ``</t>``. Raises ValueError when a cell cannot hold it."""
    if len(text) > LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
        raise ValueError("too long for a cell")
    if _SPECIAL.search(text) is None:
        return text
    text = _FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")  # bare, it would be read as a line feed


def text_cell(text: str, style: int) -> str:
    """A cell of text; spaces at its ends and line breaks are kept."""
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "\t" in text else ""
    return f' s="{style}" t="inlineStr"><is><t{kept}>{inside(text)}</t></is></c>'


def words(value: object) -> str:
    """A value of a column of text as it is read: codes and yes or no by their words."""
    if value.__class__ is str:
        return value
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(value, Sentence):
        return value.text(_, current())
    return str(in_words(value, _))


def decimal_text(minor: int, digits: int) -> str:
    """``minor`` units as a number with ``digits`` decimals: ``-1350.05``."""
    if not digits:
        return str(minor)
    whole, part = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{part:0{digits}d}"


def drawer(field: Field, styles: Styles) -> Draw:
    """How values of this column become cells."""
    match field.kind:
        case Kind.DATE:
            return _dates(styles)
        case Kind.MOMENT:
            return _moments(styles)
        case Kind.MONEY:
            return _money(field, styles)
        case Kind.NUMBER:
            return _numbers(styles)
        case Kind.TEXT:
            return _texts(styles)
        case Kind.SHOWN:
            return _shown(styles)


def _texts(styles: Styles) -> Draw:
    style = styles.text
    codes: dict[object, str] = {}
    plain = f' s="{style}" t="inlineStr"><is><t>'

    def draw(value: object, row: Row) -> str:
        if value.__class__ is str:
            text: str = value
            if not text:
                return ""
            if text.isalnum() and len(text) < LONGEST // 2:  # nothing in it to escape, no space to keep
                return f"{plain}{text}</t></is></c>"
            return text_cell(text, style)
        if isinstance(value, Sentence):
            return text_cell(words(value), style)
        if value not in codes:
            codes[value] = text_cell(words(value), style)
        return codes[value]

    return draw


def _shown(styles: Styles) -> Draw:
    texts, dates, numbers = _texts(styles), _dates(styles), _numbers(styles)

    def draw(value: object, row: Row) -> str:
        if isinstance(value, str):
            return texts(value, row)
        return (dates if isinstance(value, date) else numbers)(value, row)

    return draw


def _dates(styles: Styles) -> Draw:
    known: dict[object, str] = {}

    def draw(value: object, row: Row) -> str:
        found = known.get(value)
        if found is None:
            if isinstance(value, str):
                return text_cell(value, styles.text)  # masked
            if not isinstance(value, date) or isinstance(value, datetime):
                raise TypeError(f"a column of dates holds a {type(value).__name__}")
            found = known[value] = (
                f' s="{styles.date}"><v>{(value - _DAY_NONE).days}</v></c>'
                if value >= _FIRST_DAY
                else text_cell(value.isoformat(), styles.text)
            )
        return found

    return draw


def _moments(styles: Styles) -> Draw:
    def draw(value: object, row: Row) -> str:
        if not isinstance(value, datetime):
            raise TypeError(f"a column of moments holds a {type(value).__name__}")
        here = local(value)
        seconds = here.hour * 3600 + here.minute * 60 + here.second
        day = (here.date() - _DAY_NONE).days
        return f' s="{styles.moment}"><v>{day + seconds / 86_400:.10f}</v></c>'

    return draw


def _money(field: Field, styles: Styles) -> Draw:
    place = field.currency
    if place is None:
        raise TypeError(f"{field.title}: money needs the place of its currency")
    by_currency = {currency: (digits, styles.decimals[digits]) for currency, digits in MINOR_DIGITS.items()}

    def draw(value: object, row: Row) -> str:
        if value.__class__ is not int:
            raise TypeError(f"a column of money holds a {type(value).__name__}")
        minor: int = value
        digits, style = by_currency[row[place]]  # type: ignore[index]
        number = decimal_text(minor, digits)
        if not -EXACT < minor < EXACT:
            return text_cell(number, styles.text)
        return f' s="{style}"><v>{number}</v></c>'

    return draw


def _numbers(styles: Styles) -> Draw:
    def draw(value: object, row: Row) -> str:
        if value.__class__ is int:
            style = styles.number
        elif isinstance(value, Decimal) and value.is_finite():
            style = styles.decimals.get(-int(value.as_tuple().exponent), styles.decimals[2])
        else:
            raise TypeError(f"a column of numbers holds a {type(value).__name__}")
        digits = value if isinstance(value, int) else int("".join(map(str, value.as_tuple().digits)))
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return f' s="{style}"><v>{text}</v></c>' if -EXACT < digits < EXACT else text_cell(text, styles.text)

    return draw


def too_long(row: int, field: Field) -> Refused:
    """What is said of a text that does not fit into a cell."""
    return Refused(
        N_("Row {row}, {column}: the text is longer than a cell of Excel holds ({most}). Export it as CSV."),
        row=f"{row:,}",
        column=field.title,
        most=f"{LONGEST:,}",
    )
