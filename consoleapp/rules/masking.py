"""How a private value looks while it may not be read. Sources: SAFETY 14, SCREENS (Member).

A mask tells staff that a value is on record, never enough of it to guess the rest. An absent value masks to
nothing, so that "not known" can be told from "hidden".
"""

import re
from collections.abc import Callable
from datetime import date

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded

DOT = "•"

_AREAS = ("Hong Kong Island", "Kowloon", "New Territories", "香港島", "九龍", "新界", "九龙")


class Field(Coded):
    """A private value of a person that is masked by default."""

    IDENTITY_NO = "identity_no", N_("Identity number")
    BIRTH_DATE = "birth_date", N_("Date of birth")
    MOBILE = "mobile", N_("Mobile")
    PHONE = "phone", N_("Telephone")
    EMAIL = "email", N_("E-mail")
    ADDRESS = "address", N_("Address")
    BANK = "bank", N_("Bank account")
    DIAGNOSIS = "diagnosis", N_("Diagnosis")


def mask(field: Field, value: str | date | None) -> str:
    """The masked form of ``value``; empty when there is none."""
    text = value.isoformat() if isinstance(value, date) else (value or "").strip()
    return _MASKS[field](text) if text else ""


def _identity(text: str) -> str:
    """``A1•••••(•)``: the first two characters, and the shape; short numbers show nothing."""
    bare = sum(letter.isalnum() for letter in text)
    kept = 2 if bare >= 7 else 0
    masked = []
    for letter in text:
        if letter.isalnum():
            masked.append(letter if kept > 0 else DOT)
            kept -= 1
        else:
            masked.append(letter if letter in "()-/ " else DOT)
    return "".join(masked)


def _birth(text: str) -> str:
    """``19••``: the century."""
    found = re.match(r"(19|20)[0-9]{2}(?![0-9])", text)
    return found[1] + DOT * 2 if found else DOT * 4


def _phone(text: str) -> str:
    """``•••• ••67``: the last two digits, whatever the length and country."""
    digits = [letter for letter in text if letter.isdecimal()]
    return f"{DOT * 4} {DOT * 2}{''.join(digits[-2:]) if len(digits) >= 7 else DOT * 2}"


def _email(text: str) -> str:
    """``c•••@•••.com``: the first letter and the last label."""
    found = re.fullmatch(r"(?s)(.)[^@]*[^@.]@[^@]+(\.[A-Za-z]{2,4})", text)
    return f"{found[1]}{DOT * 3}@{DOT * 3}{found[2]}" if found else DOT * 3


def _address(text: str) -> str:
    """``•••• Kowloon``: the area of Hong Kong, nothing more precise."""
    for area in _AREAS:
        if text.lower().rstrip(" .,").endswith(area.lower()):
            return f"{DOT * 4} {area}"
        if not area.isascii() and text.startswith((area, "香港" + area)):
            return f"{area} {DOT * 4}"
    return DOT * 4


def _bank(text: str) -> str:
    """``•••• ••89``: the last two digits of a full account number."""
    digits = [letter for letter in text if letter.isdecimal()]
    return f"{DOT * 4} {DOT * 2}{''.join(digits[-2:]) if len(digits) >= 8 else DOT * 2}"


def _hidden(text: str) -> str:
    """Nothing at all, not even the length."""
    return DOT * 4


_MASKS: dict[Field, Callable[[str], str]] = {
    Field.IDENTITY_NO: _identity,
    Field.BIRTH_DATE: _birth,
    Field.MOBILE: _phone,
    Field.PHONE: _phone,
    Field.EMAIL: _email,
    Field.ADDRESS: _address,
    Field.BANK: _bank,
    Field.DIAGNOSIS: _hidden,
}
