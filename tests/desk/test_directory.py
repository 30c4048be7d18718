"""The directory in one line: filters, order, holidays, and what is made of the record (DOMAIN 9)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from consoleapp.desk import directory
from consoleapp.errors import NotFound
from consoleapp.rules.opening_hours import State
from consoleapp.store.engine import Database
from consoleapp.store.provider_texts import derive
from consoleapp.store.tables import access_entry, network, provider, provider_network
from tests.desk.conftest import Office

WEEKDAYS = "Mon–Fri 09:00–13:00 and 15:00–19:00; Sat 09:00–13:00; Sun & PH closed"
EVERY_DAY = "Mon–Fri 09:30–13:30; Sat, Sun & PH 10:30–14:00"

BOOK: dict[str, dict[str, Any]] = {
    "A": {
        "name_en": "DR. AU",
        "hours": WEEKDAYS,
        "address_en": "1 KAPOK ROAD, JORDAN",
        "direct_billing": True,
    },
    "B": {
        "name_en": "DR. BO",
        "name_zh": "步醫生",
        "hours": EVERY_DAY,
        "address_en": "2 KAPOK ROAD, MONG KOK",
        "address_zh": "旺角木棉路2號",
        "phones": "+85285950003; +85261110000",
    },
    "C": {"name_en": "DR. CO", "hours": "ring us", "address_en": "3 EGRET LANE, MONG KOK"},
    "D": {
        "name_en": "KITE DENTAL",
        "kind": "dental_clinic",
        "specialty": "DENTAL CLINIC",
        "hours": WEEKDAYS,
        "district": "SHA TIN",
        "area": "new_territories",
        "languages": "Cantonese, English",
        "appointment_needed": False,
    },
    "E": {"name_en": "DR. EX", "hours": EVERY_DAY, "effective_to": date(2026, 11, 19)},
    "F": {"name_en": "DR. FU", "hours": WEEKDAYS, "effective_from": date(2026, 12, 1), "public": True},
}


@pytest.fixture
def doctors(database: Database, office: Office) -> Office:
    """Six providers in place of the usual ones; A belongs to a network of its own."""
    usual: dict[str, Any] = {
        "kind": "doctor",
        "specialty": "GENERAL PRACTITIONER",
        "area": "kowloon",
        "district": "Yau Tsim Mong",
        "verified_on": date(2026, 9, 1),
    }
    with database.write() as connection:
        connection.execute(delete(provider_network))
        connection.execute(delete(provider))
        net = connection.scalar(insert(network).values(code="LOTUS CARE").returning(network.c.id))
        for number, one in BOOK.items():
            its = connection.scalar(
                insert(provider).values(usual | one | {"provider_no": number}).returning(provider.c.id)
            )
            if number == "A":
                connection.execute(insert(provider_network).values(provider_id=its, network_id=net))
        derive(connection)
    return office


def found(office: Office, text: str, at: datetime | None = None) -> str:
    """The numbers of who is found, in order; the count is theirs."""
    answer = directory.search(office.desk(), text, at)
    assert answer.count == len(answer.rows)
    return "".join(row.provider_no for row in answer.rows)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("gp", "ABC"),
        ("gp mong kok", "BCA"),  # the district's, whose address holds the place first
        ("普通科 旺角", "BAC"),
        ("gp mong kok open saturday", "BA"),
        ("sunday gp", "B"),
        ("gp open 5pm", "A"),
        ("gp open now", "A"),
        ("dental", "D"),
        ("shatin", "D"),
        ("new territories", "D"),
        ("dental english walk-in", "D"),
        ("dental mandarin", ""),
        ("lotus care", "A"),
        ("direct billing", "A"),
        ("public", ""),
        ("kapok", "AB"),
        ("步醫生", "B"),
        ("85950003", "B"),
        ("6111 0000", "B"),
        ("nobody%", ""),
    ],
)
def test_a_line_finds_who_meets_it(doctors: Office, text: str, who: str) -> None:
    """Friday 20 Nov 2026, 18:05: of all only A and D are open, so they lead where no place is named."""
    assert found(doctors, text) == who


def test_a_holiday_is_honoured_and_so_is_who_comes_and_goes(doctors: Office) -> None:
    christmas = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
    answer = directory.search(doctors.desk(), "gp kowloon open", christmas)
    (one,) = answer.rows
    assert (one.provider_no, one.state, one.holiday) == ("B", State.OPEN, "Christmas Day")
    assert one.until is not None
    assert one.until.astimezone(UTC) == datetime(2026, 12, 25, 6, 0, tzinfo=UTC)
    assert answer.at == christmas
    assert found(doctors, "gp", christmas) == "BACF", "open first, then by name"
    assert found(doctors, "gp open", datetime(2026, 12, 18, 3, 0, tzinfo=UTC)) == "ABF"
    assert found(doctors, "gp", datetime(2026, 11, 19, 1, 45, tzinfo=UTC)) == "ABEC"


def test_a_detail_has_its_week_from_monday_with_the_holidays(doctors: Office) -> None:
    desk = doctors.desk()
    row = directory.search(desk, "kapok jordan").rows[0]
    assert (row.networks, row.stale) == (("LOTUS CARE",), False)
    one = directory.detail(desk, row.provider_id, datetime(2026, 12, 24, 3, 0, tzinfo=UTC))
    assert [day.day.day for day in one.week] == [21, 22, 23, 24, 25, 26, 27]
    assert [day.holiday for day in one.week][3:6] == [
        None,
        "Christmas Day",
        "The first weekday after Christmas Day",
    ]
    assert [len(day.stretches) for day in one.week] == [2, 2, 2, 2, 0, 0, 0]
    unread = directory.search(desk, "egret").rows[0]
    assert (unread.state, unread.until, unread.hours) == (State.NOT_STATED, None, "ring us")
    assert directory.detail(desk, unread.provider_id).week == ()
    with pytest.raises(NotFound):
        directory.detail(desk, 999_999)


def test_who_was_not_verified_for_ninety_days_is_stale(database: Database, doctors: Office) -> None:
    for day, stale in ((date(2026, 8, 22), False), (date(2026, 8, 21), True), (None, True)):
        with database.write() as connection:
            connection.execute(update(provider).values(verified_on=day, version=provider.c.version + 1))
        assert directory.search(doctors.desk(), "egret").rows[0].stale is stale


def test_statements_are_fixed_in_number_and_nobody_is_looked_at(
    database: Database, doctors: Office, counted: Callable[[], AbstractContextManager[Any]]
) -> None:
    """Of a key two: whether the session stands, and how the directory does. A third reads rows not seen yet.

    The first page is read by itself (four more), then once the whole directory (two more).
    """
    desk = doctors.desk()
    told: dict[str, list[int]] = {}
    for text in ("", "gp", "kite", "gp", "gp mong kok open sunday lotus care", ""):
        with counted() as statements:
            directory.search(desk, text)
        told.setdefault(text, []).append(len(statements))
    assert told == {"": [6, 2], "gp": [5, 2], "kite": [3], "gp mong kok open sunday lotus care": [2]}
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(access_entry)) == 0


def test_what_somebody_else_changed_counts_at_the_next_key(database: Database, doctors: Office) -> None:
    """What was asked before is mended, not kept: a name that moves in the order, a new entry, a network."""
    asked = ("gp", "gp mong kok", "kapok", "gp open sunday", "lotus care", "direct billing", "")
    for text in asked:
        found(doctors, text)
    with database.write() as connection:
        its = connection.execute(select(provider).where(provider.c.provider_no == "A")).one()
        moved = {"name_en": "DR. ZU", "hours": EVERY_DAY, "address_en": "9 KAPOK ROAD, MONG KOK"}
        risen = provider.c.version + 1
        connection.execute(update(provider).where(provider.c.id == its.id).values(**moved, version=risen))
        connection.execute(delete(provider_network).where(provider_network.c.provider_id == its.id))
        new = BOOK["B"] | {"provider_no": "N", "name_en": "DR. NG", "kind": "doctor", "direct_billing": True}
        new |= {"specialty": "GENERAL PRACTITIONER", "area": "kowloon", "district": "Yau Tsim Mong"}
        connection.execute(insert(provider).values(new))
        derive(connection)
    held = [found(doctors, text) for text in asked]
    assert held == ["BCNA", "BCNA", "BNA", "BNA", "", "NA", "BCNAD"]
    database.close()
    assert [found(doctors, text) for text in asked] == held
