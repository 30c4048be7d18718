"""Extracts that are refused: what contradicts the book is named by row and column; nothing is changed."""

from pathlib import Path

from consoleapp.store.engine import Database
from tests.exchange.book import (
    BOOK,
    CLAIM,
    INVOICE,
    MEMBER,
    POLICY,
    RECEIPT,
    Sheets,
    faults,
    load,
    with_rows,
    write_csv,
    write_workbook,
)

BAD: dict[str, tuple[Sheets, list[tuple[str, int, str]]]] = {
    "a policy nobody has": (
        {"members": [{**MEMBER, "policy_no": "99999", "plan_code": "", "branch_code": ""}]},
        [("members", 2, "policy_no")],
    ),
    "a plan and a branch nobody has": (
        {"members": [{**MEMBER, "plan_code": "99", "branch_code": "ZZ"}]},
        [("members", 2, "branch_code"), ("members", 2, "plan_code")],
    ),
    "a certificate twice": ({"members": [{**MEMBER}, {**MEMBER}]}, [("members", 3, "certificate")]),
    "a dependant alone": (
        {"members": [{**MEMBER, "certificate": "0009-01", "relation": "child"}]},
        [("members", 2, "certificate")],
    ),
    "an employee who is none": (
        {"members": [{**MEMBER, "relation": "spouse"}]},
        [("members", 2, "relation")],
    ),
    "cover that ends before it begins": (
        {"members": [{**MEMBER, "termination_date": "2026-04-30"}]},
        [("members", 2, "termination_date")],
    ),
    "an end alone, before the beginning on record": (
        {
            "members": [
                {
                    **{
                        key: MEMBER[key] for key in ("policy_no", "certificate", "relation", "name", "status")
                    },
                    "termination_date": "2026-04-30",
                }
            ]
        },
        [("members", 2, "termination_date")],
    ),
    "a member's status back": ({"members": [{**MEMBER, "status": "pending"}]}, [("members", 2, "status")]),
    "a policy's other currency": (
        {"policies": [{**POLICY, "currency": "USD"}]},
        [("policies", 2, "currency")],
    ),
    "a broker nobody knows": (
        {"policies": [{**POLICY, "broker_code": "B99999"}]},
        [("policies", 2, "broker_code")],
    ),
    "rows of a policy that disagree": (
        {
            "policies": [
                {**POLICY},
                {**POLICY, "period_from": "2027-05-01", "period_to": "2028-04-30", "status": "lapsed"},
            ]
        },
        [("policies", 3, "status")],
    ),
    "periods that overlap in the file": (
        {"policies": [{**POLICY}, {**POLICY, "period_from": "2027-04-30", "period_to": "2028-04-29"}]},
        [("policies", 3, "period_from")],
    ),
    "a period that overlaps one on record": (
        {"policies": [{**POLICY, "period_from": "2025-05-01", "period_to": "2026-05-01"}]},
        [("policies", 2, "period_from")],
    ),
    "a period back to front": (
        {"policies": [{**POLICY, "period_to": "2026-04-30"}]},
        [("policies", 2, "period_to")],
    ),
    "a branch of no holder": (
        {"branches": [{"holder_code": "NO", "branch_code": "X", "branch_name": "X"}]},
        [("branches", 2, "holder_code")],
    ),
    "a plan of no policy": (
        {"plans": [{"policy_no": "99999", "plan_code": "1"}]},
        [("plans", 2, "policy_no")],
    ),
    "an item of no plan": (
        {"benefits": [{**BOOK["benefits"][0], "plan_code": "99"}]},
        [("benefits", 2, "plan_code")],
    ),
    "a claim of nobody": (
        {"claims": [{**CLAIM, "certificate": "0007-00"}]},
        [("claims", 2, "certificate")],
    ),
    "lines that disagree on the status": (
        {"claims": [{**CLAIM}, {**CLAIM, "line_no": "2", "status": "approved"}]},
        [("claims", 3, "status")],
    ),
    "a claim in another currency": ({"claims": [{**CLAIM, "currency": "USD"}]}, [("claims", 2, "currency")]),
    "a status older than the claim": (
        {"claims": [{**CLAIM, "status_date": "2026-08-02"}]},
        [("claims", 2, "status_date")],
    ),
    "line nought": ({"claims": [{**CLAIM, "line_no": "0"}]}, [("claims", 2, "line_no")]),
    "posted money with another amount": (
        {"invoices": [{**INVOICE, "amount": "52,344.01"}]},
        [("invoices", 2, "amount")],
    ),
    "posted money of another day and branch": (
        {"invoices": [{**INVOICE, "issue_date": "2026-05-30", "branch_code": ""}]},
        [("invoices", 2, "branch_code"), ("invoices", 2, "issue_date")],
    ),
    "a receipt with another amount": (
        {"settlements": [{**RECEIPT, "amount": "61,000.00"}]},
        [("settlements", 2, "amount")],
    ),
    "an allocation with another amount": (
        {"settlements": [{**RECEIPT, "allocated": "40,000.00"}]},
        [("settlements", 2, "allocated")],
    ),
    "more allocated than was received": (
        {
            "invoices": [{**INVOICE, "invoice_no": "9200400"}],
            "settlements": [{**RECEIPT, "invoice_no": "9200400", "allocated": "10,000.01"}],
        },
        [("settlements", 2, "allocated")],
    ),
    "more allocated than was invoiced": (
        {"settlements": [{**RECEIPT, "receipt_no": "R-2", "allocated": "2,344.01"}]},
        [("settlements", 2, "allocated")],
    ),
    "an invoice nobody wrote": (
        {"settlements": [{**RECEIPT, "invoice_no": "9999999"}]},
        [("settlements", 2, "invoice_no")],
    ),
    "an allocation to nothing": (
        {"settlements": [{**RECEIPT, "receipt_no": "R-3", "invoice_no": ""}]},
        [("settlements", 2, "allocated")],
    ),
    "an account of nobody": (
        {"accounts": [{**BOOK["accounts"][0], "account_no": "W2", "certificate": "", "policy_no": ""}]},
        [("accounts", 2, "account_no"), ("accounts", 2, "user_id")],
    ),
    "a second account of a member": (
        {"accounts": [{**BOOK["accounts"][0], "account_no": "W2", "user_id": ""}]},
        [("accounts", 2, "certificate")],
    ),
    "frozen without a date": (
        {"accounts": [{**BOOK["accounts"][0], "frozen_at": ""}]},
        [("accounts", 2, "frozen_at")],
    ),
}


