"""What callers say, made from the people of a book by romanisations the index knows nothing of (SPEED 2).

``tests/store/search_cases.txt`` holds them, frozen; ``tools/build_search_cases.py`` tells whence they come.
A case counts as found when the person, or a namesake, is among the first ten: in a million there are many,
and what is said cannot tell them apart. A namesake has the same Chinese name, or every English word that was
meant.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / "tests" / "store" / "search_cases.txt"
FIRST = 10

GOALS = {
    "any order": 0.98,
    "Chinese, either script": 1.00,
    "misheard surname": 0.85,
    "Yale given name": 0.75,
    "Jyutping given name": 0.75,
    "Pinyin given name": 0.75,
    "one letter wrong": 0.75,
}
"""Share of the cases of each class that must be found."""


@dataclass(frozen=True, slots=True)
class Target:
    """A person of the book."""

    id: int
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Case:
    """What is typed, of which class, and who is meant."""

    group: str
    text: str
    target: Target
    meant: tuple[str, ...] = ()
    """The words of the English name that were meant; for Chinese none."""

    def answered_by(self, name_en: str, name_zh: str) -> bool:
        """Is somebody of these names whom the caller may have meant?"""
        if name_zh and name_zh == self.target.name_zh:
            return True
        words = Counter(name_en.lower().split())
        return bool(self.meant) and not Counter(self.meant) - words


@dataclass(frozen=True, slots=True)
class _Said:
    """How one character may be said and written."""

    spelling: str
    simplified: str
    jyutping: str
    yale: str
    pinyin: str
    heard: tuple[str, ...]


def _table() -> tuple[dict[str, _Said], dict[str, _Said]]:
    tables: dict[str, dict[str, _Said]] = {"surname": {}, "given": {}}
    for line in CASES.read_text(encoding="utf-8").splitlines():
        role, character, spelling, simplified, jyutping, yale, pinyin, heard = line.split("\t")
        others = tuple(way for way in heard.split(",") if way)
        said = _Said(spelling.lower(), simplified, jyutping, yale, pinyin, others)
        tables[role].setdefault(character, said)
    return tables["surname"], tables["given"]


def cases(targets: Iterable[Target], seed: float = 3) -> Iterator[Case]:
    """One case of each class that fits, for each person."""
    surnames, givens = _table()
    r = random.Random(seed)
    for target in targets:
        words = target.name_en.lower().split()
        order = words[:]
        r.shuffle(order)
        yield Case("any order", " ".join(order), target, tuple(words))
        yield Case("one letter wrong", _slip(words, r), target, tuple(words))
        if not target.name_zh:
            continue
        split = 2 if target.name_zh[:2] in surnames else 1
        family = surnames.get(target.name_zh[:split])
        given = [givens.get(character) for character in target.name_zh[split:]]
        if family is None or None in given or not given:
            continue
        said = [one for one in given if one is not None]
        simplified = family.simplified + "".join(one.simplified for one in said)
        yield Case("Chinese, either script", r.choice((target.name_zh, simplified)), target)
        spelt = " ".join(one.spelling for one in said)
        meant = (*family.spelling.split(), *(one.spelling for one in said))
        if family.heard:
            yield Case("misheard surname", f"{r.choice(family.heard)} {spelt}", target, meant)
        if len(said) < 2:
            continue
        ways: tuple[tuple[str, str, Sequence[str]], ...] = (
            ("Yale given name", family.yale, [one.yale for one in said]),
            ("Jyutping given name", family.jyutping, [one.jyutping for one in said]),
            ("Pinyin given name", family.pinyin, [one.pinyin for one in said]),
        )
        for group, surname, syllables in ways:
            name = r.choice((" ", "")).join(syllables)
            yield Case(group, f"{r.choice((surname, family.spelling))} {name}", target, meant)


def _slip(words: Sequence[str], r: random.Random) -> str:
    """The name with one letter wrong, missing, too many or swapped with the next."""
    place = r.choice([place for place, word in enumerate(words) if len(word) > 2] or [0])
    word = words[place]
    at = r.randrange(len(word))
    letter = r.choice("abcdefghijklmnopqrstuvwxyz")
    wrong = r.choice(
        (
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        )
    )
    return " ".join((*words[:place], wrong, *words[place + 1 :]))


def measured(
    asked: Iterable[Case], answer: Callable[[str], Sequence[tuple[int, str, str]]]
) -> tuple[dict[str, float], list[Case]]:
    """The share found of each class, and the cases missed; ``answer`` gives id and names of its first ten."""
    found: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    missed: list[Case] = []
    for case in asked:
        all_of[case.group] += 1
        first = answer(case.text)[:FIRST]
        if any(case.answered_by(name_en, name_zh) for _, name_en, name_zh in first):
            found[case.group] += 1
        else:
            missed.append(case)
    return {group: found[group] / all_of[group] for group in GOALS if all_of[group]}, missed
