"""Policies: the list in any order and by words, one whole, members, schedules, and who may hear of it."""

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import insert, select, update

from consoleapp.desk import policies, policy_members
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ContactChannel, ContactStatus, MemberStatus, PolicyStatus
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables as t
from consoleapp.store.ledger.documents import post_documents
from consoleapp.store.search.index import rebuild
from tests.desk.book import Ids
from tests.desk.conftest import Counting, Office

HEARS = (CallerRole.EMPLOYER, CallerRole.BROKER)


def on_the_line(office: Office, role: CallerRole, level: Level, **about: int) -> Desk:
    """A desk with a caller of this role, known this far."""
    desk = office.desk()
    with office.database.write() as connection:
        connection.execute(
            insert(t.contact).values(
                staff_id=desk.actor.staff_id,
                channel=ContactChannel.CALL,
                status=ContactStatus.ACTIVE,
                caller_role=role,
                level=level,
                started_at=office.clock(),
                **about,
            )
        )
    return desk


# The list.


def test_the_list_shows_each_policy_with_its_period_and_its_counted_people(office: Office, ids: Ids) -> None:
    first, second = policies.first(office.desk())
    assert (first.policy_no, first.holder_en, first.holder_zh) == ("91307", "THE ABC COMPANY", "甲乙丙公司")
    assert (first.broker_code, first.broker_name) == ("B00023", "Banyan Tree Brokers")
    assert (first.starts_on, first.ends_on) == (date(2026, 5, 1), date(2027, 4, 30))
    assert first.people == 5
    assert (second.policy_no, second.status, second.broker_code) == ("91310", PolicyStatus.EXPIRED, "")
    assert second.ends_on == date(2024, 12, 31), "the last period, where none holds today"


@pytest.mark.parametrize("column", sorted(policies.SORTABLE))
@pytest.mark.parametrize("descending", [False, True])
def test_the_list_is_ordered_by_any_column_and_pages_agree(
    office: Office, ids: Ids, column: str, descending: bool
) -> None:
    desk, order = office.desk(), (column, descending)
    found = list(policies.ids(desk, order))
    assert [one.policy_id for one in policies.first(desk, order)] == found
    assert (
        {one.policy_id for one in policies.rows(desk, found)} == set(found) == {ids.policy, ids.other_policy}
    )
    if column in ("policy", "holder", "to", "people"):
        assert found[0] == (
            ids.policy if (column in ("policy", "holder")) is not descending else ids.other_policy
        )
    if column in ("broker", "holder_zh"):
        assert found[-1] == ids.other_policy, "what has no value stands last either way"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", ["91307", "91310"]),
        ("9130", ["91307"]),
        ("abc company", ["91307"]),
        ("h0999", ["91310"]),
        ("b00023", ["91307"]),
        ("banyan abc", ["91307"]),
        ("乙丙", ["91307"]),
        ("limited xyz", ["91310"]),
        ("limited abc", []),
        ("%", []),
        ("_", []),
    ],
)
def test_words_of_the_list_may_stand_anywhere(
    office: Office, ids: Ids, words: str, numbers: list[str]
) -> None:
    assert [one.policy_no for one in policies.first(office.desk(), None, words)] == numbers
    assert len(policies.ids(office.desk(), None, words)) == len(numbers)


def test_words_find_a_company_in_the_other_script(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            update(t.policy_holder)
            .where(t.policy_holder.c.id == ids.holder)
            .values(name_zh="東錘紡織有限公司")
        )
        rebuild(connection)
    for words in ("東錘", "东锤", "紡織", "纺织"):
        assert [one.policy_no for one in policies.first(office.desk(), None, words)] == ["91307"], words


def test_a_status_narrows_the_list(office: Office, ids: Ids) -> None:
    found = policies.first(office.desk(), None, "", status=PolicyStatus.EXPIRED)
    assert [one.policy_no for one in found] == ["91310"]
    assert list(policies.ids(office.desk(), None, "", status=PolicyStatus.EXPIRED)) == [ids.other_policy]


def test_statements_of_lists_and_details_are_counted(office: Office, ids: Ids, counted: Counting) -> None:
    desk = office.desk()
    for most, ask in (
        (3, lambda: policies.first(desk)),
        (2, lambda: policies.ids(desk, ("people", True), "abc")),
        (2, lambda: policies.rows(desk, [ids.policy, ids.other_policy])),
        (8, lambda: policies.detail(desk, ids.policy)),
        (4, lambda: policies.schedules(desk, ids.policy)),
        (3, lambda: policy_members.ids(desk, ids.policy)),
        (3, lambda: policy_members.rows(desk, ids.policy, [ids.employee])),
    ):
        with counted() as statements:
            ask()
        assert len(statements) == most, statements.texts


# One policy.


