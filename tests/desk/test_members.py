"""The card of a member, what stands behind its tabs, and what of it a caller may hear."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import contacts, lookup, members
from consoleapp.desk.context import Desk
from consoleapp.errors import ConsoleError, NotAllowed, NotFound, Refused
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.masking import Field
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import search, tables
from consoleapp.store.queries import access
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Counting, Office

HKD = "HKD"
READERS = (Role.HOTLINE, Role.COUNTER, Role.SUPERVISOR)


def looks(office: Office, member_id: int | None = None) -> list[str]:
    """What the access log holds, oldest first."""
    query = select(tables.access_entry.c.what).order_by(tables.access_entry.c.id)
    if member_id is not None:
        query = query.where(tables.access_entry.c.member_id == member_id)
    with office.database.read() as connection:
        return list(connection.execute(query).scalars())


def on_the_line(
    office: Office,
    role: CallerRole,
    level: Level,
    *,
    member: int | None = None,
    policy: int | None = None,
    login: str = "hotline",
    channel: ContactChannel = ContactChannel.CALL,
) -> Desk:
    """A desk with a caller of this role, known this far, without the steps that lead there."""
    desk = office.desk(login)
    contact_id = contacts.start(
        desk,
        member_id=member,
        policy_id=policy,
        channel=channel,
        caller_role=role,
        key=f"{login}-{role}-{level}",
    )
    with office.database.write() as connection:
        connection.execute(
            update(tables.contact).where(tables.contact.c.id == contact_id).values(level=level)
        )
    return desk.in_contact(contact_id)


# The card


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
    for verb, most in ((members.benefits, 6), (members.claims, 5), (members.timeline, 11)):
        with counted() as statements:
            verb(desk, ids.employee)  # type: ignore[operator]
        assert len(statements) <= most, verb


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


# One private field


WAITS = "Claim waits for documents"
PURPOSE = "to compare with the letter"


def may_unmask(role: Role, field: Field, caller: CallerRole | None, level: Level) -> bool:
    """The matrix as people would say it, written without the tables of the rules."""
    if role not in READERS or caller is None:
        return False
    if field is Field.DIAGNOSIS and role is not Role.SUPERVISOR:
        return False
    if caller not in (CallerRole.MEMBER, CallerRole.GUARDIAN):
        return False
    if caller is CallerRole.GUARDIAN:
        # The employee is of age: nobody is their guardian; only the number to call back is shown.
        return field in (Field.MOBILE, Field.PHONE) and level is not Level.NONE
    if field in (Field.MOBILE, Field.PHONE):
        return level is not Level.NONE
    return level is Level.VERIFIED


@pytest.mark.parametrize("role", list(Role))
def test_who_unmasks_what_for_whom(office: Office, ids: Ids, role: Role) -> None:
    """SAFETY 14: role × field × caller × level; each look one row, each refusal none."""
    callers = [None, *CallerRole] if role in READERS else [None]
    for caller in callers:
        for level in Level if caller else (Level.NONE,):
            desk = office.desk(role.value)
            if caller is not None:
                desk = on_the_line(office, caller, level, member=ids.employee, login=role.value)
            for field in (f for f in Field if f is not Field.BANK):
                before = len(looks(office))
                line = ids.line if field is Field.DIAGNOSIS else None
                key = f"{role}{caller}{level}{field}"

                def look(
                    desk: Desk = desk, field: Field = field, line: int | None = line, key: str = key
                ) -> str:
                    return members.unmask(
                        desk, ids.employee, field, purpose=PURPOSE, claim_line_id=line, key=key
                    ).shown

                if may_unmask(role, field, caller, level):
                    shown = look()
                    assert shown == {
                        Field.BIRTH_DATE: "17 Mar 1979",
                        Field.MOBILE: "9123 4567",
                        Field.PHONE: "2765 4321",
                    }.get(field, SECRETS[field.value])
                    assert looks(office)[before:] == [f"unmasked {field}"]
                else:
                    with pytest.raises(NotAllowed):
                        look()
                    assert len(looks(office)) == before


def test_unmasking_again_with_the_same_key_is_one_look_and_keeps_no_value(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee)
    for _ in range(2):
        shown = members.unmask(desk, ids.employee, Field.EMAIL, purpose=PURPOSE, key="1")
        assert shown.shown == SECRETS["email"]
    assert looks(office).count("unmasked email") == 1
    with office.database.read() as connection:
        kept = connection.execute(select(tables.act)).all()
    assert SECRETS["email"] not in repr(kept)


def test_unmasking_needs_a_purpose_and_a_line_of_this_member(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.spouse, login="supervisor")
    with pytest.raises(Refused, match="needed for"):
        members.unmask(desk, ids.spouse, Field.EMAIL, purpose=" \u200b", key="1")
    with pytest.raises(NotFound):
        members.unmask(desk, ids.spouse, Field.DIAGNOSIS, purpose="x", claim_line_id=ids.line, key="2")
    with pytest.raises(NotAllowed):
        members.unmask(desk, ids.colleague, Field.IDENTITY_NO, purpose="x", key="3")


# What a caller may hear of claims


def heard(desk: Desk, member_id: int) -> str:
    try:
        members.claims(desk, member_id)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.BROKER])
@pytest.mark.parametrize("by_policy", [True, False])
def test_employers_and_brokers_never_reach_claims(
    office: Office, ids: Ids, caller: CallerRole, by_policy: bool
) -> None:
    """SAFETY 15: whatever is asked, at the highest level; nothing of a claim is in any answer."""
    about = {"policy": ids.policy} if by_policy else {"member": ids.employee}
    desk = on_the_line(office, caller, Level.VERIFIED, login="supervisor", **about)
    for person in (ids.employee, ids.spouse, ids.minor, ids.colleague):
        assert heard(desk, person)
        card = members.card(desk, person)
        sheet = members.benefits(desk, person)
        told = repr((card, sheet, members.timeline(desk, person), contacts.earlier(desk, person)))
        assert card.claims_open is None
        assert card.claims_total is None
        assert card.account is None
        assert {Topic.CLAIMS, Topic.CLAIM_LINES, Topic.DIAGNOSIS} <= set(card.withheld)
        assert sheet.withheld
        assert not [
            one for line in sheet.lines for one in line.limits if one.standing.used or one.standing.pending
        ]
        assert not [number for number in ids.claims if number in told]
        assert SECRETS["diagnosis"] not in told
        with pytest.raises(NotAllowed):
            lookup.subject(desk, SubjectKind.CLAIM, ids.claims["A2000001447"])
    with pytest.raises(NotAllowed):
        members.benefits(desk, ids.stranger)
    assert "claims" not in looks(office)


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.BROKER, CallerRole.FAMILY])
def test_a_hit_does_not_say_where_a_claim_stands_to_who_may_never_hear_it(
    office: Office, ids: Ids, caller: CallerRole
) -> None:
    def states() -> list[object]:
        found = lookup.find(desk, "A2000001447").hits + lookup.find(desk, "PA200007").hits
        return [(one.status, one.on) for one in found if one.kind in (SubjectKind.CLAIM, SubjectKind.ACCOUNT)]

    desk = office.desk("supervisor")
    alone = states()
    assert alone
    assert (None, None) not in alone
    desk = on_the_line(office, caller, Level.VERIFIED, login="supervisor", member=ids.employee)
    assert set(states()) == {(None, None)}
    assert len(states()) == len(alone)


@pytest.mark.parametrize("caller", [CallerRole.EMPLOYER, CallerRole.MEMBER])
def test_what_a_look_was_for_is_not_for_every_caller(office: Office, ids: Ids, caller: CallerRole) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, login="supervisor", member=ids.employee)
    members.unmask(desk, ids.employee, Field.MOBILE, purpose="asked about the biopsy", key="u1")
    other = on_the_line(office, caller, Level.VERIFIED, login="counter", member=ids.employee)
    told = repr(members.timeline(other, ids.employee))
    assert ("biopsy" in told) == (caller is CallerRole.MEMBER)


@pytest.mark.parametrize(
    ("caller", "about", "heard_of"),
    [
        (CallerRole.MEMBER, "employee", {"employee", "minor"}),
        (CallerRole.MEMBER, "spouse", {"spouse", "minor"}),
        (CallerRole.MEMBER, "minor", {"minor"}),
        (CallerRole.MEMBER, "grown_child", {"grown_child"}),
        (CallerRole.GUARDIAN, "minor", {"minor"}),
        (CallerRole.GUARDIAN, "grown_child", set()),
        (CallerRole.FAMILY, "employee", set()),
        (CallerRole.PROVIDER, "employee", set()),
    ],
)
def test_who_hears_of_whose_claims(
    office: Office, ids: Ids, caller: CallerRole, about: str, heard_of: set[str]
) -> None:
    family = ("employee", "spouse", "minor", "grown_child", "colleague", "stranger")
    desk = on_the_line(office, caller, Level.IDENTIFIED, member=getattr(ids, about))
    assert {name for name in family if not heard(desk, getattr(ids, name))} == heard_of
    desk = on_the_line(office, caller, Level.NONE, member=getattr(ids, about))
    assert {name for name in family if not heard(desk, getattr(ids, name))} == set()


def test_a_refusal_says_what_to_do_next(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.NONE, member=ids.employee)
    assert "Check two facts" in heard(desk, ids.employee)
    assert "Start one about this member" in heard(desk, ids.colleague)
    desk = on_the_line(office, CallerRole.EMPLOYER, Level.VERIFIED, policy=ids.policy)
    assert "never hears" in heard(desk, ids.employee)


def test_a_screen_that_forgets_the_contact_gets_no_more_by_it(office: Office, ids: Ids) -> None:
    """The contact is read from the book: a desk without it, or with another one, is under the same rule."""
    desk = on_the_line(office, CallerRole.EMPLOYER, Level.VERIFIED, policy=ids.policy)
    assert heard(desk.in_contact(None), ids.employee)
    assert heard(desk.in_contact(12345), ids.employee)


def test_without_a_contact_staff_read_claims_and_it_is_on_record(office: Office, ids: Ids) -> None:
    assert heard(office.desk(), ids.employee) == ""
    assert looks(office, ids.employee) == ["claims"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_keeps_the_console_running_sees_no_member(office: Office, ids: Ids, role: Role) -> None:
    desk = office.desk(role.value)
    for verb in (members.card, members.benefits, members.claims, members.timeline, members.account):
        with pytest.raises(NotAllowed):
            verb(desk, ids.employee)  # type: ignore[operator]
    with pytest.raises(NotAllowed):
        lookup.find(desk, "chan")
    with pytest.raises(ConsoleError):
        lookup.subject(desk, SubjectKind.MEMBER, ids.employee)
    assert looks(office) == []


# Claims


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


# Repeat callers, recents, who saw whom


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


def test_the_members_opened_last_are_there_while_the_box_is_empty(office: Office, ids: Ids) -> None:
    desk = office.desk()
    for person in (ids.employee, ids.spouse, ids.employee, ids.stranger):
        members.card(desk, person)
        office.clock.advance(minutes=1)
    assert [hit.id for hit in lookup.recents(desk)] == [ids.stranger, ids.employee, ids.spouse]
    assert [hit.id for hit in lookup.find(desk, "  ").hits] == [ids.stranger, ids.employee, ids.spouse]
    assert lookup.recents(office.desk("counter")) == ()


def test_whoever_is_named_is_found_and_a_list_is_no_look(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
    found = lookup.find(office.desk(), "tai man chan")
    assert (found.hits[0].kind, found.hits[0].id) == (SubjectKind.MEMBER, ids.employee)
    assert found.counts[SubjectKind.MEMBER] >= 1
    assert found.took_ms > 0
    assert lookup.find(office.desk(), "A2000001447").hits[0].id == ids.claims["A2000001447"]
    assert not [secret for secret in SECRETS.values() if secret in repr(found)]
    assert looks(office) == []


def test_finding_by_a_private_number_is_one_look(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
    desk = office.desk()
    for end in range(1, len("A123456(3)") + 1):
        lookup.find(desk, "A123456(3)"[:end])
    assert looks(office) == looks(office, ids.employee) == ["found by identity number"]
    lookup.find(desk, "9123 4567")
    lookup.find(desk, "4567 chan")
    lookup.find(desk, "tai.man@example.com")
    assert looks(office, ids.employee)[1:] == ["found by phone", "found by e-mail"]
    office.clock.advance(minutes=11)
    lookup.find(office.desk(), "3456")
    lookup.find(office.desk("counter"), "3456")
    assert looks(office)[3:] == 2 * ["found by identity number"]
    assert lookup.recents(office.desk()) == ()


def test_finding_by_anything_else_leaves_nothing(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
    for typed in ("0001-00 91307", "PR9130700100", "91307", "chan tai man", "A2000001447"):
        assert lookup.find(office.desk(), typed).hits, typed
    for part in ("A12345", "1234", "123456", "9123", "91234", "234567", "i.man@", "@example.com"):
        found = lookup.find(office.desk(), part).hits
        assert ids.employee not in [hit.member_id for hit in found if hit.kind is SubjectKind.MEMBER], part
    assert looks(office) == []


def test_without_the_access_table_nobody_is_found_by_a_private_number(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        search.rebuild(connection)
        connection.execute(text("ALTER TABLE access_entry RENAME TO access_entry_gone"))
    with pytest.raises(DBAPIError):
        lookup.find(office.desk(), "A123456(3)")
    assert lookup.find(office.desk(), "chan tai man").hits


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


@pytest.mark.parametrize(
    ("role", "hears"),
    [
        (CallerRole.MEMBER, False),
        (CallerRole.FAMILY, False),
        (CallerRole.PROVIDER, False),
        (CallerRole.EMPLOYER, True),
        (CallerRole.BROKER, True),
    ],
)
def test_what_the_company_owes_is_for_the_company_and_its_broker(
    office: Office, ids: Ids, role: CallerRole, hears: bool
) -> None:
    about = {"policy": ids.policy} if hears else {"member": ids.employee}
    desk = on_the_line(office, role, Level.IDENTIFIED, **about)
    owed = members.card(desk, ids.employee).policy.unsettled
    assert owed == (Money(5_234_400, HKD) if hears else None)
