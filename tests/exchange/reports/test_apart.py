"""An export in a process of its own: the same rules, the same file; stopped or killed it leaves nothing."""

import os
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from consoleapp.desk import approvals
from consoleapp.desk.context import Desk, SessionOver
from consoleapp.errors import NotAllowed, Refused
from consoleapp.exchange.progress import Progress
from consoleapp.exchange.reports import apart
from consoleapp.exchange.reports.apart import export_apart
from consoleapp.exchange.reports.catalogue import report
from consoleapp.exchange.reports.export import Exported, Order
from consoleapp.settings import Reports
from consoleapp.store.tables import audit_entry, staff_session
from tests.desk.conftest import Office
from tests.exchange.reports.reading import exported, facts_of, rows_of


def order(file: Path | None, name: str = "members", **more: Any) -> Order:
    one = report(name)
    return Order(one, one.given({"policy": "91307"}), file=file, **more)


def to_the_end(desk: Desk, wanted: Order) -> tuple[list[Progress], Exported]:
    seen, steps = [], export_apart(desk, wanted)
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def test_it_is_the_same_file_with_its_own_number(desk: Desk, tmp_path: Path) -> None:
    seen, done = to_the_end(desk, order(tmp_path / "members.xlsx"))
    assert (seen[0].stage, seen[-1].done) == (apart.STARTING, 5)
    here = exported(desk, "members", {"policy": "91307"})
    assert rows_of(done.file, "members") == rows_of(here.file, "members")
    facts, others = facts_of(done.file), facts_of(here.file)
    assert facts.pop("Audit number") == str(done.audit_no) != others.pop("Audit number")
    assert facts == others
    with desk.database.read() as connection:
        events = select(audit_entry.c.event).order_by(audit_entry.c.seq.desc()).limit(4)
        assert connection.execute(events).scalars().all() == ["report.written", "report.exported"] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["members.xlsx"]


def test_what_is_refused_there_is_refused_here(busy_office: Office, tmp_path: Path) -> None:
    desk = busy_office.desk("supervisor")
    taken = tmp_path / "taken.xlsx"
    taken.write_text("mine")
    with pytest.raises(Refused, match=r"taken\.xlsx is there already"):
        to_the_end(desk, order(taken))
    few = replace(desk, settings=replace(desk.settings, reports=Reports(two_persons_above=3)))
    with pytest.raises(approvals.NeedsApproval) as needs:
        to_the_end(few, order(tmp_path / "members.xlsx"))
    assert needs.value.asked.facts["Rows"] == 5
    with pytest.raises(NotAllowed):
        to_the_end(busy_office.desk("auditor"), order(tmp_path / "members.xlsx"))
    ended = busy_office.desk_again("supervisor")
    with busy_office.database.write() as connection:
        mine = staff_session.c.id == ended.actor.session_id
        connection.execute(update(staff_session).where(mine).values(ended_at=busy_office.clock()))
    with pytest.raises(SessionOver):
        to_the_end(ended, order(tmp_path / "members.xlsx"))
    busy_office.desk_again("supervisor")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.xlsx"]
    assert taken.read_text() == "mine"


def test_stopped_killed_or_at_fault_it_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children: list[Any] = []
    real = subprocess.Popen

    def watched(*given: Any, **more: Any) -> Any:
        children.append(real(*given, **more))
        return children[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    steps = export_apart(desk, order(tmp_path / "members.xlsx"))
    next(steps)
    steps.close()
    assert children[0].returncode is not None
    steps = export_apart(desk, order(tmp_path / "members.xlsx"))
    next(steps)
    os.kill(children[1].pid, signal.SIGKILL)
    with pytest.raises(Refused, match="broke off"):
        list(steps)
    broken = replace(desk, settings=replace(desk.settings, audit_key_file=None))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="error id"):
        to_the_end(replace(broken, audit_key=None), order(tmp_path / "members.xlsx"))  # type: ignore[arg-type]
    assert [child.returncode is not None for child in children] == [True] * 3
    assert list(tmp_path.iterdir()) == []


def test_a_process_whose_console_is_gone_ends_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other end in this process: nobody reads what it tells."""
    monkeypatch.setattr(os, "nice", lambda _by: 0)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb", buffering=0) as out, pytest.raises(BrokenPipeError):
        apart._work(apart._job(desk, order(tmp_path / "members.xlsx")), out)
    assert list(tmp_path.iterdir()) == []
