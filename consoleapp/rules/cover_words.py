"""Search inside a benefit schedule: what a caller says, and the items that mean it (DOMAIN 3).

An item answers by its code, its name, its benefit type or an everyday word; where the schedule has no item of
its own for what was said, by one it may stand under. Nothing found is two different things: the words are
understood and the schedule has no such item, or nobody knows what they mean. Neither is "excluded": only an
item that is in the schedule, and not covered, is.

Words are compared without case, width and script (traditional as simplified); a Latin word of a name answers
from its beginning, a Chinese one anywhere.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.scripts import chinese_runs, is_chinese
from consoleapp.rules.sentences import Name, Sentence
from consoleapp.rules.statuses import BenefitType
from consoleapp.rules.text import fold

_LATIN = re.compile(r"[a-z0-9]+")
_SEPARATORS = re.compile(r"[\W_]+")
LONGEST = 200
"""Characters of a question that are looked at."""


class Why(Coded):
    """Why an item answers, best first."""

    CODE = "code", N_("Code")
    NAME = "name", N_("Name")
    WORD = "word", N_("Everyday word")
    TYPE = "type", N_("Benefit type")
    NEAR = "near", N_("May stand under this")


class Heard(Coded):
    """What became of a question."""

    FOUND = "found", N_("In the schedule")
    NOT_IN_SCHEDULE = "not_in_schedule", N_("Not in the schedule")
    NOT_UNDERSTOOD = "not_understood", N_("Not understood")


@dataclass(frozen=True)
class Phrase:
    """Words ready to be compared."""

    text: str
    """Folded, each traditional character as its simplified one."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The Latin words, without the ``s`` of a plural."""
        return tuple(_singular(word) for word in _LATIN.findall(self.text))

    @cached_property
    def joined(self) -> str:
        """Everything without spaces and marks."""
        return _SEPARATORS.sub("", self.text)

    @cached_property
    def chinese(self) -> bool:
        return is_chinese(self.text)

    def holds(self, said: "Phrase") -> bool:
        """Whether ``said`` stands in it: Chinese anywhere, but one character alone; Latin as whole words."""
        if said.chinese:
            return said.joined in self.joined if len(said.joined) > 1 else said.joined == self.joined
        size = len(said.words)
        starts = range(len(self.words) - size + 1)
        return size > 0 and any(self.words[start : start + size] == said.words for start in starts)

    def begins(self, said: "Phrase") -> bool:
        """The same, each Latin word answering from its beginning."""
        if said.chinese:
            return said.joined in self.joined
        size = len(said.words)
        rows = (self.words[start : start + size] for start in range(len(self.words) - size + 1))
        return size > 0 and any(
            all(word.startswith(part) for word, part in zip(row, said.words, strict=True)) for row in rows
        )


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing callers mean, however they say it."""

    key: str
    name: Name
    items: tuple[Phrase, ...]
    types: frozenset[BenefitType]
    near: tuple[str, ...]
    words: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class EverydayWords:
    """The concepts by their keys, the words that say nothing, and how characters are folded."""

    concepts: Mapping[str, Concept]
    fillers: tuple[Phrase, ...]
    characters: Callable[[str], str]

    def phrase(self, text: str) -> Phrase:
        return phrase(text, self.characters)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a schedule as it is searched."""

    code: str
    benefit_type: BenefitType
    name_en: str
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers: its place among those asked, why, and the word understood ("": none)."""

    place: int
    why: Why
    word: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that answer, best first, and what the question was understood as."""

    hits: tuple[Hit, ...]
    understood: tuple[Name, ...] = field(default=())

    @property
    def heard(self) -> Heard:
        """Only near entries is not in the schedule: they are where to look."""
        if any(hit.why is not Why.NEAR for hit in self.hits):
            return Heard.FOUND
        return Heard.NOT_IN_SCHEDULE if self.understood else Heard.NOT_UNDERSTOOD

    @property
    def sentence(self) -> Sentence | None:
        """What to say where no item of the schedule answers; None where one does."""
        if self.heard is Heard.FOUND:
            return None
        if self.heard is Heard.NOT_UNDERSTOOD:
            return Sentence(N_("Nothing in the schedule is called that. Try another word."))
        names = {"what": self.understood[0]}
        if self.hits:
            return Sentence(
                N_("{what} is not in the schedule by name. Not excluded either: it may stand under these."),
                names,
            )
        return Sentence(N_("{what} is not in the schedule. Not excluded either: ask claims."), names)


def phrase(text: str, characters: Callable[[str], str]) -> Phrase:
    """``text`` ready to be compared; ``characters`` folds Chinese characters to one script."""
    return Phrase(characters(fold(text)))


