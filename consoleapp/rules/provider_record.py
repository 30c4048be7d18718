"""A provider's record as texts, one a field, each with one way to be written (DOMAIN 9).

The form, the workbook, the bundle, a planned change and the history all speak in these texts, so that they
are checked, compared and merged in one way. ``""`` is: not known, or none.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_
from consoleapp.rules.clinic_hours import read
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import parse_date
from consoleapp.rules.identity import narrow, phone, show_phone
from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.rules.text import clean, fold, has_foreign_lookalikes


class ProviderField(Coded):
    """A field of the record; the code is the header of extracts and workbooks."""

    NETWORKS = "networks", N_("Networks")
    KIND = "kind", N_("Kind")
    NAME = "name", N_("Name")
    NAME_ZH = "name_zh", N_("Chinese name")
    SPECIALTY = "specialty", N_("Specialty")
    AREA = "area", N_("Area")
    DISTRICT = "district", N_("District")
    ADDRESS = "address", N_("Address")
    ADDRESS_ZH = "address_zh", N_("Chinese address")
    PHONES = "phones", N_("Telephones")
    HOURS = "hours", N_("Hours")
    DIRECT_BILLING = "direct_billing", N_("Direct billing")
    SECTOR = "sector", N_("Public or private")
    LANGUAGES = "languages", N_("Languages")
    APPOINTMENT_NEEDED = "appointment_needed", N_("Appointment needed")
    EFFECTIVE_FROM = "effective_from", N_("First day")
    EFFECTIVE_TO = "effective_to", N_("Last day")


F = ProviderField
Record = Mapping[ProviderField, str]
"""A record whole: a text for every field."""
EMPTY: Record = dict.fromkeys(ProviderField, "")
PLACE = (F.AREA, F.DISTRICT, F.ADDRESS, F.ADDRESS_ZH)
"""What a move changes; telephones and hours often change with it."""
LONGEST: Mapping[ProviderField, int] = {F.ADDRESS: 500, F.ADDRESS_ZH: 500, F.HOURS: 400, F.PHONES: 200}
LONGEST_FIELD = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What the reference data says: networks of the book, and words for specialties, districts, languages.

    Words are folded with ``folded``.
    """

    networks: frozenset[str]
    specialties: Mapping[str, str]
    districts: Mapping[str, str]
    area_of: Mapping[str, Area]
    """District → the area it lies in."""
    languages: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    """Codes of :class:`ProviderKind` and :class:`Area` with the words people use for them, folded."""
    folded: Callable[[str], str]

    def district_of(self, text: str) -> str | None:
        """The district a district or a place in it means."""
        return self.districts.get(self.folded(fold(text)))


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A field and why it cannot stand."""

    field: ProviderField
    reason: ConsoleError


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a field was and what it becomes."""

    field: ProviderField
    old: str
    new: str


def canonical(which: ProviderField, text: str, known: Known) -> str:
    """``text`` as the record writes it. Raises :class:`Refused` with what is wrong and what to type."""
    plain = clean(text)
    longest = LONGEST.get(which, LONGEST_FIELD)
    if len(plain) > longest:
        raise Refused(
            N_("The text has {length} characters; at most {longest} fit."), length=len(plain), longest=longest
        )
    return _WRITE[which](plain, known) if plain else ""


def _name(plain: str, _known: Known) -> str:
    if has_foreign_lookalikes(plain):
        raise Refused(
            N_("Letters of another script stand among Latin ones and look like them. Retype the name.")
        )
    return plain


def _as_typed(plain: str, _known: Known) -> str:
    return plain


def _networks(plain: str, known: Known) -> str:
    codes = sorted({narrow(part) for raw in re.split("[;,、；，]", plain) if (part := raw.strip())})
    for code in codes:
        if code not in known.networks:
            raise Refused(
                N_("There is no network {code}. It may be: {known}."),
                code=repr(code),
                known=", ".join(sorted(known.networks)) or "–",
            )
    return "; ".join(codes)


