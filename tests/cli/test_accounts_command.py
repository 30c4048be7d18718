"""``consoleapp accounts``, ``account`` and ``unlock``: the same rules as on the screen."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from consoleapp.desk import contacts, members
from consoleapp.desk.opening import open_book
from consoleapp.desk.signin import sign_in
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.settings import load
from consoleapp.store.tables import contact
from tests.cli.conftest import Answer, run

NO = "PA200007"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A demo book of one's own: these commands change it."""
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


def verified_on_the_line(home: Path) -> None:
    """CHAN TAI MAN is on the line of the hotline's desk, and verified."""
    settings = load(home, {})
    database = open_book(settings)
    desk = sign_in(database, settings, lambda: datetime.now(UTC), "hotline", "lantern-ferry-teapot")
    member_id = members.by_certificate(desk, "91307", "0001-00").member_id
    contacts.start(
        desk, member_id=member_id, channel=ContactChannel.CALL, caller_role=CallerRole.MEMBER, key="call"
    )
    with database.write() as connection:
        connection.execute(update(contact).where(contact.c.status == "active").values(level=Level.VERIFIED))
    database.close()


def test_an_account_is_shown_and_unlocked_once_for_its_verified_holder(home: Path) -> None:
    def hotline(*arguments: str) -> Answer:
        return run("--home", str(home), "--as", "hotline", *arguments)

    frozen = hotline("accounts", "--stage", "frozen", "--json").json
    assert NO in {one["account_no"] for one in frozen}
    shown = hotline("account", NO, "--json").json
    assert (shown["facts"]["stage"], shown["possible"]) == ("frozen", ["unlock", "unbind"])
    assert len(shown["logins"]) == 5
    words = hotline("account", NO)
    assert "203.0.113.7" in words.out
    assert "unlock: wrong_tries" in words.out
    nobody = hotline("unlock", NO, "--reason", "wrong_tries")
    assert (nobody.code, len(nobody.err.splitlines())) == (1, 1)
    assert "Take the call" in nobody.err
    without = hotline("unlock", NO)
    assert (without.code, "wrong_tries" in without.err) == (2, True)
    verified_on_the_line(home)
    done = hotline("unlock", NO, "--reason", "wrong_tries")
    assert (done.code, done.out) == (0, "Done; the holder is told.\n")
    again = hotline("unlock", NO, "--reason", "wrong_tries")
    assert (again.code, again.out) == (0, "There was nothing left to do; nobody was told.\n")
    shown = hotline("account", NO, "--json").json
    assert shown["facts"]["stage"] == "active"
    assert [line["act"] for line in shown["acts"]] == ["unlock"]
