"""What the desk answers with about requests of members."""

from dataclasses import dataclass
from datetime import date, datetime

from consoleapp.rules.coded import Coded
from consoleapp.rules.services import ServiceKind, ServiceState, WaitsFor


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A request in a list."""

    request_id: int
    number: str
    """``R000123``."""
    version: int
    member_id: int
    policy_no: str
    certificate: str
    name_en: str
    name_zh: str
    kind: ServiceKind
    state: ServiceState
    waits_for: WaitsFor | None
    due_on: date
    overdue: bool
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None
    who: str
    """Who has it in hand; "" for nobody yet."""
    mine: bool


@dataclass(frozen=True, slots=True)
class ServiceList:
    """The requests of a member, newest first, as far as they may be said."""

    rows: tuple[ServiceRow, ...]
    withheld: int
    """How many more there are that the caller may not hear of."""
    premium: bool
    """Whether the member's plan has what only premium plans have."""
    currency: str


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """What stands in one field."""

    code: str
    word: str
    shown: str
    """Masked where it is private and was not opened; "" where nothing was typed."""
    meant: Coded | date | None = None
    """The choice or the day, to be read in the reader's language."""
    open: bool = True
    currency: str = ""
    """Of an amount."""


@dataclass(frozen=True, slots=True)
class ServiceStep:
    """One step; the first has no state before it."""

    at: datetime
    who: str
    old: ServiceState | None
    new: ServiceState
    waits_for: WaitsFor | None
    note: str


@dataclass(frozen=True, slots=True)
class ServiceDetail:
    """A request whole."""

    row: ServiceRow
    facts: tuple[ServiceFact, ...]
    steps: tuple[ServiceStep, ...]
    following: tuple[ServiceState, ...]
    """The states it can go to now."""
