"""What the desk answers about the directory: frozen values for a screen or a command (DOMAIN 9)."""

from dataclasses import dataclass
from datetime import date, datetime

from consoleapp.rules.directory_query import Filter
from consoleapp.rules.opening_hours import DayHours, State
from consoleapp.rules.statuses import Area, ProviderKind


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of the line and what it was taken to mean: a filter, and a code or a name of records."""

    text: str
    filter: Filter
    value: str


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """A provider as the list shows it, with how it stands at the moment asked."""

    provider_id: int
    provider_no: str
    kind: ProviderKind
    name_en: str
    name_zh: str
    specialty: str
    area: Area | None
    district: str
    address_en: str
    address_zh: str
    phones: tuple[str, ...]
    networks: tuple[str, ...]
    direct_billing: bool | None
    appointment_needed: bool | None
    state: State
    """At the moment asked; where only a day was asked, whether it opens on that day."""
    until: datetime | None
    """When ``state`` changes; None where a day was asked, or nothing changes in the next weeks."""
    holiday: str | None
    """The general holiday of the day asked."""
    hours: str
    """As printed."""
    verified_on: date | None
    stale: bool


@dataclass(frozen=True, slots=True)
class DoctorsFound:
    """What was understood of a line, and who meets it."""

    understood: tuple[Asked, ...]
    words: tuple[str, ...]
    """What is looked for in names, addresses and telephones."""
    at: datetime
    """The moment the states are of, in Hong Kong."""
    whole_day: bool
    """Whether any time of that day was asked."""
    count: int
    rows: tuple[DoctorRow, ...]


@dataclass(frozen=True, slots=True)
class DoctorDetail:
    """A provider whole, with its week."""

    row: DoctorRow
    languages: str
    public: bool | None
    opening_hours: str
    """The expression; "" where the printed hours cannot be read."""
    week: tuple[DayHours, ...]
    """From Monday on; empty where the hours cannot be read."""
    today: date
    effective_from: date | None
    effective_to: date | None
    verified_by: str
    verified_how: str
