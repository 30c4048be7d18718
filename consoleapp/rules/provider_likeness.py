"""Entries of the directory that seem to be the same provider: what of them is alike (DOMAIN 9)."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.provider_record import ProviderField, Record
from consoleapp.rules.text import fold

F = ProviderField


class Likeness(Coded):
    """In what two entries are alike."""

    NAME = "name", N_("name")
    PHONE = "phone", N_("telephone")
    ADDRESS = "address", N_("address")


_TITLES = frozenset({"dr", "doctor", "prof", "professor", "clinic", "centre", "center", "the", "of", "and"})
_TITLES_ZH = re.compile("醫生|医生|診所|诊所|醫務所|医务所|醫務中心|医务中心")
ALIKE = 0.86
"""From here on two texts are taken for one, written otherwise."""


def likeness(one: Record, other: Record, folded: Callable[[str], str]) -> frozenset[Likeness]:
    """In what two records are alike."""
    found = set()
    if _names_alike(one, other, folded):
        found.add(Likeness.NAME)
    if set(_digits(one[F.PHONES])) & set(_digits(other[F.PHONES])):
        found.add(Likeness.PHONE)
    pairs = ((one[place], other[place]) for place in (F.ADDRESS, F.ADDRESS_ZH))
    if any(_alike(_letters(a, folded), _letters(b, folded)) for a, b in pairs):
        found.add(Likeness.ADDRESS)
    return frozenset(found)


def is_twin(alike: frozenset[Likeness]) -> bool:
    """The same name with the same telephone or address; doctors of one practice share both but the name."""
    return Likeness.NAME in alike and len(alike) > 1


def _names_alike(one: Record, other: Record, folded: Callable[[str], str]) -> bool:
    latin = [sorted(set(re.findall(r"[a-z0-9]+", fold(it[F.NAME]))) - _TITLES) for it in (one, other)]
    chinese = [_TITLES_ZH.sub("", folded(fold(it[F.NAME_ZH]))) for it in (one, other)]
    return _alike(" ".join(latin[0]), " ".join(latin[1])) or (bool(chinese[0]) and chinese[0] == chinese[1])


def _letters(text: str, folded: Callable[[str], str]) -> str:
    return "".join(letter for letter in folded(fold(text)) if letter.isalnum())


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _digits(phones: str) -> Sequence[str]:
    return [digits[-8:] for raw in phones.split(";") if (digits := re.sub(r"\D", "", raw))]
