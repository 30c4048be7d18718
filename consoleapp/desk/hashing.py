"""Passwords of staff as they are kept: Argon2id, never the password itself (SAFETY 9)."""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB = 19_456
"""19 MiB."""
PASSES = 2
LANES = 1


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    _give_memory_back()
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _give_memory_back() -> None:
    """Let the memory of a hash go back to the system when it is done.

    The GNU C library takes the first large block that is freed as a sign to keep all such blocks from then
    on: every console would hold 20 MB for good (SPEED 10). Naming the threshold turns that off; elsewhere
    there is nothing to turn off.
    """
    import ctypes
    from contextlib import suppress

    threshold, mebibyte = -3, 1 << 20  # M_MMAP_THRESHOLD
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(threshold, mebibyte)


@cache
def nobody() -> str:
    """A hash that no password fits; tried where there is nobody to try, so that it takes the same time."""
    import secrets

    return hash_of(secrets.token_hex(32))


def hash_of(password: str, *, salt: bytes | None = None) -> str:
    """The Argon2id hash of ``password`` with its own salt and figures; ``salt`` is given only where the same
    thing must get the same hash again."""
    return _hasher().hash(_bytes(password), salt=salt)


def fits(kept: str, password: str) -> bool:
    """Whether ``kept`` was made of ``password``. A right and a wrong one take the same time."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether ``kept`` was made with weaker figures than today's, and should be made again at sign-in."""
    return _hasher().check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    """The same bytes whichever way a keyboard composed the letters."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
