"""``consoleapp ledger``: the same figures for people and for programs, and nothing posted twice."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run

BANK = """Value Date,Credit,Name,Remarks,Ccy
18/11/2026,"26,500.00",ABC COMPANY LTD,INV 9210977,HKD
2026-11-19,777.00,SOMEBODY,HELLO,HKD
2026-11-19,-5.00,BANK,CHARGES,HKD
"""


@pytest.fixture(scope="module")
def supervisor(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The program as the supervisor of a demo book of its own: these tests post."""
    home = tmp_path_factory.mktemp("ledger")
    built = run("--home", str(home), "demo", "--no-open", "--json")
    assert built.code == 0, built.err
    return lambda *arguments, **more: run("--home", str(home), "--as", "supervisor", *arguments, **more)


def test_the_ledger_of_a_policy_from_question_to_reversal(supervisor: Run, tmp_path: Path) -> None:
    sheet = supervisor("ledger", "invoices", "--policy", "91307", "--branch", "HO", "--json").json
    oldest = next(row for row in sheet["invoices"] if row["invoice_no"] == "9200352")
    assert (oldest["balance"]["amount"], oldest["age"]) == ("52344.00", "over_90")
    assert {row["branch_code"] for row in sheet["invoices"]} == {"HO"}
    assert sheet["mandates"][0]["status"] == "active"
    (ageing,) = supervisor("ledger", "ageing", "--policy", "91307", "--json").json["ageing"]
    assert (ageing["over_90"]["amount"], ageing["total"]["amount"]) == ("52344.00", "78844.00")

    receive = ("ledger", "receive", "--policy", "91307", "--amount", "1,000.00", "--method", "cheque")
    taken = supervisor(*receive, "--oldest-first", "--key", "one", "--json")
    assert taken.code == 0, taken.err
    assert taken.json["unallocated"]["amount"] == "0.00"
    assert supervisor(*receive, "--to", "9200352=1", "--key", "one").code == 1  # the key is of another act
    allocated = supervisor("ledger", "allocate", "R-20871", "--to", "9200352=200.00", "--json").json
    assert allocated["unallocated"]["amount"] == "1000.00"

    statement = supervisor("ledger", "statement", "--policy", "91307", "--from", "2026-05-01", "--json").json
    (section,) = statement["sections"]
    assert section["closing_owed"] == section["ageing"]["total"]
    entry = next(row["entry_id"] for row in section["movements"] if row["receipt_no"] == "R-20871")
    last = section["movements"][-1]
    assert (last["receipt_no"], last["invoice_no"], last["owed"]["amount"]) == (
        "R-20871",
        "9200352",
        "-200.00",
    )
    assert supervisor("ledger", "reverse", str(entry), "--reason", "wrong").code == 1  # it is used
    assert supervisor("ledger", "reverse", str(last["entry_id"]), "--reason", "wrong").code == 0
    lines = supervisor("ledger", "statement", "--policy", "91307", "--from", "2026-05-01").out.splitlines()
    assert any(line.startswith("Closing balance") and line.endswith("76,644.00") for line in lines)

    file = tmp_path / "bank.csv"
    file.write_text(BANK, encoding="utf-8")
    proposed = supervisor("ledger", "match", str(file), "--json").json
    assert (proposed["posted"], [one["confidence"] for one in proposed["lines"]]) == (0, [99, 0])
    accepted = ("ledger", "match", str(file), "--accept-all-above", "90", "--json")
    assert supervisor(*accepted).json["posted"] == 1
    assert supervisor(*accepted).json["posted"] == 0
    assert supervisor("ledger", "match", str(file), "--accept", "3").code == 1  # nothing to post it on
    found = supervisor("ledger", "audit", "--json")
    assert (found.code, found.json["fault"]) == (0, None)


def test_a_large_amount_is_sent_to_a_second_person(supervisor: Run) -> None:
    receive = ("ledger", "receive", "--policy", "91307", "--amount", "100,000.01", "--method", "cheque")
    assert "second person" in supervisor(*receive).err
    asked = supervisor(*receive, "--ask", "premium of the year")
    assert asked.code == 1
    assert re.search(r"Request \d+ waits for a second person", asked.err)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ledger", "invoices"), 2, "--policy NUMBER or --holder CODE"),
        (("ledger", "invoices", "--policy", "1"), 1, "no policy 1"),
        (("ledger", "allocate", "R-20871", "--to", "9200352"), 2, "INVOICE=AMOUNT"),
        (("ledger", "receive", "--policy", "91307", "--amount", "1", "--method", "gold"), 2, "gold"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    supervisor: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    answer = supervisor(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
