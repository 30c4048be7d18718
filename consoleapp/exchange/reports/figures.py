"""Figures of a report in the reader's language, for the sheet with the charts and for the screen."""

from typing import Any

from consoleapp.errors import in_words
from consoleapp.exchange.reports.shapes import Report
from consoleapp.exchange.workbook.shapes import Figures
from consoleapp.i18n import _
from consoleapp.rules.money import MINOR_DIGITS


def figures_of(report: Report, found: tuple[tuple[tuple[Any, ...], ...], ...]) -> tuple[Figures, ...]:
    """``found`` as the desk gives it, one table a currency where the figures are money."""
    return tuple(
        Figures(
            _(asked.title),
            ("", f"{_(asked.head)} {currency}".rstrip()),
            tuple((str(in_words(row[0], _)), (int(row[1]),)) for row in rows),
            MINOR_DIGITS[currency] if asked.of_money else 0,
        )
        for asked, rows_found in zip(report.question.figures, found, strict=True)
        for currency, rows in _by_currency(rows_found, of_money=asked.of_money)
    )


def _by_currency(
    rows: tuple[tuple[Any, ...], ...], *, of_money: bool
) -> list[tuple[str, list[tuple[Any, ...]]]]:
    if not of_money:
        return [("", list(rows))]
    currencies = sorted({str(row[2]) for row in rows})
    return [(currency, [row for row in rows if row[2] == currency]) for currency in currencies]
