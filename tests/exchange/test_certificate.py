"""The certificate of cover as a page: language, names as data, whole or not at all."""

import stat
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from consoleapp.desk.policy_shapes import CertificateOfCover, ScheduleItem
from consoleapp.desk.shapes import SumAssured
from consoleapp.errors import Refused
from consoleapp.exchange.certificate import page_of, usual_file, write_certificate
from consoleapp.exchange.page import as_html, as_text
from consoleapp.rules.benefits import Basis, Limit, Measure, Scope
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import (
    BenefitType,
    CoverArea,
    Language,
    MemberStatus,
    PlanType,
    PolicyStatus,
    Relation,
)
from tests.screens.test_frame import HOSTILE


def hkd(minor: int) -> Money:
    return Money(minor, "HKD")


GP = ScheduleItem(
    BenefitType.OPB, "GP", "General consultation", "普通科門診", True,
    (
        Limit(Measure.VISITS, Basis.YEAR, Scope.INDIVIDUAL, 30),
        Limit(Measure.MONEY, Basis.VISIT, Scope.INDIVIDUAL, 400_00),
        Limit(Measure.MONEY, Basis.YEAR, Scope.FAMILY, 12_000_00),
    ),
    80, hkd(20_00), None, 30, CoverArea.GREATER_CHINA, True, None, 40, 40,
)  # fmt: skip
COVER = CertificateOfCover(
    1, "0001-00", "CHAN TAI MAN", "陳大文", Relation.EMPLOYEE, MemberStatus.ACTIVE, date(2018, 5, 1), None,
    "10", "Staff", "員工", "KWUN TONG", "觀塘", (BenefitType.OPB,),
    tuple(SumAssured(code, hkd(0)) for code in ("LIFE", "TPD", "ADD", "LTD", "CIB")),
    "91307", PlanType.GROUP_MEDICAL, PolicyStatus.IN_FORCE, date(2026, 5, 1), date(2027, 4, 30),
    "THE ABC COMPANY", "甲乙丙公司", "HKD", Language.ENGLISH, True,
    (
        GP,
        replace(GP, item_code="SPE", name_en="Spectacles", name_zh="眼鏡", covered=False),
        replace(GP, item_code="ACU", name_en="Acupuncture", name_zh="針灸", covered=None),
        replace(GP, item_code="LAB", name_en="Laboratory", name_zh="化驗", limits=(
            Limit(Measure.MONEY, Basis.YEAR, Scope.INDIVIDUAL, None),
        )),
        replace(GP, item_code="RB", benefit_type=BenefitType.HOS, name_en="Room and board"),
    ),
    datetime(2026, 11, 20, 10, 5, tzinfo=UTC), "Wong Ka Yan",
)  # fmt: skip


class Shown(HTMLParser):
    """The texts and the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_it_says_who_is_covered_from_when_for_what() -> None:
    text = as_text(page_of(COVER))
    for told in (
        "Certificate of cover", "CHAN TAI MAN is covered on 20 Nov 2026.", "0001-00", "91307",
        "THE ABC COMPANY  甲乙丙公司", "01 May 2026 – 30 Apr 2027", "10  Staff", "KWUN TONG",
        "30 visits a policy year; 400.00 a visit; 12,000.00 a policy year, shared by the family",
        "80 % paid; member pays 20.00; 30 days waiting; referral needed; Greater China; "
        "member bears 40 % at an unapproved provider; member bears 40 % at a specified hospital",
        "AD&D", "Amounts are in HKD.", "Issued on Fri 20 Nov 2026 18:05 by Wong Ka Yan.",
    ):  # fmt: skip
        assert told in text, told
    answers = {line.split("  ")[0]: line for line in text.splitlines()}
    assert "not covered" in answers["Spectacles"]
    assert "not known" in answers["Acupuncture"]
    assert "unlimited" in answers["Laboratory"]
    assert "Room and board" not in text, "a type the member does not carry is not promised"


def test_who_is_not_covered_reads_so_in_the_first_line() -> None:
    text = as_text(page_of(replace(COVER, covered=False)))
    assert "CHAN TAI MAN is not covered on 20 Nov 2026" in text
    assert "is covered on" not in text


@pytest.mark.parametrize(
    ("own", "asked", "title", "lang"),
    [
        (Language.ENGLISH, None, "Certificate of cover", "en"),
        (Language.TRADITIONAL_CHINESE, None, "保障證明書", "zh-Hant"),
        (Language.SIMPLIFIED_CHINESE, None, "保障证明书", "zh-Hans"),
        (None, None, "Certificate of cover", "en"),
        (Language.ENGLISH, "zh_Hant", "保障證明書", "zh-Hant"),
        (Language.TRADITIONAL_CHINESE, "en", "Certificate of cover", "en"),
    ],
)
def test_it_is_in_the_members_language_unless_another_is_asked_for(
    own: Language | None, asked: str | None, title: str, lang: str
) -> None:
    page = as_html(page_of(replace(COVER, language=own), asked))
    assert f'<html lang="{lang}">' in page
    assert f"<h1>{title}</h1>" in page
    if lang == "zh-Hant":
        assert "每保單年度 30 次" in page
        assert "2026年5月1日" in page
        assert "陳大文 於 2026年11月20日 受保。" in page


@pytest.mark.parametrize("name", [*HOSTILE, '<script>alert("x")</script>', "& \" ' </h1>", "{{ 7 * 7 }}"])
def test_names_are_data_never_markup(name: str) -> None:
    hostile = replace(
        COVER, name_en=name, name_zh=name, holder_en=name, branch_en=name, plan_en=name, issued_by=name,
        items=(replace(GP, name_en=name),),
    )  # fmt: skip
    page = as_html(page_of(hostile))
    seen = Shown(page)
    assert seen.tags == Shown(as_html(page_of(replace(COVER, items=(GP,))))).tags
    clean = name.replace("\x1b", "").replace("\x9b", "")
    assert clean in seen.texts
    for text in (page, as_text(page_of(hostile))):
        assert "\x1b" not in text
        assert "\x9b" not in text


def test_nothing_is_loaded_or_run() -> None:
    page = as_html(page_of(COVER))
    assert not {"script", "img", "link", "iframe"} & set(Shown(page).tags)
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert "http:" not in page
    assert "https:" not in page


def test_the_file_appears_whole_for_its_owner_only_and_over_nothing(tmp_path: Path) -> None:
    file = write_certificate(COVER, usual_file(COVER, tmp_path))
    assert file.name == "certificate-91307-0001-00-20261120-180500.html"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(Refused, match="is there already"):
        write_certificate(COVER, file)
    assert file.read_bytes() == before
    target = tmp_path / "elsewhere.html"
    (tmp_path / "link.html").symlink_to(target)
    with pytest.raises(Refused, match="is there already"):
        write_certificate(COVER, tmp_path / "link.html")
    assert not target.exists()
    with pytest.raises(Refused, match="Name the file so"):
        write_certificate(COVER, tmp_path / "page.pdf")
    assert (
        write_certificate(COVER, tmp_path / "page.txt").read_text(encoding="utf-8").startswith("Certificate")
    )
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(["link.html", "page.txt", file.name])
