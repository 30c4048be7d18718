"""A bank file at the desk: what a person accepts is posted, and nothing twice."""

from datetime import date

import pytest

from consoleapp.desk import contacts, ledger
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, NotAllowed, Refused
from consoleapp.rules.matching import BankLine, Clue
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole
from consoleapp.store import tables as t
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.ledgerbook import Posted, alone, count, hkd

FILE = "f" * 64


def bank_line(number: int, amount: str, payer: str = "", reference: str = "") -> BankLine:
    return BankLine(number, date(2026, 11, 18), hkd(amount).minor, "HKD", payer, reference)


def test_a_bank_file_posts_what_a_person_accepts_and_nothing_twice(
    office: Office, ids: Ids, posted: Posted
) -> None:
    desk = alone(office.desk("counter"))
    lines = (
        bank_line(2, "52,344.00", "ABC CO", "9200352"),
        bank_line(3, "800.00", "", "91307"),
        bank_line(4, "3.00", "NOBODY", "HELLO"),
    )
    before = count(office, t.settlement)
    first, second, third = ledger.match(desk, lines, FILE)
    assert count(office, t.settlement) == before
    assert (first.confidence, first.policy_no, first.posted) == (99, "91307", "")
    assert [part.invoice_no for part in first.parts] == ["9200352"]
    receipt = ledger.accept(desk, first)
    assert receipt is not None
    assert ledger.receipt(desk, receipt).unallocated == hkd("0")
    with pytest.raises(Refused, match="matches no policy"):
        ledger.accept(desk, third)
    again = ledger.match(alone(office.desk("supervisor")), lines, FILE)
    assert again[0].posted == ledger.receipt(desk, receipt).receipt_no
    assert ledger.accept(alone(office.desk("supervisor")), again[0]) is None
    # Somebody with an old proposal in hand: the same person gets the same receipt, another one is refused.
    assert ledger.accept(desk, first) == receipt
    with pytest.raises(Conflict):
        ledger.accept(alone(office.desk("supervisor")), first)
    # The same money in another file: never sure.
    other = ledger.match(desk, lines, "e" * 64)
    assert (other[0].confidence, other[0].clues[-1]) == (0, Clue.RECEIVED_BEFORE)
    assert count(office, t.settlement) == before + 1
    assert second.parts[0].amount == hkd("800")


def test_a_bank_file_is_not_for_a_callers_ears(office: Office, ids: Ids) -> None:
    desk = office.desk("counter")
    contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    with pytest.raises(NotAllowed, match="many companies"):
        ledger.match(desk, (), FILE)
