"""A claim registered at the counter: what it needs, who brings it, which invoices came before (DOMAIN 4)."""

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from consoleapp.desk import claim_intake, claims, contacts, documents
from consoleapp.desk.claim_shapes import NewLine, NewPaper, SeenBefore
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import ClaimRow
from consoleapp.errors import ConsoleError, NotAllowed, NotFound, Refused
from consoleapp.rules.documents import DocumentCheck, DocumentItemStatus, DocumentKind, DocumentRequestStatus
from consoleapp.rules.intake import DuplicateBy
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ClaimStatus, ContactChannel
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.files import pdf

RECORD = NewPaper(DocumentKind.MEDICAL_RECORD)
GP = NewLine("GP", date(2026, 11, 16), Money(420_00, "HKD"), "DR. LO KING YUEN", "R-1001")


def register(office: Office, member: int, *lines: NewLine, desk: Desk | None = None, **more: object) -> str:
    more.setdefault("papers", (RECORD,))
    return claim_intake.register(
        desk or office.desk("counter"),
        member,
        lines or (GP,),
        key=new_key(),
        **more,  # type: ignore[arg-type]
    )


def claim_of(office: Office, member: int, number: str) -> ClaimRow:
    desk = office.desk("supervisor")
    return next(one for one in claims.claims(desk, member) if one.claim_no == number)


def test_a_whole_claim_is_received_and_promised(office: Office, ids: Ids) -> None:
    other_day = replace(
        GP, item="room and board", consulted_on=date(2026, 11, 10), invoice_no="R-1002", visits=0, days=2
    )
    number = register(office, ids.employee, GP, other_day, total=Money(840_00, "HKD"))
    assert number == "D2600000001"
    row = claim_of(office, ids.employee, number)
    assert (row.status, row.received_on, row.incurred) == (
        ClaimStatus.RECEIVED,
        date(2026, 11, 20),
        Money(840_00, "HKD"),
    )
    assert row.promised_on == date(2026, 12, 4)
    assert [(line.item_code, line.consulted_on) for line in row.lines] == [
        ("GP", date(2026, 11, 16)),
        ("RB", date(2026, 11, 10)),
    ]
    (handed_in,) = documents.of_claim(office.desk("counter"), row.claim_id)
    assert (handed_in.status, handed_in.at_intake) == (DocumentRequestStatus.COMPLETE, True)
    assert register(office, ids.employee, replace(GP, invoice_no="R-1003")) == "D2600000002"


def test_without_a_medical_record_it_waits_and_a_request_is_drafted(
    office: Office, ids: Ids, tmp_path: Path
) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(pdf(b"receipt"))
    number = register(office, ids.employee, papers=(NewPaper(DocumentKind.OFFICIAL_RECEIPT, (scan,)),))
    row = claim_of(office, ids.employee, number)
    assert (row.status, row.promised_on) == (ClaimStatus.PENDING_DOCUMENTS, None)
    desk = office.desk("counter")
    (request,) = documents.of_claim(desk, row.claim_id)
    assert request.status is DocumentRequestStatus.DRAFT
    assert [(one.kind, one.status, len(one.files)) for one in request.items] == [
        (DocumentKind.OFFICIAL_RECEIPT, DocumentItemStatus.RECEIVED, 1),
        (DocumentKind.MEDICAL_RECORD, DocumentItemStatus.OUTSTANDING, 0),
    ]
    office.clock.advance(days=3)
    desk = office.desk_again("counter")
    documents.receive(
        desk, request.missing[0].item_id, confirmed=(DocumentCheck.LEGIBLE,), version=1, key=new_key()
    )
    office.desk_again("supervisor")
    row = claim_of(office, ids.employee, number)
    assert row.status is ClaimStatus.IN_REVIEW
    assert row.promised_on == date(2026, 12, 7)  # from Monday 23 Nov, when it was complete


def test_above_two_thousand_originals_are_required(office: Office, ids: Ids) -> None:
    """The sum of the invoices counts, not each."""
    for place, (amount, originals, waits) in enumerate(
        ((2_000_00, False, False), (2_000_01, False, True), (2_000_01, True, False))
    ):
        half = replace(GP, amount=Money(1_000_00, "HKD"), invoice_no=f"H-{place}")
        rest = replace(GP, amount=Money(amount - 1_000_00, "HKD"), invoice_no=f"R-{place}")
        number = register(office, ids.employee, half, rest, originals=originals)
        row = claim_of(office, ids.employee, number)
        assert row.status is (ClaimStatus.PENDING_DOCUMENTS if waits else ClaimStatus.RECEIVED)


def test_for_minors_yes_for_adult_dependants_never(office: Office, ids: Ids) -> None:
    assert register(office, ids.minor, claimant_id=ids.employee)
    assert register(office, ids.minor, replace(GP, invoice_no="R-2"), claimant_id=ids.spouse)
    assert register(office, ids.grown_child, replace(GP, invoice_no="R-3"))
    for patient, claimant in (
        (ids.grown_child, ids.employee),
        (ids.spouse, ids.employee),
        (ids.minor, ids.colleague),
        (ids.employee, ids.minor),
    ):
        with pytest.raises(Refused):
            register(office, patient, replace(GP, invoice_no="R-9"), claimant_id=claimant)
    with pytest.raises(NotFound):
        register(office, ids.minor, claimant_id=999_999)


