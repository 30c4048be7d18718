"""What is made for a member and never shown: PIN, initial password, token of a link; and their hashes."""

import hashlib
import secrets

from consoleapp.desk import hashing

PIN_DIGITS = 8
PASSWORD_CHARACTERS = 10
_UPPER, _LOWER, _DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789"
"""Without letters and digits that are read as one another."""


def make_pin() -> str:
    """The PIN of a welcome letter."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"


def make_initial_password() -> str:
    """An initial password that either rule for members' passwords takes (rules.accounts.PASSWORD_RULES)."""
    rest = PASSWORD_CHARACTERS - 3
    letters = [secrets.choice(one) for one in (_UPPER, _LOWER, _DIGITS)]
    letters += [secrets.choice(_UPPER + _LOWER + _DIGITS) for _ in range(rest)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def make_token() -> str:
    """The token of a link, which nobody guesses."""
    return secrets.token_urlsafe(32)


def hashed(*, pin: str = "", password: str = "", token: str = "") -> dict[str, str]:
    """What is kept, and told to the portal: Argon2id of what is short, SHA-256 of a token."""
    found: dict[str, str] = {}
    if pin:
        found |= {"pin_hash": hashing.hash_of(pin), "password_hash": hashing.hash_of(password)}
    if token:
        found["token_hash"] = hashlib.sha256(token.encode()).hexdigest()
    return found
