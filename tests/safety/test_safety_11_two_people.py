"""Two people for one act (SAFETY 11): bound to its content, used once, while both may still do it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from consoleapp.desk import approvals, staff
from consoleapp.desk.approvals import Asked, NeedsApproval
from consoleapp.desk.context import Desk, SessionOver, Work, writes
from consoleapp.errors import Conflict, ConsoleError, NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind, ApprovalState
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, Role
from consoleapp.store import tables
from tests.desk.conftest import PASSWORD, Office

S = ApprovalState
WRONG = "five loud geese at dawn"


@writes("test.paid", Permission.SETTLE)
def pay(work: Work, amount: Money, payee: str, *, approval_id: int | None = None, key: str) -> int:
    """A verb as others write them."""
    used = approvals.use(
        work,
        ApprovalKind.LARGE_SETTLEMENT,
        {"amount": amount, "payee": payee},
        approval_id,
        subject="policy:7",
        facts={N_("Amount"): amount},
    )
    work.record("test.paid", "policy:7")
    return used


TEN = Money(1_000, "HKD")


@pytest.fixture(autouse=True)
def second(office: Office) -> None:
    """A second supervisor, hired before the tests begin."""
    office.hire("other", Role.SUPERVISOR)


@pytest.fixture
def asked(office: Office) -> int:
    """The counter asked to pay ten to the ABC company."""
    return ask(office.desk("counter"))


def ask(desk: Desk, amount: Money = TEN, payee: str = "ABC", key: str = "ask") -> int:
    with pytest.raises(NeedsApproval) as needed:
        pay(desk, amount, payee, key="pay")
    return approvals.ask(desk, needed.value.asked, "paid in person", key=key)


def approve(office: Office, number: int, who: str = "supervisor", key: str = "yes") -> None:
    approvals.approve(office.desk(who), number, key=key)


def refused(do: Callable[[], Any], kind: type[ConsoleError], words: str) -> None:
    with pytest.raises(kind, match=words):
        do()


def events(office: Office) -> list[tuple[str, int | None]]:
    entry = tables.audit_entry.c
    query = select(entry.event, entry.staff_id).where(entry.subject.like("approval:%")).order_by(entry.seq)
    with office.database.read() as connection:
        return [(row.event, row.staff_id) for row in connection.execute(query)]


def test_safety_11_an_act_waits_for_a_second_person_and_is_done_once(office: Office, asked: int) -> None:
    counter, supervisor = office.desk("counter"), office.desk("supervisor")
    [row] = approvals.waiting(supervisor)
    assert (row.approval_id, row.state, row.requested_by, row.mine) == (asked, S.WAITING, "Counter", False)
    assert row.facts == (("Amount", TEN),)
    refused(lambda: pay(counter, TEN, "ABC", approval_id=asked, key="pay"), NeedsApproval, "Waiting")
    approve(office, asked)
    assert approvals.waiting(supervisor) == ()
    assert pay(counter, TEN, "ABC", approval_id=asked, key="pay") == asked
    assert pay(counter, TEN, "ABC", approval_id=asked, key="pay") == asked, "the same key, the same answer"
    refused(lambda: pay(counter, TEN, "ABC", approval_id=asked, key="again"), NeedsApproval, "Used")
    refused(lambda: pay(counter, TEN, "ABC", key="once more"), NeedsApproval, "second person")
    [row] = approvals.mine(counter)
    assert (row.state, row.decided_by) == (S.USED, "Supervisor")
    ids = counter.actor.staff_id, supervisor.actor.staff_id
    assert events(office) == [
        ("approval.asked", ids[0]), ("approval.approved", ids[1]), ("approval.used", ids[0]),
    ]  # fmt: skip


def test_safety_11_an_approval_is_found_by_the_act_itself(office: Office, asked: int) -> None:
    """Whoever sent the request to the queue does the act again; no number has to be remembered."""
    approve(office, asked)
    assert pay(office.desk("counter"), TEN, "ABC", key="pay") == asked


@pytest.mark.parametrize(
    ("amount", "payee"), [(Money(1_001, "HKD"), "ABC"), (Money(1_000, "USD"), "ABC"), (TEN, "ABD")]
)
def test_safety_11_one_changed_field_needs_a_new_approval(
    office: Office, asked: int, amount: Money, payee: str
) -> None:
    approve(office, asked)
    counter = office.desk("counter")
    refused(lambda: pay(counter, amount, payee, approval_id=asked, key="p"), NeedsApproval, "not what")
    refused(lambda: pay(counter, amount, payee, key="p"), NeedsApproval, "second person")
    assert pay(counter, TEN, "ABC", approval_id=asked, key="p") == asked, "a refusal uses nothing up"


def test_safety_11_an_approval_is_for_whoever_asked(office: Office, asked: int) -> None:
    approve(office, asked)
    other = office.desk("other")
    refused(lambda: pay(other, TEN, "ABC", approval_id=asked, key="p"), Refused, "asked for by Counter")
    refused(lambda: pay(other, TEN, "ABC", key="p"), NeedsApproval, "second person")
    refused(lambda: pay(other, TEN, "ABC", approval_id=999, key="p"), NotFound, "no request 999")


def test_safety_11_an_approval_of_another_kind_opens_nothing(office: Office) -> None:
    desk = office.desk("counter")
    content = Asked(ApprovalKind.DOCUMENT_WAIVER, {"amount": TEN, "payee": "ABC"}, "policy:7", {})
    number = approvals.ask(desk, content, "x", key="ask")
    approve(office, number)
    refused(lambda: pay(desk, TEN, "ABC", approval_id=number, key="p"), NeedsApproval, "not what")


def test_safety_11_it_holds_a_quarter_of_an_hour(office: Office, asked: int) -> None:
    approve(office, asked)
    office.clock.advance(minutes=15, seconds=1)
    counter = office.desk("counter")
    refused(lambda: pay(counter, TEN, "ABC", approval_id=asked, key="p"), NeedsApproval, "Lapsed")
    refused(lambda: pay(counter, TEN, "ABC", key="p"), NeedsApproval, "second person")
    office.clock.advance(seconds=-1)
    assert pay(counter, TEN, "ABC", key="p") == asked


def test_safety_11_a_request_does_not_wait_for_ever(office: Office, asked: int) -> None:
    office.clock.advance(hours=24, seconds=1)
    supervisor = office.desk_again("supervisor")
    assert approvals.waiting(supervisor) == ()
    refused(lambda: approvals.approve(supervisor, asked, key="yes"), Refused, "waited too long")


def test_safety_11_nobody_approves_what_they_asked(office: Office) -> None:
    desk = office.desk("supervisor")
    number = ask(desk)
    refused(lambda: approvals.approve(desk, number, key="yes"), NotAllowed, "yourself")
    refused(
        lambda: approvals.approve_here(desk, number, "supervisor", PASSWORD, key="yes"),
        NotAllowed,
        "yourself",
    )
    with pytest.raises(IntegrityError), office.database.write() as connection:
        connection.execute(
            update(tables.approval).values(
                decision="approved", decided_by=desk.actor.staff_id, decided_at=office.clock()
            )
        )


def test_safety_11_a_second_account_is_not_a_second_person(office: Office) -> None:
    """Made by the requester a moment ago, or carrying the requester's name."""
    desk = office.desk("supervisor")
    number = ask(desk)
    staff.add(desk, "puppet", "Somebody New", Role.SUPERVISOR, PASSWORD, key="add")
    refused(
        lambda: approve(office, number, "puppet"), NotAllowed, "made or reset the account of Somebody New"
    )
    office.hire("twin", Role.SUPERVISOR)
    with office.database.write() as connection:
        named = tables.staff.c.login == "twin"
        connection.execute(update(tables.staff).where(named).values(name="  SUPERVISOR "))
    refused(lambda: approve(office, number, "twin"), NotAllowed, "not two people")
    office.clock.advance(days=7, seconds=1)
    number = ask(office.desk_again("supervisor"), payee="later", key="ask later")
    office.desk_again("puppet")
    approve(office, number, "puppet")


