"""Entries, ageing and what an amount pays (DOMAIN 6)."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules.ledger import (
    LEGS,
    TURNED_BY,
    TURNS,
    Account,
    Age,
    Ageing,
    Entry,
    EntryKind,
    Open,
    Part,
    Transfer,
    age,
    check_parts,
    oldest_first,
)

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-400, Age.CURRENT),
        (0, Age.CURRENT),
        (1, Age.TO_30),
        (30, Age.TO_30),
        (31, Age.TO_60),
        (60, Age.TO_60),
        (61, Age.TO_90),
        (90, Age.TO_90),
        (91, Age.OVER_90),
        (3000, Age.OVER_90),
    ],
)
def test_how_long_past_due(days: int, expected: Age) -> None:
    assert age(DAY - timedelta(days=days), DAY) is expected


owed = st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-(10**9), 10**9)))


@given(owed)
def test_ageing_sums_to_what_is_owed_and_a_credit_is_never_past_due(found: list[tuple[date, int]]) -> None:
    ageing = Ageing.of(found, DAY, "HKD")
    assert ageing.total.minor == sum(balance for _due, balance in found)
    assert set(ageing.amounts) == set(Age)
    assert all(ageing.amounts[one] >= 0 for one in Age if one is not Age.CURRENT)
    assert (ageing.total - ageing.money(Age.CURRENT)).minor == sum(
        balance for due, balance in found if balance > 0 and age(due, DAY) is not Age.CURRENT
    )


open_invoices = st.lists(
    st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 10**6)), max_size=8
).map(lambda rows: [Open(i, str(9_000_000 + i), due, balance) for i, (due, balance) in enumerate(rows)])


@given(st.integers(1, 10**7), open_invoices)
def test_oldest_first_spends_every_cent_once(amount: int, found: list[Open]) -> None:
    parts, left = oldest_first(amount, found)
    balances = {one.invoice_id: one.balance for one in found}
    assert sum(part.amount for part in parts) + left == amount
    assert all(0 < part.amount <= balances[part.invoice_id] for part in parts)
    assert left == max(0, amount - sum(balances.values()))
    due = {one.invoice_id: (one.due_on, one.invoice_no) for one in found}
    assert [part.invoice_id for part in parts] == sorted(
        (part.invoice_id for part in parts), key=lambda one: due[one]
    )
    # Only the last one may be paid in part, and nothing older is left open.
    assert all(part.amount == balances[part.invoice_id] for part in parts[:-1])


@pytest.mark.parametrize(
    ("parts", "why"),
    [((), "which invoice"), ((Part(1, 0),), "above 0"), ((Part(1, 5), Part(1, 6)), "named twice")],
)
def test_parts_that_say_nothing_are_refused(parts: tuple[Part, ...], why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_parts(parts)


def test_every_kind_moves_money_or_turns_what_did() -> None:
    assert set(LEGS) | TURNS == set(EntryKind)
    assert set(LEGS) & TURNS == set()
    assert set(TURNED_BY) == set(LEGS)
    assert set(TURNED_BY.values()) <= TURNS
    assert all(debit is not credit for legs in LEGS.values() for debit, credit in legs)


MOVED = Transfer(Account.UNALLOCATED, 1, Account.RECEIVABLE, 2, 500, "HKD", 3, 4)
SAID = Entry(EntryKind.ALLOCATE, 1, DAY, (MOVED,), "because", 7, None)


def test_turned_twice_is_as_it_was() -> None:
    assert MOVED.turned() != MOVED
    assert MOVED.turned().turned() == MOVED


def test_the_digest_covers_all_an_entry_says() -> None:
    other: dict[str, object] = {
        "kind": EntryKind.REFUND,
        "policy_id": 2,
        "posted_on": DAY + timedelta(days=1),
        "transfers": (MOVED, MOVED),
        "reason": "because ",
        "staff_id": None,
        "reverses": 9,
    }
    assert set(other) == {field.name for field in fields(Entry)}
    digests = {replace(SAID, **{name: value}).digest() for name, value in other.items()}  # type: ignore[arg-type]
    moved: dict[str, object] = {
        "debit": Account.CASH,
        "debit_policy_id": 9,
        "credit": Account.PREMIUM,
        "credit_policy_id": 9,
        "amount": 501,
        "currency": "USD",
        "invoice_id": None,
        "settlement_id": 5,
    }
    assert set(moved) == {field.name for field in fields(Transfer)}
    for name, value in moved.items():
        changed = replace(MOVED, **{name: value})  # type: ignore[arg-type]
        digests.add(replace(SAID, transfers=(changed,)).digest())
    assert SAID.digest() == replace(SAID).digest()
    assert SAID.digest() not in digests
    assert len(digests) == len(other) + len(moved)
