"""What leaves the desk in a file: rights, masks, a second person, the record; whole or not at all."""

import csv
import hashlib
import json
import resource
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from consoleapp.desk import approvals, contacts
from consoleapp.desk.context import Desk, SessionOver
from consoleapp.desk.reports import begin, reading
from consoleapp.errors import Conflict, NotAllowed, Refused, WrongUse
from consoleapp.exchange.reports.catalogue import report, reports_for
from consoleapp.exchange.reports.export import FileKind, Order, export
from consoleapp.exchange.whole import sweep
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole
from consoleapp.settings import Reports
from consoleapp.store.tables import access_entry, audit_entry, staff_session
from tests.desk.book import SECRETS, Ids
from tests.desk.calls import key
from tests.desk.conftest import Office
from tests.exchange.reports.reading import exported, facts_of, rows_of


def small(desk: Desk, rows: int = 3) -> Desk:
    return replace(desk, settings=replace(desk.settings, reports=Reports(two_persons_above=rows)))


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_private_fields_are_masked_until_right_and_purpose_are_there(office: Office, ids: Ids) -> None:
    desk = office.desk("supervisor")
    masked = exported(desk, "members")
    told = str(rows_of(masked.file, "members"))
    for field in ("identity_no", "mobile", "email", "birth_date"):
        assert SECRETS[field] not in told
    assert "A1•••••(•)" in told
    with pytest.raises(Refused, match="what the private fields are for"):
        exported(desk, "members", unmask=True, purpose=" ")
    opened = exported(desk, "members", unmask=True, purpose="Yearly check")
    assert SECRETS["identity_no"] in str(rows_of(opened.file, "members"))
    assert facts_of(opened.file)["Private fields"].endswith("Purpose: Yearly check")
    assert facts_of(masked.file)["Private fields"] == "Masked"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_nobody_else_exports(office: Office, ids: Ids, role: Role) -> None:
    with pytest.raises(NotAllowed):
        exported(office.desk(role.value), "members")
    may_read = {report.name for report in reports_for(role)}
    assert ("members" in may_read) == (role in (Role.HOTLINE, Role.COUNTER))


def test_the_export_and_every_member_in_it_are_on_record(office: Office, ids: Ids) -> None:
    done = exported(office.desk("supervisor"), "members", {"policy": "91310"})
    with office.database.read() as connection:
        looks = connection.execute(select(access_entry)).all()
        entries = connection.execute(select(audit_entry).order_by(audit_entry.c.seq)).all()
    assert [(look.member_id, look.what) for look in looks] == [(ids.stranger, "report")]
    begun, ended = entries[-2:]
    assert (begun.seq, begun.event, ended.event) == (done.audit_no, "report.exported", "report.written")
    facts = json.loads(begun.text)["facts"]
    assert (facts["report"], facts["parameters"], facts["rows"]) == ("members", {"policy": "91310"}, 1)
    assert len(json.loads(ended.text)["facts"]["sha256"]) == 64


def test_above_the_limit_a_second_person_approves_exactly_this(office: Office, ids: Ids) -> None:
    desk = small(office.desk("supervisor"))
    with pytest.raises(approvals.NeedsApproval) as needs:
        exported(desk, "members")
    number = approvals.ask(desk, needs.value.asked, "Renewal", key=key())
    office.hire("second", Role.SUPERVISOR)
    approvals.approve(office.desk("second"), number, key=key())
    for other in ({"given": {"policy": "91307"}}, {"unmask": True, "purpose": "Renewal"}):
        with pytest.raises(approvals.NeedsApproval):
            exported(desk, "members", approval_id=number, **other)
    done = exported(desk, "members", approval_id=number)
    assert facts_of(done.file)["Approval"] == str(number)
    with pytest.raises(approvals.NeedsApproval):  # once
        exported(desk, "members", approval_id=number)


def test_a_caller_on_the_line_ends_it(office: Office, ids: Ids) -> None:
    desk = office.desk("supervisor")
    contacts.start(
        desk, member_id=ids.employee, channel=ContactChannel.CALL, caller_role=CallerRole.MEMBER, key=key()
    )
    with pytest.raises(NotAllowed, match="Wrap up or park"):
        exported(desk, "members")


def test_the_record_is_the_ticket(office: Office, ids: Ids) -> None:
    """Rows are given out only for what was put on record, to whom, and within the hour."""
    desk, one = office.desk("supervisor"), report("members")
    mark = begin(desk, one.question, {"policy": "91307"}, key=key())
    with pytest.raises(Refused, match="another one"), reading(desk, one.question, {}, mark):
        pass
    with pytest.raises(Refused, match="another one"), reading(desk, one.question, {}, "nothing"):
        pass
    office.hire("second", Role.SUPERVISOR)
    second = office.desk("second")
    with pytest.raises(Refused), reading(second, one.question, {"policy": "91307"}, mark):
        pass
    with reading(desk, one.question, {"policy": "91307"}, mark) as pieces:
        assert pieces.count == len(list(pieces.rows)) == 5
    with pytest.raises(Conflict), reading(small(desk), one.question, {"policy": "91307"}, mark):
        pass
    office.clock.advance(hours=2)
    with pytest.raises(Refused, match="over"), reading(desk, one.question, {"policy": "91307"}, mark):
        pass


