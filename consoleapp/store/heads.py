"""Heads of the audit chain, written outside the database, a line each, never changed (SAFETY 13).

A line is ``2026-11-20T10:05:00+00:00 1234 0f3a…``: when, how many entries, the keyed hash of the newest.
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consoleapp.errors import Refused
from consoleapp.i18n import N_

_LINE = re.compile(r"(\S+) ([1-9]\d*) ([0-9a-f]{64})")

_TAIL = 400


@dataclass(frozen=True, slots=True)
class Head:
    """The chain as it stood at a moment."""

    at: datetime
    seq: int
    mac: str


def write_down(file: Path, head: Head) -> None:
    """Add ``head`` at the end of ``file``, in one write; nothing that is there is touched."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{head.at.isoformat()} {head.seq} {head.mac}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def written_down(file: Path) -> tuple[Head, ...]:
    """Every head in ``file``, in the order of the lines; none where there is no file yet.

    Raises Refused naming the first line that is no head: somebody touched it.
    """
    if not file.exists():
        return ()
    found = []
    for number, line in enumerate(file.read_text(encoding="ascii", errors="replace").splitlines(), 1):
        read = _LINE.fullmatch(line)
        try:
            if read is None:
                raise ValueError
            found.append(Head(datetime.fromisoformat(read[1]), int(read[2]), read[3]))
        except ValueError as error:
            raise Refused(
                N_("Line {number} of {file} is damaged. Keep the file as it is; tell the auditor."),
                number=number,
                file=file.name,
            ) from error
    return tuple(found)


def latest(file: Path) -> Head | None:
    """The newest head in ``file``, read from its end; None where there is none, or its line is damaged."""
    try:
        with file.open("rb") as kept:
            kept.seek(max(0, file.stat().st_size - _TAIL))
            line = kept.read().decode("ascii", "replace").rstrip("\n").rpartition("\n")[2]
    except FileNotFoundError:
        return None
    read = _LINE.fullmatch(line)
    return None if read is None else Head(datetime.fromisoformat(read[1]), int(read[2]), read[3])
