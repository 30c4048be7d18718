"""The keys under which a record is found. What is stored and what is typed pass through the same words.

Keys of a member in the ordered index (SPEED 1):

=====================  ==========================================================================
``chan tai man``       each ordered pair of name words, then the rest. A space after the first word
``tai!chan man``       says that it is the surname; ``!`` sorts after it, so surname hits come first
``chan tm tai man``    surname and initials
``陈大文``, ``大文``      every end of the Chinese name, in simplified characters
``~chendawen``         how it is read in Mandarin, surname first and last
``#a1234563``          identity number; ``<`` the same backwards: its last digits
``+91234567``          telephone without +852; ``>`` the same backwards
``@…``, ``=…``         e-mail; personal reference
=====================  ==========================================================================
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from consoleapp.reference.characters import characters, surname_families, syllables, typed_syllables
from consoleapp.rules.scripts import Reading, chinese_runs, is_chinese, read_name, split_syllables
from consoleapp.rules.sounds import query_keys, sound_key, sounds_like
from consoleapp.rules.text import fold

SURNAME, GIVEN = " ", "!"
LONGEST_KEY = 96
MOST_WORDS = 6
MOST_CHARACTERS = 40
"""Keys of one record are bounded, whatever its name: an index entry has a limit on PostgreSQL."""

IDENTITY, IDENTITY_END, PHONE, PHONE_END, EMAIL, REFERENCE, READING = "#", "<", "+", ">", "@", "=", "~"
NUMBER, ACRONYM = "#", "^"
COMPANY_WORD, PROVIDER_WORD = "=", "+"
"""In the vocabulary, words of companies and providers stand after a sign; words of members stand bare."""

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[0-9]+")
_CHINESE_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True)
class MemberText:
    """What of a member can be searched."""

    id: int
    name_en: str
    name_zh: str
    identity_no: str = ""
    mobile: str = ""
    phone: str = ""
    email: str = ""
    person_ref: str = ""


def latin(text: str) -> str:
    """``text`` folded, accents and apostrophes taken off, Chinese characters replaced by spaces."""
    folded = fold(text)
    if not folded.isascii():
        spread = unicodedata.normalize("NFKD", _CHINESE_RUN.sub(" ", folded))
        folded = "".join(c for c in spread if not unicodedata.combining(c))
    return re.sub(r"['’‘`´]", "", folded)


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name, in order; numbers are no words of a name."""
    return tuple(word for word in _WORD.findall(latin(text)) if not word.isdigit())


def company_words(text: str) -> tuple[str, ...]:
    """The words of a company's name; ``co``, ``ltd``, ``&`` … become the words they stand for."""
    words = _WORD.findall(latin(text).replace("&", " and "))
    return tuple(part for word in words for part in ABBREVIATED.get(word, (word,)))


ABBREVIATED: dict[str, tuple[str, ...]] = {
    "co": ("company",), "coy": ("company",), "cos": ("companies",), "ltd": ("limited",),
    "corp": ("corporation",), "intl": ("international",), "int": ("international",), "hk": ("hong", "kong"),
    "grp": ("group",),
    "mfg": ("manufacturing",), "eng": ("engineering",), "svc": ("services",), "svcs": ("services",),
    "tech": ("technology",), "dev": ("development",), "inv": ("investment",), "mgt": ("management",),
    "mgmt": ("management",), "assoc": ("association",), "bros": ("brothers",), "univ": ("university",),
    "hosp": ("hospital",), "ctr": ("centre",), "center": ("centre",), "dept": ("department",),
}  # fmt: skip
TITLES = frozenset({"dr", "doctor", "mr", "mrs", "ms", "miss", "prof", "professor"})


def chinese(text: str) -> str:
    """The Chinese characters of ``text``, folded to simplified ones."""
    return characters().fold("".join(chinese_runs(fold(text)))) if is_chinese(text) else ""


