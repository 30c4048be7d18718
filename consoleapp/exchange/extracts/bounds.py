"""A workbook judged before anything of it is parsed: its size, its packing, its XML (SAFETY 19)."""

import re
import zipfile
from typing import Any
from xml.parsers import expat

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.settings import Imports

MEGABYTE = 1024 * 1024
DESCRIPTION_LIMIT = 4 * MEGABYTE
"""The most that a part other than cells and their texts may hold; openpyxl reads these whole."""

_CELLS = re.compile(r"(?i)xl/(worksheets/[^/]+|sharedStrings)\.xml")


def refuse_unsafe(archive: zipfile.ZipFile, name: str, limits: Imports) -> None:
    """Judge the archive by its directory: nothing is unpacked yet. Raises Refused with what is wrong."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if "[Content_Types].xml" not in names:
        raise Refused(N_("{file} is no Excel workbook. Save it as .xlsx, or as CSV UTF-8."), file=name)
    if len(set(map(str.casefold, names))) != len(names) or any(member.flag_bits & 1 for member in members):
        raise Refused(
            N_("{file} is encrypted or damaged. Save it anew in Excel, without a password."), file=name
        )
    if any("vbaproject" in part.casefold() for part in names):
        raise Refused(N_("{file} holds macros. Save it as .xlsx, without them."), file=name)
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_megabytes * MEGABYTE:
        raise Refused(
            N_(
                "{file} unpacks to {size} MB; at most {most} MB are read. Split it, or raise "
                "unpacked_megabytes in section [imports] of consoleapp.toml."
            ),
            file=name,
            size=unpacked // MEGABYTE,
            most=limits.unpacked_megabytes,
        )
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > MEGABYTE and member.file_size // packed > limits.ratio:
            raise Refused(
                N_(
                    "{file} is packed {ratio} to 1 ({part}); at most {most} to 1 is read. Save it anew in "
                    "Excel, or raise ratio in section [imports] of consoleapp.toml."
                ),
                file=name,
                part=member.filename,
                ratio=member.file_size // packed,
                most=limits.ratio,
            )
        described = member.filename.endswith((".xml", ".rels")) and not _CELLS.fullmatch(member.filename)
        if described and member.file_size > DESCRIPTION_LIMIT:
            raise Refused(
                N_("{file} has a part that is too large ({part}). Copy the cells into a new workbook."),
                file=name,
                part=member.filename,
            )
    for member in members:
        if member.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(member) as part:
                _refuse_dtd(part, name, member.filename)


def _refuse_dtd(part: Any, name: str, inside: str) -> None:
    """A document type can only stand before the first element; so far it is read."""
    parser = safe_parser(name, inside)
    begun: list[str] = []
    parser.StartElementHandler = lambda element, _attributes: begun.append(element)
    while not begun and (chunk := part.read(4096)):
        try:
            parser.Parse(chunk)
        except expat.ExpatError as error:
            raise damaged(name, inside) from error


def safe_parser(name: str, inside: str) -> Any:
    """An XML parser that refuses document types and entities, as defusedxml's do."""
    parser: Any = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_arguments: object) -> None:
        raise Refused(
            N_("{file} defines XML of its own ({part}), which no Excel does. It was not read."),
            file=name,
            part=inside,
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def damaged(name: str, inside: str) -> Refused:
    return Refused(
        N_("{file} is damaged ({part}). Open it in Excel, save it anew and try again."),
        file=name,
        part=inside,
    )
