"""A new set of the desk reference: compared, shown, and brought in whole or not at all (DOMAIN 11).

What is on record stays: a set adds versions and days on which somebody checked. What it does not name is
left as it is; an entry is withdrawn by a version with a last day.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.document_intake import FILES
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.desk_reference import Section, Version, in_language
from consoleapp.rules.documents import FileKind
from consoleapp.rules.permissions import Permission
from consoleapp.rules.reference_record import CellChange, changed_cells
from consoleapp.rules.statuses import Language, PlanType
from consoleapp.store.files import FileStore
from consoleapp.store.loading.shapes import BadRows, Fault
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.queries import desk_reference as queries
from consoleapp.store.queries import documents as document_queries
from consoleapp.store.queries.desk_reference import Kept, Key

__all__ = ["BadRows", "Fault", "FormContent", "SetChange", "SetChanges", "SetRow", "bring_in", "compared"]


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row of a set that could be read: where it stands, and what it says."""

    sheet: str
    row: int
    version: Version


class ChangeKind(Coded):
    """What a row does to the desk reference."""

    ADDED = "added", N_("new")
    NEW_VERSION = "new_version", N_("new version")
    CHECKED = "checked", N_("checked again")


@dataclass(frozen=True, slots=True)
class SetChange:
    """One change a set makes. ``cells`` are what a new version says differently."""

    kind: ChangeKind
    section: Section
    code: str
    version: int
    title: str
    valid_from: date
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True, slots=True)
class SetChanges:
    """All that a set changes, and how many of its rows are on record already."""

    changes: tuple[SetChange, ...]
    unchanged: int

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        return Counter(one.kind for one in self.changes)


@dataclass(frozen=True, slots=True)
class FormContent:
    """The file of a form, told apart by its SHA-256."""

    sha256: str
    size: int
    content: bytes

    def __repr__(self) -> str:
        return f"FormContent({self.sha256})"


@reads(Permission.EDIT_REFERENCE)
def compared(work: Work, rows: Sequence[SetRow], faults: Sequence[Fault] = ()) -> SetChanges:
    """What :func:`bring_in` would change; nothing is written. Raises BadRows with every bad cell."""
    return _judged(work, rows, faults)[0]


def bring_in(
    desk: Desk,
    rows: Sequence[SetRow],
    files: Sequence[FormContent],
    source: str,
    sha256: str,
    faults: Sequence[Fault] = (),
    *,
    key: str,
) -> SetChanges:
    """Bring a set in, whole or not at all; the same set again changes nothing. Raises BadRows.

    ``source`` and ``sha256`` say which files it came from. Files are stored before the rows that name them;
    where no row comes to name them they are swept ([0013]).
    """
    changes = compared(desk, rows, faults)  # nothing is put on the disk for a set that cannot go in
    if changes.changes:
        store = FileStore(desk.settings.files)
        for one in files:
            store.put(one.content)
        _bring_in(desk, tuple(rows), tuple((one.sha256, one.size) for one in files), source, sha256, key=key)
    return changes


@writes("reference.brought_in", Permission.EDIT_REFERENCE)
def _bring_in(
    work: Work, rows: tuple[SetRow, ...], files: tuple[tuple[str, int], ...], source: str, sha256: str,
    *, key: str,
) -> None:  # fmt: skip
    lock_for_writing(work.connection, "reference")
    found, known = _judged(work, rows, ())
    sizes = dict(files)
    _keep_files(work, rows, sizes)
    counts = {kind.value: count for kind, count in found.counts.items()}
    run_id = queries.record_run(
        work.connection, work.now, work.desk.actor.staff_id, source, sha256, json.dumps(counts)
    )
    for one in rows:
        version = one.version
        there = _same(known.get((version.section, version.code), ()), version)
        if there is None:
            queries.add(work.connection, version, run_id)
        elif _is_newer_check(there, version) and version.checked_on is not None:
            queries.check(work.connection, there.entry_id, version.checked_on, run_id)
    for change in found.changes:
        work.record(
            f"reference.{change.kind}",
            f"reference:{change.section.value}:{change.code}",
            version=change.version,
        )
    work.record("reference.brought_in", "reference", sha256=sha256, run=run_id, **counts)


