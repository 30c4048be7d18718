"""What is kept of an unexpected error (SAFETY 2): an id, the kind of error and where – never values.

The text of an exception and the locals of its frames may hold names, numbers and passwords, so neither is
kept.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

import consoleapp

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LOG_NAME = "faults.log"


def new_id() -> str:
    """An id that can be read over the telephone: six characters, none alike."""
    import secrets

    return "".join(secrets.choice(ALPHABET) for _ in range(6))


def record(error: BaseException, logs: Path, now: datetime) -> str:
    """Write what may be kept of ``error`` to ``logs`` and return its id.

    Never raises: a full disk loses the entry.
    """
    fault = new_id()
    lines = [f"{now.isoformat(timespec='seconds')} {fault} consoleapp {consoleapp.__version__}"]
    for link in chain(error):
        lines.append(f"  {type(link).__module__}.{type(link).__qualname__}")
        lines.extend(f"    {place}" for place in places(link.__traceback__))
    try:
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(logs / LOG_NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
    except OSError:
        return fault
    return fault


def chain(error: BaseException) -> Iterator[BaseException]:
    """``error`` and what caused it, at most eight links."""
    link: BaseException | None = error
    for _ in range(8):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def places(trace: TracebackType | None) -> Iterator[str]:
    """``screens/find.py:88 on_key`` for each frame, without the folder the program lives in."""
    for frame, line in walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        yield f"{'/'.join(path.parts[-3:])}:{line} {frame.f_code.co_name}"
