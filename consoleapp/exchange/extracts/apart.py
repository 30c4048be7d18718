"""Extracts read and checked by a process of its own, while what it hands over is written here.

Reading takes a fifth of a load on SQLite and more of one from a workbook, all of it Python, and two cores
stand side by side. The reader gets the sheets with their headers understood, opens the same files anew – it
gives up when they are no longer the same – and hands back batches in their order. It runs ahead by some
batches, then waits for this end, so that neither grows with the files. Cells of a workbook take so long to
read that they are checked here meanwhile.

Whatever goes wrong over there ends the reader, and the rest is read here, where it goes wrong again and is
told as ever. A reader whose load is gone has nobody to write to and ends by that.
"""

import io
import os
import pickle
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any

from consoleapp.exchange.extracts.bounds import MEGABYTE, refuse_unsafe
from consoleapp.exchange.extracts.reading import Reading
from consoleapp.settings import Imports
from consoleapp.store import second_core
from consoleapp.store.loading.shapes import Batch

WORTH_IT = MEGABYTE
"""So much is read while a process starts."""
AHEAD = 64
"""Batches that wait to be taken, some 100 KB each."""


class Reader:
    """The sheets of a load, read in a process of its own."""

    def __init__(self, readings: Sequence[Reading], limits: Imports) -> None:
        self._process = second_core.start(__name__)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as job:
            pickle.dump(limits, job, pickle.HIGHEST_PROTOCOL)
            _Job(job, pickle.HIGHEST_PROTOCOL).dump(list(readings))

    def batches(self, reading: Reading) -> Iterator[Batch]:
        """The batches of one sheet; ask for the sheets in their order, and for all of each."""
        taken = 0
        check = reading.checking() if reading.raw.slow else None
        try:
            while handed := pickle.load(self._process.stdout):  # type: ignore[arg-type]
                found, reading.raw.done = handed
                taken += 1
                yield found if check is None else check(found)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            yield from islice(reading.batches(), taken, None)

    def close(self) -> None:
        """End it, whatever it does."""
        second_core.end(self._process)


def reader_for(readings: Sequence[Reading], limits: Imports) -> Reader | None:
    """A reader where there is a core for it and enough to read."""
    if second_core.is_spare() and sum(reading.raw.size for reading in readings) >= WORTH_IT:
        return Reader(readings, limits)
    return None


class _Job(pickle.Pickler):
    """Open files go over by their names, with what they are known again by."""

    def persistent_id(self, thing: object) -> object:
        if isinstance(thing, zipfile.ZipFile):
            return "archive", thing.fp
        if isinstance(thing, io.BufferedReader):
            return Path(thing.name).absolute(), _identity(thing)
        return None


def _identity(file: Any) -> tuple[int, ...]:
    now = os.fstat(file.fileno())
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns


# The other end.


class _Taken(pickle.Unpickler):
    """The job with its files open again; an archive is judged again, too."""

    def __init__(self, job: IO[bytes], limits: Imports) -> None:
        super().__init__(job)
        self._limits = limits
        self._open: dict[object, IO[bytes]] = {}

    def persistent_load(self, told: Any) -> object:
        name, what = told
        if name == "archive":
            archive = zipfile.ZipFile(what)
            refuse_unsafe(archive, str(archive.filename), self._limits)
            return archive
        if told not in self._open:
            self._open[told] = name.open("rb")
            if _identity(self._open[told]) != what:
                raise OSError(name)
        return self._open[told]


def main() -> None:
    """Read what comes in, and hand it back; ends early with whoever would take it."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what prints, prints nowhere
    ready: Queue[bytes] = Queue(AHEAD)
    writer = Thread(target=_hand_over, args=(ready, out))
    writer.start()
    try:
        _read(sys.stdin.buffer, ready)
    finally:
        ready.put(b"")
        writer.join()


def _read(job: IO[bytes], ready: "Queue[bytes]") -> None:
    limits: Imports = pickle.load(job)
    readings: list[Reading] = _Taken(job, limits).load()
    for reading in readings:
        for found in reading.parts() if reading.raw.slow else reading.batches():
            ready.put(pickle.dumps((found, reading.raw.done), pickle.HIGHEST_PROTOCOL))
        ready.put(pickle.dumps(None))


def _hand_over(ready: "Queue[bytes]", out: IO[bytes]) -> None:
    try:
        while handed := ready.get():
            out.write(handed)
            out.flush()
        out.close()
    except OSError:
        os._exit(1)