def _keep_files(work: Work, rows: Sequence[SetRow], sizes: Mapping[str, int]) -> None:
    store = FileStore(work.desk.settings.files)
    lock_for_writing(work.connection, FILES)  # nobody sweeps between the look and the row
    for sha256 in sorted({sha256 for one in rows for sha256 in one.version.files.values()}):
        if not store.has(sha256):
            raise Refused(N_("A stored file is gone. Bring the set in again."))
        if sha256 in sizes:
            document_queries.keep_file(
                work.connection, sha256, FileKind.PDF, sizes[sha256], None, None, work.now
            )


Known = Mapping[Key, Sequence[Kept]]


def _judged(work: Work, rows: Sequence[SetRow], faults: Sequence[Fault]) -> tuple[SetChanges, Known]:
    """What changes against what is on record now. Raises BadRows."""
    known = queries.versions(work.connection)
    schemes = {one.version.scheme for one in rows} - {"", *PlanType}
    policies = queries.policies_named(work.connection, schemes) if schemes else set()
    found = [*faults]
    for one in rows:
        if one.version.scheme in schemes - policies:
            why = Refused(N_("This policy is not on record. Correct its number, or leave it empty."))
            found.append(Fault(one.sheet, one.row, "scheme", one.version.scheme, why))
    by_entry: dict[Key, list[SetRow]] = defaultdict(list)
    for one in rows:
        by_entry[one.version.section, one.version.code].append(one)
    changes: list[SetChange] = []
    for key, its_rows in by_entry.items():
        there = known.get(key, ())
        its_faults = list(_out_of_order(there, its_rows))
        found += its_faults
        if not its_faults:
            changes += _changes(there, its_rows)
    if found:
        found.sort(key=lambda fault: (fault.sheet, fault.row))
        raise BadRows(tuple(found), len(found))
    return SetChanges(tuple(changes), len(rows) - len(changes)), known


def _out_of_order(there: Sequence[Kept], rows: Sequence[SetRow]) -> Iterator[Fault]:
    """Rows of one entry that contradict what is on record, or each other."""
    newest = max((one.version.version for one in there), default=0)
    before: Version | None = there[-1].version if there else None
    seen: dict[int, SetRow] = {}
    for one in sorted(rows, key=lambda one: (one.version.version, one.row)):
        version = one.version
        number = str(version.version)
        same = _same(there, version)
        if version.version in seen:
            why = Refused(
                N_("Row {row} has the same code and version. Take one of them out."),
                row=seen[version.version].row,
            )
            yield Fault(one.sheet, one.row, "version", number, why)
        elif same is not None and same.version.content != version.content:
            columns = tuple(change.column for change in changed_cells(same.version, version))
            why = Refused(
                N_("Version {version} is on record with other words ({columns}). Give it a new number."),
                version=number, columns=columns,
            )  # fmt: skip
            yield Fault(one.sheet, one.row, "version", number, why)
        elif same is None and version.version < newest:
            why = Refused(
                N_("Version {newest} is on record; a new one needs a higher number."), newest=newest
            )
            yield Fault(one.sheet, one.row, "version", number, why)
        elif same is None and before is not None and version.valid_from < before.valid_from:
            why = Refused(
                N_("It begins before version {version} does ({day}). Correct its first day."),
                version=before.version, day=before.valid_from,
            )  # fmt: skip
            yield Fault(one.sheet, one.row, "valid_from", version.valid_from.isoformat(), why)
        seen.setdefault(version.version, one)
        if same is None:
            before = version


def _changes(there: Sequence[Kept], rows: Sequence[SetRow]) -> Iterator[SetChange]:
    before = there[-1].version if there else None
    for one in sorted(rows, key=lambda one: one.version.version):
        version = one.version
        same = _same(there, version)
        if same is not None and not _is_newer_check(same, version):
            continue
        kind = ChangeKind.CHECKED
        if same is None:
            kind = ChangeKind.ADDED if before is None else ChangeKind.NEW_VERSION
        yield SetChange(
            kind,
            version.section,
            version.code,
            version.version,
            in_language(version, Language.ENGLISH)[1].title,
            version.valid_from,
            () if same is not None else changed_cells(before, version),
        )
        if same is None:
            before = version


def _same(there: Sequence[Kept], version: Version) -> Kept | None:
    """The version of this number as it is on record."""
    return next((one for one in there if one.version.version == version.version), None)


def _is_newer_check(there: Kept, version: Version) -> bool:
    """Whether somebody checked it since."""
    on_record = there.version.checked_on
    return version.checked_on is not None and (on_record is None or version.checked_on > on_record)
