"""One box takes whatever the caller says (SCREENS "Find"): from text to ordered hits."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, func, select

from consoleapp.rules.subjects import RANK, SubjectKind, Why
from consoleapp.store.search import names, numbers, private, rows, titles
from consoleapp.store.search.keys import bare_phone
from consoleapp.store.search.match import Match, match_name, tier
from consoleapp.store.search.query import read, starting
from consoleapp.store.search.route import Typed, taken
from consoleapp.store.search.shapes import Found, Hit
from consoleapp.store.search.vocabulary import Vocabulary, vocabulary
from consoleapp.store.tables import member, provider

LIMIT = 50
FEW = 5
"""Fewer hits than this and a part of the words may be the employer's."""
NAMESAKES = 2
RESERVED = 3
"""Places kept for each other kind of record below a long list of people."""

_KINDS = {
    kind: place
    for place, kind in enumerate(
        (
            SubjectKind.MEMBER,
            SubjectKind.POLICY,
            SubjectKind.COMPANY,
            SubjectKind.CLAIM,
            SubjectKind.INVOICE,
            SubjectKind.RECEIPT,
            SubjectKind.PROVIDER,
            SubjectKind.ACCOUNT,
            SubjectKind.REQUEST,
        )
    )
}
_NUMBERS_FIRST = {
    SubjectKind.CLAIM: 0,
    SubjectKind.INVOICE: 1,
    SubjectKind.RECEIPT: 2,
    SubjectKind.REQUEST: 3,
    SubjectKind.POLICY: 4,
    SubjectKind.ACCOUNT: 5,
    SubjectKind.PROVIDER: 6,
    SubjectKind.MEMBER: 7,
    SubjectKind.COMPANY: 8,
}
"""Among whole numbers those of papers come first: nobody reads out a claim number by chance."""


def find(connection: Connection, text: str, *, limit: int = LIMIT) -> Found:
    """What ``text`` may mean, best first: at most ``limit`` hits.

    Any text is answered, also none: control characters, wildcards and punctuation mean nothing, and what is
    longer than anybody says is cut. Members not in force follow those in force with the same reason.
    """
    typed = taken(text)
    if not typed.guesses:
        return Found(guesses=typed.guesses)
    known = vocabulary(connection)
    hits: list[Hit] = []
    if typed.has_number and typed.has_name:
        hits = _mixed(connection, typed, known)
    if not hits and typed.has_number:
        hits = numbers.member_hits(connection, typed)
        hits += numbers.number_hits(connection, typed)
        hits += _providers_by_phone(connection, typed)
        hits = _without_chance(hits, typed)
    if typed.address:
        hits += numbers.member_hits(connection, Typed(typed.text, emails=(typed.address,)))
    if typed.has_name and (not hits or not typed.has_number):
        hits += _named(connection, typed, known)
        if not typed.has_number:
            hits += numbers.number_hits(connection, typed)
    return _answer(hits, typed, limit)


def warm(connection: Connection) -> None:
    """Read the vocabulary and the tables of characters, so that the first key is as quick as the next."""
    find(connection, "chan tai man 陳")


def _named(connection: Connection, typed: Typed, known: Vocabulary) -> list[Hit]:
    """Members, companies and providers by name. What is near is looked for only where nothing is as typed."""
    companies = titles.company_hits(connection, typed, known, wide=False)
    surely = any(RANK[hit.why] <= RANK[Why.PREFIX] for hit in companies)
    hits = _members(connection, typed, names.candidates(connection, typed, known, wide=not surely))
    sure = surely or any(RANK[hit.why] <= RANK[Why.READING] for hit in hits)
    hits += companies
    hits += titles.provider_hits(connection, typed, known, wide=not hits)
    parts = len(typed.words) + bool(typed.chinese)
    if not sure and parts > 1 and len(hits) < FEW:
        hits += _with_company(connection, typed, known)
    if not hits:
        hits = titles.company_hits(connection, typed, known, wide=True)
    if not hits and parts > 1:
        opened = replace(typed, open_words=True)
        hits = _members(connection, opened, names.candidates(connection, opened, known, wide=False))
    return hits


def _members(connection: Connection, typed: Typed, ids: Iterable[int]) -> list[Hit]:
    """The candidates whose name does answer what was typed."""
    hits = []
    for row in rows.fetch(connection, rows.MEMBERS, member.c.id, ids):
        match = match_name(typed, row.name_en, row.name_zh)
        if match is not None:
            hits.append(rows.member_hit(row, match))
    return hits


def _with_company(connection: Connection, typed: Typed, known: Vocabulary) -> list[Hit]:
    """Some of the words name the employer: ``chan abc``. Each way to part the words in two is tried."""
    hits: list[Hit] = []
    words = typed.words
    for cut in range(len(words) + 1):
        for person, company in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            theirs = replace(typed, words=company, chinese="", written="")
            mine = replace(typed, words=person)
            if not company or not mine.has_name or not _is_company(company, known):
                continue
            found = titles.company_rows(connection, theirs, known, wide=False)
            policies = [row.policy_id for row, match in found if match.why not in (Why.TYPO, Why.SOUNDS_LIKE)]
            ids = _of_policies(connection, mine, policies[:6])
            for hit in _members(connection, mine, ids):
                if hit.why not in (Why.TYPO, Why.SOUNDS_LIKE):
                    hits.append(replace(hit, why=Why.COMPANY))
        if hits:
            break
    return hits


def _is_company(words: Sequence[str], known: Vocabulary) -> bool:
    """May these be words of a company's name, the first of them a whole one?"""
    parts = titles.expanded(words)
    return parts[0] in known.companies.count and all(known.companies.has_start(part) for part in parts)


