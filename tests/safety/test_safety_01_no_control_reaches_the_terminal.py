"""No control character of anything that is kept reaches the terminal, on any screen (SAFETY 1).

The book is hostile wherever people write; the console runs in a real pseudo-terminal and is walked by its
keys; every byte it writes has to be text or one of the few commands the console itself has a use for.
"""

import re
import sys
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from consoleapp.settings import load
from tests.safety import poisoned
from tests.safety.walk import Walker
from tests.safety.ways import IN_SHORT, WHOLE, Way

OURS = re.compile(
    r"\x1b\[[\d;]*m"  # a style
    r"|\x1b\[\d+;\d+H"  # where it is written
    r"|\x1b\[\?[\d;]+[hl]"  # alternate screen, mouse, paste, cursor, one frame at a time
    r"|\x1b\[\?\d+\$p|\x1b\[>\d+u|\x1b\[<u"  # what the terminal can do
    r"|\x1b]22;\w+\x07"  # the shape of the mouse pointer
    r"|[\r\n]"
)
HIDES = re.compile(r"\x1b\[(?:\d+;)*8m")
"""A style that nobody here writes; the planted values have it."""

OTHERWISE = {
    # Private: masked on every screen; a mask draws the first characters at most.
    "member.identity_no", "member.mobile", "member.phone", "member.email", "member.address",
    "claim_line.diagnosis", "outbox_message.recipient",
    # Drawn only in Chinese, or where the walk does not stop.
    "plan.name_zh", "benefit.name_zh", "outbox_message.recipient_name", "portal_account.messaging_account",
    "challenge_question.question",
}  # fmt: skip
"""Columns whose number need not be read on the way."""


def foreign(written: str) -> list[str]:
    """What was written beside text and our own commands."""
    text = OURS.sub("", written)
    return re.findall(r".{0,20}[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff].{0,20}", text)


def walked(home: Path, told: Path, way: Way, columns: int, rows: int, language: str) -> str:
    """Everything the console writes on its way."""
    written = b""
    program = (sys.executable, "-m", "tests.safety.walk", str(home), language, str(told))
    with Terminal(*program, columns=columns, rows=rows) as terminal:
        walker = Walker(terminal, home, told)
        walker.settle()
        for keys, screen in way.whole:
            assert walker.go(keys) == screen, keys
            written += terminal.raw
            terminal.forget()
    return written.decode("utf-8", errors="surrogateescape")


@pytest.mark.parametrize(
    ("way", "columns", "rows", "language"),
    [
        pytest.param(IN_SHORT, 100, 30, "en", id="in short"),
        pytest.param(WHOLE, 160, 50, "en", id="whole", marks=pytest.mark.soak),
        pytest.param(WHOLE, 80, 24, "zh_Hant", id="narrow, Chinese", marks=pytest.mark.soak),
    ],
)
def test_safety_01_no_stored_byte_reaches_the_terminal_on_any_screen(
    home: Path, tmp_path: Path, way: Way, columns: int, rows: int, language: str
) -> None:
    poisoned.poison(load(home, {}))
    written = walked(home, tmp_path / "told", way, columns, rows, language)
    assert foreign(written) == []
    assert not HIDES.search(written)
    seen = poisoned.seen(OURS.sub("", written))
    if columns == 160:
        assert set(poisoned.COLUMNS) - seen <= OTHERWISE
    else:
        assert len(seen) > 20


def test_safety_01_the_grammar_finds_what_is_planted() -> None:
    """The proof can fail: a planted value that came through would be seen."""
    assert foreign("\x1b[1;2H\x1b[38;2;1;2;3mCHAN 陳大文\x1b[0m\x1b[?2026l\r\n") == []
    for one in ("\x1b]52;c;eA==\x1b\\", "\x9b2J", "\x1b[2J", "\x1b[6n", "\x1bPq", "\x07", "\x7f", "\u202e"):
        assert foreign(f"CHAN {one} TAI MAN"), repr(one)
    assert HIDES.search("\x1b[8m")
