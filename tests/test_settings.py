"""Figures an office may change: what cannot be is refused with its place."""

from pathlib import Path

import pytest

from consoleapp import settings
from consoleapp.errors import WrongUse
from consoleapp.rules.benefits import Basis, Over


def loaded(home: Path, text: str) -> settings.Settings:
    (home / settings.FILE).write_text(text, encoding="utf-8")
    return settings.load(home, {})


def test_a_deductible_is_borne_once_a_policy_year_unless_the_office_says_otherwise(tmp_path: Path) -> None:
    assert Basis(loaded(tmp_path, "").benefits.deductible_per) is Basis.YEAR
    told = loaded(tmp_path, '[benefits]\ndeductible_per = "disability"\n')
    assert Basis(told.benefits.deductible_per) is Basis.DISABILITY


@pytest.mark.parametrize("value", ['"month"', "1", '""'])
def test_what_a_deductible_cannot_be_borne_over_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(WrongUse, match="deductible_per"):
        loaded(tmp_path, f"[benefits]\ndeductible_per = {value}\n")


def test_limits_each_time_are_over_the_bill_unless_the_office_says_otherwise(tmp_path: Path) -> None:
    assert Over(loaded(tmp_path, "").benefits.limits_each_time_over) is Over.BILL
    told = loaded(tmp_path, '[benefits]\nlimits_each_time_over = "payable"\n')
    assert Over(told.benefits.limits_each_time_over) is Over.PAYABLE
    with pytest.raises(WrongUse, match="limits_each_time_over"):
        loaded(tmp_path, '[benefits]\nlimits_each_time_over = "both"\n')
