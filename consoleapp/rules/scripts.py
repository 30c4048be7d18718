"""Chinese names across scripts: which character a character is searched as, how a name is read and spelt.

Pure functions over tables that are passed in; ``consoleapp.reference.characters`` reads them from files.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache

_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname: its readings (Jyutping and Pinyin, no tones) and its spellings, the usual one first."""

    characters: str
    jyutping: str
    pinyin: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Characters:
    """What is known of characters: folding to one form, readings, surnames by their folded characters."""

    folding: Mapping[int, int]
    jyutping: Mapping[str, str]
    pinyin: Mapping[str, str]
    surnames: Mapping[str, Surname]

    def fold(self, text: str) -> str:
        """``text`` with each traditional or variant character as its simplified one; the length is kept."""
        return text.translate(self.folding)


class Simplifier:
    """Says traditional Chinese in simplified Chinese: words that differ first, then each character.

    ``words`` maps traditional words to simplified ones; the longest that stands at a place is taken. Made for
    texts of the program. A person's name stays as it is on record.
    """

    def __init__(self, words: Mapping[str, str], folding: Mapping[int, int]) -> None:
        self._words = words
        self._folding = folding
        longest_first = sorted(words, key=len, reverse=True)
        self._found = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> str:
        """``text`` in simplified Chinese; what is not Chinese stays as it is."""
        parts, after = [], 0
        for match in self._found.finditer(text):
            parts += [text[after : match.start()].translate(self._folding), self._words[match[0]]]
            after = match.end()
        return "".join((*parts, text[after:].translate(self._folding)))


@dataclass(frozen=True, slots=True)
class Reading:
    """How a Chinese name is read: surname, then each character of the given name, in three spellings."""

    jyutping: tuple[str, ...]
    pinyin: tuple[str, ...]
    hong_kong: tuple[str, ...]


def is_chinese(text: str) -> bool:
    """Is there a Chinese character in it?"""
    return _CHINESE.search(text) is not None


def chinese_runs(text: str) -> list[str]:
    """The runs of Chinese characters in ``text``, in order."""
    return re.findall(rf"{_CHINESE.pattern}+", text)


def surname_length(name: str, tables: Characters) -> int:
    """How many characters at the start of a Chinese name are the surname: two for 歐陽, else one."""
    folded = tables.fold(name[:2])
    return 2 if len(name) > 2 and folded in tables.surnames else 1


def read_name(name: str, tables: Characters) -> Reading:
    """The readings of a Chinese name. The surname is read as a surname (曾 zeng, 單 shan, 區 ou).

    A character without a reading is left out. ``name`` holds Chinese characters only.
    """
    split = surname_length(name, tables)
    family, given = name[:split], name[split:]
    known = tables.surnames.get(tables.fold(family))
    if known is not None:
        jyutping, pinyin, spelt = [known.jyutping], [known.pinyin], [known.spellings[0]]
    else:
        jyutping = [tables.jyutping[c] for c in family if c in tables.jyutping]
        pinyin = [tables.pinyin[c] for c in family if c in tables.pinyin]
        spelt = [hong_kong(syllable) for syllable in jyutping]
    given_jyutping = [tables.jyutping[c] for c in given if c in tables.jyutping]
    return Reading(
        jyutping=(*jyutping, *given_jyutping),
        pinyin=(*pinyin, *(tables.pinyin[c] for c in given if c in tables.pinyin)),
        hong_kong=(*spelt, *(hong_kong(syllable) for syllable in given_jyutping)),
    )


_INITIALS = {
    "gw": "kw", "kw": "kw", "ng": "ng", "b": "p", "p": "p", "m": "m", "f": "f", "d": "t", "t": "t",
    "n": "n", "l": "l", "g": "k", "k": "k", "h": "h", "w": "w", "z": "ch", "c": "ch", "s": "s", "j": "y",
}  # fmt: skip
_FINALS = {
    "aa": "a", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at",
    "aak": "ak", "yu": "u", "yun": "uen", "yut": "uet", "ou": "o", "oe": "eu", "oeng": "eung", "oek": "euk",
    "eoi": "ui", "eon": "un", "eot": "ut",
}  # fmt: skip
_SPELT = {
    "si": "sze", "zi": "chi", "ci": "chi", "ji": "yee", "jyu": "yu", "m": "ng", "sam": "sum", "syu": "shu",
    "soeng": "sheung", "sek": "shek",
}  # fmt: skip


@cache
def hong_kong(jyutping: str) -> str:
    """One Jyutping syllable as names are spelt in Hong Kong: ``gwok`` is ``kwok``, ``zoeng`` is ``cheung``.

    The government's usual spelling where several are in use; others meet it through their sound.
    """
    if jyutping in _SPELT:
        return _SPELT[jyutping]
    for initial, spelt in _INITIALS.items():
        if jyutping.startswith(initial) and len(jyutping) > len(initial):
            final = jyutping[len(initial) :]
            return spelt + _FINALS.get(final, final)
    return _FINALS.get(jyutping, jyutping)


_YALE_INITIALS = {"z": "j", "c": "ch", "j": "y"}
_YALE_FINALS = {"aa": "a", "oe": "eu", "oeng": "eung", "oek": "euk", "eoi": "eui", "eon": "eun", "eot": "eut"}


def yale(jyutping: str) -> tuple[str, str]:
    """One Jyutping syllable in Yale without accents: as in a high tone, and with the ``h`` of a low one."""
    start = next((place for place, letter in enumerate(jyutping) if letter in "aeiou"), len(jyutping))
    if jyutping[start - 1 : start + 1] == "yu":
        start -= 1
    initial, final = jyutping[:start], jyutping[start:]
    initial = _YALE_INITIALS.get(initial, initial)
    final = _YALE_FINALS.get(final, final)
    if initial == "y" and final.startswith("yu"):
        initial = ""
    vowels = len(final) - len(final.lstrip("aeiouy"))
    return initial + final, initial + final[:vowels] + "h" + final[vowels:]


def split_syllables(word: str, syllables: Set[str], most: int = 3) -> tuple[str, ...] | None:
    """A joined given name as its syllables, ``taiman`` as ``tai man``; None when it is no such thing.

    The fewest syllables win, then a rest that starts with a consonant (``ka ming``, not ``kam ing``), then
    the longest first one. ``syllables`` holds what may stand alone.
    """
    ways = [(word[:size], word[size:]) for size in range(min(6, len(word) - 1), 0, -1)]
    ways = [(head, rest) for head, rest in ways if head in syllables]
    ways.sort(key=lambda way: way[1][0] in "aeiou")
    for head, rest in ways:
        if rest in syllables:
            return (head, rest)
    for head, rest in ways if most > 2 else ():
        tail = split_syllables(rest, syllables, most - 1)
        if tail is not None:
            return (head, *tail)
    return None
