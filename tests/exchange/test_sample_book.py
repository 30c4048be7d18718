"""The sample book: built the same way every time, whole in itself, with something of everything in it."""

import csv
import io
from collections import Counter
from datetime import date

import pytest

from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.rules import identity
from consoleapp.rules.dates import parse_date
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import (
    AccountStage,
    Area,
    BenefitType,
    ClaimStatus,
    CoverArea,
    IdentityType,
    Language,
    MandateStatus,
    MemberStatus,
    PaymentMethod,
    PaymentMode,
    PlanType,
    PolicyStatus,
    ProviderKind,
    ReasonPaidLess,
    RegistrationStep,
    Relation,
    SettlementMethod,
    Sex,
)
from consoleapp.settings import Imports
from tools.build_sample import FOLDER, build

TODAY = date(2026, 11, 21)

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def book() -> dict[str, Rows]:
    """The rows of the committed files, by extract."""
    return {
        name: list(csv.DictReader(io.StringIO((FOLDER / f"{name}.csv").read_text(encoding="utf-8"))))
        for name in SHEETS
    }


def test_the_committed_files_are_what_the_script_writes() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.csv")}
    assert written == build()


@pytest.mark.parametrize(
    ("extract", "column", "vocabulary", "all_of_it"),
    [
        ("policies", "status", PolicyStatus, True),
        ("policies", "plan_type", PlanType, True),
        ("policies", "payment_mode", PaymentMode, True),
        ("benefits", "benefit_type", BenefitType, True),
        ("benefits", "area_of_cover", CoverArea, False),
        ("members", "relation", Relation, True),
        ("members", "status", MemberStatus, True),
        ("members", "sex", Sex, False),
        ("members", "identity_type", IdentityType, False),
        ("members", "language", Language, True),
        ("claims", "status", ClaimStatus, True),
        ("claims", "reason", ReasonPaidLess, True),
        ("claims", "payment_method", PaymentMethod, True),
        ("settlements", "method", SettlementMethod, True),
        ("mandates", "status", MandateStatus, True),
        ("providers", "kind", ProviderKind, True),
        ("providers", "area", Area, True),
        ("accounts", "stage", AccountStage, True),
        ("accounts", "registration_step", RegistrationStep, True),
    ],
)
def test_codes_are_known_and_none_is_missing(
    book: dict[str, Rows], extract: str, column: str, vocabulary: type, all_of_it: bool
) -> None:
    used = {row[column] for row in book[extract]} - {""}
    known = {member.value for member in vocabulary}  # type: ignore[attr-defined]
    assert used <= known
    assert not all_of_it or used == known


def test_natural_keys_are_unique(book: dict[str, Rows]) -> None:
    keys = {
        "policies": ("policy_no", "period_from"),
        "branches": ("holder_code", "branch_code"),
        "brokers": ("broker_code",),
        "plans": ("policy_no", "plan_code"),
        "benefits": ("policy_no", "plan_code", "item_code"),
        "members": ("policy_no", "certificate"),
        "claims": ("claim_no", "line_no"),
        "invoices": ("invoice_no",),
        "settlements": ("receipt_no", "invoice_no"),
        "mandates": ("mandate_no",),
        "providers": ("provider_no",),
        "accounts": ("account_no",),
        "questions": ("account_no", "place"),
    }
    for extract, columns in keys.items():
        seen = Counter(tuple(row[column] for column in columns) for row in book[extract])
        assert [key for key, times in seen.items() if times > 1] == [], extract