def test_a_policy_says_everything_the_trade_names(office: Office, ids: Ids) -> None:
    found = policies.detail(office.desk(), ids.policy)
    assert (found.holder.code, found.holder.name_en) == ("H0307", "THE ABC COMPANY")
    assert (found.holder.contact_name, found.holder.contact_phone) == ("MAK SIU LING", "8597 0307")
    assert found.broker is not None
    assert (found.broker.code, found.broker.contact_phone) == ("B00023", "8598 0000")
    assert found.period is not None
    assert found.period.ends_on == date(2027, 4, 30)
    assert all(newer.starts_on > older.starts_on for newer, older in pairwise(found.periods))
    assert len(found.periods) == 3
    assert [one.code for one in found.branches] == ["HO"]
    assert [one.code for one in found.plans] == ["10"]
    assert (found.employees, found.spouses, found.children) == (2, 1, 2)
    assert [one.policy_no for one in found.policies] == ["91307"]
    assert found.ledger is not None
    assert found.ledger.unsettled == Money(5_234_400, "HKD")
    newest, older = found.ledger.invoices
    assert (newest.invoice_no, newest.balance) == ("9200352", Money(5_234_400, "HKD"))
    assert (older.settled, older.balance) == (Money(4_690_000, "HKD"), Money(0, "HKD"))


def test_headcounts_follow_the_members(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            update(t.member).where(t.member.c.id == ids.spouse).values(status=MemberStatus.TERMINATED)
        )
    assert policies.detail(office.desk(), ids.policy).spouses == 0
    assert policies.first(office.desk())[0].people == 4


