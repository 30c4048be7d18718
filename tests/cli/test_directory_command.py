"""``directory``, as a script sees it: the entry is kept up, and the history says by whom."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run


@pytest.fixture
def keeper(demo_home: Path, tmp_path: Path) -> Run:
    """The program as the demo's hotline agent on a copy of the book, which may be changed."""
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    return lambda *arguments, **more: run("--home", str(home), "--as", "hotline", *arguments, **more)


def test_an_entry_is_kept_up(keeper: Run) -> None:
    added = keeper(
        "directory", "add", "--set", "name=HERON CLINIC", "--set", "kind=診所", "--set", "district=旺角",
        "--set", "phones=85950777", "--set", "hours=Mon-Fri 9-1", "--reason", "contract", "--json",
    ).json  # fmt: skip
    number = added["number"]
    assert added["record"]["area"] == "kowloon"
    changed = keeper("directory", "correct", number, "--set", "hours=Mon-Sat 9-1", "--reason", "rang")
    assert changed.out.strip() == f"{number} is on record, version 2."
    unread = keeper("directory", "correct", number, "--set", "hours=Mon sometimes", "--reason", "rang")
    assert (unread.code, "▸sometimes◂" in unread.err) == (1, True)
    assert keeper("directory", "dispute", number, "--what", "phone", "--note", "dead").code == 0
    calls = keeper("directory", "calls", "--limit", "1", "--json").json
    assert [one["row"]["provider_no"] for one in calls] == [number]
    assert keeper("directory", "verify", number, "--how", "telephone").code == 0
    shown = keeper("directory", "show", number, "--json").json
    assert [one["act"] for one in shown["history"]] == [
        "report_checked", "verified", "disputed", "corrected", "added",
    ]  # fmt: skip
    assert shown["history"][3]["changes"] == [{"field": "hours", "old": "Mon-Fri 9-1", "new": "Mon-Sat 9-1"}]
    wrong = keeper("directory", "correct", number, "--set", "colour=red", "--reason", "x")
    assert (wrong.code, "Fields: networks" in wrong.err) == (2, True)
