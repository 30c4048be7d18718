"""Rows into a workbook as they come: memory stays flat, and the file appears whole or not at all."""

import time
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from consoleapp.exchange.progress import Progress
from consoleapp.exchange.workbook.cells import EXACT, Styles, decimal_text, drawer, text_cell, too_long
from consoleapp.exchange.workbook.frame import foot, frame, member, widths_of
from consoleapp.exchange.workbook.shapes import Row, Sheet, Written
from consoleapp.i18n import N_, _
from consoleapp.rules.money import MINOR_DIGITS

LAST_ROW = 1_048_576
"""Rows of a sheet; what is more goes on to a next one."""
WRITING = N_("Writing rows")
ROWS_OF_TOTALS = len(MINOR_DIGITS) + 3
"""Room kept at the end of a sheet where something adds up: a row a currency."""
_AT_ONCE = 1000
"""Rows between two looks at the clock."""
_MEASURED = 500
"""Rows the widths of columns are measured by."""

Finish = Callable[[Written], Sheet]
"""The sheet as it stands at the end: its facts name how many rows there are."""


def write_workbook(
    part: Path, sheet: Sheet, rows: Iterable[Row], total: int, finish: Finish, last_row: int = LAST_ROW
) -> Generator[Progress, None, Written]:
    """Write ``rows`` into the empty file ``part``; returns what was written. ``total`` is for the bar only.

    ``finish`` makes the sheet as it stands at the end, when the rows are counted. Raises Refused for a text
    longer than a cell holds. Closed early, it stops.
    """
    began = time.monotonic()
    source = iter(rows)
    sample = [tuple(row) for row in islice(source, _MEASURED)]
    widths = widths_of(sheet, sample)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        stream = _Stream(sheet, widths, archive, chain(sample, source), last_row)
        for done in stream.write():
            yield Progress(WRITING, done, max(total, done), time.monotonic() - began)
        written = Written(stream.done, stream.totals)
        whole = frame(finish(written), widths, tuple(stream.counts))
        if (whole.styles, whole.bold) != (stream.begun.styles, stream.begun.bold):
            raise RuntimeError("the styles of the workbook moved while it was written")
        for name, content in whole.parts.items():
            archive.writestr(name, content)
    return written


class _Stream:
    """The sheets of data, one after the other."""

    def __init__(
        self, sheet: Sheet, widths: tuple[int, ...], archive: zipfile.ZipFile, rows: Iterator[Row], last: int
    ) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet, self.widths, self.archive, self.rows = sheet, widths, archive, rows
        self.begun = frame(sheet, widths, (1,))
        self.letters = [get_column_letter(place) for place in range(1, len(sheet.fields) + 1)]
        self.draws = [drawer(field, self.begun.styles) for field in sheet.fields]
        self.adding = [place for place, field in enumerate(sheet.fields) if field.adds_up]
        self.room = last - 1 - (ROWS_OF_TOTALS if self.adding else 0)
        self.done = 0
        self.counts: list[int] = []
        self.totals: dict[tuple[int, str], int] = {}

    def write(self) -> Iterator[int]:
        """Every sheet; answers how many rows are written, now and then."""
        more = True
        while more:
            count = 0
            name = member(self.begun.first + len(self.counts))
            with self.archive.open(name, "w", force_zip64=True) as page:
                page.write(self.begun.before.encode())
                while rows := list(islice(self.rows, min(_AT_ONCE, self.room - count))):
                    page.write(self._drawn(rows, count + 2).encode())
                    self._add_up(rows)
                    count += len(rows)
                    self.done += len(rows)
                    yield self.done
                more = count == self.room and self._goes_on()
                self.counts.append(count)
                if not more:
                    page.write(self._totals(count + 3).encode())
                page.write(foot(self.begun, count).encode())

    def _goes_on(self) -> bool:
        following = list(islice(self.rows, 1))
        self.rows = chain(following, self.rows)
        return bool(following)

    def _drawn(self, rows: list[Row], number: int) -> str:
        columns = list(zip(self.letters, self.draws, strict=True))
        drawn: list[str] = []
        add = drawn.append
        for row in rows:
            add(f'<row r="{number}">')
            for (letter, draw), value in zip(columns, row, strict=True):
                if value is not None:
                    try:
                        cell = draw(value, row)
                    except ValueError as error:
                        field = self.sheet.fields[self.letters.index(letter)]
                        raise too_long(self.done + 1 + number - 2, field) from error
                    if cell:
                        add(f'<c r="{letter}{number}"{cell}')
            add("</row>")
            number += 1
        return "".join(drawn)

    def _add_up(self, rows: list[Row]) -> None:
        for place in self.adding:
            currency = self.sheet.fields[place].currency
            for row in rows:
                value = row[place]
                if value is not None:
                    key = (place, "" if currency is None else str(row[currency]))
                    self.totals[key] = self.totals.get(key, 0) + value  # type: ignore[operator]

    def _totals(self, number: int) -> str:
        """A row of sums for each currency, as values, below the rows and apart from them."""
        currencies = sorted({currency for _place, currency in self.totals if currency}) or [""]
        if len(currencies) > 1 and any(not currency for _place, currency in self.totals):
            currencies.append("")
        drawn = []
        for row, currency in enumerate(currencies, number):
            cells = {0: text_cell(f"{_('Total')} {currency}".strip(), self.begun.bold.text)}
            for (place, of), total in self.totals.items():
                field = self.sheet.fields[place]
                if of == currency:
                    if field.currency is not None:
                        cells[field.currency] = text_cell(currency, self.begun.bold.text)
                    cells[place] = _sum(total, of, self.begun.bold)
                elif not of and len(currencies) == 1:
                    cells[place] = _sum(total, of, self.begun.bold)
            told = "".join(f'<c r="{self.letters[place]}{row}"{cells[place]}' for place in sorted(cells))
            drawn.append(f'<row r="{row}">{told}</row>')
        return "".join(drawn) if self.totals else ""


def _sum(total: int, currency: str, bold: Styles) -> str:
    digits = MINOR_DIGITS[currency] if currency else 0
    text = decimal_text(total, digits)
    if not -EXACT < total < EXACT:
        return text_cell(text, bold.text)
    return f' s="{bold.decimals[digits] if currency else bold.number}"><v>{text}</v></c>'
