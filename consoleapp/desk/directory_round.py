"""The directory goes out, is edited elsewhere and comes back: compared, chosen, applied whole (DOMAIN 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from consoleapp.desk import approvals
from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.directory_entry import known_of
from consoleapp.desk.directory_planning import in_step, require_in_step
from consoleapp.desk.directory_shapes import ExportedEntry
from consoleapp.errors import Conflict, Refused
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind
from consoleapp.rules.permissions import Permission
from consoleapp.rules.provider_record import EMPTY, FieldChange, Known, ProviderField, changes, check
from consoleapp.rules.provider_round import BadRow, Comparison, Difference, EditedRow, OnFile, compare
from consoleapp.rules.provider_upkeep import ProviderAct
from consoleapp.rules.text import LONGEST_REASON, clean, within
from consoleapp.store import provider_records as store


@in_step
@writes("directory.exported", Permission.EXPORT, keep_result=False)
def exported(work: Work, *, approval_id: int | None = None, key: str) -> tuple[ExportedEntry, ...]:
    """Every entry, closed ones too, as it goes out. Above the limit of exports a second person approves."""
    require_in_step(work)
    found = tuple(
        ExportedEntry(row.id, row.provider_no, row.version, record, row.verified_on)
        for row, record in store.records(work.connection)
    )
    if len(found) > work.desk.settings.reports.two_persons_above:
        approvals.use(
            work,
            ApprovalKind.LARGE_EXPORT,
            {"what": "directory", "rows": len(found)},
            approval_id,
            subject="directory",
            facts={N_("Entries"): len(found)},
        )
    work.record("directory.exported", "directory", rows=len(found))
    return found


@in_step
@reads(Permission.EDIT_DIRECTORY)
def compared(work: Work, edited: Sequence[EditedRow], bad: Sequence[BadRow] = ()) -> Comparison:
    """What came back, field by field, against what is on record now."""
    require_in_step(work)
    on_file = {
        row.provider_no: OnFile(row.id, row.version, record) for row, record in store.records(work.connection)
    }
    return compare(edited, on_file, bad, known_of(work))


@in_step
@writes("directory.imported", Permission.EDIT_DIRECTORY)
def apply(
    work: Work,
    chosen: Sequence[Difference],
    reason: str,
    *,
    approval_id: int | None = None,
    key: str,
) -> int:
    """Write what was chosen, all of it or nothing; returns how many entries changed.

    Raises Conflict where an entry was changed since it was compared, NeedsApproval above the limit.
    """
    require_in_step(work)
    why = within(clean(reason), LONGEST_REASON)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    if not chosen:
        raise Refused(N_("Nothing was chosen."))
    entries = by_entry(chosen)
    _second_person(work, entries, chosen, why, approval_id)
    write_all(work, entries, ProviderAct.IMPORTED, why)
    work.record("directory.imported", "directory", entries=len(entries), fields=len(chosen))
    return len(entries)


Entries = Mapping[tuple[int | None, int], Sequence[Difference]]
"""What changes, by the entry: its id, or for a new one its row."""


def by_entry(chosen: Sequence[Difference]) -> Entries:
    found: dict[tuple[int | None, int], list[Difference]] = {}
    for one in chosen:
        found.setdefault((one.provider_id, one.row if one.provider_id is None else 0), []).append(one)
    return found


def _second_person(
    work: Work, entries: Entries, chosen: Sequence[Difference], why: str, approval_id: int | None
) -> None:
    """Above the limit somebody else has said yes to exactly these changes."""
    if len(entries) > work.desk.settings.directory.two_persons_above:
        approvals.use(
            work,
            ApprovalKind.BULK_DIRECTORY_CHANGE,
            {"reason": why, "changes": [[one.key, one.version, one.old, one.new] for one in chosen]},
            approval_id,
            subject="directory",
            facts={N_("Entries"): len(entries), N_("Fields"): len(chosen)},
        )


def write_all(work: Work, entries: Entries, act: ProviderAct, why: str) -> None:
    """Change and add entries in the transaction of ``work``, with their history."""
    its = known_of(work)
    touched: list[int] = []
    history = []
    ids = [provider_id for provider_id, _row in entries if provider_id is not None]
    planned = {
        (plan.provider_id, one.field): plan
        for plan in store.plans_of(work.connection, ids)
        for one in store.from_json(plan.changes)
    }
    for (provider_id, _row), differences in entries.items():
        told = tuple(FieldChange(one.field, one.old, one.new) for one in differences)
        if provider_id is None:
            provider_id, told = _add(work, differences[0].provider_no, told, its)
            version, done = 1, ProviderAct.ADDED
        else:
            for one in told:
                if plan := planned.get((provider_id, one.field)):
                    raise Conflict(
                        N_("{field} changes on {day} already, as {name} planned. Withdraw that first."),
                        field=one.field, day=plan.effective_on, name=plan.name,
                    )  # fmt: skip
            if not store.write(work.connection, provider_id, differences[0].version, told):
                raise Conflict(
                    N_("{number} was changed since it was compared. Nothing was written; compare again."),
                    number=differences[0].provider_no,
                )
            version, done = differences[0].version + 1, act
        history.append(store.entry(provider_id, done, work.now, work.desk.actor.staff_id, version, told, why))
        touched.append(provider_id)
    store.remember(work.connection, history)
    store.reindexed(work.connection, touched)


def _add(
    work: Work, number: str, told: Sequence[FieldChange], its: Known
) -> tuple[int, tuple[FieldChange, ...]]:
    typed: dict[ProviderField, str] = {**EMPTY, **{one.field: one.new for one in told}}
    checked = check(typed, None, its)
    if checked.trouble is not None:
        raise checked.trouble
    number = number or store.next_number(work.connection, work.desk.settings.directory.number_prefix)
    return store.add(work.connection, number, checked.record), changes(EMPTY, checked.record, its)


class BadBundle(Refused):
    """What came cannot all be taken in; ``bad`` says where. Nothing was written."""

    def __init__(self, bad: tuple[BadRow, ...]) -> None:
        super().__init__(N_("{n} faults: nothing was taken in."), n=len(bad))
        self.bad = bad


@in_step
@writes("directory.exchanged", Permission.IMPORT)
def take_in(
    work: Work,
    edited: Sequence[EditedRow],
    bad: Sequence[BadRow],
    networks: Sequence[str],
    reason: str,
    *,
    approval_id: int | None = None,
    key: str,
) -> int:
    """Entries of another directory, known by their numbers: all of them or none; returns how many changed.

    Networks that are not on record are added. Raises BadBundle with every fault.
    """
    require_in_step(work)
    store.add_networks(work.connection, networks)
    on_file = {
        row.provider_no: OnFile(row.id, row.version, record) for row, record in store.records(work.connection)
    }
    current = [replace(one, version=_version(on_file, one)) for one in edited]
    found = compare(current, on_file, bad, known_of(work), adding=True)
    if found.bad:
        raise BadBundle(found.bad)
    entries = by_entry(found.differences)
    why = within(clean(reason), LONGEST_REASON)
    _second_person(work, entries, found.differences, why, approval_id)
    write_all(work, entries, ProviderAct.EXCHANGED, why)
    work.record("directory.exchanged", "directory", entries=len(entries), networks=len(networks))
    return len(entries)


def _version(on_file: Mapping[str, OnFile], one: EditedRow) -> int:
    there = on_file.get(one.provider_no)
    return 0 if there is None else there.version
