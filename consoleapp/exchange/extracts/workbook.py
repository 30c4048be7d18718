"""A workbook as rows of text.

openpyxl reads what describes the workbook – its sheets, its formats, where they lie – through defusedxml. The
cells are read here, straight from the parser: openpyxl's own reader, made safe, comes to about a thousand
rows a second, and fills a million empty rows for a sheet whose one cell is XFD1048576.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.parsers import expat

from consoleapp.errors import Refused
from consoleapp.exchange.extracts.bounds import damaged, refuse_unsafe, safe_parser
from consoleapp.exchange.extracts.cells import Row, listen, unescaped
from consoleapp.exchange.extracts.values import DATE
from consoleapp.i18n import N_
from consoleapp.settings import Imports

CHUNK = 64 * 1024


@dataclass(slots=True)
class Workbook:
    """An open workbook: where its sheets lie, and what is needed to read their cells."""

    name: str
    archive: zipfile.ZipFile
    parts: dict[str, str]
    epoch: datetime
    date_styles: frozenset[str]
    duration_styles: frozenset[str]
    _texts: list[str] | None = None
    _dates: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, handle: BinaryIO, name: str, limits: Imports) -> "Workbook":
        """Raises Refused for anything that is not a plain, bounded, whole .xlsx workbook."""
        try:
            archive = zipfile.ZipFile(handle)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Refused(
                N_("{file} is no Excel workbook. Save it as .xlsx, or as CSV UTF-8."), file=name
            ) from error
        try:
            refuse_unsafe(archive, name, limits)
            return cls._described(handle, archive, name)
        except Refused:
            raise
        except Exception as error:  # openpyxl fails in a dozen ways on what is no workbook
            raise damaged(name, "xl/workbook.xml") from error

    @classmethod
    def _described(cls, handle: BinaryIO, archive: zipfile.ZipFile, name: str) -> "Workbook":
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet
        from openpyxl.xml.constants import XLSM, XLTM

        reader: Any = ExcelReader(handle, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        if reader.package.find(XLSM) is not None or reader.package.find(XLTM) is not None:
            raise Refused(N_("{file} holds macros. Save it as .xlsx, without them."), file=name)
        present = set(archive.namelist())
        parts = {
            sheet.name: relation.target
            for sheet, relation in reader.parser.find_sheets()
            if relation.target in present and "worksheet" in relation.Type
        }
        book = reader.wb
        return cls(
            name,
            archive,
            parts,
            book.epoch,
            frozenset(map(str, book._date_formats)),
            frozenset(map(str, book._timedelta_formats)),
        )

    def rows(self, title: str, width: int | None = None) -> Iterator[Row]:
        """The rows of a sheet that hold anything. Without ``width`` a row is as wide as its cells reach."""
        inside = self.parts[title]
        if self._texts is None:
            self._texts = self._shared_texts()
        found: list[Row] = []
        parser = safe_parser(self.name, inside)
        listen(parser, self._texts, self.date_styles, self.date_text, width, found.append)
        with self.archive.open(inside) as part:
            while chunk := self._read(part, inside):
                self._parse(parser, chunk, inside)
                yield from found
                found.clear()
            self._parse(parser, b"", inside, last=True)
            yield from found

    def _read(self, part: Any, inside: str) -> bytes:
        try:
            chunk: bytes = part.read(CHUNK)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise damaged(self.name, inside) from error
        return chunk

    def _parse(self, parser: Any, chunk: bytes, inside: str, *, last: bool = False) -> None:
        try:
            parser.Parse(chunk, last)
        except (expat.ExpatError, ValueError, IndexError, OverflowError) as error:
            raise damaged(self.name, inside) from error

    def _shared_texts(self) -> list[str]:
        """The texts that cells refer to by number; ruby (rPh) is no part of them."""
        inside = next(
            (name for name in self.archive.namelist() if name.casefold() == "xl/sharedstrings.xml"), None
        )
        if inside is None:
            return []
        texts: list[str] = []
        parts: list[str] = []
        collecting = ruby = False

        def start(element: str, _attributes: object) -> None:
            nonlocal collecting, ruby
            tag = element.rpartition("}")[2]
            if tag == "t":
                collecting = not ruby
            elif tag == "rPh":
                ruby = True

        def end(element: str) -> None:
            nonlocal collecting, ruby
            tag = element.rpartition("}")[2]
            if tag == "t":
                collecting = False
            elif tag == "rPh":
                ruby = False
            elif tag == "si":
                texts.append(unescaped("".join(parts)))
                parts.clear()

        def data(text: str) -> None:
            if collecting:
                parts.append(text)

        parser = safe_parser(self.name, inside)
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = data
        with self.archive.open(inside) as part:
            while chunk := self._read(part, inside):
                self._parse(parser, chunk, inside)
        return texts

    def date_text(self, number: str, style: str) -> str:
        """A number shown as a date, as text: ``2018-05-01`` or ``2018-05-01 09:30:00``."""
        if number in self._dates:
            return self._dates[number]
        from openpyxl.utils.datetime import from_excel

        try:
            when: Any = from_excel(float(number), self.epoch, timedelta=style in self.duration_styles)
        except (ValueError, OverflowError):
            return number
        text = str(when)
        if isinstance(when, datetime):
            text = when.isoformat(" ", "seconds")
        elif isinstance(when, date):
            text = when.isoformat()
        if len(self._dates) < 50_000:
            self._dates[number] = DATE + text
        return DATE + text
