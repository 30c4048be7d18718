"""What callers call districts, specialties and kinds of provider, from the checked-in table beside it."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from consoleapp.reference.characters import characters
from consoleapp.rules.directory_query import Filter, Meaning, Vocabulary
from consoleapp.rules.provider_record import Known
from consoleapp.rules.statuses import Area
from consoleapp.rules.text import fold

FILE = Path(__file__).parent / "directory_words.toml"


@dataclass(frozen=True, slots=True)
class District:
    """One of the eighteen districts, with its area and the usual names of its places."""

    name: str
    name_zh: str
    area: Area
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty as extracts name it, with its Chinese name."""

    name: str
    name_zh: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def districts() -> tuple[District, ...]:
    """The eighteen districts of Hong Kong, in the official order."""
    return tuple(
        District(name, one["zh"], Area(one["area"]), tuple(one["words"]))
        for name, one in _table()["districts"].items()
    )


@cache
def specialties() -> tuple[Specialty, ...]:
    """The specialties the table knows."""
    return tuple(Specialty(name, one["zh"]) for name, one in _table()["specialties"].items())


@cache
def directory_words() -> Vocabulary:
    """The vocabulary, read once a process. Raises ValueError where one word has two meanings."""
    folded = characters().fold
    phrases: dict[str, Meaning] = {}
    for word, meaning in _meanings():
        key = folded(fold(word))
        if phrases.setdefault(key, meaning) != meaning:
            raise ValueError(f"{word!r} means both {phrases[key]} and {meaning}")
    fillers = frozenset(folded(fold(word)) for word in _table()["fillers"]["words"])
    return Vocabulary(phrases, fillers, folded)


def known(networks: Iterable[str]) -> Known:
    """What a record is checked against; ``networks`` are those of the book."""
    meanings = directory_words().phrases

    def words_of(kind: Filter) -> dict[str, str]:
        return {word: one.value for word, one in meanings.items() if one.filter is kind}

    by_code: dict[str, set[str]] = {}
    for word, one in meanings.items():
        if one.filter in (Filter.KIND, Filter.AREA):
            by_code.setdefault(one.value, set()).add(word)
    return Known(
        frozenset(networks),
        words_of(Filter.SPECIALTY),
        words_of(Filter.DISTRICT),
        {one.name: one.area for one in districts()},
        words_of(Filter.LANGUAGE),
        {code: frozenset(words) for code, words in by_code.items()},
        directory_words().folded,
    )


_CHOICES = {
    "direct_billing": Filter.DIRECT_BILLING,
    "public": Filter.SECTOR,
    "private": Filter.SECTOR,
    "no_appointment": Filter.NO_APPOINTMENT,
}


def _meanings() -> list[tuple[str, Meaning]]:
    table = _table()
    found = []
    for section, kind in (("districts", Filter.DISTRICT), ("specialties", Filter.SPECIALTY)):
        for name, one in table[section].items():
            found += [(word, Meaning(kind, name)) for word in (name, one["zh"], *one["words"])]
    for section, kind in (("areas", Filter.AREA), ("kinds", Filter.KIND)):
        for code, words in table[section].items():
            found += [(word, Meaning(kind, code)) for word in words]
    for choice, words in table["choices"].items():
        kind = _CHOICES.get(choice, Filter.LANGUAGE)
        found += [(word, Meaning(kind, choice)) for word in words]
    return found
