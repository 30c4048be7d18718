"""Knowledge identifies and never verifies (DOMAIN 8, SAFETY 7)."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import (
    FACTORS,
    CallerRole,
    Fact,
    Factor,
    Level,
    answer_form,
    level_of,
    matches,
    open_factors,
    tries_left,
)

STRONG = {Factor.ONE_TIME_CODE, Factor.CALL_BACK, Factor.IDENTITY_SEEN}
KNOWLEDGE = [factor for factor in Factor if factor not in STRONG]
facts = st.lists(st.builds(Fact, st.sampled_from(Factor), st.booleans()))


def test_levels_compare_in_their_order() -> None:
    assert Level.NONE < Level.IDENTIFIED < Level.VERIFIED
    assert Level.VERIFIED >= Level.IDENTIFIED >= Level.IDENTIFIED > Level.NONE
    compared = [(one < other, one <= other, one > other, one >= other) for one in Level for other in Level]
    ranks = [(one < other, one <= other, one > other, one >= other) for one in range(3) for other in range(3)]
    assert compared == ranks
    assert max(Level) is Level.VERIFIED
    assert sorted(Level) == [Level.NONE, Level.IDENTIFIED, Level.VERIFIED]


@given(st.lists(st.builds(Fact, st.sampled_from(KNOWLEDGE), st.booleans())))
def test_knowledge_alone_never_verifies(known: list[Fact]) -> None:
    assert level_of(known) < Level.VERIFIED


@given(facts, facts)
def test_more_facts_never_lower_the_level(some: list[Fact], more: list[Fact]) -> None:
    assert level_of(some + more) >= level_of(some)


@given(facts)
def test_wrong_facts_count_for_nothing(some: list[Fact]) -> None:
    assert level_of(some) == level_of([fact for fact in some if fact.right])
    assert level_of([Fact(fact.factor, right=False) for fact in some]) is Level.NONE


@pytest.mark.parametrize(("one", "other"), combinations(KNOWLEDGE, 2))
def test_two_facts_of_different_kinds_identify(one: Factor, other: Factor) -> None:
    same_card = {one, other} == {Factor.CERTIFICATE, Factor.PERSONAL_REFERENCE}
    expected = Level.NONE if same_card else Level.IDENTIFIED
    assert level_of([Fact(one, True), Fact(other, True)]) is expected
    assert level_of([Fact(one, True), Fact(one, True)]) is Level.NONE


@pytest.mark.parametrize("factor", sorted(STRONG))
def test_possession_verifies(factor: Factor) -> None:
    assert level_of([Fact(factor, True)]) is Level.VERIFIED


def test_three_failed_tries_leave_the_counter_or_a_supervisor() -> None:
    call, visit = ContactChannel.CALL, ContactChannel.VISIT
    assert [tries_left(failed) for failed in range(5)] == [3, 2, 1, 0, 0]
    for role in CallerRole:
        assert Factor.IDENTITY_SEEN not in open_factors(role, call, 0)
        assert open_factors(role, visit, 2) == FACTORS[role]
        assert open_factors(role, call, 3) == ()
        assert open_factors(role, visit, 3) == (Factor.IDENTITY_SEEN,)
        assert open_factors(role, call, 3, exception=True) == open_factors(role, call, 0)


@pytest.mark.parametrize(
    ("factor", "said", "record", "right"),
    [
        (Factor.BIRTH_DATE, "01/05/1980", date(1980, 5, 1), True),
        (Factor.BIRTH_DATE, "1 May 1980", date(1980, 5, 1), True),
        (Factor.BIRTH_DATE, "19800501", "1980-05-01", True),
        (Factor.BIRTH_DATE, "１９８０年５月１日", date(1980, 5, 1), True),
        (Factor.BIRTH_DATE, "05/01/1980", date(1980, 5, 1), False),
        (Factor.BIRTH_DATE, "1980", date(1980, 5, 1), False),
        (Factor.BIRTH_DATE, "01/05/80", date(1980, 5, 1), False),
        (Factor.FULL_NAME, "chan tai man", "CHAN TAI MAN", True),
        (Factor.FULL_NAME, "Tai Man CHAN", "CHAN TAI MAN", True),
        (Factor.FULL_NAME, "Chan, Tai-Man", "CHAN TAI MAN", True),
        (Factor.FULL_NAME, "chan taiman", "CHAN TAI MAN", True),
        (Factor.FULL_NAME, "taiman chan", "CHAN TAI MAN", True),
        (Factor.FULL_NAME, "ＣＨＡＮ ＴＡＩ ＭＡＮ", "CHAN TAI MAN", True),
        (Factor.FULL_NAME, "chan tai", "CHAN TAI MAN", False),
        (Factor.FULL_NAME, "chan tai man tai", "CHAN TAI MAN", False),
        (Factor.FULL_NAME, "CHАN TAI MAN", "CHAN TAI MAN", False),
        (Factor.FULL_NAME, "陳大文", ("CHAN TAI MAN", "陳大文"), True),
        (Factor.FULL_NAME, "陳 大文", ("CHAN TAI MAN", "陳大文"), True),
        (Factor.IDENTITY_DIGITS, "4563", "A123456(3)", True),
        (Factor.IDENTITY_DIGITS, "456(3)", "A123456(3)", True),
        (Factor.IDENTITY_DIGITS, "3456", "A123456(3)", True),
        (Factor.IDENTITY_DIGITS, "a123456(3)", "A123456(3)", True),
        (Factor.IDENTITY_DIGITS, "563", "A123456(3)", False),
        (Factor.IDENTITY_DIGITS, "456(4)", "A123456(3)", False),
        (Factor.IDENTITY_DIGITS, "5678", "K12345678", True),
        (Factor.IDENTITY_DIGITS, "()()", "A123456(3)", False),
        (Factor.CERTIFICATE, "0001-00", "0001-00", True),
        (Factor.CERTIFICATE, "1-0", "0001-00", True),
        (Factor.CERTIFICATE, "0001", "0001-00", True),
        (Factor.CERTIFICATE, "0001", "0001-01", False),
        (Factor.CERTIFICATE, "0001-01", "0001-00", False),
        (Factor.PERSONAL_REFERENCE, "pr 123-456", "PR123456", True),
        (Factor.PERSONAL_REFERENCE, "PR123457", "PR123456", False),
        (Factor.CALL_BACK, "9123 4567", "+85291234567", True),
        (Factor.CALL_BACK, "9123 4568", "+85291234567", False),
        (Factor.CHALLENGE_QUESTION, " st. mary's ", "St Marys", True),
        (Factor.CHALLENGE_QUESTION, "...", "!!!", False),
        (Factor.IDENTITY_SEEN, "A1234563", "A123456(3)", True),
        (Factor.IDENTITY_SEEN, "4563", "A123456(3)", False),
    ],
)
def test_what_the_caller_says_against_the_record(
    factor: Factor, said: str, record: str | date | tuple[str, ...], right: bool
) -> None:
    assert matches(factor, said, record) is right


@pytest.mark.parametrize("factor", Factor)
@pytest.mark.parametrize("empty", ["", "  ", "\u200b", "\x00"])
def test_nothing_said_or_nothing_on_record_is_never_right(factor: Factor, empty: str) -> None:
    assert not matches(factor, empty, empty)
    assert not matches(factor, empty, "A123456(3)")
    assert not matches(factor, "A123456(3)", empty)
    assert not matches(factor, "A123456(3)", None)
    assert not matches(factor, "A123456(3)", ())


def test_both_chinese_scripts_are_one_where_the_tables_are_given() -> None:
    one_script = str.maketrans({"陳": "陈"})
    assert not matches(Factor.FULL_NAME, "陈大文", "陳大文")
    assert matches(Factor.FULL_NAME, "陈大文", "陳大文", one_script=lambda text: text.translate(one_script))


@given(st.text(), st.text())
def test_comparing_never_fails_on_what_is_typed(said: str, record: str) -> None:
    for factor in Factor:
        assert matches(factor, said, record) in (True, False)
    assert answer_form(answer_form(said)) == answer_form(said)
