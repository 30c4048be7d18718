"""Reports as readers see them: the workbook through openpyxl and calamine, and what the query says."""

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from consoleapp.desk.context import Desk, reads_on
from consoleapp.desk.reports.asking import asked_of, found
from consoleapp.errors import in_words
from consoleapp.exchange.reports.catalogue import report
from consoleapp.exchange.reports.export import Exported, FileKind, Order, export
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import _
from consoleapp.rules.dates import local, show_date
from consoleapp.rules.masking import Field as Private
from consoleapp.rules.money import MINOR_DIGITS
from consoleapp.rules.sentences import Sentence


def exported(desk: Desk, name: str, given: Mapping[str, str] | None = None, **more: Any) -> Exported:
    """The report, to its end."""
    one = report(name)
    order = Order(
        one, one.given(given or {}), more.pop("kind", FileKind.XLSX), more.pop("file", None), **more
    )
    steps = export(desk, order)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            done: Exported = end.value
            return done


def said(desk: Desk, name: str, given: Mapping[str, str]) -> tuple[list[dict[str, Any]], dict[str, Private]]:
    """What the question says, straight from the database, and which columns of it are private."""
    one = report(name)
    question = one.question
    with reads_on(desk, question.needs) as work:
        asked = asked_of(work, one.given(given))
        hidden = found(work, question, one.given(given)).private
        if question.rows is None:
            assert question.answer is not None
            answer = question.answer(work, asked)
            return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows], {}
        rows = work.connection.execute(question.rows(asked)).all()
        derived = [{key: make(work, row) for key, make in question.derived.items()} for row in rows]
        return [{**row._mapping, **more} for row, more in zip(rows, derived, strict=True)], hidden


def as_read(value: object, kind: Kind, currency: str = "") -> object:
    """A value of the query as a reader of the workbook gets it."""
    if value is None or value == "":
        return None
    match kind:
        case Kind.MONEY:
            assert isinstance(value, int)
            return value / 10 ** MINOR_DIGITS[currency]
        case Kind.DATE:
            return datetime.combine(value, datetime.min.time()) if isinstance(value, date) else value
        case Kind.MOMENT:
            assert isinstance(value, datetime)
            return local(value).replace(tzinfo=None, microsecond=0)
        case Kind.TEXT:
            if isinstance(value, bool):
                return _("yes") if value else _("no")
            if isinstance(value, Sentence):
                return value.text(_, "en")
            return str(in_words(value, _))
        case _:
            return value


def rows_of(file: Path, name: str) -> list[list[Any]]:
    """The sheet of data by openpyxl: header, rows, and after an empty one the sums."""
    return values_of(load_workbook(file)[title_of(name)])


def values_of(page: Any) -> list[list[Any]]:
    """What stands in the cells of a sheet."""
    return [[cell.value for cell in row] for row in page.iter_rows()]


def title_of(name: str) -> str:
    """The name of the sheet a report's rows stand in."""
    return _(report(name).title)[:31]


def facts_of(file: Path) -> dict[str, str]:
    """The first sheet: labels and what they say."""
    return facts_on(load_workbook(file).worksheets[0])


def facts_on(page: Any) -> dict[str, str]:
    """The same, of a sheet that is read already."""
    found = {str(row[0].value): str(row[1].value) for row in page.iter_rows(min_row=4, max_col=2)}
    return {"title": str(page["A1"].value), "privacy": str(page["A2"].value), **found}


def both_readers_agree(file: Path, title: str, by_openpyxl: list[list[Any]]) -> None:
    """calamine reads what openpyxl reads, and nothing in the XML is a formula or an error."""
    sheet = CalamineWorkbook.from_path(file).get_sheet_by_name(title)
    for one, other in zip(by_openpyxl, sheet.to_python(), strict=True):
        assert [_alike(cell) for cell in one] == [_alike(cell) for cell in other]
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        for member in archive.namelist():
            if "/worksheets/sheet" in member:
                assert not re.search(r'<f[ >]|t="e"', archive.read(member).decode())


def cell_is(cell: Any, kind: Kind) -> bool:
    """Whether a cell of the workbook that holds something is of the type of its column."""
    match kind:
        case Kind.TEXT:
            return bool(cell.data_type == "s" and cell.number_format == "@")
        case Kind.DATE:  # a day that is masked is a text
            return bool(cell.is_date or "•" in str(cell.value))
        case Kind.MOMENT:
            return bool(cell.is_date and "hh:mm" in cell.number_format)
        case _:
            return bool(cell.data_type == "n" and cell.number_format.startswith("#,##0") and not cell.is_date)


def as_shown(value: Any, kind: Kind, currency: str = "") -> str:
    """A value of the workbook as the screen shows it."""
    if value is None:
        return "–"
    if kind is Kind.MOMENT:
        return f"{show_date(value.date())} {value:%H:%M}"
    if isinstance(value, datetime):
        return show_date(value.date())
    if kind is Kind.MONEY:
        told = f"{abs(value):,.{MINOR_DIGITS[currency]}f}"
        return f"({told})" if value < 0 else told
    return f"{value:,}" if kind is Kind.NUMBER else str(value)


def _alike(value: Any) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, datetime.min.time())
    return round(value, 6) if isinstance(value, float | int) else value
