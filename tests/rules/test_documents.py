"""What is asked for, how it moves, and what must be confirmed (DOMAIN 5)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules.claim_moves import MOVERS
from consoleapp.rules.documents import (
    AskedBy,
    DocumentCheck,
    DocumentItemStatus,
    DocumentKind,
    DocumentRequestStatus,
    all_settled,
    channels_for,
    checks_of,
)
from consoleapp.rules.permissions import Permission, Role, allowed
from consoleapp.rules.statuses import MOVES, ClaimStatus, can_move, move

I, R = DocumentItemStatus, DocumentRequestStatus  # noqa: E741

ITEMS = {
    (I.OUTSTANDING, I.RECEIVED),
    (I.OUTSTANDING, I.REJECTED),
    (I.OUTSTANDING, I.WAIVED),
    (I.RECEIVED, I.REJECTED),
    (I.REJECTED, I.RECEIVED),
    (I.REJECTED, I.WAIVED),
}
REQUESTS = {
    (R.DRAFT, R.OPEN),
    (R.DRAFT, R.COMPLETE),
    (R.DRAFT, R.CLOSED),
    (R.OPEN, R.COMPLETE),
    (R.OPEN, R.CLOSED),
}


@pytest.mark.parametrize(("old", "new"), product(I, I))
def test_every_move_of_a_paper(old: I, new: I) -> None:
    assert can_move(old, new) is ((old, new) in ITEMS)


@pytest.mark.parametrize(("old", "new"), product(R, R))
def test_every_move_of_a_request(old: R, new: R) -> None:
    assert can_move(old, new) is ((old, new) in REQUESTS)
    if (old, new) not in REQUESTS:
        with pytest.raises(Refused):
            move(old, new)


@given(st.lists(st.sampled_from(I), max_size=6))
def test_complete_means_received_or_waived(statuses: list[I]) -> None:
    assert all_settled(statuses) is all(one in (I.RECEIVED, I.WAIVED) for one in statuses)


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("image", [False, True])
def test_identity_documents_show_both_sides_and_match(kind: DocumentKind, image: bool) -> None:
    checks = checks_of(kind, image=image)
    assert DocumentCheck.LEGIBLE in checks
    assert (DocumentCheck.COLOUR in checks) is image
    identity = kind in (DocumentKind.IDENTITY_CARD, DocumentKind.GUARDIAN_IDENTITY)
    assert (DocumentCheck.BOTH_SIDES in checks) is identity
    assert (DocumentCheck.NUMBER_MATCHES in checks) is identity


def test_whom_no_message_reaches_gets_a_letter_or_a_call() -> None:
    assert channels_for(mobile=True, email=True) == (AskedBy.SMS, AskedBy.EMAIL)
    assert channels_for(mobile=False, email=True) == (AskedBy.EMAIL,)
    assert channels_for(mobile=False, email=False) == (AskedBy.LETTER, AskedBy.CALL_BACK)


def test_every_move_of_a_claim_has_somebody_who_may_make_it_and_no_other_has() -> None:
    legal = {(old, new) for old, after in MOVES[ClaimStatus].items() for new in after}
    assert set(MOVERS) == legal
    for (_old, new), needed in MOVERS.items():
        if new in (ClaimStatus.APPROVED, ClaimStatus.DECLINED, ClaimStatus.PAID):
            assert [role for role in Role if allowed(role, needed)] == [Role.SUPERVISOR]
        if new is ClaimStatus.WITHDRAWN:
            assert needed is Permission.WITHDRAW_CLAIMS
            assert allowed(Role.HOTLINE, needed)
            assert not allowed(Role.AUDITOR, needed)
