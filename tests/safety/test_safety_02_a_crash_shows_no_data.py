"""A crash shows one line and an error id, never what the program held (SAFETY 2). In a real terminal."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from consoleapp import faults

SECRETS = (b"SECRET", b"WAI LAM", b"A123456")
ID = re.compile(rb"error id ([2-9A-Z]{6})")


def log_of(tmp_path: Path) -> str:
    return (tmp_path / "data" / "logs" / faults.LOG_NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["compose", "render", "handler", "careless worker"])
def test_safety_02_a_crash_shows_an_id_and_nothing_else(tmp_path: Path, place: str) -> None:
    with Terminal(sys.executable, "-m", "tests.screens.crashing", place, str(tmp_path)) as terminal:
        terminal.wait_for("who is there?")
        terminal.press("\r")
        if place in {"handler", "careless worker"}:
            terminal.wait_for("painted")
            terminal.press("\x1b[19~" if place == "careless worker" else "q")
        assert terminal.ended() == 1
    found = ID.search(terminal.raw)
    assert found, terminal.raw[-500:]
    after = terminal.raw[found.start() - 200 :]
    assert b"The console had to close." in after
    assert b"Traceback" not in terminal.raw
    log = log_of(tmp_path)
    assert found[1].decode() in log
    assert "KeyError" in log
    assert "screens/crashing.py" in log
    for secret in SECRETS:
        assert secret not in after
        assert secret.decode() not in log


@pytest.mark.parametrize("key", ["\x02", "\x07"], ids=["action", "worker"])
def test_safety_02_a_failing_key_costs_a_line_and_not_the_console(tmp_path: Path, key: str) -> None:
    with Terminal(sys.executable, "-m", "tests.screens.crashing", "", str(tmp_path)) as terminal:
        terminal.wait_for("who is there?")
        terminal.press("\r")
        terminal.wait_for("painted")
        terminal.press("typed ")
        terminal.wait_for("typed")
        terminal.press(key)
        terminal.wait_for("error id")
        terminal.watch(0.5)
        terminal.press("\x11")
        assert terminal.ended() == 0
    for secret in SECRETS:
        assert secret not in terminal.raw
        assert secret.decode() not in log_of(tmp_path)
    assert b"That did not work." in terminal.raw


def test_safety_01_nothing_of_a_name_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    with Terminal(sys.executable, "-m", "tests.screens.crashing", "", str(tmp_path)) as terminal:
        terminal.wait_for("who is there?")
        terminal.press("\r")
        terminal.wait_for("painted")
        terminal.watch(1.0)
    assert b"]52;c;UFdOMQ==" in terminal.raw
    assert b"\x1b]52" not in terminal.raw
    assert b"\xc2\x9b" not in terminal.raw


def test_safety_02_the_log_keeps_kinds_and_places_and_never_values(tmp_path: Path) -> None:
    def inner(identity: str) -> None:
        raise ValueError(identity)

    try:
        try:
            inner("A123456(3)")
        except ValueError as error:
            raise RuntimeError("CHAN TAI MAN") from error
    except RuntimeError as error:
        fault = faults.record(error, tmp_path / "logs", datetime(2026, 11, 20, tzinfo=UTC))
    log = (tmp_path / "logs" / faults.LOG_NAME).read_text(encoding="utf-8")
    assert log.startswith(f"2026-11-20T00:00:00+00:00 {fault} consoleapp ")
    assert "builtins.RuntimeError" in log
    assert "builtins.ValueError" in log
    assert "safety/test_safety_02_a_crash_shows_no_data.py" in log
    assert " inner" in log
    assert "A123456" not in log
    assert "CHAN" not in log
    assert (tmp_path / "logs" / faults.LOG_NAME).stat().st_mode & 0o077 == 0


def test_safety_02_a_log_that_cannot_be_written_does_not_hide_the_id(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    assert len(faults.record(ValueError(), tmp_path / "logs", datetime(2026, 11, 20, tzinfo=UTC))) == 6
