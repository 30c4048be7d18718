"""One cell at a time: what it means, and why it cannot be read."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.exchange.extracts.columns import Column, Kind
from consoleapp.exchange.extracts.values import (
    DATE,
    EMPTY_FORMULA,
    ERROR,
    KEPT,
    TRUTH,
    Bad,
    Converter,
    identity_number,
)
from consoleapp.rules.identity import Certificate, hkid, phone
from consoleapp.rules.statuses import PolicyStatus


def read(kind: Kind, raw: str, *, required: bool = False) -> object:
    vocabulary = PolicyStatus if kind is Kind.CODE else None
    return Converter(Column("it", kind, "", "", required=required, vocabulary=vocabulary)).read(raw)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.TEXT, " a\u200b  b\x1b]52;c;UFdOMQ==\x07 ", "a b]52;c;UFdOMQ=="),
        (Kind.TEXT, "#N/A", "#N/A"),
        (Kind.TEXT, "1E5", "1E5"),
        (Kind.TEXT, "=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        (Kind.TEXT, "a\x0bb\ud800\ufffe", "a b"),
        (Kind.NAME, "陳大文", "陳大文"),
        (Kind.CODE, "In force", "in_force"),
        (Kind.CODE, "IN-FORCE", "in_force"),
        (Kind.DATE, "01 May 2018", "2018-05-01"),
        (Kind.DATE, DATE + "2018-05-01 00:00:00", "2018-05-01"),
        (Kind.DATE, "", None),
        (Kind.MOMENT, "2026-11-20 13:40", "2026-11-20 05:40:00.000000"),
        (Kind.MOMENT, "2026-11-20T13:40:09Z", "2026-11-20 13:40:09.000000"),
        (Kind.MOMENT, DATE + "2026-11-20 13:40:00", "2026-11-20 05:40:00.000000"),
        (Kind.MOMENT, "2026-11-20", "2026-11-19 16:00:00.000000"),
        (Kind.MONEY, "52,344.00", 52_344_000),
        (Kind.MONEY, "(1,350.5)", -1_350_500),
        (Kind.MONEY, "-5", -5_000),
        (Kind.CLAIMED, "N/A", None),
        (Kind.CLAIMED, "0", 0),
        (Kind.LIMIT_MONEY, "Unlimited", -1),
        (Kind.LIMIT_COUNT, "30", 30),
        (Kind.PERCENT, "80 %", 80),
        (Kind.YES_NO, "Yes", 1),
        (Kind.YES_NO, TRUTH + "0", 0),
        (Kind.SECTOR, "Public", 1),
        (Kind.CURRENCY, "hkd", "HKD"),
        (Kind.REFERENCE, "0012", "0012"),
        (Kind.CERTIFICATE, "1-0", "0001-00"),
        (Kind.PHONE, "8555 1234", "+85285551234"),
        (Kind.PHONES, "8555 6789;  8555 0000;", "8555 6789; 8555 0000"),
        (Kind.NETWORKS, "qhms; ABC", "ABC;QHMS"),
        (Kind.BENEFIT_TYPES, "OPB, den HOS", "DEN HOS OPB"),
        (
            Kind.ATTEMPTS,
            "2026-11-20 13:39; 2026-11-20 13:38 203.0.113.7",
            "2026-11-20 05:38:00.000000|203.0.113.7\n2026-11-20 05:39:00.000000|",
        ),
    ],
)
def test_cells_that_can_be_read(kind: Kind, raw: str, value: object) -> None:
    assert read(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "why"),
    [
        (Kind.DATE, "2018-02-30", "not a date"),
        (Kind.DATE, "43221", "not a date"),
        (Kind.MOMENT, "yesterday", "not a date"),
        (Kind.MOMENT, "2026-11-20 25:00", "not a date and time"),
        (Kind.TEXT, DATE + "2018-05-01", "holds a date"),
        (Kind.REFERENCE, DATE + "2018-05-01", "holds a date"),
        (Kind.TEXT, TRUTH + "1", "TRUE or FALSE"),
        (Kind.TEXT, ERROR + "#N/A", "error #N/A"),
        (Kind.CLAIMED, ERROR + "#N/A", "error #N/A"),
        (Kind.MONEY, EMPTY_FORMULA, "formula without a result"),
        (Kind.MONEY, "5,23.00", "not an amount"),
        (Kind.MONEY, "1E5", "not an amount"),
        (Kind.MONEY, "USD 5", "not an amount"),
        (Kind.MONEY, "0.0001", "more decimals"),
        (Kind.MONEY, "99999999999999999", "cannot be kept"),
        (Kind.CLAIMED, "-1", "negative"),
        (Kind.LIMIT_COUNT, "-1", "not a whole number"),
        (Kind.COUNT, "1.5", "not a whole number"),
        (Kind.COUNT, "٣", "not a whole number"),
        (Kind.PERCENT, "0.8", "Write 80"),
        (Kind.PERCENT, "101", "Write 80"),
        (Kind.CODE, "open", "not one of"),
        (Kind.YES_NO, "maybe", "neither yes nor no"),
        (Kind.CURRENCY, "ZZZ", "not a currency"),
        (Kind.NAME, "CH\u0410N TAI MAN", "another script"),
        (Kind.REFERENCE, "\u0410BC", "cannot be a reference"),
        (Kind.PHONE, "12", "not a number in Hong Kong"),
        (Kind.TEXT, "x" * 32_768, "32768 characters"),
    ],
)
def test_cells_that_cannot_be_read_say_why(kind: Kind, raw: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(kind, raw)


@pytest.mark.parametrize("raw", ["", "  ", "\u200b"])
def test_a_cell_that_must_be_filled(raw: str) -> None:
    with pytest.raises(Refused, match="must not be"):
        read(Kind.TEXT, raw, required=True)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("hkid", "\uff21123456\uff083\uff09", "A123456(3)"),
        ("passport", " k-1234567 ", "K1234567"),
        (None, "", ""),
        ("hkid", "", ""),
    ],
)
def test_identity_numbers_are_read_by_their_document(kind: str | None, raw: str, value: str) -> None:
    assert identity_number(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "why"),
    [
        ("hkid", "\u0410123456(3)", "another script"),
        ("hkid", "A123456(4)", "check digit"),
        ("hkid", "A123456", "lacks its check digit"),
        (None, "A123456(3)", "identity_type"),
    ],
)
def test_identity_numbers_that_are_refused(kind: str | None, raw: str, why: str) -> None:
    found = identity_number(kind, raw)
    assert isinstance(found, Bad)
    assert why in str(found.reason)


@given(st.from_regex(r"[0-9]{3,9}[-/][0-9]{1,3}", fullmatch=True) | st.from_regex("[0-9]{4,8}-[0-9]{2}"))
def test_certificates_at_a_glance_are_read_as_the_rule_reads_them(raw: str) -> None:
    assert outcome(lambda: read(Kind.CERTIFICATE, raw)) == outcome(lambda: str(Certificate.parse(raw)))


@given(st.from_regex("[0-9]{3,4} ?[0-9]{3,5}", fullmatch=True))
def test_telephones_at_a_glance_are_read_as_the_rule_reads_them(raw: str) -> None:
    assert outcome(lambda: read(Kind.PHONE, raw)) == outcome(lambda: phone(raw))


@given(st.from_regex(r"[A-Z]{1,3}[0-9]{6}\([0-9A-F]\)", fullmatch=True))
def test_identity_cards_at_a_glance_are_read_as_the_rule_reads_them(raw: str) -> None:
    found = identity_number("hkid", raw)
    assert (None if isinstance(found, Bad) else found) == outcome(lambda: hkid(raw))


def outcome(reading: Callable[[], object]) -> object:
    """What is read; None where it is refused."""
    try:
        return reading()
    except Refused:
        return None


def test_a_converter_remembers_and_forgets() -> None:
    converter = Converter(Column("amount", Kind.MONEY, "", ""), {"nil": "0.00"})
    assert converter["NIL"] == 0
    for number in range(KEPT + 5):
        assert converter[str(number)] == number * 1000
    assert len(converter) <= KEPT


@given(st.text())
def test_any_text_is_read_or_refused(raw: str) -> None:
    for kind in Kind:
        try:
            value = read(kind, raw)
        except Refused:
            continue
        if isinstance(value, str):
            assert "\x00" not in value
            assert "\x1b" not in value
