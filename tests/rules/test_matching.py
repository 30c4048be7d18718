"""What a bank's line probably pays, and why (DOMAIN 6)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.ledger import Open, Part
from consoleapp.rules.matching import BankLine, Clue, Matcher, Owing

JUNE, AUGUST = Open(1, "9200352", date(2026, 6, 1), 5_000), Open(2, "9200353", date(2026, 8, 1), 3_000)
ABC = Owing(10, "91307", "THE ABC COMPANY", "HKD", (JUNE, AUGUST))
XYZ = Owing(11, "91310", "XYZ LIMITED", "HKD", (Open(3, "9200777", date(2026, 9, 1), 3_000),))
TWIN = Owing(12, "91311", "XYZ LTD", "HKD", (Open(4, "9200778", date(2026, 9, 1), 900),))
DOLLARS = Owing(13, "91955", "EGRET TRADING", "USD", (Open(5, "9200999", date(2026, 9, 1), 3_000),))
ALL = (ABC, XYZ, TWIN, DOLLARS)


def line(amount: int, payer: str = "", reference: str = "", currency: str = "HKD") -> BankLine:
    return BankLine(2, date(2026, 11, 18), amount, currency, payer, reference)


@pytest.mark.parametrize(
    ("given_line", "policy", "clues", "parts", "left"),
    [
        (
            line(3_000, "ABC CO LTD", "PREMIUM 9200353"),
            10,
            (Clue.INVOICE_NAMED, Clue.AMOUNT_OF_INVOICE, Clue.PAYER),
            (Part(2, 3_000),),
            0,
        ),
        (line(6_000, "", "POLICY 91307"), 10, (Clue.POLICY_NAMED,), (Part(1, 5_000), Part(2, 1_000)), 0),
        (
            line(8_000, "the abc company"),
            10,
            (Clue.AMOUNT_OF_ALL, Clue.PAYER),
            (Part(1, 5_000), Part(2, 3_000)),
            0,
        ),
        (
            line(9_000, "", "91307"),
            10,
            (Clue.POLICY_NAMED, Clue.MORE_THAN_OWED),
            (Part(1, 5_000), Part(2, 3_000)),
            1_000,
        ),
        (line(3_000), 10, (Clue.AMOUNT_OF_INVOICE, Clue.DOUBTFUL), (Part(2, 3_000),), 0),
        (line(777, "XYZ"), 11, (Clue.PAYER, Clue.DOUBTFUL), (Part(3, 777),), 0),
        (line(3_000, "", "", "USD"), 13, (Clue.AMOUNT_OF_INVOICE,), (Part(5, 3_000),), 0),
        (line(777, "SOMEBODY", "HELLO"), None, (), (), 0),
        (line(3_000, "", "92003530"), 10, (Clue.AMOUNT_OF_INVOICE, Clue.DOUBTFUL), (Part(2, 3_000),), 0),
    ],
)
def test_what_a_line_pays(
    given_line: BankLine,
    policy: int | None,
    clues: tuple[Clue, ...],
    parts: tuple[Part, ...],
    left: int,
) -> None:
    found = Matcher(ALL).match(given_line)
    assert (found.policy_id, found.clues, found.parts, found.remainder) == (policy, clues, parts, left)


def test_the_second_line_that_would_pay_an_invoice_says_so() -> None:
    matcher = Matcher(ALL)
    first, again = (matcher.match(line(3_000, "ABC", "9200353")) for _turn in range(2))
    assert Clue.PROPOSED_BEFORE not in first.clues
    assert Clue.PROPOSED_BEFORE in again.clues
    assert again.confidence == first.confidence // 2
    # Two that fit beside each other are both likely.
    matcher = Matcher(ALL)
    halves = [matcher.match(line(2_500, "ABC", "9200352")) for _turn in range(2)]
    assert not any(Clue.PROPOSED_BEFORE in one.clues for one in halves)


def test_a_policy_with_nothing_open_is_paid_in_advance_when_it_is_named() -> None:
    quiet = Owing(14, "91999", "QUIET HERON LTD", "HKD", ())
    found = Matcher((*ALL, quiet)).match(line(7_000, "", "POLICY 91999"))
    assert (found.policy_id, found.parts, found.remainder) == (14, (), 7_000)
    assert found.clues == (Clue.POLICY_NAMED, Clue.MORE_THAN_OWED)
    assert 0 < found.confidence < 40


def test_more_clues_are_surer_and_doubt_is_less_sure() -> None:
    sure = Matcher(ALL).match(line(3_000, "ABC", "9200353")).confidence
    named = Matcher(ALL).match(line(6_000, "", "91307")).confidence
    doubtful = Matcher(ALL).match(line(3_000)).confidence
    assert 99 == sure > named > doubtful > 0


@given(
    st.integers(1, 20_000),
    st.sampled_from(["", "THE ABC COMPANY", "XYZ", "NOBODY"]),
    st.sampled_from(["", "9200352", "91310 9200353", "91307/9200777"]),
    st.sampled_from(["HKD", "USD"]),
)
def test_a_proposal_never_pays_more_than_there_is(
    amount: int, payer: str, reference: str, currency: str
) -> None:
    found = Matcher(ALL).match(line(amount, payer, reference, currency))
    if found.policy_id is None:
        assert (found.parts, found.remainder, found.confidence) == ((), 0, 0)
        return
    owing = next(one for one in (ABC, XYZ, TWIN, DOLLARS) if one.policy_id == found.policy_id)
    balances = {one.invoice_id: one.balance for one in owing.open_invoices}
    assert owing.currency == currency
    assert all(0 < part.amount <= balances[part.invoice_id] for part in found.parts)
    assert sum(part.amount for part in found.parts) + found.remainder == amount
    assert len({part.invoice_id for part in found.parts}) == len(found.parts)
    assert 0 < found.confidence <= 99
