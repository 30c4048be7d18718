"""The keys of every member, made by other processes while the load that changed them goes on.

Making the index anew takes a fifth of a load, nearly all of it Python, and two cores stand side by side. Each
maker is this module run by itself: it gets the texts of its share in an unnamed file, sorts the keys in files
of its own, and hands them back in order. Nothing of it has a name on disk, and it ends with the load.
"""

import heapq
import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import IO, Any

from consoleapp.store.search.keys import MemberText, member_keys
from consoleapp.store.search.sorting import Sorter

WORTH_IT = 4_000
"""So many members take longer than two processes take to start."""
MOST = 2
LINES = 10_000
GO = b"go\n"


def makers_at_hand() -> int:
    """How many processes may make keys: none where the one core is needed for the load."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(MOST, cores) if cores > 1 else 0


class Makers:
    """Processes that make keys: started early, fed once, asked in the end."""

    def __init__(self, number: int) -> None:
        self.fed = False
        self._makers: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []
        for _ in range(number):
            texts = tempfile.TemporaryFile()  # noqa: SIM115 – closed by close()
            command = [sys.executable, "-c", f"from {__name__} import main; main()", str(texts.fileno())]
            maker = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what it could say may hold names
                pass_fds=(texts.fileno(),),
            )
            self._makers.append((maker, texts))

    def feed(self, batches: Iterable[list[tuple[Any, ...]]]) -> None:
        """Hand out the texts of all members – the columns of ``MemberText`` – and let the makers begin."""
        for turn, batch in enumerate(batches):
            pickle.dump(batch, self._makers[turn % len(self._makers)][1], pickle.HIGHEST_PROTOCOL)
        for maker, texts in self._makers:
            pickle.dump([], texts, pickle.HIGHEST_PROTOCOL)
            texts.flush()
            os.lseek(texts.fileno(), 0, os.SEEK_SET)
            if maker.stdin is not None:
                with suppress(BrokenPipeError), maker.stdin as begin:
                    begin.write(GO)
        self.fed = True

    def words(self) -> Counter[str] | None:
        """The vocabulary of all, once every key is made; None when a maker has died."""
        words: Counter[str] = Counter()
        try:
            for maker, _texts in self._makers:
                words.update(pickle.load(maker.stdout))  # type: ignore[arg-type]
        except (EOFError, pickle.UnpicklingError):
            return None
        return words

    def ordered(self) -> Iterator[str]:
        """Lines ``key TAB id`` of all, in order."""
        return heapq.merge(*(_lines(maker.stdout) for maker, _texts in self._makers))

    def close(self) -> None:
        """End them, whatever they do."""
        for maker, texts in self._makers:
            maker.kill()
            for pipe in (maker.stdin, maker.stdout, texts):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            maker.wait()
        self._makers = []


def _lines(handed: Any) -> Iterator[str]:
    while lines := pickle.load(handed):
        yield from lines


def make(texts: IO[bytes], out: IO[bytes]) -> None:
    """A maker's work: texts of members in, the vocabulary and lines in order out."""
    words: Counter[str] = Counter()
    with Sorter() as sorter:
        while rows := pickle.load(texts):
            for row in rows:
                keys, vocabulary = member_keys(MemberText(*row))
                sorter.add(row[0], keys)
                words.update(vocabulary)
        pickle.dump(dict(words), out, pickle.HIGHEST_PROTOCOL)
        ordered = iter(sorter.ordered())
        while lines := list(islice(ordered, LINES)):
            pickle.dump(lines, out, pickle.HIGHEST_PROTOCOL)
        pickle.dump([], out, pickle.HIGHEST_PROTOCOL)
        out.flush()


def main() -> None:
    """Wait for the texts; without them – the load ended before – there is nothing to do."""
    try:
        if sys.stdin.buffer.read() == GO:
            with os.fdopen(int(sys.argv[1]), "rb") as texts:
                make(texts, sys.stdout.buffer)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # the load has gone, and with it whoever would read a complaint
