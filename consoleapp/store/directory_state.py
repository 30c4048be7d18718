"""How the directory stands, asked once a key: one statement, whatever is asked of it (SPEED 1).

The count of providers and the sum of their versions tell whether a record was committed since, because a
provider is never removed and its version only rises. Adding them up reads an index of all of them, so it is
left out while nothing at all was committed since (``consoleapp.store.engine``: ``MARKS``).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Date, Select, Text, bindparam, case, cast, exists, func, null, select

from consoleapp.rules.provider_upkeep import PlanState
from consoleapp.store.engine import MARKS, mark_values
from consoleapp.store.tables import network, provider, provider_plan, provider_report


@dataclass(frozen=True, slots=True)
class Known:
    """A state of the book that was seen: its mark, and what the records added up to."""

    mark: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class DirectoryState:
    """What a search looks at beside the records themselves."""

    known: Known
    plans_due: bool
    """The day of a planned change has come."""
    networks: tuple[str, ...]
    disputed: frozenset[int]
    """Of whom a caller's report waits."""


def state(connection: Connection, day: date, known: Known) -> DirectoryState:
    """The directory as this transaction sees it; ``known`` is the state seen last, on any connection."""
    row = connection.execute(
        _asked(connection.dialect.name),
        {"known": known.mark, "day": day, **mark_values(connection)},
    ).one()
    stamp = known.stamp if row.stamp is None else row.stamp
    return DirectoryState(
        Known(row.mark, stamp),
        bool(row.due),
        tuple(sorted(row.networks.split("\n"))) if row.networks else (),
        frozenset(map(int, row.disputed.split(","))) if row.disputed else frozenset(),
    )


STAMP = cast(func.count(), Text) + ":" + cast(func.coalesce(func.sum(provider.c.version), 0), Text)
"""How many providers, and what their versions add up to; :func:`stamp` says the same."""


def stamp(count: int, versions: int) -> str:
    return f"{count}:{versions}"


@cache
def _asked(dialect: str) -> Select[Any]:
    mark, plan, report = MARKS[dialect], provider_plan.c, provider_report.c
    summed = select(STAMP).select_from(provider).scalar_subquery()
    due = exists().where(plan.state == PlanState.WAITING, plan.effective_on <= bindparam("day", type_=Date()))
    codes = select(func.aggregate_strings(network.c.code, "\n")).scalar_subquery()
    waiting = select(func.aggregate_strings(cast(report.provider_id, Text), ",")).where(
        report.checked_at.is_(None)
    )
    return select(
        mark.label("mark"),
        case((mark == bindparam("known", type_=Text()), null()), else_=summed).label("stamp"),
        due.label("due"),
        codes.label("networks"),
        waiting.scalar_subquery().label("disputed"),
    )
