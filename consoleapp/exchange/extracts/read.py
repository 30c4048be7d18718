"""Extracts as a source of checked rows: files bounded, headers understood, cells read."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from consoleapp.errors import ConsoleError, Refused
from consoleapp.exchange.extracts.apart import Reader, reader_for
from consoleapp.exchange.extracts.columns import Sheet
from consoleapp.exchange.extracts.files import Opened, RawSheet, open_files
from consoleapp.exchange.extracts.mapping import AS_IS, Dictionary, SheetMap
from consoleapp.exchange.extracts.reading import Reading
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.extracts.values import shown
from consoleapp.exchange.progress import Progress
from consoleapp.i18n import N_
from consoleapp.rules.text import clean
from consoleapp.settings import Imports
from consoleapp.store.loading.shapes import BadRows, Batch, Fault

READING = N_("Rows read")

OWN_SHEETS = frozenset({"read me", "faults"})
"""Sheets of our own templates and lists of faults, passed over in silence."""


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
        self._reader: Reader | None = None
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
        """Let go of the files, and of who reads them."""
        self._end_reader()
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
        for number, cells, _beyond in reading.rows():
            yield number, cells

    def batches(self) -> Iterator[Batch]:
        """All rows of all sheets, checked, in the order sheets are loaded. Raises Refused above a limit."""
        self.progress(READING, 0, 0)
        self._reader = reader_for(tuple(self._readings.values()), self._limits)
        total = sum(reading.raw.size for reading in self._readings.values()) or 1
        rows = done = 0
        for reading in self._readings.values():
            begun = reading.raw.done
            checked = reading.batches() if self._reader is None else self._reader.batches(reading)
            for batch in checked:
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
        self._end_reader()
        self.progress(READING, rows, rows)

    def _end_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def progress(self, stage: str, done: int, total: int) -> None:
        """Say how far a stage of the load is; the number of rows to read is an estimate by size."""
        if self._report is not None:
            now = time.monotonic()
            self._report(Progress(stage, done, total, now - self._began.setdefault(stage, now)))

    def _understand(self, dictionary: Dictionary) -> dict[str, Reading]:
        found: dict[str, Reading] = {}
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


def _header(raw: RawSheet, sheet: Sheet, names: SheetMap, faults: list[Fault]) -> Reading:
    """Match the first row with the columns of ``sheet``; what cannot be matched is a fault."""
    number, cells, _beyond = next(raw.rows(), (1, [], ""))
    reading = Reading(raw, sheet, names, [shown(cell) for cell in cells], number)

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
