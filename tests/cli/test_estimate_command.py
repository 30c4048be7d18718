"""``estimate``: always labelled, each rule in order; what is ambiguous is refused with the choices."""

from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Run, run

WHO = ("--member", "0001-00", "--policy", "91307")


@pytest.fixture
def estimate(hotline: Run) -> Run:
    def asked(*words: str) -> Answer:
        return hotline("estimate", *WHO, *words)

    return asked


def test_an_estimate_says_so_and_tells_each_rule(estimate: Run) -> None:
    answer = estimate("--item", "GP", "--amount", "500", "--provider", "network")
    assert answer.code == 0, answer.err
    lines = answer.out.splitlines()
    assert lines[0].startswith("ESTIMATE – This is an estimate.")
    assert (
        lines[1] == "General consultation · HKD 500.00 · 21 Nov 2026 · Network provider"
        or "GP" not in lines[1]
    )
    assert any(line.startswith("Payable: HKD ") for line in lines)
    assert any(line.startswith("Member bears: HKD ") for line in lines)
    assert any(line.startswith("  1. ") for line in lines)


def test_the_same_as_json_adds_up(estimate: Run) -> None:
    told = estimate(
        "--item", "general consultation", "--amount", "500", "--provider", "network",
        "--date", "2026-11-23", "--json",
    ).json  # fmt: skip
    assert told["estimate"] is True
    assert told["label"].startswith("This is an estimate.")
    assert (told["item"]["code"], told["date"]) == ("GP", "2026-11-23")
    assert float(told["payable"]["amount"]) + float(told["member_bears"]["amount"]) == 500.0
    assert [step["rule"] for step in told["rules"]][-1] == "reimbursement"
    taken = sum(float(step["taken"]["amount"]) for step in told["rules"])
    assert taken == float(told["member_bears"]["amount"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("--item", "consultation", "--amount", "5"),
            1,
            "GP General consultation; SP Specialist consultation",
        ),
        (("--item", "dragon", "--amount", "5"), 1, "No item of the schedule is called 'dragon'."),
        (("--item", "GP", "--amount", "much"), 1, "is not an amount"),
        (("--item", "GP", "--amount", "5", "--provider", "nobody at all"), 1, "No provider in the directory"),
        (("--item", "GP", "--amount", "5", "--provider", "dr"), 1, "may be several providers"),
        (("--item", "GP", "--amount", "5", "--date", "tomorrow"), 2, "is not a date"),
        (("--item", "GP"), 2, "--amount"),
    ],
)
def test_what_cannot_be_estimated_is_one_line(
    estimate: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = estimate(*words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_people_get_it_in_their_language(demo_home: Path) -> None:
    who = ("--home", str(demo_home), "--as", "hotline", "--lang", "zh_Hant")
    answer = run(*who, "estimate", *WHO, "--item", "物理治療", "--amount", "500")
    assert answer.code == 0, answer.err
    assert "估算" in answer.out
    assert "Physiotherapy" not in answer.out
