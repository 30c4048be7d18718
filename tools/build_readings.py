"""Freeze the readings of Chinese characters into ``consoleapp/reference/readings.txt``.

A development tool, run by hand when the sources change, never at run time: the libraries it reads
cost seconds and hundreds of megabytes. It wants ``pypinyin``, ``ToJyutping`` and
``opencc-python-reimplemented`` in an environment of their own:
``python tools/build_readings.py > consoleapp/reference/readings.txt``

The file has two parts, each after a line that starts with ``#``:

* ``fold``: two lines of equal length; a character of the first is searched as the one below it. Traditional,
  Hong Kong and Taiwan variants fold to the simplified character, one for one and never the other way.
* ``read``: ``jyutping pinyin characters``, one line for each pair of readings (without tones).
"""

import sys
from collections import Counter
from pathlib import Path

import opencc
import pypinyin
import ToJyutping

FOLDER = Path(opencc.__file__).parent / "dictionary"
BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))


def pairs(name: str) -> list[tuple[str, list[str]]]:
    """The lines of an OpenCC character dictionary: a character and what it may become."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1].split()) for line in lines if "\t" in line]


def plain(character: str) -> bool:
    """Is it one ideograph of the two blocks that names are written in?"""
    return len(character) == 1 and any(low <= ord(character) <= high for low, high in BLOCKS)


def in_gb2312(character: str) -> bool:
    """Is it a character of the simplified standard set?"""
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def folding() -> dict[str, str]:
    """Every character that is searched as another one. Characters joined by any table share one form."""
    parent: dict[str, str] = {}
    votes: Counter[str] = Counter()

    def root(character: str) -> str:
        while parent.setdefault(character, character) != character:
            character = parent[character]
        return character

    for name in ("TSCharacters.txt", "HKVariants.txt", "TWVariants.txt"):
        for character, others in pairs(name):
            if name == "TSCharacters.txt" and plain(others[0]):
                votes[others[0]] += 1
            for other in others:
                if plain(character) and plain(other):
                    parent[root(character)] = root(other)
    groups: dict[str, list[str]] = {}
    for character in list(parent):
        groups.setdefault(root(character), []).append(character)
    fold: dict[str, str] = {}
    for group in groups.values():
        form = min(group, key=lambda c: (not in_gb2312(c), -votes[c], ord(c)))
        fold |= {character: form for character in group if character != form}
    return fold


def usable(character: str) -> bool:
    """Keep the characters some Chinese standard has: the rest is never in a name on a card."""
    for charset in ("gb2312", "big5hkscs", "gbk"):
        try:
            character.encode(charset)
        except UnicodeEncodeError:
            continue
        return True
    return False


def jyutping(character: str) -> str:
    """The Cantonese reading without its tone, or nothing."""
    found = ToJyutping.get_jyutping_list(character)[0][1]
    return found.split()[0].rstrip("0123456789") if found else ""


def pinyin(character: str) -> str:
    """The Mandarin reading without its tone, ü as u, or nothing."""
    found = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, errors="ignore")
    return found[0][0].replace("ü", "u").replace("v", "u") if found else ""


def main() -> None:
    """Write the file to standard output."""
    fold = folding()
    fuller: dict[str, str] = {}
    for character, form in fold.items():
        fuller.setdefault(form, character)
    lines: dict[tuple[str, str], list[str]] = {}
    for low, high in BLOCKS:
        for code in range(low, high + 1):
            character = chr(code)
            if not usable(character):
                continue
            read = jyutping(character) or jyutping(fuller.get(character, character))
            read_pinyin = pinyin(character)
            if read or read_pinyin:
                lines.setdefault((read or "-", read_pinyin or "-"), []).append(character)
    out = ["# fold"]
    chosen = sorted((a, b) for a, b in fold.items() if usable(a))
    out += ["".join(a for a, _ in chosen), "".join(b for _, b in chosen), "# read"]
    out += [f"{a} {b} {''.join(characters)}" for (a, b), characters in sorted(lines.items())]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
