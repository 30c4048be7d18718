"""Freeze the romanisations that recall is measured with into ``tests/store/search_cases.txt``.

A development tool. The cases must not come from the tables the index itself is made of (``pypinyin``,
``ToJyutping``, OpenCC), so they come from others: ``pycantonese`` (Jyutping, Yale), ``xpinyin`` (Pinyin),
``zhconv`` (simplified characters), and for surnames as they are heard ``cantonese-romanisation`` and
``cccconverter-ostrichb`` (both list every spelling Hong Kong's registries use for a character). Run it in an
environment that has these: ``python tools/build_search_cases.py > tests/store/search_cases.txt``

A line: surname or given, character, spelling in the book, simplified, Jyutping, Yale, Pinyin, heard.
"""

import re
import sys
import unicodedata
from pathlib import Path

import pycantonese
import zhconv
from cantoroman import Cantonese
from cccconverter.convert import convert_sentence_map
from xpinyin import Pinyin

PEOPLE = Path(__file__).parent.parent / "benchmarks" / "people.txt"
READ_AS_SURNAME = {
    "曾": "zeng", "單": "shan", "區": "ou", "查": "zha", "任": "ren", "仇": "qiu",
    "樂": "yue", "尹": "yin", "呂": "lu",
}  # fmt: skip


def jyutping(text: str) -> str:
    """Without tones, syllables joined."""
    found = "".join(reading or "" for _, reading in pycantonese.characters_to_jyutping(text))
    return re.sub(r"\d", "", found)


def yale(text: str) -> str:
    """As typed on a keyboard: accents left out, the ``h`` of low tones kept."""
    out = ""
    for _, reading in pycantonese.characters_to_jyutping(text):
        for syllable in re.findall(r"[a-z]+\d", reading or ""):
            spelt = pycantonese.jyutping_to_yale(syllable)
            spelt = spelt if isinstance(spelt, str) else "".join(spelt)
            spread = unicodedata.normalize("NFD", spelt)
            out += "".join(c for c in spread if not unicodedata.combining(c))
    return out


def heard(text: str, spelling: str, pinyin: str) -> list[str]:
    """Other spellings of a surname, from registries, and its Mandarin reading."""
    ways = [""]
    for character, (_, spellings) in zip(text, convert_sentence_map(text), strict=True):
        first = spellings.split("||")[0].split("/")
        roman = [way for way in (Cantonese().getRoman(character) or [[]])[0] if way]
        ways = [way + one for way in ways for one in dict.fromkeys([*first, *roman])][:8]
    own = spelling.lower().replace(" ", "")
    return [way for way in dict.fromkeys([*ways, pinyin]) if way != own and len(way) > 1][:6]


def main() -> None:
    """Write the file to standard output."""
    reader = Pinyin()
    role = ""
    for line in PEOPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            role = line[2:].split(":")[0]
            continue
        if role not in ("surname", "given"):
            continue
        character, spelling = line.split(" ", 1)
        spelling = spelling.split(" ", 1)[1] if role == "surname" else spelling
        pinyin = READ_AS_SURNAME.get(character) if role == "surname" else None
        pinyin = pinyin or reader.get_pinyin(character, "").replace("lv", "lu").replace("nv", "nu")
        others = heard(character, spelling, pinyin) if role == "surname" else []
        cells = (role, character, spelling, zhconv.convert(character, "zh-hans"), jyutping(character))
        sys.stdout.write("\t".join((*cells, yale(character), pinyin, ",".join(others))) + "\n")


if __name__ == "__main__":
    main()
