"""The words that are guessed first as passwords, read from the list beside this module (SAFETY 9)."""

from collections.abc import Set
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "password_blocklist.txt"


@cache
def load_blocklist() -> Set[str]:
    """Common and company words in small letters, read once a process."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
