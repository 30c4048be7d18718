"""Every provider in one state of the book, by columns and compact: what a search looks at (SPEED 1, 10).

A set of providers is one whole number with a bit for each, in the order of names. A column keeps, for each
value that occurs, who has it. Of the texts, Latin words are kept by how they begin and Chinese by its
characters; numbers are short enough to be looked through. A word is found at the beginning of a Latin word,
anywhere in a number and anywhere in Chinese.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, select

from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.engine import by_bytes
from consoleapp.store.queries import directory as queries
from consoleapp.store.tables import provider

MOST_MASKS = 400
"""So many sets are remembered; each takes a bit for every provider."""
MOST_DAYS = 10
OFTEN = 16
"""A word that every sixteenth provider has is kept as a set, others by who has them."""
READ_AT_ONCE = 250
_DIGITS = bytes.maketrans(b"\x00\x01", b"01")
_BEGINNINGS = re.compile(r"(?<![a-z0-9])(?=([a-z0-9][!-~]*))")
"""From each Latin word or number to the next space: ``12/f`` is found by ``12``, ``12/f`` and ``f``."""


Stretches = Sequence[tuple[int, int]]
"""From when to when somebody is open on a day, in minutes."""


class Texts(NamedTuple):
    """What words are looked for in."""

    beginnings: frozenset[str]
    numbers: str
    """Names and numbers that hold a digit: the provider's number, telephones."""
    chinese: str
    address: str


class Held(NamedTuple):
    """What is held of a provider."""

    id: int
    version: int
    name_en: str
    kind: ProviderKind
    area: Area | None
    public: bool | None
    specialty: str
    """In small letters; districts and languages likewise."""
    district: str
    direct_billing: bool | None
    appointment_needed: bool | None
    languages: str
    networks: tuple[str, ...]
    effective_from: date | None
    effective_to: date | None
    verified_on: date | None
    opening_hours: str
    name_words: str
    address_words: str


_FIRST, _LAST = Held._fields.index("kind"), Held._fields.index("name_words")
COLUMNS = Held._fields[_FIRST:_LAST]
"""What is asked by value."""


def texts(one: Held) -> Texts:
    """The words of a provider as they are looked for."""
    words, numbers, chinese = _parted(one)
    beginnings = frozenset(start for word in words for start in _BEGINNINGS.findall(word))
    return Texts(beginnings, numbers, chinese, one.address_words)


def _parted(one: Held) -> tuple[list[str], str, str]:
    """Words with Latin letters or digits; numbers; Chinese."""
    named = one.name_words.split()
    words = [*named, *one.address_words.split()]
    numbers = [word for word in named if not word.isalpha() and any(map(str.isdigit, word))]
    chinese = [word for word in words if not word.isascii()]
    return (
        [word for word in words if word not in numbers],
        "\n".join(numbers),
        "\n".join(chinese),
    )


def bits(flags: Iterable[int]) -> int:
    """The set of those whose flag is up."""
    return int(bytes(flags)[::-1].translate(_DIGITS) or b"0", 2)


def places(found: int) -> Iterator[int]:
    """The members of a set, lowest first."""
    flags = bin(found)[:1:-1]
    at = flags.find("1")
    while at >= 0:
        yield at
        at = flags.find("1", at + 1)


class Lines:
    """A text for each provider, in one piece: twenty thousand small ones would take three times the room."""

    def __init__(self) -> None:
        self._written = bytearray()
        self._ends = array("I", (0,))

    def append(self, text: str) -> None:
        self._written += text.encode()
        self._ends.append(len(self._written))

    def hold(self, at: int, part: bytes) -> bool:
        """Whether the text of this place holds a part."""
        return self._written.find(part, self._ends[at], self._ends[at + 1]) >= 0