def _coded(vocabulary: type[Coded]) -> Callable[[str, Known], str]:
    def read_it(plain: str, known: Known) -> str:
        said = known.folded(fold(plain))
        for one in vocabulary:
            spellings = {one.value, fold(one.word), one.value.replace("_", " ")}
            if said in spellings or said in known.words.get(one.value, ()):
                return one.value
        raise Refused(
            N_("{text} is not one of: {known}."),
            text=repr(plain),
            known=", ".join(one.value for one in vocabulary),
        )

    return read_it


def _specialty(plain: str, known: Known) -> str:
    return known.specialties.get(known.folded(fold(plain)), plain)


def _district(plain: str, known: Known) -> str:
    """A Latin name of a place stays; a Chinese one becomes its district, which records write in English."""
    return plain if plain.isascii() else known.district_of(plain) or plain


def _phones(plain: str, _known: Known) -> str:
    parts = [part.strip() for part in re.split("[;,/、；，]", plain)]
    return "; ".join(dict.fromkeys(show_phone(phone(part)) for part in parts if part))


def _hours(plain: str, _known: Known) -> str:
    read(plain)
    return plain


def _languages(plain: str, known: Known) -> str:
    parts = [part.strip() for part in re.split("[;,/、；，&]", plain)]
    return ", ".join(
        dict.fromkeys(known.languages.get(known.folded(fold(part)), part) for part in parts if part)
    )


def _choice(words: Mapping[str, tuple[str, ...]], complaint: str) -> Callable[[str, Known], str]:
    def read_it(plain: str, _known: Known) -> str:
        for answer, spellings in words.items():
            if fold(plain) in spellings:
                return answer
        raise Refused(complaint, text=repr(plain))

    return read_it


def _day(plain: str, _known: Known) -> str:
    return parse_date(plain.removesuffix(" 00:00:00")).isoformat()


