"""The rows of the sample book, collected extract by extract."""

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from consoleapp.exchange.extracts.sheets import SHEETS

TODAY = date(2026, 11, 21)
"""The day the book is alive on: clocks run, some are overdue, some invoices are not yet due."""

SEED = 91307


@dataclass(slots=True)
class Book:
    """Rows by extract, and one source of chance so that every build is the same."""

    rows: dict[str, list[dict[str, str]]] = field(default_factory=lambda: {name: [] for name in SHEETS})
    pick: random.Random = field(default_factory=lambda: random.Random(SEED))

    def add(self, extract: str, values: Mapping[str, object]) -> None:
        """One row; what is not given stays blank. Raises KeyError for a column the extract does not have."""
        unknown = set(values) - set(SHEETS[extract].names)
        if unknown:
            raise KeyError(f"{extract} has no column {sorted(unknown)}")
        self.rows[extract].append({name: _cell(values.get(name)) for name in SHEETS[extract].names})

    def files(self) -> dict[str, str]:
        """The text of every file, by its name."""
        texts = {}
        for extract, sheet in SHEETS.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, sheet.names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows[extract])
            texts[f"{extract}.csv"] = text.getvalue()
        return texts


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        raise TypeError("amounts are written as text, never as floats")
    return value.isoformat() if isinstance(value, date) else str(value)


def money(cents: int | None) -> str:
    """An amount in cents as extracts write it: ``52344.00``."""
    return "" if cents is None else f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def written(file: str) -> list[str]:
    """The lines of a hand-written file beside this module, without comments."""
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
