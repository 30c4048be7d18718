"""The table of everyday words is sound, and one word finds the right items of the sample book's schedule."""

import csv
from pathlib import Path

import pytest

from consoleapp import i18n
from consoleapp.reference.everyday import everyday_words
from consoleapp.rules.cover_words import Entry, Found, Heard, Why, search
from consoleapp.rules.scripts import is_chinese
from consoleapp.rules.statuses import BenefitType

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "benefits.csv"


def schedule() -> list[Entry]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [
            Entry(row["item_code"], BenefitType(row["benefit_type"]), row["item_name"], row["item_name_zh"])
            for row in csv.DictReader(file)
            if (row["policy_no"], row["plan_code"]) == ("91307", "10")
        ]


ENTRIES = schedule()


def codes(found: Found, *reasons: Why) -> list[str]:
    return [ENTRIES[hit.place].code for hit in found.hits if not reasons or hit.why in reasons]


def test_every_concept_is_whole() -> None:
    known = everyday_words()
    assert len(known.concepts) >= 30
    for concept in known.concepts.values():
        assert concept.name.en
        assert concept.name.zh
        assert concept.items or concept.types
        assert {word.chinese for word in concept.words} == {True, False}, concept.key
        assert is_chinese(concept.name.zh)
        assert set(concept.near) <= set(known.concepts) - {concept.key}
        assert all(known.concepts[other].items or known.concepts[other].types for other in concept.near)


def test_a_word_stands_in_one_concept_only() -> None:
    places: dict[str, set[str]] = {}
    for concept in everyday_words().concepts.values():
        for word in concept.words:
            places.setdefault(word.joined, set()).add(concept.key)
    assert {word: keys for word, keys in places.items() if len(keys) > 1} == {}


def test_every_word_means_its_concept() -> None:
    known = everyday_words()
    for concept in known.concepts.values():
        for word in concept.words:
            assert concept.name in search(word.text, [], known).understood, word.text


FIRST = {
    "DX": "MRI, CT, x-ray, xray, X光, ultrasound, 磁力共振, 核磁共振, 电脑扫描, 驗血, 验血, blood test",
    "PT": "physio, PT, 物理治療, 物理治疗, rehab, am I covered for physio?",
    "SCL": "洗牙, scaling, dental cleaning, dentist, 睇牙, 牙",
    "FIL": "補牙, 补牙, 剝牙, 智慧齒, wisdom teeth",
    "ORT": "箍牙, braces",
    "GP": "GP, doctor, family doctor, see a doctor, 睇醫生, 看医生, 門診, 门诊",
    "SP": "specialist, 專科, 专科, 皮膚科, dermatologist",
    "CM": "中醫, 中医, Chinese herbalist, TCM",
    "MED": "medicine, drugs, 藥費, 药费, 藥",
    "VAC": "vaccine, flu jab, 打針, 打针, 疫苗",
    "PSY": "psychologist, 心理輔導, 心理辅导",
    "RB": "bed, room and board, private room, 病房, 病床, 病牀, 住院",
    "ICU": "ICU, 深切治療",
    "SUR": "operation, surgery, 開刀, 开刀",
    "OT": "手術, 手术",
    "ANA": "anaesthetic, 全身麻醉",
    "NUR": "nurse, 看護",
    "MAT": "maternity, pregnant, 生仔, 怀孕",
    "PAL": "hospice, 臨終",
    "DIA": "dialysis, 洗腎, 洗肾",
    "SMM": "major medical, top-up",
    "EVA": "emergency abroad, 旅行, 海外急症",
    "ADV": "deposit, 入院按金",
}
"""Single everyday words, and the item of the sample schedule that answers first."""


@pytest.mark.parametrize(
    ("said", "first"), [(said, code) for code, words in FIRST.items() for said in words.split(", ")]
)
def test_one_everyday_word_finds_the_item(said: str, first: str) -> None:
    found = search(said, ENTRIES, everyday_words())
    assert found.heard is Heard.FOUND
    assert codes(found)[0] == first
    assert found.sentence is None


@pytest.mark.parametrize(
    ("said", "all_of"),
    [
        ("dentist", {"SCL", "FIL", "ORT"}),
        ("牙醫", {"SCL", "FIL", "ORT"}),
        ("operation", {"SUR", "OT", "ANA"}),
        ("手術", {"SUR", "OT", "ANA"}),
        ("住院", {"RB", "ICU", "SUR", "ANA", "OT", "MIS", "NUR", "MAT", "PAL"}),
        ("MRI", {"DX"}),
        ("CT", {"DX"}),
        ("physio", {"PT"}),
        ("洗牙", {"SCL"}),
    ],
)
def test_and_nothing_else(said: str, all_of: set[str]) -> None:
    assert set(codes(search(said, ENTRIES, everyday_words()))) == all_of


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("chiropractor", ["PT"]),
        ("脊醫", ["PT"]),
        ("bonesetter", ["CM"]),
        ("跌打", ["CM"]),
        ("針灸", ["CM"]),
        ("ambulance", ["EVA", "ADV"]),
        ("白車", ["EVA", "ADV"]),
        ("psychiatrist", ["SP", "PSY"]),
        ("化療", ["SMM"]),
        ("glasses", []),
        ("配眼镜", []),
        ("check-up", []),
        ("驗身", []),
        ("IVF", []),
        ("助聽器", []),
    ],
)
def test_not_in_the_schedule_is_neither_found_nor_excluded(said: str, near: list[str]) -> None:
    found = search(said, ENTRIES, everyday_words())
    assert found.heard is Heard.NOT_IN_SCHEDULE
    assert codes(found) == codes(found, Why.NEAR) == near
    for language in ("en", "zh_Hant"):
        assert found.sentence is not None
        told = found.sentence.text(i18n.catalogue(language).gettext, language)
        assert found.understood[0].within(language) in told


def test_a_word_inside_a_longer_one_says_nothing_and_two_words_say_two_things() -> None:
    def understood(said: str) -> list[str]:
        return [name.en for name in search(said, ENTRIES, everyday_words()).understood]

    assert understood("dental cleaning") == ["Scaling and polishing"]
    assert understood("精神科醫生") == ["Psychiatrist"]
    assert set(understood("dentist and physio")) == {"Dentist", "Physiotherapy"}
