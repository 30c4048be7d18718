"""An entry of the directory before it is changed: as it stands, as it would be, who seems to be the same."""

from datetime import timedelta

from consoleapp.desk.context import Work, reads
from consoleapp.desk.directory_networks import networks_of
from consoleapp.desk.directory_planning import in_step, plan_row, require_in_step
from consoleapp.desk.directory_shapes import EntryChecked, EntryForm, HistoryRow, Twin
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.reference.directory_words import known
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import opening_hours
from consoleapp.rules.clinic_hours import Unreadable, read
from consoleapp.rules.opening_hours import DayHours
from consoleapp.rules.permissions import Permission
from consoleapp.rules.provider_likeness import Likeness, is_twin, likeness
from consoleapp.rules.provider_record import EMPTY, Known, ProviderField, Record, changes, check
from consoleapp.rules.text import clean
from consoleapp.store import provider_records as store
from consoleapp.store.provider_texts import folded
from consoleapp.store.queries import upkeep as upkeep_queries

F = ProviderField


@in_step
@reads(Permission.EDIT_DIRECTORY)
def form(work: Work, provider_id: int | None = None) -> EntryForm:
    """A record as it stands, to be changed; without an id an empty one. Raises NotFound."""
    require_in_step(work)
    networks = networks_of(work)
    if provider_id is None:
        return EntryForm(None, "", 0, EMPTY, networks)
    (row,) = store.records(work.connection, [provider_id]) or (None,)
    if row is None:
        raise gone()
    plans = tuple(plan_row(one) for one in store.plans_of(work.connection, [provider_id]))
    return EntryForm(provider_id, row[0].provider_no, row[0].version, row[1], networks, plans)


@reads(Permission.READ_DIRECTORY)
def numbered(work: Work, provider_no: str) -> int:
    """The provider of this number. Raises NotFound."""
    row = store.by_number(work.connection, clean(provider_no).upper())
    if row is None:
        raise NotFound(N_("There is no provider {number}. Search the directory."), number=repr(provider_no))
    return int(row.id)


@reads(Permission.EDIT_DIRECTORY)
def check_entry(work: Work, base: Record, typed: Record, provider_id: int | None = None) -> EntryChecked:
    """What is typed, field by field, the hours as a week, and entries that seem to be the same."""
    its = known_of(work)
    checked = check(typed, base if provider_id is not None else None, its)
    expression = ""
    week: tuple[DayHours, ...] = ()
    hours = checked.record[F.HOURS]
    if hours:
        try:
            expression = read(hours).expression
            monday = work.today - timedelta(days=work.today.weekday())
            week = opening_hours.week(expression, monday, load_calendar())
        except Unreadable:
            pass  # told as a fault of the field, where it was changed
    return EntryChecked(
        checked,
        changes(base, checked.record, its),
        week,
        expression,
        twins_of(work, checked.record, its, without=provider_id),
    )


@in_step
@reads(Permission.READ_DIRECTORY)
def history(work: Work, provider_id: int) -> tuple[HistoryRow, ...]:
    """All that was ever done to a record, newest first."""
    require_in_step(work)
    return tuple(
        HistoryRow(
            row.act,
            row.at,
            row.name,
            row.effective_on,
            _file(row.file) or row.reason,
            store.from_json(row.changes),
            row.version,
        )
        for row in store.history(work.connection, provider_id)
    )


def _file(names: str) -> str:
    """Of the files of a load the one that brought providers, where its name says so."""
    its = [name for name in names.split(", ") if "provider" in name.casefold()]
    return ", ".join(its) or names


def twins_of(work: Work, record: Record, its: Known, *, without: int | None) -> tuple[Twin, ...]:
    """Entries of the same name with the same telephone or address."""
    if not record[F.NAME]:
        return ()
    phones = ["".join(filter(str.isdigit, one))[-8:] for one in record[F.PHONES].split(";")]
    names = sorted((word for word in folded(record[F.NAME]).split() if len(word) > 2), key=len)[-1:]
    addresses = [folded(record[one]) for one in (F.ADDRESS, F.ADDRESS_ZH) if len(record[one]) > 5]
    ids = upkeep_queries.alike(work.connection, [one for one in (*phones, *names) if one], addresses)
    found = []
    for row, other in store.records(work.connection, [one for one in ids if one != without]):
        alike = likeness(record, other, its.folded)
        if is_twin(alike):
            kinds = tuple(one for one in Likeness if one in alike)
            found.append(
                Twin(row.id, row.provider_no, row.name_en, row.name_zh, row.phones, row.address_en, kinds)
            )
    return tuple(found)


def known_of(work: Work) -> Known:
    """What the reference data and the networks of the book and the office say."""
    return known(networks_of(work))


def gone() -> NotFound:
    return NotFound(N_("This provider is not on record any more. Search again."))
