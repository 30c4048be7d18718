"""A program in a real pseudo-terminal: what a person at the keys waits for, measured from outside."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from types import TracebackType

from benchmarks.figures import ROOT, resident_megabytes

_ESCAPES = re.compile(
    rb"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^][^\x1b]*\x1b\\|\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])"
)


class Terminal:
    """``with Terminal(command) as terminal:`` starts it; times are seconds since then."""

    def __init__(
        self, *command: str, columns: int = 120, rows: int = 36, environment: Mapping[str, str] | None = None
    ) -> None:
        self._command = command
        self._size = struct.pack("HHHH", rows, columns, 0, 0)
        self._environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            **(environment or {}),
        }
        self._raw = b""

    def __enter__(self) -> "Terminal":
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, self._size)
        self._begin = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self._environment,
            cwd=ROOT,
            start_new_session=True,
        )
        os.close(theirs)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._ours)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.perf_counter() - self._begin

    @property
    def megabytes(self) -> float:
        """What the program holds now."""
        return resident_megabytes(self._process.pid)

    def text(self) -> str:
        """Everything written since the last :meth:`forget`, without escape sequences."""
        return _ESCAPES.sub(b"", self._raw).decode("utf-8", errors="replace")

    @property
    def raw(self) -> bytes:
        """Every byte written since the last :meth:`forget`."""
        return self._raw

    def ended(self, limit: float = 30.0) -> int:
        """Read to the end of the program; its exit code. Raises TimeoutError."""
        until = time.perf_counter() + limit
        while self._process.poll() is None or self._ready(0.05):
            if time.perf_counter() > until:
                raise TimeoutError(f"it has not ended; there is: {self.text()[-2000:]}")
            if self._ready(0.05):
                try:
                    more = os.read(self._ours, 65536)
                except OSError:  # Linux says so when the program has ended
                    break
                self._raw += more
        return self._process.wait()

    def forget(self) -> None:
        """Look only at what is written from now on."""
        self._raw = b""

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._ours, keys.encode())

    def wait_for(self, text: str, limit: float = 30.0) -> float:
        """Until the text has been written; seconds since the start. Raises TimeoutError telling what was."""
        until = time.perf_counter() + limit
        while text not in self.text():
            self._read(until, f"{text!r} was not written")
        return self.seconds

    def wait_for_anything(self, limit: float = 10.0) -> float:
        """Until something is written; seconds since the start. Raises TimeoutError."""
        self._read(time.perf_counter() + limit, "nothing was written")
        return self.seconds

    def wait_until_quiet(self, quiet: float = 0.3, limit: float = 30.0) -> float:
        """Until nothing has been written for so long; the seconds since the start of the last writing."""
        until = time.perf_counter() + limit
        last = self.seconds
        while self._ready(quiet):
            if time.perf_counter() > until:
                raise TimeoutError(f"it never was quiet; there is: {self.text()[-2000:]}")
            self._read(until, "it never was quiet")
            last = self.seconds
        return last

    def watch(self, seconds: float) -> None:
        """Read what is written for so long, quiet or not: a cursor that blinks is never quiet."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if self._ready(left):
                self._read(until, "the screen froze")

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self._ours], [], [], seconds)[0])

    def _read(self, until: float, complaint: str) -> None:
        if not self._ready(max(0.0, until - time.perf_counter())):
            raise TimeoutError(f"{complaint}; there is: {self.text()[-2000:]}")
        try:
            more = os.read(self._ours, 65536)
        except OSError:  # Linux says so when the program has ended
            more = b""
        if not more:
            raise TimeoutError(f"{complaint} before the program ended; there is: {self.text()[-2000:]}")
        self._raw += more
