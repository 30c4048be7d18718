"""Files of an extract, opened once and bounded before they are parsed: CSV text or a workbook (SAFETY 19)."""

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from consoleapp.errors import NotFound, Refused
from consoleapp.exchange.extracts.bounds import MEGABYTE
from consoleapp.exchange.extracts.cells import Row
from consoleapp.exchange.extracts.workbook import Workbook
from consoleapp.i18n import N_
from consoleapp.settings import Imports

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
"""How an old .xls begins, and a workbook with a password."""


class RawSheet(Protocol):
    """One file or sheet, unread: its name, and its rows as text. ``size`` and ``done`` are in bytes."""

    name: str
    label: str
    size: int
    done: int
    slow: bool
    """Whether its cells take longer to be read than to be checked."""

    def rows(self) -> Iterator[Row]: ...


@dataclass(slots=True)
class CsvSheet:
    """A CSV file: UTF-8, with or without a byte order mark; commas, semicolons or tabs."""

    name: str
    label: str
    handle: BinaryIO
    size: int
    done: int = 0
    slow: bool = False

    def rows(self) -> Iterator[Row]:
        """Row numbers count as a spreadsheet would; a row is as long as its line says."""
        self.handle.seek(0)
        text = io.TextIOWrapper(self.handle, encoding="utf-8-sig", newline="")
        number = 0
        try:
            head = text.readline()
            text.seek(0)
            for number, cells in enumerate(
                csv.reader(self._lines(text), delimiter=_delimiter(head), strict=True), 1
            ):
                if any(cells):
                    yield number, cells, ""
        except UnicodeDecodeError as error:
            raise Refused(
                N_("{file} is not UTF-8 (line {line}). Save it as CSV UTF-8, or as an Excel workbook."),
                file=self.label,
                line=self._bad_line(),
            ) from error
        except csv.Error as error:
            raise Refused(
                N_("{file} cannot be read from row {row} on: {why}. Close every quote; double it inside."),
                file=self.label,
                row=number + 1,
                why=error,
            ) from error
        finally:
            text.detach()

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        """NUL is removed here: it marks cells that a workbook types (values.py)."""
        for line in text:
            self.done += len(line)
            yield line.replace("\0", "") if "\0" in line else line

    def _bad_line(self) -> int:
        self.handle.seek(0)
        for number, line in enumerate(self.handle, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
        return 1


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


@dataclass(slots=True)
class ExcelSheet:
    """A sheet of a workbook."""

    name: str
    label: str
    workbook: Workbook
    size: int
    title: str
    done: int = 0
    slow: bool = True

    def rows(self) -> Iterator[Row]:
        """The first row found is the header; what follows is cut to its width."""
        width = len(next(self.workbook.rows(self.title), (0, [], ""))[1])
        for number, cells, beyond in self.workbook.rows(self.title, width):
            self.done += sum(map(len, cells)) + 20 * len(cells)  # about what a row weighs unpacked
            yield number, cells, beyond


@dataclass(slots=True)
class Opened:
    """The files of one load, kept open until it ends."""

    sheets: list[RawSheet] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    stack: ExitStack = field(default_factory=ExitStack)
    bytes: int = 0


def open_files(paths: list[Path], limits: Imports) -> Opened:
    """Open every file named, and every CSV file of a folder named. Raises NotFound or Refused."""
    opened = Opened()
    try:
        for path in paths:
            for file in _files(path):
                _open(file, limits, opened)
    except BaseException:
        opened.stack.close()
        raise
    return opened


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
        if not found:
            raise NotFound(
                N_("The folder {folder} holds no CSV files. Name a workbook itself."), folder=str(path)
            )
        return found
    if not path.is_file():
        raise NotFound(N_("There is no file {file}. Check the name and the folder."), file=str(path))
    return [path]


def _open(file: Path, limits: Imports, opened: Opened) -> None:
    try:
        handle = opened.stack.enter_context(file.open("rb"))
        size = file.stat().st_size
    except OSError as error:
        raise Refused(N_("{file} cannot be opened: {why}."), file=file.name, why=error.strerror) from error
    opened.bytes += size
    if opened.bytes > limits.megabytes * MEGABYTE:
        raise Refused(
            N_(
                "{file} brings the load to {size} MB; at most {most} MB are read at once. Load it in parts, "
                "or raise megabytes in section [imports] of consoleapp.toml."
            ),
            file=file.name,
            size=-(-opened.bytes // MEGABYTE),
            most=limits.megabytes,
        )
    opened.names.append(file.name)
    opened.digest.update(file.name.encode("utf-8", "replace") + b"\0")
    opened.digest.update(hashlib.file_digest(handle, "sha256").digest())
    handle.seek(0)
    begin = handle.read(4)
    handle.seek(0)
    if begin == OLE:
        raise Refused(
            N_("{file} is an old .xls workbook or has a password. Save it as .xlsx without one."),
            file=file.name,
        )
    if begin != ZIP:
        opened.sheets.append(CsvSheet(file.stem, file.name, handle, size))
        return
    workbook = Workbook.open(handle, file.name, limits)
    for title, part in workbook.parts.items():
        unpacked = workbook.archive.getinfo(part).file_size
        opened.sheets.append(ExcelSheet(title, f"{file.name} · {title}", workbook, unpacked, title))
