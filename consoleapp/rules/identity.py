"""Numbers people are known by: certificates, identity documents, telephones, e-mail, claims, invoices.

Every function takes what a person typed or a file holds and returns the one form kept on record, or raises
:class:`Refused` with the reason. Full-width characters are made narrow first; other scripts are refused.
Sources: DOMAIN 1, 4 and 6; SAFETY 17 and 27.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.statuses import IdentityType
from consoleapp.rules.text import clean

EMPLOYEE_SUFFIX = "00"
"""The suffix of the employee's own certificate; dependants count from 01."""

HOME_COUNTRY_CODE = "852"

_CERTIFICATE = re.compile(r"(?P<number>[0-9]{1,8})(?:(?: ?[-/] ?| )(?P<suffix>[0-9]{1,2}))?")
_HKID = re.compile(r"(?P<body>[A-Z]{1,2}[0-9]{6})(?:[-/]?(?P<bare>[0-9A])|\((?P<check>[0-9A])\))?")
_OTHER_DOCUMENT = re.compile(r"[A-Z0-9]{4,20}")
_EMAIL = re.compile(
    r"(?P<name>[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_POLICY = re.compile(r"[A-Z]{0,3}[0-9]{4,10}")
_CLAIM = re.compile(r"(?P<claim>[A-Z][0-9]{10})(?:-(?P<line>[0-9]{1,3}))?")
_INVOICE = re.compile(r"[A-Z]{0,3}[0-9]{6,10}")
_BROKER = re.compile(r"[A-Z][0-9]{5}")


def narrow(text: str) -> str:
    """``text`` cleaned, in capitals, full-width characters made narrow. Other scripts stay, to be refused."""
    return clean(unicodedata.normalize("NFKC", clean(text))).upper()


@dataclass(frozen=True, slots=True, order=True)
class Certificate:
    """A member's number on a policy: ``0001-00``. The number is the family's, the suffix the person's."""

    number: str
    suffix: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The certificate written ``0001-00``, ``0001/00`` or ``1-0``. Raises :class:`Refused` otherwise."""
        number, suffix = certificate_parts(text)
        if suffix is None:
            raise Refused(
                N_("{text} lacks the suffix of the person. Write it as 0001-00, the employee's own."),
                text=repr(text),
            )
        return cls(number, suffix)

    def __str__(self) -> str:
        return f"{self.number}-{self.suffix}"


def certificate_parts(text: str) -> tuple[str, str | None]:
    """Number and suffix of a certificate, padded: ``("0001", "00")``; the suffix is None when not given."""
    found = _CERTIFICATE.fullmatch(narrow(text))
    if found is None:
        raise Refused(N_("{text} is not a certificate number. Write it as 0001-00."), text=repr(text))
    suffix = found["suffix"]
    return found["number"].zfill(4), None if suffix is None else suffix.zfill(2)


def hkid(text: str) -> str:
    """A Hong Kong identity card number as ``A123456(3)``: check digit tested, full width folded.

    Raises :class:`Refused` for letters of other scripts, a missing or a wrong check digit. SAFETY 27.
    """
    plain = narrow(text)
    if not plain.isascii():
        raise Refused(
            N_("{text} holds a character of another script. Type the number with Latin letters."),
            text=repr(text),
        )
    found = _HKID.fullmatch(plain.replace(" ", ""))
    if found is None:
        raise Refused(
            N_("{text} is not a Hong Kong identity card number. Write it as A123456(3)."), text=repr(text)
        )
    check = found["check"] or found["bare"]
    if check is None:
        raise Refused(
            N_("{text} lacks its check digit, the one in parentheses. Write it as A123456(3)."),
            text=repr(text),
        )
    if check != hkid_check_digit(found["body"]):
        raise Refused(
            N_("{text} does not fit its check digit. Compare it with the identity card."), text=repr(text)
        )
    return f"{found['body']}({check})"


def hkid_check_digit(body: str) -> str:
    """The check digit (``0``–``9`` or ``A``) of the letters and six digits before the parentheses."""
    values = [36 if letter == " " else int(letter, 36) for letter in body.rjust(8)]
    rest = sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True)) % 11
    return "0A987654321"[rest]


def identity_number(kind: IdentityType, text: str) -> str:
    """The number of an identity document in the form kept on record; strict for Hong Kong cards only."""
    if kind is IdentityType.HKID:
        return hkid(text)
    plain = narrow(text)
    if not plain.isascii():
        raise Refused(
            N_("{text} holds a character of another script. Type the number with Latin letters."),
            text=repr(text),
        )
    bare = re.sub(r"[ ()/.-]", "", plain)
    if _OTHER_DOCUMENT.fullmatch(bare) is None:
        raise Refused(
            N_("{text} is not the number of an identity document: 4 to 20 letters and digits."),
            text=repr(text),
        )
    return bare


def phone(text: str) -> str:
    """A telephone number as ``+85291234567``. Eight digits without a country are in Hong Kong.

    Raises :class:`Refused` for a number of another length without its country code.
    """
    plain = narrow(text)
    bare = re.sub(r"[ ().-]", "", plain)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise Refused(N_("{text} is not a telephone number. Write it as 9123 4567."), text=repr(text))
    if not bare.startswith("+"):
        if len(digits) == 8:
            digits = HOME_COUNTRY_CODE + digits
        elif not (len(digits) == 11 and digits.startswith(HOME_COUNTRY_CODE)):
            raise Refused(
                N_("{text} is not a number in Hong Kong (8 digits). Put + and the country code in front."),
                text=repr(text),
            )
    home = digits.startswith(HOME_COUNTRY_CODE)
    if (home and (len(digits) != 11 or digits[3] in "01")) or not 7 <= len(digits) <= 15:
        raise Refused(
            N_("{text} does not have the digits of a telephone number. Check it once more."), text=repr(text)
        )
    return "+" + digits


def show_phone(number: str) -> str:
    """A number on record as it is read aloud: ``9123 4567`` in Hong Kong, ``+86 13800138000`` elsewhere."""
    if number.startswith("+" + HOME_COUNTRY_CODE) and len(number) == 12:
        return f"{number[4:8]} {number[8:]}"
    return number


def email(text: str) -> str:
    """An e-mail address with its domain in small letters. Raises :class:`Refused` when it cannot be one."""
    plain = unicodedata.normalize("NFKC", clean(text))
    found = _EMAIL.fullmatch(plain)
    if found is None or len(plain) > 254 or len(found["name"]) > 64:
        raise Refused(N_("{text} is not an e-mail address. Write it as name@company.com."), text=repr(text))
    return f"{found['name']}@{found['domain'].lower()}"


def policy_number(text: str) -> str:
    """A policy number such as ``91307``."""
    return _shaped(_POLICY, text, N_("{text} is not a policy number. Write it as 91307."))


def claim_number(text: str) -> str:
    """A claim number such as ``A2000001447``, without a line."""
    number, line = claim_parts(text)
    if line is not None:
        raise Refused(N_("{text} names a line of a claim. Leave the line out."), text=repr(text))
    return number


def claim_parts(text: str) -> tuple[str, int | None]:
    """Claim number and line of ``A2000001447-1``; the line is None when not given."""
    found = _CLAIM.fullmatch(narrow(text).replace(" ", ""))
    if found is None or found["line"] in ("0", "00", "000"):
        raise Refused(
            N_("{text} is not a claim number. Write it as A2000001447, with its line A2000001447-1."),
            text=repr(text),
        )
    return found["claim"], None if found["line"] is None else int(found["line"])


def claim_line(claim: str, line: int) -> str:
    """The name of one line of a claim: ``A2000001447-1``."""
    return f"{claim}-{line}"


def invoice_number(text: str) -> str:
    """A premium invoice number such as ``9200352``."""
    return _shaped(_INVOICE, text, N_("{text} is not an invoice number. Write it as 9200352."))


def broker_code(text: str) -> str:
    """A broker's code such as ``B00023``."""
    return _shaped(_BROKER, text, N_("{text} is not a broker's code. Write it as B00023."))


def _shaped(shape: re.Pattern[str], text: str, template: str) -> str:
    plain = narrow(text).replace(" ", "")
    if shape.fullmatch(plain) is None:
        raise Refused(template, text=repr(text))
    return plain
