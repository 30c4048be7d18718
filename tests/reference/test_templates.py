"""Every message has its texts, in every language; the office's own replace them (DOMAIN 5)."""

from pathlib import Path

import pytest

from consoleapp.errors import WrongUse
from consoleapp.i18n import LANGUAGES, MADE_FROM
from consoleapp.reference.templates import FOLDER, load_templates, written_in
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.templates import CONTRACTS, MessageKind

REQUESTED = MessageKind.DOCUMENTS_REQUESTED
NAME = "en/documents_requested.sms.txt"


def test_every_kind_has_its_text_in_every_language(tmp_path: Path) -> None:
    assert set(CONTRACTS) == set(MessageKind)
    found = load_templates(tmp_path)
    assert set(found) == {
        (kind, channel, language)
        for kind, contract in CONTRACTS.items()
        for channel in contract.channels
        for language in LANGUAGES
    }
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.txt")}
    written = [key for key in found if key[2] not in MADE_FROM]
    assert there == {f"{language}/{kind}.{channel}.txt" for kind, channel, language in written}
    optional = {kind: contract.optional for kind, contract in CONTRACTS.items()}
    for (kind, channel, language), template in found.items():
        if channel is MessageChannel.EMAIL:
            missing = [name for name in optional[kind] if f"{{{name}}}" not in template.body]
            assert not missing, (kind, language)


def test_the_offices_own_text_is_taken(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / NAME).write_text("version: 7\n\n{claim_no} {items} {due_date} – 早晨", encoding="utf-8")
    template = load_templates(tmp_path)[REQUESTED, MessageChannel.SMS, "en"]
    assert (template.version, template.body) == (7, "{claim_no} {items} {due_date} – 早晨")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            NAME,
            b"version: 1\n\n{claim_no}",
            "en/documents_requested.sms.txt: the place due_date, items is",
        ),
        (NAME, b"\xff\xfe", "The template en/documents_requested.sms.txt cannot be read"),
        ("en/document_requested.sms.txt", b"", "no message for the template en/document_requested.sms.txt"),
    ],
)
def test_the_offices_own_mistake_is_one_line(tmp_path: Path, name: str, text: bytes, words: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / name).write_bytes(text)
    with pytest.raises(WrongUse, match=words):
        load_templates(tmp_path)


def test_a_language_nobody_writes_in_says_what_its_source_says(tmp_path: Path) -> None:
    body = load_templates(tmp_path)[REQUESTED, MessageChannel.SMS, "zh_Hans"].body
    assert "理赔" in body
    assert "索償" not in body
    office = tmp_path / "office"
    (office / "zh_Hant").mkdir(parents=True)
    own = office / "zh_Hant/documents_requested.sms.txt"
    own.write_text("version: 7\n\n索償 {claim_no} {items} {due_date}", encoding="utf-8")
    made = load_templates(office)[REQUESTED, MessageChannel.SMS, "zh_Hans"]
    assert (made.version, made.body) == (7, "理赔 {claim_no} {items} {due_date}")
    (office / "zh_Hans").mkdir()
    own = office / "zh_Hans/documents_requested.sms.txt"
    own.write_text("version: 8\n\n{claim_no} {items} {due_date}", encoding="utf-8")
    load_templates.cache_clear()
    assert load_templates(office)[REQUESTED, MessageChannel.SMS, "zh_Hans"].version == 8


def test_who_speaks_no_language_of_the_program_is_written_to_in_english() -> None:
    assert [written_in(one) for one in ("en", "zh_Hant", "zh_Hans", "fr", None)] == [
        "en", "zh_Hant", "zh_Hans", "en", "en",
    ]  # fmt: skip
