"""The directory: providers that meet filters, in the order the caller wants them (DOMAIN 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, exists, func, literal, or_, select

from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.queries import upkeep
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


def matches(
    connection: Connection, wanted: Sequence[Wanted], day: date, *, closed: bool = False
) -> Sequence[Row[Any]]:
    """All providers of ``day`` that meet every one of ``wanted``, by name: ``id``, ``opening_hours``, ``far``
    (0 where the address holds a place that was named). ``closed``: also who is not there on that day.
    """
    far: ColumnElement[int] = literal(0)
    if places := [place for one in wanted for place in one.places]:
        near = or_(*(provider.c.address_words.contains(place, autoescape=True) for place in places))
        far = case((near, 0), else_=1)
    conditions = [] if closed else _there_on(day)
    for one in wanted:
        conditions += _conditions(one)
    asked = select(provider.c.id, provider.c.opening_hours, far.label("far"))
    return connection.execute(asked.where(*conditions).order_by(provider.c.name_en, provider.c.id)).all()


def rows(connection: Connection, provider_ids: Sequence[int]) -> list[Row[Any]]:
    """These providers, in this order, with whether they are ``disputed``."""
    asked = select(provider, upkeep.is_disputed().label("disputed")).where(provider.c.id.in_(provider_ids))
    by_id = {row.id: row for row in connection.execute(asked)}
    return [by_id[one] for one in provider_ids if one in by_id]


def _there_on(day: date) -> list[ColumnElement[bool]]:
    it = provider.c
    return [
        or_(it.effective_from.is_(None), it.effective_from <= day),
        or_(it.effective_to.is_(None), it.effective_to >= day),
    ]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    it = provider.c
    conditions: list[ColumnElement[bool]] = []
    for column, values in (
        (it.kind, wanted.kinds),
        (it.area, wanted.areas),
        (it.public, wanted.sectors),
        (func.lower(it.specialty), wanted.specialties),
        (func.lower(it.district), wanted.districts),
    ):
        if values:
            conditions.append(column.in_(values))
    if wanted.direct_billing:
        conditions.append(it.direct_billing.is_(True))
    if wanted.walk_in:
        conditions.append(it.appointment_needed.is_(False))
    if wanted.languages:
        spoken = func.lower(it.languages)
        conditions.append(or_(*(spoken.contains(one, autoescape=True) for one in wanted.languages)))
    if wanted.networks:
        named = select(network.c.id).where(network.c.code.in_(wanted.networks))
        member = exists().where(
            provider_network.c.provider_id == it.id, provider_network.c.network_id.in_(named)
        )
        conditions.append(member)
    if wanted.stale_before is not None:
        conditions.append(upkeep.stale_before(wanted.stale_before))
    if wanted.disputed:
        conditions.append(upkeep.is_disputed())
    conditions += [
        or_(it.name_words.contains(word, autoescape=True), it.address_words.contains(word, autoescape=True))
        for word in wanted.words
    ]
    return conditions


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
