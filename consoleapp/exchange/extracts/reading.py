"""One sheet whose header is understood: its rows become rows of our columns, checked a batch at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from consoleapp.errors import Refused
from consoleapp.exchange.extracts.cells import Row
from consoleapp.exchange.extracts.check import Checker
from consoleapp.exchange.extracts.columns import Sheet
from consoleapp.exchange.extracts.files import RawSheet
from consoleapp.exchange.extracts.mapping import SheetMap
from consoleapp.i18n import N_
from consoleapp.store.loading.shapes import Batch, Fault

BATCH = 1_000
"""Rows checked and staged at once."""

Part = tuple[list[int], list[Sequence[str]], list[Fault]]
"""Row numbers, rows of our columns as text, and faults of whole rows."""


@dataclass(slots=True)
class Reading:
    """One sheet with its header understood: where each of our columns comes from."""

    raw: RawSheet
    sheet: Sheet
    names: SheetMap
    headers: list[str]
    header_row: int
    columns: dict[str, int | str | None] = field(default_factory=dict)
    """Our column → the place of theirs, the template it is composed by, or None for a constant."""

    def project(self, cells: Sequence[str]) -> list[str]:
        """A raw row as cells of our columns."""
        found = []
        for name, origin in self.columns.items():
            if isinstance(origin, int):
                found.append(cells[origin])
            elif origin is None:
                found.append(self.names.constants[name])
            else:
                found.append(self.names.composed(origin, self.headers, cells))
        return found

    def rows(self) -> Iterator[Row]:
        """The rows as the file has them, without the header."""
        rows = self.raw.rows()
        next(rows, None)
        return rows

    def batches(self) -> Iterator[Batch]:
        """All rows, checked."""
        return map(self.checking(), self.parts())

    def parts(self) -> Iterator[Part]:
        """All rows, unchecked."""
        width = len(self.headers)
        plain = list(self.columns.values()) == list(range(width))
        rows = self.rows()
        while part := list(islice(rows, BATCH)):
            misfits: list[Fault] = []
            numbers: list[int] = []
            table: list[Sequence[str]] = []
            for number, cells, beyond in part:
                if len(cells) != width or beyond:
                    cells = _fitted(number, cells, beyond, width, self.sheet, misfits)
                numbers.append(number)
                table.append(cells if plain else self.project(cells))
            yield numbers, table, misfits

    def checking(self) -> Callable[[Part], Batch]:
        """What checks the parts of this sheet, one after the other."""
        checker = Checker(self.sheet, tuple(self.columns), self.names.values)
        return lambda part: checker.batch(*part)


def _fitted(
    number: int, cells: list[str], beyond: str, width: int, sheet: Sheet, misfits: list[Fault]
) -> list[str]:
    """A row cut or filled to the width of the header; cells lost or missing on the way are a fault."""
    if beyond:
        reason = Refused(N_("The cell {cell} stands outside the columns of the header."), cell=beyond)
        misfits.append(Fault(sheet.name, number, "", beyond, reason))
    elif any(cells[width:]) or len(cells) < width:
        reason = Refused(
            N_("The row has {cells} cells, the header {columns}. Is a comma or a quote too many or missing?"),
            cells=len(cells),
            columns=width,
        )
        misfits.append(Fault(sheet.name, number, "", "", reason))
    return cells[:width] + [""] * (width - len(cells))
