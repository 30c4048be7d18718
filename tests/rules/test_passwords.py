"""What staff may choose as a password, and how long wrong ones make one wait (SAFETY 5, 9)."""

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.reference.passwords import load_blocklist
from consoleapp.rules.passwords import (
    LONGEST,
    SHORTEST,
    SHORTEST_WITH_SECOND_FACTOR,
    check_staff_password,
    next_try_at,
)

BLOCKLIST = load_blocklist()
OWN = ["LEE Mei-Fong", "mei.fong.lee@abc.com", "meifong"]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        "kettle violin umbrella tram",
        "ferry-lamp-onion-quilt",
        "雨後的山路很滑所以我們慢慢走回家",
        "xk7Qm2vRt9pLw4z",
        "ALLCAPITALSLETTERBOX",
        "my password for the teapot shelf",
        "Ünïcödé wörds äre fine",
        "kettle violin umbrella tram".ljust(LONGEST, "~"),
    ],
)
def test_length_without_composition_is_enough(password: str) -> None:
    check_staff_password(password, BLOCKLIST)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "at least 15"),
        ("kettle violin", "at least 15"),
        ("k" * (LONGEST + 1), "at most"),
        ("kettle violin\x00umbrella", "control"),
        ("aaaaaaaaaaaaaaaa", "repeats or counts"),
        ("abcabcabcabcabcabc", "repeats or counts"),
        ("abcdefghijklmnopqrst", "repeats or counts"),
        ("zyxwvutsrqponmlkjih", "repeats or counts"),
        ("kt9vkt9vkt9vkt9", "repeats or counts"),
        ("kt9vw2kt9vw2kt9", "repeats or counts"),
        ("kkkkkkkkkkvvvvvvvttttxxqq", "repeats or counts"),
        ("123456789012345", "repeats or counts"),
        ("password12345678", "guessed first"),
        ("Password!Password!", "guessed first"),
        ("P@ssw0rd P@ssw0rd", "guessed first"),
        ("qwertyuiopasdfghjkl", "guessed first"),
        ("correct horse battery staple", "guessed first"),
        ("HongKong2026!!!!", "guessed first"),
        ("insurance-hotline-1", "guessed first"),
        ("ConsoleApp ConsoleApp1", "guessed first"),
        ("lee mei fong 19800501", "own name"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check_staff_password(password, BLOCKLIST, own_words=OWN)


def test_eight_characters_do_with_a_second_factor() -> None:
    check_staff_password("kettlevx", BLOCKLIST, shortest=SHORTEST_WITH_SECOND_FACTOR)
    with pytest.raises(Refused):
        check_staff_password("password", BLOCKLIST, shortest=SHORTEST_WITH_SECOND_FACTOR)
    with pytest.raises(Refused):
        check_staff_password("kettlev", BLOCKLIST, shortest=SHORTEST_WITH_SECOND_FACTOR)


@given(st.sampled_from(sorted(BLOCKLIST)), st.integers(0, 999))
def test_a_listed_word_with_digits_is_never_enough(word: str, number: int) -> None:
    with pytest.raises(Refused):
        check_staff_password(f"{word.capitalize()}{number}!".ljust(15, "!"), BLOCKLIST)


@given(st.text(max_size=300))
def test_every_text_is_accepted_or_refused(password: str) -> None:
    with suppress(Refused):
        check_staff_password(password, BLOCKLIST)
        assert len(unicodedata.normalize("NFKC", password)) >= SHORTEST


def test_the_wait_grows_and_the_lock_ends() -> None:
    waits = [next_try_at(failures, NOON) - NOON for failures in range(7)]
    minutes, seconds = timedelta(minutes=15), timedelta(seconds=1)
    assert waits == [0 * seconds, seconds, 2 * seconds, 4 * seconds, 8 * seconds, minutes, seconds]


@given(st.integers(0, 10_000))
def test_no_lock_is_permanent(failures: int) -> None:
    assert NOON <= next_try_at(failures, NOON) <= NOON + timedelta(minutes=15)
