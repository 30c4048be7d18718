"""A directory that went out to be edited and came back: what differs, field by field (DOMAIN 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_
from consoleapp.rules.provider_record import (
    EMPTY,
    FieldChange,
    Known,
    ProviderField,
    Record,
    changes,
    check,
    merge,
)


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row that came back. ``base`` is the record as it went out; None where the file does not say."""

    row: int
    provider_no: str
    version: int
    typed: Mapping[ProviderField, str]
    base: Record | None


@dataclass(frozen=True, slots=True)
class OnFile:
    """An entry as it is on record now."""

    provider_id: int
    version: int
    record: Record


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that would change. ``provider_id`` None: a new entry.

    In a ``conflict`` somebody changed the same field since the file went out: ``old`` is what they wrote.
    """

    row: int
    provider_no: str
    provider_id: int | None
    version: int
    field: ProviderField
    base: str
    old: str
    new: str
    conflict: bool

    @property
    def key(self) -> str:
        """``PV10001:phones``, as it is accepted or rejected; a new entry is named by its row."""
        return f"{self.provider_no or f'row {self.row}'}:{self.field}"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, or whose values cannot stand."""

    row: int
    provider_no: str
    column: str
    value: str
    reason: ConsoleError


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came back, against what is on record."""

    rows: int
    differences: tuple[Difference, ...]
    bad: tuple[BadRow, ...]

    @property
    def entries(self) -> int:
        """How many entries differ."""
        return len({one.provider_no or one.row for one in self.differences})

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.conflict)


def compare(
    edited: Sequence[EditedRow],
    on_file: Mapping[str, OnFile],
    bad: Sequence[BadRow],
    known: Known,
    *,
    adding: bool = False,
) -> Comparison:
    """Every difference in the order of the rows; rows that cannot stand are bad and differ in nothing.

    With ``adding`` a number that is not on record is a new entry of that number.
    """
    differences: list[Difference] = []
    faults = list(bad)
    seen: dict[str, int] = {}
    for one in edited:
        there = on_file.get(one.provider_no)
        if one.provider_no in seen:
            why = Refused(N_("The same number stands in row {row} already."), row=seen[one.provider_no])
            faults.append(BadRow(one.row, one.provider_no, "provider_no", one.provider_no, why))
            continue
        if one.provider_no:
            seen[one.provider_no] = one.row
        if there is None and one.provider_no and not adding:
            why = Refused(N_("No entry has this number. Leave the cell empty to add one."))
            faults.append(BadRow(one.row, one.provider_no, "provider_no", one.provider_no, why))
            continue
        found = _added(one, known) if there is None else _changed(one, there, known)
        if isinstance(found, list):
            faults += [BadRow(one.row, one.provider_no, *fault) for fault in found]
        else:
            differences += found
    return Comparison(len(edited) + len(bad), tuple(differences), tuple(sorted(faults, key=lambda b: b.row)))


def _added(one: EditedRow, known: Known) -> "tuple[Difference, ...] | list[tuple[str, str, ConsoleError]]":
    checked = check({**EMPTY, **one.typed}, None, known)
    if checked.faults:
        return [(fault.field.value, checked.record[fault.field], fault.reason) for fault in checked.faults]
    return tuple(
        Difference(one.row, one.provider_no, None, 0, told.field, "", "", told.new, conflict=False)
        for told in changes(EMPTY, checked.record, known)
    )


def _changed(
    one: EditedRow, there: OnFile, known: Known
) -> "tuple[Difference, ...] | list[tuple[str, str, ConsoleError]]":
    """What the editor changed; where the record went on meanwhile, against the record as it went out."""
    base = there.record if one.base is None else one.base
    checked = check({**base, **one.typed}, base, known)
    if checked.faults:
        return [(fault.field.value, checked.record[fault.field], fault.reason) for fault in checked.faults]
    mine = changes(base, checked.record, known)
    moved_on = one.version != there.version
    clashing = {clash.field for clash in merge(base, there.record, checked.record, known).clashes}
    if moved_on and one.base is None:
        clashing = {told.field for told in mine}

    def differs(told: FieldChange) -> bool:
        return bool(changes({**there.record, told.field: told.new}, there.record, known))

    return tuple(
        Difference(
            one.row, one.provider_no, there.provider_id, there.version, told.field, base[told.field],
            there.record[told.field], told.new, conflict=told.field in clashing,
        )
        for told in mine
        if differs(told)
    )  # fmt: skip
