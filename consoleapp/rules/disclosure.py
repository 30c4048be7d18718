"""What each caller may hear, as a table. Sources: DOMAIN 8, SAFETY 15.

A cell of the table says which level a caller needs to hear a topic about a person; a cell that is not there
means never. What *staff* may see on their screen is another matter: :mod:`consoleapp.rules.permissions`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.verification import CallerRole, Level


class Topic(Coded):
    """Something a caller asks about."""

    DIRECTORY = "directory", N_("Network directory")
    COVER = "cover", N_("Cover")
    BENEFITS = "benefits", N_("Benefit schedule")
    REMAINING = "remaining", N_("Remaining benefits")
    CLAIMS = "claims", N_("Claims")
    CLAIM_LINES = "claim_lines", N_("Claim lines")
    DIAGNOSIS = "diagnosis", N_("Diagnosis")
    PERSONAL_DATA = "personal_data", N_("Personal data")
    ACCOUNT_STATE = "account_state", N_("Portal account")
    PREMIUM_LEDGER = "premium_ledger", N_("Premium ledger")


class About(Coded):
    """Whom the caller asks about, seen from the caller.

    ``SELF`` is the caller's own record: the member's cover, the employer's or broker's policies, ledger and
    account. The other two are members: of the caller's family, the employer's staff, the provider's patients.
    """

    SELF = "self", N_("The caller")
    MINOR = "minor", N_("A minor")
    ADULT = "adult", N_("Another adult")


_HEALTH = (Topic.REMAINING, Topic.CLAIMS, Topic.CLAIM_LINES)
_SCHEDULE = (Topic.COVER, Topic.BENEFITS)
_IDENTIFIED, _VERIFIED = Level.IDENTIFIED, Level.VERIFIED

Cell = tuple[CallerRole, About, Topic]


def _cells(role: CallerRole, about: About, level: Level, *topics: Topic) -> dict[Cell, Level]:
    return {(role, about, topic): level for topic in topics}


NEEDS: Mapping[Cell, Level] = MappingProxyType(
    {
        (role, about, Topic.DIRECTORY): Level.NONE for role in CallerRole for about in About
    }  # the directory is public
    | _cells(CallerRole.MEMBER, About.SELF, _IDENTIFIED, *_SCHEDULE, *_HEALTH, Topic.ACCOUNT_STATE)
    | _cells(CallerRole.MEMBER, About.SELF, _VERIFIED, Topic.DIAGNOSIS, Topic.PERSONAL_DATA)
    | _cells(CallerRole.MEMBER, About.MINOR, _IDENTIFIED, *_SCHEDULE, *_HEALTH)
    | _cells(CallerRole.MEMBER, About.MINOR, _VERIFIED, Topic.DIAGNOSIS, Topic.PERSONAL_DATA)
    | _cells(CallerRole.MEMBER, About.ADULT, _IDENTIFIED, *_SCHEDULE)  # the employee sees every dependant
    | _cells(CallerRole.GUARDIAN, About.MINOR, _IDENTIFIED, *_SCHEDULE, *_HEALTH)
    | _cells(CallerRole.GUARDIAN, About.MINOR, _VERIFIED, Topic.DIAGNOSIS, Topic.PERSONAL_DATA)
    | _cells(CallerRole.FAMILY, About.MINOR, _IDENTIFIED, Topic.COVER)
    | _cells(CallerRole.FAMILY, About.ADULT, _IDENTIFIED, Topic.COVER)
    | _cells(
        CallerRole.EMPLOYER, About.SELF, _IDENTIFIED, *_SCHEDULE, Topic.ACCOUNT_STATE, Topic.PREMIUM_LEDGER
    )
    | _cells(CallerRole.EMPLOYER, About.MINOR, _IDENTIFIED, *_SCHEDULE)
    | _cells(CallerRole.EMPLOYER, About.ADULT, _IDENTIFIED, *_SCHEDULE)
    | _cells(
        CallerRole.BROKER, About.SELF, _IDENTIFIED, *_SCHEDULE, Topic.ACCOUNT_STATE, Topic.PREMIUM_LEDGER
    )
    | _cells(CallerRole.BROKER, About.MINOR, _IDENTIFIED, *_SCHEDULE)
    | _cells(CallerRole.BROKER, About.ADULT, _IDENTIFIED, *_SCHEDULE)
    | _cells(CallerRole.PROVIDER, About.MINOR, _IDENTIFIED, *_SCHEDULE)
    | _cells(CallerRole.PROVIDER, About.ADULT, _IDENTIFIED, *_SCHEDULE)
)
"""The level each caller needs to hear each topic about each person; what is not here is never said."""

_OPEN = N_("You may speak about this.")
_IDENTIFY_FIRST = N_("Check two facts with the caller before you speak about this.")
_VERIFY_FIRST = N_("Send a one-time code, call back or see a document before you speak about this.")
_NEVER_HEALTH = N_(
    "An employer or a broker never hears a diagnosis or a claim line. Ask them to let the member call."
)
_ADULT_ONLY = N_("This is for that adult only; ask them to call.")
_NOT_THIS_CALLER = N_(
    "This is not for this caller, whatever they prove. Say that you may not speak about it."
)


def needed_level(role: CallerRole, topic: Topic, about: About) -> Level | None:
    """The level ``role`` needs to hear ``topic`` about that person; None when it is never said."""
    return NEEDS.get((role, about, topic))


def may_hear(role: CallerRole, level: Level, topic: Topic, *, about: About) -> bool:
    """Whether ``topic`` about that person may be said to this caller now."""
    needed = needed_level(role, topic, about)
    return needed is not None and level >= needed


def explain(role: CallerRole, level: Level, topic: Topic, *, about: About) -> str:
    """Why it may or may not be said, and what to do: one sentence for staff, marked for the catalogue."""
    needed = needed_level(role, topic, about)
    if needed is None:
        return _never(role, topic, about)
    if level >= needed:
        return _OPEN
    return _VERIFY_FIRST if needed is Level.VERIFIED else _IDENTIFY_FIRST


def _never(role: CallerRole, topic: Topic, about: About) -> str:
    health = topic in (*_HEALTH, Topic.DIAGNOSIS)
    if health and role in (CallerRole.EMPLOYER, CallerRole.BROKER):
        return _NEVER_HEALTH
    if about is About.ADULT and (health or topic in (Topic.PERSONAL_DATA, Topic.ACCOUNT_STATE)):
        return _ADULT_ONLY
    return _NOT_THIS_CALLER
