"""Either script meets in one form; surnames are read as surnames; joined syllables come apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.reference.characters import FOLDER, characters, simplifier, surname_families, syllables
from consoleapp.rules.scripts import (
    Simplifier,
    chinese_runs,
    hong_kong,
    is_chinese,
    read_name,
    split_syllables,
)
from consoleapp.rules.sounds import sound_key

TABLES = characters()


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("陳大文", "陈大文"),
        ("鍾國榮", "钟国荣"),
        ("衞啓峯", "卫启峰"),
        ("葉蘭", "叶兰"),
        ("張麗華", "张丽华"),
        ("鍾", "锺"),
    ],
)
def test_both_scripts_fold_to_one(traditional: str, simplified: str) -> None:
    assert TABLES.fold(traditional) == TABLES.fold(simplified)


@given(st.text())
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    folded = TABLES.fold(text)
    assert len(folded) == len(text)
    assert TABLES.fold(folded) == folded


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("請登入服務台。", "请登录服务台。"),
        ("以電郵地址找到", "以电子邮件地址找到"),
        ("文件的檔案", "材料的文件"),
        ("第 {row} 列", "第 {row} 行"),
        ("此欄重複", "此列重复"),
        ("只列出此列", "只列出此行"),
        ("計劃、答覆、借方、覆蓋", "计划、答复、借方、覆盖"),
        ("{name} HKD 1,200.00 [/x]", "{name} HKD 1,200.00 [/x]"),
        ("", ""),
    ],
)
def test_texts_are_said_in_the_words_of_the_mainland(traditional: str, simplified: str) -> None:
    assert simplifier()(traditional) == simplified


def test_the_longest_word_at_a_place_is_taken() -> None:
    simplify = Simplifier({"甲": "1", "甲乙": "2", "乙丙": "3"}, {ord("丁"): "4"})
    assert [simplify(text) for text in ("甲丙", "甲乙丙丁", "乙丙甲")] == ["1丙", "2丙4", "31"]
    assert Simplifier({}, {})("甲") == "甲"


@pytest.mark.parametrize(
    ("name", "surname", "pinyin"),
    [
        ("曾國華", "tsang", "zeng"),
        ("單志偉", "sin", "shan"),
        ("單志伟", "sin", "shan"),
        ("區小明", "au", "ou"),
        ("查良", "cha", "zha"),
        ("任達", "yam", "ren"),
        ("仇英", "kau", "qiu"),
        ("樂明", "lok", "yue"),
        ("尹志", "wan", "yin"),
        ("歐陽娜", "auyeung", "ouyang"),
        ("司徒華", "szeto", "situ"),
    ],
)
def test_surnames_override_the_usual_reading(name: str, surname: str, pinyin: str) -> None:
    reading = read_name(name, TABLES)
    assert reading.hong_kong[0] == surname
    assert reading.pinyin[0] == pinyin


def test_a_name_is_read_in_three_spellings() -> None:
    reading = read_name("陳大文", TABLES)
    assert reading.jyutping == ("can", "daai", "man")
    assert reading.pinyin == ("chen", "da", "wen")
    assert reading.hong_kong == ("chan", "tai", "man")


@pytest.mark.parametrize(
    ("jyutping", "spelt"),
    [
        ("gwok", "kwok"),
        ("zoeng", "cheung"),
        ("jyun", "yuen"),
        ("heoi", "hui"),
        ("jing", "ying"),
        ("ngai", "ngai"),
        ("syut", "suet"),
        ("on", "on"),
    ],
)
def test_hong_kong_spelling(jyutping: str, spelt: str) -> None:
    assert hong_kong(jyutping) == spelt


def test_hong_kong_spelling_keeps_the_sound() -> None:
    """A syllable and its Hong Kong spelling share a sound key, but for those that start with ``j``."""
    spelt = {s for s in TABLES.jyutping.values() if not s.startswith("j") and len(s) > 1}
    apart = {s for s in spelt if sound_key(s) != sound_key(hong_kong(s))}
    assert len(apart) < len(spelt) / 12, apart


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("taiman", ("tai", "man")),
        ("dawen", ("da", "wen")),
        ("kaming", ("ka", "ming")),
        ("chantaiman", ("chan", "tai", "man")),
        ("peter", None),
        ("man", None),
        ("", None),
    ],
)
def test_joined_names_come_apart(word: str, parts: tuple[str, ...] | None) -> None:
    assert split_syllables(word, syllables()) == parts


def test_chinese_is_told_from_the_rest() -> None:
    assert is_chinese("CHAN 陳")
    assert not is_chinese("CHAN ,。")
    assert chinese_runs("陳大文 PETER 陈") == ["陳大文", "陈"]


def test_every_surname_stands_once_in_its_file() -> None:
    rows = [
        line.split()[0] for line in (FOLDER / "surnames.txt").read_text(encoding="utf-8").splitlines()[1:]
    ]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("typed", "stored"), [("chen", "chan"), ("huang", "wong"), ("zhang", "cheung"), ("wu", "ng")]
)
def test_surname_families_join_spellings(typed: str, stored: str) -> None:
    assert stored in surname_families()[typed]
