"""The first rows of a report as a table of the screen: the same columns and values as in the workbook."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from consoleapp.desk.rows import Align, Cell, Column, Row, Tone, TupleRows
from consoleapp.rules.dates import local
from consoleapp.rules.money import Money
from consoleapp.screens import formats

if TYPE_CHECKING:
    from consoleapp.desk.reports import Preview
    from consoleapp.exchange.reports.shapes import Report

_WIDTHS = {"date": 12, "moment": 17, "money": 14, "number": 8, "text": 16}


def preview_rows(report: "Report", preview: "Preview") -> TupleRows[int]:
    """The preview as a source of rows."""
    places = [preview.columns.index(column.key) for column in report.columns]
    currencies = [
        preview.columns.index(column.currency) if column.currency else None for column in report.columns
    ]
    columns = tuple(
        Column(
            column.key,
            column.title,
            _WIDTHS[column.kind],
            least=8 if column.kind == "text" else 0,
            flex=int(column.kind == "text"),
            align=Align.RIGHT if column.kind in ("money", "number") else Align.LEFT,
            rank=number,
        )
        for number, column in enumerate(report.columns)
    )

    def shape(number: int) -> Row:
        row = preview.rows[number]
        cells = (
            _cell(row[place], None if currency is None else str(row[currency]))
            for place, currency in zip(places, currencies, strict=True)
        )
        return Row(number, tuple(cells))

    return TupleRows(columns, tuple(range(len(preview.rows))), shape)


def _cell(value: object, currency: str | None) -> Cell:
    from consoleapp.exchange.workbook.cells import words

    if value is None or value == "":
        return Cell("–", Tone.MUTED)
    if isinstance(value, datetime):
        return Cell(f"{formats.column_day(local(value).date())} {local(value):%H:%M}")
    if isinstance(value, date):
        return Cell(formats.column_day(value))
    if currency is not None and isinstance(value, int):
        return Cell(str(Money(value, currency)))
    if isinstance(value, int) and not isinstance(value, bool):
        return Cell(f"{value:,}")
    return Cell(words(value))
