"""Find: whatever the caller says, to the record it means; and the cards beside the hits."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.subjects import subject
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Permission
from consoleapp.rules.subjects import SubjectKind, Why
from consoleapp.store import search
from consoleapp.store.queries import access as access_queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.search import Guess, Hit, rows
from consoleapp.store.search.match import Match
from consoleapp.store.tables import member

__all__ = ["RECENT", "FindResult", "Guess", "Hit", "SubjectKind", "Why", "find", "recents", "subject"]

RECENT = 20
"""Members shown while the box is empty."""
MOST_RECORDED = 10
"""Members found by one private number who get an access entry: a switchboard's number has hundreds."""
SAME_LOOK = timedelta(minutes=10)
"""Finding the same member by the same private value within this time is one look."""


@dataclass(frozen=True, slots=True)
class FindResult:
    """The hits, best first, how many there are of each kind, and how long it took.

    ``more``: the book holds more than was counted, and the counts are the least there are.
    """

    hits: tuple[Hit, ...]
    counts: Mapping[SubjectKind, int] = field(default_factory=dict)
    took_ms: float = 0.0
    more: bool = False
    guesses: tuple[Guess, ...] = ()


@reads(Permission.FIND)
def find(work: Work, text: str, *, limit: int = 50) -> FindResult:
    """What ``text`` may mean, at most ``limit`` hits; whom one opened last where it is empty.

    A list of hits names people and shows nothing private; looking at it leaves no row, opening a card does.
    Whoever is found by an identity number, a telephone or an e-mail address has it confirmed by being there:
    that is a look, and leaves one.
    Where a claim, a request or an account stands is left out while somebody is on the line who may never
    hear of it.
    """
    began = time.perf_counter()
    if not text.strip():
        hits = _recents(work)
        return FindResult(hits, {SubjectKind.MEMBER: len(hits)} if hits else {}, _since(began))
    found = search.find(work.connection, text, limit=limit)
    _record(work, found.hits)
    return FindResult(
        _for_the_caller(work, found.hits), found.counts, _since(began), found.more, found.guesses
    )


@reads(Permission.FIND)
def recents(work: Work) -> tuple[Hit, ...]:
    """The members whose record this member of staff looked at last, newest first."""
    return _recents(work)


def _recents(work: Work) -> tuple[Hit, ...]:
    ids = access_queries.last_opened(work.connection, work.desk.actor.staff_id, RECENT)
    found = {
        row.member_id: rows.member_hit(row, Match(Why.RECENT))
        for row in rows.fetch(work.connection, rows.MEMBERS, member.c.id, ids)
    }
    return tuple(found[one] for one in ids if one in found)


def _record(work: Work, hits: tuple[Hit, ...]) -> None:
    """Leave an access entry for those whom a private value found: one while the number is typed on."""
    found = {(hit.id, _FOUND_BY[hit.private]): None for hit in hits if hit.private is not None}
    wanted = list(found)[:MOST_RECORDED]
    if not wanted:
        return
    known = access_queries.found_since(
        work.connection, work.desk.actor.staff_id, [one for one, _ in wanted], work.now - SAME_LOOK
    )
    for member_id, what in wanted:
        if (member_id, what) not in known:
            work.looked(member_id, what)


_FOUND_BY = {
    Field.IDENTITY_NO: "found by identity number",
    Field.PHONE: "found by phone",
    Field.EMAIL: "found by e-mail",
}
_TOPICS = {
    SubjectKind.CLAIM: (Topic.CLAIMS,),
    SubjectKind.ACCOUNT: (Topic.ACCOUNT_STATE,),
    SubjectKind.REQUEST: (Topic.CLAIMS, Topic.PERSONAL_DATA),
}
"""What a caller must be able to hear of for where such a record stands to be shown; of requests all topics,
because what is asked for is part of it."""


def _for_the_caller(work: Work, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits without the state of what the caller on the line may never hear of (SAFETY 15)."""
    owners = {hit.member_id for hit in hits if hit.kind in _TOPICS and hit.member_id is not None}
    if not owners or (work.serving is None and not work.parked):
        return hits
    people = {
        row.id: Person.of(row, row.id) for row in member_queries.people(work.connection, sorted(owners))
    }

    def heard(hit: Hit) -> Hit:
        person = people.get(hit.member_id) if hit.member_id is not None and hit.kind in _TOPICS else None
        if person is None or not any(disclosing.never(work, person, one) for one in _TOPICS[hit.kind]):
            return hit
        told = "" if hit.kind is SubjectKind.REQUEST else hit.detail
        return replace(hit, status=None, on=None, in_force=True, detail=told)

    return tuple(heard(hit) for hit in hits)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
