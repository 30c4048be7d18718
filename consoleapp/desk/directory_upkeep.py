"""Keeping the directory right: add, correct, move, close, re-open, each with a reason (DOMAIN 9, SAFETY 21).

Whoever changes a record says what they began with. Where somebody else was faster, :class:`Outdated`
brings both versions put together, and nothing is written: two people never overwrite each other.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from consoleapp.desk.context import Work, writes
from consoleapp.desk.directory_entry import gone, known_of, twins_of
from consoleapp.desk.directory_planning import days_ahead, in_step, record_of, require_in_step
from consoleapp.desk.directory_shapes import Twin
from consoleapp.errors import Conflict, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.provider_record import (
    EMPTY,
    PLACE,
    Checked,
    FieldChange,
    Known,
    Merged,
    ProviderField,
    Record,
    changes,
    check,
    merge,
)
from consoleapp.rules.provider_upkeep import PlanState, ProviderAct
from consoleapp.rules.text import LONGEST_REASON, clean, within
from consoleapp.store import provider_records as store

F = ProviderField


class Outdated(Conflict):
    """Somebody changed the record meanwhile: what both wrote, put together, and who they are."""

    def __init__(self, theirs: Record, version: int, merged: Merged, by: str, when: Any) -> None:
        super().__init__(
            N_("{name} changed this entry meanwhile. Nothing of yours was written; look at both."), name=by
        )
        self.theirs = theirs
        self.version = version
        self.merged = merged
        self.by = by
        self.when = when


class SeemsThere(Conflict):
    """An entry like the one typed is on record; ``twins`` are they."""

    def __init__(self, twins: tuple[Twin, ...]) -> None:
        super().__init__(
            N_("This provider seems to be on record: {numbers}. Look at it before you add another."),
            numbers=", ".join(one.provider_no for one in twins),
        )
        self.twins = twins


@writes("directory.added", Permission.EDIT_DIRECTORY)
def add(
    work: Work,
    typed: Mapping[ProviderField, str],
    reason: str,
    *,
    provider_no: str = "",
    seen: Sequence[str] = (),
    key: str,
) -> int:
    """A new entry; returns its id. It counts as never verified until somebody verified it.

    ``seen`` are the numbers of entries like it that were looked at. Raises Refused for the first field that
    cannot stand, SeemsThere for an entry like it.
    """
    why = _reason(reason)
    its = known_of(work)
    record = _whole(check({**EMPTY, **typed}, None, its))
    unseen = tuple(
        one for one in twins_of(work, record, its, without=None) if one.provider_no not in set(seen)
    )
    if unseen:
        raise SeemsThere(unseen)
    number = clean(provider_no).upper()
    if number and store.by_number(work.connection, number) is not None:
        raise Refused(N_("The number {number} belongs to another provider."), number=number)
    number = number or store.next_number(work.connection, work.desk.settings.directory.number_prefix)
    provider_id = store.add(work.connection, number, record)
    told = changes(EMPTY, record, its)
    _remember(work, provider_id, ProviderAct.ADDED, 1, told, why)
    store.reindexed(work.connection, [provider_id])
    work.record("directory.added", _subject(provider_id), number=number)
    return provider_id


@in_step
@writes("directory.changed", Permission.EDIT_DIRECTORY)
def correct(
    work: Work,
    provider_id: int,
    version: int,
    base: Record,
    typed: Mapping[ProviderField, str],
    reason: str,
    *,
    effective_on: date | None = None,
    act: ProviderAct = ProviderAct.CORRECTED,
    key: str,
) -> int:
    """Change an entry from what ``base`` said to what was typed; returns the version it has then.

    With ``effective_on`` to come the change is planned. Raises Outdated where somebody was faster, Refused
    for the first field that cannot stand, and where nothing would change.
    """
    require_in_step(work)
    why = _reason(reason)
    row = _held(work, provider_id)
    its = known_of(work)
    before = record_of(work, row)
    if row.version != version:
        raise _outdated(work, row, before, base, typed, its)
    record = _whole(check({**before, **typed}, before, its))
    told = changes(before, record, its)
    if not told:
        raise Refused(N_("Nothing would change. Correct a field, or go back."))
    if act is ProviderAct.MOVED and not any(one.field in PLACE for one in told):
        raise Refused(N_("A move changes the address. Type the new one."))
    _not_planned_already(work, provider_id, told)
    if days_ahead(effective_on, work.today):
        _plan(work, row, act, told, why, effective_on)
        return int(row.version)
    return _write(work, row, act, told, why, effective_on)


@in_step
@writes("directory.closed", Permission.EDIT_DIRECTORY)
def close(work: Work, provider_id: int, version: int, last_day: date, reason: str, *, key: str) -> int:
    """The entry belongs to the directory until ``last_day``, which may be to come; returns its version."""
    require_in_step(work)
    why = _reason(reason)
    row = _current(work, provider_id, version)
    if row.effective_from is not None and last_day < row.effective_from:
        raise Refused(N_("The last day comes before the first ({first})."), first=row.effective_from)
    if row.effective_to == last_day:
        raise Refused(N_("It is closed from that day on already."))
    old = row.effective_to.isoformat() if row.effective_to else ""
    told = (FieldChange(F.EFFECTIVE_TO, old, last_day.isoformat()),)
    _not_planned_already(work, provider_id, told)
    return _write(work, row, ProviderAct.CLOSED, told, why, last_day)


@in_step
@writes("directory.reopened", Permission.EDIT_DIRECTORY)
def reopen(work: Work, provider_id: int, version: int, first_day: date, reason: str, *, key: str) -> int:
    """A closed entry belongs to the directory again from ``first_day``; returns its version.

    From the day after its last it never was away; otherwise it begins anew, and the history keeps when it
    was there before.
    """
    require_in_step(work)
    why = _reason(reason)
    row = _current(work, provider_id, version)
    if row.effective_to is None:
        raise Refused(N_("It is not closed."))
    told = [FieldChange(F.EFFECTIVE_TO, row.effective_to.isoformat(), "")]
    if first_day > row.effective_to + timedelta(days=1):
        old = row.effective_from.isoformat() if row.effective_from else ""
        told.append(FieldChange(F.EFFECTIVE_FROM, old, first_day.isoformat()))
    _not_planned_already(work, provider_id, told)
    if days_ahead(first_day, work.today):
        _plan(work, row, ProviderAct.REOPENED, told, why, first_day)
        return int(row.version)
    return _write(work, row, ProviderAct.REOPENED, told, why, first_day)


@in_step
@writes("directory.plan_withdrawn", Permission.EDIT_DIRECTORY)
def withdraw_plan(work: Work, plan_id: int, reason: str, *, key: str) -> None:
    """A planned change does not come. Raises NotFound where it does not wait any more."""
    require_in_step(work)
    why = _reason(reason)
    plan = store.waiting_plan(work.connection, plan_id)
    if plan is None or not store.settle_plan(work.connection, plan_id, PlanState.WITHDRAWN):
        raise NotFound(N_("This planned change does not wait any more. Look at the history."))
    row = _held(work, plan.provider_id)
    told = store.from_json(plan.changes)
    _remember(work, row.id, ProviderAct.PLAN_WITHDRAWN, row.version, told, why, plan.effective_on)
    work.record("directory.plan_withdrawn", _subject(row.id), plan=plan_id)


# How it is done


def _whole(checked: Checked) -> Record:
    """The record, once every field can stand."""
    if checked.trouble is not None:
        raise checked.trouble
    return checked.record


def _write(
    work: Work,
    row: Row[Any],
    act: ProviderAct,
    told: Sequence[FieldChange],
    why: str,
    effective_on: date | None,
) -> int:
    if not store.write(work.connection, row.id, row.version, told):
        raise _changed_meanwhile()
    version = int(row.version) + 1
    _remember(work, row.id, act, version, told, why, effective_on)
    store.reindexed(work.connection, [row.id])
    work.record(f"directory.{act}", _subject(row.id), fields=[one.field.value for one in told])
    return version


def _plan(
    work: Work, row: Row[Any], act: ProviderAct, told: Sequence[FieldChange], why: str, day: date | None
) -> None:
    plan_id = store.plan(
        work.connection,
        provider_id=row.id,
        act=act,
        effective_on=day,
        changes=told,
        reason=why,
        staff_id=work.desk.actor.staff_id,
        made_at=work.now,
    )
    _remember(work, row.id, ProviderAct.PLANNED, row.version, told, why, day)
    work.record(
        "directory.planned", _subject(row.id), plan=plan_id, act=act, fields=[one.field.value for one in told]
    )


def _remember(
    work: Work,
    provider_id: int,
    act: ProviderAct,
    version: int,
    told: Sequence[FieldChange] = (),
    why: str = "",
    effective_on: date | None = None,
) -> None:
    staff_id = work.desk.actor.staff_id
    store.remember(
        work.connection,
        [store.entry(provider_id, act, work.now, staff_id, version, told, why, effective_on)],
    )


def _not_planned_already(work: Work, provider_id: int, told: Sequence[FieldChange]) -> None:
    """What changes on a day to come is not changed behind that plan's back."""
    fields = {one.field for one in told}
    for plan in store.plans_of(work.connection, [provider_id]):
        for one in store.from_json(plan.changes):
            if one.field in fields:
                raise Conflict(
                    N_("{field} changes on {day} already, as {name} planned. Withdraw that first."),
                    field=one.field,
                    day=plan.effective_on,
                    name=plan.name,
                )


def _outdated(
    work: Work, row: Row[Any], theirs: Record, base: Record, typed: Mapping[ProviderField, str], its: Known
) -> Outdated:
    newest = next(iter(store.history(work.connection, row.id)), None)
    mine = check({**base, **typed}, base, its).record
    by = N_("An extract") if newest is None or newest.import_run_id else newest.name
    return Outdated(theirs, row.version, merge(base, theirs, mine, its), by, newest and newest.at)


def _held(work: Work, provider_id: int) -> Row[Any]:
    row = store.held(work.connection, provider_id)
    if row is None:
        raise gone()
    return row


def _current(work: Work, provider_id: int, version: int) -> Row[Any]:
    row = _held(work, provider_id)
    if row.version != version:
        raise _changed_meanwhile()
    return row


def _changed_meanwhile() -> Conflict:
    return Conflict(N_("Somebody changed this entry meanwhile. Look at it again."))


def _reason(text: str) -> str:
    why = within(clean(text), LONGEST_REASON)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    return why


def _subject(provider_id: int) -> str:
    return f"provider:{provider_id}"
