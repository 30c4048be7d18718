"""The directory: what may be asked of providers, and rows of those found (DOMAIN 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.engine import by_bytes
from consoleapp.store.tables import network, provider, provider_network


@dataclass(frozen=True, slots=True)
class Wanted:
    """What providers must meet. Values of one filter are alternatives; empty or None asks nothing."""

    specialties: tuple[str, ...] = ()
    """Every spelling of the specialties, in small letters; districts likewise."""
    districts: tuple[str, ...] = ()
    kinds: tuple[ProviderKind, ...] = ()
    areas: tuple[Area, ...] = ()
    networks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """In small letters."""
    direct_billing: bool = False
    walk_in: bool = False
    sectors: tuple[bool, ...] = ()
    """True for public."""
    words: tuple[str, ...] = ()
    """Folded; all of them stand in the names, numbers or addresses."""
    places: tuple[str, ...] = ()
    """Folded; who has one of them in the address comes first."""
    stale_before: date | None = None
    """Only who was not verified on that day or later."""
    disputed: bool = False


def network_codes(connection: Connection) -> list[str]:
    """Every network."""
    return list(connection.scalars(select(network.c.code).order_by(network.c.code)))


def rows(connection: Connection, provider_ids: Sequence[int]) -> list[Row[Any]]:
    """These providers, in this order."""
    asked = select(provider).where(provider.c.id.in_(provider_ids))
    by_id = {row.id: row for row in connection.execute(asked)}
    return [by_id[one] for one in provider_ids if one in by_id]


def first_rows(connection: Connection, day: date, most: int) -> tuple[int, list[Row[Any]]]:
    """How many are there on ``day``, and the first of them by name."""
    p = provider.c
    there = and_(
        or_(p.effective_from.is_(None), p.effective_from <= day),
        or_(p.effective_to.is_(None), p.effective_to >= day),
    )
    count = connection.scalar(select(func.count()).select_from(provider).where(there))
    asked = select(provider).where(there).order_by(by_bytes(connection, p.name_en), p.id).limit(most)
    return count or 0, list(connection.execute(asked))


def all_networks(connection: Connection) -> dict[int, tuple[str, ...]]:
    """The networks of every provider that belongs to one."""
    return _by_provider(connection, None)


def networks(connection: Connection, provider_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The networks each of these belongs to."""
    return _by_provider(connection, provider_ids)


def _by_provider(connection: Connection, provider_ids: Sequence[int] | None) -> dict[int, tuple[str, ...]]:
    of: dict[int, tuple[str, ...]] = {}
    asked = (
        select(provider_network.c.provider_id, network.c.code)
        .join(network, network.c.id == provider_network.c.network_id)
        .order_by(network.c.code)
    )
    if provider_ids is not None:
        asked = asked.where(provider_network.c.provider_id.in_(provider_ids))
    for provider_id, code in connection.execute(asked):
        of[provider_id] = (*of.get(provider_id, ()), code)
    return of
