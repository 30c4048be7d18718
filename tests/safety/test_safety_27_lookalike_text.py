"""SAFETY 27: marks nobody sees are cleaned, full width is folded, other scripts are refused."""

import pytest

from consoleapp.errors import Refused
from consoleapp.rules.identity import hkid, phone
from consoleapp.rules.text import clean, fold, has_foreign_lookalikes, printable


def test_safety_27_a_full_width_identity_number_is_the_number() -> None:
    assert hkid("Ａ123456（3）") == hkid("A123456(3)")


@pytest.mark.parametrize("posing", ["А123456(3)", "Α123456(3)", "A12З456(3)", "A١23456(3)"])
def test_safety_27_another_script_is_no_identity_number(posing: str) -> None:
    with pytest.raises(Refused):
        hkid(posing)


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x1b", "\x9b", "\ud800"]
)
def test_safety_27_marks_nobody_sees_are_cleaned_when_kept_and_when_drawn(mark: str) -> None:
    assert clean(f"CHAN{mark} TAI MAN") == "CHAN TAI MAN"
    assert mark not in printable(f"CHAN{mark} TAI MAN")
    assert fold(f"CHAN{mark} TAI MAN") == fold("CHAN TAI MAN")


def test_safety_27_a_name_that_poses_as_latin_is_known() -> None:
    assert has_foreign_lookalikes("CHАN TAI MAN")
    assert not has_foreign_lookalikes("CHAN TAI MAN 陳大文")


def test_safety_27_digits_of_another_script_are_no_telephone() -> None:
    assert phone("９１２３４５６７") == phone("91234567")
    with pytest.raises(Refused):
        phone("९१२३४५६७")
