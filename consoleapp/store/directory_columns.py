"""The directory held in memory, by columns: who meets what is asked, without a statement a key (SPEED 1).

A set of providers is one whole number with a bit for each, in the order of names, so that filters are put
together by ``&`` and ``|``. A provider is never removed and its version only rises, so that the count and the
sum of versions tell whether anything was committed since, and the same of each bundle of ids which entries to
read again. Callers' reports are no part of a record: who is disputed is asked at every key.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool, Row, func, select

from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.queries import directory as queries
from consoleapp.store.queries import upkeep
from consoleapp.store.queries.directory import Wanted
from consoleapp.store.tables import provider

MOST_MASKS = 400
"""So many sets are remembered; each takes a bit for every provider."""
MOST_ROWS = 2_000
BUNDLE = 256
MOST_BUNDLES = 8
"""So many ids are looked at together when something changed."""
_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


class Held(NamedTuple):
    """What is held of a provider."""

    name_en: str
    id: int
    version: int
    kind: ProviderKind
    area: Area | None
    public: bool | None
    specialty: str
    """In small letters; districts and languages likewise."""
    district: str
    direct_billing: bool | None
    appointment_needed: bool | None
    languages: str
    effective_from: date | None
    effective_to: date | None
    verified_on: date | None
    opening_hours: str
    address_words: str
    words: str
    """All that words are looked for in; a line end parts them, which no word holds."""
    networks: tuple[str, ...]


class Bundle(NamedTuple):
    """Neighbours by id, and what tells whether one of them changed."""

    stamp: tuple[int, int]
    entries: tuple[Held, ...]


Meets = Callable[[Held], bool]


@dataclass(frozen=True, slots=True)
class Columns:
    """Every provider, by name, in one state of the book."""

    stamp: tuple[int, int]
    entries: Sequence[Held]
    bundles: Mapping[int, Bundle]
    masks: dict[Hashable, tuple[int, Meets]] = field(default_factory=dict)
    """Sets that were asked for, with what puts a provider into them."""
    read: dict[int, Row[Any]] = field(default_factory=dict)
    """Whole rows that were shown, in this state of the book."""

    def matching(
        self, connection: Connection, wanted: Sequence[Wanted], day: date, *, closed: bool = False
    ) -> int:
        """All who are there on ``day`` and meet every one of ``wanted``; ``closed``: also who left."""
        found = self._everybody() if closed else self._there_on(day)
        for one in wanted:
            for mask in self._conditions(connection, one):
                found &= mask
        return found

    def near(self, places: Sequence[str], found: int) -> int:
        """Those of ``found`` whose address holds one of the places."""
        near = 0
        for at in self._places(found) if places else ():
            address = self.entries[at].address_words
            if any(place in address for place in places):
                near |= 1 << at
        return near

    def _places(self, found: int) -> Iterator[int]:
        flags = bin(found)[:1:-1]
        at = flags.find("1")
        while at >= 0:
            yield at
            at = flags.find("1", at + 1)

    def open_at(self, day: date, minute: int | None, is_open: Callable[[str], bool]) -> int:
        """Whose hours, told by ``is_open``, are open at ``minute`` of ``day``, or at any time of it."""

        known: dict[str, bool] = {}

        def meets(one: Held) -> bool:
            hours = one.opening_hours
            if hours not in known:
                known[hours] = is_open(hours)
            return known[hours]

        return self._where(("open", day, minute), meets)

    def first(self, found: int, most: int) -> list[Held]:
        """The first of a set, by name."""
        return [self.entries[at] for at in islice(self._places(found), most)]

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[Row[Any]]:
        """These providers whole, in this order; read once."""
        if len(self.read) > MOST_ROWS:
            self.read.clear()
        known = {one: self.read[one] for one in ids if one in self.read}
        if missing := [one for one in ids if one not in known]:
            known |= {row.id: row for row in queries.rows(connection, missing)}
            self.read.update(known)
        return [known[one] for one in ids]

    def _conditions(self, connection: Connection, wanted: Wanted) -> Iterable[int]:
        for name, values in (
            ("kind", wanted.kinds),
            ("area", wanted.areas),
            ("public", wanted.sectors),
            ("specialty", wanted.specialties),
            ("district", wanted.districts),
        ):
            if values:
                yield self._among(name, values)
        if wanted.direct_billing:
            yield self._among("direct_billing", (True,))
        if wanted.walk_in:
            yield self._among("appointment_needed", (False,))
        if spoken := wanted.languages:
            yield self._where(
                ("languages", spoken), lambda one: any(each in one.languages for each in spoken)
            )
        if named := wanted.networks:
            yield self._where(("networks", named), lambda one: any(each in one.networks for each in named))
        if fresh := wanted.stale_before:
            yield self._where(
                ("stale", fresh), lambda one: one.verified_on is None or one.verified_on < fresh
            )
        if wanted.disputed:
            disputed = upkeep.disputed(connection)
            yield _bits(one.id in disputed for one in self.entries)
        for word in wanted.words:
            yield self._holding(word)

    def _holding(self, word: str) -> int:
        """Whose texts hold a word; as it is typed only those that held it a letter shorter are looked at."""
        known = self.masks.get(("word", word))
        if known is None:
            shorter = self.masks.get(("word", word[:-1]))
            if shorter is None:
                flags = [word in one.words for one in self.entries]
            else:
                flags = [False] * len(self.entries)
                for at in self._places(shorter[0]):
                    flags[at] = word in self.entries[at].words
            known = self._remember(("word", word), _bits(flags), partial(_holds, word))
        return known[0]

    def _among(self, name: str, values: Collection[Any]) -> int:
        read, wanted = attrgetter(name), frozenset(values)
        return self._where((name, wanted), lambda one: read(one) in wanted)

    def _everybody(self) -> int:
        return (1 << len(self.entries)) - 1

    def _there_on(self, day: date) -> int:
        return self._where(
            ("there", day),
            lambda one: (
                (one.effective_from is None or one.effective_from <= day)
                and (one.effective_to is None or one.effective_to >= day)
            ),
        )

    def _where(self, key: Hashable, meets: Meets) -> int:
        known = self.masks.get(key)
        if known is None:
            known = self._remember(key, _bits([meets(one) for one in self.entries]), meets)
        return known[0]

    def _remember(self, key: Hashable, mask: int, meets: Meets) -> tuple[int, Meets]:
        if len(self.masks) >= MOST_MASKS:
            self.masks.clear()
        self.masks[key] = mask, meets
        return mask, meets


def _holds(word: str, one: Held) -> bool:
    return word in one.words


def _bits(flags: Iterable[bool]) -> int:
    return int(bytes(flags)[::-1].translate(_DIGITS) or b"0", 2)


@dataclass(slots=True)
class _Keeper:
    lock: threading.Lock = field(default_factory=threading.Lock)
    columns: Columns | None = None


_kept: WeakKeyDictionary[Pool, _Keeper] = WeakKeyDictionary()
"""By pool: a book that is closed and opened again is read anew."""

_SUM = func.coalesce(func.sum(provider.c.version), 0)
_STAMP = select(func.count(), _SUM).select_from(provider)
_BUNDLE = provider.c.id // BUNDLE
_BUNDLES = select(_BUNDLE, func.count(), _SUM).group_by(_BUNDLE)


def columns(connection: Connection) -> Columns:
    """The directory as this transaction sees it."""
    keeper = _kept.setdefault(connection.engine.pool, _Keeper())
    count, versions = connection.execute(_STAMP).one()
    stamp = (int(count), int(versions))
    known = keeper.columns
    if known is not None and known.stamp == stamp:
        return known
    with keeper.lock:
        known = keeper.columns
        if known is None or known.stamp != stamp:
            keeper.columns = known = _read(connection, stamp, known)
    return known


def _read(connection: Connection, stamp: tuple[int, int], held: Columns | None) -> Columns:
    """What is held with the bundles that changed read again; all at once where that is many of them."""
    now = {int(its): (int(count), int(versions)) for its, count, versions in connection.execute(_BUNDLES)}
    differ = [
        its for its, one in now.items() if held and (known := held.bundles.get(its)) and one != known.stamp
    ]
    if held is None or len(differ) > MOST_BUNDLES or now.keys() != held.bundles.keys():
        entries = sorted(_entries(connection, None), key=_PLACE)
        parts: dict[int, list[Held]] = {its: [] for its in now}
        for one in entries:
            parts[one.id // BUNDLE].append(one)
        return Columns(stamp, entries, {its: Bundle(now[its], tuple(part)) for its, part in parts.items()})
    entries, bundles, masks = list(held.entries), dict(held.bundles), dict(held.masks)
    for its in differ:
        were, are = set(bundles[its].entries), _entries(connection, its)
        bundles[its] = Bundle(now[its], tuple(are))
        for one in were.difference(are):
            _take_out(entries, masks, one)
        for one in set(are).difference(were):
            _put_in(entries, masks, one)
    return Columns(stamp, entries, bundles, masks)


def _take_out(entries: list[Held], masks: dict[Hashable, tuple[int, Meets]], one: Held) -> None:
    place = bisect_left(entries, _PLACE(one), key=_PLACE)
    del entries[place]
    for key, (mask, meets) in masks.items():
        masks[key] = (mask & ((1 << place) - 1)) | (mask >> (place + 1) << place), meets


def _put_in(entries: list[Held], masks: dict[Hashable, tuple[int, Meets]], one: Held) -> None:
    place = bisect_left(entries, _PLACE(one), key=_PLACE)
    entries.insert(place, one)
    for key, (mask, meets) in masks.items():
        above = mask >> place << (place + 1)
        masks[key] = (mask & ((1 << place) - 1)) | (meets(one) << place) | above, meets


_PLACE = itemgetter(0, 1)


def _entries(connection: Connection, bundle: int | None) -> list[Held]:
    """Those of a bundle of ids, or all."""
    p = provider.c
    asked = select(
        p.name_en, p.id, p.version, p.kind, p.area, p.public, p.specialty, p.district, p.direct_billing,
        p.appointment_needed, p.languages, p.effective_from, p.effective_to, p.verified_on, p.opening_hours,
        p.address_words, p.name_words,
    )  # fmt: skip
    if bundle is None:
        networks = queries.all_networks(connection)
    else:
        networks = queries.networks(connection, range(bundle * BUNDLE, (bundle + 1) * BUNDLE))
        asked = asked.where(p.id >= bundle * BUNDLE, p.id < (bundle + 1) * BUNDLE)
    return [
        Held(
            row.name_en, row.id, row.version, row.kind, row.area, row.public, row.specialty.lower(),
            row.district.lower(), row.direct_billing, row.appointment_needed, row.languages.lower(),
            row.effective_from, row.effective_to, row.verified_on, row.opening_hours, row.address_words,
            f"{row.name_words}\n{row.address_words}", networks.get(row.id, ()),
        )
        for row in connection.execute(asked)
    ]  # fmt: skip
