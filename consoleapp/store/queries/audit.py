"""Entries of the audit trail by what they are about."""

from typing import Any

from sqlalchemy import Connection, Row, select

from consoleapp.store.tables import audit_entry


def newest_of(connection: Connection, subject: str) -> Row[Any] | None:
    """The last entry about ``subject``."""
    query = select(audit_entry).where(audit_entry.c.subject == subject)
    return connection.execute(query.order_by(audit_entry.c.seq.desc()).limit(1)).first()
