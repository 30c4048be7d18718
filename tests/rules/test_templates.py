"""Templates are strict, and what fills them cannot change their shape (DOMAIN 5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused, WrongUse
from consoleapp.rules.messages import MessageChannel, Trouble, address, masked_address, wait_before
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.templates import HIDDEN, MessageKind, Template, Value, read_template, render

EMAIL, SMS = MessageChannel.EMAIL, MessageChannel.SMS
GOOD = "version: 3\nsubject: Claim {claim_no}\n\n{salutation}\nBy {due_date}:\n{items}\nLink: {link}\n"
VALUES: dict[str, Value] = {"claim_no": "A2000001447", "due_date": date(2026, 11, 24), "items": ("Receipt",)}


def read(text: str, channel: MessageChannel = EMAIL, kind: MessageKind | None = None) -> Template:
    return read_template(text, kind or MessageKind.DOCUMENTS_REQUESTED, channel, "en", "en/x.txt")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            GOOD.replace("{items}", "{itmes}"),
            r"en/x\.txt, line 6: there is no place itmes\. It may have",
        ),
        (GOOD.replace("{items}", "them"), r"en/x\.txt: the place items is missing\."),
        (GOOD.replace("{items}", "{items!r}"), r"line 6: a brace without a place\. Write \{\{ for"),
        (GOOD.replace("{items}", "{items.x}"), "line 6: a brace"),
        (GOOD.replace("{items}", "{items} }"), "line 6: a brace"),
        (GOOD.replace("{items}", "{}"), "line 6: a brace"),
        (GOOD.replace("version: 3\n", ""), "the header version is missing or wrong"),
        (GOOD.replace("version: 3", "version: three"), "the header version is missing or wrong"),
        (GOOD.replace("subject: Claim {claim_no}", "subject:"), "the header subject is missing"),
        (GOOD.replace("subject:", "topic:"), r"line 2: this is none of the headers version, subject\."),
        ("version: 1\nsubject: {claim_no} {due_date} {items}\n\n \n", "there is no text below"),
    ],
)
def test_a_wrong_template_is_one_clear_line(text: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words) as error:
        read(text)
    assert "\n" not in str(error.value)


def test_a_short_message_has_no_subject_and_a_subject_no_secret() -> None:
    with pytest.raises(WrongUse, match="none of the headers version"):
        read(GOOD, SMS)
    with pytest.raises(WrongUse, match="a secret does not belong into the subject"):
        read("version: 1\nsubject: {code}\n\n{code} {minutes}", kind=MessageKind.ONE_TIME_CODE)


def test_values_are_written_in_words() -> None:
    filled: dict[str, Value] = VALUES | {
        "items": (ClaimStatus.PAID, "X-ray of 3 May"),
        "salutation": "Dear Ms Chan,",
        "link": "https://desk.example/A2",
    }
    text = render(read(GOOD), filled, lambda word: word.upper())
    assert text.subject == "Claim A2000001447"
    assert text.body == (
        "Dear Ms Chan,\nBy 24 Nov 2026:\n- PAID\n- X-ray of 3 May\nLink: https://desk.example/A2"
    )
    assert (text.kept_body, text.version) == (text.body, 3)
    short = read(GOOD.replace("subject: Claim {claim_no}\n", "").replace("Link", "{claim_no} Link"), SMS)
    assert "PAID, X-ray of 3 May" in render(short, filled, lambda word: word.upper()).body
    money = render(read(GOOD), VALUES | {"claim_no": Money(5_234_400, "HKD")}, str)
    assert money.subject == "Claim HKD 52,344.00"


def test_a_line_of_empty_places_is_left_out() -> None:
    assert render(read(GOOD), VALUES, str).body == "By 24 Nov 2026:\n- Receipt"


def test_places_and_values_must_agree() -> None:
    with pytest.raises(TypeError):
        render(read(GOOD), {**VALUES, "name": "x"}, str)
    with pytest.raises(TypeError):
        render(read(GOOD), {"claim_no": "A2"}, str)


@given(st.text())
def test_nothing_in_a_value_begins_a_line_or_a_place(text: str) -> None:
    body = render(read(GOOD), VALUES | {"salutation": "x " + text, "claim_no": text}, str)
    assert body.subject.splitlines() in ([body.subject], [])
    assert len(body.body.split("\n")) == 3
    assert body.body.split("\n")[1:] == ["By 24 Nov 2026:", "- Receipt"]


def test_a_secret_is_sent_and_not_kept() -> None:
    template = read("version: 1\n\nCode {code}, {minutes} min", SMS, MessageKind.ONE_TIME_CODE)
    text = render(template, {"code": "123456", "minutes": 5}, str)
    assert (text.body, text.kept_body) == ("Code 123456, 5 min", f"Code {HIDDEN}, 5 min")


def test_braces_themselves() -> None:
    assert "a {b} {A2000001447}" in render(read(GOOD + "a {{b}} {{{claim_no}}}"), VALUES, str).body


# Addresses and waits


def test_addresses_are_checked_and_masked() -> None:
    assert address(EMAIL, " Tai.Man@Example.COM ") == "Tai.Man@example.com"
    assert address(SMS, "9123 4567") == "+85291234567"
    assert masked_address(EMAIL, "tai.man@example.com") == "t•••@•••.com"
    assert masked_address(SMS, "+85291234567") == "•••• ••67"
    assert masked_address(MessageChannel.WEBHOOK, "portal") == "portal"
    for channel, text in (
        (EMAIL, "tai man@example.com"),
        (EMAIL, "a@b.com\nBcc: c@d.com"),
        (EMAIL, "a@b.com, c@d.com"),
        (EMAIL, ""),
        (SMS, "12"),
        (SMS, "+8529123456x"),
    ):
        with pytest.raises(Refused):
            address(channel, text)


@given(st.integers(1, 200), st.floats(0, 1))
def test_waits_double_up_to_a_bound(tries: int, jitter: float) -> None:
    first, longest = timedelta(seconds=60), timedelta(hours=1)
    wait = wait_before(tries, first=first, longest=longest, jitter=jitter)
    plain = min(60 * 2 ** (tries - 1), 3600)
    assert plain <= wait.total_seconds() <= plain * 1.2 + 1e-3


def test_some_trouble_is_final() -> None:
    assert [one for one in Trouble if one.is_final] == [Trouble.REFUSED, Trouble.TOO_LATE]
