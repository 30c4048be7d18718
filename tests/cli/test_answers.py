"""``find``, ``member`` and what the program says when it cannot answer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from consoleapp import __version__
from tests.cli.conftest import Run, run


@pytest.mark.parametrize(
    "said",
    ["tai man chan", "陈大文", "陳大文", "chan tm", "chen tai man", "0001-00 91307", "91307 0001"],
)
def test_whatever_the_caller_says_leads_to_the_member_first(hotline: Run, said: str) -> None:
    answer = hotline("find", said, "--json")
    assert answer.code == 0, answer.err
    first = answer.json["hits"][0]
    assert (first["kind"], first["policy"], first["certificate"]) == ("member", "91307", "0001-00")
    assert first["title_zh"] == "陳大文"


@pytest.mark.parametrize(
    ("said", "kind", "title"),
    [("9200352", "invoice", "9200352"), ("A2000001447", "claim", "A2000001447")],
)
def test_numbers_lead_to_their_record_first(hotline: Run, said: str, kind: str, title: str) -> None:
    first = hotline("find", said, "--json").json["hits"][0]
    assert (first["kind"], first["title"]) == (kind, title)


def test_private_values_are_searched_and_never_returned(hotline: Run) -> None:
    card = hotline("member", "0001-00", "--policy", "91307", "--json").json["member"]
    shown = {private["field"]: private["shown"] for private in card["private"]}
    assert "•" in shown["identity_no"]
    assert "•" in shown["birth_date"]
    assert not any(private["open"] for private in card["private"])


def test_a_card_has_its_family_benefits_and_claims(hotline: Run) -> None:
    answer = hotline("member", "0001-00", "--policy", "91307", "--json").json
    assert [person["certificate"] for person in answer["member"]["family"]][:2] == ["0001-00", "0001-01"]
    assert answer["member"]["policy"]["policy_no"] == "91307"
    assert answer["benefits"]["lines"]
    assert "A2000001447" in [claim["claim_no"] for claim in answer["claims"]]


def test_people_get_lines_in_their_language(hotline: Run, demo_home: Path) -> None:
    english = hotline("member", "0001-00", "--policy", "91307")
    assert "CHAN TAI MAN" in english.out
    assert "Family" in english.out
    chinese = run(
        "--home",
        str(demo_home),
        "--lang",
        "zh_Hant",
        "--as",
        "hotline",
        "member",
        "0001-00",
        "--policy",
        "91307",
    )
    assert "家庭成員" in chinese.out


def test_nothing_found_is_exit_1_and_one_line(hotline: Run) -> None:
    answer = hotline("find", "qqqqqqqq zzzzzz")
    assert answer.code == 1
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert "Try part of the name" in answer.err


def test_a_certificate_that_is_not_there_is_exit_1(hotline: Run) -> None:
    answer = hotline("member", "9999-00", "--policy", "91307", "--json")
    assert (answer.code, answer.out) == (1, "")
    assert "9999-00" in answer.err


def test_wrong_passwords_and_unknown_people_read_the_same(demo_home: Path) -> None:
    answers = [
        run(
            "--home",
            str(demo_home),
            "--as",
            who,
            "find",
            "chan",
            env={"CONSOLEAPP_PASSWORD": "wrong password!!"},
        )
        for who in ("counter", "nobody")
    ]
    assert {answer.code for answer in answers} == {1}
    assert len({answer.err for answer in answers}) == 1


def test_wrong_use_is_exit_2(demo_home: Path) -> None:
    assert run("--home", str(demo_home), "find", "chan").code == 2, "nobody is at the desk"
    assert run("frobnicate").code == 2
    assert run("--lang", "fr", "find", "x").code == 2


def test_without_a_book_the_way_to_one_is_named(tmp_path: Path) -> None:
    answer = run("--home", str(tmp_path), "--as", "ada", "find", "chan")
    assert answer.code == 1
    assert "consoleapp demo" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_the_console_says_so(demo_home: Path) -> None:
    answer = run("--home", str(demo_home))
    assert answer.code == 2
    assert "needs a terminal" in answer.err
    assert "find" in answer.err


def test_version_and_help_with_examples() -> None:
    assert run("--version").out.strip() == f"consoleapp {__version__}"
    text = run("--help").out
    assert "Examples" in text
    for command in ("demo", "find", "init", "member", "staff"):
        assert f"  {command} " in text or f" {command} " in text


def test_an_unexpected_fault_shows_an_id_and_no_data(demo_home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "data"
    broken.mkdir()
    (broken / "consoleapp.db").write_text("CHAN TAI MAN is not a database")
    (broken / "audit.key").write_text("00" * 32)
    answer = run(
        "--home", str(tmp_path), "--as", "ada", "find", "secret words", env={"CONSOLEAPP_PASSWORD": "hush"}
    )
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err
    logged = "".join(file.read_text() for file in (broken / "logs").glob("*"))
    for secret in ("secret words", "hush", "CHAN TAI MAN"):
        assert secret not in answer.err + logged


def test_nothing_typed_comes_back_as_a_command_to_the_terminal(hotline: Run) -> None:
    typed = "zqx\x9b2J\x7f\u202e"
    answer = hotline("find", typed, "--json")
    assert answer.json["query"] == typed
    wrong = hotline("find", "zqx", "--limit", "\x1b]52;c;x\x07")
    language = run("--lang", "\x1b[2J\x9b2J", "find", "x")
    for said in (answer.out, answer.err, wrong.err, language.err):
        assert said.replace("\n", "").isprintable(), repr(said)


def test_a_command_signs_out_whatever_came_of_it(hotline: Run, demo_home: Path) -> None:
    def open_sessions() -> int:
        with closing(sqlite3.connect(demo_home / "data" / "consoleapp.db")) as book:
            found: int = book.execute("SELECT COUNT(*) FROM staff_session WHERE ended_at IS NULL").fetchone()[
                0
            ]
        return found

    before = open_sessions()
    assert hotline("member", "0001-00", "--policy", "91307").code == 0
    assert hotline("member", "9999-00", "--policy", "91307").code == 1
    assert open_sessions() == before
