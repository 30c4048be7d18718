"""``--template FILE.xlsx``: an empty workbook of every sheet, with notes and lists of codes."""

from pathlib import Path
from typing import Any

from consoleapp.exchange.extracts.columns import Column, Kind
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.whole import whole_file
from consoleapp.i18n import N_, _

LAST_ROW = 1_048_576
LONGEST_LIST = 255
"""Characters of a list of choices inside a workbook."""

READ_ME = (
    N_("An empty workbook of extracts: fill the sheets you have and remove the others."),
    N_("Each header has a note: its meaning, what it holds, an example. Bold columns must be filled."),
    N_("An empty cell says: not known. A column you remove leaves what is on record alone."),
    N_("Load it with: consoleapp --as STAFF import FILE. Try it first with --dry-run: nothing changes then."),
)


def write_template(file: Path) -> None:
    """Write the workbook. Raises Refused when ``file`` is there already."""
    from openpyxl import Workbook

    book: Any = Workbook()
    first = book.active
    first.title = "Read me"
    first.column_dimensions["A"].width = 110
    for text in READ_ME:
        first.append([_(text)])
    for sheet in SHEETS.values():
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for place, column in enumerate(sheet.columns, 1):
            _column(page, place, column)
    with whole_file(file) as part:
        book.save(part)


def _column(page: Any, place: int, column: Column) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(place)
    header = page.cell(1, place, column.name)
    header.font = Font(bold=column.required)
    needed = _("must be filled") if column.required else _("may be empty")
    lines = [column.note, f"{column.kind.value} · {needed}", column.example]
    choices = [member.value for member in column.vocabulary] if column.vocabulary else []
    if column.kind is Kind.YES_NO:
        choices = ["yes", "no"]
    if column.vocabulary:
        lines[1:1] = [f"{member.value} = {_(member.word)}" for member in column.vocabulary]
    header.comment = Comment("\n".join(lines), "consoleapp", width=360, height=40 + 20 * len(lines))
    dimension = page.column_dimensions[letter]
    dimension.width = max(12, len(column.name) + 2)
    # Text keeps zeros in front, and nothing that looks like a date becomes one.
    dimension.number_format = "yyyy-mm-dd" if column.kind is Kind.DATE else "@"
    formula = '"' + ",".join(choices) + '"'
    if choices and len(formula) <= LONGEST_LIST:
        allowed = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
        allowed.add(f"{letter}2:{letter}{LAST_ROW}")
        page.add_data_validation(allowed)