def _of_policies(connection: Connection, typed: Typed, policies: Sequence[int]) -> list[int]:
    """Members of these policies whose English name holds every word, or whose Chinese name the characters."""
    return _named_so(connection, typed, member.c.policy_id.in_(policies)) if policies else []


def _named_so(connection: Connection, typed: Typed, among: ColumnElement[bool]) -> list[int]:
    """Members among some whose English name holds every word, or whose Chinese name the characters."""
    if typed.chinese:
        keys = read(connection, "search_key", [starting(typed.chinese)], limit=2_000)
        near = [row.record for row in keys]
        own = select(member.c.id).where(among, rows.one_of(connection, member.c.id, near))
        return list(connection.execute(own.limit(100)).scalars())
    query = select(member.c.id).where(among)
    for word in typed.words:
        query = query.where(func.lower(member.c.name_en).contains(word, autoescape=True))
    return list(connection.execute(query.limit(100)).scalars())


def _mixed(connection: Connection, typed: Typed, known: Vocabulary) -> list[Hit]:
    """A number and a name: members of whom both are true."""
    name = replace(typed, digits=(), codes=(), certificates=(), emails=(), joined="")
    number = replace(typed, words=(), chinese="", written="", title=False)
    hits = []
    for hit in numbers.member_hits(
        connection, number, lambda ids: _named_so(connection, name, rows.one_of(connection, member.c.id, ids))
    ):
        match = match_name(name, hit.title, hit.title_zh)
        if match is not None:
            both = max((hit.why, match.why), key=RANK.__getitem__)
            spans, spans_zh = match.spans, match.spans_zh
            hits.append(replace(hit, why=both, loose=match.loose, spans=spans, spans_zh=spans_zh))
    hits = private.few(hits)
    if hits:
        return hits
    policies = [
        hit.id
        for hit in numbers.number_hits(connection, number)
        if hit.kind is SubjectKind.POLICY and hit.why is Why.NUMBER
    ]
    return _members(connection, name, _of_policies(connection, name, policies))


def _providers_by_phone(connection: Connection, typed: Typed) -> list[Hit]:
    hits = []
    for row in rows.fetch(connection, rows.PROVIDERS, provider.c.id, numbers.provider_ids(connection, typed)):
        phones = [bare_phone(phone) for phone in row.phones.split(";")]
        typed_phones = {bare_phone(d) for d in (typed.joined, *typed.digits) if d}
        if typed_phones & set(phones):
            hits.append(rows.provider_hit(row, Match(Why.PHONE)))
        elif any(phone.startswith(d) for phone in phones for d in typed_phones if len(d) >= 4):
            hits.append(rows.provider_hit(row, Match(Why.NUMBER_START)))
    return hits


def _without_chance(hits: list[Hit], typed: Typed) -> list[Hit]:
    """Beside a certificate with its policy, what else one of the two numbers may mean is left out."""
    parts = len(typed.certificates) + len(typed.digits) + len(typed.codes)
    whole = [hit for hit in hits if hit.kind is SubjectKind.MEMBER and hit.why is Why.NUMBER]
    return whole if parts > 1 and whole else hits


def _answer(hits: list[Hit], typed: Typed, limit: int) -> Found:
    """The hits in their order, each record once, the best of every kind among the first ``limit``."""
    best: dict[tuple[SubjectKind, int], Hit] = {}
    for hit in hits:
        known = best.get((hit.kind, hit.id))
        if known is None or (RANK[hit.why], hit.loose) < (RANK[known.why], known.loose):
            best[hit.kind, hit.id] = hit
    first = SubjectKind.PROVIDER if typed.title else SubjectKind.MEMBER
    ordered = _spread(sorted(best.values(), key=lambda hit: _order(hit, first)))
    shown = ordered[:limit]
    if len(ordered) > limit:
        seen = Counter(hit.kind for hit in shown)
        missing = [hit for hit in ordered[limit:] if seen[hit.kind] < RESERVED]
        places: Counter[SubjectKind] = Counter()
        kept = []
        for hit in missing:
            places[hit.kind] += 1
            if places[hit.kind] <= RESERVED - seen[hit.kind]:
                kept.append(hit)
        kept = kept[: limit // 3]
        shown = [*shown[: limit - len(kept)], *kept]
    counts = Counter(hit.kind for hit in ordered)
    more = any(count >= names.MOST // 2 for count in counts.values())
    return Found(tuple(shown), dict(counts), typed.guesses, more)


def _spread(hits: list[Hit]) -> list[Hit]:
    """Where the name is only near what was typed, two namesakes are enough before the next name's turn."""
    seen: Counter[str] = Counter()
    turns: list[int] = []
    for hit in hits:
        near = hit.why in (Why.SOUNDS_LIKE, Why.TYPO)
        turns.append(seen[hit.title] // NAMESAKES if near else 0)
        seen[hit.title] += near
    return [hit for _, hit in sorted(zip(turns, hits, strict=True), key=lambda pair: pair[0])]


def _order(hit: Hit, first: SubjectKind) -> tuple[int | bool | str, ...]:
    """Whole numbers, then by reason; the near by how near; in force before the rest; people first."""
    whole_number = hit.why in (Why.NUMBER, Why.USER_ID, Why.PHONE, Why.EMAIL)
    rank = 0 if whole_number else tier(hit.why)
    kind = _NUMBERS_FIRST[hit.kind] if whole_number else 0 if hit.kind is first else 1 + _KINDS[hit.kind]
    if whole_number:
        return (rank, kind, not hit.in_force, hit.policy_no, hit.certificate, hit.title, hit.id)
    near = hit.loose // 4 if rank == RANK[Why.SOUNDS_LIKE] else 0
    return (rank, near, not hit.in_force, kind, hit.loose, hit.title, hit.policy_no, hit.certificate, hit.id)
