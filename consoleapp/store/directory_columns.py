"""The directory held in memory: who meets what is asked, without a statement for it (SPEED 1).

What was read whole (``directory_base.py``) stays as it is. Entries that somebody added or changed since are
held beside it and stand, in every set, behind those that were read. Which they are is told by the count and
the sum of versions of each bundle of ids. A search never answers from a state of the book that is gone.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from heapq import merge
from itertools import islice
from operator import methodcaller
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Connection, Pool, Row, bindparam, func, literal, select

from consoleapp.store import directory_base
from consoleapp.store.directory_base import ASKED, Base, Held, Stretches, Texts, bits, held, places, texts
from consoleapp.store.directory_state import STAMP, DirectoryState, Known, stamp, state
from consoleapp.store.queries import directory as queries
from consoleapp.store.queries.directory import Wanted
from consoleapp.store.tables import provider

MOST_ROWS = 400
BUNDLE = 256
MOST_BUNDLES = 8
MOST_CHANGED = 200
"""Bundles and entries that changed since: more of them, and all is read again."""

Meets = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that was added or changed since all was read, with its words."""

    entry: Held
    texts: Texts

    def holds(self, word: str) -> bool:
        if not word.isascii():
            return word in self.texts.chinese
        begins = any(start.startswith(word) for start in self.texts.beginnings)
        return begins or (any(map(str.isdigit, word)) and word in self.texts.numbers)


@dataclass(frozen=True, slots=True)
class Columns:
    """Every provider in one state of the book. In a set, ``changed`` stand behind all of ``base``."""

    stamp: str
    base: Base
    bundles: Mapping[int, str]
    changed: Sequence[Changed] = ()
    """By name."""
    gone: int = 0
    """Places of ``base`` that ``changed`` holds anew."""
    read: dict[int, Row[Any]] = field(default_factory=dict)
    """Whole rows that were shown."""
    shown: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """What was made of them for a list, by keys that begin with the id."""

    def matching(
        self, asked: DirectoryState, wanted: Sequence[Wanted], day: date, *, closed: bool = False
    ) -> int:
        """All who are there on ``day`` and meet every one of ``wanted``; ``closed``: also who left."""
        found = self._everybody() if closed else self._there_on(day)
        for one in wanted:
            for some in self._conditions(asked, one):
                found &= some
        return found

    def near(self, named: Sequence[str], found: int) -> int:
        """Those of ``found`` whose address holds one of the places."""
        near, size, parts = 0, len(self.base.ids), [one.encode() for one in named]
        for at in places(found) if named else ():
            if at < size:
                holds = any(self.base.addresses.hold(at, part) for part in parts)
            else:
                holds = any(one in self.changed[at - size].texts.address for one in named)
            near |= holds << at
        return near

    def open_at(self, day: date, minute: int | None, read: Callable[[str], Stretches]) -> int:
        """Who is open at ``minute`` of ``day``, or at any time of it; ``read`` says it of their hours."""

        def is_open(stretch: tuple[int, int]) -> bool:
            return minute is None or stretch[0] <= minute < stretch[1]

        found = 0
        for stretch, who in self.base.open_on(day, read).items():
            if is_open(stretch):
                found |= who
        return self._and_changed(found, lambda one: any(map(is_open, read(one.entry.opening_hours))))

    def first(self, found: int, most: int) -> list[tuple[int, tuple[str, ...]]]:
        """The ids of the first of a set, by name, with their networks."""
        base, size = self.base, len(self.base.ids)
        read = ((base.names[at], base.ids[at], base.networks[at]) for at in places(found & ((1 << size) - 1)))
        changed = (self.changed[at].entry for at in places(found >> size))
        beside = ((one.name_en, one.id, one.networks) for one in changed)
        return [(its, networks) for _name, its, networks in islice(merge(read, beside), most)]

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[Row[Any]]:
        """These providers whole, in this order; read once."""
        if len(self.read) > MOST_ROWS:
            self.read.clear()
            self.shown.clear()
        known = {one: self.read[one] for one in ids if one in self.read}
        if missing := [one for one in ids if one not in known]:
            known |= {row.id: row for row in queries.rows(connection, missing)}
            self.read.update(known)
        return [known[one] for one in ids]

    def _conditions(self, asked: DirectoryState, wanted: Wanted) -> Iterable[int]:
        for name, values in (
            ("kind", wanted.kinds),
            ("area", wanted.areas),
            ("public", wanted.sectors),
            ("specialty", wanted.specialties),
            ("district", wanted.districts),
            ("direct_billing", (True,) if wanted.direct_billing else ()),
            ("appointment_needed", (False,) if wanted.walk_in else ()),
        ):
            if values:
                yield self._where(name, values, frozenset(values).__contains__)
        for name, parts in (("languages", wanted.languages), ("networks", wanted.networks)):
            if parts:
                yield self._where(name, parts, partial(_any_in, parts))
        if fresh := wanted.stale_before:
            yield self._where("verified_on", fresh, lambda day: day is None or day < fresh)
        if wanted.disputed:
            read = bits([one in asked.disputed for one in self.base.ids])
            yield self._and_changed(read, lambda one: one.entry.id in asked.disputed)
        for word in wanted.words:
            yield self._and_changed(self.base.holding(word), methodcaller("holds", word))

    def _there_on(self, day: date) -> int:
        came = self._where("effective_from", day, lambda first: first is None or first <= day)
        return came & self._where("effective_to", day, lambda last: last is None or last >= day)

    def _everybody(self) -> int:
        return self._and_changed((1 << len(self.base.ids)) - 1, lambda _one: True)

    def _where(self, column: str, key: Hashable, meets: Meets) -> int:
        found = self.base.where(column, key, meets)
        return self._and_changed(found, lambda one: meets(getattr(one.entry, column)))

    def _and_changed(self, read: int, meets: Callable[[Changed], bool]) -> int:
        """A set of ``base`` as it is now."""
        if not self.changed:
            return read
        return (read & ~self.gone) | bits(map(meets, self.changed)) << len(self.base.ids)


