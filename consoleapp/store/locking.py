"""Letting one writer at a time past a point, on both engines."""

from sqlalchemy import Connection, text


def lock_for_writing(connection: Connection, name: str) -> None:
    """Let one writer at a time past this point until its transaction ends.

    SQLite has one writer anyway (BEGIN IMMEDIATE); on PostgreSQL this takes an advisory lock. Take it last.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"consoleapp.{name}"}
        )


def try_lock(connection: Connection, name: str) -> bool:
    """Whether nobody else holds the lock ``name``; it is then held until the transaction ends.

    On SQLite a writing transaction is alone anyway.
    """
    if connection.dialect.name != "postgresql":
        return True
    asked = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))")
    return bool(connection.execute(asked, {"name": f"consoleapp.{name}"}).scalar())