@dataclass(frozen=True, slots=True)
class Base:
    """Every provider as read, in the order of names."""

    ids: "array[int]"
    versions: "array[int]"
    names: Sequence[str]
    networks: Sequence[tuple[str, ...]]
    columns: Mapping[str, Mapping[Hashable, "array[int]"]]
    words: Sequence[str]
    """Beginnings and Chinese characters, sorted; who has each: places, or a set where many have it."""
    having: Sequence["array[int] | int"]
    numbers: Sequence[str]
    chinese: Lines
    addresses: Lines
    masks: dict[Hashable, int] = field(default_factory=dict)
    """Sets that were asked for."""
    days: dict[date, Mapping[tuple[int, int], int]] = field(default_factory=dict)

    def where(self, column: str, key: Hashable, meets: Callable[[Any], bool]) -> int:
        """Whose value of a column meets a condition that ``key`` names."""
        known = self.masks.get((column, key))
        if known is None:
            values = self.columns[column].items()
            known = self.remember((column, key), self.together(who for value, who in values if meets(value)))
        return known

    def open_on(self, day: date, read: Callable[[str], Stretches]) -> Mapping[tuple[int, int], int]:
        """Who is open on a day, by from when to when; ``read`` says it of their hours."""
        known = self.days.get(day)
        if known is None:
            by_stretch: dict[tuple[int, int], list[array[int]]] = {}
            for hours, who in self.columns["opening_hours"].items():
                for stretch in read(str(hours)):
                    by_stretch.setdefault(stretch, []).append(who)
            if len(self.days) >= MOST_DAYS:
                self.days.clear()
            self.days[day] = known = {one: self.together(who) for one, who in by_stretch.items()}
        return known

    def holding(self, word: str) -> int:
        """Whose texts hold a word."""
        known = self.masks.get(("word", word))
        if known is None:
            known = self.remember(("word", word), self._find(word))
        return known

    def _find(self, word: str) -> int:
        if not word.isascii():
            return self._in_chinese(word)
        found = self._beginning(word)
        if any(map(str.isdigit, word)):
            found |= self._in_numbers(word)
        return found

    def _beginning(self, word: str) -> int:
        first, last = bisect_left(self.words, word), bisect_left(self.words, word + "\x7f")
        return self.together(self.having[first:last])

    def _in_chinese(self, word: str) -> int:
        found = -1
        for character in {one for one in word if not one.isascii()}:
            found &= self._beginning(character)
        if len(word) == 1:
            return found
        part = word.encode()
        return self._those(at for at in places(found) if self.chinese.hold(at, part))

    def _in_numbers(self, word: str) -> int:
        """As a number is typed only those that held it a digit shorter are looked through."""
        known = self.masks.get(("number", word))
        if known is None:
            shorter = self.masks.get(("number", word[:-1]))
            if shorter is None or shorter.bit_count() > len(self.ids) // 4:
                known = bits([word in text for text in self.numbers])
            else:
                known = self._those(at for at in places(shorter) if word in self.numbers[at])
            self.remember(("number", word), known)
        return known

    def _those(self, places: Iterable[int]) -> int:
        return _set(places, len(self.ids))

    def together(self, groups: "Iterable[array[int] | int]") -> int:
        """All of several groups."""
        found, others = 0, []
        for group in groups:
            if isinstance(group, int):
                found |= group
            else:
                others.append(group)
        return found | _set(chain.from_iterable(others), len(self.ids))

    def remember(self, key: Hashable, found: int) -> int:
        """Keep a set for the next time it is asked for."""
        if len(self.masks) >= MOST_MASKS:
            self.masks.clear()
        self.masks[key] = found
        return found


def read(connection: Connection) -> Base:
    """Read every provider."""
    networks = queries.all_networks(connection)
    ids, versions = array("q"), array("q")
    names: list[str] = []
    its_networks: list[tuple[str, ...]] = []
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    columns: dict[str, dict[Hashable, array[int]]] = {name: {} for name in COLUMNS}
    words: dict[Hashable, array[int]] = {}
    numbers: list[str] = []
    chinese, addresses = Lines(), Lines()
    asked = ASKED.order_by(by_bytes(connection, provider.c.name_en), provider.c.id)
    for at, row in enumerate(connection.execute(asked.execution_options(yield_per=READ_AT_ONCE))):
        one = held(row, networks)
        ids.append(one.id)
        versions.append(one.version)
        names.append(one.name_en)
        its_networks.append(alike.setdefault(one.networks, one.networks))
        for name, value in zip(COLUMNS, one[_FIRST:_LAST], strict=True):
            _add(columns[name], value, at)
        its_words, its_numbers, its_chinese = _parted(one)
        for word in {*its_words, *(one for one in set(its_chinese) if not one.isascii())}:
            _add(words, word, at)
        numbers.append(its_numbers)
        chinese.append(its_chinese)
        addresses.append(one.address_words)
    having = _by_beginning(words, len(ids))
    ordered = sorted(having)
    return Base(
        ids, versions, names, its_networks, columns,
        ordered, [having[word] for word in ordered], numbers, chinese, addresses,
    )  # fmt: skip


def _add(values: "dict[Hashable, array[int]]", value: Hashable, at: int) -> None:
    who = values.get(value)
    if who is None:
        values[value] = who = array("I")
    who.append(at)


def _by_beginning(words: "Mapping[Hashable, array[int]]", count: int) -> "dict[str, array[int] | int]":
    """Who has a word that begins so somewhere; sets for what many have."""
    having: dict[str, array[int]] = {}
    for word, who in words.items():
        text = str(word)
        alone = not text.isascii() and len(text) == 1
        for start in (text,) if alone else set(_BEGINNINGS.findall(text)):
            having[start] = having[start] + who if start in having else who
    return {word: _set(who, count) if len(who) > count // OFTEN else who for word, who in having.items()}


def _set(who: "Iterable[int]", count: int) -> int:
    flags = bytearray(count)
    for at in who:
        flags[at] = 1
    return bits(flags)


ASKED: Select[Any] = select(*(provider.c[name] for name in Held._fields if name != "networks"))


def held(row: Row[Any], networks: Mapping[int, tuple[str, ...]]) -> Held:
    """What is held of a row of :data:`ASKED`."""
    return Held(
        row.id, row.version, row.name_en, row.kind, row.area, row.public, row.specialty.lower(),
        row.district.lower(), row.direct_billing, row.appointment_needed, row.languages.lower(),
        networks.get(row.id, ()), row.effective_from, row.effective_to, row.verified_on, row.opening_hours,
        row.name_words, row.address_words,
    )  # fmt: skip
