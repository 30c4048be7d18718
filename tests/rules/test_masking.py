"""Masks show that a value is there and nothing to guess it by (SAFETY 14)."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.masking import DOT, Field, mask

MOST_KEPT = {
    Field.IDENTITY_NO: 2,
    Field.BIRTH_DATE: 2,
    Field.MOBILE: 2,
    Field.PHONE: 2,
    Field.EMAIL: 5,  # the first letter and a last label of at most four
    Field.BANK: 2,
    Field.DIAGNOSIS: 0,
}
words = st.text(alphabet=string.ascii_letters + string.digits + "陳大文@.-+() ")


@pytest.mark.parametrize(
    ("field", "value", "masked"),
    [
        (Field.IDENTITY_NO, "A123456(3)", "A1•••••(•)"),
        (Field.IDENTITY_NO, "AB987654(3)", "AB••••••(•)"),
        (Field.IDENTITY_NO, "K12345678", "K1•••••••"),
        (Field.IDENTITY_NO, "1234", "••••"),
        (Field.BIRTH_DATE, date(1980, 5, 1), "19••"),
        (Field.BIRTH_DATE, "2011-02-03", "20••"),
        (Field.BIRTH_DATE, "03/02/2011", "••••"),
        (Field.MOBILE, "+85291234567", "•••• ••67"),
        (Field.PHONE, "23456789", "•••• ••89"),
        (Field.PHONE, "2345678", "•••• ••78"),
        (Field.PHONE, "234567", "•••• ••••"),
        (Field.EMAIL, "chan@abc-company.com", "c•••@•••.com"),
        (Field.EMAIL, "chan@abc.com.hk", "c•••@•••.hk"),
        (Field.EMAIL, "c@abc.com", "•••"),
        (Field.EMAIL, "chan@abc.verylonglabel", "•••"),
        (Field.ADDRESS, "SHOP A, 123 STREET, KOWLOON", "•••• Kowloon"),
        (Field.ADDRESS, "FLAT 1, 2 ROAD, WAN CHAI", "••••"),
        (Field.ADDRESS, "九龍某街一號", "九龍 ••••"),
        (Field.BANK, "012-345-67890123", "•••• ••23"),
        (Field.BANK, "12345678", "•••• ••78"),
        (Field.BANK, "1234567", "•••• ••••"),
        (Field.DIAGNOSIS, "Acute upper respiratory infection", "••••"),
    ],
)
def test_masks_as_they_are_drawn(field: Field, value: str | date, masked: str) -> None:
    assert mask(field, value) == masked


@pytest.mark.parametrize("field", Field)
def test_nothing_on_record_is_not_masked(field: Field) -> None:
    assert mask(field, None) == mask(field, "") == mask(field, "  ") == ""


@given(st.sampled_from(sorted(MOST_KEPT)), words)
def test_no_more_survives_than_may(field: Field, value: str) -> None:
    masked = mask(field, value)
    kept = [letter for letter in masked if letter.isalnum()]
    assert len(kept) <= MOST_KEPT[field]
    assert not value.strip() or DOT in masked or not any(map(str.isalnum, value))


@given(st.text(min_size=1))
def test_an_address_leaves_its_area_at_most(value: str) -> None:
    areas = {"", "Hong Kong Island", "Kowloon", "New Territories", "香港島", "九龍", "新界", "九龙"}
    assert mask(Field.ADDRESS, value).replace(DOT, "").strip() in areas


@given(st.from_regex(r"[2-9][0-9]{7}", fullmatch=True), st.from_regex(r"[2-9][0-9]{5}", fullmatch=True))
def test_numbers_that_end_alike_look_alike(number: str, other: str) -> None:
    assert mask(Field.MOBILE, number) == mask(Field.MOBILE, other + number[-2:])
