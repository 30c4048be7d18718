"""Who is calling, and how far that is known. Sources: DOMAIN 8, SAFETY 7.

Knowledge identifies, it does not authorise: however many facts a caller knows, only a one-time code, a call
back or a document seen at the counter verifies.
"""

import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import local_date, parse_date
from consoleapp.rules.identity import EMPLOYEE_SUFFIX, certificate_parts, phone
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.text import fold

FACTS_TO_IDENTIFY = 2
"""Right facts of different kinds that make a caller identified."""

TRIES_A_DAY = 3
"""Failed tries a member a day, over all desks."""

CODE_DIGITS = 6
"""Digits of a one-time code."""

IDENTITY_DIGITS = 4
"""How many last digits of the identity number a caller must give, at least."""


class CallerRole(Coded):
    """Who is calling. What they may hear differs: :mod:`consoleapp.rules.disclosure`."""

    MEMBER = "member", N_("Member")
    GUARDIAN = "guardian", N_("Parent or guardian")
    FAMILY = "family", N_("Family member")
    EMPLOYER = "employer", N_("Employer")
    BROKER = "broker", N_("Broker")
    PROVIDER = "provider", N_("Provider")


class Level(Coded):
    """How far a caller is known. Levels compare in their order: ``Level.NONE < Level.VERIFIED``."""

    NONE = "none", N_("Not verified")
    IDENTIFIED = "identified", N_("Identified")
    VERIFIED = "verified", N_("Verified")

    @property
    def rank(self) -> int:
        """0, 1 or 2."""
        return ("none", "identified", "verified").index(self.value)

    # Without these four a level would compare as text, and "none" comes after "identified" in the alphabet.
    def __lt__(self, other: str) -> bool:
        return self.rank < Level(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Level(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Level(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Level(other).rank


class Factor(Coded):
    """Something that shows who a caller is."""

    CERTIFICATE = "certificate", N_("Certificate number")
    PERSONAL_REFERENCE = "personal_reference", N_("Personal reference on the card")
    FULL_NAME = "full_name", N_("Full name")
    BIRTH_DATE = "birth_date", N_("Date of birth")
    IDENTITY_DIGITS = "identity_digits", N_("Last digits of the identity document")
    BUSINESS_REFERENCE = "business_reference", N_("Company, broker or provider code, or an invoice number")
    CHALLENGE_QUESTION = "challenge_question", N_("Challenge question")
    ONE_TIME_CODE = "one_time_code", N_("One-time code")
    CALL_BACK = "call_back", N_("Call back to the phone on record")
    IDENTITY_SEEN = "identity_seen", N_("Identity document seen at the counter")

    @property
    def verifies(self) -> bool:
        """Whether this factor alone makes a caller verified: it shows possession, not knowledge."""
        return self in (Factor.ONE_TIME_CODE, Factor.CALL_BACK, Factor.IDENTITY_SEEN)

    @property
    def kind(self) -> str:
        """Factors of one kind count once: certificate and personal reference stand on the same card."""
        return Factor.CERTIFICATE.value if self is Factor.PERSONAL_REFERENCE else self.value


_PERSON = (
    Factor.CERTIFICATE,
    Factor.PERSONAL_REFERENCE,
    Factor.FULL_NAME,
    Factor.BIRTH_DATE,
    Factor.IDENTITY_DIGITS,
    Factor.CHALLENGE_QUESTION,
    Factor.ONE_TIME_CODE,
    Factor.CALL_BACK,
    Factor.IDENTITY_SEEN,
)
_BUSINESS = (
    Factor.BUSINESS_REFERENCE,
    Factor.FULL_NAME,
    Factor.ONE_TIME_CODE,
    Factor.CALL_BACK,
    Factor.IDENTITY_SEEN,
)

FACTORS: dict[CallerRole, tuple[Factor, ...]] = {
    CallerRole.MEMBER: _PERSON,
    CallerRole.GUARDIAN: _PERSON,
    CallerRole.FAMILY: _PERSON,
    CallerRole.EMPLOYER: _BUSINESS,
    CallerRole.BROKER: _BUSINESS,
    CallerRole.PROVIDER: _BUSINESS,
}
"""The factors that are asked of each caller, in the order they are offered."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One factor that was checked during a contact, and whether it was right."""

    factor: Factor
    right: bool


def level_of(facts: Iterable[Fact]) -> Level:
    """The level a contact has reached by ``facts``, right and wrong ones. DOMAIN 8."""
    right = {fact.factor for fact in facts if fact.right}
    if any(factor.verifies for factor in right):
        return Level.VERIFIED
    if len({factor.kind for factor in right}) >= FACTS_TO_IDENTIFY:
        return Level.IDENTIFIED
    return Level.NONE


def lapses(parked_at: datetime | None, now: datetime, minutes: int) -> bool:
    """Whether what a caller proved is over: the contact lay aside for longer, or since another day in Hong
    Kong, and somebody else may hold the telephone.
    """
    if parked_at is None:
        return False
    return now - parked_at > timedelta(minutes=minutes) or local_date(parked_at) != local_date(now)


def tries_left(failed_today: int, limit: int = TRIES_A_DAY) -> int:
    """Failed tries that are left for a member today, over all desks."""
    return max(0, limit - failed_today)


def open_factors(
    role: CallerRole,
    channel: ContactChannel,
    failed_today: int,
    *,
    exception: bool = False,
    limit: int = TRIES_A_DAY,
) -> tuple[Factor, ...]:
    """The factors that may still be tried today.

    A document is seen only where there is a counter. After ``limit`` failed tries a day nothing else is left,
    unless a supervisor granted an ``exception``.
    """
    here = tuple(
        factor
        for factor in FACTORS[role]
        if factor is not Factor.IDENTITY_SEEN or channel is ContactChannel.VISIT
    )
    if exception or tries_left(failed_today, limit) > 0:
        return here
    return tuple(factor for factor in here if factor is Factor.IDENTITY_SEEN)


def matches(
    factor: Factor,
    said: str,
    record: str | date | Iterable[str] | None,
    *,
    one_script: Callable[[str], str] = str,
) -> bool:
    """Whether what the caller says is what the record holds. Nothing said, or nothing on record, is wrong.

    ``record`` may be several values of which one must fit, such as the English and the Chinese name.
    Tolerant of case, spacing, full width, the order of names, and the ways to write a date; of the Chinese
    script too when ``one_script`` (``Characters.fold``) brings both scripts to one.
    """
    if record is None or not fold(said):
        return False
    records = (record,) if isinstance(record, str | date) else tuple(record)
    compare = _COMPARE.get(factor, _same_answer)
    return any(
        compare(one_script(fold(said)), one.isoformat() if isinstance(one, date) else one_script(fold(one)))
        for one in records
    )


def answer_form(text: str) -> str:
    """A challenge answer as it is hashed, by whoever sets and whoever checks it: letters and digits only."""
    return re.sub(r"[\W_]+", "", fold(text))


def code_form(said: str) -> str:
    """A one-time code as it is compared: its digits, however they were grouped or how wide they are."""
    return "".join(letter for letter in fold(said) if letter.isascii() and letter.isdigit())


def _same_answer(said: str, record: str) -> bool:
    """The whole of it, whatever the spacing and punctuation: answers, references, a document's number."""
    one, other = answer_form(said), answer_form(record)
    return bool(other) and hmac.compare_digest(one.encode(), other.encode())


def _same_date(said: str, record: str) -> bool:
    try:
        return parse_date(said) == parse_date(record)
    except Refused:
        return False


def _same_name(said: str, record: str) -> bool:
    """The same parts in any order, or the same letters however spaced, surname at either end."""
    one, other = _name_parts(said), _name_parts(record)
    if not one or not other:
        return False
    turned = ("".join(one[start:] + one[:start]) for start in range(len(one)))
    return sorted(one) == sorted(other) or "".join(other) in turned


def _name_parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", name) if part]


def _same_last_digits(said: str, record: str) -> bool:
    """At least the last four characters, with or without the check digit in parentheses."""
    given = re.sub(r"[\W_]", "", said)
    with_check = re.sub(r"[\W_]", "", record)
    without_check = re.sub(r"[\W_]", "", record.partition("(")[0])
    if len(given) < IDENTITY_DIGITS or len(without_check) < IDENTITY_DIGITS:
        return False
    return with_check.endswith(given) or without_check.endswith(given)


def _same_certificate(said: str, record: str) -> bool:
    """The number with its suffix; the employee's suffix ``-00`` may be left out."""
    try:
        number, suffix = certificate_parts(said)
        return (number, suffix or EMPLOYEE_SUFFIX) == certificate_parts(record)
    except Refused:
        return False


def _same_phone(said: str, record: str) -> bool:
    try:
        return phone(said) == phone(record)
    except Refused:
        return False


_COMPARE: dict[Factor, Callable[[str, str], bool]] = {
    Factor.BIRTH_DATE: _same_date,
    Factor.FULL_NAME: _same_name,
    Factor.IDENTITY_DIGITS: _same_last_digits,
    Factor.CERTIFICATE: _same_certificate,
    Factor.CALL_BACK: _same_phone,
}
