"""The same rows as CSV, for programs: UTF-8 with a mark Excel knows, guarded against formulas (SAFETY 17).

A spreadsheet runs what begins like a formula, whatever its quotes; such text gets an apostrophe in front.
Numbers, dates and money are written by us and stay bare.
"""

import csv
import time
from collections.abc import Generator, Iterable
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from consoleapp.exchange.progress import Progress
from consoleapp.exchange.workbook.cells import decimal_text, words
from consoleapp.exchange.workbook.shapes import Field, Kind, Row, Sheet, Written
from consoleapp.exchange.workbook.write import WRITING
from consoleapp.rules.dates import local
from consoleapp.rules.money import MINOR_DIGITS

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_AT_ONCE = 1000


def write_csv(
    part: Path, sheet: Sheet, rows: Iterable[Row], total: int
) -> Generator[Progress, None, Written]:
    """Write ``rows`` into the empty file ``part``; returns how many there are. Closed early, it stops."""
    began, done = time.monotonic(), 0
    source = iter(rows)
    with part.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as out:
        writer = csv.writer(out)
        writer.writerow([guarded(field.title) for field in sheet.fields])
        while some := list(islice(source, _AT_ONCE)):
            writer.writerows(
                [
                    "" if value is None else _plain(value, field, row)
                    for value, field in zip(row, sheet.fields, strict=True)
                ]
                for row in some
            )
            done += len(some)
            yield Progress(WRITING, done, max(total, done), time.monotonic() - began)
    return Written(done, {})


def guarded(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(_DANGEROUS) else text


def _plain(value: object, field: Field, row: Row) -> str:
    if field.kind is Kind.TEXT or isinstance(value, str):
        return guarded(words(value))
    if isinstance(value, datetime):
        return local(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if field.kind is Kind.MONEY and field.currency is not None and isinstance(value, int):
        return decimal_text(value, MINOR_DIGITS[str(row[field.currency])])
    return str(value)
