"""Bad cells as a workbook: a list of all, and the rows they stand in with the cells marked.

The rows keep their sheets and headers, so that they can be corrected there and the workbook loaded; columns
that begin with ``#`` are not read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.extracts.values import MARK
from consoleapp.exchange.whole import whole_file
from consoleapp.i18n import N_, _
from consoleapp.rules.text import clean
from consoleapp.store.loading.shapes import Fault

HEADERS = (N_("File"), N_("Sheet"), N_("Row"), N_("Column"), N_("Value"), N_("Reason"))
WIDTHS = (24, 14, 10, 24, 30, 90)
LONGEST = 32_767
"""Characters in a cell, as Excel has it."""
_BAD = "F4CCCC"


def write_faults(file: Path, faults: Sequence[Fault], extracts: Extracts | None) -> None:
    """Write ``faults`` to ``file``. Without ``extracts`` – a header was not understood – the list alone."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _list(book, faults, extracts.labels if extracts else {})
    by_sheet: dict[str, dict[int, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        by_sheet[fault.sheet][fault.row].append(fault)
    for sheet, by_row in by_sheet.items() if extracts else ():
        _rows(book, sheet, by_row, extracts)
    with whole_file(file) as part:
        book.save(part)


def _list(book: Any, faults: Iterable[Fault], labels: Mapping[str, str]) -> None:
    sheet = book.create_sheet("faults")
    _layout(sheet, WIDTHS)
    sheet.append([_text(sheet, _(header), bold=True) for header in HEADERS])
    for fault in faults:
        where = [_text(sheet, cell) for cell in (labels.get(fault.sheet, ""), fault.sheet)]
        what = [_text(sheet, cell) for cell in (fault.column, fault.value, fault.reason.text(_))]
        sheet.append([*where, fault.row, *what])


def _rows(book: Any, name: str, by_row: Mapping[int, list[Fault]], extracts: Extracts | None) -> None:
    """The rows with a bad cell, as the file has them; each bad cell is filled and says why."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    assert extracts is not None
    fill = PatternFill("solid", fgColor=_BAD)
    places = extracts.column_at(name)
    headers = extracts.headers(name)
    sheet = book.create_sheet(name)
    _layout(sheet, (8, 60, *(18 for _header in headers)))
    sheet.append([_text(sheet, header, bold=True) for header in ("# row", "# why", *headers)])
    for number, cells in extracts.raw_rows(name):
        if number not in by_row:
            continue
        found = by_row[number]
        row = [_text(sheet, _unmarked(cell)) for cell in cells]
        for fault in found:
            place = places.get(fault.column)
            if place is not None and place < len(row):
                row[place].fill = fill
                row[place].comment = Comment(fault.reason.text(_), "consoleapp", width=320, height=90)
        why = "; ".join(f"{fault.column}: {fault.reason.text(_)}" for fault in found)
        sheet.append([number, _text(sheet, why), *row])


def _layout(sheet: Any, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _text(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """A cell that stays text whatever it looks like: set after the value, the kind is not guessed."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, clean(text)[:LONGEST])
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _unmarked(cell: str) -> str:
    return cell[2:].removesuffix(" 00:00:00") if cell.startswith(MARK) else cell
