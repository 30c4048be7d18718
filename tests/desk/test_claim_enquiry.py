"""Claims enquiry against a plain oracle: every filter, any order, who may hear of what (DOMAIN 4)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select, update

from consoleapp.desk import claim_enquiry, claim_notice, contacts
from consoleapp.desk.claim_shapes import ClaimFilter, ListedLine
from consoleapp.desk.keys import new_key
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, ClaimStatus, ContactChannel, PaymentMethod
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.store import tables
from consoleapp.store.engine import Database
from consoleapp.store.queries import claim_list
from consoleapp.store.queries.claim_orders import SORTED_BY
from consoleapp.store.queries.claim_wanted import Wanted
from tests.desk.book import Ids
from tests.desk.conftest import Counting, Office

EVERYTHING = ClaimFilter()
BIG = {"claim_line": "1000000", "claim": "700000", "member": "150000", "policy": "2000", "branch": "1000"}
CLOCKS = claim_list.Clocks((date.min, date.max), (date.min, date.max), lambda *_row: None)


def all_lines(office: Office, chosen: ClaimFilter = EVERYTHING, **how: Any) -> list[ListedLine]:
    """The list as a screen reads it: ids, then the rows of them."""
    desk = office.desk()
    ids = claim_enquiry.ids(desk, chosen, **how)
    found = {one.line_id: one for one in claim_enquiry.rows(desk, ids)}
    assert [one.line_id for one in claim_enquiry.first(desk, chosen, limit=5, **how)] == list(ids[:5])
    return [found[id_] for id_ in ids]


def all_ids(connection: Connection) -> list[int]:
    return list(connection.execute(select(tables.claim_line.c.id).order_by(tables.claim_line.c.id)).scalars())


def some(options: list[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(options)


DAYS = [None, date(2026, 4, 30), date(2026, 5, 1), date(2026, 8, 1), date(2026, 8, 2)]


def test_every_filter_and_every_order(office: Office, ids: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    methods = list(PaymentMethod)
    with office.database.write() as connection:
        for number, line_id in enumerate(all_ids(connection)[:6]):
            how = methods[number % len(methods)]
            connection.execute(
                update(tables.claim_line).where(tables.claim_line.c.id == line_id).values(payment_method=how)
            )
    everything = all_lines(office)
    assert len(everything) == 14

    @settings(max_examples=40, deadline=None)
    @given(
        chosen=st.builds(
            ClaimFilter,
            policy_no=some(["", "91307", "91310"]),
            certificate=some(["", "0001-00", "0001-01", "0002-00"]),
            member_id=some([None, ids.employee, ids.minor]),
            statuses=some([(), (ClaimStatus.PAID,), (ClaimStatus.IN_REVIEW, ClaimStatus.RECEIVED)]),
            benefit_types=some([(), (BenefitType.HOS,), (BenefitType.OPB, BenefitType.DEN)]),
            consulted_from=some(DAYS[:3]),
            consulted_to=some([None, *DAYS[3:]]),
            branch=some(["", "*ALL", "HO", "XX", "abc comp", "香港"]),
            overdue=st.booleans(),
        ),
        column=some(sorted(claim_enquiry.SORTABLE)),
        descending=st.booleans(),
        walked=some([2, claim_list.WALKED]),
    )
    def as_people_would_pick_them(chosen: ClaimFilter, column: str, descending: bool, walked: int) -> None:
        monkeypatch.setattr(claim_list, "WALKED", walked)  # whichever way the first ones are found
        wanted = {one.line_id for one in everything if holds(one, chosen)}
        found = all_lines(office, chosen, order=(column, descending))
        assert {one.line_id for one in found} == wanted
        values = [VALUES[column](one) for one in found]
        known = [value for value in values if value is not None]
        assert values == known + [None] * (len(values) - len(known))
        assert known == sorted(known, reverse=descending)

    as_people_would_pick_them()


def holds(line: ListedLine, chosen: ClaimFilter) -> bool:
    return (
        chosen.policy_no in ("", line.policy_no)
        and chosen.certificate in ("", line.certificate)
        and chosen.member_id in (None, line.member_id)
        and (not chosen.statuses or line.status in chosen.statuses)
        and (not chosen.benefit_types or line.benefit_type in chosen.benefit_types)
        and (chosen.consulted_from is None or line.consulted_on >= chosen.consulted_from)
        and (chosen.consulted_to is None or line.consulted_on <= chosen.consulted_to)
        and (
            chosen.branch in ("", "*ALL", line.branch_code)
            or (chosen.branch and chosen.branch in line.branch_en.lower() + line.branch_zh)
        )
        and (not chosen.overdue or line.overdue)
    )


def place(vocabulary: type[Any], value: Any) -> int | None:
    return None if value is None else list(vocabulary).index(value)


VALUES: dict[str, Any] = {
    "claim": lambda one: one.claim_no,
    "policy": lambda one: one.policy_no,
    "certificate": lambda one: one.certificate.replace("-", ""),
    "member": lambda one: one.name_en,
    "branch": lambda one: one.branch_en or None,
    "consulted": lambda one: one.consulted_on,
    "type": lambda one: place(BenefitType, one.benefit_type),
    "item": lambda one: one.item_name,
    "provider": lambda one: one.provider_name or None,
    "incurred": lambda one: one.incurred and one.incurred.minor,
    "paid": lambda one: one.paid and one.paid.minor,
    "paid_on": lambda one: one.paid_on,
    "method": lambda one: place(PaymentMethod, one.payment_method),
    "status": lambda one: place(ClaimStatus, one.status),
    "status_on": lambda one: one.status_on,
    "received": lambda one: one.received_on,
    "promised": lambda one: one.promised_on,
}


def test_items_are_named_as_the_plan_names_them_in_chinese(office: Office, ids: Ids) -> None:
    listed = {
        one.item_code: one.item_name_zh for one in all_lines(office, ClaimFilter(member_id=ids.employee))
    }
    with office.database.read() as connection:
        asked = (
            select(tables.benefit.c.item_code, tables.benefit.c.name_zh)
            .join(tables.member, tables.member.c.plan_id == tables.benefit.c.plan_id)
            .where(tables.member.c.id == ids.employee)
        )
        named = {row.item_code: row.name_zh for row in connection.execute(asked)}
    assert listed == {code: named.get(code, "") for code in listed}
    assert any(listed.values())
    whole = claim_enquiry.detail(office.desk(), ids.claims["A2000001447"])
    assert {line.item_name_zh for line in whole.claim.lines} == {named["GP"]}


def test_words_and_promised_dates(office: Office, ids: Ids) -> None:
    assert set(VALUES) == claim_enquiry.SORTABLE
    assert {one.claim_no for one in all_lines(office, words="wong tai")} == {"A2000001457"}
    assert {one.claim_no for one in all_lines(office, words="001458")} == {"A2000001458"}
    assert all_lines(office, words="100%") == []
    with office.database.write() as connection:
        connection.execute(
            update(tables.claim)
            .where(tables.claim.c.claim_no == "A2000001449")
            .values(received_on=date(2026, 11, 5), status_on=date(2026, 11, 5))
        )
    (late,) = all_lines(office, ClaimFilter(overdue=True))
    assert (late.claim_no, late.promised_on, late.overdue) == ("A2000001449", date(2026, 11, 19), True)
    with pytest.raises(Refused, match="before it begins"):
        claim_enquiry.ids(
            office.desk(),
            ClaimFilter(consulted_from=date(2026, 2, 1), consulted_to=date(2026, 1, 1)),
        )


@pytest.mark.parametrize("statistics", [False, True])
def test_every_order_is_read_from_an_index(sqlite_database: Database, statistics: bool) -> None:
    """Over a million lines a sort costs seconds: the first rows never wait for one (SPEED 3)."""
    with sqlite_database.write() as connection:
        if statistics:  # as a book of a million lines has them
            connection.exec_driver_sql("ANALYZE")
            for table, rows in BIG.items():
                connection.exec_driver_sql(f"INSERT INTO sqlite_stat1 VALUES ('{table}', NULL, '{rows}')")
    plans: list[tuple[str, str]] = []

    def explained(_c: Any, cursor: Any, told: str, values: Any, *_more: Any) -> None:
        cursor.execute(f"EXPLAIN QUERY PLAN {told}", values)
        plans.extend((told, row[3]) for row in cursor.fetchall())

    event.listen(sqlite_database.engine, "before_cursor_execute", explained)
    with sqlite_database.read() as connection:
        for column in SORTED_BY:
            for down in (False, True):
                claim_list.first(connection, Wanted(), (column, down), "", CLOCKS, 200)
    assert plans
    assert not [plan for plan in plans if "B-TREE FOR ORDER BY" in plan[1]]
    # Only those of one certificate number are put in order behind it.
    behind = {told.partition("ORDER BY")[2] for told, step in plans if "RIGHT PART OF ORDER BY" in step}
    assert all("suffix" in by for by in behind), behind


def test_one_claim_whole(office: Office, ids: Ids, counted: Counting) -> None:
    desk = office.desk()
    claim_id = claim_enquiry.by_number(desk, " a2000001450-1 ")
    assert claim_id == ids.claims["A2000001450"]
    with counted() as statements:
        found = claim_enquiry.detail(desk, claim_id)
    assert len(statements) <= 12
    assert [(one.old, one.new) for one in found.history] == [
        (None, ClaimStatus.RECEIVED),
        (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW),
        (ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS),
        (ClaimStatus.PENDING_DOCUMENTS, ClaimStatus.IN_REVIEW),
    ]
    assert found.claim.promised_on == date(2026, 11, 26)
    told = [one.text(str) for one in found.clock]
    assert "12 Nov 2026" in told[0]
    assert "26 Nov 2026" in told[0]
    assert found.moves == (ClaimStatus.PENDING_DOCUMENTS, ClaimStatus.WITHDRAWN)
    assert ClaimStatus.APPROVED in claim_enquiry.detail(office.desk("supervisor"), claim_id).moves
    assert found.has_notice is False
    with pytest.raises(NotFound):
        claim_enquiry.by_number(desk, "A9")
    with pytest.raises(NotFound):
        claim_enquiry.detail(desk, 999_999)
    with office.database.read() as connection:
        looks = connection.execute(select(tables.access_entry.c.what)).scalars().all()
        events = connection.execute(select(tables.audit_entry.c.event)).scalars().all()
    assert looks == ["claim", "claim"]
    assert "claims.listed" not in events
    claim_enquiry.ids(desk, EVERYTHING)
    with office.database.read() as connection:
        assert "claims.listed" in connection.execute(select(tables.audit_entry.c.event)).scalars().all()


def test_closed_claims_have_a_notice_but_not_the_withdrawn(office: Office, ids: Ids) -> None:
    desk = office.desk()
    told = claim_notice.notice(desk, ids.claims["A2000001455"])
    assert (told.claim_no, told.status, told.paid) == ("A2000001455", ClaimStatus.PAID, Money(480_00, "HKD"))
    assert claim_notice.notice(desk, ids.claims["A2000001453"]).status is ClaimStatus.DECLINED
    for number in ("A2000001454", "A2000001450", "A2000001452"):
        with pytest.raises(Refused, match="no closing notice"):
            claim_notice.notice(desk, ids.claims[number])


def test_whoever_is_on_the_line_hears_of_their_own(office: Office, ids: Ids) -> None:
    desk = office.desk()
    line = claim_enquiry.ids(desk, ClaimFilter(member_id=ids.spouse))
    for caller in (CallerRole.EMPLOYER, CallerRole.BROKER, CallerRole.PROVIDER, CallerRole.FAMILY):
        contacts.start(
            desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=caller, key=new_key()
        )
        for verb in (
            lambda: claim_enquiry.ids(desk, EVERYTHING),
            lambda: claim_enquiry.first(desk, EVERYTHING),
            lambda: claim_enquiry.listed(desk, EVERYTHING),
            lambda: claim_enquiry.rows(desk, line),
            lambda: claim_enquiry.detail(desk, ids.claims["A2000001450"]),
            lambda: claim_notice.notice(desk, ids.claims["A2000001455"]),
        ):
            with pytest.raises(NotAllowed):
                verb()
    contact = contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    with pytest.raises(NotAllowed):
        claim_enquiry.ids(desk, EVERYTHING)
    for factor, said in ((Factor.FULL_NAME, "Chan Tai Man"), (Factor.BIRTH_DATE, "17 Mar 1979")):
        contacts.check_fact(desk, contact, factor, said, key=new_key())
    heard = {one.member_id for one in all_lines(office)}
    assert heard == {ids.employee, ids.minor}
    assert claim_enquiry.rows(desk, line) == ()
