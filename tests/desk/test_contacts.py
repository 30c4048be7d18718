"""Calls and visits: one on the line, the others parked, drafts survive, and what is over is over."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from consoleapp.desk import contacts, members
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactStatus, Outcome
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.calls import CALL, RIGHT, begin, check, key, rows
from tests.desk.conftest import Counting, Office


def test_starting_another_contact_parks_the_one_on_the_line(office: Office, ids: Ids) -> None:
    desk = office.desk()
    first, second = begin(desk, ids), begin(desk, ids)
    shown = contacts.open_contacts(desk)
    assert [(one.contact_id, one.status) for one in shown] == [
        (second, ContactStatus.ACTIVE),
        (first, ContactStatus.PARKED),
    ]
    contacts.resume(desk, first, key=key())
    assert [one.contact_id for one in contacts.open_contacts(desk)] == [first, second]


def test_what_was_proved_waits_with_a_parked_contact(office: Office, ids: Ids) -> None:
    desk = office.desk()
    first = begin(desk, ids)
    check(desk, first, Factor.CERTIFICATE, RIGHT[Factor.CERTIFICATE])
    check(desk, first, Factor.BIRTH_DATE, RIGHT[Factor.BIRTH_DATE])
    contacts.park(desk, first, key=key())
    assert contacts.band(desk, first).level is Level.IDENTIFIED
    begin(desk, ids)
    with pytest.raises(NotAllowed):
        members.claims(desk, ids.employee)  # the new caller has proved nothing
    contacts.resume(desk, first, key=key())
    members.claims(desk, ids.employee)


def test_a_contact_survives_a_crash_with_its_note(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    contacts.save_note(desk, contact_id, "asked for\n\n\n\nthe form\x1b]52;c;x\x07", 1, key=key())
    again = office.sign_in("hotline")
    (shown,) = contacts.open_contacts(again)
    assert (shown.contact_id, shown.version, shown.status) == (contact_id, 2, ContactStatus.ACTIVE)
    assert shown.note == "asked for\n\nthe form]52;c;x"


def test_an_older_version_of_a_contact_changes_nothing(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    contacts.save_note(desk, contact_id, "first window", 1, key=key())
    acts: list[Callable[[], None]] = [
        lambda: contacts.save_note(desk, contact_id, "second window", 1, key=key()),
        lambda: contacts.set_caller(desk, contact_id, CallerRole.BROKER, "X", 1, key=key()),
        lambda: contacts.wrap_up(
            desk, contact_id, outcome=Outcome.ANSWERED, note="x", promised_on=None, version=1, key=key()
        ),
    ]
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert contacts.band(desk, contact_id).note == "first window"
    assert contacts.band(desk, contact_id).version == 2


def test_a_contact_is_served_by_whoever_took_it(office: Office, ids: Ids) -> None:
    contact_id = begin(office.desk(), ids)
    other = office.desk("counter")
    assert contacts.open_contacts(other) == ()
    for act in (
        lambda: contacts.band(other, contact_id),
        lambda: contacts.park(other, contact_id, key=key()),
        lambda: check(other, contact_id, Factor.CERTIFICATE, "0001-00"),
    ):
        with pytest.raises(NotAllowed, match="served by Hotline"):
            act()
    with pytest.raises(NotFound):
        contacts.band(other, 999)


def test_a_wrapped_up_contact_is_over(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    end = key()
    for _ in range(2):  # the second time is a lost reply: the same key, the same answer
        contacts.wrap_up(
            desk,
            contact_id,
            outcome=Outcome.CALL_BACK,
            note="promised",
            promised_on=date(2026, 11, 24),
            version=1,
            key=end,
        )
    assert contacts.open_contacts(desk) == ()
    (line,) = contacts.earlier(desk, ids.employee)
    assert (line.outcome, line.note, str(line.promised_on)) == (Outcome.CALL_BACK, "promised", "2026-11-24")
    for act in (
        lambda: contacts.resume(desk, contact_id, key=key()),
        lambda: contacts.save_note(desk, contact_id, "more", 2, key=key()),
        lambda: check(desk, contact_id, Factor.CERTIFICATE, "0001-00"),
    ):
        with pytest.raises(Refused, match="wrapped up"):
            act()


def test_a_promise_is_a_day_to_come(office: Office, ids: Ids) -> None:
    desk = office.desk()
    contact_id = begin(desk, ids)
    for promised in (None, date(2026, 11, 19)):
        with pytest.raises(Refused):
            contacts.wrap_up(
                desk,
                contact_id,
                outcome=Outcome.CALL_BACK,
                note="",
                promised_on=promised,
                version=1,
                key=key(),
            )


def test_a_contact_is_about_one_member_or_one_policy(office: Office, ids: Ids) -> None:
    desk = office.desk()
    for about in (
        {},
        {"member_id": ids.employee, "policy_id": ids.policy},
        {"member_id": 999},
        {"policy_id": 999},
    ):
        with pytest.raises(Refused):
            contacts.start(desk, channel=CALL, caller_role=CallerRole.MEMBER, key=key(), **about)  # type: ignore[arg-type]
    contact_id = contacts.start(
        desk, policy_id=ids.policy, channel=CALL, caller_role=CallerRole.EMPLOYER, key=key()
    )
    shown = contacts.band(desk, contact_id)
    assert (shown.subject, shown.certificate, shown.member_id) == ("THE ABC COMPANY", "91307", None)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_takes_no_calls_starts_no_contact(office: Office, ids: Ids, role: Role) -> None:
    with pytest.raises(NotAllowed):
        begin(office.desk(role.value), ids)


def test_without_the_audit_table_no_contact_starts_and_no_fact_counts(office: Office, ids: Ids) -> None:
    """SAFETY 12, where the act is a try: neither the fact nor the count of it is kept."""
    desk = office.desk()
    contact_id = begin(desk, ids)
    with office.database.write() as connection:
        connection.execute(text("ALTER TABLE audit_entry RENAME TO audit_gone"))
    for act in (
        lambda: begin(desk, ids),
        lambda: check(desk, contact_id, Factor.CERTIFICATE, "0001-00"),
        lambda: contacts.save_note(desk, contact_id, "x", 1, key=key()),
    ):
        with pytest.raises(Exception, match="audit_entry"):
            act()
    assert len(rows(office, tables.contact)) == 1
    assert rows(office, tables.contact_fact) == []
    assert rows(office, tables.verification_tries) == []


def test_each_verb_takes_few_statements(office: Office, ids: Ids, counted: Counting) -> None:
    desk = office.desk()
    with counted() as statements:
        contact_id = begin(desk, ids)
    assert len(statements) <= 8
    with counted() as statements:
        check(desk, contact_id, Factor.CERTIFICATE, "0001-00")
    assert len(statements) <= 13
    for verb in (lambda: contacts.band(desk, contact_id), lambda: contacts.open_contacts(desk)):
        with counted() as statements:
            verb()
        assert len(statements) <= 4


def test_looks_are_counted_in_the_band_and_stamped_with_the_contact(office: Office, ids: Ids) -> None:
    desk = office.desk()
    members.card(desk, ids.employee)
    contact_id = begin(desk, ids)
    members.card(desk, ids.employee)
    members.benefits(desk, ids.employee)
    assert contacts.band(desk, contact_id).looks == 2
    assert [row.contact_id for row in rows(office, tables.access_entry)] == [None, contact_id, contact_id]


def test_one_contact_on_the_line_is_held_by_the_table(office: Office, ids: Ids) -> None:
    desk = office.desk()
    begin(desk, ids)
    begin(desk, ids)
    with pytest.raises(Exception, match=r"(?i)unique"), office.database.write() as connection:
        connection.execute(update(tables.contact).values(status=ContactStatus.ACTIVE))


def test_two_windows_starting_at_once_leave_one_on_the_line(office: Office, ids: Ids) -> None:
    desk = office.desk()
    barrier = threading.Barrier(4)
    outcomes: list[object] = []

    def attempt() -> None:
        barrier.wait()
        try:
            outcomes.append(begin(desk, ids))
        except Exception as error:
            outcomes.append(error)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.database.read() as connection:
        active = connection.execute(
            select(func.count()).where(tables.contact.c.status == ContactStatus.ACTIVE)
        ).scalar_one()
    assert active == 1
    assert {type(one) for one in outcomes} <= {int, Conflict}


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
@pytest.mark.parametrize("ended", [False, True])
def test_what_another_window_put_aside_meanwhile_is_put_aside_already(
    office: Office, ids: Ids, monkeypatch: pytest.MonkeyPatch, ended: bool
) -> None:
    desk = office.desk()
    first = begin(desk, ids)
    named = members.named
    windows = 1

    def slow(*about: Any) -> Any:
        nonlocal windows
        if windows:
            windows -= 1
            if ended:
                contacts.wrap_up(desk, first, outcome=Outcome.ANSWERED, note="", version=1, key=key())
            else:
                contacts.park(desk, first, key=key())
        return named(*about)

    monkeypatch.setattr(members, "named", slow)
    second = begin(desk, ids)
    assert windows == 0
    assert [one.contact_id for one in contacts.open_contacts(desk)] == [second] + ([] if ended else [first])
