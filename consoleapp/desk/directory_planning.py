"""Changes of the directory that count from a day to come: they are applied when it is next looked at.

A verb that reads or changes the directory calls :func:`require_in_step` first and is wrapped in
:func:`in_step`, so that nobody sees yesterday's record once the day has come.
"""

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Row

from consoleapp.desk.context import Desk, Work, writes
from consoleapp.desk.directory_networks import networks_of
from consoleapp.desk.directory_shapes import PlanRow
from consoleapp.desk.keys import new_key
from consoleapp.reference.directory_words import known
from consoleapp.rules.provider_record import FieldChange, Record, changes
from consoleapp.rules.provider_upkeep import PlanState, ProviderAct, ReportKind
from consoleapp.store import provider_records as store
from consoleapp.store.queries import directory as queries
from consoleapp.store.queries import upkeep as upkeep_queries

P = ParamSpec("P")
R = TypeVar("R")


class PlansDue(Exception):
    """The day of a planned change has come, and it is not applied yet."""


def require_in_step(work: Work) -> None:
    """Raise PlansDue where a planned change has to be applied first."""
    if store.any_due(work.connection, work.today):
        raise PlansDue


def in_step(verb: Callable[Concatenate[Desk, P], R]) -> Callable[Concatenate[Desk, P], R]:
    """The verb, after planned changes whose day has come were applied."""

    @functools.wraps(verb)
    def answer(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(desk, *args, **kwargs)
        except PlansDue:
            bring_in_step(desk, key=new_key())
            return verb(desk, *args, **kwargs)

    return answer


@writes("directory.plans_applied", None)
def bring_in_step(work: Work, *, key: str) -> int:
    """Apply every planned change whose day has come; returns how many. Whoever looks first does it.

    Where the record says something else by now than when it was planned, the plan is set aside: the history
    keeps it and the entry is disputed until somebody looks.
    """
    applied = 0
    touched: set[int] = set()
    its = known(networks_of(work))
    for plan in store.due(work.connection, work.today):
        row = store.held(work.connection, plan.provider_id)
        assert row is not None  # a provider is never removed
        networks = queries.networks(work.connection, [row.id]).get(row.id, ())
        record = store.record_of(row, networks)
        planned = store.from_json(plan.changes)
        stands = all(not changes({**record, one.field: one.old}, record, its) for one in planned)
        _settle(work, plan, row, planned, stands=stands)
        applied += stands
        touched.add(row.id)
    store.reindexed(work.connection, touched)
    work.record("directory.plans_applied", "directory", applied=applied, looked_at=len(touched))
    return applied


def _settle(
    work: Work, plan: Row[Any], row: Row[Any], planned: tuple[FieldChange, ...], *, stands: bool
) -> None:
    state = PlanState.APPLIED if stands else PlanState.SET_ASIDE
    if not store.settle_plan(work.connection, plan.id, state):
        return
    act, version = ProviderAct.PLAN_SET_ASIDE, int(row.version)
    if stands:
        store.write(work.connection, row.id, row.version, planned)
        act, version = ProviderAct.PLAN_APPLIED, version + 1
    else:
        upkeep_queries.report(
            work.connection, provider_id=row.id, kind=ReportKind.PLAN, at=work.now, staff_id=plan.staff_id
        )
    store.remember(
        work.connection,
        [store.entry(row.id, act, work.now, plan.staff_id, version, planned, plan.reason, plan.effective_on)],
    )


def plan_row(row: Row[Any]) -> PlanRow:
    """A planned change as it is shown."""
    return PlanRow(row.id, row.act, row.effective_on, store.from_json(row.changes), row.name, row.reason)


def days_ahead(effective_on: date | None, today: date) -> bool:
    """Whether a change counts from a day to come."""
    return effective_on is not None and effective_on > today


def record_of(work: Work, row: Row[Any]) -> Record:
    """The record of a row that was just read."""
    return store.record_of(row, queries.networks(work.connection, [row.id]).get(row.id, ()))
