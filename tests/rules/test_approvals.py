"""What needs two people, and what an approval is bound to (SAFETY 11)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.approvals import (
    NEEDS,
    ApprovalKind,
    ApprovalState,
    Decision,
    canonical,
    facts_as_text,
    facts_from_text,
    may_approve,
    same_name,
    state_of,
)
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role

K = ApprovalKind
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.text(max_size=3),
    st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    st.builds(Money, st.integers(-5, 5), st.sampled_from(["HKD", "USD"])),
    st.sampled_from(list(Decision)),
)
PAYLOADS = st.dictionaries(
    st.sampled_from("abc"), st.one_of(VALUES, st.lists(VALUES, max_size=3)), max_size=3
)


def test_every_kind_says_who_asks_and_who_approves() -> None:
    assert set(NEEDS) == set(K)
    for kind in K:
        assert [role for role in Role if may_approve(role, kind)] == [Role.SUPERVISOR]


@given(PAYLOADS, PAYLOADS)
def test_one_text_for_one_content(one: dict[str, Any], other: dict[str, Any]) -> None:
    turned = dict(reversed(one.items()))
    assert canonical(K.LARGE_SETTLEMENT, one) == canonical(K.LARGE_SETTLEMENT, turned)
    same = typed(one) == typed(other)
    assert (canonical(K.LARGE_SETTLEMENT, one) == canonical(K.LARGE_SETTLEMENT, other)) is same
    assert canonical(K.LARGE_SETTLEMENT, one) != canonical(K.ROLE_CHANGE, one)


def typed(value: Any) -> Any:
    """The value with its type at every depth: 1 is not True, "approved" is not the code."""
    if isinstance(value, dict):
        return {name: typed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [typed(one) for one in value]
    return type(value), value


@pytest.mark.parametrize("value", [1.5, {1, 2}, object(), b"x"])
def test_what_cannot_be_written_in_one_way_binds_nothing(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(K.ROLE_CHANGE, {"value": value})


@pytest.mark.parametrize(
    ("decision", "minutes", "used", "state"),
    [
        (None, 24 * 60, False, ApprovalState.WAITING),
        (None, 24 * 60 + 1, False, ApprovalState.LAPSED),
        (Decision.APPROVED, 15, False, ApprovalState.APPROVED),
        (Decision.APPROVED, 16, False, ApprovalState.LAPSED),
        (Decision.APPROVED, 16, True, ApprovalState.USED),
        (Decision.REFUSED, 0, False, ApprovalState.REFUSED),
        (Decision.WITHDRAWN, 99, False, ApprovalState.WITHDRAWN),
    ],
)
def test_where_it_stands(decision: Decision | None, minutes: int, used: bool, state: ApprovalState) -> None:
    since = NOON - timedelta(minutes=minutes)
    found = state_of(
        decision,
        requested_at=since,
        decided_at=None if decision is None else since,
        used_at=NOON if used else None,
        now=NOON,
        holds=timedelta(minutes=15),
        waits=timedelta(hours=24),
    )
    assert found is state


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Wong", "ada  WONG", True),
        ("Ada Wong", "Wong Ada", True),
        ("Ada Wong", "Ａｄａ Wong", True),
        ("Ada Wong", "Ada Wang", False),
        ("Ada Wong", "Ada", False),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_facts_come_back_as_they_were() -> None:
    facts = {"Amount": Money(5_000_00, "HKD"), "Due": date(2026, 11, 24), "Claim": "A2000001447", "Rows": 7}
    assert dict(facts_from_text(facts_as_text(facts))) == facts