def test_a_session_that_ends_meanwhile_ends_the_file(office: Office, ids: Ids) -> None:
    desk, one = office.desk("supervisor"), report("members")
    steps = export(desk, Order(one, {}))
    next(steps)
    with office.database.write() as connection:
        connection.execute(update(staff_session).values(ended_at=office.clock()))
    with pytest.raises(SessionOver):
        list(steps)
    assert left_over(desk.settings.exports) == []


def test_a_file_is_private_whole_and_never_written_over(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    done = exported(desk, "members", file=target)
    assert done.file == target
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    for taken in (target, tmp_path / "link.xlsx"):
        if taken != target:
            taken.symlink_to(tmp_path / "elsewhere.xlsx")
        with pytest.raises(Refused, match="there already"):
            exported(desk, "members", file=taken)
    with pytest.raises(Refused, match="without"):
        exported(desk, "members", file=tmp_path / ".." / "x.xlsx")
    with pytest.raises(Refused, match="does not exist"):
        exported(desk, "members", file=tmp_path / "none" / "x.xlsx")
    assert target.read_bytes() == before
    assert not (tmp_path / "elsewhere.xlsx").exists()


def test_cancelled_it_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    steps = export(desk, Order(report("members"), {}, file=tmp_path / "members.xlsx"))
    assert next(steps).done > 0
    assert len(left_over(tmp_path)) == 1  # the private folder
    steps.close()
    assert left_over(tmp_path) == []


def test_a_full_disk_is_said_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    if desk.database.name != "sqlite":
        pytest.skip("one engine will do")
    steps = export(desk, Order(report("members"), {}, file=tmp_path / "members.xlsx"))
    next(steps)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        with pytest.raises(Refused, match="could not be written"):
            list(steps)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert left_over(tmp_path) == []


def test_what_a_killed_writer_left_is_swept_and_a_living_one_is_left_alone(
    desk: Desk, tmp_path: Path
) -> None:
    steps = export(desk, Order(report("members"), {}, file=tmp_path / "members.xlsx"))
    next(steps)
    (living,) = tmp_path.iterdir()
    dead = tmp_path / ".consoleapp-dead"
    dead.mkdir()
    (dead / "writing").touch()
    (dead / "members.xlsx").write_text("A123456(3)")
    assert sweep(tmp_path) == 1
    assert left_over(tmp_path) == [living.name]
    steps.close()


def test_csv_carries_the_same_rows_and_a_text_beside_it_says_what_they_are(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "members.csv"
    done = exported(desk, "members", {"policy": "91307"}, kind=FileKind.CSV, file=file)
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == done.rows + 1
    wanted = rows_of(exported(desk, "members", {"policy": "91307"}).file, "members")
    assert [row[:5] for row in rows] == [[one or "" for one in row[:5]] for row in wanted[: len(rows)]]
    about = tmp_path / "members.csv.about.txt"
    assert left_over(tmp_path) == [file.name, about.name]
    assert {stat.S_IMODE(one.stat().st_mode) for one in (file, about)} == {0o600}
    title, privacy, _empty, *facts = about.read_text(encoding="utf-8-sig").splitlines()
    assert (title, privacy) == ("Members by policy", "Confidential: personal data")
    told = dict(line.split(": ", 1) for line in facts)
    assert told["Made by"] == "Supervisor (supervisor)"
    assert told["Made at"] == "Fri 20 Nov 2026 18:05, Hong Kong time"
    assert (told["Policy"], told["Rows"]) == ("91307", str(done.rows))
    assert told["Audit number"] == str(done.audit_no)
    assert told["SHA-256 of the file"] == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("taken", ["members.csv", "members.csv.about.txt"])
def test_neither_of_two_files_is_written_over_and_none_is_left_alone(
    desk: Desk, tmp_path: Path, taken: str
) -> None:
    """Whatever was there before, and what comes while the rows are being written."""
    steps = export(desk, Order(report("members"), {}, FileKind.CSV, tmp_path / "members.csv"))
    next(steps)
    (tmp_path / taken).write_text("mine")
    with pytest.raises(Refused, match="there already"):
        list(steps)
    assert left_over(tmp_path) == [taken]
    with pytest.raises(Refused, match="there already"):
        exported(desk, "members", kind=FileKind.CSV, file=tmp_path / "members.csv")
    assert (tmp_path / taken).read_text() == "mine"


def test_parameters_are_checked() -> None:
    one = report("members")
    with pytest.raises(WrongUse, match="no parameter colour"):
        one.given({"colour": "red"})
    with pytest.raises(WrongUse, match="status cannot be asleep"):
        one.given({"status": "asleep"})
    assert one.given({"status": "active, Pending"})["status"] == ("active", "pending")


def test_the_first_sheet_speaks_chinese(desk: Desk) -> None:
    from consoleapp.i18n import use

    use("zh_Hant")
    try:
        done = exported(desk, "members")
    finally:
        use("en")
    book = load_workbook(done.file)
    assert "香港時間" in str([[cell.value for cell in row] for row in book.worksheets[0].iter_rows()])
