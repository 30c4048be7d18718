"""The certificate of cover: what it says, that the look is on record, and who may have it."""

import dataclasses
from datetime import date

import pytest
from sqlalchemy import Table, select, update

from consoleapp.desk import certificates
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.rules.statuses import MemberStatus, PolicyStatus
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables as t
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Counting, Office
from tests.desk.test_policies import on_the_line


def test_it_names_the_person_the_policy_and_the_whole_schedule_of_their_plan(
    office: Office, ids: Ids, counted: Counting
) -> None:
    desk = office.desk()
    with counted() as statements:
        found = certificates.certificate_of_cover(desk, ids.employee)
    assert len(statements) == 6, "session, member, parked contacts, plan, schedule, the look"
    assert (found.certificate, found.name_zh, found.policy_no) == ("0001-00", "陳大文", "91307")
    assert (found.plan_code, found.plan_en, found.holder_en) == ("10", "Staff", "THE ABC COMPANY")
    assert found.covered
    assert found.items is not None
    assert [one.item_code for one in found.items][:2] == ["RB", "GP"]
    for secret in SECRETS.values():
        assert secret not in repr(dataclasses.asdict(found))
    assert certificates.by_certificate(desk, "91307", "0001-00") == found


def test_it_is_a_look_on_record(office: Office, ids: Ids) -> None:
    certificates.certificate_of_cover(office.desk(), ids.employee)
    with office.database.read() as connection:
        looks = connection.execute(select(t.access_entry.c.member_id, t.access_entry.c.what)).all()
    assert [tuple(one) for one in looks] == [(ids.employee, "certificate of cover")]


@pytest.mark.parametrize(
    "change",
    [
        (t.member, {"status": MemberStatus.SUSPENDED}),
        (t.policy, {"status": PolicyStatus.LAPSED}),
        (t.member, {"effective_date": "2026-11-21"}),
        (t.member, {"termination_date": "2026-11-19"}),
        (t.policy_period, {"starts_on": "2026-11-21", "ends_on": "2027-11-20"}),
    ],
)
def test_who_is_not_covered_today_is_not_said_to_be(
    office: Office, ids: Ids, change: tuple[Table, dict[str, object]]
) -> None:
    table, values = change
    values = {
        name: date.fromisoformat(value)
        if isinstance(value, str) and name.endswith(("_on", "_date"))
        else value
        for name, value in values.items()
    }
    with office.database.write() as connection:
        if table is t.policy_period:
            connection.execute(table.delete().where(table.c.starts_on < date(2026, 1, 1)))
        connection.execute(update(table).values(**values))
    assert not certificates.certificate_of_cover(office.desk(), ids.employee).covered


def test_the_last_day_of_cover_counts(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            update(t.member).values(effective_date=date(2026, 11, 20), termination_date=date(2026, 11, 20))
        )
    assert certificates.certificate_of_cover(office.desk(), ids.employee).covered


@pytest.mark.parametrize("role", sorted(CallerRole))
def test_nobody_has_one_before_they_are_identified(office: Office, ids: Ids, role: CallerRole) -> None:
    desk = on_the_line(office, role, Level.NONE, member_id=ids.employee)
    with pytest.raises(NotAllowed):
        certificates.certificate_of_cover(desk, ids.employee)
    with pytest.raises(NotAllowed):
        certificates.by_certificate(desk, "91307", "0001-00")
    with office.database.read() as connection:
        assert connection.execute(select(t.access_entry.c.id)).all() == []


@pytest.mark.parametrize(
    ("role", "schedule"),
    [
        (CallerRole.EMPLOYER, True),
        (CallerRole.BROKER, True),
        (CallerRole.MEMBER, True),
        (CallerRole.FAMILY, False),
    ],
)
def test_whoever_hears_of_cover_only_gets_no_schedule(
    office: Office, ids: Ids, role: CallerRole, schedule: bool
) -> None:
    desk = on_the_line(office, role, Level.IDENTIFIED, member_id=ids.employee)
    assert (certificates.certificate_of_cover(desk, ids.employee).items is not None) is schedule


def test_a_stranger_gets_none(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member_id=ids.stranger)
    with pytest.raises(NotAllowed):
        certificates.certificate_of_cover(desk, ids.employee)
    with pytest.raises(NotFound):
        certificates.by_certificate(office.desk("supervisor"), "91307", "9999-00")
