"""The tables of Chinese characters, read from the frozen files beside this module when first asked for."""

from collections.abc import Mapping, Set
from functools import cache, lru_cache
from pathlib import Path

from consoleapp.rules.scripts import Characters, Simplifier, Surname, hong_kong, yale
from consoleapp.rules.sounds import families, sound_key

FOLDER = Path(__file__).parent


@cache
def characters() -> Characters:
    """Folding, readings and surnames: some 25,000 characters, read once a process in about 10 ms."""
    lines = (FOLDER / "readings.txt").read_text(encoding="utf-8").split("\n")
    folding = str.maketrans(lines[1], lines[2])
    jyutping: dict[str, str] = {}
    pinyin: dict[str, str] = {}
    for line in lines[4:]:
        if line:
            cantonese, mandarin, alike = line.split(" ")
            each = tuple(alike)  # both tables hold the same characters: two megabytes less
            if cantonese != "-":
                jyutping.update(dict.fromkeys(each, cantonese))
            if mandarin != "-":
                pinyin.update(dict.fromkeys(each, mandarin))
    surnames = {surname.characters.translate(folding): surname for surname in reversed(_surnames())}
    return Characters(folding, jyutping, pinyin, surnames)


@cache
def simplifier() -> Simplifier:
    """Traditional Chinese texts of the program in simplified Chinese, by ``simplified_words.txt``."""
    lines = (FOLDER / "simplified_words.txt").read_text(encoding="utf-8").splitlines()
    words = dict(line.split(" → ") for line in lines if line and not line.startswith("#"))
    return Simplifier(words, characters().folding)


def _surnames() -> list[Surname]:
    """The rows of ``surnames.txt``, commonest first."""
    rows = (
        line.split() for line in (FOLDER / "surnames.txt").read_text(encoding="utf-8").split("\n")[1:] if line
    )
    return [
        Surname(character, jyutping, pinyin, tuple(dict.fromkeys((first, *others.split(",")))))
        for character, jyutping, pinyin, first, others in rows
    ]


@cache
def surname_families() -> Mapping[str, tuple[str, ...]]:
    """For each spelling of a surname the others of the same characters (``chan``: ``chen``, ``tchan`` …)."""
    return families((*row.spellings, row.pinyin, row.jyutping) for row in _surnames())


@cache
def _families_by_sound() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for spelling, others in surname_families().items():
        key = sound_key(spelling)
        if not key.startswith("."):
            found.setdefault(key, {}).update(dict.fromkeys((spelling, *others)))
    return {key: tuple(others) for key, others in found.items()}


@lru_cache(maxsize=4_000)
def family(typed: str) -> tuple[str, ...]:
    """The spellings of the surnames ``typed`` may stand for: those of its own table, then by its sound.

    ``tsen`` is nobody's spelling, but it sounds like ``chen``, and so it is ``chan`` too.
    """
    own = surname_families().get(typed, ())
    alike = _families_by_sound().get(sound_key(typed), ())
    return tuple(dict.fromkeys(other for other in (*own, *alike) if other != typed))


@cache
def syllables() -> Set[str]:
    """Every spelling a Chinese syllable may have: as read in Jyutping and Pinyin, as spelt in Hong Kong."""
    tables = characters()
    jyutping = set(tables.jyutping.values())
    spelt = {hong_kong(syllable) for syllable in jyutping}
    common = {s for s in spelt | jyutping | set(tables.pinyin.values()) if len(s) > 1 and s.isascii()}
    return frozenset(common | set(surname_families()))


@cache
def typed_syllables() -> Set[str]:
    """Those, and the spellings of Yale, with and without the ``h`` of low tones: nobody's name, but typed."""
    spelt = {way for syllable in set(characters().jyutping.values()) for way in yale(syllable)}
    return frozenset(syllables() | {way for way in spelt if len(way) > 1})
