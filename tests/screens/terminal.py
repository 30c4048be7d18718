"""A program in a real pseudo-terminal: what it was given is typed, every byte it writes is kept."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Terminal:
    """``python -m …`` at the other end of a pseudo-terminal. Use as a context manager."""

    def __init__(
        self, *arguments: str, columns: int = 120, rows: int = 36, env: dict[str, str] | None = None
    ) -> None:
        self.arguments = arguments
        self.size = (rows, columns)
        self.env = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            **(env or {}),
        }
        self.written = b""

    def __enter__(self) -> "Terminal":
        self.near, far = pty.openpty()
        fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", *self.size, 0, 0))
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            stdin=far, stdout=far, stderr=far, cwd=ROOT, env=self.env, start_new_session=True, close_fds=True,
        )  # fmt: skip
        os.close(far)
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.near)

    def type(self, keys: str) -> None:
        """Send ``keys`` as the terminal would."""
        os.write(self.near, keys.encode())

    def read(self, seconds: float = 0.05) -> bytes:
        """What arrives within ``seconds``; it is also kept in ``written``."""
        ready, _write, _error = select.select([self.near], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self.near, 65536)
        except OSError:
            return b""
        self.written += data
        return data

    def until(self, reached: Callable[[bytes], bool] | bytes, seconds: float = 20.0) -> float:
        """Read until ``reached`` is true of what was written; seconds since the start, or TimeoutError."""
        wanted = (lambda written: reached in written) if isinstance(reached, bytes) else reached
        end = time.monotonic() + seconds
        while not wanted(self.written):
            if time.monotonic() > end:
                raise TimeoutError(f"not seen after {seconds} s; last: {self.written[-300:]!r}")
            self.read()
        return time.perf_counter() - self.begun

    def quiet(self, seconds: float = 0.3, longest: float = 3.0) -> None:
        """Read until nothing arrives for ``seconds``, at most ``longest``: a clock on screen never rests."""
        end = time.monotonic() + longest
        while self.read(seconds) and time.monotonic() < end:
            pass

    def end(self, seconds: float = 20.0) -> int:
        """Read to the end of the program; its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise TimeoutError(f"still running; last: {self.written[-300:]!r}")
            self.read()
        self.quiet(0.05)
        return self.process.returncode
