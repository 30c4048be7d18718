"""``generate``: an invented book from one line, the same each time; never added to a book in use."""

import csv
from pathlib import Path

from tests.cli.conftest import run


def test_a_book_is_made_and_found_in(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path))
    made = run(*home, "generate", "--members", "200", "--seed", "4", "--claims-per-member", "1", "--json")
    assert made.code == 0, made.err
    assert (made.json["members"], made.json["seed"]) == (200, 4)
    assert made.json["seconds"] > 0
    ada = {
        "CONSOLEAPP_NEW_PASSWORD": "a long enough sentence",
        "CONSOLEAPP_PASSWORD": "a long enough sentence",
    }
    assert run(*home, "init", "--login", "ada", env=ada).code == 0
    assert run(*home, "--as", "ada", "staff", "accept-notice", "--version", "1", env=ada).code == 0
    found = run(*home, "--as", "ada", "find", "0001-00", "--json", env=ada)
    assert found.code == 0, found.err
    assert found.json["hits"][0]["certificate"] == "0001-00"
    again = run(*home, "generate", "--members", "10")
    assert again.code == 1
    assert "already holds" in again.err
    assert again.err.count("\n") == 1


def test_the_same_book_as_files(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        answer = run("generate", "--members", "60", "--seed", "9", "--csv", str(tmp_path / name))
        assert answer.code == 0, answer.err
        assert "60 members" in answer.out
        texts.append([file.read_bytes() for file in sorted((tmp_path / name).iterdir())])
    assert texts[0] == texts[1]
    with (tmp_path / "one" / "members.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 60
    assert run("generate", "--members", "60", "--csv", str(tmp_path / "one")).code == 1


def test_an_impossible_order_is_wrong_use(tmp_path: Path) -> None:
    answer = run("--home", str(tmp_path), "generate", "--members", "0")
    assert answer.code == 2
    assert not (tmp_path / "data").exists()
