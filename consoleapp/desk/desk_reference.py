"""The desk reference: forms, contact points, terms and answers, found by everyday words (DOMAIN 11).

It says nothing of anybody, so looking something up is no look at a person. What is given out is in force
today; older versions are only history.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from consoleapp.desk.context import Work, reads
from consoleapp.desk.reference_shapes import (
    ReferenceDetail,
    ReferenceFound,
    ReferenceRow,
    Told,
    VersionRow,
)
from consoleapp.errors import NotFound
from consoleapp.i18n import MADE_FROM, N_
from consoleapp.reference.characters import characters, simplifier
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import desk_reference as rules
from consoleapp.rules import opening_hours, reference_search
from consoleapp.rules.dates import local
from consoleapp.rules.desk_reference import Section, Validity, Version
from consoleapp.rules.permissions import Permission
from consoleapp.rules.reference_search import Findable
from consoleapp.rules.statuses import Language
from consoleapp.store.queries import desk_reference as queries
from consoleapp.store.queries.desk_reference import Kept, OnTheLine

SECTION_WORDS: Mapping[Section, str] = {
    Section.FORM: "form 表格",
    Section.POINT: "contact 聯絡",
    Section.TERM: "term meaning 詞彙",
    Section.QUESTION: "question answer 問題",
}
"""Said beside what is looked for; they meet every entry of their section."""


@reads(Permission.READ_REFERENCE)
def search(work: Work, text: str, *, section: Section | None = None) -> ReferenceFound:
    """What is given out today and meets ``text``; all of it where nothing is typed.

    A section stands before another when its best entry is the better one; contact points stand in the order
    in which they concern the policy on the line.
    """
    known = queries.versions(work.connection)
    shown = [
        one
        for (its_section, _code), kept in known.items()
        if section in (None, its_section) and (one := _given_or_to_come(kept, work)) is not None
    ]
    asked = reference_search.wanted(text, characters().fold)
    if asked.terms:
        places, whole = reference_search.found(asked, [_findable(one.version) for one in shown])
    else:
        places, whole = list(range(len(shown))), True
    line = _on_the_line(work)
    order = list(dict.fromkeys(shown[place].version.section for place in places))
    if not asked.terms:
        order = list(Section)
    rows = []
    for its_section in order:
        mine = [shown[place] for place in places if shown[place].version.section is its_section]
        if its_section is Section.POINT:
            # Stable: among those that concern the caller alike, the best come first.
            mine.sort(key=lambda one: _concerns(one.version, line, typed=bool(asked.terms)))
        rows += [_row(work, one, line) for one in mine]
    return ReferenceFound(tuple(rows), whole, bool(known), local(work.now))


@reads(Permission.READ_REFERENCE)
def detail(work: Work, entry_id: int) -> ReferenceDetail:
    """One entry whole, with every version of it. Raises NotFound."""
    kept, its_versions = one_of(work, entry_id)
    version = kept.version
    every = [one.version for one in its_versions]
    history = tuple(
        VersionRow(
            one.entry_id,
            one.version.version,
            one.version.valid_from,
            one.version.valid_to,
            rules.validity(one.version, every, work.today),
        )
        for one in reversed(its_versions)
    )
    return ReferenceDetail(
        row=_row(work, kept, _on_the_line(work), every),
        valid_to=version.valid_to,
        audience=version.audience,
        scheme=version.scheme,
        owner=version.owner,
        link=version.link,
        checked_on=version.checked_on,
        stale_days=work.desk.settings.reference.stale_days,
        files=tuple(one for one in Language if one in version.files),
        versions=history,
        at=local(work.now),
    )


@reads(Permission.READ_REFERENCE)
def coded(work: Work, code: str) -> int:
    """The entry of this code: what is given out today, else its newest version. Raises NotFound."""
    wanted = code.strip().casefold()
    for (_section, its_code), kept in queries.versions(work.connection).items():
        if its_code.casefold() == wanted:
            now = _given_or_to_come(kept, work)
            return (now or kept[-1]).entry_id
    raise NotFound(
        N_("The desk reference has no {code}. Search with: consoleapp reference find WORDS."),
        code=repr(code),
    )


def one_of(work: Work, entry_id: int) -> tuple[Kept, list[Kept]]:
    """One version and all of its entry. Raises NotFound."""
    key = queries.key_of(work.connection, entry_id)
    if key is None:
        raise NotFound(N_("This entry is not in the desk reference any more. Search again."))
    kept = queries.versions(work.connection, key)[key]
    return next(one for one in kept if one.entry_id == entry_id), kept


def told(version: Version) -> dict[Language, Told]:
    """What it says, title and text, to a reader of each language."""
    return {one: _told(version, one) for one in Language}


def _told(version: Version, language: Language) -> Told:
    said_in, text = rules.in_language(version, language)
    if MADE_FROM.get(language) == said_in.value:  # as every text of the console in simplified Chinese is made
        return Told(language, _simplified(text.title), _simplified(text.text))
    return Told(said_in, text.title, text.text)


@lru_cache(maxsize=4_000)
def _simplified(text: str) -> str:
    return simplifier()(text)


def _given_or_to_come(kept: Iterable[Kept], work: Work) -> Kept | None:
    """The version given out today; where there is none and one begins later, that, to tell from when."""
    by_number = {one.version.version: one for one in kept}
    now = rules.in_force([one.version for one in by_number.values()], work.today)
    if now is not None:
        return by_number[now.version]
    later = [one for one in by_number.values() if one.version.valid_from > work.today]
    return min(later, key=lambda one: one.version.valid_from, default=None)


def _findable(version: Version) -> Findable:
    texts = list(version.texts.values())
    point = "" if version.point is None else version.point.value
    return _folded(
        version.code,
        tuple(one.title for one in texts),
        (SECTION_WORDS[version.section], point, *(one.also for one in texts)),
        tuple(one.text for one in texts),
    )


@lru_cache(maxsize=4_000)
def _folded(code: str, titles: tuple[str, ...], also: tuple[str, ...], texts: tuple[str, ...]) -> Findable:
    return reference_search.findable(code, titles, also, texts, characters().fold)


def _on_the_line(work: Work) -> OnTheLine | None:
    serving = work.serving
    if serving is None or serving.policy_id is None:
        return None
    return queries.on_the_line(work.connection, serving.policy_id, serving.member_id)


def _concerns(version: Version, line: OnTheLine | None, *, typed: bool) -> tuple[int, ...]:
    """Whose contact points come first: the policy's, its kind's, everybody's; of the caller's region. Where
    no words say what is wanted, telephones come before papers.
    """
    point = version.point
    if point is None:
        return ()
    region = list(rules.Region).index(point.region)
    kind = 0 if typed else list(rules.PointKind).index(point.kind)
    if line is None:
        return (1 if version.scheme else 0, 0, region, kind)
    near = 0 if point.region is rules.region_of(line.mobile) else 1
    return (rules.fit(version.scheme, line.plan_type, line.policy_no), near, region, kind)


def _row(work: Work, kept: Kept, line: OnTheLine | None, every: list[Version] | None = None) -> ReferenceRow:
    version, point = kept.version, kept.version.point
    standing = None
    if point is not None and point.kind.keeps_hours:
        standing = (
            opening_hours.standing(point.hours, local(work.now), load_calendar())
            if point.hours
            else opening_hours.Standing(opening_hours.State.NOT_STATED, None)
        )
    days = work.desk.settings.reference.stale_days
    return ReferenceRow(
        entry_id=kept.entry_id,
        section=version.section,
        code=version.code,
        version=version.version,
        validity=Validity.TO_COME
        if version.valid_from > work.today
        else rules.validity(version, every or [version], work.today),
        valid_from=version.valid_from,
        told=told(version),
        point=point,
        standing=standing,
        for_the_line=line is not None and rules.fit(version.scheme, line.plan_type, line.policy_no) < 2,
        stale=rules.is_stale(version.checked_on, work.today, days),
    )
