"""Spellings of one sound meet; slips of one letter are found; a test of two words agrees with the search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.sounds import (
    LETTERS,
    bare,
    families,
    is_one_letter_off,
    one_letter_off,
    query_keys,
    sound_key,
)

words = st.text(alphabet=LETTERS, min_size=1, max_size=8)


@pytest.mark.parametrize(
    "spellings",
    [
        "chan can tsan zan chàhn chang",
        "cheung zoeng cheong coeng jēung",
        "tai daai daaih dai taai",
        "man mahn mun maan",
        "kwok gwok kok gwohk",
        "lau lauh low lao nau",
        "shum sam sum sām",
        "sze si szi sz",
        "tsz chi zi ci tze",
        "choi tsoi choy coi",
        "hui heoi",
        "lee li lei ley",
        "shun seon sun",
        "suen syun",
        "sheung soeng seung",
        "ho hoh haw hou",
        "catherine katherine kathryn catharine",
        "stephen steven",
        "philip phillip filip",
    ],
)
def test_spellings_of_one_sound_share_a_key(spellings: str) -> None:
    assert len({sound_key(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("chan", "chen"), ("wong", "wang"), ("lam", "lau"), ("siu", "sui"), ("mary", "peter")]
)
def test_different_sounds_have_different_keys(one: str, other: str) -> None:
    assert sound_key(one) != sound_key(other)


@pytest.mark.parametrize(
    ("typed", "stored"), [("jan", "yan"), ("jyun", "yuen"), ("jip", "ip"), ("jat", "yat")]
)
def test_the_j_of_jyutping_is_also_a_y(typed: str, stored: str) -> None:
    assert sound_key(stored) in query_keys(typed)


@given(st.text(max_size=30))
def test_any_text_has_a_key_and_never_fails(text: str) -> None:
    assert sound_key(text) == sound_key(bare(text))
    assert sound_key(text) in query_keys(text) or bare(text) in ("jyun", "jyut")


@given(words, words)
def test_two_words_agree_with_the_search_for_slips(typed: str, word: str) -> None:
    assert is_one_letter_off(typed, word) == (word in one_letter_off(typed, {word}))


@given(words, st.integers(0, 7), st.sampled_from(LETTERS))
def test_a_slip_is_found(word: str, place: int, letter: str) -> None:
    place = min(place, len(word) - 1)
    for slip in (
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ):
        assert slip == word or one_letter_off(slip, {word}) == {word}
        assert slip == word or is_one_letter_off(slip, word)


def test_a_family_gathers_the_spellings_of_every_character() -> None:
    found = families([("wong", "huang"), ("wong", "wang"), ("ng", "wu")])
    assert found["wong"] == ("huang", "wang")
    assert found["wang"] == ("wong",)
    assert found["ng"] == ("wu",)
