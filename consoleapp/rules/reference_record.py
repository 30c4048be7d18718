"""A row of a set of the desk reference: which columns a sheet has, how cells become a version, what changed.

Cells are texts, cleaned. What cannot go in is named by its column with what to do; nothing is guessed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules import identity
from consoleapp.rules.clinic_hours import read
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import parse_date
from consoleapp.rules.desk_reference import Audience, EntryText, Point, PointKind, Region, Section, Version
from consoleapp.rules.statuses import Language, PlanType
from consoleapp.rules.text import clean, within

SHEETS: Mapping[str, Section] = {
    "forms": Section.FORM,
    "contact_points": Section.POINT,
    "terms": Section.TERM,
    "questions": Section.QUESTION,
}
"""The name of a sheet or file → what stands in it."""

TITLES, TEXTS, ALSO, FILES = (
    tuple(f"{part}_{one.value}" for one in Language) for part in ("title", "text", "also", "file")
)
_COMMON = (
    "code", "version", "valid_from", "valid_to", "scheme", "owner", "checked_on", *TITLES, *TEXTS, *ALSO,
)  # fmt: skip
COLUMNS: Mapping[Section, tuple[str, ...]] = {
    Section.FORM: (*_COMMON, "audience", "link", *FILES),
    Section.POINT: (*_COMMON, "kind", "region", "country", "value", "hours"),
    Section.TERM: _COMMON,
    Section.QUESTION: _COMMON,
}
NEEDED: Mapping[Section, tuple[str, ...]] = {
    Section.FORM: ("code", "version", "valid_from", "audience"),
    Section.POINT: ("code", "version", "valid_from", "kind", "region", "value"),
    Section.TERM: ("code", "version", "valid_from"),
    Section.QUESTION: ("code", "version", "valid_from", "owner", "checked_on"),
}
"""What every row of a sheet says; a title in one language at least comes on top."""

LONGEST_TITLE = 200
LONGEST_TEXT = 2_000
LONGEST_WORDS = 500
LONGEST_LINK = 300

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/-]{2,39}")
_LINK = re.compile(r"https://[!-~]+")
_POLICY = re.compile(r"[0-9]{4,10}")

T = TypeVar("T")
C = TypeVar("C", bound=Coded)

Cells = Mapping[str, str]
StoredAs = Callable[[str], str]
"""The SHA-256 of a file that was named; raises Refused where it cannot go in."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """Why a cell cannot go in. ``column`` is empty where it is the row as a whole."""

    column: str
    value: str
    reason: Refused


def read_row(
    section: Section, cells: Cells, stored_as: StoredAs, today: date
) -> tuple[Version | None, list[BadCell]]:
    """A row as a version, or what is wrong with it."""
    reading = _Reading(cells)
    for column in NEEDED[section]:
        if not cells.get(column, ""):
            reading.refuse(column, Refused(N_("This must be there. Fill it in.")))
    texts = _texts(section, reading)
    files = {
        language: sha256
        for language, column in zip(Language, FILES, strict=True)
        if section is Section.FORM and (sha256 := reading.take(column, stored_as, ""))
    }
    if section is Section.FORM and not any(cells.get(column, "") for column in FILES):
        reading.refuse(FILES[0], Refused(N_("A form needs its file in one language at least. Name it.")))
    valid_from = reading.take("valid_from", parse_date, None)
    valid_to = reading.take("valid_to", parse_date, None)
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        reading.refuse("valid_to", Refused(N_("It ends before it begins. Correct one of the dates.")))
    checked_on = reading.take("checked_on", parse_date, None)
    if checked_on is not None and checked_on > today:
        reading.refuse("checked_on", Refused(N_("Nobody can have checked it on a day to come.")))
    code, version = reading.take("code", _code, ""), reading.take("version", _version, 0)
    scheme = reading.take("scheme", _scheme, "")
    owner = reading.take("owner", lambda text: within(text, LONGEST_TITLE), "")
    link = reading.take("link", _link, "") if section is Section.FORM else ""
    nobody: tuple[Audience, ...] = ()
    audience = reading.take("audience", _audience, nobody) if section is Section.FORM else nobody
    point = _point(reading) if section is Section.POINT else None
    if reading.bad or valid_from is None:
        return None, reading.bad
    return (
        Version(
            section, code, version, valid_from, valid_to, texts, files, audience, scheme, owner, link, point,
            checked_on,
        ),
        [],
    )  # fmt: skip


class _Reading:
    """The cells of one row, and what was found wrong so far."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.bad: list[BadCell] = []

    def refuse(self, column: str, reason: Refused) -> None:
        self.bad.append(BadCell(column, self.cells.get(column, ""), reason))

    def take(self, column: str, meaning: Callable[[str], T], nothing: T) -> T:
        """What a cell means; ``nothing`` for an empty or a bad one."""
        cell = self.cells.get(column, "")
        if not cell:
            return nothing
        try:
            return meaning(cell)
        except Refused as error:
            self.refuse(column, error)
            return nothing


