"""SAFETY 16: who saw this member, what happened in a call; ``make bench`` measures a million looks."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from consoleapp.desk import approvals, audit, contacts, members
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.exchange.audit_file import TakenOut, take_out
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole
from consoleapp.settings import Audit
from consoleapp.store.queries import access
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.door import refused


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
