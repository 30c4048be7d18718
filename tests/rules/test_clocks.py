"""By when a claim is promised, and the rule behind the date in words (DOMAIN 4)."""

from datetime import date, timedelta

import pytest

from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.clocks import ClockRule, explain, late_since, promise, promised_on
from consoleapp.rules.statuses import ClaimStatus

MAUNDY_THURSDAY = date(2026, 4, 2)


def told(status: ClaimStatus, received: date, complete: date, since: date) -> str:
    found = promise(status, received, complete, since, load_calendar(), close_days=10, payment_days=3)
    return " ".join(one.text(str) for one in explain(found))


@pytest.mark.parametrize("status", ClaimStatus)
def test_the_date_and_the_rule_behind_it_never_differ(status: ClaimStatus) -> None:
    for day in (MAUNDY_THURSDAY, date(2026, 4, 4), date(2026, 12, 24), date(2026, 2, 16)):
        rule = promise(status, day, day, day, load_calendar(), close_days=10, payment_days=3)
        due = promised_on(status, day, day, load_calendar(), close_days=10, payment_days=3)
        assert rule.due_on == due
        assert (due is None) == (rule.rule in (ClockRule.STANDS, ClockRule.OVER))


def test_the_rule_names_the_holidays_that_do_not_count() -> None:
    text = told(ClaimStatus.APPROVED, MAUNDY_THURSDAY, MAUNDY_THURSDAY, MAUNDY_THURSDAY)
    assert "within 3 working days of closing on 02 Apr 2026: by 10 Apr 2026" in text
    assert "Good Friday (03 Apr 2026)" in text
    assert "The day following Easter Monday (07 Apr 2026)" in text


def test_the_clock_starts_again_with_the_last_document() -> None:
    received, complete = date(2026, 11, 2), date(2026, 11, 20)
    assert "of receipt on 02 Nov 2026: by 16 Nov 2026" in told(
        ClaimStatus.IN_REVIEW, received, received, received
    )
    assert "started again when the last document arrived on 20 Nov 2026: closed by 04 Dec 2026" in told(
        ClaimStatus.IN_REVIEW, received, complete, complete
    )
    assert "The clock starts again" in told(ClaimStatus.PENDING_DOCUMENTS, received, received, received)
    assert "Nothing more is due" in told(ClaimStatus.WITHDRAWN, received, received, received)


def test_no_date_beyond_the_table_of_holidays() -> None:
    last = date(load_calendar().years.stop - 1, 12, 29)
    assert "holidays of that year are not known yet" in told(ClaimStatus.RECEIVED, last, last, last)


def test_late_is_the_first_day_after_the_promise() -> None:
    calendar = load_calendar()
    for past in range(60):
        today = date(2026, 3, 20) + timedelta(days=past)
        start = late_since(today, 10, calendar)
        assert (
            calendar.add_working_days(start, 10)
            < today
            <= calendar.add_working_days(start + timedelta(1), 10)
        )
