"""Entries are added, corrected, moved, closed, re-opened; nobody overwrites anybody (DOMAIN 9, SAFETY 21)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import directory, lookup
from consoleapp.desk import directory_entry as entry
from consoleapp.desk import directory_upkeep as upkeep
from consoleapp.desk.directory_upkeep import Outdated, SeemsThere
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.rules.provider_likeness import Likeness
from consoleapp.rules.provider_record import ProviderField
from consoleapp.rules.provider_upkeep import ProviderAct
from tests.desk.book import Ids
from tests.desk.conftest import Office

F = ProviderField
NEW = {
    F.NETWORKS: "QHMS",
    F.KIND: "Clinic",
    F.NAME: "KAPOK MEDICAL CENTRE",
    F.NAME_ZH: "木棉醫務中心",
    F.SPECIALTY: "gp",
    F.DISTRICT: "旺角",
    F.ADDRESS: "12 KAPOK ROAD",
    F.PHONES: "85950101",
    F.HOURS: "星期一至五 上午9時至下午1時",
}


@pytest.fixture(autouse=True)
def network(office: Office) -> None:
    """The network of the book."""
    with office.database.write() as connection:
        connection.execute(text("INSERT INTO network (code) VALUES ('QHMS')"))


def corrected(office: Office, provider_id: int, login: str = "hotline", **fields: str) -> int:
    """The entry corrected as it stands now; its version."""
    desk = office.desk(login)
    base = entry.form(desk, provider_id)
    typed = {ProviderField(name): value for name, value in fields.items()}
    return upkeep.correct(
        desk, provider_id, base.version, base.record, {**base.record, **typed}, "rang", key=new_key()
    )


def acts(office: Office, provider_id: int) -> list[ProviderAct]:
    return [one.act for one in entry.history(office.desk(), provider_id)]


def test_an_entry_is_added_and_found_at_once(office: Office, ids: Ids) -> None:
    desk = office.desk()
    checked = entry.check_entry(desk, entry.form(desk).record, NEW)
    assert checked.expression == "Mo-Fr 09:00-13:00; PH unknown"
    assert [len(day.stretches) for day in checked.week] == [1, 1, 1, 1, 1, 0, 0]
    assert checked.twins == ()
    provider_id = upkeep.add(desk, NEW, "contract of 1 Nov", key="add-1")
    assert upkeep.add(desk, NEW, "contract of 1 Nov", key="add-1") == provider_id
    record = entry.form(desk, provider_id)
    assert record.provider_no == "DP00001"
    assert record.record[F.SPECIALTY] == "GENERAL PRACTITIONER"
    assert (record.record[F.AREA], record.record[F.DISTRICT]) == ("kowloon", "Yau Tsim Mong")
    assert [one.provider_no for one in directory.search(desk, "kapok mong kok").rows] == ["DP00001"]
    assert any(hit.title.startswith("KAPOK") for hit in lookup.find(desk, "kapok").hits)
    (told,) = entry.history(desk, provider_id)
    assert (told.act, told.by, told.reason, told.version) == (
        ProviderAct.ADDED, "Hotline", "contract of 1 Nov", 1,
    )  # fmt: skip
    assert {one.field: one.new for one in told.changes}[F.PHONES] == "8595 0101"


def test_a_twin_is_looked_at_before_it_is_added_again(office: Office, ids: Ids) -> None:
    desk = office.desk()
    provider_id = upkeep.add(desk, NEW, "new", key=new_key())
    again = {**NEW, F.NAME: "Kapok Medical Center", F.NAME_ZH: "", F.ADDRESS: "Shop 3"}
    (twin,) = entry.check_entry(desk, entry.form(desk).record, again).twins
    assert (twin.provider_id, set(twin.alike)) == (provider_id, {Likeness.NAME, Likeness.PHONE})
    with pytest.raises(SeemsThere) as refusal:
        upkeep.add(desk, again, "new", key=new_key())
    numbers = [one.provider_no for one in refusal.value.twins]
    assert upkeep.add(desk, again, "another branch", seen=numbers, key=new_key()) != provider_id
    with pytest.raises(Refused, match="belongs to another"):
        upkeep.add(desk, {**NEW, F.NAME: "Other", F.NAME_ZH: ""}, "new", provider_no="DP00001", key=new_key())


def test_the_second_editor_sees_both_and_overwrites_nothing(office: Office, ids: Ids) -> None:
    one, other = office.desk("hotline"), office.desk("counter")
    base = entry.form(one, ids.provider)
    assert corrected(office, ids.provider, phones="8595 0202", languages="English") == base.version + 1
    mine = {**base.record, F.PHONES: "8595 0303", F.ADDRESS: "2 EGRET LANE"}
    with pytest.raises(Outdated) as refusal:
        upkeep.correct(other, ids.provider, base.version, base.record, mine, "told me", key=new_key())
    error = refusal.value
    (clash,) = error.merged.clashes
    assert (clash.field, clash.theirs, clash.mine) == (F.PHONES, "8595 0202", "8595 0303")
    assert error.by == "Hotline"
    assert [one.field for one in error.merged.taken] == [F.LANGUAGES]
    assert entry.form(one, ids.provider).record[F.PHONES] == "8595 0202"
    upkeep.correct(
        other, ids.provider, error.version, error.theirs, error.merged.record, "told me", key=new_key()
    )
    now = entry.form(one, ids.provider).record
    assert (now[F.PHONES], now[F.LANGUAGES], now[F.ADDRESS]) == ("8595 0202", "English", "2 EGRET LANE")
    for stale in (upkeep.close, upkeep.reopen):
        with pytest.raises(Conflict):
            stale(other, ids.provider, base.version, date(2026, 11, 20), "late", key=new_key())


def test_what_cannot_stand_is_refused_and_nothing_changes(office: Office, ids: Ids) -> None:
    for fields, said in (
        ({"hours": "Mon sometimes"}, "▸sometimes◂"),
        ({"phones": "12"}, "8 digits"),
        ({"networks": "NOWHERE"}, "no network"),
        ({}, "Nothing would change"),
    ):
        with pytest.raises(Refused, match=said):
            corrected(office, ids.provider, **fields)
    with pytest.raises(Refused, match="reason"):
        upkeep.add(office.desk(), NEW, "  ", key=new_key())
    with pytest.raises(NotAllowed):
        entry.form(office.desk("administrator"), ids.provider)
    with pytest.raises(NotFound):
        entry.form(office.desk(), 10_000)
    assert acts(office, ids.provider) == []


def test_a_closed_entry_is_gone_after_its_last_day_and_can_come_back(office: Office, ids: Ids) -> None:
    desk = office.desk()
    version = entry.form(desk, ids.provider).version
    version = upkeep.close(desk, ids.provider, version, date(2026, 11, 21), "retires", key=new_key())
    assert "PV10001" in [one.provider_no for one in directory.search(desk, "").rows]
    office.clock.advance(days=2)
    desk = office.desk_again()
    assert "PV10001" not in [one.provider_no for one in directory.search(desk, "").rows]
    closed = directory.search(desk, "", chosen=directory.DirectoryFilter(closed=True)).rows
    assert {one.provider_no: one.closed_on for one in closed}["PV10001"] == date(2026, 11, 21)
    with pytest.raises(Refused, match="already"):
        upkeep.close(desk, ids.provider, version, date(2026, 11, 21), "again", key=new_key())
    version = upkeep.reopen(desk, ids.provider, version, date(2026, 11, 22), "stays", key=new_key())
    record = entry.form(desk, ids.provider).record
    assert record[F.EFFECTIVE_TO] == ""
    with pytest.raises(Refused, match="not closed"):
        upkeep.reopen(desk, ids.provider, version, date(2026, 11, 22), "again", key=new_key())
    assert acts(office, ids.provider) == [ProviderAct.REOPENED, ProviderAct.CLOSED]


def test_a_move_to_come_happens_on_its_day(office: Office, ids: Ids) -> None:
    desk = office.desk()
    base = entry.form(desk, ids.provider)
    moved = {**base.record, F.ADDRESS: "9 HERON PATH", F.DISTRICT: "Sha Tin", F.AREA: "new_territories"}
    with pytest.raises(Refused, match="address"):
        upkeep.correct(
            desk, ids.provider, base.version, base.record, {**base.record, F.PHONES: "8595 0404"}, "x",
            act=ProviderAct.MOVED, key=new_key(),
        )  # fmt: skip
    upkeep.correct(
        desk, ids.provider, base.version, base.record, moved, "lease ends",
        effective_on=date(2026, 12, 1), act=ProviderAct.MOVED, key=new_key(),
    )  # fmt: skip
    assert entry.form(desk, ids.provider).record == base.record
    (plan,) = directory.detail(desk, ids.provider).plans
    assert (plan.effective_on, plan.by) == (date(2026, 12, 1), "Hotline")
    with pytest.raises(Conflict, match="already"):
        corrected(office, ids.provider, address="1 OTHER ROAD")
    office.clock.advance(days=11)
    office.desk_again()
    found = directory.search(office.desk("supervisor"), "heron sha tin").rows
    assert [one.provider_no for one in found] == ["PV10001"]
    assert acts(office, ids.provider) == [ProviderAct.PLAN_APPLIED, ProviderAct.PLANNED]
    assert entry.history(office.desk(), ids.provider)[0].by == "Hotline"
    assert directory.detail(office.desk(), ids.provider).plans == ()


def test_a_plan_the_record_ran_away_from_is_set_aside_and_disputed(office: Office, ids: Ids) -> None:
    desk = office.desk()
    base = entry.form(desk, ids.provider)
    upkeep.correct(
        desk, ids.provider, base.version, base.record, {**base.record, F.PHONES: "8595 0404"}, "new line",
        effective_on=date(2026, 11, 21), key=new_key(),
    )  # fmt: skip
    with office.database.write() as connection:  # as an extract would
        connection.execute(text("UPDATE provider SET phones = '8595 0505', version = version + 1"))
    office.clock.advance(days=1)
    found = directory.detail(office.desk_again(), ids.provider)
    assert found.row.phones == ("8595 0505",)
    assert found.row.disputed
    assert acts(office, ids.provider)[0] is ProviderAct.PLAN_SET_ASIDE


def test_a_plan_can_be_withdrawn_once(office: Office, ids: Ids) -> None:
    desk = office.desk()
    version = upkeep.close(
        desk, ids.provider, entry.form(desk, ids.provider).version, date(2026, 11, 1), "shut", key=new_key()
    )
    upkeep.reopen(desk, ids.provider, version, date(2026, 12, 1), "opens again", key=new_key())
    (plan,) = entry.form(desk, ids.provider).plans
    upkeep.withdraw_plan(desk, plan.plan_id, "does not", key=new_key())
    with pytest.raises(NotFound):
        upkeep.withdraw_plan(desk, plan.plan_id, "does not", key=new_key())
    office.clock.advance(days=20)
    assert "PV10001" not in [one.provider_no for one in directory.search(office.desk_again(), "").rows]


def test_the_history_is_only_added_to(office: Office, ids: Ids) -> None:
    corrected(office, ids.provider, phones="8595 0606")
    for act in ("UPDATE provider_change SET reason = 'x'", "DELETE FROM provider_change"):
        with pytest.raises(DBAPIError), office.database.write() as connection:
            connection.execute(text(act))
