"""What may be said aloud, and in which words."""

from dataclasses import replace

import pytest

from consoleapp import i18n
from consoleapp.rules.benefits import Answer, Basis, Limit, Measure, Scope, Standing
from consoleapp.rules.money import Money
from consoleapp.rules.trace import Estimate, Verdict
from consoleapp.screens.dialogs.estimate import sum_lines
from consoleapp.screens.dialogs.used import limit_lines
from consoleapp.screens.member.say import Speaker
from tests.conftest import FrozenClock
from tests.screens.fake_desk import FakeBook

LIMIT = Limit(Measure.VISITS, Basis.YEAR, Scope.INDIVIDUAL, 30)


def test_nothing_of_the_cover_is_said_to_who_is_not_identified(clock: FrozenClock) -> None:
    sheet = replace(FakeBook(clock).sheet, withheld="Check", schedule_withheld="Check")
    told = {Speaker("en").benefit(line, sheet, "HKD") for line in sheet.lines}
    assert told == {"I may only speak about the cover once I know who is calling."}


def test_who_never_hears_what_is_left_is_not_promised_it(clock: FrozenClock) -> None:
    sheet = replace(FakeBook(clock).sheet, withheld="An employer never hears it.")
    line = next(one for one in sheet.lines if one.covered)
    told = Speaker("en").benefit(line, sheet, "HKD")
    assert told == f"{line.name_en} is covered. What is left I may only tell the insured person."


@pytest.mark.parametrize(("language", "words"), [("en", "17 visits left"), ("zh_Hant", "尚餘 17 次")])
def test_what_is_left_reads_as_the_language_has_it(language: str, words: str) -> None:
    i18n.use(language)
    (line,) = limit_lines(Standing(LIMIT, 12, 1, Answer.LEFT, 17), "HKD", 60)
    assert words in line.plain


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_what_is_payable_and_what_is_borne_end_in_one_column(language: str) -> None:
    i18n.use(language)
    amount, payable, borne = (Money(minor, "HKD") for minor in (150_000, 137_500, 12_500))
    lines = sum_lines(Estimate(amount, Verdict.PAYABLE, payable, borne, (), ()), 60)
    assert len({line.cell_length for line in lines}) == 1
    assert [line.plain.split()[-1] for line in lines] == ["1,375.00", "125.00"]
