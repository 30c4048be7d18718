"""Which schema this program was written for. Kept apart from Alembic, which loads only when it migrates."""

from sqlalchemy import Connection, inspect, text

HEAD = "0020"
"""The newest revision in ``migrations/versions``; a test holds the two together."""


def recorded_revision(connection: Connection) -> str | None:
    """The revision the database says it has, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision
