"""Guess what was typed: names, Chinese, numbers of all kinds, in any mixture. Pure; no text is refused."""

import re
from dataclasses import dataclass
from enum import StrEnum

from consoleapp.rules.text import fold
from consoleapp.store.search.keys import TITLES, bare_phone, chinese, latin

LONGEST_TEXT = 160
MOST_WORDS = 8
LONGEST_WORD = 32
"""What is typed beyond these is not searched: nobody says more, and a pasted page must not be slow."""


class Guess(StrEnum):
    """What a part of the text looks like."""

    NAME = "name"
    CHINESE = "chinese"
    CERTIFICATE = "certificate"
    CODE = "code"
    DIGITS = "digits"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, taken apart.

    ``words`` are Latin words; ``chinese`` is the Chinese part in simplified characters, ``written`` as typed.
    ``digits`` are the runs of digits, ``joined`` those that may be one telephone number;
    ``codes`` mix letters and digits; ``certificates`` are pairs of number and suffix.
    """

    text: str
    words: tuple[str, ...] = ()
    chinese: str = ""
    written: str = ""
    digits: tuple[str, ...] = ()
    joined: str = ""
    codes: tuple[str, ...] = ()
    certificates: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""
    """All of it, where it may be the start of an e-mail address: ``tai.man``."""
    title: bool = False
    open_words: bool = False
    """Any word may be the start of one, not the last alone: tried where nothing else is found."""
    ended: bool = False
    """The last word is complete: a space follows it."""

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """What it looks like, most telling first; empty when there is nothing to search."""
        found = (
            (Guess.EMAIL, self.emails),
            (Guess.CERTIFICATE, self.certificates),
            (Guess.CODE, self.codes),
            (Guess.DIGITS, self.digits),
            (Guess.CHINESE, self.chinese),
            (Guess.NAME, self.words),
        )
        return tuple(guess for guess, part in found if part)

    @property
    def has_name(self) -> bool:
        """Is there a part of a name in it?"""
        return bool(self.words or self.chinese)

    @property
    def has_number(self) -> bool:
        """Is there a number, a code or an address in it?"""
        return bool(self.digits or self.codes or self.certificates or self.emails)


_CERTIFICATE = re.compile(r"(?<![\w-])(\d{1,8})\s?[-/]\s?(\d{2})(?![\w-])")
_BEGUN = re.compile(r"(?<![\w-])(\d{1,8})\s?[-/]\s?\d?$")
"""A certificate whose suffix is still being typed."""
_IDENTITY = re.compile(r"(?<!\w)([a-z]{0,2}\s?\d{3,6})\s?\(\s?([0-9a])\s?\)")
_CLAIM_LINE = re.compile(r"(?<!\w)([a-z]\d{6,12})-\d{1,3}(?!\w)")
_PAPER = re.compile(r"(?<![\w-])([a-z]{1,3})-(\d{3,12})(?![\w-]|\s?\()")
"""A receipt or another paper as an extract numbers it: ``R-20871``."""
_PHONE = re.compile(r"(?<!\w)(?:\+|00)?\d[\d\s().-]{4,20}\d(?!\w)")
_ADDRESS = re.compile(r"[a-z][a-z0-9-]*(?:[._][a-z0-9-]+)+")
_TOKEN = re.compile(r"[^\W_]+")
_TONE = re.compile(r"([a-z]{2,6})[1-6]")


def taken(text: str) -> Typed:
    """``text`` taken apart. Control characters, case, width and punctuation do not matter."""
    folded = fold(text[: LONGEST_TEXT * 4])[:LONGEST_TEXT]
    emails = tuple(word for word in folded.split() if "@" in word and len(word) > 2)
    address = folded if _ADDRESS.fullmatch(folded) else ""
    rest = " ".join(word for word in folded.split() if "@" not in word)
    written = "".join(re.findall(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]", rest))
    rest = re.sub(r"\d+", " ", latin(rest)) if address else latin(rest)
    rest = _CLAIM_LINE.sub(r"\1", rest)
    papers = [form for m in _PAPER.finditer(rest) for form in (m[0], m[1] + m[2])]
    rest = _PAPER.sub(" ", rest)
    rest = _IDENTITY.sub(lambda m: m[1].replace(" ", "") + m[2], rest)
    certificates = tuple((m[1].zfill(4), m[2]) for m in _CERTIFICATE.finditer(rest))
    rest = _BEGUN.sub(r"\1", _CERTIFICATE.sub(" ", rest).rstrip())
    joined = ""
    phone = _PHONE.search(rest)
    if phone is not None:
        joined = bare_phone(phone[0])
        if phone[0].startswith("+"):
            rest = rest[: phone.start()] + " " + joined + " " + rest[phone.end() :]
    words: list[str] = []
    digits: list[str] = []
    codes: list[str] = papers
    title = False
    for token in _TOKEN.findall(rest)[: MOST_WORDS * 2]:
        token = token[:LONGEST_WORD]
        tone = _TONE.fullmatch(token)
        if token.isdigit():
            digits.append(token)
        elif tone is not None and not certificates:
            words.append(tone[1])
        elif any(c.isdigit() for c in token):
            codes.append(token)
        elif token in TITLES:
            title = True
        else:
            words.append(token)
    return Typed(
        text=folded,
        words=tuple(words[:MOST_WORDS]),
        chinese=chinese(written)[:24],
        written=written[:24],
        digits=tuple(dict.fromkeys(digits)),
        joined=joined,
        codes=tuple(dict.fromkeys(codes)),
        certificates=certificates,
        emails=emails[:2],
        address=address,
        title=title,
        ended=text[-1:].isspace(),
    )
