"""Finding an entry of the desk reference by everyday words, in English and both Chinese scripts (DOMAIN 11).

Words are compared folded: without case, wide letters made narrow, Chinese in one script. A Latin word is met
by any word that begins with it; Chinese, which parts no words, by the characters side by side.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from consoleapp.rules.scripts import chinese_runs
from consoleapp.rules.text import fold

_LATIN = re.compile(r"[^\W_]+")
_LITTLE = (
    "a an and are can do does for from have how i if in is it me my of on or our the their to want we what"
    " when where which who with you your"
)
LITTLE_WORDS = frozenset(_LITTLE.split())
"""Said in every question; they find nothing."""
LITTLE_CHINESE = re.compile(
    "请问|什么|怎么办|怎样|怎么|如何|点算|点样|可以|可否|我想|我要|边度|有冇|我|的|了|吗|是|呢"
)
"""The same in Chinese, folded."""
_ENOUGH = 0.5
"""So much of a run of Chinese has to be met, in pairs of characters."""


@dataclass(frozen=True, slots=True)
class Findable:
    """Folded words of an entry, those that weigh most first: its code and titles, everyday words, text."""

    code: str
    titles: tuple[str, ...]
    also: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, folded: the whole, its Latin words, its runs of Chinese."""

    whole: str
    words: tuple[str, ...]
    runs: tuple[str, ...]

    @property
    def terms(self) -> int:
        return len(self.words) + len(self.runs)


def findable(
    code: str,
    titles: Iterable[str],
    also: Iterable[str],
    texts: Iterable[str],
    script: Callable[[str], str],
) -> Findable:
    """An entry as it is searched; ``script`` folds Chinese into one script."""

    def folded(parts: Iterable[str]) -> tuple[str, ...]:
        return tuple(script(fold(part)) for part in parts if part)

    return Findable(fold(code), folded(titles), folded(also), folded(texts))


def wanted(text: str, script: Callable[[str], str]) -> Wanted:
    """What somebody typed. Little words count only where there are no others."""
    whole = script(fold(text))
    plain = tuple(dict.fromkeys(_words(whole)))
    runs = tuple(dict.fromkeys(chinese_runs(whole)))
    telling = tuple(part for run in runs for part in LITTLE_CHINESE.split(run) if part)
    words = tuple(word for word in plain if word not in LITTLE_WORDS)
    return Wanted(whole, words or (() if telling else plain), telling or (() if words else runs))


def rank(asked: Wanted, entry: Findable) -> tuple[int, int]:
    """How many of the terms meet an entry, and how well: more is better, 0 is not at all."""
    if asked.whole and asked.whole == entry.code:
        return asked.terms, 1000
    met, weight = 0, 0
    for word in asked.words:
        best = _word_weight(word, entry)
        met, weight = met + (best > 0), weight + best
    for run in asked.runs:
        best = _run_weight(run, entry)
        met, weight = met + (best > 0), weight + best
    if any(title == asked.whole for title in entry.titles):
        weight += 60
    elif any(title.startswith(asked.whole) for title in entry.titles):
        weight += 20
    return met, weight


def found(asked: Wanted, entries: Sequence[Findable]) -> tuple[list[int], bool]:
    """The places of the entries that answer, best first, and whether every word was met.

    Where none has all the words, those that have the most of them.
    """
    ranked = [(*rank(asked, entry), place) for place, entry in enumerate(entries)]
    most = max((met for met, _weight, _place in ranked), default=0)
    if not most:
        return [], True
    best = sorted((-weight, place) for met, weight, place in ranked if met == most)
    return [place for _weight, place in best], most == asked.terms


def _words(text: str) -> list[str]:
    """The Latin words and numbers of a folded text."""
    return [part for word in _LATIN.findall(text) for part in re.split(r"[㐀-鿿豈-﫿]+", word) if part]


_WEIGHTS = ((12, 9), (10, 7), (4, 2))
"""A whole word, and the beginning of one: in the title, among everyday words, in the text."""


def _word_weight(word: str, entry: Findable) -> int:
    best = 11 if entry.code.startswith(word) or word in _words(entry.code) else 0
    stem = _stem(word)
    for (whole, begun), parts in zip(_WEIGHTS, (entry.titles, entry.also, entry.texts), strict=True):
        if best >= whole:
            break
        for part in parts:
            if stem not in part:
                continue
            for other in _words(part):
                if other == word or _stem(other) == stem:
                    best = max(best, whole)
                elif other.startswith(word):
                    best = max(best, begun)
    return best


def _stem(word: str) -> str:
    """A word without the ending of its plural: ``cards`` is met by ``card``, ``copies`` by ``copy``."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("y") else word


def _run_weight(run: str, entry: Findable) -> int:
    for (whole, _begun), parts in zip(_WEIGHTS, (entry.titles, entry.also, entry.texts), strict=True):
        if any(run in part for part in parts):
            return whole
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    if len(pairs) < 2:
        return 0
    for (_whole, begun), parts in zip(_WEIGHTS, (entry.titles, entry.also, entry.texts), strict=True):
        if any(sum(pair in part for pair in pairs) / len(pairs) >= _ENOUGH for part in parts):
            return begun
    return 0
