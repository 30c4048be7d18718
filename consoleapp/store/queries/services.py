"""Requests of members and their steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from consoleapp.rules.services import LIVE, ServiceState, WaitsFor
from consoleapp.store.tables import member, policy, service_note, service_request, service_step, staff

_opener = staff.alias("opener")

_REQUEST = select(
    service_request,
    member.c.policy_id,
    member.c.cert_no,
    member.c.suffix,
    member.c.relation,
    member.c.birth_date,
    member.c.name_en,
    member.c.name_zh,
    policy.c.policy_no,
    policy.c.holder_id,
    policy.c.broker_id,
    policy.c.currency,
    _opener.c.name.label("opened_by_name"),
    staff.c.name.label("staff_name"),
    staff.c.role.label("staff_role"),
).select_from(
    service_request.join(member, member.c.id == service_request.c.member_id)
    .join(policy, policy.c.id == member.c.policy_id)
    .join(_opener, _opener.c.id == service_request.c.opened_by)
    .outerjoin(staff, staff.c.id == service_request.c.staff_id)
)


def one(connection: Connection, request_id: int) -> Row[Any] | None:
    """A request with its member, who opened it and who has it in hand."""
    return connection.execute(_REQUEST.where(service_request.c.id == request_id)).first()


def of_member(connection: Connection, member_id: int, limit: int) -> list[Row[Any]]:
    """The requests of a member, those that are not over first, then the newest."""
    query = _REQUEST.where(service_request.c.member_id == member_id)
    order = (service_request.c.ended_at.is_not(None), service_request.c.id.desc())
    return list(connection.execute(query.order_by(*order).limit(limit)))


def live(connection: Connection, limit: int, staff_id: int | None = None) -> list[Row[Any]]:
    """What is not over, due first; with ``staff_id`` only what they have in hand."""
    query = _REQUEST.where(service_request.c.state.in_(LIVE))
    if staff_id is not None:
        query = query.where(service_request.c.staff_id == staff_id)
    order = (service_request.c.due_on, service_request.c.id)
    return list(connection.execute(query.order_by(*order).limit(limit)))


def steps(connection: Connection, request_id: int) -> list[Row[Any]]:
    """Every step of a request, the first one first."""
    query = _step().where(service_step.c.request_id == request_id).order_by(service_step.c.id)
    return list(connection.execute(query))


def _step() -> Select[Any]:
    return (
        select(
            service_step,
            func.coalesce(service_note.c.note, "").label("note"),
            staff.c.name.label("staff_name"),
        )
        .join(staff, staff.c.id == service_step.c.staff_id)
        .outerjoin(service_note, service_note.c.step_id == service_step.c.id)
    )


def steps_of_member(connection: Connection, member_id: int, limit: int) -> list[Row[Any]]:
    """The steps of all requests of a member, newest first."""
    query = (
        _step()
        .add_columns(service_request.c.kind)
        .join(service_request, service_request.c.id == service_step.c.request_id)
        .where(service_request.c.member_id == member_id)
        .order_by(service_step.c.id.desc())
        .limit(limit)
    )
    return list(connection.execute(query))


def add(connection: Connection, **values: object) -> int:
    """A new request; returns its id."""
    number: int = connection.execute(
        insert(service_request).values(**values).returning(service_request.c.id)
    ).scalar_one()
    return number


def add_step(
    connection: Connection,
    request_id: int,
    old: ServiceState | None,
    new: ServiceState,
    waits_for: WaitsFor | None,
    at: datetime,
    staff_id: int,
    note: str,
) -> None:
    """One step more, with what was noted."""
    step_id: int = connection.execute(
        insert(service_step)
        .values(
            request_id=request_id,
            from_state=old,
            to_state=new,
            waits_for=waits_for,
            at=at,
            staff_id=staff_id,
        )
        .returning(service_step.c.id)
    ).scalar_one()
    if note:
        connection.execute(insert(service_note).values(step_id=step_id, note=note))


def edit(connection: Connection, row: Row[Any], **changes: object) -> bool:
    """Change a request as it was read; False where somebody was faster."""
    changed = connection.execute(
        update(service_request)
        .where(service_request.c.id == row.id, service_request.c.version == row.version)
        .values(**changes, version=row.version + 1)
    )
    return changed.rowcount == 1
