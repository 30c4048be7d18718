"""Companies and providers by name: words in any order, abbreviations, slips, Chinese in either script."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from consoleapp.rules.statuses import PolicyStatus
from consoleapp.rules.subjects import RANK, Why
from consoleapp.store.search import rows
from consoleapp.store.search.keys import ABBREVIATED, ACRONYM, READING, TITLES
from consoleapp.store.search.match import (
    Match,
    company_parts,
    match_chinese,
    match_name,
    match_words,
    name_parts,
)
from consoleapp.store.search.query import Range, read, starting
from consoleapp.store.search.route import Typed
from consoleapp.store.search.shapes import Hit
from consoleapp.store.search.vocabulary import Vocabulary, Words
from consoleapp.store.tables import policy, provider

MOST = 60
"""Keys read; a name has several."""
SOME = 24
"""Records compared: names are narrowed by the next letter, a longer list helps nobody."""


def company_hits(connection: Connection, typed: Typed, vocabulary: Vocabulary, *, wide: bool) -> list[Hit]:
    """Policy holders named as typed, and their other policies; ``wide`` takes what is near as well."""
    best: dict[int, tuple[Any, Match]] = {}
    others: list[tuple[Any, Match]] = []
    found = company_rows(connection, typed, vocabulary, wide=wide)
    found.sort(key=lambda pair: (pair[0].policy_status is not PolicyStatus.IN_FORCE, pair[0].policy_no))
    for row, match in found:
        if row.holder_id in best:
            others.append((row, match))
        else:
            best[row.holder_id] = (row, match)
    hits = [rows.company_hit(row, match) for row, match in best.values()]
    return hits + [rows.policy_hit(row, Match(match.why, match.loose)) for row, match in others]


def company_rows(
    connection: Connection, typed: Typed, vocabulary: Vocabulary, *, wide: bool
) -> list[tuple[Any, Match]]:
    """Policies with why the name of their holder answers what was typed."""
    words = expanded(typed.words)
    ids = _ids(connection, "policy_key", typed.chinese, words, vocabulary.companies, typed.words, wide)
    found = []
    for row in rows.fetch(connection, rows.POLICIES, policy.c.id, ids):
        match = match_company(typed, row.company, row.company_zh)
        if match is not None:
            found.append((row, match))
    return found


def provider_hits(connection: Connection, typed: Typed, vocabulary: Vocabulary, *, wide: bool) -> list[Hit]:
    """Doctors, clinics and hospitals whose name holds what was typed."""
    ids = _ids(
        connection, "provider_key", typed.chinese, typed.words, vocabulary.providers, typed.words, wide
    )
    hits = []
    for row in rows.fetch(connection, rows.PROVIDERS, provider.c.id, ids):
        match = match_name(typed, row.name_en, row.name_zh)
        if match is None or (match.why is Why.PART and typed.title and not typed.words):
            continue
        whole = match.why is Why.PART and _is_all_but_title(row.name_en, match)
        hits.append(
            rows.provider_hit(row, Match(Why.EXACT, 0, match.spans, match.spans_zh) if whole else match)
        )
    return hits


def _is_all_but_title(name: str, match: Match) -> bool:
    """Does the match cover the name but for ``Dr.``?"""
    covered = {start for start, _ in match.spans}
    return all(part.start in covered or part.word in TITLES for part in name_parts(name)) and bool(covered)


def expanded(words: Sequence[str]) -> tuple[str, ...]:
    """The words with abbreviations written out."""
    return tuple(part for word in words for part in ABBREVIATED.get(word, (word,)))


def match_company(typed: Typed, name_en: str, name_zh: str) -> Match | None:
    """Why a company's name answers what was typed."""
    chinese = match_chinese(typed, name_zh or name_en)
    if typed.chinese and chinese is None:
        return None
    if not typed.words:
        return chinese
    parts = company_parts(name_en)
    found = [
        match
        for words in dict.fromkeys((tuple(typed.words), expanded(typed.words)))
        if (match := match_words(words, parts, open_words=True)) is not None
    ]
    if len(typed.words) == 1 and 1 < len(typed.words[0]) <= 6 and not found:
        letters = [part for part in parts if part.word not in ("the", "of", "and")]
        if "".join(part.word[0] for part in letters).startswith(typed.words[0]):
            taken = letters[: len(typed.words[0])]
            found = [Match(Why.INITIALS, spans=tuple((p.start, p.start + 1) for p in taken))]
    if not found:
        return None
    best = min(found, key=lambda match: (RANK[match.why], match.loose))
    return Match(best.why, best.loose, best.spans, chinese.spans_zh if chinese else ())


Way = tuple[list[Range], list[list[str]]]
"""Ranges to read and filters on their keys."""


def _ids(
    connection: Connection,
    table: str,
    chinese: str,
    words: Sequence[str],
    known: Words,
    raw: Sequence[str],
    wide: bool,
) -> list[int]:
    if chinese:
        found = read(connection, table, [starting(chinese)], limit=MOST)
        return list(dict.fromkeys(row.record for row in found))[:SOME]
    ways = [*_as_typed(words, known, raw), *(_meant(words, known) if wide else ())] if words else []
    for ranges, filters in ways:
        found = read(connection, table, ranges, limit=MOST, filters=filters)
        if found:
            return list(dict.fromkeys(row.record for row in found))[:SOME]
    return []


def _as_typed(words: Sequence[str], known: Words, raw: Sequence[str]) -> list[Way]:
    """The words as they stand; what no name in the vocabulary starts with is not looked for."""
    ways: list[Way] = []
    first: list[Range] = []
    if all(known.has_start(word) for word in words):
        anchor = min(words, key=lambda word: (known.count.get(word, 1_000_000), -len(word)))
        first.append(starting(anchor))
        rest = [[f" {word}"] for word in dict.fromkeys(words) if word != anchor]
    else:
        rest = []
    if len(raw) == 1:
        first += [starting(word) for word in raw if word not in words and known.has_start(word)]
        first += [starting(ACRONYM + raw[0]), starting(READING + raw[0])]
    if first:
        ways.append((first, rest))
    if len(raw) > 1:
        ways.append(([starting(READING + "".join(raw))], []))
    return ways


def _meant(words: Sequence[str], known: Words) -> list[Way]:
    """Words that sound alike or are one letter off."""
    meant = {word: list(known.meant(word, prefix=True)) for word in words}
    if not all(meant.values()):
        return []
    anchor = min(meant, key=lambda word: sum(known.count[other] for other in meant[word]))
    rest = [[f" {other}" for other in near] for word, near in meant.items() if word != anchor]
    return [([starting(word) for word in meant[anchor][:24]], rest)]
