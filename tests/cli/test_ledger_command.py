"""``consoleapp ledger``: the same figures for people and for programs, and nothing posted twice."""

import io
import re
import sqlite3
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from consoleapp import cli
from tests.cli.conftest import Answer, Run, run

BANK = """Value Date,Credit,Name,Remarks,Ccy
18/11/2026,"26,500.00",ABC COMPANY LTD,INV 9210977,HKD
2026-11-19,777.00,SOMEBODY,HELLO,HKD
2026-11-19,-5.00,BANK,CHARGES,HKD
2026-11-19,"26,500.00",ABC COMPANY LTD,INV 9210977,HKD
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book of its own: these tests post."""
    home = tmp_path_factory.mktemp("ledger")
    built = run("--home", str(home), "demo", "--no-open", "--json")
    assert built.code == 0, built.err
    return home


@pytest.fixture(scope="module")
def supervisor(book: Path) -> Run:
    """The program as the supervisor."""
    return lambda *arguments: run("--home", str(book), "--as", "supervisor", *arguments)


@pytest.fixture(scope="module")
def at_once(book: Path) -> Run:
    """The same in this process: a long story is told without starting thirty programs."""

    def answer(*arguments: str) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.run(["--home", str(book), "--as", "supervisor", *arguments])
        return Answer(code, out.getvalue(), err.getvalue())

    return answer


def test_the_ledger_of_a_policy_from_question_to_reversal(
    at_once: Run, supervisor: Run, tmp_path: Path
) -> None:
    sheet = supervisor("ledger", "invoices", "--policy", "91307", "--branch", "HO", "--json").json
    oldest = next(row for row in sheet["invoices"] if row["invoice_no"] == "9200352")
    assert (oldest["balance"]["amount"], oldest["age"]) == ("52344.00", "over_90")
    assert {row["branch_code"] for row in sheet["invoices"]} == {"HO"}
    assert sheet["mandates"][0]["status"] == "active"
    (ageing,) = at_once("ledger", "ageing", "--policy", "91307", "--json").json["ageing"]
    assert (ageing["over_90"]["amount"], ageing["total"]["amount"]) == ("52344.00", "78844.00")

    receive = ("ledger", "receive", "--policy", "91307", "--amount", "1,000.00", "--method", "cheque")
    taken = at_once(*receive, "--oldest-first", "--key", "one", "--json")
    assert taken.code == 0, taken.err
    assert taken.json["unallocated"]["amount"] == "0.00"
    assert at_once(*receive, "--to", "9200352=1", "--key", "one").code == 1  # the key is of another act
    allocated = at_once("ledger", "allocate", "R-20871", "--to", "9200352=200.00", "--json").json
    assert allocated["unallocated"]["amount"] == "1000.00"

    statement = at_once("ledger", "statement", "--policy", "91307", "--from", "2026-05-01", "--json").json
    (section,) = statement["sections"]
    assert section["closing_owed"] == section["ageing"]["total"]
    entry = next(row["entry_id"] for row in section["movements"] if row["receipt_no"] == "R-20871")
    last = section["movements"][-1]
    assert (last["receipt_no"], last["invoice_no"], last["owed"]["amount"]) == (
        "R-20871",
        "9200352",
        "-200.00",
    )
    assert at_once("ledger", "reverse", str(entry), "--reason", "wrong").code == 1  # it is used
    assert at_once("ledger", "reverse", str(last["entry_id"]), "--reason", "wrong").code == 0
    lines = at_once("ledger", "statement", "--policy", "91307", "--from", "2026-05-01").out.splitlines()
    assert any(line.startswith("Closing balance") and line.endswith("76,644.00") for line in lines)

    file = tmp_path / "bank.csv"
    file.write_text(BANK, encoding="utf-8")
    proposed = at_once("ledger", "match", str(file), "--json").json
    # The second line that would pay the same invoice is doubtful.
    assert (proposed["posted"], [one["confidence"] for one in proposed["lines"]]) == (0, [99, 0, 49])
    both = at_once("ledger", "match", str(file), "--accept", "2", "--accept", "5", "--json")
    assert (both.code, both.json["posted"], list(both.json["not_posted"])) == (1, 1, ["5"])
    assert "more than is left to pay" in both.err
    accepted = ("ledger", "match", str(file), "--accept-all-above", "90", "--json")
    assert at_once(*accepted).json["posted"] == 0  # the same line again
    assert at_once("ledger", "match", str(file), "--accept", "3").code == 1  # nothing to post it on
    assert at_once("ledger", "match", str(file), "--accept", "4").code == 2  # money that went out
    found = supervisor("ledger", "audit", "--json")
    assert (found.code, found.json["fault"]) == (0, None)


