"""The ledger at the desk: who may, who may hear, what two people do, what a statement says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from consoleapp.desk import approvals, contacts, ledger
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.desk.ledger import Part
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.rules.ledger import Age, EntryKind
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel, SettlementMethod
from consoleapp.rules.verification import CallerRole
from consoleapp.store import tables as t
from consoleapp.store.ledger.documents import post_documents
from tests.desk.book import Ids
from tests.desk.conftest import Counting, Office
from tests.desk.ledgerbook import CHEQUE, TODAY, Posted, alone, count, hkd


def on_the_line(desk: Desk, ids: Ids) -> None:
    """A member calls."""
    contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )


def test_each_role_posts_what_it_may(office: Office, ids: Ids, posted: Posted) -> None:
    before = count(office, t.ledger_entry)
    with pytest.raises(NotAllowed):
        ledger.receive(office.desk("hotline"), ids.policy, hkd("1"), TODAY, CHEQUE, key=new_key())
    for verb, arguments in (
        (ledger.credit_note, (posted.august, hkd("1"), "why")),
        (ledger.write_off, (posted.august, hkd("1"), "why")),
        (ledger.refund, (posted.cheque, hkd("1"), "why")),
        (ledger.bounce, (posted.cheque, "why")),
        (ledger.deallocate, (posted.cheque, posted.july, "why")),
        (ledger.reverse, (1, "why")),
    ):
        with pytest.raises(NotAllowed):
            verb(office.desk("counter"), *arguments, key=new_key())  # type: ignore[operator]
    with pytest.raises(NotAllowed):
        ledger.sheet(office.desk("auditor"), policy_id=ids.policy)
    with pytest.raises(NotAllowed):
        ledger.audit(office.desk("hotline"))
    assert count(office, t.ledger_entry) == before
    ledger.allocate(office.desk("counter"), posted.cheque, (Part(posted.august, 100),), key=new_key())
    assert count(office, t.ledger_entry) == before + 1


@pytest.mark.parametrize("verb", [ledger.refund, ledger.credit_note, ledger.write_off, ledger.bounce])
def test_what_takes_money_back_has_a_reason(office: Office, posted: Posted, verb: Any) -> None:
    target = posted.cheque if verb in (ledger.refund, ledger.bounce) else posted.august
    amount = () if verb is ledger.bounce else (hkd("1"),)
    with pytest.raises(Refused, match="reason"):
        verb(alone(office.desk("supervisor")), target, *amount, " \u200b ", key=new_key())


def test_the_sheet_of_a_policy(office: Office, ids: Ids, posted: Posted) -> None:
    sheet = ledger.sheet(office.desk("hotline"), policy_id=ids.policy)
    rows = {row.invoice_no: row for row in sheet.invoices}
    assert len(rows) == 5
    july, august = (
        next(row for row in sheet.invoices if row.invoice_id == one) for one in (posted.july, posted.august)
    )
    assert (july.settled, july.last_settled_on, july.balance, july.age) == (
        hkd("1,000.00"),
        date(2026, 11, 10),
        hkd("0"),
        None,
    )
    assert (august.settled, august.balance, august.age) == (hkd("200"), hkd("800"), Age.OVER_90)
    (ageing,) = sheet.ageing
    assert ageing.money(Age.OVER_90) == hkd("800")
    assert ageing.money(Age.CURRENT) == hkd("1,000")
    assert ageing.money(Age.TO_60) == hkd("52,344.00")
    assert ageing.total == Money.total((row.balance for row in sheet.invoices), "HKD")
    assert sheet.unallocated == (hkd("300") + hkd("100"),)
    assert [row.unallocated for row in sheet.receipts] == [hkd("300"), hkd("100")]
    by_branch = ledger.sheet(office.desk("hotline"), policy_id=ids.policy, branch_code="HO")
    assert [row.invoice_no for row in by_branch.invoices] == ["9200352"]
    assert by_branch.unallocated == sheet.unallocated
    still = ledger.sheet(office.desk("hotline"), holder_id=ids.holder, open_only=True)
    assert {row.invoice_id for row in still.invoices} == {posted.august, posted.november, ids.invoice}


def test_statements_for_the_sheet_stay_few(
    office: Office, ids: Ids, posted: Posted, counted: Counting
) -> None:
    desk = office.desk("hotline")
    with counted() as statements:
        ledger.sheet(desk, policy_id=ids.policy)
    assert len(statements) <= 7


def test_mandates_are_on_the_sheet(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            insert(t.autopay_mandate).values(
                mandate_no="DDA1",
                policy_id=ids.policy,
                bank="NINE EGRETS BANK",
                status="active",
                next_collection_on=date(2026, 12, 15),
            )
        )
    (mandate,) = ledger.sheet(office.desk("hotline"), policy_id=ids.policy).mandates
    assert (mandate.bank, mandate.status, mandate.next_collection_on) == (
        "NINE EGRETS BANK",
        "active",
        date(2026, 12, 15),
    )


def test_only_the_company_and_its_broker_hear_of_it(office: Office, ids: Ids, posted: Posted) -> None:
    desk = office.desk("hotline")
    days = (date(2026, 1, 1), TODAY)
    contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    for ask in (
        lambda: ledger.sheet(desk, policy_id=ids.policy),
        lambda: ledger.statement(desk, *days, policy_id=ids.policy),
        lambda: ledger.movements(desk, policy_id=ids.policy),
        lambda: ledger.receipt(desk, posted.cheque),
        lambda: ledger.proposal(desk, ids.policy, hkd("1")),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_oldest_first_is_proposed_and_can_be_taken(office: Office, ids: Ids, posted: Posted) -> None:
    desk = alone(office.desk("counter"))
    proposed = ledger.proposal(desk, ids.policy, hkd("1,000.00"))
    assert [(line.invoice.invoice_id, line.paid, line.remainder) for line in proposed.lines] == [
        (posted.august, hkd("800"), hkd("200")),
        (ids.invoice, hkd("200"), hkd("0")),
        (posted.november, hkd("0"), hkd("0")),
    ]
    receipt = ledger.receive(
        desk,
        ids.policy,
        proposed.amount,
        TODAY,
        SettlementMethod.FPS,
        parts=ledger.parts_of(proposed),
        key=new_key(),
    )
    assert ledger.receipt(desk, receipt).unallocated == hkd("0")
    left = ledger.proposal(desk, ids.policy, hkd("9,999"), settlement_id=posted.cheque)
    assert left.amount == hkd("300")


def test_above_the_limit_two_people_agree_to_exactly_this(office: Office, ids: Ids) -> None:
    counter, supervisor = office.desk("counter"), office.desk("supervisor")
    large = hkd("100,000.01")

    def take_in(amount: Money, **more: Any) -> int:
        return ledger.receive(counter, ids.policy, amount, TODAY, CHEQUE, key=new_key(), **more)

    take_in(hkd("100,000.00"))  # up to the limit one person may
    before = count(office, t.settlement)
    with pytest.raises(approvals.NeedsApproval) as needed:
        take_in(large)
    number = approvals.ask(counter, needed.value.asked, "premium of the year", key=new_key())
    with pytest.raises(approvals.NeedsApproval):
        take_in(large)
    with pytest.raises(NotAllowed):
        approvals.approve(counter, number, key=new_key())
    approvals.approve(supervisor, number, key=new_key())
    with pytest.raises(approvals.NeedsApproval):
        take_in(large + hkd("0.01"))
    with pytest.raises(approvals.NeedsApproval):
        take_in(large, payer="somebody else")
    assert count(office, t.settlement) == before
    take_in(large)
    with pytest.raises(approvals.NeedsApproval):
        take_in(large)
    assert count(office, t.settlement) == before + 1


def test_who_reverses_a_large_entry_needs_another(office: Office, ids: Ids) -> None:
    office.hire("second", Role.SUPERVISOR)
    supervisor = office.desk("supervisor")
    entry = next(
        moved.entry_id
        for moved in ledger.movements(supervisor, policy_id=ids.policy)
        if moved.kind is EntryKind.ISSUE and moved.invoice_no == "9200352"
    )
    ledger.reverse(supervisor, entry, "issued twice", key=new_key())  # 52,344.00 is below the limit
    low = replace(
        supervisor,
        settings=replace(
            supervisor.settings, ledger=replace(supervisor.settings.ledger, two_persons_above=10)
        ),
    )
    with pytest.raises(approvals.NeedsApproval) as needed:
        ledger.refund(low, ids.receipt, hkd("11"), "paid twice", key=new_key())
    number = approvals.ask(low, needed.value.asked, "paid twice", key=new_key())
    approvals.approve(office.desk("second"), number, key=new_key())
    ledger.refund(low, ids.receipt, hkd("11"), "paid twice", approval_id=number, key=new_key())


def test_an_exchange_is_as_large_as_what_comes_out_of_it(office: Office, ids: Ids) -> None:
    desk = office.desk("counter")
    cent = Money.parse("0.01", "USD")
    dollar = ledger.receive(desk, ids.policy, cent, TODAY, CHEQUE, key=new_key())
    with pytest.raises(approvals.NeedsApproval) as needed:
        ledger.exchange(desk, dollar, cent, hkd("100,000.01"), "at a good rate", key=new_key())
    assert needed.value.asked.facts["Exchanged"] == cent
    assert needed.value.asked.facts["For"] == hkd("100,000.01")
    into = ledger.exchange(desk, dollar, cent, hkd("0.08"), "at 7.80", key=new_key())
    row = ledger.receipt(desk, dollar)
    assert (row.exchanged, row.unallocated, row.turned) == (cent, Money.zero("USD"), None)
    assert ledger.receipt(desk, into).unallocated == hkd("0.08")


def test_a_receipt_says_where_its_money_went(office: Office, ids: Ids, posted: Posted) -> None:
    desk = alone(office.desk("supervisor"))
    assert {one.invoice_id: one.amount for one in ledger.paid_by(desk, posted.cheque)} == {
        posted.july: hkd("1,000"),
        posted.august: hkd("200"),
    }
    refund = ledger.refund(desk, posted.cheque, hkd("100"), "asked for it", key=new_key())
    row = ledger.receipt(desk, posted.cheque)
    assert row.amount == row.allocated + row.unallocated + row.refunded
    assert (row.refunded, row.turned) == (hkd("100"), None)
    ledger.reverse(desk, refund, "not sent after all", key=new_key())
    assert ledger.receipt(desk, posted.cheque).refunded == hkd("0")
    ledger.bounce(desk, posted.cheque, "refer to drawer", key=new_key())
    assert ledger.receipt(desk, posted.cheque).turned is EntryKind.BOUNCE
    assert ledger.paid_by(desk, posted.cheque) == ()


def test_numbers_of_the_desk_never_meet_those_of_extracts(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            insert(t.settlement).values(
                receipt_no="RD0000002",
                policy_id=ids.policy,
                received_on=TODAY,
                method="cash",
                amount=100,
                currency="HKD",
            )
        )
        post_documents(connection, office.clock())
    desk = office.desk("counter")
    found = [
        ledger.receipt(desk, ledger.receive(desk, ids.policy, hkd("1"), TODAY, CHEQUE, key=new_key()))
        for _ in range(3)
    ]
    assert [row.receipt_no for row in found] == ["RD0000001", "RD0000003", "RD0000004"]
    with pytest.raises(Refused, match="9200352 already"):
        ledger.issue(desk, ids.policy, hkd("1"), TODAY, TODAY, invoice_no="9200352", key=new_key())


def test_the_same_key_is_the_same_act(office: Office, ids: Ids, posted: Posted) -> None:
    desk = office.desk("counter")
    before = count(office, t.ledger_entry)
    key = new_key()
    part = (Part(posted.august, 5_000),)
    first = ledger.allocate(desk, posted.cheque, part, key=key)
    assert ledger.allocate(desk, posted.cheque, part, key=key) == first
    with pytest.raises(Conflict, match="other content"):
        ledger.allocate(desk, posted.cheque, (Part(posted.august, 5_001),), key=key)
    assert count(office, t.ledger_entry) == before + 1


def test_what_cannot_be_is_refused(office: Office, ids: Ids, posted: Posted) -> None:
    desk = alone(office.desk("supervisor"))
    other = ledger.issue(desk, ids.other_policy, hkd("50"), TODAY, TODAY, key=new_key())
    dollars = ledger.receive(desk, ids.policy, Money.parse("10", "USD"), TODAY, CHEQUE, key=new_key())
    part, own = posted.cheque, ids.policy
    refusals: list[tuple[str, Any, tuple[Any, ...]]] = [
        ("left of the receipt", ledger.allocate, (part, (Part(posted.august, 30_001),))),
        ("left to pay", ledger.credit_note, (posted.july, hkd("0.01"), "why")),
        ("another company's", ledger.allocate, (part, (Part(other, 1),))),
        ("exchanged first", ledger.allocate, (dollars, (Part(posted.august, 1),))),
        ("no such invoice", ledger.allocate, (part, (Part(999_999, 1),))),
        ("no such receipt", ledger.refund, (999_999, hkd("1"), "why")),
        ("no such policy", ledger.receive, (999_999, hkd("1"), TODAY, CHEQUE)),
        ("above 0", ledger.receive, (own, hkd("0"), TODAY, CHEQUE)),
        ("still to come", ledger.receive, (own, hkd("1"), date(2026, 11, 21), CHEQUE)),
        ("before it was issued", ledger.issue, (own, hkd("1"), TODAY, date(2026, 1, 1))),
        ("nothing to exchange", ledger.exchange, (part, hkd("1"), hkd("1"), "why")),
        ("exchanged first", ledger.issue, (own, Money(1, "USD"), TODAY, TODAY)),
    ]
    before = count(office, t.ledger_entry)
    for why, verb, arguments in refusals:
        with pytest.raises(Refused, match=why):
            verb(desk, *arguments, key=new_key())
    with pytest.raises(Refused, match="not one of this policy"):
        ledger.issue(desk, ids.other_policy, hkd("1"), TODAY, TODAY, branch_id=1, key=new_key())
    assert count(office, t.ledger_entry) == before
    with pytest.raises(NotFound):
        ledger.find_receipt(desk, "R-0")


def test_what_is_left_of_a_receipt_pays_the_oldest_when_nobody_says_what(
    office: Office, ids: Ids, posted: Posted
) -> None:
    desk, key = alone(office.desk("counter")), new_key()
    first = ledger.allocate(desk, posted.cheque, None, key=key)
    row = ledger.find_invoice(desk, ledger.invoice(desk, posted.august).invoice_no)
    assert (row.settled, row.balance) == (hkd("500"), hkd("500"))
    assert ledger.allocate(desk, posted.cheque, None, key=key) == first
    with pytest.raises(Refused, match="Nothing of this receipt is left"):
        ledger.allocate(desk, posted.cheque, None, key=new_key())
    into = ledger.receive(desk, ids.policy, hkd("600"), TODAY, CHEQUE, parts=None, key=new_key())
    assert ledger.receipt(desk, into).unallocated == hkd("0")
    assert ledger.invoice(desk, posted.august).balance == hkd("0")
