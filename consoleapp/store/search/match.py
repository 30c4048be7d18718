"""Why a name answers what was typed, how well, and which of its letters did. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from consoleapp.reference.characters import characters, family, surname_families, syllables
from consoleapp.rules.masking import Field
from consoleapp.rules.scripts import split_syllables
from consoleapp.rules.sounds import is_one_letter_off, sound_key
from consoleapp.rules.subjects import RANK, Why
from consoleapp.rules.text import fold
from consoleapp.store.search.keys import ABBREVIATED, alike, latin, reading_of, typed_apart
from consoleapp.store.search.route import Typed
from consoleapp.store.search.shapes import Span

_WORD = re.compile(r"[^\W_]+(?:['’‘`´][^\W_]+)*|&")
_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
SAME, START, ALIKE, SLIP, NOT = range(5)
"""How a typed word stands to a word of the name."""

INITIALS_AT_MOST = 4
KEPT_WORDS = 100
"""Typed words whose relations to other words are kept."""
KEPT = 2_000
"""Names whose parts are kept: the same people come back with every letter typed."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a name is a hit. ``loose`` counts words left over, not as written, out of order: less is better."""

    why: Why
    loose: int = 0
    spans: tuple[Span, ...] = ()
    spans_zh: tuple[Span, ...] = ()
    private: Field | None = None
    """The private value that answered."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a name and where it stands in the text as stored."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=KEPT)
def name_parts(title: str) -> tuple[_Part, ...]:
    """The Latin words of a stored name with their places. Numbers of a name are words here."""
    parts: list[_Part] = []
    for found in _WORD.finditer(title):
        if _CHINESE.search(found[0]):
            continue
        for word in latin(found[0]).replace("&", "and").split():
            parts.append(_Part(word, found.start(), found.end()))
    return tuple(parts)


@lru_cache(maxsize=KEPT)
def company_parts(title: str) -> tuple[_Part, ...]:
    """The words of a company's name with their places, abbreviations written out."""
    parts = name_parts(title)
    return tuple(_Part(word, p.start, p.end) for p in parts for word in ABBREVIATED.get(p.word, (p.word,)))


@lru_cache(maxsize=KEPT)
def _apart(title: str) -> tuple[_Part, ...]:
    """Joined given names as their syllables, each in its place."""
    out: list[_Part] = []
    for part in name_parts(title):
        whole = part.end - part.start == len(part.word) > 4 and part.word not in syllables()
        split = split_syllables(part.word, syllables()) if whole else None
        start = part.start
        for word in split or ():
            out.append(_Part(word, start, start + len(word)))
            start += len(word)
        if not split:
            out.append(part)
    return tuple(out)


@lru_cache(maxsize=64)
def _typed_apart(words: tuple[str, ...]) -> tuple[str, ...]:
    return typed_apart(words) or words


def relation(typed: str, word: str) -> int:
    """How ``typed`` stands to ``word``: the same, its start, alike (sound, family), a slip, or not at all."""
    if typed == word:
        return SAME
    return START if word.startswith(typed) else whole_relation(typed, word)


_relations: dict[str, dict[str, int]] = {}
"""Relations worked out for the words typed last. Plain dicts of text and numbers: the collector of garbage
passes them by, and went through the entries of a cache for 20 ms in the middle of a keystroke."""


def whole_relation(typed: str, word: str) -> int:
    """The same for another word that was typed to its end."""
    known = _relations.get(typed)
    if known is None or len(known) >= KEPT:
        if len(_relations) >= KEPT_WORDS:
            _relations.clear()
        known = _relations[typed] = {}
    found = known.get(word)
    if found is None:
        found = known[word] = _relation(typed, word)
    return found


def _relation(typed: str, word: str) -> int:
    if alike(typed, word) or word in family(typed):
        return ALIKE
    if len(typed) > 1 and is_one_letter_off(typed, word):
        return SLIP
    return NOT