def test_the_member_on_the_line_is_who_hands_it_in(office: Office, ids: Ids) -> None:
    desk = office.desk("counter")
    contact = contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.VISIT,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    for factor, said in ((Factor.FULL_NAME, "Chan Tai Man"), (Factor.BIRTH_DATE, "17 Mar 1979")):
        contacts.check_fact(desk, contact, factor, said, key=new_key())
    register(office, ids.minor)
    with pytest.raises(NotAllowed, match="adult"):
        register(office, ids.grown_child)
    with office.database.read() as connection:
        found = connection.execute(
            select(tables.claim.c.claimant_id).where(tables.claim.c.claim_no == "D2600000001")
        ).scalar()
    assert found == ids.employee


def test_an_invoice_on_record_is_told_before_it_counts_twice(office: Office, ids: Ids) -> None:
    number = register(office, ids.employee)
    with pytest.raises(SeenBefore, match=number) as seen:
        register(office, ids.employee, replace(GP, invoice_no="r 1001", consulted_on=date(2026, 1, 5)))
    (same,) = seen.value.duplicates
    assert (same.why, same.same_patient) == (DuplicateBy.NUMBER, True)
    with pytest.raises(SeenBefore) as seen:
        register(office, ids.colleague)
    assert not seen.value.duplicates[0].same_patient
    with pytest.raises(SeenBefore) as seen:
        register(office, ids.employee, replace(GP, invoice_no="", provider_name="dr. lo king yuen"))
    assert seen.value.duplicates[0].why is DuplicateBy.VISIT
    assert register(office, ids.employee, seen_before=(number,)) == "D2600000002"
    checked = claim_intake.check(office.desk("counter"), ids.employee, (GP,))
    assert {one.claim_no for one in checked.duplicates} == {number, "D2600000002"}


def test_what_was_withdrawn_may_come_again(office: Office, ids: Ids) -> None:
    from consoleapp.desk import claim_moves

    number = register(office, ids.employee)
    claim_moves.withdraw(
        office.desk("supervisor"),
        claim_of(office, ids.employee, number).claim_id,
        reason="wrong member",
        version=1,
        key=new_key(),
    )
    assert register(office, ids.employee)


def test_two_desks_with_the_same_invoice(office: Office, ids: Ids) -> None:
    start = threading.Barrier(3)
    came: list[str] = []

    def one(desk: Desk) -> None:
        start.wait()
        try:
            came.append(register(office, ids.employee, desk=desk))
        except ConsoleError as error:
            came.append(type(error).__name__)

    office.hire("c2", Role.COUNTER)
    office.hire("c3", Role.COUNTER)
    threads = [threading.Thread(target=one, args=(office.desk(login),)) for login in ("counter", "c2", "c3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["D2600000001", "SeenBefore", "SeenBefore"]


def test_numbers_never_collide(office: Office, ids: Ids) -> None:
    desks = 4
    logins = [f"n{number}" for number in range(desks)]
    for login in logins:
        office.hire(login, Role.COUNTER)
    found: list[str] = []

    def several(desk: Desk, login: str) -> None:
        for number in range(3):
            found.append(
                register(office, ids.employee, replace(GP, invoice_no=f"{login}-{number}"), desk=desk)
            )

    threads = [threading.Thread(target=several, args=(office.desk(login), login)) for login in logins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"D26{number:08}" for number in range(1, 3 * desks + 1)]


def test_what_is_wrong_with_a_line_is_said_with_its_number(office: Office, ids: Ids) -> None:
    desk = office.desk("counter")
    for wrong, why in (
        (replace(GP, item="bees"), "not in the member's schedule"),
        (replace(GP, item=""), "not in the member's schedule"),
        (replace(GP, item="a"), "may be"),
        (replace(GP, consulted_on=date(2026, 11, 21)), "still to come"),
        (replace(GP, amount=Money(420_00, "USD")), "HKD"),
        (replace(GP, amount=Money(0, "HKD")), "HKD"),
        (replace(GP, visits=0), "at least one"),
        (replace(GP, provider_name="x" * 201), "200"),
    ):
        with pytest.raises(Refused, match=why) as refused:
            claim_intake.check(desk, ids.employee, (GP, wrong))
        assert "Line 2" in str(refused.value)


def test_the_sum_must_agree_and_a_claim_has_lines(office: Office, ids: Ids) -> None:
    with pytest.raises(Refused, match="add up to"):
        register(office, ids.employee, total=Money(420_01, "HKD"))
    with pytest.raises(Refused, match="lines"):
        claim_intake.register(office.desk("counter"), ids.employee, (), key=new_key())
    with office.database.read() as connection:
        assert (
            connection.execute(select(tables.claim.c.id).where(tables.claim.c.claim_no.like("D%"))).all()
            == []
        )


def test_an_item_is_found_by_code_or_words_in_either_language(office: Office, ids: Ids) -> None:
    for words in ("gp", "General consultation", "普通科門診", "consultation"):
        checked = claim_intake.check(office.desk("counter"), ids.employee, (replace(GP, item=words),))
        assert checked.lines[0].item_code == "GP", words
    before = replace(GP, consulted_on=date(2024, 4, 30))
    checked = claim_intake.check(office.desk("counter"), ids.employee, (before,))
    assert "not insured" in checked.warnings[0].text(str)


def test_claims_are_registered_at_the_counter(office: Office, ids: Ids) -> None:
    for role in (Role.HOTLINE, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            register(office, ids.employee, desk=office.desk(role))
