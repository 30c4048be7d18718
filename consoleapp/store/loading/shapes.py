"""What goes into a load and what comes out of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol

from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_

Value = str | int | None
"""A checked cell as it is staged: text, a whole number (amounts in thousandths, booleans as 0 and 1), a date
as ``2018-05-01``, a moment as ``2018-05-01 09:30:00.000000`` in UTC, or nothing."""

UNLIMITED = -1
"""A limit cell that says so."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad cell: where it stands, what it holds, and why it cannot go in."""

    sheet: str
    row: int
    column: str
    value: str
    reason: ConsoleError


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one sheet. A row is its number, 1 when a cell of it is bad, then its cells."""

    sheet: str
    rows: list[tuple[Value, ...]]
    faults: list[Fault]


class Source(Protocol):
    """Where rows come from. ``str()`` of it tells its content apart, not its whereabouts."""

    @property
    def names(self) -> tuple[str, ...]:
        """The files, without their folders."""

    @property
    def sha256(self) -> str:
        """Of all files together."""

    @property
    def given(self) -> Mapping[str, tuple[str, ...]]:
        """Each sheet that is there, with the columns it has, in the order of the cells."""

    def batches(self) -> Iterator[Batch]:
        """All rows of all sheets, in the order of ``STAGES``."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Hear how far a stage of the load is; ``stage`` is a text of the catalogue."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many records of one kind a load added or changed, and the first of them by their keys."""

    sheet: str
    subject: str
    added: int
    changed: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or would do."""

    rows: Mapping[str, int]
    """Rows read, by sheet."""
    changes: tuple[Change, ...] = ()

    @property
    def total(self) -> int:
        """Records added or changed."""
        return sum(change.added + change.changed for change in self.changes)

    def as_json(self) -> str:
        """As it is kept on record."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Loaded":
        """Read back what :meth:`as_json` wrote."""
        kept = json.loads(text)
        changes = (Change(**{**change, "examples": tuple(change["examples"])}) for change in kept["changes"])
        return cls(kept["rows"], tuple(changes))


MOST_FAULTS = 100_000
"""So many are kept to be shown; the rest is counted."""


@dataclass(slots=True)
class Faults:
    """The bad cells found so far."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.kept) < MOST_FAULTS:
            self.kept.append(fault)


class BadRows(Refused):
    """Some rows cannot go in, so none did. ``faults`` are in the order of sheets, rows and columns."""

    def __init__(self, faults: tuple[Fault, ...], count: int) -> None:
        super().__init__(
            N_("Cells that cannot be loaded: {count}. Nothing was; correct them and load the files again."),
            count=count,
        )
        self.faults = faults
        self.count = count