@lru_cache(maxsize=64)
def reading_of(name_zh: str) -> Reading | None:
    """How a Chinese name is read, or None when there is none."""
    runs = chinese_runs(fold(name_zh)) if name_zh else []
    return read_name("".join(runs)[:MOST_CHARACTERS], characters()) if runs else None


def surname_place(words: Sequence[str], reading: Reading | None) -> int:
    """Which word is the surname: the one the Chinese surname is spelt with, else the first known one."""
    families = surname_families()
    if reading is not None and reading.hong_kong:
        alike = {reading.hong_kong[0], *families.get(reading.hong_kong[0], ())}
        for place, word in enumerate(words):
            if word in alike:
                return place
    if words and words[0] not in families:
        for place, word in enumerate(words):
            if word in families:
                return place
    return 0


def spoken_words(words: Sequence[str], reading: Reading | None) -> tuple[str, ...]:
    """The name as spelt in Hong Kong from its characters, where the English name says something else."""
    if reading is None:
        return ()
    spelt = reading.hong_kong[:MOST_WORDS]
    heard = {key for word in words for key in query_keys(word)}
    families = surname_families()
    for place, word in enumerate(spelt):
        aliases = families.get(word, ()) if place == 0 else ()
        if word not in words and sound_key(word) not in heard and not any(a in words for a in aliases):
            return spelt
    return ()


def taken_apart(words: Sequence[str]) -> tuple[str, ...]:
    """The words with joined syllables apart: ``chan taiman`` is also ``chan tai man``; or nothing."""
    return _apart(words, syllables())


def typed_apart(words: Sequence[str]) -> tuple[str, ...]:
    """The same for what was typed, which may be in Yale: ``chan daaihmahn``."""
    return _apart(words, typed_syllables())


@lru_cache(maxsize=20_000)
def joined(word: str) -> bool:
    """Is it several syllables in one? Then its syllables sound, not its consonants."""
    return len(word) > 4 and bool(typed_apart((word,)))


def alike(typed: str, word: str) -> bool:
    """May ``word`` be meant by ``typed``, by its sound?"""
    if not sounds_like(typed, word):
        return False
    return not (sound_key(word).startswith(".") and (joined(word) or joined(typed)))


def _apart(words: Sequence[str], known: Set[str]) -> tuple[str, ...]:
    parts: list[str] = []
    for word in words:
        parts += (split_syllables(word, known) or (word,)) if len(word) > 4 and word not in known else (word,)
    return tuple(parts) if len(words) < len(parts) <= MOST_WORDS else ()


def member_names(member: MemberText) -> list[tuple[tuple[str, ...], int]]:
    """Each way to write the member's name in Latin words, with the place of the surname."""
    words = name_words(member.name_en)[:MOST_WORDS]
    reading = reading_of(member.name_zh or member.name_en)
    ways = [(words, surname_place(words, reading))] if words else []
    apart = taken_apart(words)
    if apart:
        ways.append((apart, surname_place(apart, reading)))
    spoken = spoken_words(apart or words, reading)
    if spoken:
        ways.append((spoken, 0))
    return ways


def member_keys(member: MemberText) -> tuple[set[str], set[str]]:
    """The keys of a member, and the words of the vocabulary among them. Initials are no words."""
    keys: set[str] = set()
    vocabulary: set[str] = set()
    for words, surname in member_names(member):
        keys.update(_pairs(words, surname))
        vocabulary.update(words)
        given = list(words[surname + 1 :])
        if len(given) < 2:
            given = [word for place, word in enumerate(words) if place != surname]
        if len(given) > 1:
            initials = "".join(word[0] for word in given)
            keys.add(" ".join((words[surname], initials, *given)))
    name = chinese(member.name_zh or member.name_en)[:MOST_CHARACTERS]
    keys.update(name[start:] for start in range(len(name)))
    reading = reading_of(member.name_zh or member.name_en)
    if reading is not None and reading.pinyin:
        first, rest = reading.pinyin[0], "".join(reading.pinyin[1:])
        keys.update((READING + first + rest, READING + rest + first))
    keys.update(_numbers(member))
    if len(max(keys, key=len, default="")) > LONGEST_KEY:
        keys = {key[:LONGEST_KEY] for key in keys}
    return keys, vocabulary


