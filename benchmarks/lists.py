"""The two lists of ``bench_list``, each a program of its own: ``python -m benchmarks.lists KIND FILE``.

``grid`` is our window over an id vector; ``table`` is Textual's DataTable, filled with every row. Both
start empty; F5 reads and shows the rows, F6 goes to a far place. A row begins with ``R`` and its place.
"""

import sqlite3
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

from benchmarks.figures import ROOT
from consoleapp.desk.rows import Column, IdVectorRows, Row
from consoleapp.screens import themes
from consoleapp.screens.widgets.record_grid import RecordGrid

Record = tuple[int, str, str, str, str, str]
TITLES = ("Name", "Policy", "Certificate", "Amount", "Status")
HINT = "F5 shows the rows"
ORDER = "ORDER BY name, id"
FAR = (600_000, 123_456, 900_001, 345_678, 777_777)
"""Places to jump to, of a million; smaller lists take the same share."""


def fill(file: Path, rows: int) -> None:
    """A book of ``rows`` members whose ids are not in the order of the list."""
    with sqlite3.connect(file) as book:
        book.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name, policy, cert, amount, status)")
        book.executemany(
            "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)",
            (
                (1 + place * 7919 % rows, name(place), str(90_000 + place % 9000), f"{place % 10_000:04d}-00",
                 f"{place % 9973}.00", "In force" if place % 7 else "Expired")
                for place in range(rows)
            ),
        )  # fmt: skip
        book.execute("CREATE INDEX person_name ON person (name, id)")


def name(place: int) -> str:
    """The first cell of the row at ``place``."""
    return f"R{place:07d} CHAN TAI MAN"


class Lists(App[None]):
    """What both programs share."""

    BINDINGS = [("f5", "fill", "Fill"), ("f6", "jump", "Jump")]  # noqa: RUF012
    CSS_PATH = str(ROOT / "consoleapp" / "screens" / "widgets" / "record_grid.tcss")

    def __init__(self, file: str) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name
        self.book = sqlite3.connect(file, check_same_thread=False)
        self.jumps = 0

    def far(self, count: int) -> int:
        """The next place to jump to."""
        place = FAR[self.jumps % len(FAR)] * count // 1_000_000
        self.jumps += 1
        return place


class Grid(Lists):
    """Our list."""

    def compose(self) -> ComposeResult:
        yield Label(HINT)
        yield RecordGrid()

    def ids(self, _order: tuple[str, bool] | None, _words: str) -> "array[int]":
        return array("q", (row[0] for row in self.book.cursor().execute(f"SELECT id FROM person {ORDER}")))

    def page(self, ids: Sequence[int]) -> list[Record]:
        marks = ",".join("?" * len(ids))
        return self.book.cursor().execute(f"SELECT * FROM person WHERE id IN ({marks})", list(ids)).fetchall()

    def first(self, _order: tuple[str, bool] | None, _words: str, limit: int) -> list[Record]:
        return self.book.cursor().execute(f"SELECT * FROM person {ORDER} LIMIT ?", (limit,)).fetchall()

    def action_fill(self) -> None:
        grid = self.query_one(RecordGrid)
        widths = dict(zip(TITLES, (24, 8, 12, 12, 12), strict=True))
        columns = [Column(title.lower(), title, width) for title, width in widths.items()]
        grid.show(
            IdVectorRows(
                columns,
                read_ids=self.ids,
                read_page=self.page,
                read_first=self.first,
                id_of=lambda record: record[0],
                shape=lambda record: Row(record[0], record[1:]),
            )
        )
        grid.focus()

    def action_jump(self) -> None:
        grid = self.query_one(RecordGrid)
        if grid.source is not None and grid.source.count:
            key = grid.source.key_at(self.far(grid.source.count))
            if key is not None:
                grid.go_to(key)


class Table(Lists):
    """The widget Textual has for this."""

    CSS = "DataTable { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Label(HINT)
        yield DataTable(cursor_type="row")

    def action_fill(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(*TITLES)
        for id_, *cells in self.book.execute(f"SELECT * FROM person {ORDER}"):
            table.add_row(*cells, key=str(id_))
        table.focus()

    def action_jump(self) -> None:
        table = self.query_one(DataTable)
        table.move_cursor(row=self.far(table.row_count))


if __name__ == "__main__":
    {"grid": Grid, "table": Table}[sys.argv[1]](sys.argv[2]).run()
