"""The directory as a workbook that goes out to be edited and comes back (DOMAIN 9, SAFETY 17-19).

Every cell is text and stays text. A hidden sheet keeps the entries as they went out, so that what was edited
here is told from what was changed at the desks meanwhile.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from consoleapp.desk.directory_shapes import ExportedEntry
from consoleapp.errors import Refused
from consoleapp.exchange.extracts.files import open_files
from consoleapp.exchange.extracts.values import DATE, EMPTY_FORMULA, ERROR, MARK, TRUTH
from consoleapp.exchange.whole import whole_file
from consoleapp.i18n import N_, _
from consoleapp.rules.provider_record import ProviderField, Record
from consoleapp.rules.provider_round import BadRow, EditedRow
from consoleapp.rules.text import clean
from consoleapp.settings import Imports

SHEET, BASE, ABOUT = "directory", "as exported", "read me"
KEYS = ("provider_no", "version")
HEADERS = (*KEYS, *(one.value for one in ProviderField))
TO_BE_READ = ("last verified",)
"""Columns that are only for reading: they begin with # and are passed over."""
_WIDTHS = {"name": 30, "address": 40, "address_zh": 30, "hours": 44, "phones": 22, "specialty": 26}


def write_book(file: Path, entries: Sequence[ExportedEntry], about: Iterable[str]) -> None:
    """Write ``entries`` to a new file, whole or not at all."""
    with whole_file(file) as part:  # openpyxl's own temporary files go with it
        _book(entries, about).save(part)


def _book(entries: Sequence[ExportedEntry], about: Iterable[str]) -> Any:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "C2"
    headers = (*HEADERS, *(f"# {name}" for name in TO_BE_READ))
    for place, header in enumerate(headers, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(header, 16)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{len(entries) + 1}"
    _append(sheet, headers, bold=True)
    for one in entries:
        _append(sheet, (*_cells(one), one.verified_on.isoformat() if one.verified_on else ""))
    base = book.create_sheet(BASE)
    base.sheet_state = "veryHidden"
    _append(base, HEADERS)
    for one in entries:
        _append(base, _cells(one))
    told = book.create_sheet(ABOUT)
    told.column_dimensions["A"].width = 100
    for text in about:
        _append(told, (text,))
    return book


def _cells(one: ExportedEntry) -> tuple[str, ...]:
    return (one.provider_no, str(one.version), *(one.record[field] for field in ProviderField))


def _append(sheet: Any, texts: Iterable[str], *, bold: bool = False) -> None:
    """A row of texts: the kind is set after the value, so that nothing is taken for a formula or a number."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    row = []
    for text in texts:
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.number_format = "@"
        if bold:
            cell.font = Font(bold=True)
        row.append(cell)
    sheet.append(row)


def read_book(file: Path, limits: Imports) -> tuple[list[EditedRow], list[BadRow]]:
    """Rows as they came back. Raises Refused for what is no such workbook, or one beyond the bounds."""
    opened = open_files([file], limits)
    with closing(opened.stack):
        sheets = {raw.name: raw for raw in opened.sheets}
        raw = sheets.get(SHEET) or (opened.sheets[0] if len(opened.sheets) == 1 else None)
        if raw is None:
            raise Refused(
                N_("{file} has no sheet {sheet}. Begin with: consoleapp directory export."),
                file=file.name,
                sheet=SHEET,
            )
        bases: dict[str, Record] = {}
        if BASE in sheets:
            for _row, cells in _rows(sheets[BASE], limits, file.name):
                bases[cells.get("provider_no", "")] = {one: cells.get(one, "") for one in ProviderField}
        edited: list[EditedRow] = []
        bad: list[BadRow] = []
        for number, cells in _rows(raw, limits, file.name):
            if any(cells.values()):
                _take(number, cells, bases, edited, bad)
        return edited, bad


def _take(
    number: int,
    cells: dict[str, str],
    bases: dict[str, Record],
    edited: list[EditedRow],
    bad: list[BadRow],
) -> None:
    provider_no = _plain(cells.get("provider_no", "")).upper()
    for name, cell in cells.items():
        if cell.startswith((ERROR, EMPTY_FORMULA)):
            why = Refused(N_("The cell shows an error or a formula without a result. Put a value there."))
            bad.append(BadRow(number, provider_no, name, clean(cell[2:]), why))
            return
    version = _plain(cells.get("version", ""))
    if not (version.isascii() and version.isdigit()) and (version or provider_no):
        why = Refused(N_("The version is no number. Leave that column as it was exported."))
        bad.append(BadRow(number, provider_no, "version", version, why))
        return
    typed = {one: _plain(cells[one]) for one in ProviderField if one.value in cells}
    edited.append(EditedRow(number, provider_no, int(version or 0), typed, bases.get(provider_no)))


def _plain(cell: str) -> str:
    """A cell as it was meant: dates and truths that Excel typed are texts again."""
    if not cell.startswith(MARK):
        return clean(cell)
    if cell.startswith(TRUTH):
        return "yes" if cell[2:] == "1" else "no"
    return clean(cell[2:].removesuffix(" 00:00:00") if cell.startswith(DATE) else cell[2:])


def _rows(raw: Any, limits: Imports, name: str) -> Iterable[tuple[int, dict[str, str]]]:
    rows = iter(raw.rows())
    _number, header, _beyond = next(rows, (1, [], ""))
    names = [clean(cell).casefold().replace(" ", "_") for cell in header]
    unknown = [cell for cell in names if cell and not cell.startswith("#") and cell not in HEADERS]
    if unknown or "provider_no" not in names or len(set(names)) != len(names):
        raise Refused(
            N_("{file}: the header of {sheet} is not as it was exported ({columns})."),
            file=name,
            sheet=raw.name,
            columns=", ".join(unknown) or "provider_no",
        )
    for count, (number, cells, _beyond) in enumerate(rows, 1):
        if count > limits.rows:
            raise Refused(
                N_(
                    "There are more than {most} rows. Load them in parts, or raise rows in section "
                    "[imports] of consoleapp.toml."
                ),
                most=f"{limits.rows:,}",
            )
        yield (
            number,
            {one: cell for one, cell in zip(names, cells, strict=False) if one and not one.startswith("#")},
        )


def about_lines(who: str, when: str, rows: int, number: str) -> tuple[str, ...]:
    """What the first reader should know, in the language in use."""
    return (
        _("The network directory, exported by {who} on {when}: {rows} entries, act {number}.").format(
            who=who, when=when, rows=f"{rows:,}", number=number
        ),
        _(
            "Edit the cells of the sheet {sheet} and bring the file back: consoleapp directory import FILE."
        ).format(sheet=SHEET),
        _("Leave provider_no and version as they are. A row with an empty number is a new entry."),
        _("A row that is taken out changes nothing; an entry is closed by its effective_to."),
    )