@pytest.mark.parametrize("login", ["hotline", "counter", "administrator", "auditor"])
def test_safety_11_only_a_supervisor_approves(office: Office, login: str) -> None:
    number = ask(office.desk("supervisor"))
    refused(lambda: approvals.approve(office.desk(login), number, key="yes"), NotAllowed, "Your role")
    here = office.desk("supervisor")
    refused(
        lambda: approvals.approve_here(here, number, login, PASSWORD, key="y"), NotAllowed, "may not approve"
    )


@pytest.mark.parametrize("change", [{"role": Role.HOTLINE}, {"disabled": True}])
def test_safety_11_an_approver_who_lost_the_role_meanwhile(
    office: Office, asked: int, change: dict[str, Any]
) -> None:
    approve(office, asked)
    with office.database.write() as connection:
        connection.execute(update(tables.staff).where(tables.staff.c.login == "supervisor").values(**change))
    refused(lambda: pay(office.desk("counter"), TEN, "ABC", key="p"), Refused, "no longer")
    with office.database.write() as connection:
        back = {"role": Role.SUPERVISOR, "disabled": False}
        connection.execute(update(tables.staff).where(tables.staff.c.login == "supervisor").values(**back))
    assert pay(office.desk("counter"), TEN, "ABC", key="p") == asked


def test_safety_11_a_requester_who_lost_the_role_meanwhile(office: Office, asked: int) -> None:
    approve(office, asked)
    with office.database.write() as connection:
        changed = update(tables.staff).where(tables.staff.c.login == "counter").values(role=Role.HOTLINE)
        connection.execute(changed)
    refused(lambda: pay(office.desk("counter"), TEN, "ABC", key="p"), SessionOver, "ended")


