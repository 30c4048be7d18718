"""Invented people and companies with the skew of a Hong Kong book, the same for the same seed.

Names are put together from a surname and given-name characters, each with the spelling Hong Kong prints;
how common a surname is follows what everybody there knows: Chan, Wong, Lee, Cheung, Lam lead.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path


def _parts() -> dict[str, list[str]]:
    """The parts of ``people.txt``, each after a line ``# name``."""
    parts: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "people.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            rows = parts.setdefault(line[2:].split(":")[0], [])
        else:
            rows.append(line)
    return parts


_PARTS = _parts()
SURNAMES = [(c, name, int(weight)) for c, weight, name in (r.split(" ", 2) for r in _PARTS["surname"])]
GIVEN = [(character, spelt) for character, spelt in (row.split() for row in _PARTS["given"])]
ENGLISH, OTHERS = _PARTS["english"], _PARTS["others"]
COMPANY, TRADE, FORM = _PARTS["company"], _PARTS["trade"], _PARTS["form"]
ZH_COMPANY, ZH_TRADE = _PARTS["company in Chinese"], _PARTS["trade in Chinese"]


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person: name in English and Chinese, and the characters' spellings it was made from."""

    name_en: str
    name_zh: str
    surname: str
    given: tuple[str, ...]


class People:
    """Endless invented people of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._weights = list(accumulate(weight for _, _, weight in SURNAMES))
        # the first given-name characters are far commoner than the last
        self._given = list(accumulate(1 / (rank + 12) for rank in range(len(GIVEN))))

    def person(self) -> Person:
        """One more."""
        draw = self.random.random()
        if draw < 0.05:
            return Person(self.random.choice(OTHERS), "", "", ())
        character, surname, _ = self.random.choices(SURNAMES, cum_weights=self._weights)[0]
        given = self.random.choices(GIVEN, cum_weights=self._given, k=1 if draw > 0.94 else 2)
        words = [surname, *(spelt for _, spelt in given)]
        if 0.05 <= draw < 0.16:
            words.append(self.random.choice(ENGLISH))
        elif 0.16 <= draw < 0.20 and len(words) == 3:
            words = [surname, words[1] + words[2]]
        name_zh = character + "".join(c for c, _ in given)
        return Person(" ".join(words), "" if draw > 0.97 else name_zh, character, tuple(c for c, _ in given))

    def identity(self) -> str:
        """A card number of the right shape; nobody's."""
        r = self.random
        return f"{r.choice('ABCDEGHKPRVYZ')}{r.randrange(1_000_000):06d}({r.choice('0123456789A')})"

    def mobile(self) -> str:
        """A Hong Kong mobile number of the right shape."""
        return f"+852{self.random.choice('569')}{self.random.randrange(10_000_000):07d}"

    def company(self, number: int) -> tuple[str, str]:
        """English and Chinese name of company ``number``."""
        one, two = number % len(COMPANY), number // len(COMPANY) % len(TRADE)
        town = number // (len(COMPANY) * len(TRADE))
        form = FORM[number % len(FORM)]
        place = f" {GIVEN[town % len(GIVEN)][1]}" if town else ""
        zh_place = GIVEN[town % len(GIVEN)][0] if town else ""
        return (
            f"{COMPANY[one]}{place} {TRADE[two]} {form}",
            f"{ZH_COMPANY[one]}{zh_place}{ZH_TRADE[two]}有限公司",
        )

    def sizes(self, members: int, companies: int) -> Iterator[int]:
        """How many members each company has: a few large ones, many small ones; the sum is ``members``."""
        weights = [1 / (rank + 3) ** 0.9 for rank in range(companies)]
        scale = members / sum(weights)
        left = members
        for place, weight in enumerate(weights):
            size = left if place == companies - 1 else min(left, max(1, round(weight * scale)))
            left -= size
            yield size