def _texts(section: Section, reading: _Reading) -> dict[Language, EntryText]:
    found: dict[Language, EntryText] = {}
    for place, language in enumerate(Language):
        title, text, also = (
            reading.take(columns[place], partial(within, longest=most), "")
            for columns, most in ((TITLES, LONGEST_TITLE), (TEXTS, LONGEST_TEXT), (ALSO, LONGEST_WORDS))
        )
        if not title and (text or also):
            reading.refuse(TITLES[place], Refused(N_("There is a text without a title. Give it one.")))
        if title and not text and section in (Section.TERM, Section.QUESTION):
            reading.refuse(TEXTS[place], Refused(N_("There is a title without a text. Write one.")))
        if title:
            found[language] = EntryText(title, text, also)
    if not any(reading.cells.get(column, "") for column in TITLES):
        reading.refuse(TITLES[0], Refused(N_("It needs a title in one language at least.")))
    return found


def _point(reading: _Reading) -> Point | None:
    kind = reading.take("kind", lambda text: _coded(PointKind, text), None)
    region = reading.take("region", lambda text: _coded(Region, text), None)
    country = reading.take("country", _country, "")
    hours = reading.take("hours", lambda text: read(text).expression, "")
    value = ""
    if kind is not None:
        value = reading.take("value", lambda text: _value(kind, text), "")
        if (kind is PointKind.TOLL_FREE) != bool(reading.cells.get("country", "")):
            told = (
                N_("A toll-free number needs its country: two letters, such as JP.")
                if kind is PointKind.TOLL_FREE
                else N_("Only toll-free numbers have a country. Leave it empty.")
            )
            reading.refuse("country", Refused(told))
    return None if kind is None or region is None else Point(kind, region, value, country, hours)


def _value(kind: PointKind, text: str) -> str:
    if kind is PointKind.EMAIL:
        return identity.email(text)
    if kind.is_called and not _NUMBER.fullmatch(text):
        raise Refused(
            N_("{text} is not a telephone number. Write digits, with spaces or hyphens between."),
            text=repr(text),
        )
    return within(text, LONGEST_TITLE)


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise Refused(N_("{text} is no code. Use letters, digits, dots and hyphens."), text=repr(text))
    return text


def _version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 9_999):
        raise Refused(N_("{text} is no version. Count them: 1, 2, 3."), text=repr(text))
    return int(text)


def _scheme(text: str) -> str:
    """A plan type by its code or words, or a policy number; whether that is on record is asked later."""
    for one in PlanType:
        if text.casefold() in (one.value, one.word.casefold()):
            return one.value
    if _POLICY.fullmatch(text):
        return text
    raise Refused(
        N_("{text} is no scheme. It may be: {known}, or a policy number; empty is everybody."),
        text=repr(text), known=", ".join(one.value for one in PlanType),
    )  # fmt: skip


def _link(text: str) -> str:
    if not _LINK.fullmatch(text) or len(text) > LONGEST_LINK:
        raise Refused(N_("{text} is no address on the web. Write it from https:// on."), text=repr(text))
    return text


def _country(text: str) -> str:
    if not _COUNTRY.fullmatch(text.upper()):
        raise Refused(N_("{text} is no country. Write its two letters, such as JP."), text=repr(text))
    return text.upper()


def _audience(text: str) -> tuple[Audience, ...]:
    named = {_coded(Audience, one) for one in re.split(r"[,;\s]+", text) if one}
    return tuple(one for one in Audience if one in named)


def _coded(vocabulary: type[C], text: str) -> C:
    wanted = clean(text).casefold().replace(" ", "_").replace("-", "_")
    for one in vocabulary:
        if wanted == one.value:
            return one
    raise Refused(
        N_("{text} is not known here. It may be: {known}."),
        text=repr(text), known=", ".join(one.value for one in vocabulary),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellChange:
    """What a column said in the version before, and what it says in the new one."""

    column: str
    old: str
    new: str


def cells_of(one: Version) -> dict[str, str]:
    """A version as the cells of its row; a file by the beginning of its SHA-256, hours as they are kept."""
    cells = {
        "valid_from": one.valid_from.isoformat(),
        "valid_to": "" if one.valid_to is None else one.valid_to.isoformat(),
        "scheme": one.scheme,
        "owner": one.owner,
        "audience": " ".join(one.audience),
        "link": one.link,
    }
    for place, language in enumerate(Language):
        text = one.texts.get(language, EntryText(""))
        cells |= {TITLES[place]: text.title, TEXTS[place]: text.text, ALSO[place]: text.also}
        cells[FILES[place]] = one.files.get(language, "")[:12]
    if one.point is not None:
        point = one.point
        cells |= {"kind": point.kind, "region": point.region, "country": point.country,
                  "value": point.value, "hours": point.hours}  # fmt: skip
    return cells


def changed_cells(old: Version | None, new: Version) -> tuple[CellChange, ...]:
    """In which columns a new version differs from the one before; all it says where there was none."""
    before = {} if old is None else cells_of(old)
    return tuple(
        CellChange(column, before.get(column, ""), cell)
        for column, cell in cells_of(new).items()
        if cell != before.get(column, "")
    )