def test_safety_11_whoever_may_not_do_it_cannot_ask(office: Office) -> None:
    content = Asked(ApprovalKind.LARGE_SETTLEMENT, {"amount": TEN}, "policy:7", {})
    refused(lambda: approvals.ask(office.desk("hotline"), content, "x", key="a"), NotAllowed, "Your role")
    refused(lambda: approvals.ask(office.desk("counter"), content, " ", key="a"), Refused, "reason")


def test_safety_11_asked_again_it_is_the_same_request(office: Office, asked: int) -> None:
    assert ask(office.desk("counter"), key="another try") == asked
    assert ask(office.desk("counter"), payee="ABD", key="another thing") != asked


def test_safety_11_a_request_is_refused_with_a_reason_or_taken_back(office: Office, asked: int) -> None:
    counter, supervisor = office.desk("counter"), office.desk("supervisor")
    refused(lambda: approvals.refuse(supervisor, asked, "", key="no"), Refused, "reason")
    approvals.refuse(supervisor, asked, "no receipt", key="no")
    [row] = approvals.mine(counter)
    assert (row.state, row.remark) == (S.REFUSED, "no receipt")
    refused(lambda: pay(counter, TEN, "ABC", approval_id=asked, key="p"), NeedsApproval, "Refused")
    number = ask(counter, key="ask again")
    assert number != asked
    refused(lambda: approvals.withdraw(supervisor, number, key="back"), NotAllowed, "Only Counter")
    approvals.withdraw(counter, number, key="back")
    refused(lambda: approve(office, number), Conflict, "decided this")


def test_safety_11_others_do_not_read_what_is_asked(office: Office, asked: int) -> None:
    assert approvals.mine(office.desk("hotline")) == ()
    refused(lambda: approvals.one(office.desk("hotline"), asked), NotFound, "for you")
    refused(lambda: approvals.waiting(office.desk("hotline")), NotAllowed, "Your role")


# At the same desk


def test_safety_11_a_supervisor_signs_at_the_desk_of_whoever_asked(office: Office, asked: int) -> None:
    counter = office.desk("counter")
    approvals.approve_here(counter, asked, "Other", PASSWORD, key="yes")
    assert pay(counter, TEN, "ABC", approval_id=asked, key="p") == asked
    other = office.desk("other").actor.staff_id
    assert ("approval.approved", other) in events(office)
    with office.database.read() as connection:
        sessions = connection.execute(select(tables.staff_session.c.staff_id)).scalars().all()
    assert sessions.count(other) == 1, "the one the test opened to know the id"


def test_safety_11_wrong_passwords_of_the_second_person_are_counted(office: Office, asked: int) -> None:
    counter = office.desk("counter")
    for number in range(5):
        refused(
            lambda number=number: approvals.approve_here(counter, asked, "other", WRONG, key=f"y{number}"),
            NotAllowed,
            "Name or password is wrong",
        )
    refused(
        lambda: approvals.approve_here(counter, asked, "other", PASSWORD, key="y"),
        NotAllowed,
        "Name or password is wrong",
    )
    assert approvals.mine(counter)[0].state is S.WAITING


# Races


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What came of acts done at once: their answer or their error."""
    found: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        start.wait()
        try:
            found[place] = acts[place]()
        except ConsoleError as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_safety_11_of_two_who_decide_at_once_one_wins(office: Office, asked: int) -> None:
    one, other = office.desk("supervisor"), office.desk("other")
    found = together(
        lambda: approvals.approve(one, asked, key="one"),
        lambda: approvals.refuse(other, asked, "no", key="other"),
        lambda: approvals.withdraw(office.desk("counter"), asked, key="back"),
    )
    assert sorted(type(answer).__name__ for answer in found) == ["Conflict", "Conflict", "NoneType"]


def test_safety_11_of_two_acts_at_once_one_uses_the_approval(office: Office, asked: int) -> None:
    approve(office, asked)
    counter = office.desk("counter")
    found = together(
        *(
            lambda number=number: pay(counter, TEN, "ABC", approval_id=asked, key=f"p{number}")
            for number in range(4)
        )
    )
    assert found.count(asked) == 1
    assert sum(isinstance(answer, Refused) for answer in found) == 3


def test_safety_11_the_table_refuses_half_decisions(office: Office, asked: int) -> None:
    approver = office.desk("supervisor").actor.staff_id
    for values in (
        {"decision": "approved"},
        {"used_at": office.clock()},
        {"decision": "withdrawn", "decided_by": approver, "decided_at": office.clock()},
    ):
        with pytest.raises(IntegrityError), office.database.write() as connection:
            connection.execute(update(tables.approval).values(**values))