def test_every_other_kind_of_entry_and_the_auditor(at_once: Run, book: Path) -> None:
    def ledger(*arguments: str) -> Any:
        answer = at_once("ledger", *arguments, "--json")
        assert answer.code == 0, answer.err
        return answer.json

    issued = ledger(
        "issue", "--policy", "91307", "--amount", "1,000.00", "--on", "2026-11-01", "--branch", "HO"
    )
    number = issued["invoice_no"]
    assert (issued["due_on"], issued["branch_code"], issued["balance"]["amount"]) == (
        "2026-12-01",
        "HO",
        "1000.00",
    )
    why = ("--reason", "agreed")
    assert ledger("credit-note", number, "--amount", "100", *why)["balance"]["amount"] == "900.00"
    assert ledger("write-off", number, "--amount", "0.04", *why)["balance"]["amount"] == "899.96"
    dollars = ledger("receive", "--policy", "91307", "--amount", "USD 100.00", "--method", "cheque")
    became = ledger("exchange", dollars["receipt_no"], "--amount", "90", "--for", "HKD 702.00", *why)
    assert (became["amount"], became["reference"]) == (
        {"amount": "702.00", "currency": "HKD"},
        dollars["receipt_no"],
    )
    assert ledger("refund", dollars["receipt_no"], "--amount", "10", *why)["unallocated"]["amount"] == "0.00"
    pays = ("allocate", became["receipt_no"], "--to", f"{number}=700")
    assert ledger(*pays)["unallocated"]["amount"] == "2.00"
    back = ledger("deallocate", became["receipt_no"], "--from", number, *why)
    assert back["unallocated"]["amount"] == "702.00"
    # The answer was lost: what it would pay is another thing now, but the key is that of the same act.
    again = ("allocate", became["receipt_no"], "--oldest-first", "--key", "lost")
    first = ledger(*again)
    assert first["unallocated"]["amount"] == "0.00"
    assert ledger(*again) == first
    cheque = ledger(
        "receive", "--policy", "91307", "--amount", "5.00", "--method", "cheque", "--oldest-first"
    )
    bounced = ledger("bounce", cheque["receipt_no"], "--reason", "refer to drawer")
    assert (bounced["allocated"]["amount"], bounced["unallocated"]["amount"]) == ("0.00", "0.00")
    assert ledger("audit")["fault"] is None
    with sqlite3.connect(next(book.glob("data/*.db"))) as raw:
        raw.execute("DROP TRIGGER ledger_transfer_no_update")
        raw.execute("UPDATE ledger_transfer SET amount = amount + 1 WHERE currency = 'USD'")
    found = at_once("ledger", "audit", "--json")
    assert found.code == 1
    assert re.fullmatch(r"Entry \d+ is not as it was posted: its hash differs.", found.json["fault"])
    assert found.json["fault"] in found.err


def test_a_large_amount_is_sent_to_a_second_person(at_once: Run) -> None:
    receive = ("ledger", "receive", "--policy", "91307", "--amount", "100,000.01", "--method", "cheque")
    assert "second person" in at_once(*receive).err
    asked = at_once(*receive, "--ask", "premium of the year")
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
    at_once: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    answer = at_once(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
