"""Cleaning, folding and drawing of text: SAFETY 1, 3, 27 and its list of cases."""

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consoleapp.rules.lookalikes import LATIN_LOOKALIKES
from consoleapp.rules.text import clean, clean_lines, fold, has_foreign_lookalikes, printable

anything = st.text(alphabet=st.characters(exclude_categories=())) | st.text(
    alphabet="ab \t\n\r\x0b\x1b\x9b\u200b\u202e\u3000陳é\u0301\ud800\ufffe\u1160"
)

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("A\x1b]52;c;UFdOMQ==\x1b\\B", "A]52;c;UFdOMQ==\\B"),
        ("N\x9b2J", "N2J"),
        ("[/", "[/"),
        ("Chan [b", "Chan [b"),
        ("[@click=app.exit]x[/]", "[@click=app.exit]x[/]"),
        ("CHAN\u200b", "CHAN"),
        ("\u202eNATIAT\u202c CHAN", "NATIAT CHAN"),
        ("a\x0bb", "a b"),
        ("a\x00b", "ab"),
        ("\ud800", ""),
        ("\ufffe", ""),
        ("\U0010ffff", ""),
        ("陳\u200d大\ufe0f文", "陳大文"),
        ("  THE   ABC\t\nCOMPANY\u3000", "THE ABC COMPANY"),
        ("e\u0301", "é"),
        ("0012", "0012"),
        ("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        ("#N/A", "#N/A"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_clean_keeps_what_is_seen_and_nothing_else(raw: str, kept: str) -> None:
    assert clean(raw) == kept


@given(anything)
def test_clean_text_is_stable_and_harmless(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not UNSEEN.search(cleaned)
    assert not {unicodedata.category(letter) for letter in cleaned} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    cleaned.encode()  # no lone surrogate is left
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned


def test_every_format_and_control_character_is_removed() -> None:
    """Against the Unicode tables of this Python, not against our own list."""
    left = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs"}
        and clean(f"a{chr(code)}b") not in {"ab", "a b"}
    ]
    assert left == []


def test_seen_characters_stay() -> None:
    """Nothing of the letters, marks, figures, signs and symbols is lost, but for those that draw nothing."""
    lost = [
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code))[0] in "LNPS" and not clean(f"x{chr(code)}x")[1:-1]
    ]
    assert [f"{code:04X}" for code in lost] == ["115F", "1160", "2800", "3164", "FFA0"]


@given(anything)
def test_fold_is_stable_and_ignores_case_and_width(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert clean(folded) == folded


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126)))
def test_full_width_folds_to_the_same(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in text)
    assert fold(wide) == fold(text) == text.lower()


@given(anything, st.booleans())
@example("a\r\nb\x0bc\u2028d\x85e\tf", True)
@example("a\x1fb", True)
def test_printable_moves_no_cursor(text: str, keep_lines: bool) -> None:
    drawn = printable(text, keep_lines=keep_lines)
    assert not UNSEEN.search(drawn.replace("\n", "") if keep_lines else drawn)
    assert printable(drawn, keep_lines=keep_lines) == drawn
    drawn.encode()


@given(anything)
def test_what_is_stored_is_drawn_as_it_is(text: str) -> None:
    assert printable(clean(text)) == clean(text)
    assert printable(clean_lines(text), keep_lines=True) == clean_lines(text)


def test_lines_of_notes_stay() -> None:
    assert clean_lines("one\x1b[2J\r\n\r\n\n\n two  \nthree\x85\n") == "one[2J\n\ntwo\nthree"
    assert printable("one\ntwo") == "one two"
    assert printable("one\r\ntwo", keep_lines=True) == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "disguised"),
    [
        ("CHАN TAI MAN", True),  # Cyrillic А
        ("СНАN", True),  # Cyrillic С, Н, А
        ("ТОМ CHAN", True),  # a whole word of Cyrillic look-alikes
        ("ΑΒC LIMITED", True),  # Greek Α, Β
        ("ŁÓŹКÉ", True),  # Cyrillic К among Latin letters with marks
        ("CHAN TAI MAN", False),
        ("陳大文 CHAN", False),
        ("Иван", False),
        ("CHAN Иван", False),
        ("Ｃｈａｎ", False),
        ("Łukasz Müller", False),
        ("5 μm LIMITED", False),
        ("", False),
    ],
)
def test_letters_that_pose_as_latin_are_noticed(text: str, disguised: bool) -> None:
    assert has_foreign_lookalikes(text) is disguised


def test_lookalikes_are_pairs_of_foreign_and_latin_letters() -> None:
    for foreign, latin in LATIN_LOOKALIKES.items():
        assert unicodedata.name(foreign).split()[0] in {"CYRILLIC", "GREEK"}, foreign
        assert latin.isascii(), foreign
        assert latin.isalpha()
