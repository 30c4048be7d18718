"""Verified when, by whom and how; stale; disputed; whom to ring first (DOMAIN 9)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from consoleapp.desk import directory
from consoleapp.desk import directory_entry as entry
from consoleapp.desk import directory_freshness as freshness
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, Refused
from consoleapp.rules.provider_upkeep import CallOrder, GivenHow, ProviderAct, ReportKind, VerifiedHow
from consoleapp.store.tables import provider, provider_given
from tests.desk.book import Ids
from tests.desk.conftest import Office


def add(office: Office, number: str, verified_on: date | None, given: int) -> int:
    with office.database.write() as connection:
        row = {"provider_no": number, "kind": "doctor", "name_en": number, "verified_on": verified_on}
        its: int = connection.execute(insert(provider).values(row).returning(provider.c.id)).scalar_one()
        for day in range(given):
            at = datetime(2026, 11, 1 + day, tzinfo=UTC)
            connection.execute(
                insert(provider_given).values(provider_id=its, at=at, staff_id=1, how=GivenHow.ALOUD)
            )
    return its


def test_after_ninety_days_an_entry_is_stale_and_verifying_it_helps(office: Office, ids: Ids) -> None:
    desk = office.desk()
    # Verified on 21 Aug 2026, 91 days ago; the other on 1 Nov.
    (one,) = freshness.calls(desk, stale_only=True)
    assert (one.row.provider_no, one.days, one.row.stale) == ("PV10002", 91, True)
    version = directory.detail(desk, ids.stale_provider).version
    freshness.verify(desk, ids.stale_provider, version, VerifiedHow.TELEPHONE, "the nurse", key=new_key())
    detail = directory.detail(desk, ids.stale_provider)
    assert (detail.row.verified_on, detail.verified_by, detail.verified_how) == (
        date(2026, 11, 20), "Hotline", "telephone",
    )  # fmt: skip
    assert not detail.row.stale
    assert freshness.calls(desk) == ()
    with pytest.raises(Conflict):
        freshness.verify(desk, ids.stale_provider, version, VerifiedHow.VISIT, key=new_key())


def test_a_callers_report_disputes_the_entry_until_it_is_verified(office: Office, ids: Ids) -> None:
    desk = office.desk()
    with pytest.raises(Refused, match="few words"):
        freshness.dispute(desk, ids.provider, ReportKind.OTHER, key=new_key())
    freshness.dispute(desk, ids.provider, ReportKind.PHONE, "rang out", key=new_key())
    freshness.dispute(office.desk("counter"), ids.provider, ReportKind.CLOSED, key=new_key())
    first, *_others = freshness.calls(desk)
    assert first.row.provider_no == "PV10001"
    assert [(one.kind, one.note, one.by) for one in first.reports] == [
        (ReportKind.PHONE, "rang out", "Hotline"), (ReportKind.CLOSED, "", "Counter"),
    ]  # fmt: skip
    (found,) = directory.search(desk, "", chosen=directory.DirectoryFilter(disputed=True)).rows
    assert found.disputed
    version = directory.detail(desk, ids.provider).version
    freshness.verify(desk, ids.provider, version, VerifiedHow.VISIT, key=new_key())
    assert directory.detail(desk, ids.provider).reports == ()
    assert [one.act for one in entry.history(desk, ids.provider)] == [
        ProviderAct.REPORT_CHECKED, ProviderAct.VERIFIED, ProviderAct.DISPUTED, ProviderAct.DISPUTED,
    ]  # fmt: skip


def test_the_call_list_goes_by_use_or_by_age(office: Office, ids: Ids) -> None:
    add(office, "OLD", date(2026, 1, 1), 1)
    add(office, "USED", date(2026, 8, 1), 5)
    add(office, "NEVER", None, 0)
    add(office, "FRESH", date(2026, 11, 1), 9)

    def order(by: CallOrder) -> list[tuple[str, int]]:
        return [(one.row.provider_no, one.given) for one in freshness.calls(office.desk(), by)]

    assert order(CallOrder.GIVEN) == [("USED", 5), ("OLD", 1), ("NEVER", 0), ("PV10002", 0)]
    assert [number for number, _given in order(CallOrder.AGE)] == ["NEVER", "OLD", "USED", "PV10002"]
