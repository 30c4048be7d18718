"""Lists of people in a RecordGrid, for tests of it."""

from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Input

from consoleapp.desk.rows import Align, Cell, Column, Row, Tone, TupleRows
from consoleapp.screens import themes
from consoleapp.screens.messages import Failed, Say
from consoleapp.screens.widgets.record_grid import RecordGrid

COLUMNS = (
    Column("no", "No.", 8),
    Column("name", "Name", 20, least=10, flex=1),
    Column("amount", "Amount", 12, align=Align.RIGHT, rank=1),
)
Person = tuple[int, str]


def shape(person: Person) -> Row:
    number, name = person
    return Row(number, (f"{number:07}", name, Cell(f"{number}.00", Tone.GOOD)), note=f"note {number}")


def people(count: int) -> TupleRows[Person]:
    return TupleRows(
        COLUMNS,
        tuple((n, f"NAME {n}") for n in range(1, count + 1)),
        shape,
        sort_by=lambda person, column: -person[0] if column == "amount" else person[0],
    )


class Grids(App[None]):
    """One list and one box, and what the list told."""

    CSS_PATH = str(Path(themes.__file__).parent / "widgets" / "record_grid.tcss")

    def __init__(self, source: Any = None, *, notes: bool = False) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name
        self.grid = RecordGrid(source, notes=notes)
        self.told: list[tuple[str, object]] = []

    def compose(self) -> ComposeResult:
        yield self.grid
        yield Input()

    def on_mount(self) -> None:
        self.grid.focus()

    def on_record_grid_opened(self, message: RecordGrid.Opened) -> None:
        self.told.append(("opened", message.key))

    def on_record_grid_moved(self, message: RecordGrid.Moved) -> None:
        self.told.append(("moved", message.key))

    def on_record_grid_marked(self, message: RecordGrid.Marked) -> None:
        self.told.append(("marked", message.keys))

    def on_say(self, message: Say) -> None:
        self.told.append(("say", message.text))

    def on_failed(self, message: Failed) -> None:
        self.told.append(("failed", message.error))


def lines(grid: RecordGrid) -> list[str]:
    drawn = [grid.render_line(y) for y in range(grid.size.height)]
    return ["".join(segment.text for segment in strip).rstrip() for strip in drawn]
