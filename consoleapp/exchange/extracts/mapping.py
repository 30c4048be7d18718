"""``--map FILE.toml``: another system's names for sheets, columns and values.

::

    [sheets]
    "MBR_EXTRACT" = "members"           # their file or sheet = ours; "" leaves it out

    [members.columns]
    "Mobile No" = "mobile"              # their header = our column; "" leaves it out
    [members.compose]
    certificate = "{Cert}-{Dep}"        # our column out of several of theirs
    [members.constants]
    language = "en"                     # our column that they do not have
    [members.values.status]
    "A" = "active"                      # their value = ours
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from consoleapp.errors import WrongUse
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.i18n import N_

_PARTS = ("columns", "compose", "constants", "values")
_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class SheetMap:
    """What a foreign system calls the columns and values of one sheet. Headers compare without case."""

    columns: Mapping[str, str] = field(default_factory=dict)
    compose: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def header(self, foreign: str) -> str:
        """Our column for a header; the header itself where nothing is said of it."""
        return self.columns.get(foreign.casefold(), foreign)

    def used(self) -> frozenset[str]:
        """Foreign headers that only stand inside composed columns."""
        return frozenset(name.casefold() for text in self.compose.values() for name in _PLACE.findall(text))

    def composed(self, template: str, headers: Sequence[str], row: Sequence[str]) -> str:
        """A cell put together from the foreign cells of its row; blank where all of them are."""
        cells = {header.casefold(): cell for header, cell in zip(headers, row, strict=False)}
        wanted = _PLACE.findall(template)
        if not any(cells.get(name.casefold(), "").strip() for name in wanted):
            return ""
        return _PLACE.sub(lambda found: cells.get(found[1].casefold(), "").strip(), template)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A whole mapping file: what a foreign system calls things."""

    sheets: Mapping[str, str] = field(default_factory=dict)
    by_sheet: Mapping[str, SheetMap] = field(default_factory=dict)

    def sheet(self, foreign: str) -> str:
        """Our sheet for a file or sheet name; "" for one that is left out."""
        return self.sheets.get(foreign.casefold(), foreign.casefold())

    def of(self, sheet: str) -> SheetMap:
        return self.by_sheet.get(sheet, NOTHING)


NOTHING = SheetMap()
AS_IS = Dictionary()
"""Every name is ours already."""


def read_mapping(file: Path) -> Dictionary:
    """The mapping in ``file``. Raises WrongUse naming the entry that means nothing here."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(N_("{file} cannot be read: {why}."), file=file.name, why=error) from error
    renamed = _texts(file, "sheets", found.pop("sheets", {}))
    for ours in renamed.values():
        if ours and ours not in SHEETS:
            raise _unknown(file, "sheets", ours, SHEETS)
    by_sheet: dict[str, SheetMap] = {}
    for name, entries in found.items():
        if name not in SHEETS or not isinstance(entries, dict):
            raise _unknown(file, name, name, ("sheets", *SHEETS))
        by_sheet[name] = _sheet_map(file, name, entries)
    return Dictionary({foreign.casefold(): ours for foreign, ours in renamed.items()}, by_sheet)


def _sheet_map(file: Path, name: str, entries: dict[str, object]) -> SheetMap:
    for part in entries:
        if part not in _PARTS:
            raise _unknown(file, f"{name}.{part}", part, _PARTS)
    known = SHEETS[name].names
    columns = _texts(file, f"{name}.columns", entries.get("columns", {}))
    compose = _texts(file, f"{name}.compose", entries.get("compose", {}))
    constants = _texts(file, f"{name}.constants", entries.get("constants", {}))
    values = entries.get("values", {})
    if not isinstance(values, dict):
        raise _unknown(file, f"{name}.values", "values", known)
    for ours in (*filter(None, columns.values()), *compose, *constants, *values):
        if ours not in known:
            raise _unknown(file, name, ours, known)
    return SheetMap(
        {foreign.casefold(): ours for foreign, ours in columns.items()},
        compose,
        constants,
        {column: _texts(file, f"{name}.values.{column}", pairs) for column, pairs in values.items()},
    )


def _texts(file: Path, section: str, found: object) -> dict[str, str]:
    if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
        return {str(key): value for key, value in found.items()}
    raise WrongUse(
        N_('{file}, section [{section}]: write names and texts, such as "Mobile No" = "mobile".'),
        file=file.name,
        section=section,
    )


def _unknown(file: Path, section: str, name: str, known: object) -> WrongUse:
    return WrongUse(
        N_("{file}, section [{section}]: {name} is not known. It may be: {known}."),
        file=file.name,
        section=section,
        name=name,
        known=", ".join(known) if isinstance(known, (tuple, dict)) else "",
    )