_YES_NO = _choice(
    {
        "yes": ("yes", "y", "true", "1", "是", "有", "要"),
        "no": ("no", "n", "false", "0", "否", "沒有", "不要"),
    },
    N_("{text} is neither yes nor no."),
)
_WRITE: Mapping[ProviderField, Callable[[str, Known], str]] = {
    F.NETWORKS: _networks,
    F.KIND: _coded(ProviderKind),
    F.NAME: _name,
    F.NAME_ZH: _name,
    F.SPECIALTY: _specialty,
    F.AREA: _coded(Area),
    F.DISTRICT: _district,
    F.ADDRESS: _as_typed,
    F.ADDRESS_ZH: _as_typed,
    F.PHONES: _phones,
    F.HOURS: _hours,
    F.DIRECT_BILLING: _YES_NO,
    F.SECTOR: _choice(
        {"public": ("public", "公立", "公營"), "private": ("private", "私家", "私立", "私營")},
        N_("{text} is neither public nor private."),
    ),
    F.LANGUAGES: _languages,
    F.APPOINTMENT_NEEDED: _YES_NO,
    F.EFFECTIVE_FROM: _day,
    F.EFFECTIVE_TO: _day,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A record as it would be written, what cannot stand, and what is unusual."""

    record: Record
    faults: tuple[FieldFault, ...]
    remarks: tuple[FieldFault, ...] = ()
    """Worth a look; nothing is refused for it."""

    @property
    def trouble(self) -> ConsoleError | None:
        """The first fault."""
        return self.faults[0].reason if self.faults else None


def check(typed: Record, before: Record | None, known: Known) -> Checked:
    """Every field as it would be written. What ``before`` says already is not found fault with anew."""
    found: dict[ProviderField, str] = {}
    faults: list[FieldFault] = []
    for one in ProviderField:
        text = clean(typed.get(one, ""))
        if before is not None and text == clean(before[one]):
            found[one] = before[one]
            continue
        try:
            found[one] = canonical(one, text, known)
        except ConsoleError as reason:
            found[one] = text
            faults.append(FieldFault(one, reason))
    faults += _missing(found)
    district = known.district_of(found[F.DISTRICT])
    if district is not None and not found[F.AREA]:
        found[F.AREA] = known.area_of[district].value
    faults += _contradictions(found, before, district, known)
    return Checked(found, tuple(faults), tuple(_remarks(found, before, district, known)))


def _missing(found: Record) -> list[FieldFault]:
    return [
        FieldFault(one, Refused(N_("{field} must not be empty."), field=one))
        for one in (F.NAME, F.KIND)
        if not found[one]
    ]


def _contradictions(
    found: Record, before: Record | None, district: str | None, known: Known
) -> list[FieldFault]:
    faults = []
    changed = before is None or any(found[one] != before[one] for one in (F.AREA, F.DISTRICT))
    if changed and district is not None and found[F.AREA] != known.area_of[district].value:
        why = Refused(
            N_("{place} does not lie there: its area is {area}."),
            place=found[F.DISTRICT],
            area=known.area_of[district],
        )
        faults.append(FieldFault(F.AREA, why))
    first, last = found[F.EFFECTIVE_FROM], found[F.EFFECTIVE_TO]
    if first and last and last < first:
        why = Refused(
            N_("The last day comes before the first ({first})."), first=_day_or_text(found[F.EFFECTIVE_FROM])
        )
        faults.append(FieldFault(F.EFFECTIVE_TO, why))
    return faults


def _day_or_text(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _remarks(found: Record, before: Record | None, district: str | None, known: Known) -> list[FieldFault]:
    def changed(one: ProviderField) -> bool:
        return bool(found[one]) and (before is None or found[one] != before[one])

    remarks = []
    if changed(F.DISTRICT) and district is None:
        why = Refused(N_("No district is called {text}: nobody will find it by its place."),
                      text=repr(found[F.DISTRICT]))  # fmt: skip
        remarks.append(FieldFault(F.DISTRICT, why))
    if changed(F.SPECIALTY) and known.folded(fold(found[F.SPECIALTY])) not in known.specialties:
        why = Refused(N_("The specialty {text} is not in the table: it is found by this very word only."),
                      text=repr(found[F.SPECIALTY]))  # fmt: skip
        remarks.append(FieldFault(F.SPECIALTY, why))
    if not found[F.PHONES] and (before is None or before[F.PHONES]):
        remarks.append(FieldFault(F.PHONES, Refused(N_("Without a telephone nobody can ask before going."))))
    return remarks


def changes(old: Record, new: Record, known: Known) -> tuple[FieldChange, ...]:
    """The fields that differ in what they say, not only in how it is written."""
    return tuple(
        FieldChange(one, old[one], new[one])
        for one in ProviderField
        if old[one] != new[one] and _said(one, old[one], known) != _said(one, new[one], known)
    )


def _said(which: ProviderField, text: str, known: Known) -> str:
    try:
        return canonical(which, text, known)
    except ConsoleError:
        return clean(text)


# Two editors


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed, each otherwise."""

    field: ProviderField
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What both wrote, put together; where they clash it holds ``theirs``, which is on record."""

    record: Record
    clashes: tuple[Clash, ...]
    taken: tuple[FieldChange, ...] = field(default=())
    """What the other editor changed, and nobody contradicts."""


def merge(base: Record, theirs: Record, mine: Record, known: Known) -> Merged:
    """Put together what two people made of ``base``. Nothing of either is lost without being named."""
    by_them = {one.field: one for one in changes(base, theirs, known)}
    by_me = {one.field: one for one in changes(base, mine, known)}
    merged = dict(theirs)
    clashes = []
    for one, change in by_me.items():
        if one not in by_them:
            merged[one] = change.new
        elif _said(one, by_them[one].new, known) != _said(one, change.new, known):
            clashes.append(Clash(one, base[one], theirs[one], change.new))
    told = {one.field for one in clashes}
    taken = tuple(change for one, change in by_them.items() if one not in told and one not in by_me)
    return Merged(merged, tuple(clashes), taken)
