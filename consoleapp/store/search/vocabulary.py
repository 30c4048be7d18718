"""The words of all names, held in memory: what a typed word may stand for, and how common each is.

The table ``search_word`` holds each word with the number of members that have it. Two rows are no words:
``VERSION`` holds another random number whenever words were added, so that one look-up by key tells whether
what is held in memory is stale (a count would repeat itself after a rollback); ``MEMBERS`` holds the number
of members. Counts are made by a rebuild and only steer the order of work, so they may lag behind.
"""

import heapq
import secrets
import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select

from consoleapp.reference.characters import family
from consoleapp.rules.sounds import one_letter_off, query_keys, sound_key
from consoleapp.store.search.keys import COMPANY_WORD, PROVIDER_WORD, alike
from consoleapp.store.tables import search_word

VERSION, MEMBERS = "", "!"


class Cost(IntEnum):
    """How far a word is from what was typed; the sum decides which words are tried first."""

    SAME = 0
    PREFIX = 1
    SOUND = 2
    FAMILY = 3
    TYPO = 4


@dataclass(frozen=True, slots=True)
class Words:
    """One set of words with their counts, in order and by sound."""

    count: Mapping[str, int]
    ordered: list[str]
    by_sound: Mapping[str, list[str]]
    asked: dict[tuple[str, bool], dict[str, Cost]] = field(default_factory=dict)
    """What was asked lately: most of what is typed stays while the last word grows."""

    @classmethod
    def of(cls, count: Mapping[str, int]) -> "Words":
        by_sound: dict[str, list[str]] = {}
        for word in count:
            by_sound.setdefault(_sound(word), []).append(word)
        return cls(count, sorted(count), by_sound)

    def has_start(self, start: str) -> bool:
        """Is it a word, or the start of one?"""
        place = bisect_left(self.ordered, start)
        return place < len(self.ordered) and self.ordered[place].startswith(start)

    def starting(self, start: str, most: int) -> list[str]:
        """The commonest words that start with ``start``, the word itself first."""
        low = bisect_left(self.ordered, start)
        high = bisect_left(self.ordered, start + "\U0010ffff")
        found = self.ordered[low:high]
        if len(found) > most:
            best = heapq.nlargest(most, found, key=self.count.__getitem__)
            found = best if start not in self.count or start in best else [start, *best[:-1]]
        return sorted(found, key=lambda word: (word != start, -self.count[word]))

    def meant(self, typed: str, *, prefix: bool) -> dict[str, Cost]:
        """What ``typed`` may stand for, nearest first: itself, its start, its sound, its family, a slip."""
        known = self.asked.get((typed, prefix))
        if known is None:
            if len(self.asked) >= 500:
                self.asked.clear()
            known = self.asked[typed, prefix] = self._meant(typed, prefix)
        return known

    def _meant(self, typed: str, prefix: bool) -> dict[str, Cost]:
        found: dict[str, Cost] = {}
        if typed in self.count:
            found[typed] = Cost.SAME
        if prefix:
            found |= {word: Cost.PREFIX for word in self.starting(typed, 6) if word not in found}
        near: dict[str, Cost] = {}
        for key in query_keys(typed):
            for other in self.by_sound.get(key, ()):
                if alike(typed, other):
                    near.setdefault(other, Cost.SOUND)
        for other in family(typed):
            if other in self.count:
                near.setdefault(other, Cost.FAMILY)
        if len(typed) > 1:
            for other in one_letter_off(typed, self.count):
                near.setdefault(other, Cost.TYPO)
        for other in sorted(near, key=lambda word: (near[word], -self.count[word]))[:40]:
            found.setdefault(other, near[other])
        return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word in use: of members, of companies, of providers."""

    version: int
    members: int
    names: Words
    companies: Words
    providers: Words


@dataclass(slots=True)
class _Held:
    lock: threading.Lock = field(default_factory=threading.Lock)
    vocabulary: Vocabulary | None = None


_held: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()
_sounds: dict[str, str] = {}


def _sound(word: str) -> str:
    """The sound key of a word, worked out once a process: a reload looks at new words only."""
    key = _sounds.get(word)
    if key is None:
        key = _sounds[word] = sound_key(word)
    return key


def vocabulary(connection: Connection) -> Vocabulary:
    """The words in use now; read again only when a word was added since."""
    held = _held.setdefault(connection.engine, _Held())
    version = connection.execute(_VERSION).scalar() or 0
    known = held.vocabulary
    if known is not None and known.version == version:
        return known
    with held.lock:
        held.vocabulary = known = _read(connection, version)
    return known


_VERSION = select(search_word.c.n).where(search_word.c.word == VERSION)


def _read(connection: Connection, version: int) -> Vocabulary:
    names: dict[str, int] = {}
    companies: dict[str, int] = {}
    providers: dict[str, int] = {}
    members = 0
    for word, n in connection.execute(select(search_word.c.word, search_word.c.n)):
        if word == VERSION:
            continue
        if word == MEMBERS:
            members = n
        elif word[0] == COMPANY_WORD:
            companies[word[1:]] = n
        elif word[0] == PROVIDER_WORD:
            providers[word[1:]] = n
        else:
            names[word] = n
    return Vocabulary(version, members, Words.of(names), Words.of(companies), Words.of(providers))


def add_words(connection: Connection, words: Iterable[str]) -> None:
    """Make new words known. Counts of known words stay, so that desks that save at once do not wait."""
    wanted = sorted(set(words))
    known: set[str] = set()
    for start in range(0, len(wanted), 500):
        part = search_word.c.word.in_(wanted[start : start + 500])
        known.update(connection.execute(select(search_word.c.word).where(part)).scalars())
    new = [word for word in wanted if word not in known]
    if new:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        insert = f"INSERT INTO search_word (word, n) VALUES ({mark}, {mark}) ON CONFLICT (word) DO "
        connection.exec_driver_sql(insert + "NOTHING", [(word, 1) for word in new])
        connection.exec_driver_sql(insert + "UPDATE SET n = excluded.n", [(VERSION, new_version())])


def new_version() -> int:
    """A number that no earlier state of the words had."""
    return secrets.randbelow(2**31 - 1) + 1
