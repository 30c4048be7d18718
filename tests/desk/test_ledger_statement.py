"""A statement of the ledger adds up, tells its period, and keeps currencies apart."""

from datetime import date
from typing import Any

import pytest

from consoleapp.desk import ledger
from consoleapp.desk.keys import new_key
from consoleapp.desk.ledger import Part
from consoleapp.errors import Refused
from consoleapp.rules.ledger import Age, EntryKind
from consoleapp.rules.money import Money
from consoleapp.store.queries import ledger as queries
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.ledgerbook import CHEQUE, TODAY, Posted, alone, hkd


def test_a_statement_tells_the_period_and_adds_up(office: Office, ids: Ids, posted: Posted) -> None:
    desk = alone(office.desk("supervisor"))
    ledger.bounce(desk, posted.cheque, "returned by the bank", key=new_key())
    given = ledger.statement(desk, date(2026, 7, 1), TODAY, policy_id=ids.policy)
    (section,) = given.sections
    # Before July: the book's paid invoice with 100.00 too much, and the invoice due on 1 July.
    assert section.opening == hkd("1,000.00") - hkd("100.00")
    assert [moved.kind for moved in section.movements] == [
        EntryKind.ISSUE,
        EntryKind.ISSUE,
        EntryKind.ISSUE,
        EntryKind.RECEIVE,
        EntryKind.ALLOCATE,
        EntryKind.ALLOCATE,
        EntryKind.DEALLOCATE,
        EntryKind.DEALLOCATE,
        EntryKind.BOUNCE,
    ]
    changed = Money.total((moved.owed - moved.held for moved in section.movements), "HKD")
    assert section.opening + changed == section.closing == section.closing_owed - section.closing_held
    assert section.closing_owed == section.ageing.total == hkd("52,344") + hkd("3,000")
    assert section.closing_held == hkd("100")
    assert section.movements[-1].balance == section.closing
    assert section.movements[-1].reason == "returned by the bank"
    # The day after the first half, what was closing is opening.
    first, second = (
        ledger.statement(desk, *days, holder_id=ids.holder).sections[0]
        for days in ((date(2020, 1, 1), date(2026, 9, 30)), (date(2026, 10, 1), TODAY))
    )
    assert first.closing == second.opening
    assert second.closing == section.closing
    with pytest.raises(Refused, match="before the first"):
        ledger.statement(desk, TODAY, date(2026, 1, 1), policy_id=ids.policy)


def test_a_statement_that_does_not_add_up_is_not_given(
    office: Office, ids: Ids, posted: Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def a_cent_less(*given: Any) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
        return {one: (before, (owed - 1, held)) for one, (before, (owed, held)) in real(*given).items()}

    real = queries.standing
    desk = office.desk("hotline")
    ledger.statement(desk, TODAY, TODAY, policy_id=ids.policy)
    monkeypatch.setattr(queries, "standing", a_cent_less)
    with pytest.raises(Refused, match="does not add up"):
        ledger.statement(desk, TODAY, TODAY, policy_id=ids.policy)


def test_a_statement_in_two_currencies(office: Office, ids: Ids, posted: Posted) -> None:
    desk = alone(office.desk("supervisor"))
    usd = Money.parse("100.00", "USD")
    receipt = ledger.receive(desk, ids.policy, usd, TODAY, CHEQUE, key=new_key())
    into = ledger.exchange(desk, receipt, usd, hkd("780.00"), "at 7.80", key=new_key())
    ledger.allocate(desk, into, (Part(posted.august, 78_000),), key=new_key())
    hong_kong, dollars = ledger.statement(desk, TODAY, TODAY, policy_id=ids.policy).sections
    assert (dollars.opening.minor, dollars.closing.minor, len(dollars.movements)) == (0, 0, 2)
    assert hong_kong.ageing.money(Age.OVER_90) == hkd("20.00")
    assert ledger.receipt(desk, into).reference == ledger.receipt(desk, receipt).receipt_no
