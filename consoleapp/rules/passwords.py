"""Passwords of staff: what is accepted, and how long wrong ones make one wait.

Length is what protects; there is no rule about capitals, digits or symbols. What is refused is what is
guessed first: words of the blocklist, the person's own names, runs and repetitions. The blocklist is passed
in; ``consoleapp.reference.passwords`` reads the one that is checked in. Sources: SAFETY 5 and 9, DOMAIN 7.
"""

import re
import unicodedata
from collections.abc import Iterable, Set
from datetime import datetime, timedelta
from itertools import pairwise

from consoleapp.errors import Refused
from consoleapp.i18n import N_

SHORTEST = 15
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST = 256
"""Longer ones are refused before hashing, which would take a while for a book."""

TRIES = 5
LOCK = timedelta(minutes=15)
FIRST_DELAY = timedelta(seconds=1)

_SHORTEST_WORD = 4
_LEFT_OVER = 8
"""Characters that must remain when guessable parts are taken out (fewer with a second factor)."""

_LEET = str.maketrans("@4310$5!7", "aaeiossit")


def check_staff_password(
    password: str,
    blocklist: Set[str],
    *,
    own_words: Iterable[str] = (),
    shortest: int = SHORTEST,
) -> None:
    """Raises :class:`Refused` with the reason when ``password`` may not be used. SAFETY 9.

    ``blocklist`` holds words in small letters; ``own_words`` are the person's names, code and e-mail.
    ``shortest`` is :data:`SHORTEST`, or :data:`SHORTEST_WITH_SECOND_FACTOR` for who has a second factor.
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < shortest:
        raise Refused(
            N_("A password needs at least {shortest} characters. Four or five words are easy to keep."),
            shortest=shortest,
        )
    if len(plain) > LONGEST:
        raise Refused(N_("A password has at most {longest} characters."), longest=LONGEST)
    if any(unicodedata.category(letter) == "Cc" for letter in plain):
        raise Refused(N_("A password holds no control characters. Type it, do not paste it."))
    folded = plain.casefold()
    needed = min(_LEFT_OVER, shortest // 2)
    if len(set(folded)) < min(5, needed) or len(_without_runs(_unit(folded))) < needed:
        raise Refused(N_("This password repeats or counts. Choose words that do not follow from each other."))
    own = {part for word in own_words for part in re.split(r"[\W_]+", word.casefold())}
    if _left_over(folded, own) < needed:
        raise Refused(N_("This password is made of your own name or code. Choose other words."))
    joined = re.sub(r"[\W_]+", "", folded)
    spellings = (folded, joined, folded.translate(_LEET), joined.translate(_LEET))
    if min(_left_over(spelling, blocklist) for spelling in spellings) < needed:
        raise Refused(N_("This password is made of words that are guessed first. Choose other words."))


def next_try_at(
    failures: int, last_failure: datetime, *, tries: int = TRIES, lock: timedelta = LOCK
) -> datetime:
    """When the next password may be tried after ``failures`` wrong ones in a row. SAFETY 5.

    Each wrong one doubles the wait: 1, 2, 4, 8 seconds; every ``tries``-th one locks for ``lock``. The lock
    always ends by itself, and the counting begins anew after it.
    """
    if failures <= 0:
        return last_failure
    in_this_round = failures % tries
    if in_this_round == 0:
        return last_failure + lock
    return last_failure + min(lock, FIRST_DELAY * (1 << in_this_round - 1))


def _unit(text: str) -> str:
    """The part that is repeated when the whole text is nothing else, as ``abc`` in ``abcabcab``."""
    for length in range(1, len(text) // 2 + 1):
        unit = text[:length]
        if (unit * (len(text) // length + 1))[: len(text)] == text:
            return unit
    return text


def _without_runs(text: str) -> str:
    """``text`` without letters that repeat the one before or count on from it, up or down."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    return text[:1] + "".join(
        letter for letter, step in zip(text[1:], steps, strict=True) if step not in (-1, 0, 1)
    )


def _left_over(text: str, words: Set[str]) -> int:
    """How many letters are no part of one of ``words``; the whole length when it holds none of them."""
    covered = [False] * len(text)
    for start in range(len(text)):
        for end in range(len(text), start + _SHORTEST_WORD - 1, -1):
            if text[start:end] in words:
                covered[start:end] = [True] * (end - start)
                break
    if not any(covered):
        return len(text)
    rest = "".join(letter for letter, taken in zip(text, covered, strict=True) if not taken)
    return len(re.sub(r"[\W_\d]", "", rest))
