"""What a search can lead to, and why it did (DOMAIN 1, SCREENS "Find")."""

from enum import StrEnum


class SubjectKind(StrEnum):
    """A kind of record that staff can open."""

    MEMBER = "member"
    POLICY = "policy"
    COMPANY = "company"
    CLAIM = "claim"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    PROVIDER = "provider"
    ACCOUNT = "account"


class Why(StrEnum):
    """Why a record is among the hits. The order of the members is the order of the hits."""

    NUMBER = "number"
    """What was typed is the whole number of the record: certificate, claim, invoice, identity document, …"""
    PHONE = "phone"
    """A telephone number of the record, whole."""
    EMAIL = "email"
    """An e-mail address of the record, whole."""
    USER_ID = "user_id"
    """The user ID of the account, whole."""
    EXACT = "exact"
    """What was typed is the whole name, in any order of the words."""
    OTHER_SCRIPT = "other_script"
    """The whole name, written in the other Chinese script."""
    PART = "part"
    """Every typed word is a whole word of the name, or a run of its characters."""
    PREFIX = "prefix"
    """Every typed word is a word of the name or the start of one."""
    NUMBER_START = "number_start"
    """A number of the record starts with what was typed."""
    INITIALS = "initials"
    """A word of the name, and the first letters of others."""
    LAST_DIGITS = "last_digits"
    """An identity or telephone number ends with what was typed."""
    COMPANY = "company"
    """Some typed words are in the name, the others in the name of the employer."""
    READING = "reading"
    """The typed letters are how the Chinese name is read."""
    SOUNDS_LIKE = "sounds_like"
    """Words of the name sound like what was typed, or are other spellings of it."""
    TYPO = "typo"
    """A typed word is one letter away from a word of the name."""


RANK = {why: rank for rank, why in enumerate(Why)}
"""Lower comes first."""
