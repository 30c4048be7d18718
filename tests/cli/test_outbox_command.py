"""``consoleapp outbox`` and ``consoleapp approvals`` as an operator and a supervisor use them."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, run

MESSAGE = """
INSERT INTO outbox_message (message_key, channel, recipient, language, template, subject, body, created_at,
                            state, next_try_at, tries, trouble, reply_code)
VALUES (?, 'email', 'tai.man@example.com', 'en', 'documents_requested', 'Papers', 'Dear Ms Chan',
        ?, ?, ?, 1, ?, ?)
"""
NOW = "2026-11-20 10:05:00.000000"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A demo book of one's own with a message that waits and one that is stuck."""
    found = tmp_path / "home"
    shutil.copytree(demo_home, found)
    with sqlite3.connect(found / "data" / "consoleapp.db") as book:
        # What the sample left waiting has gone out before: only the two below are pending.
        book.execute("UPDATE outbox_message SET state = 'sent', sent_at = created_at WHERE state = 'waiting'")
        book.execute(MESSAGE, ("one@desk.invalid", NOW, "waiting", NOW, None, None))
        book.execute(MESSAGE, ("two@desk.invalid", NOW, "stuck", NOW, "refused", 550))
    book.close()
    return found


def test_a_message_waits_is_sent_is_stuck_and_goes_again(home: Path) -> None:
    def supervisor(*arguments: str) -> Answer:
        return run("--home", str(home), "--as", "supervisor", *arguments)

    listed = supervisor("outbox", "list")
    assert (listed.code, listed.err) == (0, "")
    assert "t•••@•••.com  Waiting to be sent" in listed.out
    [stuck] = [line for line in listed.out.splitlines() if "refused" in line]
    assert stuck.endswith("the server refused the message (550)")
    number = stuck.split()[0]
    delivered = run("--home", str(home), "outbox", "deliver", "--json")
    assert delivered.json["sent"] == 1
    [one] = delivered.json["tries"]
    assert (one["message_id"] != int(number), one["channel"], one["state"], one["trouble"]) == (
        True,
        "email",
        "sent",
        None,
    )
    [file] = (home / "data" / "outbox").iterdir()
    assert "Dear Ms Chan" in file.read_text(encoding="utf-8")
    preview = run(
        "--home", str(home), "outbox", "preview", "documents_requested", "--in", "zh_Hant", "--json"
    )
    assert [one["channel"] for one in preview.json] == ["email", "sms"]
    assert all("醫療紀錄" in one["body"] for one in preview.json)
    again = supervisor("outbox", "retry", "--all")
    assert (again.code, again.out) == (0, "1 message goes with the next delivery.\n")
    shown = run("--home", str(home), "--lang", "zh_Hant", "outbox", "deliver", "--show").out.splitlines()
    assert {f"{number}  電郵  已發送", "已發送 1 則，未能發送 0 則。", "   Dear Ms Chan"} <= set(shown)
    for wrong, code, words in (
        (("outbox", "retry"), 2, "Name one message, or say --all."),
        (("approve", "7"), 1, "There is no request 7 for you."),
    ):
        answer = supervisor(*wrong)
        assert answer.code == code
        assert words in answer.err
    assert supervisor("approvals", "--json").json == {"waiting": [], "mine": []}
