"""Four answers that never look alike, and what is left of a limit (DOMAIN 3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.benefits import Answer, Basis, Limit, Measure, Scope, deciding, standing

amounts = st.integers(0, 10**9)


def limit(amount: int | None, basis: Basis = Basis.YEAR) -> Limit:
    return Limit(Measure.VISITS, basis, Scope.INDIVIDUAL, amount)


@pytest.mark.parametrize(
    ("amount", "basis", "used", "pending", "answer", "remaining"),
    [
        (30, Basis.YEAR, 12, 1, Answer.LEFT, 17),
        (10, Basis.YEAR, 10, 0, Answer.NOTHING_LEFT, 0),
        (10, Basis.YEAR, 9, 1, Answer.NOTHING_LEFT, 0),
        (10, Basis.LIFETIME, 12, 0, Answer.NOTHING_LEFT, 0),
        (0, Basis.YEAR, 0, 0, Answer.NOTHING_LEFT, 0),
        (None, Basis.YEAR, 40, 2, Answer.UNLIMITED, None),
        (None, Basis.VISIT, 0, 0, Answer.UNLIMITED, None),
        (40_000, Basis.VISIT, 0, 0, Answer.NO_REMAINDER, None),
        (500_000, Basis.DAY, 0, 0, Answer.NO_REMAINDER, None),
        (500_000, Basis.DISABILITY, 0, 0, Answer.NO_REMAINDER, None),
    ],
)
def test_what_is_left(
    amount: int | None, basis: Basis, used: int, pending: int, answer: Answer, remaining: int | None
) -> None:
    stands = standing(limit(amount, basis), used, pending)
    assert (stands.answer, stands.remaining) == (answer, remaining)
    assert (stands.used, stands.pending) == (used, pending)


@given(st.none() | amounts, st.sampled_from(Basis), amounts, amounts)
def test_remaining_is_a_number_only_where_something_is_used_up(
    amount: int | None, basis: Basis, used: int, pending: int
) -> None:
    stands = standing(limit(amount, basis), used, pending)
    counted = amount is not None and basis.value in {"year", "lifetime"}
    assert (stands.remaining is not None) is counted
    if amount is not None and stands.remaining is not None:
        assert 0 <= stands.remaining <= amount
        assert (stands.answer is Answer.NOTHING_LEFT) is (used + pending >= amount)


@given(st.none() | amounts, st.sampled_from(Basis), amounts)
def test_not_covered_and_not_known_have_no_number(amount: int | None, basis: Basis, used: int) -> None:
    for covered, answer in ((False, Answer.NOT_COVERED), (None, Answer.NOT_KNOWN)):
        stands = standing(limit(amount, basis), used, covered=covered)
        assert (stands.answer, stands.remaining) == (answer, None)


def test_nothing_used_leaves_all_of_it() -> None:
    stands = standing(limit(30))
    assert (stands.used, stands.pending, stands.remaining) == (0, 0, 30)


def test_the_four_answers_have_four_words() -> None:
    assert len({answer.word for answer in Answer}) == len(Answer)


def test_the_least_of_several_accumulators_decides() -> None:
    own, family = standing(limit(10), 4), standing(limit(30), 28)
    free, each = standing(limit(None)), standing(limit(5, Basis.VISIT))
    barred = standing(limit(10), covered=False)
    assert deciding([own, family, free, each]) is family
    assert deciding([free, each]) is free
    assert deciding([own, barred]) is barred
    assert deciding([]) is None


def test_a_limit_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        limit(-1)
