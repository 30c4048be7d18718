"""Network providers (DOMAIN 9)."""

from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from consoleapp.store.tables import provider


def by_name(connection: Connection, name: str) -> list[Row[Any]]:
    """Providers of exactly this name, in English or Chinese."""
    if not name:
        return []
    return list(
        connection.execute(
            select(provider.c.provider_no, provider.c.phones)
            .where(or_(func.lower(provider.c.name_en) == name.lower(), provider.c.name_zh == name))
            .order_by(provider.c.id)
        )
    )
