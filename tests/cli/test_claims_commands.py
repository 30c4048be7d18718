"""``consoleapp claims``, ``claim`` and ``documents``: the same verbs, from a script."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, run
from tests.files import pdf


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book of one's own: these commands change it."""
    copy = tmp_path_factory.mktemp("claims") / "home"
    shutil.copytree(demo_home, copy)
    return copy


def test_the_list_answers_every_filter(home: Path) -> None:
    answer = run(
        "--home", str(home), "--as", "hotline", "claims", "--status", "in_review", "--policy", "91307",
        "--from", "2026-01-01", "--sort", "promised", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    found = answer.json
    assert found
    assert {(one["status"], one["policy_no"]) for one in found} == {("in_review", "91307")}
    dates = [one["promised_on"] for one in found if one["promised_on"]]
    assert dates == sorted(dates)
    wrong = run("--home", str(home), "--as", "hotline", "claims", "--status", "lost")
    assert (wrong.code, len(wrong.err.splitlines())) == (2, 1)
    assert "in_review" in wrong.err


def test_each_filter_of_the_list_against_the_whole_list(home: Path) -> None:
    def listed(*filters: str) -> list[dict[str, Any]]:
        limit = ("--limit", "10000", "--sort", "claim", "--json")
        answer = run("--home", str(home), "--as", "hotline", "claims", *limit, *filters)
        assert answer.code == 0, answer.err
        found: list[dict[str, Any]] = answer.json
        return found

    everything = listed()
    branch, certificate = (everything[0][name] for name in ("branch_code", "certificate"))
    holds: dict[tuple[str, ...], Callable[[dict[str, Any]], bool]] = {
        ("--member", certificate): lambda one: one["certificate"] == certificate,
        ("--benefit", "DEN", "--benefit", "HOS"): lambda one: one["benefit_type"] in ("DEN", "HOS"),
        ("--from", "2026-08-01", "--to", "31 Oct 2026"): (
            lambda one: "2026-08-01" <= one["consulted_on"] <= "2026-10-31"
        ),
        ("--branch", branch): lambda one: (
            one["branch_code"] == branch or branch.lower() in one["branch_en"].lower()
        ),
        ("--overdue",): lambda one: one["overdue"],
        ("--words", "physio"): lambda one: "physio" in (one["item_name"] + one["provider_name"]).lower(),
        ("--status", "paid", "--status", "declined"): lambda one: one["status"] in ("paid", "declined"),
    }
    for filters, wanted in holds.items():
        found = listed(*filters)
        assert found == [one for one in everything if wanted(one)], filters
        assert 0 < len(found) < len(everything), filters
    assert listed("--branch", "*ALL") == everything


def test_a_claim_is_registered_papers_come_and_it_is_shown(home: Path, tmp_path: Path) -> None:
    def counter(*arguments: str) -> Answer:
        answer = run("--home", str(home), "--as", "counter", *arguments)
        assert answer.code == 0, answer.err
        return answer

    line = "GP; 2026-11-16; 420.00; Dr. Lo; R-1"
    made = counter(
        "claim", "register", "--policy", "91307", "--member", "0001-00", "--line", line, "--json"
    ).json
    number = made["claim"]["claim_no"]
    assert made["claim"]["status"] == "pending_documents"
    (request,) = made["requests"]
    assert (request["status"], request["items"][0]["kind"]) == ("draft", "medical_record")
    sent = counter("documents", "send", str(request["request_id"]), "--json").json
    assert (sent["status"], sent["times_sent"]) == ("open", 1)
    assert any(one["claim_no"] == number for one in counter("documents", "list", "--json").json)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdf())
    counter(
        "documents", "receive", str(request["request_id"]), "1", "--file", str(scan), "--confirm", "legible"
    )  # fmt: skip
    shown = counter("claim", number, "--json").json
    assert shown["claim"]["status"] == "in_review"
    assert shown["requests"][0]["items"][0]["files"][0]["kind"] == "pdf"
    assert "working days" in shown["clock"][0]
    again = run(
        "--home", str(home), "--as", "counter", "claim", "register", "--policy", "91307",
        "--member", "0001-00", "--line", line, "--paper", "medical_record",
    )  # fmt: skip
    assert again.code == 1
    assert number in again.err


def test_a_notice_is_written_whole_and_never_over_another(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "notice.html"
    arguments = ("--home", str(home), "--as", "hotline", "claim", "A2000001447", "--notice", str(page))
    assert run(*arguments).code == 0
    assert "A2000001447" in page.read_text(encoding="utf-8")
    assert run(*arguments).code == 1


def test_a_letter_is_written_printed_and_posted_once(home: Path, tmp_path: Path) -> None:
    def counter(*arguments: str, code: int = 0) -> Answer:
        answer = run("--home", str(home), "--as", "counter", *arguments)
        assert answer.code == code, answer.err
        return answer

    counter("documents", "request", "A2600011355", "--item", "prescription", "--by", "letter")
    (letter,) = counter("documents", "letters", "--json").json
    assert letter["claim_no"] == "A2600011355"
    number, page = str(letter["letter_id"]), tmp_path / "letter.txt"
    counter("documents", "letter", number, str(page))
    assert "A2600011355" in page.read_text(encoding="utf-8")
    assert counter("documents", "posted", number, "--json").json["new"] is True
    assert counter("documents", "posted", number, "--json").json["new"] is False
    assert counter("documents", "letters", "--json").json == []


def test_what_the_upload_page_should_not_leave_is_set_aside_with_the_reason(home: Path) -> None:
    (home / "uploads" / "1").mkdir(parents=True)
    answer = run("--home", str(home), "--as", "counter", "documents", "collect")
    assert (answer.code, "not of the form" in answer.out) == (1, True)
    assert (home / "uploads" / "refused" / "1").is_dir()
    assert run("--home", str(home), "--as", "counter", "documents", "collect").code == 0
