"""What was typed into a request, field by field: one way to write each, every fault at once (DOMAIN 10)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import parse_date, show_date
from consoleapp.rules.identity import email, identity_number, narrow, phone
from consoleapp.rules.money import Money
from consoleapp.rules.service_requests import (
    APPOINTMENT_DAYS,
    PREMIUM,
    PROMISED,
    CardForm,
    Datum,
    FieldKind,
    ServiceField,
    fields_of,
)
from consoleapp.rules.services import ServiceKind
from consoleapp.rules.statuses import IdentityType
from consoleapp.rules.text import clean, fold, within
from consoleapp.rules.workdays import Calendar

LONGEST = 500
"""Characters of one field at most."""

Details = Mapping[str, str]
"""Code of a field → what stands in it: codes, ISO dates, amounts as ``1200.00``, telephones with ``+``."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a request is judged by beside what was typed."""

    today: date
    calendar: Calendar
    currency: str
    """Of the policy; every amount is in it."""
    premium: bool
    """Whether the member's plan is flagged premium."""
    identity_type: IdentityType | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A field, and why what stands in it cannot be taken."""

    code: str
    word: str
    reason: ConsoleError


@dataclass(frozen=True, slots=True)
class Understood:
    """What was typed, as it is kept; with ``faults`` nothing is kept."""

    details: Details
    faults: tuple[Fault, ...]


_PREMIUM_ONLY = N_("Only premium plans have this, and this member's plan is none. Say so to the caller.")
_MISSING = N_("This is needed. Ask for it.")


def refuse_kind(kind: ServiceKind, *, premium: bool) -> None:
    """Raise Refused where this member's plan has no such request."""
    if kind in PREMIUM and not premium:
        raise Refused(_PREMIUM_ONLY)


def read(kind: ServiceKind, typed: Mapping[str, str], ground: Ground) -> Understood:
    """Every field of ``kind`` as it is kept; what is wrong with each, all at once."""
    fields = {one.code: one for one in fields_of(kind)}
    details: dict[str, str] = {}
    faults: list[Fault] = []

    def blame(code: str, reason: ConsoleError) -> None:
        if all(one.code != code for one in faults):
            faults.append(Fault(code, fields[code].word, reason))

    for code, field in fields.items():
        text = clean(typed.get(code, ""))
        try:
            if not text and field.required:
                raise Refused(_MISSING)
            details[code] = _READ[field.kind](within(text, LONGEST), field, ground) if text else ""
        except ConsoleError as error:
            blame(code, error)
    for code, reason in _together(kind, details, ground):
        blame(code, reason)
    return Understood(details, tuple(faults))


def choose(choices: type[Coded], typed: str, translate: Callable[[str], str] = str) -> Coded:
    """The choice meant by its number in the list, its code, or how its words begin.

    Raises Refused, naming the choices, where none or several are meant.
    """
    known = list(choices)
    wanted = fold(typed)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(known):
        return known[int(wanted) - 1]
    exact = [one for one in known if wanted in (one.value, fold(one.word), fold(translate(one.word)))]
    begun = [
        one
        for one in known
        if wanted
        and any(fold(word).startswith(wanted) for word in (one.value, one.word, translate(one.word)))
    ]
    found = exact or begun
    if len(found) != 1:
        raise Refused(
            N_("{text} is none of these: {known}."),
            text=repr(typed),
            known=tuple(known),
        )
    return found[0]


def _day(text: str, _field: ServiceField, _ground: Ground) -> str:
    return parse_date(text).isoformat()


def _time(text: str, _field: ServiceField, _ground: Ground) -> str:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])", narrow(text))
    if found is None:
        raise Refused(N_("{text} is not a time. Write it as 14:30."), text=repr(text))
    return f"{int(found[1]):02d}:{found[2]}"


def _money(text: str, _field: ServiceField, ground: Ground) -> str:
    amount = Money.parse(text, ground.currency)
    if amount.minor <= 0:
        raise Refused(N_("The amount must be above zero."))
    return str(amount)


def _percent(text: str, _field: ServiceField, _ground: Ground) -> str:
    bare = narrow(text).rstrip("%").strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 3 and int(bare) <= 100):
        raise Refused(N_("{text} is not a percentage. Write a whole number from 0 to 100."), text=repr(text))
    return str(int(bare))