def test_rows_that_contradict_the_book(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "book", BOOK))
    found = {}
    for number, (case, (sheets, _wanted)) in enumerate(BAD.items()):
        found[case] = faults(database, write_csv(tmp_path / str(number), sheets))
    assert {case: [fault[:3] for fault in bad] for case, bad in found.items()} == {
        case: wanted for case, (_sheets, wanted) in BAD.items()
    }


def test_posted_amounts_are_told_with_what_to_do(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "book", BOOK))
    folder = write_csv(tmp_path / "bad", {"invoices": [{**INVOICE, "amount": "1.00"}]})
    assert [value_and_reason[3:] for value_and_reason in faults(database, folder)] == [
        ("1.00", "Already posted with 52,344.00; correct it with a credit note or a reversal.")
    ]


def test_one_bad_cell_does_not_blame_what_refers_to_it(database: Database, tmp_path: Path) -> None:
    bad = with_rows("policies", {**POLICY, "period_to": "someday"})
    assert [fault[:3] for fault in faults(database, write_csv(tmp_path / "bad", bad))] == [
        ("policies", 2, "period_to")
    ]


def test_one_bad_date_in_ten_thousand_rows_changes_nothing(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "book", BOOK))
    members = [
        {**MEMBER, "certificate": f"{number:04d}-00", "name": f"CHAN {number}", "birth_date": "1980-02-29"}
        for number in range(1, 10_001)
    ]
    members[6_543]["birth_date"] = "1981-02-29"
    file = write_workbook(tmp_path / "members.xlsx", {"members": members})
    (found,) = faults(database, file)
    assert found[:4] == ("members", 6_545, "birth_date", "1981-02-29")
    assert "is not a date" in found[4]
