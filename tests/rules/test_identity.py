"""Numbers people are known by (DOMAIN 1, 4, 6; SAFETY 27)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules import identity
from consoleapp.rules.identity import Certificate
from consoleapp.rules.statuses import IdentityType

bodies = st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True)


@pytest.mark.parametrize(
    "text", ["0001-00", "0001/00", "1-0", " 0001 - 00 ", "０００１－００", "0001 00", "0001\u200b-00"]
)
def test_a_certificate_in_every_spelling(text: str) -> None:
    assert str(Certificate.parse(text)) == "0001-00"


@pytest.mark.parametrize("text", ["", "0001", "0001-", "A-00", "0001-000", "000000001-00", "٠٠٠١-٠٠"])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Certificate.parse(text)


@given(st.integers(0, 9_999_999), st.integers(0, 99))
def test_certificates_read_back(number: int, suffix: int) -> None:
    certificate = Certificate(f"{number:04d}", f"{suffix:02d}")
    assert Certificate.parse(str(certificate)) == certificate
    assert identity.certificate_parts(certificate.number) == (certificate.number, None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("A123456(3)", "A123456(3)"),
        ("a1234563", "A123456(3)"),
        ("A123456 (3)", "A123456(3)"),
        ("Ａ123456（3）", "A123456(3)"),
        ("A123456-3", "A123456(3)"),
        ("AB987654(3)", "AB987654(3)"),
    ],
)
def test_identity_cards_in_every_spelling(text: str, kept: str) -> None:
    assert identity.hkid(text) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("А123456(3)", "another script"),  # Cyrillic А
        ("A123456(4)", "does not fit its check digit"),
        ("A123456", "lacks its check digit"),
        ("A12345(3)", "is not a Hong Kong identity card number"),
        ("ABC123456(3)", "is not a Hong Kong identity card number"),
        ("", "is not a Hong Kong identity card number"),
        ("A١٢٣٤٥٦(3)", "another script"),
    ],
)
def test_identity_cards_that_are_refused(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        identity.hkid(text)


@given(bodies, st.integers(0, 10))
def test_one_check_digit_fits(body: str, other: int) -> None:
    right = identity.hkid_check_digit(body)
    assert identity.hkid(f"{body}{right}") == f"{body}({right})"
    wrong = "0123456789A"[other]
    if wrong != right:
        with pytest.raises(Refused):
            identity.hkid(f"{body}({wrong})")


@given(bodies, st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, shift: int) -> None:
    check = identity.hkid_check_digit(body)
    digit = str((int(body[-1 - place]) + shift) % 10)
    changed = body[: len(body) - 1 - place] + digit + body[len(body) - place :]
    assert identity.hkid_check_digit(changed) != check


def test_other_documents_are_kept_leniently() -> None:
    assert identity.identity_number(IdentityType.PASSPORT, "k 1234-5678") == "K12345678"
    assert identity.identity_number(IdentityType.MAINLAND_ID, "11010519491231002x") == "11010519491231002X"
    assert identity.identity_number(IdentityType.HKID, "a1234563") == "A123456(3)"
    for text in ("", "12", "К12345678", "A" * 21, "K1234_567"):
        with pytest.raises(Refused):
            identity.identity_number(IdentityType.PASSPORT, text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("91234567", "+85291234567"),
        ("9123 4567", "+85291234567"),
        ("9123-4567", "+85291234567"),
        ("+852 9123 4567", "+85291234567"),
        ("(852) 9123 4567", "+85291234567"),
        ("00852 9123 4567", "+85291234567"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("+44 (0)20 7946 0000".replace("(0)", ""), "+442079460000"),
        ("９１２３４５６７", "+85291234567"),
    ],
)
def test_telephones_in_every_spelling(text: str, kept: str) -> None:
    assert identity.phone(text) == kept
    assert identity.phone(kept) == kept
    assert identity.phone(identity.show_phone(kept)) == kept


@pytest.mark.parametrize(
    "text", ["", "1234567", "13800138000", "+852 9123 456", "+852 0123 4567", "abc", "+12", "+" + "9" * 16]
)
def test_what_is_no_telephone_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        identity.phone(text)


def test_telephones_as_read_aloud() -> None:
    assert identity.show_phone("+85291234567") == "9123 4567"
    assert identity.show_phone("+8613800138000") == "+8613800138000"
    assert identity.show_phone("+44207946000") == "+44207946000"


def test_mail_addresses() -> None:
    assert identity.email(" Tai.Man@ABC-Company.COM.HK ") == "Tai.Man@abc-company.com.hk"
    for text in (
        "",
        "a",
        "a@b",
        "a@@b.com",
        "a b@c.com",
        "a@b..com",
        ".a@b.com",
        "a@-b.com",
        "陳@b.com",
        "a@b.c",
    ):
        with pytest.raises(Refused):
            identity.email(text)


def test_numbers_of_the_trade() -> None:
    assert identity.policy_number(" 91307 ") == "91307"
    assert identity.claim_parts("a2000001447-1") == ("A2000001447", 1)
    assert identity.claim_parts("A2000001447") == ("A2000001447", None)
    assert identity.claim_number("A2000001447") == "A2000001447"
    assert identity.claim_line("A2000001447", 1) == "A2000001447-1"
    assert identity.invoice_number("9200352") == "9200352"
    assert identity.broker_code("b00023") == "B00023"
    for check, text in [
        (identity.policy_number, "91"),
        (identity.claim_number, "A2000001447-1"),
        (identity.claim_parts, "A2000001447-0"),
        (identity.claim_parts, "А2000001447"),
        (identity.invoice_number, "92-00352x"),
        (identity.broker_code, "00023"),
    ]:
        with pytest.raises(Refused):
            check(text)  # type: ignore[operator]