def _identity(text: str, _field: ServiceField, _ground: Ground) -> str:
    """Somebody else's document, of whatever kind: letters and digits as they are on it."""
    return identity_number(IdentityType.PASSPORT, text)


def _account(text: str, _field: ServiceField, _ground: Ground) -> str:
    bare = re.sub(r"[ .-]", "", narrow(text))
    if not (bare.isascii() and bare.isalnum() and 6 <= len(bare) <= 34):
        raise Refused(N_("{text} is not the number of a bank account: 6 to 34 digits."), text=repr(text))
    return narrow(text)


def _choice(text: str, field: ServiceField, _ground: Ground) -> str:
    assert field.choices is not None
    return choose(field.choices, text).value


_READ: Mapping[FieldKind, Callable[[str, ServiceField, Ground], str]] = MappingProxyType(
    {
        FieldKind.TEXT: lambda text, _field, _ground: text,
        FieldKind.DATE: _day,
        FieldKind.TIME: _time,
        FieldKind.MONEY: _money,
        FieldKind.PERCENT: _percent,
        FieldKind.PHONE: lambda text, _field, _ground: phone(text),
        FieldKind.EMAIL: lambda text, _field, _ground: email(text),
        FieldKind.IDENTITY: _identity,
        FieldKind.ACCOUNT: _account,
        FieldKind.CHOICE: _choice,
    }
)


def _together(kind: ServiceKind, details: dict[str, str], ground: Ground) -> list[tuple[str, ConsoleError]]:
    """What is wrong between fields, or with a day as such."""
    found: list[tuple[str, ConsoleError]] = []

    def day(code: str) -> date | None:
        return date.fromisoformat(details[code]) if details.get(code) else None

    promised = day(PROMISED)
    if promised is not None and promised < ground.today:
        found.append((PROMISED, Refused(N_("A promised date lies ahead, or is today."))))
    match kind:
        case ServiceKind.APPOINTMENT:
            visit = day("visit_on")
            earliest = ground.calendar.add_working_days(ground.today, APPOINTMENT_DAYS)
            if visit is not None and visit < earliest:
                why = N_("An appointment lies {days} working days ahead: {day} at the earliest.")
                found.append(("visit_on", Refused(why, days=APPOINTMENT_DAYS, day=show_date(earliest))))
        case ServiceKind.PRE_AUTHORISATION:
            planned = day("planned_on")
            if planned is not None and planned < ground.today:
                found.append(("planned_on", Refused(N_("It is asked for before the treatment, not after."))))
        case ServiceKind.CARD:
            electronic = details.get("form") == CardForm.ELECTRONIC
            if electronic and not ground.premium:
                found.append(("form", Refused(_PREMIUM_ONLY)))
            if details.get("form") == CardForm.PHYSICAL and not details.get("address"):
                found.append(("address", Refused(_MISSING)))
        case ServiceKind.DATA_CHANGE:
            found += _changed(details, ground)
        case ServiceKind.VISIT_RECORDS:
            signed, first, last = day("signed_on"), day("period_from"), day("period_to")
            if signed is not None and signed > ground.today:
                found.append(("signed_on", Refused(N_("It cannot be signed on a day to come."))))
            if first is not None and last is not None and last < first:
                found.append(("period_to", Refused(N_("The period ends before it begins."))))
    return found


def _changed(details: dict[str, str], ground: Ground) -> list[tuple[str, ConsoleError]]:
    """How the new value must look, and the images some changes need; ``details`` gets its written form."""
    found: list[tuple[str, ConsoleError]] = []
    if not details.get("what"):
        return found
    what = Datum(details["what"])
    new = details.get("new", "")
    if new:
        try:
            match what:
                case Datum.PHONE:
                    details["new"] = phone(new)
                case Datum.EMAIL:
                    details["new"] = email(new)
                case Datum.IDENTITY:
                    details["new"] = identity_number(ground.identity_type or IdentityType.PASSPORT, new)
        except ConsoleError as error:
            found.append(("new", error))
    if what.needs_images and not details.get("images"):
        why = N_("Images of both sides of the identity document, and of its holder with it, must be seen.")
        found.append(("images", Refused(why)))
    return found
