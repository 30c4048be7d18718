"""A member's card, claims and past: what is there, in which order, in how few statements."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select, text, update

from consoleapp.desk import contacts, members
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.rules.masking import Field
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables
from consoleapp.store.queries import access
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Counting, Office
from tests.desk.listening import HKD, looks, on_the_line

WAITS = "Claim waits for documents"


def test_the_card_tells_who_somebody_is_and_hides_what_is_private(office: Office, ids: Ids) -> None:
    card = members.card(office.desk(), ids.employee)
    assert (card.name_en, card.name_zh, card.certificate) == ("CHAN TAI MAN", "陳大文", "0001-00")
    assert [one.certificate for one in card.family] == ["0001-00", "0001-01", "0001-02", "0001-03"]
    assert card.policy.unsettled == Money(5_234_400, HKD)
    assert str(card.policy.oldest_unsettled_due) == "2026-10-01"
    assert (str(card.policy.starts_on), str(card.policy.ends_on)) == ("2026-05-01", "2027-04-30")
    assert (card.claims_open, card.claims_total) == (4, 10)
    assert card.account is not None
    assert [one.field for one in card.private] == [
        Field.BIRTH_DATE,
        Field.IDENTITY_NO,
        Field.MOBILE,
        Field.PHONE,
        Field.EMAIL,
        Field.ADDRESS,
    ]
    assert all(one.on_record and not one.open for one in card.private)
    assert not [secret for secret in SECRETS.values() if secret in repr(card)]
    assert looks(office) == ["card"]


def test_the_card_of_a_lapsed_policy_shows_its_last_period(office: Office, ids: Ids) -> None:
    card = members.card(office.desk(), ids.stranger)
    assert str(card.policy.ends_on) == "2024-12-31"
    assert (card.branch_en, card.plan_code, card.account) == ("", "", None)
    assert not any(one.on_record for one in card.private[1:])


def test_a_card_takes_at_most_twelve_statements(office: Office, ids: Ids, counted: Counting) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.IDENTIFIED, member=ids.employee)
    with counted() as statements:
        members.card(desk, ids.employee)
    assert len(statements) <= 12
    for verb, most in ((members.benefits, 6), (members.claims, 5), (members.timeline, 12)):
        with counted() as statements:
            verb(desk, ids.employee)  # type: ignore[operator]
        assert len(statements) <= most, verb


def test_a_person_is_opened_in_one_transaction(office: Office, ids: Ids, counted: Counting) -> None:
    """Card and schedule as each verb tells them, each look on record, in no more statements than a card."""
    desk = on_the_line(office, CallerRole.MEMBER, Level.IDENTIFIED, member=ids.employee)
    with counted() as statements:
        card, sheet = members.opened(desk, ids.employee)
    assert len(statements) <= 12
    assert looks(office)[-2:] == ["card", "benefits"]
    assert (card, sheet) == (members.card(desk, ids.employee), members.benefits(desk, ids.employee))
    with pytest.raises(NotFound):
        members.opened(desk, 999_999)


def test_a_caller_the_schedule_is_not_for_gets_the_card_and_why(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee)
    with pytest.raises(NotAllowed) as refused:
        members.benefits(desk, ids.colleague)
    card, why_not = members.opened(desk, ids.colleague)
    assert card == members.card(desk, ids.colleague)
    assert isinstance(why_not, NotAllowed)
    assert str(why_not) == str(refused.value)
    assert why_not.__traceback__ is None, "no frame with what was read"
    assert "benefits" not in looks(office)


def test_a_member_is_found_by_policy_and_certificate(office: Office, ids: Ids) -> None:
    desk = office.desk()
    assert members.by_certificate(desk, "91307", "1/1").member_id == ids.spouse
    with pytest.raises(NotFound, match="Certificate 0009-00 is not on policy 91307"):
        members.by_certificate(desk, "91307", "0009-00")
    with pytest.raises(NotFound):
        members.card(desk, 999_999)


def test_without_the_access_table_nobody_sees_anybody(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(text("ALTER TABLE access_entry RENAME TO access_gone"))
    for verb in (members.card, members.benefits, members.claims, members.account):
        with pytest.raises(Exception, match="access_entry"):
            verb(office.desk(), ids.employee)  # type: ignore[operator]


def test_claims_stand_newest_first_with_the_date_promised(office: Office, ids: Ids) -> None:
    found = members.claims(office.desk(), ids.employee)
    assert [one.received_on for one in found] == sorted((one.received_on for one in found), reverse=True)
    promised = {one.claim_no: str(one.promised_on) for one in found if one.promised_on}
    assert promised == {
        "A2000001449": "2026-11-30",  # received on Monday 16 Nov: ten working days
        "A2000001450": "2026-11-26",  # the last document came on Thursday 12 Nov: ten days from there
        "A2000001452": "2026-11-23",  # approved on Wednesday 18 Nov: three working days
    }
    assert not any(one.overdue for one in found)
    both = next(one for one in found if one.claim_no == "A2000001447")
    assert [line.incurred for line in both.lines] == [None, Money(50000, HKD)]
    assert both.paid == Money(40000, HKD)
    assert both.lines[0].diagnosis.shown == "••••"
    office.clock.advance(days=6)
    late = members.claims(office.desk_again(), ids.employee)
    assert {one.claim_no for one in late if one.overdue} == {"A2000001452"}


def test_a_date_beyond_the_table_of_holidays_is_not_guessed(office: Office, ids: Ids) -> None:
    far = date(2044, 1, 4)
    with office.database.write() as connection:
        connection.execute(
            update(tables.claim)
            .where(tables.claim.c.id == ids.claims["A2000001449"])
            .values(received_on=far, status_on=far)
        )
    found = members.claims(office.desk(), ids.employee)
    assert next(one for one in found if one.claim_no == "A2000001449").promised_on is None


# Timeline


def test_the_timeline_holds_what_happened_in_order(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.IDENTIFIED, member=ids.employee)
    members.card(desk, ids.employee)
    shown = members.timeline(desk, ids.employee)
    assert [one.at for one in shown] == sorted((one.at for one in shown), reverse=True)
    events = [one.event for one in shown]
    assert {"Call", "Looked at the card", "Claim in review", "Portal account frozen"} <= set(events)
    assert events.count("Failed login at the portal") == 5
    assert {one.event for one in shown if one.day_only} == {"Claim in review", "Claim received", WAITS}
    assert looks(office)[-1] == "timeline"


def test_the_timeline_is_bounded(office: Office, ids: Ids) -> None:
    desk = office.desk()
    row = {"at": office.clock(), "staff_id": desk.actor.staff_id, "member_id": ids.spouse, "what": "card"}
    with office.database.write() as connection:
        connection.execute(insert(tables.access_entry), [row] * 500)
    assert len(members.timeline(desk, ids.spouse)) == 200


def call(office: Office, ids: Ids, login: str, note: str, *, key: str, promised: bool = False) -> None:
    desk = office.desk(login)
    contact_id = contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=f"{key}-start",
    )
    contacts.wrap_up(
        desk,
        contact_id,
        outcome=Outcome.CALL_BACK if promised else Outcome.ANSWERED,
        note=note,
        promised_on=office.clock().date() if promised else None,
        version=1,
        key=f"{key}-end",
    )


def test_a_repeat_caller_is_announced(office: Office, ids: Ids) -> None:
    assert members.card(office.desk(), ids.employee).repeat is None
    call(office, ids, "hotline", "asked for A2000001447", key="1")
    office.clock.advance(hours=1)
    call(office, ids, "counter", "A2000001447 again", key="2", promised=True)
    office.clock.advance(hours=1)
    desk = on_the_line(office, CallerRole.MEMBER, Level.IDENTIFIED, member=ids.employee)
    outcomes = [one.outcome for one in members.timeline(desk, ids.employee) if one.event == "Call"]
    assert outcomes == [None, Outcome.CALL_BACK, Outcome.ANSWERED]
    card = members.card(desk, ids.employee)
    assert card.contacts_this_month == 3
    assert card.repeat is not None
    assert (card.repeat.claim_no, card.repeat.about_claim) == ("A2000001447", 2)
    assert (str(card.repeat.promised_on), card.repeat.promised_by) == ("2026-11-20", "Counter")
    assert card.repeat.promised_elsewhere
    assert card.last_contact is not None
    assert card.last_contact.note == "A2000001447 again"
    office.clock.advance(days=20)
    assert members.card(office.desk_again(), ids.employee).repeat is None


def test_who_saw_a_member_is_answered_over_an_index(office: Office, ids: Ids) -> None:
    """SAFETY 16: the plan reads the index of member and time, on a log long enough to be worth one."""
    desk = office.desk()
    rows = [
        {"at": office.clock(), "staff_id": desk.actor.staff_id, "member_id": person, "what": "card"}
        for person in (ids.employee, ids.spouse, ids.minor, ids.colleague)
    ]
    with office.database.write() as connection:
        connection.execute(insert(tables.access_entry), rows * 2500)
        if office.database.name == "postgresql":
            connection.execute(text("ANALYZE access_entry"))
    query = (
        access._SEEN_BY.limit(200)
        .params(member_id=ids.employee)
        .compile(office.database.engine, compile_kwargs={"literal_binds": True})
    )
    explain = "EXPLAIN QUERY PLAN" if office.database.name == "sqlite" else "EXPLAIN"
    with office.database.read() as connection:
        plan = connection.exec_driver_sql(f"{explain} {query}")
        told = " ".join(str(row) for row in plan)
        assert "ix_access_entry_member_id_at" in told
        assert len(access.seen_by(connection, ids.employee, 200)) == 200
        total = connection.execute(select(func.count()).select_from(tables.access_entry)).scalar_one()
    assert total == 10_000
