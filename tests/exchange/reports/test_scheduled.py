"""Scheduled reports: whose rights, how often, what is told and to whom, what stays on record."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from consoleapp.desk import contacts, scheduled_runs, schedules
from consoleapp.desk import staff as staff_verbs
from consoleapp.desk.scheduled_runs import LEASE, TRIES, Claimed, Ended, claim
from consoleapp.desk.schedules import RunRow
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.exchange.reports import scheduled
from consoleapp.exchange.reports.catalogue import report
from consoleapp.exchange.reports.scheduled import run_due
from consoleapp.rules.permissions import Role
from consoleapp.rules.schedules import RunOutcome, timing_of
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole
from consoleapp.settings import Reports
from consoleapp.store.queries import staff as staff_queries
from consoleapp.store.tables import access_entry, outbox_message, staff, staff_session
from tests.desk.book import SECRETS, Ids
from tests.desk.calls import key
from tests.desk.conftest import Office
from tests.exchange.reports.reading import rows_of


def add(office: Office, name: str = "members", every: str = "day", on: str = "", at: str = "19:00") -> int:
    """A schedule of the supervisor, told to the supervisor; now it is 18:05."""
    desk, found = office.desk("supervisor"), report(name)
    with office.database.write() as connection:
        connection.execute(
            update(staff).where(staff.c.login == "supervisor").values(email="ada@insurer.example")
        )
    texts = {"policy": "91307"}
    timing = timing_of(every, on, at)
    return schedules.add(desk, found.question, texts, found.given(texts), timing, ("supervisor",), key=key())


def run(office: Office) -> list[tuple[Claimed, Ended]]:
    return list(run_due(office.database, office.settings, office.clock))


def history(office: Office) -> list[RunRow]:
    return list(schedules.history(office.desk_again("supervisor")))


def files(office: Office) -> list[Path]:
    return sorted(office.settings.exports.glob("*"))


def test_it_runs_when_it_is_due_masked_told_and_on_record(office: Office, ids: Ids) -> None:
    number = add(office)
    assert run(office) == []  # not before its time
    office.clock.advance(hours=1)
    [(_claimed, ended)] = run(office)
    assert (ended.outcome, ended.rows) == (RunOutcome.WRITTEN, 5)
    assert run(office) == []  # once
    [file] = files(office)
    assert file.name == ended.file == f"members-20261120-1900-schedule-{number}.xlsx"
    told = str(rows_of(file, "members"))
    assert "A1•••••(•)" in told
    assert SECRETS["identity_no"] not in told
    [one] = history(office)
    assert (one.due_at, one.outcome, one.rows, one.file) == (
        datetime(2026, 11, 20, 11, tzinfo=UTC), RunOutcome.WRITTEN, 5, file.name,
    )  # fmt: skip
    with office.database.read() as connection:
        [letter] = connection.execute(select(outbox_message)).all()
        looks = connection.execute(select(access_entry.c.purpose)).scalars().all()
        sessions = connection.execute(
            select(staff_session.c.ended_at).where(staff_session.c.host == staff_queries.BY_SCHEDULE)
        ).scalars().all()  # fmt: skip
    assert (letter.recipient, letter.subject) == ("ada@insurer.example", f"Scheduled report: {file.name}")
    assert (
        letter.body.splitlines()[0] == f"The file {file.name} lies in the exports folder of the service desk."
    )
    assert letter.sealed_body is None
    assert set(looks) == {f"schedule {number}"}
    assert sessions
    assert None not in sessions


def test_what_was_missed_runs_once(office: Office, ids: Ids) -> None:
    add(office)
    office.clock.advance(days=9)
    [(claimed, _ended)] = run(office)
    assert claimed.due_at == datetime(2026, 11, 28, 11, tzinfo=UTC)
    assert len(files(office)) == 1
    office.clock.advance(days=1)
    assert len(run(office)) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [({"disabled": True, "epoch": 2}, []), ({"role": Role.HOTLINE, "epoch": 2}, ["ada@insurer.example"])],
)
def test_it_has_the_rights_its_owner_has_then(
    office: Office, ids: Ids, change: dict[str, object], told: list[str]
) -> None:
    office.hire("second", Role.SUPERVISOR)
    add(office)
    with office.database.write() as connection:
        connection.execute(update(staff).where(staff.c.login == "supervisor").values(**change))
    office.clock.advance(hours=1)
    [(_claimed, ended)] = run(office)
    assert ended.outcome is RunOutcome.NOT_ALLOWED
    assert (files(office), run(office)) == ([], [])
    [one] = schedules.history(office.desk("second"))
    assert one.outcome is RunOutcome.NOT_ALLOWED
    assert [letter.recipient for letter in letters(office)] == told  # nobody who cannot sign in


def letters(office: Office) -> list[Row[Any]]:
    with office.database.read() as connection:
        return list(connection.execute(select(outbox_message).order_by(outbox_message.c.id)))


def test_whoever_is_named_is_told_that_there_is_no_file(office: Office, ids: Ids) -> None:
    """Not written, and broken off too often: each once, in their language."""
    number = add(office)
    few = replace(office.settings, reports=Reports(two_persons_above=3))
    office.clock.advance(hours=1)
    list(run_due(office.database, few, office.clock))
    [letter] = letters(office)
    assert (letter.recipient, letter.template) == ("ada@insurer.example", "report_failed")
    assert letter.subject == "Scheduled report not written: members"
    assert letter.body.splitlines()[0] == (
        "The report members that was due on 20 Nov 2026 was not written. "
        "What became of it: Not run: too many rows for one person."
    )
    assert f"consoleapp schedule history {number}" in letter.body
    with office.database.write() as connection:
        connection.execute(update(staff).where(staff.c.login == "supervisor").values(language="zh_Hant"))
    office.clock.advance(days=1)
    for _ in range(TRIES):
        assert claim(office.database, office.settings, office.clock) is not None
        office.clock.advance(hours=1)
    assert run(office) == []
    assert run(office) == []
    [_first, letter] = letters(office)
    assert letter.subject == "定期報告未能製作：members"
    assert "中斷" in letter.body


def test_paused_it_is_left_out_and_goes_on_from_its_next_time(office: Office, ids: Ids) -> None:
    number, desk = add(office), office.desk("supervisor")
    schedules.pause(desk, number, key=key())
    assert [one.paused for one in schedules.schedules(desk)] == [True]
    with pytest.raises(NotFound, match="that runs"):
        schedules.pause(desk, number, key=key())
    for login in ("hotline", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            schedules.resume(office.desk(login), number, key=key())
    office.clock.advance(days=2)
    assert run(office) == []
    desk = office.desk_again("supervisor")
    schedules.resume(desk, number, key=key())
    with pytest.raises(NotFound, match="that is paused"):
        schedules.resume(desk, number, key=key())
    assert run(office) == []  # what fell due meanwhile is not made up for
    office.clock.advance(days=1)
    [(claimed, _ended)] = run(office)
    assert claimed.due_at == datetime(2026, 11, 22, 11, tzinfo=UTC)


def test_above_the_rows_of_one_person_it_is_not_run(office: Office, ids: Ids) -> None:
    add(office)
    few = replace(office.settings, reports=Reports(two_persons_above=3))
    office.clock.advance(hours=1)
    [(_claimed, ended)] = run_due(office.database, few, office.clock)
    assert (ended.outcome, files(office)) == (RunOutcome.TOO_MANY, [])
    desk, found = replace(office.desk("supervisor"), settings=few), report("members")
    with pytest.raises(Refused, match="Above 3 rows"):
        schedules.add(desk, found.question, {}, {}, timing_of("day", "", "07:00"), ("supervisor",), key=key())


def test_a_caller_of_its_owner_does_not_keep_it(office: Office, ids: Ids) -> None:
    add(office)
    contacts.start(
        office.desk("supervisor"),
        member_id=ids.employee,
        channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER,
        key=key(),
    )
    office.clock.advance(hours=1)
    [(_claimed, ended)] = run(office)
    assert ended.outcome is RunOutcome.WRITTEN


def test_a_run_that_died_is_made_up_for_after_its_lease_and_not_for_ever(office: Office, ids: Ids) -> None:
    add(office, every="month", on="20")
    office.clock.advance(hours=1)
    first = claim(office.database, office.settings, office.clock)
    assert first is not None
    assert run(office) == []  # somebody is at it
    office.clock.advance(hours=LEASE / timedelta(hours=1))
    [(_claimed, ended)] = run(office)
    assert ended.outcome is RunOutcome.WRITTEN
    with pytest.raises(Conflict, match="begun again elsewhere"):
        scheduled_runs.finish(first, Ended(RunOutcome.WRITTEN, 5, "late.xlsx"))
    office.clock.advance(days=31)
    for _ in range(TRIES):
        assert claim(office.database, office.settings, office.clock) is not None
        office.clock.advance(hours=1)
    assert run(office) == []
    assert [one.outcome for one in history(office)] == [RunOutcome.DIED, RunOutcome.WRITTEN]


def test_two_at_once_run_it_once(office: Office, ids: Ids) -> None:
    add(office)
    office.clock.advance(hours=1)
    start, found = threading.Barrier(4), list[Claimed | None]()

    def look() -> None:
        start.wait()
        found.append(claim(office.database, office.settings, office.clock))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert sum(one is not None for one in found) == 1


def test_a_fault_stands_in_the_history_and_the_next_one_runs(
    office: Office, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = add(office), add(office)
    real = scheduled._written

    def broken(claimed: Claimed) -> Ended:
        if claimed.schedule_id == first:
            raise RuntimeError("Chan Tai Man")
        return real(claimed)

    monkeypatch.setattr(scheduled, "_written", broken)
    office.clock.advance(hours=1)
    ended = {claimed.schedule_id: one for claimed, one in run(office)}
    assert (ended[first].outcome, ended[second].outcome) == (RunOutcome.FAULT, RunOutcome.WRITTEN)
    log = next(office.settings.logs.glob("*.log")).read_text()
    assert ended[first].fault in log
    assert "Chan" not in log


def test_only_whoever_exports_schedules_and_only_for_who_can_be_told(office: Office, ids: Ids) -> None:
    desk, found = office.desk("supervisor"), report("members")
    timing = timing_of("day", "", "07:00")
    with pytest.raises(Refused, match="staff email supervisor ADDRESS"):
        schedules.add(desk, found.question, {}, {}, timing, ("supervisor",), key=key())
    staff_verbs.set_email(desk, "supervisor", "Ada@Insurer.example", key=key())
    for login in ("hotline", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            schedules.add(office.desk(login), found.question, {}, {}, timing, ("supervisor",), key=key())
    once = key()
    number = schedules.add(desk, found.question, {}, {}, timing, ("supervisor",), key=once)
    assert schedules.add(desk, found.question, {}, {}, timing, ("supervisor",), key=once) == number
    [one] = schedules.schedules(desk)
    assert (one.owner, one.to, one.last) == ("supervisor", ("supervisor",), None)
    assert one.next_due == datetime(2026, 11, 20, 23, tzinfo=UTC)
    schedules.remove(desk, number, key=key())
    with pytest.raises(NotFound):
        schedules.remove(desk, number, key=key())
    office.clock.advance(days=1)
    assert run(office) == []
