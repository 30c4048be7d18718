"""SAFETY 16: who saw this member, what happened in a call; ``make bench`` measures a million looks."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from consoleapp.desk import approvals, audit, contacts, members
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.exchange.audit_file import TakenOut, take_out
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole
from consoleapp.settings import Audit
from consoleapp.store.queries import access
from consoleapp.store.queries import audit as queries
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.door import WRONG, refused


def test_safety_16_each_look_is_told_with_who_when_and_why(office: Office, ids: Ids) -> None:
    desk = office.desk("hotline")
    members.card(desk, ids.employee)
    office.clock.advance(minutes=1)
    members.claims(office.desk("supervisor"), ids.employee)
    policy, certificate = "91307", "0001-00"
    found = audit.seen(office.desk("auditor"), policy, certificate)
    assert [(row.login, row.what) for row in found] == [("supervisor", "claims"), ("hotline", "card")]
    assert audit.entries(office.desk("auditor"))[0].event == "audit.seen"
    refused(lambda: audit.seen(office.desk("auditor"), policy, "9999-00"), NotFound)
    for login in ("hotline", "counter", "administrator"):
        refused(lambda login=login: audit.seen(office.desk(login), policy, certificate), NotAllowed)


def test_safety_16_it_is_read_over_an_index(office: Office) -> None:
    """However many looks there are: the rows of one member are found, not looked for."""
    plan = "EXPLAIN QUERY PLAN " if office.database.name == "sqlite" else "EXPLAIN "
    query = text(plan + str(access._SEEN_BY.compile()))
    with office.database.read() as connection:
        if office.database.name == "postgresql":  # an empty table is read whole otherwise
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        shown = connection.execute(query, {"member_id": 1, "limit": 10}).all()
    assert "ix_access_entry_member_id_at" in " ".join(map(str, shown))


def test_safety_16_a_rare_act_and_an_old_day_are_read_over_an_index(office: Office) -> None:
    """However long the record is: it is not read from its end."""
    plan = "EXPLAIN QUERY PLAN " if office.database.name == "sqlite" else "EXPLAIN "
    day = office.clock() - timedelta(days=200)
    asked = {
        "ix_audit_entry_event_at_seq": audit.AuditSearch(event="staff"),
        "ix_audit_entry_at_seq": audit.AuditSearch(since=day, until=day + timedelta(days=1)),
    }
    office.sign_in("hotline")
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        sent.append((statement, parameters))

    for index, search in asked.items():
        sent.clear()
        with office.database.read() as connection:
            if office.database.name == "postgresql":  # a short table is read whole otherwise
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            event.listen(connection, "before_cursor_execute", note)
            queries.entries(connection, search, 10)
            event.remove(connection, "before_cursor_execute", note)
            plans = [connection.exec_driver_sql(plan + one, given).all() for one, given in sent]
        assert index in str(plans)
        assert "SCAN audit_entry" not in str(plans).replace(
            f"SCAN audit_entry USING COVERING INDEX {index}", ""
        )


def test_safety_16_an_event_is_found_by_its_name_or_how_it_begins(office: Office) -> None:
    """The newest of each event put together, in the order of the record."""
    for login in ("hotline", "counter", "hotline"):
        office.sign_in(login)
        office.clock.advance(minutes=1)
    refused(lambda: office.sign_in("hotline", WRONG))
    auditor = office.desk("auditor")

    def told(event: str, **more: Any) -> list[str]:
        return [row.event for row in audit.entries(auditor, search=audit.AuditSearch(event=event, **more))]

    assert told("staff") == ["staff.refused", *["staff.signed_in"] * 3]
    assert told("staff.signed_in") == ["staff.signed_in"] * 3
    assert told("staff.signed") == told("staff.signed_in.x") == told("STAFF") == told("%") == []
    since = office.clock() - timedelta(minutes=2)
    assert told("staff", since=since) == ["staff.refused", "staff.signed_in", "staff.signed_in"]
    assert told("staff", since=since, until=office.clock()) == ["staff.signed_in", "staff.signed_in"]
    with office.database.read() as connection:
        for limit in (1, 2, 3):
            rows = queries.entries(connection, audit.AuditSearch(event="staff"), limit)
            assert [row.event for row in rows] == told("staff")[:limit]
        days = audit.AuditSearch(until=office.clock())
        assert [row.seq for row in queries.entries(connection, days, 2)] == [3, 2]
        assert queries.count(connection, audit.AuditSearch(event="staff")) == 4


def test_safety_16_a_call_is_told_in_the_order_it_went(office: Office, ids: Ids) -> None:
    desk = office.desk("hotline")
    audit.opened(desk, "find")  # nobody on the line: not kept
    contact = contacts.start(
        desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=CallerRole.MEMBER, key="1"
    )
    for screen in ("member", "claims"):
        office.clock.advance(seconds=5)
        audit.opened(desk, screen)
        members.card(desk, ids.employee)
    found = audit.replay(office.desk("auditor"), contact)
    assert (found.login, found.channel) == ("hotline", ContactChannel.CALL)
    assert [(step.kind, step.what) for step in found.steps] == [
        ("act", "contact.started"),
        ("screen", "member"),
        ("look", "card"),
        ("screen", "claims"),
        ("look", "card"),
    ]
    refused(lambda: audit.replay(office.desk("auditor"), 10**6), NotFound)
    refused(lambda: audit.replay(desk, contact), NotAllowed)


def to_the_end(steps: Any) -> TakenOut:
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            found: TakenOut = ended.value
            return found


def test_safety_16_the_record_is_searched_and_taken_out(office: Office, tmp_path: Path) -> None:
    office.sign_in("hotline")
    office.sign_in("counter")
    auditor = office.desk("auditor")
    assert [row.login for row in audit.entries(auditor, "counter")] == ["counter"]
    assert len(audit.entries(auditor, search=audit.AuditSearch(event="staff"))) == 2
    assert audit.entries(auditor, search=audit.AuditSearch(event="sta")) == ()
    refused(lambda: audit.entries(auditor, "nobody"), NotFound)
    refused(lambda: audit.entries(office.desk("hotline")), NotAllowed)
    search = audit.AuditSearch(event="staff")
    done = to_the_end(take_out(auditor, "", search, file=tmp_path / "a.csv"))
    assert done.rows == 2
    first = audit.entries(auditor)[0]
    assert (first.event, first.seq) == ("audit.exported", done.audit_no)
    lines = to_the_end(take_out(auditor, "hotline", search, file=tmp_path / "b.jsonl", as_json=True))
    told = [json.loads(line) for line in lines.file.read_text().splitlines()]
    assert [(one["event"], one["login"]) for one in told] == [("staff.signed_in", "hotline")]
    refused(lambda: to_the_end(take_out(auditor, "", search, file=tmp_path / "a.csv")), Refused)


def test_safety_16_a_large_part_of_the_record_needs_two_people(office: Office, tmp_path: Path) -> None:
    from dataclasses import replace

    office.hire("other", Role.SUPERVISOR)
    for _ in range(3):
        office.sign_in("hotline")
    desk = office.desk("auditor")
    strict = replace(desk, settings=replace(desk.settings, audit=Audit(export_rows=2)))
    search = audit.AuditSearch(event="staff")
    with pytest.raises(approvals.NeedsApproval) as needs:
        to_the_end(take_out(strict, "", search, file=tmp_path / "a.csv"))
    assert not (tmp_path / "a.csv").exists()
    number = approvals.ask(strict, needs.value.asked, "yearly audit", key="1")
    approvals.approve(office.desk("other"), number, key="2")
    assert to_the_end(take_out(strict, "", search, file=tmp_path / "a.csv")).rows == 3
