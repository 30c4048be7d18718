"""``consoleapp requests`` and ``request``: the same verbs, from a script."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, run

WHOSE = ("--policy", "91307", "--member", "0001-00")


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book of one's own: these commands change it."""
    copy = tmp_path_factory.mktemp("requests") / "home"
    shutil.copytree(demo_home, copy)
    return copy


def test_a_request_is_opened_moved_shown_and_listed(home: Path) -> None:
    def hotline(*arguments: str) -> Answer:
        return run("--home", str(home), "--as", "hotline", *arguments)

    wrong = hotline("request", "open", "feedback", *WHOSE, "--set", "promised_on=soon")
    assert wrong.code == 1
    assert [told.partition(":")[0] for told in wrong.err.splitlines()] == ["provider", "text", "promised_on"]
    given = ("--set", "provider=DR. LO", "--set", "text=the number is dead")
    made = hotline("request", "open", "feedback", *WHOSE, *given, "--json").json
    number = made["number"]
    assert hotline("request", number, "--json").json["following"][0] == "in_progress"
    moved = hotline("request", "move", number, "waiting", "--for", "provider", "--json").json
    assert (moved["row"]["waits_for"], moved["row"]["who"]) == ("provider", "Wong Siu Ling")
    refused = hotline("request", "move", number, "done")
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)
    assert hotline("request", "move", number, "done", "--note", "corrected").code == 0
    shown = hotline("request", number)
    assert "corrected" in shown.out
    assert "DR. LO" in shown.out
    assert [one["number"] for one in hotline("requests", *WHOSE, "--json").json["rows"]] == [number]
    assert hotline("request", "R999999").code == 1
    assert hotline("request", "open", "feedback", *WHOSE, "--set", "colour=red").code == 2