def test_what_is_pointed_at_is_there(book: dict[str, Rows]) -> None:
    policies = {row["policy_no"]: row for row in book["policies"]}
    plans = {(row["policy_no"], row["plan_code"]) for row in book["plans"]}
    items = {(row["policy_no"], row["plan_code"], row["item_code"]) for row in book["benefits"]}
    branches = {(row["holder_code"], row["branch_code"]) for row in book["branches"]}
    members = {(row["policy_no"], row["certificate"]): row for row in book["members"]}
    invoices = {row["invoice_no"]: row for row in book["invoices"]}
    brokers = {row["broker_code"] for row in book["brokers"]}
    assert {row["broker_code"] for row in book["policies"]} <= brokers | {""}
    for row in book["members"]:
        holder = policies[row["policy_no"]]["holder_code"]
        assert (row["policy_no"], row["plan_code"]) in plans
        assert row["branch_code"] == "" or (holder, row["branch_code"]) in branches
        assert (row["policy_no"], f"{row['certificate'][:4]}-00") in members
        assert row["certificate"].endswith("-00") == (row["relation"] == "employee")
    for row in book["claims"]:
        member = members[row["policy_no"], row["certificate"]]
        assert (row["policy_no"], member["plan_code"], row["item_code"]) in items
        assert member["effective_date"] <= row["consultation_date"] <= row["received_date"]
        assert row["received_date"] <= row["status_date"] <= TODAY.isoformat()
        assert (row["status"] == "paid") == (row["payment_date"] != "")
        assert row["currency"] == policies[row["policy_no"]]["currency"]
    for row in book["settlements"]:
        assert row["invoice_no"] == "" or invoices[row["invoice_no"]]["policy_no"] == row["policy_no"]
    for row in book["accounts"]:
        owners = [row["policy_no"], row["holder_code"], row["broker_code"]]
        assert sum(owner != "" for owner in owners) == 1
        assert row["policy_no"] == "" or (row["policy_no"], row["certificate"]) in members
        assert (row["stage"] == "frozen") == (row["frozen_at"] != "")
    done = {row["account_no"] for row in book["accounts"] if row["registration_step"] == "questions"}
    assert {row["account_no"] for row in book["questions"]} <= done


def test_numbers_are_well_formed(book: dict[str, Rows]) -> None:
    for row in book["members"]:
        assert str(identity.Certificate.parse(row["certificate"])) == row["certificate"]
        assert identity.identity_number(IdentityType(row["identity_type"]), row["identity_no"])
        for column in ("mobile", "phone"):
            assert row[column] == "" or identity.phone(row[column])
        assert row["email"] == "" or identity.email(row["email"]).endswith("@example.com")
    for row in book["policies"]:
        assert identity.policy_number(row["policy_no"]) == row["policy_no"]
        assert row["broker_code"] == "" or identity.broker_code(row["broker_code"])
        assert row["period_from"] < row["period_to"]
    for row in book["claims"]:
        assert identity.claim_number(row["claim_no"]) == row["claim_no"]
    for row in book["invoices"]:
        assert identity.invoice_number(row["invoice_no"]) == row["invoice_no"]
        assert row["issue_date"] < row["due_date"]
    for row in book["providers"]:
        assert [identity.phone(phone) for phone in row["phones"].split("; ")]


def test_identity_numbers_and_telephones_are_of_invented_series(book: dict[str, Rows]) -> None:
    cards = {row["identity_no"] for row in book["members"] if row["identity_type"] == "hkid"}
    assert {card for card in cards if not card.startswith("Q")} == {"A123456(3)"}
    mobiles = {row["mobile"] for row in book["members"]} - {"", "+44 7700 900123"}
    assert all(mobile.startswith("85") for mobile in mobiles)


def test_nothing_is_settled_twice(book: dict[str, Rows]) -> None:
    settled: Counter[str] = Counter()
    for row in book["settlements"]:
        amount = Money.parse(row["amount"], row["currency"])
        if row["invoice_no"]:
            allocated = Money.parse(row["allocated"], row["currency"])
            assert allocated <= amount
            settled[row["invoice_no"]] += allocated.minor
    balances = {
        row["invoice_no"]: Money.parse(row["amount"], row["currency"]).minor - settled[row["invoice_no"]]
        for row in book["invoices"]
    }
    credits = {number: balance for number, balance in balances.items() if balance < 0}
    assert credits == {"CN900418": -250_000}
    assert balances["9200352"] == 5_234_400
    partly = [number for number, balance in balances.items() if balance > 0 and settled[number]]
    assert partly
    assert any(row["invoice_no"] == "" for row in book["settlements"])


