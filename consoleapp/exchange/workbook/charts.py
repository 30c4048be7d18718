"""Figures as small tables with a chart each, on a sheet of their own."""

from decimal import Decimal
from typing import Any

from rich.cells import cell_len

from consoleapp.exchange.workbook.cells import font, put_text
from consoleapp.exchange.workbook.shapes import Figures

_HIGH = 16
"""Rows a chart covers."""


def add_figures(page: Any, figures: tuple[Figures, ...]) -> None:
    """One table under the other, its chart beside it."""
    row, widest = 1, 12
    for one in figures:
        put_text(page.cell(row, 1), one.title)
        page.cell(row, 1).font = font(bold=True, size=13)
        for place, head in enumerate(one.head, 1):
            put_text(page.cell(row + 1, place), head)
            page.cell(row + 1, place).font = font(bold=True)
        for number, (words, values) in enumerate(one.rows, row + 2):
            put_text(page.cell(number, 1), words)
            widest = max(widest, cell_len(words) + 2)
            for place, value in enumerate(values, 2):
                cell = page.cell(number, place)
                cell.value = Decimal(value).scaleb(-one.digits)
                cell.number_format = "#,##0" + ("." + "0" * one.digits if one.digits else "")
        if one.rows:
            page.add_chart(_chart(page, one, row + 1), f"{'ABCDEFGHIJ'[len(one.head)]}{row}")
        row += max(len(one.rows) + 4, _HIGH + 2)
    page.column_dimensions["A"].width = min(widest, 60)
    for letter in "BCDEFG":
        page.column_dimensions[letter].width = 16


def _chart(page: Any, one: Figures, head: int) -> Any:
    from openpyxl.chart import BarChart, Reference

    chart: Any = BarChart()
    chart.type, chart.style = "col", 10
    chart.title = None
    last = head + len(one.rows)
    series = len(one.head) - 1
    chart.add_data(
        Reference(page, min_col=2, max_col=1 + series, min_row=head, max_row=last), titles_from_data=True
    )
    chart.set_categories(Reference(page, min_col=1, min_row=head + 1, max_row=last))
    if series == 1:
        chart.legend = None
    chart.x_axis.delete = chart.y_axis.delete = False  # without it newer Excels draw no axes
    chart.height, chart.width = 7.5, 15
    return chart
