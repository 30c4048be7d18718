"""By when a claim is promised to be closed or paid (DOMAIN 4)."""

from datetime import date

from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.workdays import Calendar


def promised_on(
    status: ClaimStatus,
    complete_on: date,
    status_on: date,
    calendar: Calendar,
    *,
    close_days: int,
    payment_days: int,
) -> date | None:
    """The date the member was promised; None where nothing more is due from us.

    ``complete_on`` is the day of receipt, or the day the last missing document arrived: the claim is closed
    within ``close_days`` working days of it, and an approved claim paid within ``payment_days`` of approval.
    While documents are missing the clock stands.
    """
    if status in (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW):
        return calendar.add_working_days(complete_on, close_days)
    if status is ClaimStatus.APPROVED:
        return calendar.add_working_days(status_on, payment_days)
    return None
