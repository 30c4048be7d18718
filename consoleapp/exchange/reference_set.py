"""A set of the desk reference as files: a sheet a section, and the files of forms beside them (DOMAIN 11).

Sheets are read as extracts are – CSV text or a workbook, bounded before they are parsed (SAFETY 19). Files of
forms lie in the folder ``files`` beside them; they are PDF by their content, and nothing in them is run.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from consoleapp.desk.reference_upkeep import Fault, FormContent, SetRow
from consoleapp.errors import NotFound, Refused
from consoleapp.exchange.extracts.cells import Row
from consoleapp.exchange.extracts.files import open_files
from consoleapp.exchange.extracts.values import DATE, EMPTY_FORMULA, ERROR, MARK, shown
from consoleapp.i18n import N_
from consoleapp.rules.desk_reference import Section
from consoleapp.rules.documents import FileKind
from consoleapp.rules.files import inspect
from consoleapp.rules.reference_record import COLUMNS, NEEDED, SHEETS, read_row
from consoleapp.rules.text import clean
from consoleapp.settings import Settings

FILES = "files"
"""The folder beside the sheets."""


@dataclass(slots=True)
class ReferenceSet:
    """What was read: rows that are whole, cells that are bad, the files of forms."""

    source: str = ""
    sha256: str = ""
    rows: list[SetRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: dict[str, FormContent] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    """Sheets that are none of a set."""


def read_set(path: Path, settings: Settings, today: date) -> ReferenceSet:
    """The set at ``path``: a folder of CSV files, or a workbook. Raises NotFound and Refused.

    Bad rows are no error here: all of them are told together.
    """
    found = ReferenceSet(source=path.name)
    folder = (path if path.is_dir() else path.parent) / FILES
    opened = open_files([path], settings.imports)
    with closing(opened.stack):
        for raw in opened.sheets:
            section = SHEETS.get(raw.name.casefold().strip().replace(" ", "_"))
            if section is None:
                found.skipped.append(raw.label)
                continue
            files = _Files(folder, settings.reference.megabytes * 1_000_000, found)
            lines: Any = raw.rows()
            with closing(lines) as rows:  # before its file is
                for number, cells in _cells(raw.label, rows, section, settings.imports.rows, found):
                    version, bad = read_row(section, cells, files.stored_as, today)
                    found.faults += [
                        Fault(raw.label, number, one.column, shown(one.value), one.reason) for one in bad
                    ]
                    if version is not None:
                        found.rows.append(SetRow(raw.label, number, version))
        digest = opened.digest
    for sha256 in sorted(found.files):
        digest.update(sha256.encode())
    found.sha256 = digest.hexdigest()
    if len(found.skipped) == len(opened.sheets):
        raise NotFound(
            N_("{name} holds no sheet of the desk reference. It may be: {known}."),
            name=path.name, known=", ".join(SHEETS),
        )  # fmt: skip
    return found


def _cells(
    label: str, rows: Iterator[Row], section: Section, most: int, found: ReferenceSet
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by their columns, as texts; what is wrong with the header or a cell becomes a fault."""
    number, header, _beyond = next(rows, (1, [], ""))
    known = {one.casefold(): one for one in COLUMNS[section]}
    names = [clean(cell).casefold().replace(" ", "_") for cell in header]
    if not _header_is_right(label, number, names, known, section, found):
        return
    for count, (row, cells, _beyond) in enumerate(rows, 1):
        if count > most:
            raise Refused(
                N_(
                    "There are more than {most} rows. Load them in parts, or raise rows in section "
                    "[imports] of consoleapp.toml."
                ),
                most=f"{most:,}",
            )
        pairs = [(known[name], cell) for name, cell in zip(names, cells, strict=False) if name in known]
        wrong = [(name, cell) for name, cell in pairs if cell.startswith((ERROR, EMPTY_FORMULA))]
        for name, cell in wrong:
            why = Refused(N_("The cell shows an error or a formula without a result. Put a value there."))
            found.faults.append(Fault(label, row, name, shown(cell), why))
        if not wrong and any(cell for _name, cell in pairs):
            yield row, {name: _plain(cell) for name, cell in pairs}


def _header_is_right(
    label: str, row: int, names: list[str], known: dict[str, str], section: Section, found: ReferenceSet
) -> bool:
    before = len(found.faults)
    for name in dict.fromkeys(names):
        if name and name not in known and not name.startswith("#"):
            why = Refused(
                N_("This column is not known here. It may be one of: {known}."),
                known=", ".join(COLUMNS[section]),
            )
            found.faults.append(Fault(label, row, name, name, why))
        elif name and names.count(name) > 1:
            found.faults.append(
                Fault(
                    label, row, name, name, Refused(N_("This column is there twice. Take one of them out."))
                )
            )
    for name in NEEDED[section]:
        if name not in names:
            found.faults.append(Fault(label, row, name, "", Refused(N_("This column is missing. Add it."))))
    return len(found.faults) == before


def _plain(cell: str) -> str:
    """A cell as it was meant: a date that Excel typed is a text again."""
    if not cell.startswith(MARK):
        return clean(cell)
    return clean(cell[2:].removesuffix(" 00:00:00") if cell.startswith(DATE) else cell[2:])


@dataclass(slots=True)
class _Files:
    """The files of forms, each read once."""

    folder: Path
    largest: int
    found: ReferenceSet
    _read: dict[str, str] = field(default_factory=dict)

    def stored_as(self, name: str) -> str:
        """The SHA-256 of a file of the folder. Raises Refused for what cannot go in."""
        if name not in self._read:
            content = self._content(name)
            sha256 = hashlib.sha256(content).hexdigest()
            self.found.files[sha256] = FormContent(sha256, len(content), content)
            self._read[name] = sha256
        return self._read[name]

    def _content(self, name: str) -> bytes:
        if Path(name).name != name or "\\" in name or name.startswith("."):
            raise Refused(
                N_("{name} is no plain file name. Name a file of the folder files."), name=repr(name)
            )
        file = self.folder / name
        try:
            if file.is_symlink() or not file.is_file():
                raise Refused(
                    N_("There is no file {name} in the folder files. Put it there."), name=repr(name)
                )
            with file.open("rb") as source:
                content = source.read(self.largest + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "?"
            raise Refused(N_("{file} cannot be read: {why}."), file=name, why=why) from error
        if len(content) > self.largest:
            raise Refused(
                N_("The file has more than {most} MB, too much for an e-mail. Make it smaller."),
                most=self.largest // 1_000_000,
            )
        if inspect(content).kind is not FileKind.PDF:
            raise Refused(N_("A form is a PDF file. Save it as one."))
        return content
