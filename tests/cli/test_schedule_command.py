"""``consoleapp schedule`` and ``consoleapp export --due`` as a supervisor and cron use them."""

import shutil
import sqlite3
from pathlib import Path

from tests.cli.conftest import Answer, run


def test_a_report_is_scheduled_run_once_told_and_removed(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)

    def supervisor(*arguments: str) -> Answer:
        return run("--home", str(home), "--as", "supervisor", *arguments)

    asked = ("schedule", "add", "invoices", "--every", "day", "--at", "00:00", "--to", "hotline")
    refused = supervisor(*asked)
    assert refused.code == 1
    assert "consoleapp staff email hotline ADDRESS first" in refused.err
    assert supervisor("staff", "email", "hotline", "hotline@example.com").code == 0
    added = supervisor(*asked, "--param", "open=yes", "--json")
    assert (added.code, added.err) == (0, "")
    number = added.json["schedule_id"]
    assert run("--home", str(home), "export", "--due", "--json").json == []
    with sqlite3.connect(home / "data" / "consoleapp.db") as book:
        # It was asked for the day before yesterday: the last midnight is due.
        book.execute("UPDATE report_schedule SET created_at = datetime(created_at, '-2 days') || '.000000'")
    book.close()
    ran = run("--home", str(home), "export", "--due")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "1 written, 0 not."
    [file] = (home / "exports").glob("*.xlsx")
    assert file.name in ran.out
    assert run("--home", str(home), "export", "--due", "--json").json == []
    [one] = supervisor("schedule", "list", "--json").json
    assert (one["to"], one["parameters"], one["last"]["file"]) == (["hotline"], {"open": "yes"}, file.name)
    [past] = supervisor("schedule", "history", "--json").json
    assert (past["outcome"], past["fault"], past["schedule_id"]) == ("written", "", number)
    assert "Written" in supervisor("schedule", "list").out
    assert file.name in supervisor("schedule", "history", str(number)).out
    pending = supervisor("outbox", "list", "--json").json
    assert "report_ready" in {message["kind"] for message in pending}
    assert supervisor("schedule", "pause", str(number)).code == 0
    assert "paused" in supervisor("schedule", "list").out
    assert supervisor("schedule", "resume", str(number), "--json").json["paused"] is False
    assert supervisor("schedule", "remove", str(number)).code == 0
    assert supervisor("schedule", "list", "--json").json == []
    for wrong in (("export",), ("export", "members", "--due"), ("export", "--due")):
        assert supervisor(*wrong).code == 2
