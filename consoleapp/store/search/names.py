"""Which members a typed name may mean: candidates from the index, to be compared with their records.

The steps go from what was typed to what may have been meant, and stop as soon as there is enough (SPEED 1).
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from sqlalchemy import Connection

from consoleapp.reference.characters import surname_families
from consoleapp.store.search.keys import GIVEN, READING, SURNAME, reading_of, typed_apart
from consoleapp.store.search.query import Found, Range, pair, read, starting, word_in_front
from consoleapp.store.search.route import Typed
from consoleapp.store.search.vocabulary import Cost, Vocabulary, Words

ENOUGH = 20
"""Fewer candidates than this and other spellings are tried."""
FEW = 10
"""Fewer than this and readings of the Chinese name are tried."""
MOST = 120
"""Keys read for what was typed as it stands (a member may have two of them)."""
MOST_NEAR = 60
"""Candidates taken from other spellings."""
MOST_MEANT = 250
"""Keys read for what may have been meant, of which the nearest are kept."""
WORK = 6_000
"""Keys that the ranges tried for other spellings may hold together, by estimate."""
MOST_RANGES = 96
EACH = 8
"""Keys of one pair or triple of words that were not typed so."""


def candidates(connection: Connection, typed: Typed, vocabulary: Vocabulary, *, wide: bool) -> list[int]:
    """Members whose name may be meant, likeliest first, each once. They are still to be compared.

    ``wide`` looks for other spellings where few are written as typed.
    """
    found: dict[int, None] = {}
    if typed.chinese and (len(typed.chinese) > 1 or not typed.words):
        _note(found, read(connection, "search_key", [starting(typed.chinese)], limit=MOST * 2))
        if not found:
            heard = reading_of(typed.chinese)
            words = (*heard.hong_kong, *typed.words) if heard is not None else ()
            _note(found, _meant(connection, words, vocabulary, typed))
        return list(found)
    if not typed.words:
        return []
    words = typed.words
    _note(found, _as_typed(connection, words, vocabulary.names, typed))
    apart = typed_apart(words)
    if apart and len(found) < ENOUGH:
        _note(found, _as_typed(connection, apart, vocabulary.names, typed))
    if not wide:
        return list(found)
    if len(found) < FEW:
        _note(found, _as_read(connection, words))
    if len(found) < (ENOUGH if len(words) < 4 else 1):
        _note(found, _meant(connection, words, vocabulary, typed))
        if apart:
            _note(found, _meant(connection, apart, vocabulary, typed))
    return list(found)


def _note(found: dict[int, None], rows: Iterable[Found]) -> None:
    found.update(dict.fromkeys(row.record for row in rows))


def _as_typed(connection: Connection, words: Sequence[str], known: Words, typed: Typed) -> list[Found]:
    """Names that hold the words as they stand; the last may be the start of a word."""
    if len(words) == 1:
        starts = [] if typed.ended and words[0] in known.count else known.starting(words[0], 6)
        ranges = [word_in_front(word) for word in dict.fromkeys((words[0], *starts))]
        return read(connection, "search_key", ranges, limit=MOST)
    last = len(words) - 1
    whole = [word in known.count and (place < last or typed.ended) for place, word in enumerate(words)]
    if not typed.open_words and any(
        len(word) > 1 and not whole[place] for place, word in enumerate(words[:last])
    ):
        return _as_initials(connection, words)
    if len(words) == 2:
        ranges = [
            starting(one + mark + two)
            for one, two in (words, words[::-1])
            if one in known.count
            for mark in (SURNAME, GIVEN)
        ]
        return read(connection, "search_key", ranges, limit=MOST)
    # the two rarest whole words are the pair, the others filters
    places = [place for place in range(len(words)) if whole[place]]
    if not places and words[last] in known.count:
        places = [last]
    if not places:
        return []
    one, *others = sorted(places, key=lambda place: (known.count[words[place]], -len(words[place])))
    rest = [place for place in range(len(words)) if place != one]
    two = others[0] if others else max(rest, key=lambda place: len(words[place]))
    make = pair if whole[two] else _open_pair
    ranges = [make(words[one], mark, words[two]) for mark in (SURNAME, GIVEN)]
    filters = [
        [f" {words[place]} " if whole[place] and not typed.open_words else f" {words[place]}"]
        for place in rest
        if place != two
    ]
    return read(connection, "search_key", ranges, limit=MOST, filters=filters)


def _open_pair(one: str, mark: str, two: str) -> Range:
    """All keys that start with a whole word and the start of another."""
    return starting(one + mark + two)


def _as_initials(connection: Connection, words: Sequence[str]) -> list[Found]:
    """Initials said before the surname: ``tm chan``."""
    if len(words) != 2 or len(words[0]) > 4:
        return []
    return read(connection, "search_key", [starting(words[1] + SURNAME + words[0])], limit=MOST)


def _as_read(connection: Connection, words: Sequence[str]) -> list[Found]:
    """Chinese names read in Mandarin so: squashed, surname first or last, in any spelling of the surname."""
    squashed = "".join(words)
    if len(squashed) < 3:
        return []
    ways = [squashed]
    families = surname_families()
    if len(words) > 1:
        for surname, given in ((words[0], words[1:]), (words[-1], words[:-1])):
            ways += ["".join((*given, other)) for other in families.get(surname, ())]
    ranges = [starting(READING + way) for way in dict.fromkeys(ways)]
    return read(connection, "search_key", ranges, limit=MOST, each=40)


def _meant(connection: Connection, words: Sequence[str], vocabulary: Vocabulary, typed: Typed) -> list[Found]:
    """Names of words that sound like the typed ones, are spelt otherwise, or are one letter off."""
    known = vocabulary.names
    if not words:
        return []
    last = len(words) - 1
    meant = [
        known.meant(word, prefix=(place == last and not typed.ended) or typed.open_words)
        for place, word in enumerate(words)
    ]
    if last == 0:
        ranges = [word_in_front(word) for word in meant[0]][:24]
        return read(connection, "search_key", ranges, limit=MOST_MEANT // 2, each=30)
    short = any(len(word) <= 4 and word not in known.count for word in words)
    found = _with_initials(connection, words, meant) if short else []
    places = [place for place, near in enumerate(meant) if near]
    if len(places) < 2:
        return found
    rows: list[Found] = []
    if last == 2 and len(places) == 3:
        ranges = _triples(meant, known, opened=not typed.ended)
        rows = read(connection, "search_key", ranges, limit=MOST_MEANT, each=EACH)
    if len(rows) < FEW:
        one, two = sorted(places, key=lambda place: _weight(known, meant[place]))[:2]
        work = WORK * max(vocabulary.members, 1) // (1 if last < 3 else 4)
        ranges = _pairs(meant[one], meant[two], known, work)
        filters = [[f" {word}" for word in meant[place]] for place in places if place not in (one, two)]
        rows += read(connection, "search_key", ranges, limit=MOST_MEANT, filters=filters, each=EACH)
    return found + _nearest(rows, meant)


def _nearest(rows: Iterable[Found], meant: Sequence[Mapping[str, Cost]]) -> list[Found]:
    """The keys nearest to what was typed, namesakes in turn with other names."""
    near: list[tuple[int, int, Found]] = []
    seen: dict[str, int] = {}
    for place, row in enumerate(rows):
        namesakes = seen[row.key] = seen.get(row.key, 0) + 1
        near.append((_distance(row.key, meant) + namesakes // 2, place, row))
    near.sort()
    return [row for _, _, row in near[:MOST_NEAR]]


def _weight(known: Words, near: Mapping[str, Cost]) -> int:
    return sum(known.count[word] for word in near)


def _triples(meant: Sequence[Mapping[str, Cost]], known: Words, *, opened: bool) -> list[Range]:
    """Ranges for the nearest names of three words: the first two as a pair, the third right behind."""
    nearest = [list(near.items())[:9] for near in meant]
    ways = heapq.nsmallest(
        MOST_RANGES // 2,
        product(*nearest),
        key=lambda way: (sum(cost for _, cost in way), -min(known.count[word] for word, _ in way)),
    )
    ranges: list[Range] = []
    for (surname, _), (one, _), (two, cost) in ways:
        end = "" if opened and cost <= Cost.PREFIX else SURNAME
        for mark in (SURNAME, GIVEN):
            low = f"{surname}{mark}{one} {two}"
            ranges.append(starting(low) if not end else Range(low, low + "!"))
    return ranges


def _pairs(one: Mapping[str, Cost], two: Mapping[str, Cost], known: Words, most: int) -> list[Range]:
    """Ranges for the nearest pairs of words, as many as the work allows."""
    ways = heapq.nsmallest(
        MOST_RANGES // 2,
        product(one.items(), two.items()),
        key=lambda way: (way[0][1] + way[1][1], -known.count[way[0][0]] * known.count[way[1][0]]),
    )
    ranges: list[Range] = []
    work = 0
    for (first, _), (second, _) in ways:
        if first == second and known.count[first] < 2:
            continue
        work += known.count[first] * known.count[second]
        if ranges and work > most:
            break
        ranges += [pair(first, mark, second) for mark in (SURNAME, GIVEN)]
    return ranges


def _with_initials(
    connection: Connection, words: Sequence[str], meant: Sequence[Mapping[str, Cost]]
) -> list[Found]:
    """A surname spelt otherwise with initials: ``chen tm``."""
    ranges: list[Range] = []
    for place, near in enumerate(meant):
        rest = "".join(word for other, word in enumerate(words) if other != place)
        if near and len(rest) <= 4:
            ranges += [starting(f"{word}{SURNAME}{rest}") for word in list(near)[:16]]
    return read(connection, "search_key", ranges, limit=MOST, each=20)


def _distance(key: str, meant: Sequence[Mapping[str, Cost]]) -> int:
    """How far the words of a key are from those typed; a word that is not there costs most."""
    words = key.replace(GIVEN, SURNAME).split(SURNAME)
    far = sum(min((near[word] for word in words if word in near), default=9) for near in meant)
    return 2 * far + abs(len(words) - len(meant))