def search(text: str, entries: Sequence[Entry], known: EverydayWords) -> Found:
    """The entries ``text`` may mean. An empty question finds nothing; ask for the whole schedule instead."""
    said = known.phrase(text[:LONGEST])
    if not said.joined:
        return Found(())
    asked = _without_fillers(said, known.fillers)
    named = [(known.phrase(one.name_en), known.phrase(one.name_zh)) for one in entries]
    concepts = _understood(said, asked, known)
    best: dict[int, tuple[int, int, Hit]] = {}
    meant: set[int] = set()
    for order, hit in enumerate(_hits(asked, entries, named, concepts, known)):
        rank = tuple(Why).index(hit.why)
        if hit.why is Why.WORD:
            meant.add(hit.place)
        if hit.place not in best or rank < best[hit.place][0]:
            best[hit.place] = (rank, order, hit)
    # Of two that answer for the same reason the one an everyday word means too goes first.
    ranked = sorted(best.values(), key=lambda one: (one[0], one[2].place not in meant, one[1]))
    return Found(tuple(hit for _, _, hit in ranked), tuple(concept.name for concept, _ in concepts))


_Named = Sequence[tuple[Phrase, Phrase]]


def _hits(
    asked: Phrase,
    entries: Sequence[Entry],
    named: _Named,
    concepts: Sequence[tuple[Concept, Phrase]],
    known: EverydayWords,
) -> Iterable[Hit]:
    places = range(len(entries))
    yield from (Hit(n, Why.CODE) for n in places if known.phrase(entries[n].code).joined == asked.joined)
    yield from (Hit(n, Why.NAME) for n in places if _names(asked, named[n]))
    own: set[str] = set()
    for concept, word in concepts:
        for hit in _meant(concept, word, entries, named):
            own.add(concept.key)
            yield hit
    for n in places:
        kind = entries[n].benefit_type
        if asked.joined == kind.value.lower() or asked.joined == known.phrase(kind.word).joined:
            yield Hit(n, Why.TYPE)
    for concept, word in concepts:
        if concept.key not in own:
            for other in concept.near:
                meant = list(_meant(known.concepts[other], word, entries, named))
                marked = [hit for hit in meant if hit.why is Why.WORD]
                yield from (Hit(hit.place, Why.NEAR, word.text) for hit in marked or meant)


def _names(asked: Phrase, named: tuple[Phrase, Phrase]) -> bool:
    """Whether every word of the question stands in the name, in either language."""
    runs = chinese_runs(asked.joined)
    latin = all(any(word.startswith(part) for name in named for word in name.words) for part in asked.words)
    return latin and all(run in name.joined for run in runs for name in named[1:])


def _meant(concept: Concept, word: Phrase, entries: Sequence[Entry], named: _Named) -> Iterable[Hit]:
    """The entries a concept means: by their names, the best mark first, then by their type."""
    for mark in concept.items:
        for place, names in enumerate(named):
            if any(name.begins(mark) for name in names):
                yield Hit(place, Why.WORD, word.text)
    for place, entry in enumerate(entries):
        if entry.benefit_type in concept.types:
            yield Hit(place, Why.TYPE, word.text)


def _understood(said: Phrase, asked: Phrase, known: EverydayWords) -> list[tuple[Concept, Phrase]]:
    """The concepts the question says, each with its word, the longest word first; a word inside a longer one
    that was understood says nothing (``牙`` in ``洗牙``). Where none is said, those it begins to say."""
    heard = [
        (concept, word)
        for concept in known.concepts.values()
        for word in concept.words
        if said.holds(word) or asked.holds(word)
    ]
    heard.sort(key=lambda one: -len(one[1].joined))
    found: dict[str, tuple[Concept, Phrase]] = {}
    taken: list[Phrase] = []
    for concept, word in heard:
        if not any(longer.holds(word) and longer.joined != word.joined for longer in taken):
            taken.append(word)
            found.setdefault(concept.key, (concept, word))
    if not found and len(asked.joined) >= (1 if asked.chinese else 3):
        for concept in known.concepts.values():
            for word in concept.words:
                if word.joined.startswith(asked.joined):
                    found.setdefault(concept.key, (concept, word))
    return list(found.values())


def _without_fillers(said: Phrase, fillers: Iterable[Phrase]) -> Phrase:
    """The question without the words around the one that matters; as it was where nothing would be left."""
    words = {filler.text for filler in fillers if not filler.chinese}
    left = _LATIN.sub(lambda found: "" if found.group() in words else found.group(), said.text)
    for filler in fillers:
        if filler.chinese:
            left = left.replace(filler.text, " ")
    kept = Phrase(" ".join(left.split()))
    return kept if kept.joined else said


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
