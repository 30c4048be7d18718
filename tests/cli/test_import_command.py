"""``consoleapp import`` as a script sees it. The demo book holds the sample already; it stays as it is."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import ROOT, Answer, Run, run

SAMPLE = str(ROOT / "data" / "sample")


@pytest.fixture
def supervisor(demo_home: Path) -> Run:
    """The program as the demo's supervisor."""

    def as_supervisor(*arguments: str) -> Answer:
        return run("--home", str(demo_home), "--as", "supervisor", *arguments)

    return as_supervisor


def bad_members(folder: Path, count: int) -> Path:
    """The sample's members, the first so many with a birthday that never was."""
    with (ROOT / "data" / "sample" / "members.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for row in rows[:count]:
        row[header.index("birth_date")] = "1980-02-30"
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return folder / "members.csv"


def test_the_sample_again_is_no_change(supervisor: Run) -> None:
    answer = supervisor("import", SAMPLE)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.rstrip().endswith("rows read. 0 changes.")
    told = supervisor("import", SAMPLE, "--json").json
    assert (told["changes"], told["by_subject"], told["not_read"]) == (0, [], [])
    assert told["rows"]["members"] > 100


def test_a_dry_run_shows_what_would_change_and_changes_nothing(supervisor: Run, tmp_path: Path) -> None:
    file = tmp_path / "brokers.csv"
    file.write_text("broker_code,broker_name\nB00999,NEW BROKERS LTD\nB00023,ANOTHER NAME LTD\n")
    for _again in range(2):
        answer = supervisor("import", str(file), "--dry-run")
        assert answer.code == 0
        assert answer.out.splitlines() == [
            "brokers: 1 new, 1 changed (B00999, B00023 …)",
            "2 rows read. 2 changes – a dry run: nothing was written.",
        ]


def test_bad_rows_are_named_and_marked(supervisor: Run, tmp_path: Path) -> None:
    marked = tmp_path / "marked.xlsx"
    answer = supervisor("import", str(bad_members(tmp_path, 25)), "--faults", str(marked))
    lines = answer.err.splitlines()
    assert (answer.code, answer.out) == (1, "")
    assert lines[0].startswith("members.csv, row 2, birth_date: '1980-02-30' – ")
    assert lines[20:22] == ["… and 5 more.", f"All of them are marked in {marked}."]
    assert lines[22].startswith("consoleapp: Cells that cannot be loaded: 25. Nothing was;")
    assert openpyxl.load_workbook(marked)["faults"].max_row == 26
    taken = supervisor("import", SAMPLE, "--faults", str(marked))
    assert (taken.code, "there already" in taken.err) == (1, True)
    told = supervisor("import", str(tmp_path / "members.csv"), "--json")
    assert (told.code, told.json["fault_count"]) == (1, 25)
    assert told.json["faults"][0]["row"] == 2
    assert supervisor("import", SAMPLE, "--json").json["changes"] == 0


def test_the_template_needs_nobody_and_no_book(tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    answer = run("--home", str(tmp_path), "import", "--template", str(file))
    assert (answer.code, file.exists()) == (0, True)
    assert run("--home", str(tmp_path), "import", "--template", str(file)).code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["import"], 2, "Say what to load"),
        (["import", "nowhere.csv"], 1, "no file nowhere.csv"),
        (["import", SAMPLE, "--map", "nowhere.toml"], 2, "nowhere.toml cannot be read"),
    ],
)
def test_wrong_use_is_one_line(supervisor: Run, arguments: list[str], code: int, why: str) -> None:
    answer = supervisor(*arguments)
    assert answer.code == code
    assert why in answer.err
    assert answer.err.count("\n") == 1


def test_a_hotline_agent_may_not_load(hotline: Run) -> None:
    answer = hotline("import", SAMPLE)
    assert (answer.code, answer.out) == (1, "")
    assert "may not" in answer.err


def test_a_demo_book_takes_nobody_real(supervisor: Run, tmp_path: Path) -> None:
    """Its passwords are printed for everybody."""
    file = tmp_path / "brokers.csv"
    file.write_text("broker_code,broker_name\nB00999,NEW BROKERS LTD\n")
    answer = supervisor("import", str(file))
    assert (answer.code, answer.out) == (1, "")
    assert "published passwords" in answer.err
    assert "NEW BROKERS" not in supervisor("find", "new brokers", "--json").out
