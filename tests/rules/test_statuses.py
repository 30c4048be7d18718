"""Statuses move along their tables and nowhere else (DOMAIN 4, ARCHITECTURE rule 4)."""

import re
from collections.abc import Iterator

import pytest

from consoleapp.errors import Refused
from consoleapp.rules import disclosure, masking, permissions, statuses, verification
from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import (
    MOVES,
    STARTS,
    AccountStage,
    ClaimStatus,
    MemberStatus,
    PolicyStatus,
    can_move,
    move,
    next_of,
    reachable,
)

C, A = ClaimStatus, AccountStage

CLAIM_MOVES = {
    (C.RECEIVED, C.IN_REVIEW),
    (C.RECEIVED, C.WITHDRAWN),
    (C.IN_REVIEW, C.PENDING_DOCUMENTS),
    (C.PENDING_DOCUMENTS, C.IN_REVIEW),
    (C.PENDING_DOCUMENTS, C.WITHDRAWN),
    (C.IN_REVIEW, C.APPROVED),
    (C.IN_REVIEW, C.DECLINED),
    (C.IN_REVIEW, C.WITHDRAWN),
    (C.APPROVED, C.PAID),
}


def vocabularies() -> Iterator[type[Coded]]:
    for module in (statuses, verification, disclosure, masking, permissions):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Coded) and value is not Coded:
                yield value


@pytest.mark.parametrize("old", C)
@pytest.mark.parametrize("new", C)
def test_every_move_of_a_claim(old: ClaimStatus, new: ClaimStatus) -> None:
    assert can_move(old, new) is ((old, new) in CLAIM_MOVES)
    if (old, new) in CLAIM_MOVES:
        assert move(old, new) is new
    else:
        with pytest.raises(Refused):
            move(old, new)


def test_closed_claims_stay_closed_and_withdrawn_has_no_notice() -> None:
    assert [status for status in C if status.is_closed] == [C.PAID, C.DECLINED, C.WITHDRAWN]
    assert [status for status in C if not next_of(status)] == [C.PAID, C.DECLINED, C.WITHDRAWN]
    assert [status for status in C if status.has_notice] == [C.PAID, C.DECLINED]
    assert STARTS[C] == {C.RECEIVED, C.PENDING_DOCUMENTS}


def test_a_refused_move_names_both_states_and_what_is_possible() -> None:
    with pytest.raises(Refused) as refused:
        move(C.RECEIVED, C.PAID)
    assert str(refused.value) == "Received cannot become Paid. It can become: In review, Withdrawn."
    chinese = {"Received": "收妥", "Paid": "已付", "In review": "審核中", "Withdrawn": "撤回"}
    other = refused.value.text(lambda text: chinese.get(text, "{old} → {new}? {possible}"))
    assert other == "收妥 → 已付? 審核中, 撤回"
    with pytest.raises(Refused, match=r"^Paid cannot become Received: Paid is final\.$"):
        move(C.PAID, C.RECEIVED)


def test_an_account_freezes_and_thaws() -> None:
    assert next_of(A.ACTIVE) == (A.FROZEN, A.DISABLED)
    assert next_of(A.FROZEN) == (A.ACTIVE, A.DISABLED)
    assert not can_move(A.REGISTERING, A.FROZEN)
    assert not can_move(A.NOT_REGISTERED, A.ACTIVE)


@pytest.mark.parametrize("machine", MOVES)
def test_every_status_has_its_row_and_stays_in_its_machine(machine: type[Coded]) -> None:
    assert set(MOVES[machine]) == set(machine)
    for old, following in MOVES[machine].items():
        assert old not in following
        assert all(type(new) is machine for new in following)


def test_an_import_may_skip_steps_but_not_turn_back() -> None:
    assert reachable(C.RECEIVED, C.PAID)
    assert reachable(C.PAID, C.PAID)
    assert not reachable(C.PAID, C.IN_REVIEW)
    assert not reachable(C.APPROVED, C.DECLINED)
    assert reachable(A.NOT_REGISTERED, A.FROZEN)
    assert reachable(PolicyStatus.PENDING, PolicyStatus.SURRENDERED)
    assert not reachable(PolicyStatus.SURRENDERED, PolicyStatus.IN_FORCE)


@pytest.mark.parametrize("machine", MOVES)
def test_reachable_is_the_closure_of_can_move(machine: type[Coded]) -> None:
    pairs = {(old, new) for old in machine for new in machine if old is new or can_move(old, new)}
    for _ in machine:
        pairs |= {(a, d) for a, b in pairs for c, d in pairs if b is c}
    assert pairs == {(old, new) for old in machine for new in machine if reachable(old, new)}


def test_states_of_different_machines_do_not_mix() -> None:
    assert not can_move(MemberStatus.ACTIVE, AccountStage.FROZEN)


@pytest.mark.parametrize("vocabulary", vocabularies())
def test_codes_are_stable_and_words_are_words(vocabulary: type[Coded]) -> None:
    for member in vocabulary:
        assert member.word.strip(), member
        assert member.word[0].isupper(), member
        assert re.fullmatch(r"[a-z][a-z0-9_]*|[A-Z]{3}|zh_Han[ts]", member.value), member
        assert vocabulary(member.value) is member
    assert len({member.word for member in vocabulary}) == len(vocabulary)
