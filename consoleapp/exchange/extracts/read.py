"""Extracts as a source of checked rows: files bounded, headers understood, cells read."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from consoleapp.errors import ConsoleError, Refused
from consoleapp.exchange.extracts.cells import Row
from consoleapp.exchange.extracts.check import Checker
from consoleapp.exchange.extracts.columns import Sheet
from consoleapp.exchange.extracts.files import Opened, RawSheet, open_files
from consoleapp.exchange.extracts.mapping import AS_IS, Dictionary, SheetMap
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.extracts.values import shown
from consoleapp.exchange.progress import Progress
from consoleapp.i18n import N_
from consoleapp.rules.text import clean
from consoleapp.settings import Imports
from consoleapp.store.loading.shapes import BadRows, Batch, Fault

READING = N_("Rows read")

BATCH = 1_000
"""Rows checked and staged at once."""

OWN_SHEETS = frozenset({"read me", "faults"})
"""Sheets of our own templates and lists of faults, passed over in silence."""


@dataclass(slots=True)
class _Reading:
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


class Extracts:
    """The extracts of one load. Use it as a context manager: the files stay open inside.

    Raises :class:`BadRows` when a header cannot be understood, Refused when a file cannot be read at all.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        limits: Imports,
        dictionary: Dictionary = AS_IS,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._limits = limits
        self._report = progress
        self._began: dict[str, float] = {}
        self._opened: Opened = open_files(list(paths), limits)
        self.skipped: tuple[str, ...] = ()
        """Files and sheets that are none of ours; nothing of them was read."""
        try:
            self._readings = self._understand(dictionary)
        except BaseException:
            self.close()
            raise
        self._opened.digest.update(repr(dictionary).encode())

    def __enter__(self) -> "Extracts":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._opened.stack.close()

    def __str__(self) -> str:
        return f"extracts {self.sha256}"

    @property
    def names(self) -> tuple[str, ...]:
        """The files, without their folders."""
        return tuple(self._opened.names)

    @property
    def sha256(self) -> str:
        """Of names and contents of all files, and of what they were renamed by."""
        return self._opened.digest.hexdigest()

    @property
    def given(self) -> Mapping[str, tuple[str, ...]]:
        """Each sheet that is there, with our columns in the order of the cells."""
        return {name: tuple(reading.columns) for name, reading in self._readings.items()}

    @property
    def labels(self) -> Mapping[str, str]:
        """Each sheet as its file is called: ``members.csv``, ``book.xlsx · members``."""
        return {name: reading.raw.label for name, reading in self._readings.items()}

    def headers(self, sheet: str) -> tuple[str, ...]:
        """The headers of a sheet as its file has them."""
        return tuple(self._readings[sheet].headers)

    def column_at(self, sheet: str) -> Mapping[str, int]:
        """Our columns of a sheet that are one of theirs, with its place in a raw row."""
        return {name: at for name, at in self._readings[sheet].columns.items() if isinstance(at, int)}

    def raw_rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet as its file has them, without the header; for showing bad ones again."""
        reading = self._readings[sheet]
        for number, cells, _beyond in _after_header(reading):
            yield number, cells

    def batches(self) -> Iterator[Batch]:
        """All rows of all sheets, checked, in the order sheets are loaded. Raises Refused above a limit."""
        self.progress(READING, 0, 0)
        total = sum(reading.raw.size for reading in self._readings.values()) or 1
        rows = done = 0
        for reading in self._readings.values():
            checker = Checker(reading.sheet, tuple(reading.columns), reading.names.values)
            begun = reading.raw.done
            for batch in _batches(reading, checker):
                rows += len(batch.rows)
                if rows > self._limits.rows:
                    raise Refused(
                        N_(
                            "There are more than {most} rows. Load them in parts, or raise rows in section "
                            "[imports] of consoleapp.toml."
                        ),
                        most=f"{self._limits.rows:,}",
                    )
                yield batch
                share = (done + min(reading.raw.done - begun, reading.raw.size)) / total
                self.progress(READING, rows, max(rows, round(rows / share)) if share else rows)
            done += reading.raw.size
        self.progress(READING, rows, rows)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Say how far a stage of the load is; the number of rows to read is an estimate by size."""
        if self._report is not None:
            now = time.monotonic()
            self._report(Progress(stage, done, total, now - self._began.setdefault(stage, now)))

    def _understand(self, dictionary: Dictionary) -> dict[str, _Reading]:
        found: dict[str, _Reading] = {}
        skipped: list[str] = []
        faults: list[Fault] = []
        for raw in self._opened.sheets:
            name = dictionary.sheet(clean(raw.name))
            if name in found:
                raise Refused(
                    N_("{one} and {other} are both {sheet}. Load them one after the other."),
                    one=found[name].raw.label,
                    other=raw.label,
                    sheet=name,
                )
            if name not in SHEETS:
                if name and name not in OWN_SHEETS:
                    skipped.append(raw.label)
                continue
            found[name] = _header(raw, SHEETS[name], dictionary.of(name), faults)
        self.skipped = tuple(skipped)
        if faults:
            raise BadRows(tuple(faults), len(faults))
        if not found:
            raise Refused(
                N_("None of {files} is one of: {known}. Rename them, or say which is which with --map."),
                files=", ".join(skipped) or ", ".join(self.names),
                known=", ".join(SHEETS),
            )
        return {name: found[name] for name in SHEETS if name in found}


def _header(raw: RawSheet, sheet: Sheet, names: SheetMap, faults: list[Fault]) -> _Reading:
    """Match the first row with the columns of ``sheet``; what cannot be matched is a fault."""
    number, cells, _beyond = next(raw.rows(), (1, [], ""))
    reading = _Reading(raw, sheet, names, [shown(cell) for cell in cells], number)

    def fault(column: str, reason: ConsoleError) -> None:
        faults.append(Fault(sheet.name, number, column, column, reason))

    parts = names.used()
    for place, header in enumerate(reading.headers):
        ours = names.header(header)
        if not ours or ours.startswith("#"):
            continue
        plain = ours.casefold().replace(" ", "_")
        if plain in reading.columns:
            fault(header, Refused(N_("The column is there twice.")))
        elif plain in sheet.names:
            reading.columns[plain] = place
        elif header.casefold() not in parts:
            fault(header, Refused(N_("No column is called so. Correct it, or leave it out with --map.")))
    for name, template in names.compose.items():
        reading.columns[name] = template
    for name in names.constants:
        reading.columns.setdefault(name, None)
    for name in sheet.required:
        if name not in reading.columns:
            fault(name, Refused(N_("The column is missing.")))
    if "identity_no" in reading.columns and "identity_type" not in reading.columns:
        fault("identity_type", Refused(N_("The column is missing.")))
    return reading


def _after_header(reading: _Reading) -> Iterator[Row]:
    rows = reading.raw.rows()
    next(rows, None)
    return rows


def _batches(reading: _Reading, checker: Checker) -> Iterator[Batch]:
    width = len(reading.headers)
    plain = list(reading.columns.values()) == list(range(width))
    rows = _after_header(reading)
    while part := list(islice(rows, BATCH)):
        misfits: list[Fault] = []
        numbers: list[int] = []
        table: list[Sequence[str]] = []
        for number, cells, beyond in part:
            if len(cells) != width or beyond:
                cells = _fitted(number, cells, beyond, width, reading.sheet, misfits)
            numbers.append(number)
            table.append(cells if plain else reading.project(cells))
        yield checker.batch(numbers, table, misfits)


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
