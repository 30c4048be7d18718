"""Requests for a second person, with who asked and who decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from consoleapp.rules.approvals import ApprovalKind, Decision
from consoleapp.store.tables import approval, audit_entry, staff

_requester = staff.alias("requester")
_decider = staff.alias("decider")


def _rows() -> Select[Any]:
    return select(
        approval,
        _requester.c.name.label("requested_by_name"),
        _decider.c.name.label("decided_by_name"),
    ).select_from(
        approval.join(_requester, _requester.c.id == approval.c.requested_by).outerjoin(
            _decider, _decider.c.id == approval.c.decided_by
        )
    )


def one(connection: Connection, approval_id: int) -> Row[Any] | None:
    """One request."""
    return connection.execute(_rows().where(approval.c.id == approval_id)).first()


def waiting(connection: Connection, since: datetime, limit: int) -> list[Row[Any]]:
    """Requests nobody decided yet, asked after ``since``, oldest first."""
    query = _rows().where(approval.c.decision.is_(None), approval.c.requested_at >= since)
    return list(connection.execute(query.order_by(approval.c.requested_at, approval.c.id).limit(limit)))


def of_requester(connection: Connection, staff_id: int, limit: int) -> list[Row[Any]]:
    """What one person asked for, newest first."""
    query = _rows().where(approval.c.requested_by == staff_id)
    newest = query.order_by(approval.c.requested_at.desc(), approval.c.id.desc())
    return list(connection.execute(newest.limit(limit)))


def unused(
    connection: Connection,
    staff_id: int,
    kind: ApprovalKind,
    payload_hash: str,
    decision: Decision | None,
    since: datetime,
) -> Row[Any] | None:
    """The newest request of this person for this very content, decided so (or waiting) since then."""
    counted_from = approval.c.requested_at if decision is None else approval.c.decided_at
    stands = approval.c.decision.is_(None) if decision is None else approval.c.decision == decision
    query = _rows().where(
        approval.c.requested_by == staff_id,
        approval.c.kind == kind,
        approval.c.payload_hash == payload_hash,
        approval.c.used_at.is_(None),
        counted_from >= since,
        stands,
    )
    return connection.execute(query.order_by(approval.c.id.desc()).limit(1)).first()


def edit(connection: Connection, row: Row[Any], **changes: object) -> bool:
    """Change one row as it was read; False when somebody was faster."""
    edited = connection.execute(
        update(approval)
        .where(approval.c.id == row.id, approval.c.version == row.version)
        .values(**changes, version=row.version + 1)
    )
    return edited.rowcount == 1


HANDED_OUT = ("staff.added", "staff.password_reset", "staff.factor_removed", "staff.enabled")
"""Acts after which whoever did them may know how to sign in as somebody else."""


def handed_out_by(connection: Connection, staff_id: int, adder: int, since: datetime) -> bool:
    """Whether ``adder`` made or opened the account ``staff_id`` after ``since``, by the audit trail."""
    asked = select(func.count()).where(
        audit_entry.c.subject == f"staff:{staff_id}",
        audit_entry.c.event.in_(HANDED_OUT),
        audit_entry.c.staff_id == adder,
        audit_entry.c.at >= since,
    )
    return bool(connection.execute(asked).scalar_one())
