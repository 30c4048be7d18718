"""Why a name answers what was typed, how well, and which of its letters did. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from consoleapp.reference.characters import characters, surname_families, syllables
from consoleapp.rules.scripts import split_syllables
from consoleapp.rules.sounds import is_one_letter_off, query_keys, sound_key
from consoleapp.rules.subjects import RANK, Why
from consoleapp.rules.text import fold
from consoleapp.store.search.keys import ABBREVIATED, latin, reading_of, typed_apart
from consoleapp.store.search.route import Typed
from consoleapp.store.search.shapes import Span

_WORD = re.compile(r"[^\W_]+(?:['’‘`´][^\W_]+)*|&")
_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
SAME, START, ALIKE, SLIP, NOT = range(5)
"""How a typed word stands to a word of the name."""

INITIALS_AT_MOST = 4
KEPT = 2_000
"""Names whose parts are kept: the same people come back with every letter typed."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a name is a hit. ``loose`` counts words left over, not as written, out of order: less is better."""

    why: Why
    loose: int = 0
    spans: tuple[Span, ...] = ()
    spans_zh: tuple[Span, ...] = ()


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


@lru_cache(maxsize=20_000)
def relation(typed: str, word: str) -> int:
    """How ``typed`` stands to ``word``: the same, its start, alike (sound, family), a slip, or not at all."""
    if typed == word:
        return SAME
    if word.startswith(typed):
        return START
    if typed in surname_families().get(word, ()) or sound_key(word) in query_keys(typed):
        return ALIKE
    if len(typed) > 1 and is_one_letter_off(typed, word):
        return SLIP
    return NOT


def match_words(typed: Sequence[str], parts: Sequence[_Part]) -> Match | None:
    """How the typed words are in the name, each in a word of its own; None when one is not."""
    grid: list[list[int]] = []
    firsts = {part.word[0] for part in parts}
    for word in typed:
        row = [relation(word, part.word) for part in parts]
        if min(row, default=NOT) == NOT:
            # it may still be initials or several words joined; else nothing can come of it
            initials = len(word) <= INITIALS_AT_MOST and firsts.issuperset(word)
            if not initials and not any(word.startswith(part.word) for part in parts):
                return None
        grid.append(row)
    free = list(range(len(parts)))
    left = list(range(len(typed)))
    place: dict[int, int] = {}
    worst = SAME
    for level in (SAME, START, ALIKE, SLIP):
        for index in list(left):
            for other in free:
                if grid[index][other] == level:
                    place[index] = other
                    free.remove(other)
                    left.remove(index)
                    worst = max(worst, level)
                    break
    initials = joined = False
    used: list[int] = []
    for index in left:
        word = typed[index]
        together = "".join(parts[other].word for other in free)
        if len(free) > 1 and len(word) > 2 and together.startswith(word):
            joined = True
            worst = max(worst, SAME if together == word else START)
            taken = _covering(parts, free, len(word))
        elif len(word) <= INITIALS_AT_MOST and "".join(parts[o].word[0] for o in free).startswith(word):
            initials = True
            taken = free[: len(word)]
        else:
            return None
        used += taken
        free = [other for other in free if other not in taken]
    spans = [_span(typed[index], parts[other], grid[index][other]) for index, other in place.items()]
    spans += [(parts[o].start, parts[o].end if joined else parts[o].start + 1) for o in used]
    order = [place[index] for index in sorted(place)]
    steps = sum(1 for one, two in pairwise(order) if one > two)
    why = _why(worst, initials, whole=not free)
    levels = [grid[index][other] for index, other in place.items()]
    loose = 2 * len(free) + min(steps, 1) + 3 * levels.count(ALIKE) + 12 * levels.count(SLIP)
    return Match(why, loose, spans=tuple(sorted(set(spans))))


def _covering(parts: Sequence[_Part], free: Sequence[int], length: int) -> list[int]:
    taken: list[int] = []
    for other in free:
        if length <= 0:
            break
        taken.append(other)
        length -= len(parts[other].word)
    return taken


def _span(typed: str, part: _Part, level: int) -> Span:
    plain = part.end - part.start == len(part.word)
    return (part.start, part.start + len(typed)) if level == START and plain else (part.start, part.end)


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


@lru_cache(maxsize=KEPT)
def _readings(name_zh: str) -> tuple[tuple[bool, tuple[_Part, ...]], ...]:
    """The ways to read a Chinese name, each once, and whether it is the Hong Kong spelling."""
    reading = reading_of(name_zh)
    if reading is None:
        return ()
    ways = dict.fromkeys((reading.hong_kong, reading.pinyin, reading.jyutping))
    return tuple((way is reading.hong_kong, tuple(_Part(word, 0, 0) for word in way)) for way in ways if way)


def match_reading(words: Sequence[str], name_zh: str, name_en: str) -> Match | None:
    """Are the typed letters how the Chinese name is read, in Cantonese or Mandarin, or do they sound so?

    A reading that is the English name already is not tried again.
    """
    written = {part.word for part in name_parts(name_en)}
    squashed = "".join(words)
    best: Match | None = None
    for hong_kong, way in _readings(name_zh):
        first, rest = way[0].word, "".join(part.word for part in way[1:])
        if (first + rest).startswith(squashed) or (rest + first).startswith(squashed):
            return Match(Why.READING, loose=int(len(first + rest) > len(squashed)))
        if hong_kong and all(part.word in written for part in way):
            continue
        if not hong_kong and len(words) > 1 and squashed.endswith(rest) and rest:
            alias = squashed[: -len(rest)]
            if alias in surname_families().get(first, ()):
                return Match(Why.READING, loose=1)
        found = match_words(words, way)
        if found is not None and (best is None or _order(found) < _order(best)):
            plain = found.why not in (Why.SOUNDS_LIKE, Why.TYPO)
            best = Match(Why.READING if plain else found.why, found.loose + 1)
    return best


def match_name(typed: Typed, name_en: str, name_zh: str) -> Match | None:
    """The best reason why a person's name answers what was typed; None when it does not."""
    chinese = match_chinese(typed, name_zh or name_en)
    if typed.chinese and chinese is None:
        return _match_by_sound(typed, name_en, name_zh)
    if not typed.words:
        return chinese
    found = best_of(typed.words, name_en)
    if found is None or found.why in (Why.SOUNDS_LIKE, Why.TYPO):
        read = match_reading(typed.words, name_zh or name_en, name_en)
        if read is not None and (found is None or _order(read) < _order(found)):
            found = read
    if found is None or chinese is None:
        return found
    return Match(found.why, found.loose, found.spans, chinese.spans_zh)


def best_of(words: tuple[str, ...], title: str) -> Match | None:
    """The better of a match with the words as stored and with joined syllables taken apart."""
    parts = name_parts(title)
    found = match_words(words, parts)
    if found is not None and found.why in (Why.EXACT, Why.PART):
        return found
    apart, typed = _apart(title), _typed_apart(words)
    others: list[tuple[tuple[str, ...], tuple[_Part, ...]]] = []
    if apart != parts:
        others += [(words, apart), (typed, apart)]
    if typed != words:
        others += [(typed, parts)]
    for one, two in others:
        other = match_words(one, two)
        if other is not None and (found is None or _order(other) < _order(found)):
            found = other
    return found


def _order(match: Match) -> tuple[int, int]:
    return RANK[match.why], match.loose


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
