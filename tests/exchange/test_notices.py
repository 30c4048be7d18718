"""Closing notices: what was decided, line by line, in the member's language, as text and as a page."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from consoleapp.desk.claim_notice import ClaimNotice
from consoleapp.desk.shapes import ClaimLine, Masked
from consoleapp.errors import Refused
from consoleapp.exchange.notices import as_html, as_text, write_notice
from consoleapp.rules.masking import Field
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Name
from consoleapp.rules.statuses import BenefitType, ClaimStatus, Language, PaymentMethod, ReasonPaidLess

LINE = ClaimLine(
    1,
    date(2026, 8, 1),
    BenefitType.OPB,
    "GP",
    "General consultation",
    "DR. LO",
    Masked(Field.DIAGNOSIS, "••••"),
    Money(500_00, "HKD"),
    Money(400_00, "HKD"),
    date(2026, 8, 28),
    PaymentMethod.AUTOPAY,
    ReasonPaidLess.OVER_LIMIT,
)
NOTICE = ClaimNotice(
    "A2000001447",
    "91307",
    "0001-00",
    Name("CHAN TAI MAN", "陳大文"),
    Name("THE ABC COMPANY", "甲乙丙公司"),
    Language.ENGLISH,
    ClaimStatus.PAID,
    date(2026, 8, 5),
    date(2026, 8, 26),
    "",
    (LINE, replace(LINE, line_no=2, incurred=None, paid=None, reason=None)),
    Money(500_00, "HKD"),
    Money(400_00, "HKD"),
    date(2026, 11, 20),
    "",
)


def test_the_text_says_what_was_decided_in_aligned_columns() -> None:
    text = as_text(NOTICE)
    for told in ("your claim was paid", "A2000001447", "CHAN TAI MAN", "26 Aug 2026", "28 Aug 2026",
                 "Autopay", "Over the limit", "N/A", "settled with the clinic"):  # fmt: skip
        assert told in text
    rows = [line for line in text.splitlines() if re.match(r"[12] |.*Total", line)]
    assert len(rows) == 3
    assert len({line.index("400.00") for line in rows if "400.00" in line}) == 1
    assert "••••" not in text


def test_a_declined_claim_says_why_in_the_members_language() -> None:
    declined = replace(
        NOTICE,
        language=Language.TRADITIONAL_CHINESE,
        status=ClaimStatus.DECLINED,
        reason="等候期內",
        lines=(replace(LINE, item_name_zh="普通科門診"),),
    )
    text = as_text(declined)
    for told in ("普通科門診", "陳大文", "甲乙丙公司", "等候期內", "2026年8月26日"):
        assert told in text
    assert 'lang="zh-Hant"' in as_html(declined)


class _Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onload", "onerror"}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_loads_nothing_and_obeys_no_name() -> None:
    hostile = replace(NOTICE, member=Name("<script>alert(1)</script>\x1b]52;c;x\x07&"), reason="</dl><img>")
    page = _Page()
    page.feed(as_html(hostile))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.tags.count("tr") == 4
    assert "<script>alert(1)</script>]52;c;x&" in page.text


def test_only_text_and_pages_are_written(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="written as"):
        write_notice(NOTICE, tmp_path / "notice.exe")
    write_notice(NOTICE, tmp_path / "notice.txt")
    assert (tmp_path / "notice.txt").read_text(encoding="utf-8") == as_text(NOTICE)
    with pytest.raises(Refused):
        write_notice(NOTICE, tmp_path / "notice.txt")