def _any_in(parts: Sequence[str], value: Collection[str]) -> bool:
    return any(part in value for part in parts)


@dataclass(slots=True)
class _Keeper:
    lock: threading.Lock = field(default_factory=threading.Lock)
    known: Known = field(default_factory=Known)
    columns: Columns | None = None


_kept: WeakKeyDictionary[Pool, _Keeper] = WeakKeyDictionary()
"""By pool: a book that is closed and opened again is read anew."""

_NUMBERS = select(literal(0).label("number")).cte("bundle", recursive=True)
_NUMBERS = _NUMBERS.union_all(
    select(_NUMBERS.c.number + 1).where(_NUMBERS.c.number < bindparam("last", type_=BigInteger()))
)
_WITHIN = provider.c.id.between(_NUMBERS.c.number * BUNDLE, _NUMBERS.c.number * BUNDLE + BUNDLE - 1)
_BUNDLES = select(
    _NUMBERS.c.number, select(STAMP).select_from(provider).where(_WITHIN).scalar_subquery().label("stamp")
)
"""Bundle by bundle, so that the index is read along once; grouped, each engine would sort first."""


def _keeper(connection: Connection) -> _Keeper:
    return _kept.setdefault(connection.engine.pool, _Keeper())


def standing(connection: Connection, day: date) -> DirectoryState:
    """How the directory stands in this transaction."""
    keeper = _keeper(connection)
    found = state(connection, day, keeper.known)
    keeper.known = found.known
    return found


def at_hand(connection: Connection) -> bool:
    """Whether the directory was read already, in whatever state."""
    return _keeper(connection).columns is not None


def columns(connection: Connection, asked: DirectoryState) -> Columns:
    """The directory as this transaction sees it, which found it in the state ``asked``."""
    keeper = _keeper(connection)
    held_already = keeper.columns
    if held_already is not None and held_already.stamp == asked.known.stamp:
        return held_already
    with keeper.lock:
        now = keeper.columns
        if now is None or now.stamp != asked.known.stamp:
            now = (now and _brought_up(connection, asked, now)) or _read(connection, asked)
            keeper.columns = now
    return now


def _read(connection: Connection, asked: DirectoryState) -> Columns:
    base = directory_base.read(connection)
    added: dict[int, list[int]] = {}
    for its, version in zip(base.ids, base.versions, strict=True):
        added.setdefault(its // BUNDLE, []).append(version)
    bundles = {its: stamp(len(versions), sum(versions)) for its, versions in added.items()}
    return Columns(asked.known.stamp, base, bundles)


def _brought_up(connection: Connection, asked: DirectoryState, was: Columns) -> Columns | None:
    """What was held with what changed since; None where that is too much."""
    last = (connection.scalar(select(func.max(provider.c.id))) or 0) // BUNDLE
    found = {row.number: row.stamp for row in connection.execute(_BUNDLES, {"last": last})}
    bundles = {its: one for its, one in found.items() if one != stamp(0, 0)}
    differ = [its for its, one in bundles.items() if was.bundles.get(its) != one]
    if len(differ) > MOST_BUNDLES:
        return None
    seen = dict(_versions(connection, differ))
    changed = {
        one.entry.id: one
        for one in was.changed
        if one.entry.id // BUNDLE not in differ or one.entry.id in seen
    }
    places_of = {its: at for at, its in enumerate(was.base.ids) if its in seen}
    known = {its: was.base.versions[at] for its, at in places_of.items()}
    known |= {its: one.entry.version for its, one in changed.items()}
    new = [its for its, version in seen.items() if known.get(its) != version]
    if len(new) + len(changed) > MOST_CHANGED:
        return None
    networks = queries.networks(connection, new)
    for row in connection.execute(ASKED.where(provider.c.id.in_(new))):
        entry = held(row, networks)
        changed[entry.id] = Changed(entry, texts(entry))
    gone = was.gone
    for its in new:
        if its in places_of:
            gone |= 1 << places_of[its]
    in_order = sorted(changed.values(), key=lambda one: (one.entry.name_en, one.entry.id))
    touched = set(new)
    return Columns(
        asked.known.stamp,
        was.base,
        bundles,
        in_order,
        gone,
        {its: row for its, row in was.read.items() if its not in touched},
        {key: one for key, one in was.shown.items() if key[0] not in touched},
    )


def _versions(connection: Connection, bundles: Iterable[int]) -> Iterator[tuple[int, int]]:
    its = provider.c.id
    for bundle in bundles:
        among = select(its, provider.c.version).where(its >= bundle * BUNDLE, its < (bundle + 1) * BUNDLE)
        for row in connection.execute(among):
            yield row.id, row.version