def _pairs(words: Sequence[str], surname: int) -> list[str]:
    """Each ordered pair, then the rest in order; a name of one word stands before a space."""
    if len(words) == 1:
        return [words[0] + SURNAME]
    return [
        words[one] + (SURNAME if one == surname else GIVEN) + " ".join([words[place] for place in rest])
        for one, rest in _orders(len(words))
    ]


@lru_cache(maxsize=MOST_WORDS + 1)
def _orders(words: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """For so many words: the place of the first, and those of the second and all others."""
    places = range(words)
    return tuple(
        (one, (two, *(place for place in places if place not in (one, two))))
        for one, two in permutations(places, 2)
    )


def bare_number(text: str) -> str:
    """Letters and digits of a number, in small letters: ``A123456(3)`` is ``a1234563``."""
    return "".join(_WORD.findall(fold(text)))


def bare_phone(text: str) -> str:
    """The digits of a telephone number, without Hong Kong's country code."""
    digits = "".join(_DIGITS.findall(text if text.isascii() else fold(text)))
    digits = digits.removeprefix("00") if digits.startswith("00852") else digits
    return digits[3:] if len(digits) == 11 and digits.startswith("852") else digits


HKID_BODY = re.compile(r"[a-z]{1,2}[0-9]{6}")
HKID = re.compile(HKID_BODY.pattern + "[0-9a]")


def _numbers(member: MemberText) -> Iterable[str]:
    identity = bare_number(member.identity_no)
    if identity:
        yield IDENTITY + identity
        yield IDENTITY_END + identity[::-1]
        if HKID.fullmatch(identity):
            # "the last four" are said with and without the digit in parentheses
            yield IDENTITY_END + identity[-2::-1]
    for phone in (bare_phone(member.mobile), bare_phone(member.phone)):
        if phone:
            yield PHONE + phone
            yield PHONE_END + phone[::-1]
    if member.email:
        yield EMAIL + fold(member.email)
    if member.person_ref:
        yield REFERENCE + bare_number(member.person_ref)


def rotated(words: Sequence[str]) -> Iterable[str]:
    """The words starting from each in turn: ``the abc company``, ``abc company the``, ``company the abc``."""
    for start in range(len(words)):
        yield " ".join((*words[start:], *words[:start]))


def company_keys(name_en: str, name_zh: str) -> tuple[set[str], set[str]]:
    """The keys of a company's name, and its words."""
    return _title_keys(company_words(name_en)[:12], name_zh or name_en)


def _title_keys(words: tuple[str, ...], name_zh: str) -> tuple[set[str], set[str]]:
    keys = set(rotated(words))
    if len(words) > 2:
        keys.add(ACRONYM + "".join(word[0] for word in words if word not in ("the", "of", "and")))
    name = chinese(name_zh)[:MOST_CHARACTERS]
    keys.update(name[start:] for start in range(len(name)))
    return {key[:LONGEST_KEY] for key in keys}, set(words)


def provider_keys(name_en: str, name_zh: str, provider_no: str, phones: str) -> tuple[set[str], set[str]]:
    """The keys of a provider: names, number, telephones."""
    words = tuple(word for word in _WORD.findall(latin(name_en).replace("&", " and ")) if word not in TITLES)[
        :12
    ]
    keys, vocabulary = _title_keys(words, name_zh or name_en)
    keys.add(NUMBER + bare_number(provider_no))
    keys.update(PHONE + bare_phone(phone) for phone in phones.split(";") if bare_phone(phone))
    reading = reading_of(name_zh)
    if reading is not None and reading.pinyin and len(reading.pinyin) < 5:
        first, rest = reading.pinyin[0], "".join(reading.pinyin[1:])
        keys.update((READING + first + rest, READING + rest + first))
    return {key[:LONGEST_KEY] for key in keys}, vocabulary
