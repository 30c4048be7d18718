"""Find: one ordered index on both engines, from whatever was typed to the records it means (SPEED 1)."""

from consoleapp.store.search.find import find, warm
from consoleapp.store.search.index import (
    rebuild,
    reindex_members,
    reindex_policies,
    reindex_providers,
    unindex_members,
)
from consoleapp.store.search.route import Guess
from consoleapp.store.search.shapes import Found, Hit

__all__ = [
    "Found",
    "Guess",
    "Hit",
    "find",
    "rebuild",
    "reindex_members",
    "reindex_policies",
    "reindex_providers",
    "unindex_members",
    "warm",
]
