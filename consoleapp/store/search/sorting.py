"""Lines of any number, sorted in bounded memory."""

import heapq
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from typing import TextIO

CHUNK = 400_000
"""Keys sorted in memory at once (some 60 MB)."""


class Sorter:
    """Sorts lines of any number: sorted runs in unnamed temporary files, merged in the end."""

    def __init__(self) -> None:
        self.count = 0
        self._lines: list[str] = []
        self._runs: list[TextIO] = []
        self._open = ExitStack()

    def __enter__(self) -> "Sorter":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, record: int, keys: Collection[str]) -> None:
        end = f"\t{record}\n"
        self.count += len(keys)
        self._lines += [key + end for key in keys]
        if len(self._lines) >= CHUNK:
            temporary = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 – closed on exit
            run = self._open.enter_context(temporary)
            self._lines.sort()
            run.writelines(self._lines)
            run.seek(0)
            self._runs.append(run)
            self._lines = []

    def ordered(self) -> Iterator[str]:
        self._lines.sort()
        return heapq.merge(*self._runs, self._lines) if self._runs else iter(self._lines)
