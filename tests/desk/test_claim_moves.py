"""Every move of a claim by staff: along the table and nowhere else, by whom may, leaving a row (DOMAIN 4)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update

from consoleapp.desk import claim_moves, contacts
from consoleapp.desk.claim_moves import LineDecision
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.rules.claim_moves import MOVERS
from consoleapp.rules.documents import DocumentRequestStatus
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ClaimStatus, ContactChannel, PaymentMethod, ReasonPaidLess
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.papers import asked, status_of, version_of

C = ClaimStatus
NUMBERS = {
    C.RECEIVED: "A2000001449",
    C.IN_REVIEW: "A2000001450",
    C.PENDING_DOCUMENTS: "A2000001451",
    C.APPROVED: "A2000001452",
    C.PAID: "A2000001455",
    C.DECLINED: "A2000001453",
    C.WITHDRAWN: "A2000001454",
}
"""A claim of the book in each state."""

Verb = Callable[[Desk, int, int], None]
VERBS: dict[C, Verb] = {
    C.IN_REVIEW: lambda d, c, v: claim_moves.review(d, c, reason="as it is", version=v, key=new_key()),
    C.PENDING_DOCUMENTS: lambda d, c, v: claim_moves.pend(d, c, reason="bill", version=v, key=new_key()),
    C.APPROVED: lambda d, c, v: claim_moves.approve(d, c, version=v, key=new_key()),
    C.DECLINED: lambda d, c, v: claim_moves.decline(d, c, reason="not covered", version=v, key=new_key()),
    C.PAID: lambda d, c, v: claim_moves.pay(d, c, method=PaymentMethod.AUTOPAY, version=v, key=new_key()),
    C.WITHDRAWN: lambda d, c, v: claim_moves.withdraw(d, c, reason="asked", version=v, key=new_key()),
}


def moves(office: Office, claim_id: int) -> list[tuple[C | None, C, date, str]]:
    with office.database.read() as connection:
        rows = connection.execute(
            select(tables.claim_move)
            .where(tables.claim_move.c.claim_id == claim_id, tables.claim_move.c.source == "desk")
            .order_by(tables.claim_move.c.id)
        )
        return [(row.from_status, row.to_status, row.moved_on, row.reason) for row in rows]


def test_every_move_from_every_state_by_every_role(office: Office, ids: Ids) -> None:
    """What is not on the table is refused, to a supervisor too, and leaves nothing."""
    for old in C:
        _no_other_move(office, ids, old)


def _no_other_move(office: Office, ids: Ids, old: C) -> None:
    claim_id = ids.claims[NUMBERS[old]]
    before = version_of(office, claim_id)
    for new, verb in VERBS.items():
        if (old, new) in MOVERS:
            continue
        for role in Role:
            with pytest.raises((Refused, NotAllowed)) as refused:
                verb(office.desk(role), claim_id, before)
            if role is Role.SUPERVISOR:
                assert old.word in str(refused.value)
    assert (status_of(office, claim_id), version_of(office, claim_id)) == (old, before)
    assert moves(office, claim_id) == []


def test_a_supervisor_makes_every_possible_move_and_each_leaves_a_row(office: Office, ids: Ids) -> None:
    for old, new in MOVERS:
        claim_id = ids.claims[NUMBERS[old]]
        set_back(office, claim_id, old)
        before = len(moves(office, claim_id))
        VERBS[new](office.desk("supervisor"), claim_id, version_of(office, claim_id))
        assert status_of(office, claim_id) is new
        left = moves(office, claim_id)
        assert (len(left), left[-1][:3]) == (before + 1, (old, new, date(2026, 11, 20)))
        with office.database.read() as connection:
            entries = connection.execute(
                select(tables.audit_entry.c.event).where(tables.audit_entry.c.subject == f"claim:{claim_id}")
            ).scalars()
            assert list(entries).count("claim.moved") == before + 1


def set_back(office: Office, claim_id: int, status: C) -> None:
    """Past every verb, so that one claim serves several moves."""
    with office.database.write() as connection:
        connection.execute(update(tables.claim).where(tables.claim.c.id == claim_id).values(status=status))


def test_the_desk_does_not_adjudicate(office: Office, ids: Ids) -> None:
    """Nor does it take up a claim whose documents are missing, or withdraw one that nobody asked about."""
    for role in (Role.HOTLINE, Role.COUNTER):
        for old, new in MOVERS:
            if new is C.PENDING_DOCUMENTS:
                continue
            claim_id = ids.claims[NUMBERS[old]]
            with pytest.raises(Refused):
                VERBS[new](office.desk(role), claim_id, version_of(office, claim_id))
            assert status_of(office, claim_id) is old


def test_a_member_on_the_line_withdraws_and_the_request_under_way_ends(office: Office, ids: Ids) -> None:
    claim_id = ids.claims["A2000001450"]
    request = asked(office, claim_id)
    desk = office.desk()
    contact = contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    for factor, said in ((Factor.FULL_NAME, "Chan Tai Man"), (Factor.BIRTH_DATE, "17 Mar 1979")):
        contacts.check_fact(desk, contact, factor, said, key=new_key())
    VERBS[C.WITHDRAWN](desk, claim_id, version_of(office, claim_id))
    assert status_of(office, claim_id) is C.WITHDRAWN
    with office.database.read() as connection:
        status = connection.execute(
            select(tables.document_request.c.status).where(tables.document_request.c.id == request.request_id)
        ).scalar_one()
    assert status is DocumentRequestStatus.CLOSED


def test_lines_are_decided_with_a_reason_and_paid(office: Office, ids: Ids) -> None:
    claim_id = ids.claims["A2000001450"]
    desk = office.desk("supervisor")

    def approve(*decisions: LineDecision) -> None:
        claim_moves.approve(
            desk, claim_id, decisions=decisions, version=version_of(office, claim_id), key=new_key()
        )

    for wrong in (
        LineDecision(2, Money(1, "HKD")),
        LineDecision(1, Money(1, "USD")),
        LineDecision(1, Money(300_001, "HKD")),
        LineDecision(1, Money(1, "HKD")),
    ):
        with pytest.raises(Refused):
            approve(wrong)
    approve(LineDecision(1, Money(250_000, "HKD"), ReasonPaidLess.OVER_LIMIT))
    VERBS[C.PAID](desk, claim_id, version_of(office, claim_id))
    with office.database.read() as connection:
        line = connection.execute(
            select(tables.claim_line).where(tables.claim_line.c.claim_id == claim_id)
        ).one()
    assert (line.paid, line.reason, line.paid_on, line.payment_method) == (
        250_000,
        ReasonPaidLess.OVER_LIMIT,
        date(2026, 11, 20),
        PaymentMethod.AUTOPAY,
    )


def test_nothing_is_paid_that_was_not_decided(office: Office, ids: Ids) -> None:
    claim_id = ids.claims["A2000001450"]
    desk = office.desk("supervisor")
    VERBS[C.APPROVED](desk, claim_id, version_of(office, claim_id))
    with pytest.raises(Refused, match="no amount"):
        VERBS[C.PAID](desk, claim_id, version_of(office, claim_id))


def test_the_second_of_two_is_told_where_the_claim_stands(office: Office, ids: Ids) -> None:
    claim_id = ids.claims["A2000001450"]
    seen = version_of(office, claim_id)
    VERBS[C.DECLINED](office.desk("supervisor"), claim_id, seen)
    with pytest.raises(Conflict, match="Declined"):
        VERBS[C.APPROVED](office.desk("supervisor"), claim_id, seen)
    with pytest.raises(NotFound):
        VERBS[C.APPROVED](office.desk("supervisor"), 999_999, 1)


def test_a_reason_is_a_reason(office: Office, ids: Ids) -> None:
    claim_id = ids.claims["A2000001450"]
    desk, version = office.desk("supervisor"), version_of(office, claim_id)
    for blank in ("", " ", "\u200b", "x" * 501):
        with pytest.raises(Refused):
            claim_moves.decline(desk, claim_id, reason=blank, version=version, key=new_key())
