"""Network providers (DOMAIN 9)."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, func, or_, select

from consoleapp.store.tables import provider, provider_network


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


def _on(day: date) -> Select[Any]:
    """Providers with whether they belong to a network on a day."""
    effective = and_(
        or_(provider.c.effective_from.is_(None), provider.c.effective_from <= day),
        or_(provider.c.effective_to.is_(None), provider.c.effective_to >= day),
    )
    listed = exists().where(provider_network.c.provider_id == provider.c.id)
    return select(
        provider.c.provider_no,
        provider.c.name_en,
        provider.c.name_zh,
        provider.c.specialty,
        case((and_(effective, listed), 1), else_=0).label("in_network"),
    ).order_by(provider.c.name_en, provider.c.id)


def _is(text: str) -> ColumnElement[bool]:
    return or_(
        provider.c.provider_no == text.upper(),
        func.lower(provider.c.name_en) == text.lower(),
        provider.c.name_zh == text,
    )


def exactly(connection: Connection, text: str, day: date) -> list[Row[Any]]:
    """Providers of this number or whole name, with ``in_network`` on ``day``."""
    return list(connection.execute(_on(day).where(_is(text)))) if text else []


def named(connection: Connection, text: str, day: date, most: int) -> list[Row[Any]]:
    """Those of this number or whole name; else those whose name holds every word of ``text``."""
    found = exactly(connection, text, day)
    words = text.lower().split()
    if found or not words:
        return found
    holds = (
        or_(
            func.lower(provider.c.name_en).contains(word, autoescape=True),
            provider.c.name_zh.contains(word, autoescape=True),
        )
        for word in words
    )
    return list(connection.execute(_on(day).where(*holds).limit(most)))
