"""What openpyxl makes of a workbook: styles, first sheet, figures, header rows, filters, print set-up.

The rows of data are not in it: :func:`frame` is built with empty sheets, saved, and taken apart; into each
sheet of data the rows are streamed between what stands before and after them.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from consoleapp.exchange.workbook.cells import Styles, font, put_text
from consoleapp.exchange.workbook.shapes import Kind, Sheet
from consoleapp.i18n import _, current
from consoleapp.rules.text import clean

LONGEST_NAME = 31
"""Characters of a sheet's name."""
NARROWEST, ROOM = 6, 4
"""Cells of the narrowest column, and those the arrow of the filter takes beside a title."""
LEAST = {Kind.DATE: 16, Kind.MOMENT: 24, Kind.MONEY: 20, Kind.NUMBER: 12}
"""Cells that a day written in Chinese, and the sum of a million amounts, need: narrower, Excel shows ####."""
_MARK = "<sheetData>"
_END = "</sheetData>"
_MONEY = {digits: "#,##0" + ("." + "0" * digits if digits else "") for digits in range(5)}


@dataclass(frozen=True, slots=True)
class Frame:
    """A saved workbook in parts."""

    parts: dict[str, bytes]
    """Every member of the zip file but the sheets of data."""
    first: int
    """Number of the first sheet of data; those after it follow."""
    before: str
    """What stands before the first row of a sheet of data."""
    after: str
    """And after its last, where that is row 2; see :func:`foot`."""
    last_column: str
    styles: Styles
    bold: Styles


def frame(sheet: Sheet, widths: tuple[int, ...], rows: tuple[int, ...]) -> Frame:
    """The workbook around the data, with a sheet of data for each of ``rows``, its rows without header."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book: Any = Workbook()
    _about(book.active, sheet)
    if sheet.figures:
        from consoleapp.exchange.workbook.charts import add_figures

        charts = book.create_sheet(_title(_("Figures")))
        add_figures(charts, sheet.figures)
        _print(charts, sheet, landscape=True)
    pages = [_page(book, sheet, widths, number, count) for number, count in enumerate(rows, 1)]
    styles, bold = _styles(pages[0], bold=False), _styles(pages[0], bold=True)
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first = len(book.worksheets) - len(pages) + 1
    empty = [parts.pop(member(number)).decode() for number in range(first, first + len(pages))]
    last_column = get_column_letter(len(sheet.fields))
    before, after = _taken_apart(empty[0], rows[0], last_column)
    return Frame(parts, first, before, after, last_column, styles, bold)


def member(number: int) -> str:
    """Where in the zip file the sheet of this number stands."""
    return f"xl/worksheets/sheet{number}.xml"


def foot(begun: Frame, rows: int) -> str:
    """What stands after the last of ``rows`` of a sheet: filter and all reach that far."""
    return begun.after.replace(f'"A1:{begun.last_column}2"', f'"A1:{begun.last_column}{rows + 1}"')


def widths_of(sheet: Sheet, sample: list[tuple[object, ...]]) -> tuple[int, ...]:
    """How wide each column is, in cells: a Chinese character takes two. The first rows are the measure."""
    from consoleapp.exchange.workbook.cells import words

    found = []
    for place, field in enumerate(sheet.fields):
        wanted = max((cell_len(line) for line in field.title.split("\n")), default=0) + ROOM
        if field.kind in (Kind.TEXT, Kind.SHOWN):
            wanted = max([wanted, *(cell_len(words(row[place])) + 2 for row in sample if row[place])])
        else:
            wanted = max(wanted, LEAST[field.kind])
        found.append(max(NARROWEST, min(wanted, field.widest)))
    return tuple(found)


def _title(text: str, number: int = 1) -> str:
    more = "" if number == 1 else f" ({number})"
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in clean(text)).strip() or "1"
    return plain[: LONGEST_NAME - len(more)] + more


def _about(page: Any, sheet: Sheet) -> None:
    """The first sheet: what it is, who made it, when, of what, how private it is."""
    from openpyxl.styles import Alignment

    page.title = _title(_("About"))
    put_text(page["A1"], sheet.title)
    page["A1"].font = font(bold=True, size=16)
    put_text(page["A2"], sheet.classification)
    page["A2"].font = font(bold=True, color="B3382C")
    for row, (label, told) in enumerate(sheet.facts, 4):
        put_text(page.cell(row, 1), label)
        page.cell(row, 1).font = font(color="6B7680")
        page.cell(row, 1).alignment = Alignment(vertical="top")
        put_text(page.cell(row, 2), told)
        page.cell(row, 2).number_format = "@"
        page.cell(row, 2).alignment = Alignment(vertical="top", wrap_text=True)
    page.column_dimensions["A"].width = max(
        NARROWEST, *(cell_len(label) + 2 for label, _told in sheet.facts), 20
    )
    page.column_dimensions["B"].width = 72
    page.sheet_view.showGridLines = False
    _print(page, sheet, landscape=False)


def _page(book: Any, sheet: Sheet, widths: tuple[int, ...], number: int, rows: int) -> Any:
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(_title(sheet.title, number))
    for place, (field, width) in enumerate(zip(sheet.fields, widths, strict=True), 1):
        cell = page.cell(1, place)
        put_text(cell, field.title)
        cell.font = font(bold=True)
        cell.fill = PatternFill("solid", start_color="E9E6DF")
        right = field.kind in (Kind.MONEY, Kind.NUMBER)
        cell.alignment = Alignment(horizontal="right" if right else "left", vertical="top", wrap_text=True)
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.fields))}{rows + 1}"
    page.print_title_rows = "1:1"
    _print(page, sheet, landscape=True)
    return page


def _print(page: Any, sheet: Sheet, *, landscape: bool) -> None:
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.left.text = sheet.classification.replace("&", "&&")
    page.oddFooter.center.text = _("Page {page} of {pages}").format(page="&P", pages="&N")
    page.oddFooter.right.text = sheet.title.replace("&", "&&")


def _styles(page: Any, *, bold: bool) -> Styles:
    """Cells of every style, written under each other: openpyxl gives each its number."""
    from openpyxl.styles import Border, Side

    chinese = current().startswith("zh")
    day = 'yyyy"年"m"月"d"日"' if chinese else "[$-809]dd mmm yyyy"

    def number(row: int, shape: str) -> int:
        cell = page.cell(row + (20 if bold else 0), 1)
        cell.value = 0
        cell.number_format = shape
        if bold:
            cell.font = font(bold=True)
            cell.border = Border(top=Side("thin"))
        return int(cell.style_id)

    decimals = {digits: number(10 + digits, f"{shape}_);({shape})") for digits, shape in _MONEY.items()}
    return Styles(number(2, "@"), number(3, day), number(4, f"{day} hh:mm"), number(5, "#,##0"), decimals)


def _taken_apart(xml: str, rows: int, last_column: str) -> tuple[str, str]:
    """What stands before the first row of data and after the last; numbers kept as text are no mistake."""
    head_ends = xml.index("</row>", xml.index(_MARK)) + len("</row>")
    before, after = xml[:head_ends], xml[xml.index(_END) :]
    start = before.index("<dimension")
    before = before[:start] + before[before.index("/>", start) + 2 :]  # how far it goes is not known yet
    calm = (
        f'<ignoredErrors><ignoredError sqref="A1:{last_column}{rows + 1}" '
        'numberStoredAsText="1"/></ignoredErrors>'
    )
    return before, after.replace("</worksheet>", calm + "</worksheet>")
