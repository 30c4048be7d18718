"""Limits told in words on the command line."""

import pytest

from consoleapp import i18n
from consoleapp.cli.words import limit_in_words
from consoleapp.rules.benefits import Answer, Basis, Limit, Measure, Scope, Standing

VISITS = Limit(Measure.VISITS, Basis.YEAR, Scope.INDIVIDUAL, 30)
MONEY = Limit(Measure.MONEY, Basis.VISIT, Scope.INDIVIDUAL, 400_00)


@pytest.mark.parametrize(
    ("standing", "english", "chinese"),
    [
        (
            Standing(VISITS, 12, 1, Answer.LEFT, 17),
            "30 visits a policy year, used 12, pending 1, 17 left",
            "每保單年度 30 次, 已用 12，處理中 1, 尚餘 17",
        ),
        (Standing(MONEY, 0, 0, Answer.NO_REMAINDER, None), "400.00 a visit", "每次 400.00"),
        (
            Standing(VISITS, 0, 0, Answer.NOT_KNOWN, None),
            "30 visits a policy year, not known",
            "每保單年度 30 次, 未有資料",
        ),
        (
            Standing(VISITS, 0, 0, Answer.WITHHELD, None),
            "30 visits a policy year, not for this caller",
            "每保單年度 30 次, 不可向此來電者透露",
        ),
    ],
)
def test_a_limit_never_looks_whole_where_the_rest_is_not_known(
    standing: Standing, english: str, chinese: str
) -> None:
    for language, words in (("en", english), ("zh_Hant", chinese)):
        i18n.use(language)
        assert limit_in_words(standing, "HKD") == words
