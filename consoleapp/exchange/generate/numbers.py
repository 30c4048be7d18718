"""Numbers and addresses that belong to nobody.

Telephones begin with 85: the level is not allocated to any service in Hong Kong's numbering plan, so no
subscriber has one. Identity numbers have two letters of which the first is Q: a check digit that holds, and
no series of cards that was ever issued. E-mail addresses lie in domains reserved for examples (RFC 2606),
network addresses in the ranges reserved for documentation (RFC 5737).
"""

from consoleapp.rules.identity import hkid_check_digit

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def telephone(number: int) -> str:
    """Eight digits of the unallocated level 85; a million different ones."""
    digits = f"85{number % 1_000_000:06d}"
    return f"{digits[:4]} {digits[4:]}"


def identity(number: int) -> str:
    """A number shaped as on a Hong Kong identity card, of an invented series; 26 million different ones."""
    series, rest = divmod(number, 1_000_000)
    body = f"Q{LETTERS[series % 26]}{rest:06d}"
    return f"{body}({hkid_check_digit(body)})"


def mailbox(name: str, number: int) -> str:
    """An address at a domain reserved for examples."""
    return f"{name}{number}@example.com"
