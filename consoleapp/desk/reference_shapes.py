"""What the desk answers about the desk reference (DOMAIN 11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from consoleapp.rules.desk_reference import Audience, Point, Section, Validity
from consoleapp.rules.opening_hours import Standing
from consoleapp.rules.statuses import Language


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says to a reader, and the language it says it in: another where theirs is missing."""

    language: Language
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """An entry as lists show it."""

    entry_id: int
    section: Section
    code: str
    version: int
    validity: Validity
    """In force, or not yet: an entry that has no older version."""
    valid_from: date
    told: Mapping[Language, Told]
    """What it says, by the language of the reader."""
    point: Point | None
    standing: Standing | None
    """Whether a contact point is open now, where somebody has to be there."""
    for_the_line: bool
    """Whether it is meant for the policy on the line, or for its kind."""
    stale: bool
    """Nobody has checked it for too long."""


@dataclass(frozen=True, slots=True)
class ReferenceFound:
    """What meets a search, section by section, the best first."""

    rows: tuple[ReferenceRow, ...]
    whole: bool
    """False: nothing has all the words; these have most of them."""
    loaded: bool
    """Whether there is any desk reference at all."""
    at: datetime
    """The moment, in Hong Kong."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the history of an entry."""

    entry_id: int
    version: int
    valid_from: date
    valid_to: date | None
    validity: Validity


@dataclass(frozen=True, slots=True)
class ReferenceDetail:
    """One entry whole."""

    row: ReferenceRow
    valid_to: date | None
    audience: tuple[Audience, ...]
    scheme: str
    owner: str
    link: str
    checked_on: date | None
    stale_days: int
    files: tuple[Language, ...]
    """The languages a form is there in."""
    versions: tuple[VersionRow, ...]
    """All of them, the newest first."""
    at: datetime
