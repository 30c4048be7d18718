"""The shape of every closed vocabulary: a stable code and the words people read."""

from enum import StrEnum
from typing import Self


class Coded(StrEnum):
    """A code with its English words: the value is kept and exchanged, ``word`` is shown, translated.

    A member is written ``IN_FORCE = "in_force", N_("In force")``.
    """

    word: str

    def __new__(cls, code: str, word: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.word = word
        return member
