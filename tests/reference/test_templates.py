"""Every message has its texts, in every language; the office's own replace them (DOMAIN 5)."""

from pathlib import Path

import pytest

from consoleapp.errors import WrongUse
from consoleapp.i18n import LANGUAGES
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
    assert there == {f"{language}/{kind}.{channel}.txt" for kind, channel, language in found}
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


def test_the_nearest_language_is_taken() -> None:
    assert [written_in(one) for one in ("en", "zh_Hant", "zh_Hans", "fr", None)] == [
        "en", "zh_Hant", "zh_Hant", "en", "en",
    ]  # fmt: skip