def test_the_last_invoices_only(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        for number in range(20):
            connection.execute(
                insert(t.invoice).values(
                    invoice_no=f"93{number:05}", policy_id=ids.policy, issued_on=date(2020, 1, 1 + number),
                    due_on=date(2020, 3, 1), amount=100, currency="HKD",
                )
            )  # fmt: skip
        post_documents(connection, office.clock())
    ledger = policies.detail(office.desk(), ids.policy).ledger
    assert ledger is not None
    assert len(ledger.invoices) == policies.INVOICES_IN_SHORT == 12
    assert ledger.invoices[0].invoice_no == "9200352"
    assert ledger.unsettled == Money(5_234_400 + 2000, "HKD"), "what is owed is counted over all of them"


def test_a_policy_is_found_by_its_number(office: Office, ids: Ids) -> None:
    assert policies.by_number(office.desk(), "91307").policy_id == ids.policy
    for number in ("99999", "0"):
        with pytest.raises(NotFound if len(number) == 5 else Exception):
            policies.by_number(office.desk(), number)
    with pytest.raises(NotFound):
        policies.detail(office.desk(), 999)


def test_schedules_come_by_plan_and_type_with_every_limit(office: Office, ids: Ids) -> None:
    (plan,) = policies.schedules(office.desk(), ids.policy)
    assert plan.plan.code == "10"
    assert [one.item_code for one in plan.items] == ["RB", "GP", "PHY", "LAB", "SPE", "ACU", "DEN1"]
    room = plan.items[0]
    assert [(one.scope.value, one.amount) for one in room.limits] == [
        ("individual", 10_000_00), ("individual", 20_000_00), ("individual", 90),
        ("family", 12_000_00), ("policy", 50_000_00),
    ]  # fmt: skip
    assert [one.covered for one in plan.items[4:6]] == [False, None]


# Members of a policy.


def test_members_carry_all_five_sums_assured(office: Office, ids: Ids) -> None:
    first = policy_members.first(office.desk(), ids.policy)[0]
    assert (first.certificate, first.name_zh, first.branch_en) == ("0001-00", "陳大文", "THE ABC COMPANY")
    assert [(one.code, str(one.amount)) for one in first.sums_assured] == [
        ("LIFE", "100,000.00"), ("TPD", "0.00"), ("ADD", "0.00"), ("LTD", "0.00"), ("CIB", "0.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("column", sorted(policy_members.SORTABLE))
@pytest.mark.parametrize("descending", [False, True])
def test_members_are_ordered_by_any_column(office: Office, ids: Ids, column: str, descending: bool) -> None:
    desk, order = office.desk(), (column, descending)
    found = list(policy_members.ids(desk, ids.policy, order))
    assert [one.member_id for one in policy_members.first(desk, ids.policy, order)] == found
    assert set(found) == {ids.employee, ids.spouse, ids.minor, ids.grown_child, ids.colleague}
    if column == "life":
        assert found[-1 if not descending else 0] == ids.employee


def test_members_are_narrowed_by_branch_status_and_words(office: Office, ids: Ids) -> None:
    desk = office.desk()
    with office.database.write() as connection:
        other = connection.execute(
            insert(t.branch)
            .values(holder_id=ids.holder, code="KT", name_en="KWUN TONG")
            .returning(t.branch.c.id)
        ).scalar_one()
        connection.execute(update(t.member).where(t.member.c.id == ids.colleague).values(branch_id=other))
        connection.execute(
            update(t.member).where(t.member.c.id == ids.spouse).values(status=MemberStatus.SUSPENDED)
        )
    assert list(policy_members.ids(desk, ids.policy, branch_id=other)) == [ids.colleague]
    assert list(policy_members.ids(desk, ids.policy, status=MemberStatus.SUSPENDED)) == [ids.spouse]
    assert list(policy_members.ids(desk, ids.policy, branch_id=other, status=MemberStatus.SUSPENDED)) == []
    assert list(policy_members.ids(desk, ids.policy, None, "siu 0001")) == [ids.minor, ids.grown_child]
    assert list(policy_members.ids(desk, ids.policy, None, "大文")) == [ids.employee]


def test_nobody_of_another_policy_is_in_the_list(office: Office, ids: Ids) -> None:
    desk = office.desk()
    assert ids.stranger not in policy_members.ids(desk, ids.policy)
    assert policy_members.rows(desk, ids.policy, [ids.stranger]) == ()


def test_listing_members_leaves_one_entry_and_no_look(office: Office, ids: Ids) -> None:
    desk = office.desk()
    policy_members.first(desk, ids.policy, None, "chan", status=MemberStatus.ACTIVE)
    policy_members.ids(desk, ids.policy, None, "chan", status=MemberStatus.ACTIVE)
    with office.database.read() as connection:
        events = connection.execute(select(t.audit_entry.c.event, t.audit_entry.c.subject)).all()
        looks = connection.execute(select(t.access_entry.c.id)).all()
    assert [tuple(one) for one in events] == [("policy.members_listed", f"policy:{ids.policy}")]
    assert looks == []


# Who may hear of it.


@pytest.mark.parametrize("role", HEARS)
def test_an_employer_or_broker_hears_of_their_own_policy_once_identified(
    office: Office, ids: Ids, role: CallerRole
) -> None:
    desk = on_the_line(office, role, Level.IDENTIFIED, policy_id=ids.policy)
    found = policies.detail(desk, ids.policy)
    assert found.ledger is not None
    assert found.holder.contact_name == "MAK SIU LING"
    assert (found.contact_withheld, found.members_withheld, found.schedule_withheld) == ("", "", "")
    assert policies.schedules(desk, ids.policy)
    assert policy_members.first(desk, ids.policy)


@pytest.mark.parametrize("role", HEARS)
def test_until_then_the_console_shows_nothing_that_would_prove_who_they_are(
    office: Office, ids: Ids, role: CallerRole
) -> None:
    desk = on_the_line(office, role, Level.NONE, policy_id=ids.policy)
    found = policies.detail(desk, ids.policy)
    assert "MAK SIU LING" not in repr(found)
    assert "8597" not in repr(found)
    assert "YUEN KA WAI" not in repr(found)
    assert "8598" not in repr(found)
    assert found.ledger is None
    for why in (
        found.contact_withheld,
        found.ledger_withheld,
        found.members_withheld,
        found.schedule_withheld,
    ):
        assert why.startswith("Check two facts")
    with pytest.raises(NotAllowed, match="Check two facts"):
        policies.schedules(desk, ids.policy)
    for ask in (policy_members.first, policy_members.ids):
        with pytest.raises(NotAllowed, match="Check two facts"):
            ask(desk, ids.policy)
    with pytest.raises(NotAllowed, match="Check two facts"):
        policy_members.rows(desk, ids.policy, [ids.employee])


@pytest.mark.parametrize("role", sorted(CallerRole))
def test_nobody_hears_of_a_policy_that_is_not_theirs(office: Office, ids: Ids, role: CallerRole) -> None:
    desk = on_the_line(office, role, Level.VERIFIED, member_id=ids.stranger)
    found = policies.detail(desk, ids.policy)
    assert found.ledger is None
    assert found.holder.contact_name == ""
    assert found.members_withheld.startswith("This belongs to the company")
    with pytest.raises(NotAllowed, match="belongs to the company"):
        policies.schedules(desk, ids.policy)
    with pytest.raises(NotAllowed, match="belongs to the company"):
        policy_members.first(desk, ids.policy)


def test_a_member_hears_no_list_of_colleagues_and_no_ledger(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member_id=ids.employee)
    found = policies.detail(desk, ids.policy)
    assert found.ledger is None
    assert found.members_withheld.startswith("This belongs to the company")


@pytest.mark.parametrize("login", ["administrator", "auditor"])
def test_who_sees_no_member_sees_none_here_either(office: Office, ids: Ids, login: str) -> None:
    desk = office.desk(login)
    found = policies.detail(desk, ids.policy)
    assert found.ledger is None
    assert found.members_withheld == policies.NO_MEMBERS
    with pytest.raises(NotAllowed):
        policy_members.first(desk, ids.policy)
    assert policies.schedules(desk, ids.policy), "schedules are no member's"
