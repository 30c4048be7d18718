"""A provider's record as texts (rules/provider_record.py) out of the table and back, with its history."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from consoleapp.rules.provider_record import FieldChange, ProviderField, Record
from consoleapp.rules.provider_upkeep import PlanState, ProviderAct
from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.queries import directory as queries
from consoleapp.store.search import reindex_providers
from consoleapp.store.tables import (
    import_run,
    network,
    provider,
    provider_change,
    provider_network,
    provider_plan,
    staff,
)

F = ProviderField
_COLUMN = {F.NAME: "name_en", F.ADDRESS: "address_en", F.SECTOR: "public"}
"""Fields whose column is called otherwise."""
_TRUTHS: Mapping[ProviderField, tuple[str, str]] = {
    F.DIRECT_BILLING: ("yes", "no"),
    F.APPOINTMENT_NEEDED: ("yes", "no"),
    F.SECTOR: ("public", "private"),
}
_DAYS = (F.EFFECTIVE_FROM, F.EFFECTIVE_TO)
AT_ONCE = 2_000
"""Ids in one statement."""


def record_of(row: Any, networks: Iterable[str]) -> dict[ProviderField, str]:
    """What the record says, field by field."""
    found = {F.NETWORKS: "; ".join(networks)}
    for one in ProviderField:
        if one is not F.NETWORKS:
            found[one] = _as_text(one, getattr(row, _COLUMN.get(one, one.value)))
    return {one: found[one] for one in ProviderField}


def _as_text(which: ProviderField, value: Any) -> str:
    if value is None:
        return ""
    if which in _TRUTHS:
        return _TRUTHS[which][0 if value else 1]
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_value(which: ProviderField, text: str) -> Any:
    if which in _TRUTHS:
        return None if not text else text == _TRUTHS[which][0]
    if which in _DAYS:
        return date.fromisoformat(text) if text else None
    if which is F.AREA:
        return Area(text) if text else None
    return ProviderKind(text) if which is F.KIND else text


def held(connection: Connection, provider_id: int) -> Row[Any] | None:
    """The row, held still until the transaction ends; None where there is none."""
    return connection.execute(select(provider).where(provider.c.id == provider_id).with_for_update()).first()


def by_number(connection: Connection, provider_no: str) -> Row[Any] | None:
    """The provider of a number."""
    return connection.execute(select(provider).where(provider.c.provider_no == provider_no)).first()


def records(
    connection: Connection, provider_ids: Sequence[int] | None = None
) -> list[tuple[Row[Any], dict[ProviderField, str]]]:
    """Rows with their records, by number: of these, or of all."""
    asked = select(provider).order_by(provider.c.provider_no)
    parts = (
        [asked]
        if provider_ids is None
        else [
            asked.where(provider.c.id.in_(provider_ids[at : at + AT_ONCE]))
            for at in range(0, len(provider_ids), AT_ONCE)
        ]
    )
    rows = [row for part in parts for row in connection.execute(part)]
    networks = queries.all_networks(connection)
    return [(row, record_of(row, networks.get(row.id, ()))) for row in rows]


def write(
    connection: Connection, provider_id: int, version: int, changed: Sequence[FieldChange], **also: Any
) -> bool:
    """Write what changed, where the record still has this version; False where somebody was faster.

    ``also`` are further columns. Keys of Find are made by :func:`reindexed`, once for all.
    """
    values = {
        _COLUMN.get(one.field, one.field.value): _as_value(one.field, one.new)
        for one in changed
        if one.field is not F.NETWORKS
    }
    edited = connection.execute(
        update(provider)
        .where(provider.c.id == provider_id, provider.c.version == version)
        .values(**values, **also, version=version + 1)
    )
    if edited.rowcount != 1:
        return False
    for one in changed:
        if one.field is F.NETWORKS:
            _join(connection, provider_id, one.new)
    return True


def add(connection: Connection, provider_no: str, record: Record, **also: Any) -> int:
    """A new provider; returns its id."""
    values = {
        _COLUMN.get(one, one.value): _as_value(one, record[one])
        for one in ProviderField
        if one is not F.NETWORKS
    }
    provider_id: int = connection.execute(
        insert(provider).values(provider_no=provider_no, **values, **also).returning(provider.c.id)
    ).scalar_one()
    _join(connection, provider_id, record[F.NETWORKS])
    return provider_id


def _join(connection: Connection, provider_id: int, networks: str) -> None:
    connection.execute(delete(provider_network).where(provider_network.c.provider_id == provider_id))
    codes = [part.strip() for part in networks.split(";") if part.strip()]
    if codes:
        add_networks(connection, codes)
        wanted = select(network.c.id).where(network.c.code.in_(codes))
        connection.execute(
            insert(provider_network),
            [{"provider_id": provider_id, "network_id": one} for one in connection.scalars(wanted)],
        )


def add_networks(connection: Connection, codes: Iterable[str]) -> None:
    """Networks that are not on record yet."""
    new = sorted(set(codes) - set(queries.network_codes(connection)))
    if new:
        connection.execute(insert(network), [{"code": code} for code in new])


def reindexed(connection: Connection, provider_ids: Iterable[int]) -> None:
    """Bring Find and what the directory looks at in step, in the transaction that changed the records."""
    reindex_providers(connection, provider_ids)


def next_number(connection: Connection, prefix: str) -> str:
    """The next free number that begins with ``prefix``; those given at the desk count from 1."""
    known = connection.scalars(
        select(provider.c.provider_no).where(provider.c.provider_no.startswith(prefix, autoescape=True))
    )
    digits = [int(rest) for one in known if (rest := one[len(prefix) :]).isascii() and rest.isdigit()]
    return f"{prefix}{max(digits, default=0) + 1:05d}"


# History


def as_json(changed: Sequence[FieldChange]) -> str:
    return json.dumps([[one.field.value, one.old, one.new] for one in changed], ensure_ascii=False)


def from_json(text: str) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(ProviderField(field), old, new) for field, old, new in json.loads(text))


def remember(connection: Connection, entries: Sequence[Mapping[str, Any]]) -> None:
    """Entries of the history, which is only added to; ``changes`` are :class:`FieldChange`."""
    if entries:
        connection.execute(
            insert(provider_change),
            [
                {"effective_on": None, "reason": "", **one, "changes": as_json(one.get("changes", ()))}
                for one in entries
            ],
        )


def history(connection: Connection, provider_id: int) -> list[Row[Any]]:
    """What was done to a record, newest first, with ``name`` of who did it.

    ``file`` names the extract where it was loaded from one, ``name`` who loaded it.
    """
    it, run = provider_change.c, import_run.c
    return list(
        connection.execute(
            select(
                provider_change,
                func.coalesce(staff.c.name, "").label("name"),
                func.coalesce(run.source, "").label("file"),
            )
            .outerjoin(import_run, run.id == it.import_run_id)
            .outerjoin(staff, staff.c.id == func.coalesce(it.staff_id, run.staff_id))
            .where(it.provider_id == provider_id)
            .order_by(it.id.desc())
        )
    )


# What is planned


def plan(connection: Connection, **values: Any) -> int:
    """A change that counts from a day to come."""
    plan_id: int = connection.execute(
        insert(provider_plan)
        .values(**{**values, "changes": as_json(values["changes"])}, state=PlanState.WAITING)
        .returning(provider_plan.c.id)
    ).scalar_one()
    return plan_id


def plans_of(connection: Connection, provider_ids: Sequence[int]) -> list[Row[Any]]:
    """What waits for its day, the next one first, with ``name`` of who planned it."""
    p = provider_plan.c
    return list(
        connection.execute(
            select(provider_plan, staff.c.name)
            .join(staff, staff.c.id == p.staff_id)
            .where(p.provider_id.in_(provider_ids), p.state == PlanState.WAITING)
            .order_by(p.effective_on, p.id)
        )
    )


def any_due(connection: Connection, day: date) -> bool:
    """Whether the day of a planned change has come."""
    return connection.execute(_DUE.where(provider_plan.c.effective_on <= day).limit(1)).first() is not None


def due(connection: Connection, day: date) -> list[Row[Any]]:
    """Planned changes whose day has come, in their order, held still."""
    asked = select(provider_plan).where(
        provider_plan.c.state == PlanState.WAITING, provider_plan.c.effective_on <= day
    )
    return list(
        connection.execute(asked.order_by(provider_plan.c.effective_on, provider_plan.c.id).with_for_update())
    )


def settle_plan(connection: Connection, plan_id: int, state: PlanState) -> bool:
    """Move a waiting plan on; False where somebody else did."""
    moved = connection.execute(
        update(provider_plan)
        .where(provider_plan.c.id == plan_id, provider_plan.c.state == PlanState.WAITING)
        .values(state=state)
    )
    return moved.rowcount == 1


_DUE = select(provider_plan.c.id).where(provider_plan.c.state == PlanState.WAITING)


def entry(
    provider_id: int,
    act: ProviderAct,
    at: datetime,
    staff_id: int,
    version: int,
    changes: Sequence[FieldChange] = (),
    reason: str = "",
    effective_on: date | None = None,
) -> dict[str, Any]:
    """An entry for :func:`remember`."""
    return {
        "provider_id": provider_id,
        "act": act,
        "at": at,
        "staff_id": staff_id,
        "version": version,
        "changes": changes,
        "reason": reason,
        "effective_on": effective_on,
    }


def waiting_plan(connection: Connection, plan_id: int) -> Row[Any] | None:
    """A plan that still waits for its day."""
    return connection.execute(
        select(provider_plan).where(provider_plan.c.id == plan_id, provider_plan.c.state == PlanState.WAITING)
    ).first()
