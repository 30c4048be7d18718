"""What happened around a member, from each place it is recorded; bounded, newest first."""

from typing import Any

from sqlalchemy import Connection, Row, select

from consoleapp.store.tables import audit_entry, claim, claim_move, staff


def acts(connection: Connection, subjects: list[str], limit: int) -> list[Row[Any]]:
    """Audit entries about these subjects (``member:12``, ``account:3``) with who did it."""
    return list(
        connection.execute(
            select(audit_entry.c.at, audit_entry.c.event, staff.c.name.label("staff_name"))
            .select_from(audit_entry.outerjoin(staff, staff.c.id == audit_entry.c.staff_id))
            .where(audit_entry.c.subject.in_(subjects))
            .order_by(audit_entry.c.seq.desc())
            .limit(limit)
        )
    )


def claim_moves(connection: Connection, member_id: int, limit: int) -> list[Row[Any]]:
    """Moves of the status of a member's claims."""
    return list(
        connection.execute(
            select(claim.c.claim_no, claim_move.c.to_status, claim_move.c.moved_on, claim_move.c.source)
            .join_from(claim_move, claim, claim.c.id == claim_move.c.claim_id)
            .where(claim.c.member_id == member_id)
            .order_by(claim_move.c.moved_on.desc(), claim_move.c.id.desc())
            .limit(limit)
        )
    )