def test_the_rows_of_the_examples(book: dict[str, Rows]) -> None:
    abc = [row for row in book["policies"] if row["policy_no"] == "91307"]
    assert abc[0]["period_from"] == "2018-05-01"
    assert abc[-1]["period_to"] == "2027-04-30"
    assert {(row["holder_name"], row["broker_code"], row["currency"]) for row in abc} == {
        ("THE ABC COMPANY", "B00023", "HKD")
    }
    family = [
        r["name"] for r in book["members"] if (r["policy_no"], r["certificate"][:4]) == ("91307", "0001")
    ]
    assert family == ["CHAN TAI MAN", "WONG TAI YIN", "CHAN SIU MING", "CHAN SIU FAN", "CHAN SIU WAI"]
    line = next(r for r in book["claims"] if r["claim_no"] == "A2000001447")
    assert line["item_name"] == "Prescribed Medicine – Panel Network"
    assert parse_date(line["consultation_date"]) == date(2018, 8, 1)
    assert parse_date(line["payment_date"]) == date(2018, 8, 28)
    assert (line["incurred"], line["paid"], line["payment_method"]) == ("N/A", "N/A", "network_doctor")
    invoice = next(r for r in book["invoices"] if r["invoice_no"] == "9200352")
    assert (invoice["issue_date"], invoice["amount"]) == ("2018-05-29", "52344.00")
    frozen = next(r for r in book["accounts"] if (r["policy_no"], r["certificate"]) == ("91307", "0001-00"))
    assert frozen["frozen_at"] == "2026-11-20 13:40"
    assert len(frozen["failed_times"].split("; ")) == int(frozen["failed_attempts"]) == 5


def test_chan_tai_man_has_used_what_the_pictures_say(book: dict[str, Rows]) -> None:
    used: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    for row in book["claims"]:
        if (row["policy_no"], row["certificate"]) == ("91307", "0001-00") and row[
            "consultation_date"
        ] > "2026-05-01":
            by = used if row["status"] == "paid" else pending
            by[row["item_code"]] += int(row["visits"])
            if row["item_code"] == "MED":
                by["MED, cents"] += Money.parse(row["paid"] or row["incurred"], "HKD").minor
    assert (used["GP"], pending["GP"], used["SP"], used["PT"]) == (12, 1, 3, 10)
    assert (used["MED, cents"], pending["MED, cents"]) == (124_000, 18_000)


def test_nobody_else_is_called_chan_tai_man(book: dict[str, Rows]) -> None:
    same = [row for row in book["members"] if row["name"] in ("CHAN TAI MAN", "CHEN TAI MAN")]
    assert [(row["policy_no"], row["certificate"]) for row in same] == [("91307", "0001-00")]
    assert [row["name"] for row in book["members"] if row["name_zh"] == "陳大文"] == ["CHAN TAI MAN"]


def test_the_sizes_a_newcomer_expects(book: dict[str, Rows]) -> None:
    assert len({row["policy_no"] for row in book["policies"]}) == 13
    families = {(row["policy_no"], row["certificate"][:4]) for row in book["members"]}
    assert 58 <= len(families) <= 65
    assert 150 <= len(book["members"]) <= 190
    assert 145 <= len(book["providers"]) <= 165
    assert len({row["district"] for row in book["providers"]}) == 18
    differing = {(row["policy_no"], row["certificate"][:4], row["plan_code"]) for row in book["members"]}
    assert len(differing) > len(families)


def test_the_importer_finds_no_fault_in_it() -> None:
    with Extracts([FOLDER], Imports()) as extracts:
        faults = [fault for batch in extracts.batches() for fault in batch.faults]
        assert (faults, extracts.skipped) == ([], ())
        assert set(extracts.given) == set(SHEETS)
