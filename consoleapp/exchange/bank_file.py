"""A bank's file of money that came in: CSV with day, amount, payer and reference (docs/ledger.md)."""

import csv
import hashlib
import io
from pathlib import Path

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.dates import parse_date
from consoleapp.rules.matching import BankLine
from consoleapp.rules.money import Money
from consoleapp.rules.text import clean
from consoleapp.settings import Imports

_NAMES = {
    "date": ("date", "value date", "transaction date", "received"),
    "amount": ("amount", "credit", "credit amount", "deposit"),
    "payer": ("payer", "name", "counterparty", "from"),
    "reference": ("reference", "ref", "remarks", "description", "narrative", "details"),
    "currency": ("currency", "ccy"),
}
"""What a column may be called, in any case."""
_MUST = ("date", "amount")


def read_bank_file(path: Path, bounds: Imports, currency: str = "HKD") -> tuple[tuple[BankLine, ...], str]:
    """The lines of money in, and the SHA-256 of the file. Amounts that are blank or negative are not read.

    Raises Refused for a file too large, without the columns needed, or with a cell that cannot be read,
    naming its row.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= bounds.megabytes * 2**20 else None
    except OSError as error:
        raise Refused(
            N_("{file} cannot be read: {why}. Check the name."), file=path.name, why=error.strerror
        ) from error
    if raw is None:
        raise Refused(
            N_("{file} is larger than {megabytes} MB. Export fewer days."),
            file=path.name,
            megabytes=bounds.megabytes,
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(N_("{file} is not text in UTF-8. Save it as CSV UTF-8."), file=path.name) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    places = _places(next(rows, []), path)
    lines = []
    try:
        for number, row in enumerate(rows, 2):
            if number > bounds.rows + 1:
                raise Refused(
                    N_("{file} has more than {rows} rows. Export fewer days."),
                    file=path.name,
                    rows=bounds.rows,
                )
            line = _line(number, {name: row[at] for name, at in places.items() if at < len(row)}, currency)
            if line is not None:
                lines.append(line)
    except csv.Error as error:
        raise Refused(N_("{file} cannot be read: {why}."), file=path.name, why=error) from error
    return tuple(lines), hashlib.sha256(raw).hexdigest()


def _places(header: list[str], path: Path) -> dict[str, int]:
    known = [clean(cell).lower() for cell in header]
    places = {
        name: known.index(called)
        for name, names in _NAMES.items()
        for called in names[::-1]
        if called in known
    }
    for name in _MUST:
        if name not in places:
            raise Refused(
                N_("{file} has no column {column}. It may be called: {names}."),
                file=path.name,
                column=name,
                names=", ".join(_NAMES[name]),
            )
    return places


def _line(number: int, cells: dict[str, str], currency: str) -> BankLine | None:
    """One line; None for a blank row and for money that went out."""
    amount = clean(cells.get("amount", ""))
    if not amount:
        return None
    own = clean(cells.get("currency", "")).upper() or currency
    try:
        money = Money.parse(amount, own)
        if money.minor <= 0:
            return None
        day = parse_date(clean(cells.get("date", "")))
    except Refused as error:
        raise Refused(N_("Row {row}: {why}"), row=number, why=str(error)) from error
    return BankLine(
        number, day, money.minor, own, clean(cells.get("payer", "")), clean(cells.get("reference", ""))
    )
