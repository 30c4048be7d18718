"""Who may claim for whom, what a claim needs, and which invoices came before (DOMAIN 4)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.intake import (
    DuplicateBy,
    Insured,
    InvoiceLine,
    duplicate,
    missing_papers,
    must_claim_for,
    next_claim_no,
    starts_as,
    total_of,
)
from consoleapp.rules.statuses import STARTS, ClaimStatus, Relation

TODAY = date(2026, 11, 20)
EMPLOYEE = Insured(1, 7, "0001", Relation.EMPLOYEE, date(1979, 3, 17))
SPOUSE = Insured(2, 7, "0001", Relation.SPOUSE, date(1981, 11, 2))
MINOR = Insured(3, 7, "0001", Relation.CHILD, date(2008, 11, 21))
GROWN = Insured(4, 7, "0001", Relation.CHILD, date(2008, 11, 20))
UNDATED = Insured(5, 7, "0001", Relation.CHILD, None)
PARENT = Insured(6, 7, "0001", Relation.PARENT, date(1950, 1, 1))
STRANGER = Insured(9, 7, "0002", Relation.CHILD, date(2020, 1, 1))
FAMILY = (EMPLOYEE, SPOUSE, MINOR, GROWN, UNDATED, PARENT, STRANGER)


@pytest.mark.parametrize("claimant", FAMILY, ids=lambda one: one.member_id)
@pytest.mark.parametrize("patient", FAMILY, ids=lambda one: one.member_id)
def test_for_oneself_and_for_ones_own_minors(claimant: Insured, patient: Insured) -> None:
    """A child comes of age on its 18th birthday: today for GROWN, tomorrow for MINOR."""
    may = claimant == patient or (claimant in (EMPLOYEE, SPOUSE) and patient == MINOR)
    if may:
        must_claim_for(claimant, patient, TODAY)
    else:
        with pytest.raises(Refused):
            must_claim_for(claimant, patient, TODAY)


def test_a_grown_child_is_told_from_somebody_elses() -> None:
    with pytest.raises(Refused, match="adult dependant"):
        must_claim_for(EMPLOYEE, GROWN, TODAY)
    with pytest.raises(Refused, match="own minor dependants"):
        must_claim_for(EMPLOYEE, STRANGER, TODAY)


RECORD = (DocumentKind.MEDICAL_RECORD,)


@pytest.mark.parametrize(
    ("papers", "total", "originals", "missing"),
    [
        (RECORD, 2_000_00, False, ()),
        (RECORD, 2_000_01, False, (DocumentKind.OFFICIAL_RECEIPT,)),
        (RECORD, 2_000_01, True, ()),
        ((), 100, True, (DocumentKind.MEDICAL_RECORD,)),
        ((), 9_999_00, False, (DocumentKind.MEDICAL_RECORD, DocumentKind.OFFICIAL_RECEIPT)),
    ],
)
def test_what_a_claim_needs(
    papers: tuple[DocumentKind, ...], total: int, originals: bool, missing: tuple[DocumentKind, ...]
) -> None:
    found = missing_papers(papers, total, limit=2_000_00, originals=originals)
    assert found == missing
    start = starts_as(found)
    assert start is (ClaimStatus.PENDING_DOCUMENTS if missing else ClaimStatus.RECEIVED)
    assert start in STARTS[ClaimStatus]


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9))))
def test_the_total_is_the_sum_of_what_applies(amounts: list[int | None]) -> None:
    assert total_of(amounts) == sum(amount or 0 for amount in amounts)


LINE = InvoiceLine(1, "INV-100", "Dr. Chan", date(2026, 11, 2), 50_000)


def test_an_invoice_number_is_the_same_however_it_is_written() -> None:
    other = InvoiceLine(9, "inv 100", "elsewhere", date(2020, 1, 1), 1)
    assert duplicate(LINE, other) is DuplicateBy.NUMBER
    assert duplicate(replace(LINE, invoice_no="ＩＮＶ１００"), other) is DuplicateBy.NUMBER


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"invoice_no": ""}, DuplicateBy.VISIT),
        ({"invoice_no": "", "provider_name": "DR.  CHAN"}, DuplicateBy.VISIT),
        ({"invoice_no": "INV-101"}, None),
        ({"invoice_no": "", "amount": 50_001}, None),
        ({"invoice_no": "", "amount": None}, None),
        ({"invoice_no": "", "member_id": 2}, None),
        ({"invoice_no": "", "consulted_on": date(2026, 11, 3)}, None),
        ({"invoice_no": "", "provider_name": ""}, None),
    ],
)
def test_one_visit_twice_is_told_by_patient_provider_date_and_amount(
    change: dict[str, object], why: DuplicateBy | None
) -> None:
    assert duplicate(replace(LINE, **change), LINE) is why  # type: ignore[arg-type]


def test_nothing_is_a_duplicate_of_nothing() -> None:
    nothing = replace(LINE, invoice_no="", provider_name="")
    assert duplicate(nothing, nothing) is None


def test_claim_numbers_go_on_from_the_last_and_start_anew_each_year() -> None:
    assert next_claim_no("D", 2026, None) == "D2600000001"
    assert next_claim_no("D", 2026, "D2600000041") == "D2600000042"
    assert next_claim_no("D", 2027, None) == "D2700000001"
    with pytest.raises(Refused):
        next_claim_no("D", 2026, "D2699999999")
