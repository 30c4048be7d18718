"""How names sound: keys under which spellings of one sound meet, surname families, letters that slipped.

A Cantonese name reaches the desk spelt in the government's way, in Jyutping, in Yale, in Pinyin, or as
somebody heard it. Nothing here reads a file: tables are passed in (SPEED 1).
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

LETTERS = "abcdefghijklmnopqrstuvwxyz"

_INITIALS = {
    "tch": "c", "tsh": "c", "tzh": "c", "ch": "c", "ts": "c", "tz": "c", "zh": "c", "dz": "c", "dj": "c",
    "z": "c", "q": "c", "j": "c", "c": "c", "sh": "s", "sz": "s", "hs": "s", "x": "s", "s": "s",
    "kw": "k", "gw": "k", "qu": "k", "kh": "k", "k": "k", "g": "k", "ph": "p", "b": "p", "p": "p",
    "th": "t", "d": "t", "t": "t", "n": "l", "l": "l", "ng": "", "y": "", "r": "", "": "",
    "m": "m", "f": "f", "h": "h", "w": "w", "v": "w",
}  # fmt: skip
_SYLLABLE = re.compile(
    r"(?P<initial>tch|tsh|tzh|ch|ts|tz|zh|dz|dj|sh|sz|hs|kw|gw|qu(?=[aeiou])|kh|ng(?=[aeiou])|ph|th"
    r"|[zqjcxskgbpdtnlyrmfhwv]|)"
    r"(?P<nucleus>yu(?!i)|[aeiou]+(?:w(?![a-z])|y(?![a-z]))?)(?P<coda>ng|n|m|p|t|k|b|r|)"
)
_NUCLEI = {
    "aa": "a", "aai": "ai", "ay": "ai", "aau": "au", "ao": "au", "ow": "au", "aw": "o", "ou": "o", "oa": "o",
    "uo": "o", "ee": "i", "ei": "i", "ey": "i", "ie": "i", "oo": "u", "ue": "u", "yu": "u", "ooi": "ui",
    "eoi": "ui", "oei": "ui", "uy": "ui", "oy": "oi", "oe": "eu", "eo": "eu", "io": "eu", "ew": "iu",
    "iew": "iu", "iao": "iu", "eow": "iu",
}  # fmt: skip
_CODAS = {"ng": "n", "k": "t", "b": "p", "r": ""}
_WHOLE = {
    "ng": "ng", "ngh": "ng", "m": "ng", "wu": "wu", "woo": "wu", "ly": "li", "sz": "si", "sze": "si",
    "szi": "si", "sy": "si", "tsz": "ci", "tsze": "ci", "tze": "ci", "tzu": "ci", "chz": "ci",
}  # fmt: skip


def bare(word: str) -> str:
    """The Latin letters of ``word`` in lower case, without accents, tones and apostrophes."""
    if word.isascii() and word.isalpha():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in spread if "a" <= character <= "z")


@lru_cache(maxsize=20_000)
def sound_key(word: str) -> str:
    """The key of one word: spellings of one syllable share it; other words get their consonants.

    ``chan``, ``tsan``, ``zan`` and Yale ``chàhn`` share ``can``. Words that are no syllable of Chinese start
    with a full stop, so that the two kinds never meet: ``catherine`` and ``kathryn`` share ``.ktrn``.
    """
    letters = bare(word)
    if letters in _WHOLE:
        return _WHOLE[letters]
    found = _SYLLABLE.fullmatch(_without_tone_h(letters))
    if found is None:
        return _skeleton(letters)
    initial, nucleus, coda = found["initial"], found["nucleus"], found["coda"]
    if initial in ("j", "s", "z", "c", "h", "g", "l", "t", "d", "k") and nucleus == "yu" and coda:
        vowel = "ue"
    elif nucleus in ("eo", "eu", "u", "oo") and coda in ("n", "t", "m", "p"):
        vowel = "a"
    elif nucleus in ("ia", "ie") and coda == "n":
        vowel = "i"
    elif nucleus in ("ue", "ua") and coda in ("n", "t"):
        vowel = "ue"
    else:
        vowel = _NUCLEI.get(nucleus, nucleus)
    return _INITIALS[initial] + vowel + _CODAS.get(coda, coda)


@lru_cache(maxsize=20_000)
def query_keys(word: str) -> tuple[str, ...]:
    """The keys under which a typed word is looked for: its own, and what Jyutping's ``j`` stands for."""
    key = sound_key(word)
    letters = bare(word)
    if not letters.startswith("j") or key.startswith("."):
        return (key,)
    if letters in ("jyun", "jyut"):
        return (sound_key("yue" + letters[3:]),)
    return key, sound_key("y" + letters[1:].removeprefix("y"))


def sounds_like(typed: str, word: str) -> bool:
    """May ``word`` be meant by ``typed``, by its sound? Where consonants decide, the lengths must be near."""
    key = sound_key(word)
    return key in query_keys(typed) and (key[:1] != "." or abs(len(typed) - len(word)) <= 2)


def _without_tone_h(letters: str) -> str:
    """Yale marks low tones by an ``h`` after the vowel: ``mahn``, ``daaih``, ``wohng``."""
    return re.sub(r"(?<=[aeiou])h(?=ng$|[nmptk]?$)", "", letters)


_SKELETON = (
    ("ph", "f"), ("ck", "k"), ("gh", ""), ("kn", "n"), ("wr", "r"), ("sch", "s"), ("sh", "s"), ("th", "t"),
    ("ce", "s"), ("ci", "s"), ("cy", "s"), ("ch", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"),
    ("v", "f"), ("j", "g"), ("d", "t"),
)  # fmt: skip


def _skeleton(letters: str) -> str:
    """The consonants of a word that is no syllable, as they sound, each once."""
    for written, heard in _SKELETON:
        letters = letters.replace(written, heard)
    first = "a" if letters[:1] in ("a", "e", "i", "o", "u", "y") else letters[:1]
    kept = [first]
    for character in letters[1:]:
        if character not in "aeiouhwy" and character != kept[-1]:
            kept.append(character)
    return "." + "".join(kept)


def one_letter_off(word: str, known: Container[str]) -> set[str]:
    """The ``known`` words one slip away: a letter too many, missing, wrong, or two letters swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    slips = {head + tail[1:] for head, tail in cuts if tail}
    slips |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    for head, tail in cuts:
        for letter in LETTERS:
            slips.add(head + letter + tail)
            if tail:
                slips.add(head + letter + tail[1:])
    slips.discard(word)
    return {slip for slip in slips if slip in known}


def is_one_letter_off(typed: str, word: str) -> bool:
    """Is ``word`` one slip away from ``typed``? The same test as :func:`one_letter_off`, for two words."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    one, two = typed[start:], word[start:]
    if len(one) == len(two):
        return one[1:] == two[1:] or (len(one) > 1 and one[:2] == two[1::-1] and one[2:] == two[2:])
    return one[1:] == two if len(one) > len(two) else one == two[1:]


def families(spellings: Iterable[Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    """For each spelling of a surname, the other spellings of the same character, nearest tables first.

    ``spellings`` holds one row a character. A spelling of several characters (``wong`` is 黃, 王, 汪) gathers
    the spellings of them all.
    """
    gathered: dict[str, dict[str, None]] = {}
    for row in spellings:
        members = list(dict.fromkeys(row))
        for spelling in members:
            others = gathered.setdefault(spelling, {})
            others.update(dict.fromkeys(other for other in members if other != spelling))
    return {spelling: tuple(others) for spelling, others in gathered.items()}
