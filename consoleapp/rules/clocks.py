"""By when a claim is promised to be closed or paid, and which rule says so (DOMAIN 4)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.workdays import Calendar


class ClockRule(Coded):
    """The rule behind a promised date, as a sentence with places for its figures."""

    CLOSE_AFTER_RECEIPT = (
        "close_after_receipt",
        N_("A complete claim is closed within {days} working days of receipt on {from_on}: by {due_on}."),
    )
    CLOSE_AFTER_DOCUMENTS = (
        "close_after_documents",
        N_(
            "The {days} working days started again when the last document arrived on {from_on}:"
            " closed by {due_on}."
        ),
    )
    PAY_AFTER_CLOSING = (
        "pay_after_closing",
        N_("Payment follows within {days} working days of closing on {from_on}: by {due_on}."),
    )
    STANDS = "stands", N_("Documents are missing. The clock starts again when the last of them arrives.")
    OVER = "over", N_("The claim is closed. Nothing more is due.")
    UNKNOWN = (
        "unknown",
        N_("Within {days} working days of {from_on}. The holidays of that year are not known yet: no date."),
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """What a member was promised: ``due_on`` is the date, the rest is why it is that date.

    ``days`` are working days counted from ``from_on``, which itself never counts; ``skipped`` are the general
    holidays in between that fall on a Monday to Friday, with their names (texts of the catalogue).
    """

    rule: ClockRule
    due_on: date | None = None
    days: int = 0
    from_on: date | None = None
    skipped: tuple[tuple[date, str], ...] = ()


def promise(
    status: ClaimStatus,
    received_on: date,
    complete_on: date,
    status_on: date,
    calendar: Calendar,
    *,
    close_days: int,
    payment_days: int,
) -> Promise:
    """The promise a claim stands under.

    ``complete_on`` is the day of receipt, or the day the last missing document arrived: the claim is closed
    within ``close_days`` working days of it, and an approved claim paid within ``payment_days`` of approval.
    While documents are missing the clock stands.
    """
    match status:
        case ClaimStatus.RECEIVED | ClaimStatus.IN_REVIEW:
            again = complete_on != received_on
            rule = ClockRule.CLOSE_AFTER_DOCUMENTS if again else ClockRule.CLOSE_AFTER_RECEIPT
            return _counted(rule, complete_on, close_days, calendar)
        case ClaimStatus.APPROVED:
            return _counted(ClockRule.PAY_AFTER_CLOSING, status_on, payment_days, calendar)
        case ClaimStatus.PENDING_DOCUMENTS:
            return Promise(ClockRule.STANDS)
        case _:
            return Promise(ClockRule.OVER)


def promised_on(
    status: ClaimStatus,
    complete_on: date,
    status_on: date,
    calendar: Calendar,
    *,
    close_days: int,
    payment_days: int,
) -> date | None:
    """The date the member was promised; None where nothing more is due from us. See :func:`promise`."""
    if status in (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW):
        return calendar.add_working_days(complete_on, close_days)
    if status is ClaimStatus.APPROVED:
        return calendar.add_working_days(status_on, payment_days)
    return None


def late_since(today: date, days: int, calendar: Calendar) -> date:
    """The last start from which ``days`` working days are over before ``today``."""
    day = today - timedelta(days=days + 1)
    while calendar.add_working_days(day, days) >= today:
        day -= timedelta(days=1)
    return day


def known_starts(days: int, calendar: Calendar) -> tuple[date, date]:
    """The first and the last start from which ``days`` working days end within the table of holidays.

    Between them a later start never ends earlier: claims in the order of their starts are in the order of
    their promised dates.
    """
    years = calendar.years
    if not years:
        return date.min, date.max - timedelta(days=2 * days + 7)
    day = date(years.stop - 1, 12, 31)
    while True:
        with suppress(Refused):
            calendar.add_working_days(day, days)
            return date(years.start, 1, 1), day
        day -= timedelta(days=1)


def explain(told: Promise) -> tuple[Sentence, ...]:
    """The rule behind a date in words: the rule with its figures, then the holidays that did not count."""
    found = [Sentence(told.rule.word, {"days": told.days, "from_on": told.from_on, "due_on": told.due_on})]
    if told.skipped:
        found.append(
            Sentence(
                N_("Not counted: Saturdays, Sundays and {holidays}."),
                {
                    "holidays": tuple(
                        Sentence(N_("{name} ({day})"), {"name": Sentence(name), "day": day})
                        for day, name in told.skipped
                    )
                },
            )
        )
    elif told.due_on is not None:
        found.append(Sentence(N_("Saturdays, Sundays and general holidays do not count.")))
    return tuple(found)


def _counted(rule: ClockRule, start: date, days: int, calendar: Calendar) -> Promise:
    try:
        due = calendar.add_working_days(start, days)
    except Refused:
        return Promise(ClockRule.UNKNOWN, None, days, start)
    between = (start + timedelta(days=past) for past in range(1, (due - start).days + 1))
    skipped = tuple(
        (day, name) for day in between if day.weekday() < 5 and (name := calendar.holiday(day)) is not None
    )
    return Promise(rule, due, days, start, skipped)
