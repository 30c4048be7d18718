"""What callers say for items of a benefit schedule, read from the checked-in table beside this module."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from consoleapp.reference.characters import characters
from consoleapp.rules.cover_words import Concept, EverydayWords, phrase
from consoleapp.rules.sentences import Name
from consoleapp.rules.statuses import BenefitType

FILE = Path(__file__).parent / "everyday_words.toml"


@cache
def everyday_words() -> EverydayWords:
    """The concepts, read once a process; the file tells what its fields mean."""
    told: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    folded = characters().fold
    fillers = tuple(phrase(word, folded) for word in told.pop("fillers"))
    concepts = {
        key: Concept(
            key,
            Name(one["en"], one["zh"]),
            tuple(phrase(mark, folded) for mark in one["items"]),
            frozenset(BenefitType(kind) for kind in one.get("types", [])),
            tuple(one.get("near", [])),
            tuple(phrase(word, folded) for word in one["words"]),
        )
        for key, one in told.items()
    }
    return EverydayWords(concepts, fillers, folded)
