"""Cards of what is not a person, and what a caller may not hear of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from consoleapp.desk.context import Desk
from consoleapp.desk.shapes import Fact, SubjectCard, Tone
from consoleapp.desk.subjects import subject
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ClaimStatus, ContactChannel, ContactStatus
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables as t
from consoleapp.store.ledger.documents import post_documents
from tests.desk.conftest import Office

TODAY = date(2026, 11, 20)


@pytest.fixture
def book(office: Office) -> Office:
    """One policy with one family, an invoice half paid, a claim, a doctor and a frozen account."""
    day = TODAY
    rows: list[tuple[object, dict[str, object]]] = [
        (t.policy_holder, {"id": 1, "code": "ABC", "name_en": "THE ABC COMPANY", "contact_name": "Ms Lo"}),
        (t.branch, {"id": 1, "holder_id": 1, "code": "01", "name_en": "ABC KWUN TONG"}),
        (t.broker, {"id": 1, "code": "B00023", "name": "HARBOUR BROKERS"}),
        (
            t.policy,
            {
                "id": 1,
                "policy_no": "91307",
                "holder_id": 1,
                "broker_id": 1,
                "plan_type": "group_medical",
                "currency": "HKD",
                "payment_mode": "yearly",
                "status": "in_force",
            },
        ),
        (t.policy_period, {"policy_id": 1, "starts_on": date(2025, 5, 1), "ends_on": date(2026, 4, 30)}),
        (t.policy_period, {"policy_id": 1, "starts_on": date(2026, 5, 1), "ends_on": date(2027, 4, 30)}),
        (t.policy_period, {"policy_id": 1, "starts_on": date(2027, 5, 1), "ends_on": date(2028, 4, 30)}),
        *(
            (
                t.member,
                {
                    "id": number + 1,
                    "policy_id": 1,
                    "cert_no": "0001",
                    "suffix": f"{number:02}",
                    "relation": relation,
                    "name_en": name,
                    "birth_date": born,
                    "status": "active",
                },
            )
            for number, (relation, name, born) in enumerate(
                [
                    ("employee", "CHAN TAI MAN", date(1980, 1, 1)),
                    ("spouse", "WONG TAI YIN", date(1982, 1, 1)),
                    ("child", "CHAN SIU MING", date(2015, 1, 1)),
                ]
            )
        ),
        (
            t.invoice,
            {
                "id": 1,
                "invoice_no": "9200352",
                "policy_id": 1,
                "branch_id": 1,
                "issued_on": date(2026, 5, 29),
                "due_on": date(2026, 6, 28),
                "amount": 5234400,
                "currency": "HKD",
            },
        ),
        (
            t.settlement,
            {
                "id": 1,
                "receipt_no": "R-1",
                "policy_id": 1,
                "received_on": date(2026, 7, 1),
                "method": "cheque",
                "amount": 1000000,
                "currency": "HKD",
            },
        ),
        (t.allocation, {"settlement_id": 1, "invoice_id": 1, "amount": 234400}),
        *(
            (
                t.claim,
                {
                    "id": number,
                    "claim_no": f"A{number}",
                    "member_id": number,
                    "received_on": date(2026, 11, 2),
                    "status": "in_review",
                    "status_on": date(2026, 11, 3),
                    "currency": "HKD",
                },
            )
            for number in (1, 2, 3)
        ),
        (
            t.claim_line,
            {
                "claim_id": 1,
                "line_no": 1,
                "consulted_on": date(2026, 11, 1),
                "benefit_type": "OPB",
                "item_code": "GP",
                "item_name": "General consultation",
                "diagnosis": "SECRET DIAGNOSIS",
                "incurred": 40000,
            },
        ),
        (
            t.provider,
            {
                "id": 1,
                "provider_no": "P1",
                "kind": "doctor",
                "name_en": "DR. CHAN TAI MAN",
                "verified_on": day - timedelta(days=91),
            },
        ),
        (
            t.portal_account,
            {
                "id": 1,
                "account_no": "U1",
                "member_id": 2,
                "stage": "frozen",
                "frozen_at": office.clock(),
                "failed_attempts": 5,
            },
        ),
    ]
    with office.database.write() as connection:
        for table, values in rows:
            connection.execute(insert(table), values)  # type: ignore[arg-type]
        post_documents(connection, office.clock())
    return office


def on_the_line(book: Office, role: CallerRole, level: Level, *, login: str = "hotline") -> Desk:
    """A desk with a caller of this role, known this far, calling about the employee or the policy."""
    desk = book.desk(login)
    about = {"policy_id": 1} if role in (CallerRole.EMPLOYER, CallerRole.BROKER) else {"member_id": 1}
    with book.database.write() as connection:
        connection.execute(
            insert(t.contact).values(
                staff_id=desk.actor.staff_id,
                channel=ContactChannel.CALL,
                status=ContactStatus.ACTIVE,
                caller_role=role,
                level=level,
                started_at=book.clock(),
                **about,
            )
        )
    return desk


def fact(card: SubjectCard, label: str) -> Fact:
    return next(one for one in card.facts if one.label == label)


def test_a_policy_counts_its_people_and_what_it_owes(book: Office) -> None:
    card = subject(book.desk("supervisor"), SubjectKind.POLICY, 1)
    assert [fact(card, label).value for label in ("Employees", "Spouses", "Children")] == [1, 1, 1]
    assert fact(card, "To").value == date(2027, 4, 30), "the period that holds today, not the last one"
    assert fact(card, "Unsettled") == Fact("Unsettled", Money(5000000, "HKD"), Tone.WAITING)
    assert fact(card, "Broker").more == "B00023"


def test_an_invoice_shows_what_was_settled(book: Office) -> None:
    card = subject(book.desk("supervisor"), SubjectKind.INVOICE, 1)
    assert fact(card, "Settled").value == Money(234400, "HKD")
    assert fact(card, "Balance") == Fact("Balance", Money(5000000, "HKD"), Tone.BAD)
    assert fact(card, "Last settled").value == date(2026, 7, 1)
    assert fact(subject(book.desk("supervisor"), SubjectKind.RECEIPT, 1), "Unallocated").value == Money(
        765600, "HKD"
    )


def test_a_claim_has_a_promised_date_and_no_diagnosis_and_is_a_look_on_record(book: Office) -> None:
    card = subject(book.desk(), SubjectKind.CLAIM, 1)
    assert fact(card, "Promised by").value == date(2026, 11, 16)
    assert fact(card, "Promised by").tone is Tone.BAD
    assert "SECRET DIAGNOSIS" not in repr(card)
    with book.database.read() as connection:
        looks = connection.execute(select(t.access_entry.c.member_id, t.access_entry.c.what)).all()
    assert [tuple(look) for look in looks] == [(1, "claim")]


def test_the_clock_of_a_claim_starts_again_when_its_papers_are_complete(book: Office) -> None:
    with book.database.write() as connection:
        connection.execute(
            insert(t.claim_move).values(
                claim_id=1,
                from_status=ClaimStatus.PENDING_DOCUMENTS,
                to_status=ClaimStatus.IN_REVIEW,
                moved_on=date(2026, 11, 13),
                recorded_at=book.clock(),
                source="import",
            )
        )
    assert fact(subject(book.desk(), SubjectKind.CLAIM, 1), "Promised by").value == date(2026, 11, 27)


@pytest.mark.parametrize("role", [CallerRole.EMPLOYER, CallerRole.BROKER, CallerRole.PROVIDER])
@pytest.mark.parametrize("level", list(Level))
def test_an_employer_a_broker_or_a_provider_never_reaches_a_claim(
    book: Office, role: CallerRole, level: Level
) -> None:
    desk = on_the_line(book, role, level)
    for claim_id in (1, 2, 3):
        with pytest.raises(NotAllowed):
            subject(desk, SubjectKind.CLAIM, claim_id)
    with book.database.read() as connection:
        assert connection.execute(select(t.access_entry)).first() is None, (
            "what was not shown was not looked at"
        )


def test_a_member_hears_of_their_own_and_their_minor_childs_claim_once_identified(book: Office) -> None:
    desk = on_the_line(book, CallerRole.MEMBER, Level.IDENTIFIED)
    assert subject(desk, SubjectKind.CLAIM, 1).title == "A1"
    assert subject(desk, SubjectKind.CLAIM, 3).title == "A3"
    with pytest.raises(NotAllowed, match="that adult only"):
        subject(desk, SubjectKind.CLAIM, 2)
    with pytest.raises(NotAllowed, match="that adult only"):
        subject(desk, SubjectKind.ACCOUNT, 1)


def test_a_caller_who_is_nobody_yet_hears_of_no_claim(book: Office) -> None:
    with pytest.raises(NotAllowed, match="two facts"):
        subject(on_the_line(book, CallerRole.MEMBER, Level.NONE), SubjectKind.CLAIM, 1)


def test_a_member_never_hears_what_the_company_owes(book: Office) -> None:
    desk = on_the_line(book, CallerRole.MEMBER, Level.VERIFIED)
    with pytest.raises(NotAllowed):
        subject(desk, SubjectKind.INVOICE, 1)
    assert "Unsettled" not in [one.label for one in subject(desk, SubjectKind.POLICY, 1).facts]


def test_a_provider_not_verified_for_90_days_is_marked(book: Office) -> None:
    assert fact(subject(book.desk(), SubjectKind.PROVIDER, 1), "Last verified").tone is Tone.WAITING


def test_a_frozen_account_says_since_when_and_what_comes_next(book: Office) -> None:
    card = subject(book.desk(), SubjectKind.ACCOUNT, 1)
    assert fact(card, "Frozen since").value == book.clock()
    assert fact(card, "Next").value == "Verify the caller, then unlock."
    assert card.member_id == 2


def test_a_company_lists_its_policies_and_branches(book: Office) -> None:
    card = subject(book.desk(), SubjectKind.COMPANY, 1)
    assert fact(card, "Policy").value == "91307"
    assert fact(card, "Branch").value == "ABC KWUN TONG"


@pytest.mark.parametrize("kind", [kind for kind in SubjectKind if kind is not SubjectKind.MEMBER])
def test_a_record_that_is_gone_is_said_to_be(book: Office, kind: SubjectKind) -> None:
    with pytest.raises(NotFound):
        subject(book.desk("supervisor"), kind, 999)
