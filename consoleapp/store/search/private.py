"""Private numbers in Find: how much of one must be said before it answers (SAFETY 14). Pure.

An identity number, a telephone and an e-mail address are masked on every screen. If a part of any length
answered, a member of staff could type a masked number digit by digit and watch who is left. So an answer
needs what a caller says in one breath:

- an identity number: the whole of it, or exactly its last four characters; both with or without the digit in
  parentheses where it is a Hong Kong card;
- a telephone: the whole of it, with or without the country code; or exactly its last four digits;
- an e-mail address: the whole of it, or the whole of what stands before the ``@``.

Last digits that fit more than :data:`HANDFUL` people name nobody: they answer only beside a name or a policy.
"""

from collections.abc import Iterable
from typing import Any

from consoleapp.rules.masking import Field
from consoleapp.rules.subjects import Why
from consoleapp.rules.text import fold
from consoleapp.rules.verification import IDENTITY_DIGITS
from consoleapp.store.search.keys import (
    EMAIL,
    HKID,
    HKID_BODY,
    IDENTITY,
    IDENTITY_END,
    PHONE,
    PHONE_END,
    bare_number,
    bare_phone,
)
from consoleapp.store.search.match import Match
from consoleapp.store.search.query import Range, starting
from consoleapp.store.search.shapes import Hit

LAST = IDENTITY_DIGITS
"""Last digits are this many, as callers are asked for them."""
SHORTEST = 7
"""A number of fewer characters has no last digits: they would be most of it."""
COUNTRY_CODE = 3
"""Digits of a country's code at most."""
HOME = 8
"""Digits of a telephone number without a country's code."""
HANDFUL = 5
"""People whom last digits may fit."""

WHOLE = (Why.NUMBER, Why.PHONE, Why.EMAIL)


def number_ranges(numbers: Iterable[str]) -> list[Range]:
    """The keys by which these runs of digits, or codes of digits and letters, may be private numbers."""
    found: list[Range] = []
    for number in dict.fromkeys(one for one in numbers if len(one) >= LAST):
        body = HKID_BODY.fullmatch(number) is not None
        found.append(starting(IDENTITY + number) if body else _exactly(IDENTITY + number))
        if number.isdigit():
            phone = bare_phone(number)
            found.append(_exactly(PHONE + phone))
            if len(phone) >= HOME:
                found.append(starting(PHONE_END + phone[::-1]))
        if len(number) == LAST:
            found.append(starting(IDENTITY_END + number[::-1]))
            if number.isdigit():
                found.append(starting(PHONE_END + number[::-1]))
    return found


def address_ranges(addresses: Iterable[str]) -> list[Range]:
    """The keys by which these are e-mail addresses, or what stands before the ``@`` of one."""
    return [starting(EMAIL + (one if "@" in one else f"{one}@")) for one in addresses]


def match_number(token: str, row: Any) -> Match | None:
    """Why ``token`` is the identity number or a telephone of ``row``, or its last digits."""
    identity = bare_number(row.identity_no)
    # Other documents may have the same letters and digits; a card's number is kept with its parentheses.
    card = HKID.fullmatch(identity) is not None and row.identity_no.endswith(")")
    if token == identity:
        return Match(Why.NUMBER, private=Field.IDENTITY_NO)
    phones = [phone for phone in (bare_phone(row.mobile), bare_phone(row.phone)) if phone]
    number = bare_phone(token) if token.isdigit() else ""
    if number and any(phone == number or _without_country(number, phone) for phone in phones):
        return Match(Why.PHONE, private=Field.PHONE)
    if card and token == identity[:-1]:
        return Match(Why.NUMBER_START, private=Field.IDENTITY_NO)
    if len(token) == LAST:
        ends = (identity, identity[:-1] if card else "") if len(identity) >= SHORTEST else ()
        if any(end.endswith(token) for end in ends):
            return Match(Why.LAST_DIGITS, private=Field.IDENTITY_NO)
        if any(len(phone) >= SHORTEST and phone.endswith(token) for phone in phones):
            return Match(Why.LAST_DIGITS, private=Field.PHONE)
    return None


def match_address(address: str, row: Any) -> Match | None:
    """Why ``address`` is the e-mail address of ``row``, or the part before its ``@``."""
    stored = fold(row.email)
    if stored and stored == address:
        return Match(Why.EMAIL, private=Field.EMAIL)
    name, _, domain = stored.partition("@")
    said, _, rest = address.partition("@")
    if name and name == said and domain.startswith(rest):
        return Match(Why.NUMBER_START, private=Field.EMAIL)
    return None


def few(hits: list[Hit]) -> list[Hit]:
    """Without those who answer by a part of a private number, where these are more than a handful."""
    guessed = [hit for hit in hits if hit.private is not None and hit.why not in WHOLE]
    if len(guessed) <= HANDFUL:
        return hits
    return [hit for hit in hits if hit.private is None or hit.why in WHOLE]


def _without_country(number: str, phone: str) -> bool:
    return HOME <= len(number) < len(phone) <= len(number) + COUNTRY_CODE and phone.endswith(number)


def _exactly(key: str) -> Range:
    """This key and no longer one: a space sorts before every letter and digit."""
    return Range(key, key + " ")