def match_words(typed: Sequence[str], parts: Sequence[_Part], *, open_words: bool = False) -> Match | None:
    """How the typed words are in the name, each in a word of its own; None when one is not.

    The last word, a single letter, or any with ``open_words`` may be the start of a word of the name.
    """
    ways: list[tuple[int, int, int]] = []
    last = len(typed) - 1
    for index, word in enumerate(typed):
        before = len(ways)
        whole = index < last and len(word) > 1 and not open_words
        for other, part in enumerate(parts):
            level = relation(word, part.word)
            if level == START and whole:
                level = whole_relation(word, part.word)
            if level < NOT:
                ways.append((level, index, other))
        if len(ways) == before and not _may_cover(word, parts):
            return None
    ways.sort()
    place: dict[int, int] = {}
    levels: list[int] = []
    free = list(range(len(parts)))
    for level, index, other in ways:
        if index not in place and other in free:
            place[index] = other
            levels.append(level)
            free.remove(other)
    worst = max(levels, default=SAME)
    spans = [_span(typed[index], parts[other], worst) for index, other in place.items()]
    initials = False
    for index, word in enumerate(typed):
        if index in place:
            continue
        together = "".join([parts[other].word for other in free])
        if len(free) > 1 and len(word) > 2 and together.startswith(word):
            worst = max(worst, SAME if together == word else START)
            taken = _covering(parts, free, len(word))
            spans += [(parts[other].start, parts[other].end) for other in taken]
        elif len(word) <= INITIALS_AT_MOST and "".join([parts[o].word[0] for o in free]).startswith(word):
            initials = True
            taken = free[: len(word)]
            spans += [(parts[other].start, parts[other].start + 1) for other in taken]
        else:
            return None
        free = [other for other in free if other not in taken]
    order = [place[index] for index in sorted(place)]
    loose = 2 * len(free) + _turns(order) + 4 * levels.count(ALIKE) + 9 * levels.count(SLIP)
    return Match(_why(worst, initials, whole=not free), loose, tuple(sorted(set(spans))))


def _turns(order: list[int]) -> int:
    """How far the words are from their order in the name: the surname said last is less than any order."""
    ordered = sorted(order)
    if order == ordered:
        return 0
    return 1 if order in (ordered[1:] + ordered[:1], ordered[-1:] + ordered[:-1]) else 3


def _may_cover(word: str, parts: Sequence[_Part]) -> bool:
    """May a word that is like none of the name be initials, or several of its words joined?"""
    if any(word.startswith(part.word) for part in parts):
        return True
    return len(word) <= INITIALS_AT_MOST and {part.word[0] for part in parts}.issuperset(word)


def _covering(parts: Sequence[_Part], free: Sequence[int], length: int) -> list[int]:
    taken: list[int] = []
    for other in free:
        if length <= 0:
            break
        taken.append(other)
        length -= len(parts[other].word)
    return taken


def _span(typed: str, part: _Part, worst: int) -> Span:
    """The typed letters of a word that starts so; the whole word where it is only like the typed one."""
    starts = worst and len(typed) < len(part.word) == part.end - part.start and part.word.startswith(typed)
    return (part.start, part.start + len(typed)) if starts else (part.start, part.end)


def _why(worst: int, initials: bool, *, whole: bool) -> Why:
    if worst == SLIP:
        return Why.TYPO
    if worst == ALIKE:
        return Why.SOUNDS_LIKE
    if initials:
        return Why.INITIALS
    if worst == START:
        return Why.PREFIX
    return Why.EXACT if whole else Why.PART


