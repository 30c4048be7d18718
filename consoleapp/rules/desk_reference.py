"""The desk reference: forms, contact points, terms and answers, each in versions (DOMAIN 11).

A version is never changed: a newer one takes its place on its first day. What is given out is the newest
version that has begun, and nothing once its last day is over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import Language


class Section(Coded):
    """The parts of the desk reference, in the order they stand in."""

    FORM = "form", N_("Forms")
    POINT = "point", N_("Contact points")
    TERM = "term", N_("Insurance terms")
    QUESTION = "question", N_("Usual questions")


class Audience(Coded):
    """Who fills a form in."""

    MEMBER = "member", N_("the member")
    EMPLOYER = "employer", N_("the employer")
    DOCTOR = "doctor", N_("the doctor")


class PointKind(Coded):
    """How somebody gets through to the insurer."""

    TELEPHONE = "telephone", N_("Telephone")
    TOLL_FREE = "toll_free", N_("Toll-free telephone")
    FAX = "fax", N_("Fax")
    EMAIL = "email", N_("E-mail")
    POST = "post", N_("Postal address")
    WALK_IN = "walk_in", N_("Walk-in address")

    @property
    def is_called(self) -> bool:
        """Whether what stands there is a telephone number."""
        return self in (PointKind.TELEPHONE, PointKind.TOLL_FREE, PointKind.FAX)

    @property
    def keeps_hours(self) -> bool:
        """Whether somebody has to be there to answer."""
        return self in (PointKind.TELEPHONE, PointKind.TOLL_FREE, PointKind.WALK_IN)


class Region(Coded):
    """Where a contact point serves."""

    HONG_KONG = "hong_kong", N_("Hong Kong")
    MACAU = "macau", N_("Macau")
    MAINLAND = "mainland", N_("mainland China")
    ABROAD = "abroad", N_("abroad")


class Validity(Coded):
    """How a version stands on a day."""

    IN_FORCE = "in_force", N_("in force")
    TO_COME = "to_come", N_("not in force yet")
    SUPERSEDED = "superseded", N_("superseded")
    WITHDRAWN = "withdrawn", N_("withdrawn")


FALLS_BACK: Mapping[Language, tuple[Language, ...]] = {
    Language.ENGLISH: (Language.ENGLISH, Language.TRADITIONAL_CHINESE, Language.SIMPLIFIED_CHINESE),
    Language.TRADITIONAL_CHINESE: (
        Language.TRADITIONAL_CHINESE,
        Language.SIMPLIFIED_CHINESE,
        Language.ENGLISH,
    ),
    Language.SIMPLIFIED_CHINESE: (
        Language.SIMPLIFIED_CHINESE,
        Language.TRADITIONAL_CHINESE,
        Language.ENGLISH,
    ),
}
"""Whose language → in which order a text or a file is looked for: their own, the other script, English."""


@dataclass(frozen=True, slots=True)
class EntryText:
    """What an entry says in one language. ``also`` are everyday words it is found by, with ; between."""

    title: str
    text: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a contact point leads: a number, an address. ``hours`` is an opening_hours expression."""

    kind: PointKind
    region: Region
    value: str
    country: str = ""
    """Two letters (ISO 3166), for toll-free numbers."""
    hours: str = ""
    """Empty: not stated."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry. ``files`` are SHA-256 by language."""

    section: Section
    code: str
    version: int
    valid_from: date
    valid_to: date | None
    texts: Mapping[Language, EntryText]
    files: Mapping[Language, str] = field(default_factory=dict)
    audience: tuple[Audience, ...] = ()
    scheme: str = ""
    """For whom it holds: a plan type's code, a policy number; empty for everybody."""
    owner: str = ""
    link: str = ""
    """Where a form lies on the web; empty: nowhere."""
    point: Point | None = None
    checked_on: date | None = None
    """When somebody last looked whether it is still right. Not part of what a version says."""

    @property
    def content(self) -> tuple[object, ...]:
        """All that a version says: two versions of one number must agree in it."""
        return (
            self.section, self.code, self.version, self.valid_from, self.valid_to,
            tuple(sorted((one.value, text) for one, text in self.texts.items())),
            tuple(sorted((one.value, sha256) for one, sha256 in self.files.items())),
            self.audience, self.scheme, self.owner, self.link, self.point,
        )  # fmt: skip


def in_force(versions: Iterable[Version], today: date) -> Version | None:
    """Which of the versions of one entry is given out ``today``; None where none is."""
    begun = [one for one in versions if one.valid_from <= today]
    newest = max(begun, key=lambda one: one.version, default=None)
    return None if newest is None or _is_over(newest, today) else newest


def validity(one: Version, versions: Iterable[Version], today: date) -> Validity:
    """How ``one`` of the versions of an entry stands ``today``."""
    if one.valid_from > today:
        return Validity.TO_COME
    if any(one.version < other.version and other.valid_from <= today for other in versions):
        return Validity.SUPERSEDED
    return Validity.WITHDRAWN if _is_over(one, today) else Validity.IN_FORCE


def _is_over(one: Version, today: date) -> bool:
    return one.valid_to is not None and one.valid_to < today


def in_language(one: Version, language: Language) -> tuple[Language, EntryText]:
    """What an entry says to somebody of ``language``, and the language it says it in."""
    for wanted in FALLS_BACK[language]:
        if wanted in one.texts:
            return wanted, one.texts[wanted]
    raise ValueError("an entry without a text")


def file_in(one: Version, language: Language) -> tuple[Language, str] | None:
    """The file of a form for somebody of ``language``, and the language it is in; None where it has none."""
    return next(((wanted, one.files[wanted]) for wanted in FALLS_BACK[language] if wanted in one.files), None)


def is_stale(checked_on: date | None, today: date, days: int) -> bool:
    """Whether nobody looked at it for longer than ``days``."""
    return checked_on is None or today - checked_on > timedelta(days=days)


def fit(scheme: str, plan_type: str, policy_no: str) -> int:
    """How well a contact point fits the policy on the line: 0 is its own, then its kind's, everybody's."""
    if scheme and scheme == policy_no:
        return 0
    if scheme and scheme == plan_type:
        return 1
    return 3 if scheme else 2


_ABROAD = (("+853", Region.MACAU), ("+86", Region.MAINLAND))


def region_of(mobile: str) -> Region:
    """Where somebody with this mobile is likely served from: Hong Kong unless its code says otherwise."""
    return next((region for code, region in _ABROAD if mobile.startswith(code)), Region.HONG_KONG)
