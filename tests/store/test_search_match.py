"""Every reason given is true, told by a plain oracle; what is typed is taken apart as people mean it."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.sounds import is_one_letter_off
from consoleapp.rules.subjects import Why
from consoleapp.store.search.keys import MemberText, alike, company_keys, member_keys
from consoleapp.store.search.match import Match, best_of, match_chinese, match_name
from consoleapp.store.search.route import Guess, taken

POOL = [
    *("chan", "chen", "tai", "dai", "man", "mun", "ming", "wong", "wang", "huang"),
    *("siu", "shiu", "kwok", "lee", "li", "peter", "petra", "taiman", "ng", "au", "yeung"),
]
names = st.lists(st.sampled_from(POOL), min_size=1, max_size=4).map(lambda words: " ".join(words).upper())
typed_words = st.lists(
    st.one_of(
        st.sampled_from(POOL),
        st.sampled_from(POOL).map(lambda w: w[:2]),
        st.text("acmnt", min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=4,
)


def joins(words: list[str]) -> set[str]:
    """Every way to say some of the words without a space."""
    return {"".join(some) for size in range(1, len(words) + 1) for some in permutations(words, size)}


@given(typed_words, names)
def test_every_reason_is_true(typed: list[str], name: str) -> None:
    words = name.lower().split()
    match = best_of(tuple(typed), name)
    if match is None:
        assert sorted(typed) != sorted(words)
        return
    said = "".join(typed)
    if match.why is Why.EXACT:
        assert sorted(said) == sorted("".join(words))
    elif match.why is Why.PART:
        assert all(any(word in joined for joined in joins(words)) for word in typed)
        assert len(said) < len("".join(words))
    elif match.why is Why.PREFIX:
        assert all(
            any(joined.startswith(word) or word in joined for joined in joins(words)) for word in typed
        )
    elif match.why is Why.INITIALS:
        assert any(set(word) <= {other[0] for other in words} for word in typed)
    elif match.why is Why.TYPO:
        pieces = [*words, "tai", "man"]
        assert any(
            is_one_letter_off(word, other) for word in (*typed, "tai", "man", "mun") for other in pieces
        )
    else:
        assert match.why is Why.SOUNDS_LIKE
    for start, end in match.spans:
        assert 0 <= start < end <= len(name)


@given(
    st.lists(st.sampled_from(POOL), min_size=1, max_size=4, unique=True).flatmap(st.permutations), st.data()
)
def test_the_whole_name_in_any_order_is_exact(words: list[str], data: st.DataObject) -> None:
    order = data.draw(st.permutations(words))
    match = best_of(tuple(order), " ".join(words))
    assert match is not None
    assert match.why is Why.EXACT
    assert [" ".join(words)[start:end] for start, end in match.spans] == words


@given(
    st.text("陳陈大文國国榮荣一", min_size=1, max_size=4),
    st.text("陳陈大文國国榮荣一", min_size=1, max_size=4),
)
def test_chinese_reasons_are_true(text: str, name: str) -> None:
    match = match_chinese(taken(text), name)
    if match is None:
        assert text not in name
        return
    same = str.maketrans("陈国荣", "陳國榮")
    if match.why is Why.EXACT:
        assert text == name
    elif match.why is Why.OTHER_SCRIPT:
        assert text != name
        assert text.translate(same) == name.translate(same)
    else:
        assert match.why is Why.PART
        assert text.translate(same) in name.translate(same)
    ((start, end),) = match.spans_zh
    assert name[start:end].translate(same) == text.translate(same)


@pytest.mark.parametrize(
    ("text", "name_en", "name_zh", "why"),
    [
        ("chen dawen", "CHAN TAI MAN", "陳大文", Why.READING),
        ("dawen chen", "PETER CHAN", "陳大文", Why.READING),
        ("chan tai man", "PETER", "陳大文", Why.READING),
        ("陳大聞", "CHAN TAI MAN", "陳大文", Why.SOUNDS_LIKE),
        ("陳大文", "CHAN TAI MAN", "", Why.SOUNDS_LIKE),
        ("陳大文", "LEE KA YAN", "李嘉欣", None),
        ("tam", "CHAN TAI MAN", "", Why.TYPO),
        ("tm chan", "CHAN TAI MAN", "", Why.INITIALS),
        ("陳 tai", "CHAN TAI MAN", "陳大文", Why.PART),
        ("catherine", "KATHRYN LEE", "", Why.SOUNDS_LIKE),
    ],
)
def test_reasons_of_names(text: str, name_en: str, name_zh: str, why: Why | None) -> None:
    match: Match | None = match_name(taken(text), name_en, name_zh)
    assert (match and match.why) == why


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("", ()),
        ("%_'", ()),
        ("tai man chan", (Guess.NAME,)),
        ("陳大文", (Guess.CHINESE,)),
        ("陳 tai man", (Guess.CHINESE, Guess.NAME)),
        ("0001-00", (Guess.CERTIFICATE,)),
        ("0001/00 91307", (Guess.CERTIFICATE, Guess.DIGITS)),
        ("A123456(3)", (Guess.CODE,)),
        ("456(3)", (Guess.DIGITS,)),
        ("A2000001447-1", (Guess.CODE,)),
        ("+852 9123 4567", (Guess.DIGITS,)),
        ("tai.man@example.com", (Guess.EMAIL,)),
        ("can4 daai6 man4", (Guess.NAME,)),
    ],
)
def test_what_was_typed_is_guessed(text: str, guesses: tuple[Guess, ...]) -> None:
    assert taken(text).guesses == guesses


@given(st.text(max_size=400))
def test_any_text_is_taken_apart_within_bounds(text: str) -> None:
    typed = taken(text)
    assert len(typed.words) <= 8
    assert len(typed.chinese) <= 24
    assert all(word.isalnum() for word in (*typed.words, *typed.digits, *typed.codes))


def test_joined_names_do_not_sound_like_other_words() -> None:
    assert alike("catherine", "kathryn")
    assert not alike("owng", "onwing")


def test_names_with_a_western_part_have_both_readings() -> None:
    keys, words = member_keys(MemberText(1, "PETER CHAN", "陳大文"))
    assert {"chan peter", "peter!chan", "chan tai man", "tai!man chan", "~chendawen", "陈大文", "文"} <= keys
    assert words == {"peter", "chan", "tai", "man"}


def test_company_names_are_kept_from_every_word_on() -> None:
    keys, words = company_keys("D'ARCY & SONS (HK) LTD", "達西公司")
    assert "sons hong kong limited darcy and" in keys
    assert "西公司" in keys
    assert words == {"darcy", "and", "sons", "hong", "kong", "limited"}