def match_chinese(typed: Typed, name: str) -> Match | None:
    """How the typed characters are in the Chinese name, in either script."""
    if not typed.chinese or not name:
        return None
    places = [place for place, character in enumerate(name) if _CHINESE.match(character)]
    folded = characters().fold(fold("".join(name[place] for place in places)))
    at = folded.find(typed.chinese)
    if at < 0 or len(folded) != len(places):
        return None
    end = at + len(typed.chinese)
    spans = ((places[at], places[end - 1] + 1),)
    if end - at < len(folded):
        return Match(Why.PART, loose=2 * (len(folded) - (end - at)) + (at > 0), spans_zh=spans)
    same = "".join(name[place] for place in places) == typed.written
    return Match(Why.EXACT if same else Why.OTHER_SCRIPT, spans_zh=spans)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to read a Chinese name: its syllables, and squashed with the surname first and last."""

    parts: tuple[_Part, ...]
    first: str
    rest: str
    squashed: tuple[str, str]
    mandarin: bool


@lru_cache(maxsize=KEPT)
def _readings(name_zh: str) -> tuple[_Way, ...]:
    reading = reading_of(name_zh)
    if reading is None:
        return ()
    ways = []
    for way in dict.fromkeys((reading.hong_kong, reading.pinyin, reading.jyutping)):
        if way:
            first, rest = way[0], "".join(way[1:])
            parts = tuple(_Part(word, 0, 0) for word in way)
            ways.append(_Way(parts, first, rest, (first + rest, rest + first), way == reading.pinyin))
    return tuple(ways)


def match_reading(words: Sequence[str], name_zh: str) -> Match | None:
    """Are the typed letters how the Chinese name is read, in Cantonese or Mandarin, surname first or last?"""
    squashed = "".join(words)
    for way in _readings(name_zh):
        if way.squashed[0].startswith(squashed) or way.squashed[1].startswith(squashed):
            return Match(Why.READING, loose=int(len(way.squashed[0]) > len(squashed)))
        if way.mandarin and len(words) > 1 and way.rest and squashed.endswith(way.rest):
            other = squashed[: -len(way.rest)]
            if other in surname_families().get(way.first, ()):
                return Match(Why.READING, loose=1)
    return None


def _match_syllables(words: Sequence[str], name_zh: str) -> Match | None:
    """Do the typed words stand for syllables of the Chinese name, in any order, or sound so?"""
    best: Match | None = None
    for way in _readings(name_zh):
        found = match_words(words, way.parts)
        if found is not None:
            plain = found.why not in (Why.SOUNDS_LIKE, Why.TYPO)
            found = Match(Why.READING if plain else found.why, found.loose + 1)
            if best is None or _order(found) < _order(best):
                best = found
    return best


def match_name(typed: Typed, name_en: str, name_zh: str) -> Match | None:
    """The best reason why a person's name answers what was typed; None when it does not."""
    chinese = match_chinese(typed, name_zh or name_en)
    if typed.chinese and chinese is None:
        return _match_by_sound(typed, name_en, name_zh)
    if not typed.words:
        return chinese
    found = best_of(typed.words, name_en, open_words=typed.open_words)
    if found is None:
        found = match_reading(typed.words, name_zh) or _match_syllables(typed.words, name_zh)
    elif found.why in (Why.SOUNDS_LIKE, Why.TYPO):
        found = match_reading(typed.words, name_zh) or found
    if found is None or chinese is None:
        return found
    return Match(found.why, found.loose, found.spans, chinese.spans_zh)


def best_of(words: tuple[str, ...], title: str, *, open_words: bool = False) -> Match | None:
    """The better of a match with the words as stored and with joined syllables taken apart."""
    parts = name_parts(title)
    found = match_words(words, parts, open_words=open_words)
    if found is not None and found.why in (Why.EXACT, Why.PART):
        return found
    apart, typed = _apart(title), _typed_apart(words)
    others: list[tuple[tuple[str, ...], tuple[_Part, ...]]] = []
    if apart != parts:
        others += [(words, apart), (typed, apart)]
    if typed != words:
        others += [(typed, parts)]
    for one, two in others:
        other = match_words(one, two, open_words=open_words)
        if other is not None and (found is None or _order(other) < _order(found)):
            found = other
    return found


def _order(match: Match) -> tuple[int, int]:
    return tier(match.why), match.loose


def tier(why: Why) -> int:
    """The rank of a reason; a slip is as good as a likeness in sound, what is loose decides between them."""
    return RANK[Why.SOUNDS_LIKE if why is Why.TYPO else why]


def _match_by_sound(typed: Typed, name_en: str, name_zh: str) -> Match | None:
    """Chinese was typed that is not in the name: it may be another character of the same sound."""
    heard = reading_of(typed.chinese)
    if heard is None:
        return None
    words = (*heard.hong_kong, *typed.words)
    own = reading_of(name_zh) if name_zh else None
    if own is not None:
        same = sorted(map(sound_key, heard.hong_kong)) == sorted(map(sound_key, own.hong_kong))
        return Match(Why.SOUNDS_LIKE) if same else None
    found = best_of(words, name_en)
    if found is None or found.why is Why.TYPO:
        return None
    return Match(Why.SOUNDS_LIKE, found.loose, found.spans)
