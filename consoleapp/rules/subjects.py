"""What a search can lead to, and why it did (DOMAIN 1, SCREENS "Find")."""

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded


class SubjectKind(Coded):
    """A kind of record that staff can open."""

    MEMBER = "member", N_("Member")
    POLICY = "policy", N_("Policy")
    COMPANY = "company", N_("Company")
    CLAIM = "claim", N_("Claim")
    INVOICE = "invoice", N_("Invoice")
    RECEIPT = "receipt", N_("Receipt")
    PROVIDER = "provider", N_("Doctor")
    ACCOUNT = "account", N_("Account")
    REQUEST = "request", N_("Service request")


class Why(Coded):
    """Why a record is among the hits. The order of the members is the order of the hits."""

    NUMBER = "number", N_("number")
    """What was typed is the whole number of the record: certificate, claim, invoice, identity document, …"""
    PHONE = "phone", N_("telephone")
    """A telephone number of the record, whole."""
    EMAIL = "email", N_("e-mail")
    """An e-mail address of the record, whole."""
    USER_ID = "user_id", N_("user ID")
    """The user ID of the account, whole."""
    EXACT = "exact", N_("exact")
    """What was typed is the whole name, in any order of the words."""
    OTHER_SCRIPT = "other_script", N_("other script")
    """The whole name, written in the other Chinese script."""
    PART = "part", N_("part of the name")
    """Every typed word is a whole word of the name, or a run of its characters."""
    PREFIX = "prefix", N_("starts like it")
    """Every typed word is a word of the name or the start of one."""
    NUMBER_START = "number_start", N_("number starts so")
    """A number of the record starts with what was typed."""
    INITIALS = "initials", N_("initials")
    """A word of the name, and the first letters of others."""
    LAST_DIGITS = "last_digits", N_("last digits")
    """An identity or telephone number ends with what was typed."""
    COMPANY = "company", N_("with the company")
    """Some typed words are in the name, the others in the name of the employer."""
    READING = "reading", N_("how it is read")
    """The typed letters are how the Chinese name is read."""
    SOUNDS_LIKE = "sounds_like", N_("sounds alike")
    """Words of the name sound like what was typed, or are other spellings of it."""
    TYPO = "typo", N_("one letter off")
    """A typed word is one letter away from a word of the name."""
    RECENT = "recent", N_("opened lately")
    """Nothing was typed; it was opened lately by whoever asks."""


RANK = {why: rank for rank, why in enumerate(Why)}
"""Lower comes first."""
