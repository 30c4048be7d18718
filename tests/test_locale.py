"""Every text a person reads is in every language, and the compiled catalogues are those of the .po files."""

import ast
import gettext
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

import consoleapp
from consoleapp import i18n
from consoleapp.rules.scripts import is_chinese
from tools import catalogue


def test_the_tool_knows_every_language_of_the_program() -> None:
    assert ["en", *catalogue.LANGUAGES, *i18n.MADE_FROM] == list(i18n.LANGUAGES)
    assert set(i18n.MADE_FROM.values()) <= set(catalogue.LANGUAGES)


@pytest.fixture(scope="module")
def _texts() -> Catalog:
    """Looked for once: going through the code takes seconds."""
    return catalogue.collect()


@pytest.fixture
def collected(_texts: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "collect", lambda: _texts)


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_complete_and_in_step_with_the_code(language: str) -> None:
    assert list(catalogue.complaints(language)) == []


def test_no_text_is_hidden_from_the_tool() -> None:
    """One within the braces of an f-string would be: the tool does not look there."""
    known = {
        text
        for one in catalogue.read("zh_Hant")
        for text in ([one.id] if isinstance(one.id, str) else one.id)
    }
    missed = [
        (file.name, node.lineno, node.args[0].value)
        for file in sorted(Path(consoleapp.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "N_", "ngettext")
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in known
    ]
    assert missed == []


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_kept_in_the_order_the_tool_writes(language: str) -> None:
    kept = catalogue.po_file(language).read_bytes()
    assert catalogue.po_bytes(catalogue.updated(language)) == kept, "run make locale"


@pytest.mark.parametrize("language", i18n.MADE_FROM)
def test_a_language_nobody_translates_into_is_whole(language: str) -> None:
    made, source = catalogue.made(language), catalogue.read(i18n.MADE_FROM[language])
    assert list(catalogue.stale(language, made)) == []
    assert {(one.context, one.id) for one in made} == {(one.context, one.id) for one in source}
    assert [line for one in made if one.id and (line := catalogue._complaint(one))] == []


ONE_WORD = {"帳冊": "資料簿", "會員": "成員", "醫療記錄": "醫療紀錄", "沒有記錄": "沒有紀錄"}
"""What a translator may reach for, and the word this program has for it."""


def test_one_thing_has_one_name_in_chinese() -> None:
    texts = [str(one.string) for one in catalogue.read("zh_Hant") if one.id]
    assert [(word, ours) for word, ours in ONE_WORD.items() for text in texts if word in text] == []


def test_no_traditional_character_is_left_in_simplified_texts() -> None:
    """The standard set of the mainland has every character of them."""
    texts = "".join(str(one.string) for one in catalogue.made("zh_Hans") if one.id)
    assert [one for one in sorted(set(texts)) if is_chinese(one) and not in_gb2312(one)] == []
    assert not set(texts) & set("於後復劃裏並為電這")


def in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("language", [*catalogue.LANGUAGES, *i18n.MADE_FROM])
def test_the_program_finds_the_compiled_catalogue(language: str) -> None:
    with catalogue.mo_file(language).open("rb") as file:
        assert file.read(4)
    assert i18n.catalogue(language).info()["language"] == language


CODE = """
from consoleapp.i18n import N_, _, ngettext, pgettext
_("Find"); N_("Policy {policy} is not on record.")
ngettext("{n} hit", "{n} hits", 2); pgettext("key", "Open")
"""

TRANSLATED = {
    "Find": "尋找",
    "Policy {policy} is not on record.": "沒有保單 {policy} 的紀錄。",
    "Open": "開啟",
}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with four texts, and its catalogue, complete."""
    (tmp_path / "texts.py").write_text(CODE, encoding="utf-8")
    monkeypatch.setattr(catalogue, "PACKAGE", tmp_path)
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(catalogue, "LANGUAGES", ("zh_Hant",))
    assert catalogue.main([]) == 1
    write(tmp_path, **TRANSLATED)
    return tmp_path


def write(package: Path, plural: str = "{n} 項結果", **translations: str) -> None:
    kept: Catalog = catalogue.updated("zh_Hant")
    for message in kept:
        if isinstance(message.id, tuple):
            message.string = (plural,)
        elif message.id in translations:
            message.string = translations[message.id]
    catalogue.po_file("zh_Hant").write_bytes(catalogue.po_bytes(kept))
    catalogue.mo_file("zh_Hant").write_bytes(catalogue.mo_bytes(catalogue.read("zh_Hant")))


def test_a_complete_catalogue_has_no_complaint_and_does_not_change(small: Path) -> None:
    before = catalogue.po_file("zh_Hant").read_bytes()
    assert list(catalogue.complaints("zh_Hant")) == []
    assert catalogue.main([]) == 0
    assert catalogue.po_file("zh_Hant").read_bytes() == before
    assert catalogue.main(["--check"]) == 0


def test_what_is_wrong_is_named(small: Path) -> None:
    write(small, Find="")
    assert any("'Find' has no translation" in line for line in catalogue.complaints("zh_Hant"))
    write(small, **TRANSLATED)
    write(small, **{"Policy {policy} is not on record.": "沒有保單 {number} 的紀錄。"})
    assert any("other {places}" in line for line in catalogue.complaints("zh_Hant"))
    write(small, plural="項結果", **TRANSLATED)
    assert any("other {places}" in line for line in catalogue.complaints("zh_Hant"))
    write(small, **{**TRANSLATED, "Find": "尋找 {"})
    assert any("does not close" in line for line in catalogue.complaints("zh_Hant"))


def test_a_stale_compiled_catalogue_is_named(small: Path) -> None:
    kept = catalogue.po_file("zh_Hant").read_text(encoding="utf-8").replace("尋找", "搜尋")
    catalogue.po_file("zh_Hant").write_text(kept, encoding="utf-8")
    assert any("differs from the .po" in line for line in catalogue.complaints("zh_Hant"))


def test_what_is_made_from_a_changed_translation_is_named_until_made_again(small: Path) -> None:
    write(small, Find="登入")
    assert catalogue.main(["--check"]) == 1
    assert catalogue.main([]) == 0
    with catalogue.mo_file("zh_Hans").open("rb") as file:
        made = gettext.GNUTranslations(file)
    assert (made.gettext("Find"), made.pgettext("key", "Open")) == ("登录", "打开")
    assert made.gettext("Policy {policy} is not on record.") == "没有保单 {policy} 的记录。"
    assert not catalogue.po_file("zh_Hans").exists()


def test_a_text_gone_from_the_code_is_named_and_dropped(small: Path) -> None:
    (small / "texts.py").write_text(CODE.replace('_("Find");', ""), encoding="utf-8")
    assert any("no longer in the code" in line for line in catalogue.complaints("zh_Hant"))
    assert catalogue.main([]) == 0
    assert b"Find" not in catalogue.po_file("zh_Hant").read_bytes()


def test_the_same_text_from_two_people_is_kept_once(small: Path) -> None:
    text = catalogue.po_file("zh_Hant").read_text(encoding="utf-8")
    catalogue.po_file("zh_Hant").write_text(text + '\nmsgid "Find"\nmsgstr "尋找"\n', encoding="utf-8")
    assert catalogue.main([]) == 0
    assert catalogue.po_file("zh_Hant").read_text(encoding="utf-8") == text


def test_what_was_compiled_is_what_is_read(small: Path) -> None:
    read = gettext.GNUTranslations(io.BytesIO(catalogue.mo_file("zh_Hant").read_bytes()))
    assert read.gettext("Find") == "尋找"
    assert read.ngettext("{n} hit", "{n} hits", 1) == "{n} 項結果"
    assert read.pgettext("key", "Open") == "開啟"


def test_what_a_merge_lost_is_filled_from_elsewhere(small: Path) -> None:
    whole = catalogue.read("zh_Hant")
    write(small, Find="")
    assert any("'Find' has no translation" in line for line in catalogue.complaints("zh_Hant"))
    filled = catalogue.updated("zh_Hant", whole)
    assert filled.get("Find").string == "尋找"
    assert catalogue.po_bytes(filled) == catalogue.po_bytes(whole)
