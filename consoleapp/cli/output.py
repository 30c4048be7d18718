"""How commands answer: one JSON value for programs, plain lines for people."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from consoleapp.rules.text import printable


def plain(value: object) -> Any:
    """``value`` as JSON knows it: ISO dates, money as text with its currency, codes, sentences."""
    from consoleapp.desk.shapes import Masked
    from consoleapp.i18n import _, current
    from consoleapp.rules.money import Money
    from consoleapp.rules.sentences import Sentence

    if isinstance(value, Sentence):
        return value.text(_, current())
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | Path):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Money):
        return {"amount": value.plain(), "currency": value.currency}
    if isinstance(value, Masked):
        return {"field": value.field.value, "shown": value.shown, "open": value.open}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: plain(item) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    raise TypeError(f"no JSON for {type(value).__name__}")


def answer_json(value: object) -> None:
    """Print ``value`` as JSON, one document, Chinese as itself; what a terminal would obey is escaped."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=2)
    for unseen in [one for one in set(text) if one != "\n" and printable(one) != one]:
        text = text.replace(unseen, json.dumps(unseen)[1:-1])
    typer.echo(text)


def line(text: str) -> None:
    """Print one line; nothing in it reaches the terminal as a command (SAFETY 1)."""
    typer.echo(printable(text))


def to_the_last_digit(rows: list[list[str]], places: Iterable[int]) -> list[list[str]]:
    """Rows with the columns at ``places`` moved right, so that amounts stand under each other."""
    from rich.cells import cell_len

    moved = [list(row) for row in rows]
    for place in places:
        width = max(cell_len(row[place]) for row in moved)
        for row in moved:
            row[place] = " " * (width - cell_len(row[place])) + row[place]
    return moved


def columns(rows: Iterable[Iterable[str]]) -> None:
    """Print rows in columns as wide as their widest cell, counted in terminal cells."""
    from rich.cells import cell_len

    table = [[printable(cell) for cell in row] for row in rows]
    if not table:
        return
    widths = [max(cell_len(row[i]) for row in table) for i in range(len(table[0]))]
    for row in table:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())
