"""What is done to entries of the directory, and whether they can be trusted (DOMAIN 9)."""

from datetime import date

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded


class VerifiedHow(Coded):
    """How an entry was verified."""

    TELEPHONE = "telephone", N_("by telephone")
    VISIT = "visit", N_("by a visit")
    WRITING = "writing", N_("in writing, by the provider")
    WEBSITE = "website", N_("at the provider's website")


class ReportKind(Coded):
    """What a caller says is wrong with an entry."""

    PHONE = "phone", N_("the telephone is dead or wrong")
    HOURS = "hours", N_("the hours are wrong")
    MOVED = "moved", N_("it has moved")
    CLOSED = "closed", N_("it has closed")
    NETWORK = "network", N_("it does not take our members")
    PLAN = "plan", N_("a planned change could not be applied")
    OTHER = "other", N_("something else")


class GivenHow(Coded):
    """How an entry was given to a caller."""

    ALOUD = "aloud", N_("read aloud")
    SMS = "sms", N_("by SMS")
    EMAIL = "email", N_("by e-mail")


class CallOrder(Coded):
    """In which order the call list stands, after what is disputed."""

    GIVEN = "given", N_("most given out first")
    AGE = "age", N_("longest not verified first")


class ProviderAct(Coded):
    """What was done to a record: the kinds of its history."""

    ADDED = "added", N_("added")
    CORRECTED = "corrected", N_("corrected")
    CLOSED = "closed", N_("closing recorded")
    REOPENED = "reopened", N_("re-opened")
    MOVED = "moved", N_("moved")
    PLANNED = "planned", N_("change planned")
    PLAN_WITHDRAWN = "plan_withdrawn", N_("planned change withdrawn")
    PLAN_APPLIED = "plan_applied", N_("planned change came into force")
    PLAN_SET_ASIDE = "plan_set_aside", N_("planned change set aside: the record had changed meanwhile")
    VERIFIED = "verified", N_("verified")
    DISPUTED = "disputed", N_("disputed by a caller's report")
    REPORT_CHECKED = "report_checked", N_("caller's report checked")
    IMPORTED = "imported", N_("changed by a workbook")
    EXCHANGED = "exchanged", N_("loaded from a bundle")
    LOADED = "loaded", N_("loaded from an extract")


class PlanState(Coded):
    """Where a planned change stands."""

    WAITING = "waiting", N_("waiting for its day")
    APPLIED = "applied", N_("in force")
    SET_ASIDE = "set_aside", N_("set aside")
    WITHDRAWN = "withdrawn", N_("withdrawn")


def is_stale(verified_on: date | None, today: date, days: int) -> bool:
    """Whether an entry was not verified for longer than ``days``, or never."""
    return verified_on is None or (today - verified_on).days > days
