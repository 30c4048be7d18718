"""What the desk answers about the directory: frozen values for a screen or a command (DOMAIN 9)."""

from dataclasses import dataclass
from datetime import date, datetime

from consoleapp.rules.directory_query import Filter
from consoleapp.rules.opening_hours import DayHours, State
from consoleapp.rules.provider_likeness import Likeness
from consoleapp.rules.provider_record import Checked, FieldChange, Record
from consoleapp.rules.provider_upkeep import ProviderAct, ReportKind
from consoleapp.rules.statuses import Area, ProviderKind

MOST_ROWS = 40
"""So many are listed at first; whoever reads on asks for more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of the line and what it was taken to mean: a filter, and a code or a name of records."""

    text: str
    filter: Filter
    value: str


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What is chosen beside the line; values of one filter are alternatives, filters go together."""

    networks: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    """By the names of the reference data; districts and languages likewise."""
    kinds: tuple[ProviderKind, ...] = ()
    areas: tuple[Area, ...] = ()
    districts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    direct_billing: bool = False
    no_appointment: bool = False
    open_now: bool = False
    open_at: datetime | None = None
    """Open at this moment (aware); what the line says of the time goes before it."""
    stale: bool = False
    disputed: bool = False
    closed: bool = False
    """Also who is not in the directory on that day."""

    @property
    def empty(self) -> bool:
        return self == DirectoryFilter()


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
    disputed: bool
    """A caller's report waits for somebody to check it."""
    closed_on: date | None
    """The last day it belongs to the directory, once that is known."""


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
    version: int
    stale_days: int
    """After so many days without verification an entry is stale."""
    plans: "tuple[PlanRow, ...]"
    """What changes on a day to come."""
    reports: "tuple[ReportRow, ...]"
    """What callers said is wrong and nobody has checked yet."""
    given: int
    """How often it was given out lately."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A change that counts from a day to come."""

    plan_id: int
    act: ProviderAct
    effective_on: date
    changes: tuple[FieldChange, ...]
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a caller said is wrong with an entry."""

    report_id: int
    kind: ReportKind
    note: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing done to a record."""

    act: ProviderAct
    at: datetime
    by: str
    effective_on: date | None
    reason: str
    changes: tuple[FieldChange, ...]
    version: int


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A record as a form begins with it. ``provider_id`` None: a new one."""

    provider_id: int | None
    provider_no: str
    version: int
    record: Record
    networks: tuple[str, ...]
    """Every network of the book."""
    plans: tuple[PlanRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """An entry that seems to be the same provider."""

    provider_id: int
    provider_no: str
    name_en: str
    name_zh: str
    phones: str
    address_en: str
    alike: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True)
class EntryChecked:
    """What is typed, as it would be written, with its hours read back as a week."""

    checked: Checked
    changes: tuple[FieldChange, ...]
    week: tuple[DayHours, ...]
    """From Monday of this week on; empty where there are no hours, or they cannot be read."""
    expression: str
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True)
class CallRow:
    """An entry somebody should ring and ask about."""

    row: DoctorRow
    given: int
    """How often it was given out lately."""
    days: int | None
    """Since it was verified; None: never."""
    reports: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class ExportedEntry:
    """An entry as it goes out to be edited."""

    provider_id: int
    provider_no: str
    version: int
    record: Record
    verified_on: date | None
