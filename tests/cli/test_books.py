"""``init``, ``migrate`` and ``staff``: a book of one's own."""

import stat
from pathlib import Path

from tests.cli.conftest import run

PASSWORD = "a long enough sentence"


def made(home: Path) -> dict[str, str]:
    """A new book with the supervisor ada; answers the environment she signs in with."""
    answer = run(
        "--home",
        str(home),
        "init",
        "--login",
        "Ada",
        "--name",
        "Ada Wong",
        "--json",
        env={"CONSOLEAPP_NEW_PASSWORD": PASSWORD},
    )
    assert answer.code == 0, answer.err
    assert answer.json["supervisor"] == "ada"
    ada = {"CONSOLEAPP_PASSWORD": PASSWORD}
    accepts(home, "ada", ada)
    return ada


def accepts(home: Path, login: str, env: dict[str, str]) -> None:
    """Somebody who read the rules of use says so."""
    told = run("--home", str(home), "--as", login, "staff", "sessions", env=env)
    assert (told.code, "staff accept-notice" in told.err) == (2, True), told.err
    command = ("--home", str(home), "--as", login, "staff", "accept-notice")
    assert "--version 1" in run(*command, env=env).err
    done = run(*command, "--version", "1", "--json", env=env)
    assert done.code == 0, done.err


def test_a_new_book_has_its_supervisor_and_is_private(tmp_path: Path) -> None:
    signed_in = made(tmp_path)
    people = run("--home", str(tmp_path), "--as", "ada", "staff", "list", "--json", env=signed_in).json
    assert [(person["login"], person["role"]) for person in people] == [("ada", "supervisor")]
    for name in ("data/consoleapp.db", "data/audit.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name
    for name in ("data", "exports"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700, name


def test_a_second_first_supervisor_is_refused(tmp_path: Path) -> None:
    made(tmp_path)
    again = run("--home", str(tmp_path), "init", "--login", "eve", env={"CONSOLEAPP_NEW_PASSWORD": PASSWORD})
    assert again.code == 1
    assert again.err.count("\n") == 1


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    answer = run("--home", str(tmp_path), "init", "--login", "ada", env={"CONSOLEAPP_NEW_PASSWORD": "short"})
    assert answer.code == 1
    assert "15" in answer.err


def test_staff_come_and_go(tmp_path: Path) -> None:
    signed_in = made(tmp_path)
    home = ("--home", str(tmp_path))
    ben = {"CONSOLEAPP_PASSWORD": "another long sentence"}
    added = run(
        *home,
        "--as",
        "ada",
        "staff",
        "add",
        "ben",
        "--role",
        "hotline",
        env=signed_in | {"CONSOLEAPP_NEW_PASSWORD": ben["CONSOLEAPP_PASSWORD"]},
    )
    assert added.code == 0, added.err
    new = {"CONSOLEAPP_NEW_PASSWORD": "a sentence only ben knows"}
    first = run(*home, "--as", "ben", "staff", "accept-notice", "--version", "1", env=ben)
    assert (first.code, "CONSOLEAPP_NEW_PASSWORD" in first.err) == (2, True), "given by somebody else"
    assert run(*home, "--as", "ben", "staff", "accept-notice", "--version", "1", env=ben | new).code == 0
    stale = run(*home, "--as", "ben", "find", "chan", env=ben)
    assert "Name or password is wrong" in stale.err, "whoever set the first password knows it no more"
    ben = {"CONSOLEAPP_PASSWORD": new["CONSOLEAPP_NEW_PASSWORD"]}
    assert run(*home, "--as", "ben", "staff", "list", env=ben).code == 1, "a hotline agent manages nobody"
    assert "Nothing found" in run(*home, "--as", "ben", "find", "chan", env=ben).err
    assert run(*home, "--as", "ada", "staff", "disable", "ben", "--reason", "left", env=signed_in).code == 0
    refused = run(*home, "--as", "ben", "find", "chan", env=ben)
    assert (refused.code, refused.out) == (1, "")
    assert run(*home, "--as", "ada", "staff", "add", "cat", "--role", "owner", env=signed_in).code == 2


def test_the_record_of_all_this_verifies(tmp_path: Path) -> None:
    signed_in = made(tmp_path)
    home = ("--home", str(tmp_path))
    verdict = run(*home, "--as", "ada", "audit", "verify", "--json", env=signed_in)
    assert verdict.code == 0, verdict.err
    assert verdict.json["first_bad"] is None
    assert verdict.json["entries"] >= 2
    assert run(*home, "migrate", "--json").json["current"] is True


def test_a_book_that_lost_its_audit_key_gets_no_new_one(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "data" / "audit.key").rename(tmp_path / "kept.key")
    for command in (("migrate",), ("init", "--login", "eve"), ("demo", "--no-open")):
        answer = run("--home", str(tmp_path), *command, env={"CONSOLEAPP_NEW_PASSWORD": PASSWORD})
        assert (answer.code, answer.err.count("\n")) == (1, 1)
        assert "audit key" in answer.err
        assert not (tmp_path / "data" / "audit.key").exists()


def test_there_must_be_a_book_to_bring_up_to_date(tmp_path: Path) -> None:
    answer = run("--home", str(tmp_path / "mistyped"), "migrate")
    assert answer.code == 1
    assert "no book" in answer.err
    assert not (tmp_path / "mistyped").exists()
