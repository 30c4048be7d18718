"""A console whose terminal vanishes ends, with or without a hang-up signal, and signs out."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from consoleapp.cli.hangup import EXIT_CODE
from tests.cli.conftest import ROOT


def start(home: Path, *, controlling: bool) -> tuple[int, "subprocess.Popen[bytes]"]:
    """A console in a terminal of its own; ``controlling``: one that sends SIGHUP when it goes."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def own_session() -> None:
        os.setsid()
        if controlling:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-m", "consoleapp", "--home", str(home)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm-256color"},
        preexec_fn=own_session,
    )
    os.close(theirs)
    return ours, process


def read_until(terminal: int, words: bytes, limit: float = 30.0) -> None:
    seen, until = b"", time.monotonic() + limit
    while words not in seen:
        assert time.monotonic() < until, seen[-500:]
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536)


@pytest.mark.parametrize("controlling", [True, False], ids=["with SIGHUP", "without"])
def test_a_console_without_a_terminal_ends(tmp_path: Path, controlling: bool) -> None:
    terminal, process = start(tmp_path, controlling=controlling)
    try:
        read_until(terminal, b"Password")
        os.close(terminal)
        assert process.wait(timeout=20) == EXIT_CODE
    finally:
        process.kill()


def test_who_is_signed_in_is_signed_out_first() -> None:
    program = (
        "import os, sys, time\n"
        "from consoleapp.cli.hangup import watch_terminal\n"
        "reading, writing = os.pipe()\n"
        "os.close(writing)\n"
        "watch_terminal(lambda: print('signed out', flush=True), reading)\n"
        "time.sleep(20)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=30)
    assert (done.returncode, done.stdout) == (EXIT_CODE, b"signed out\n")
