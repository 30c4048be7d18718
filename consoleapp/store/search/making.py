"""The keys of every member, made by another process while the load that changed them goes on.

Making the index anew takes a fifth of a load, nearly all of it Python, and two cores stand side by side. The
maker is this module run by itself: it gets the texts of all members in an unnamed file, sorts the keys in
files of its own, and hands them back in order. Nothing of it has a name on disk, and it ends with the load.
There is one: a second would take the core that the load itself needs.
"""

import os
import pickle
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import IO, Any

from consoleapp.store import second_core
from consoleapp.store.search.keys import MemberText, member_keys
from consoleapp.store.search.sorting import Sorter

WORTH_IT = 4_000
"""So many members take longer than a process takes to start."""
LINES = 20_000
GO = b"go\n"


class Maker:
    """A process that makes keys: started early, fed once, asked in the end."""

    def __init__(self) -> None:
        self.fed = False
        self._texts = tempfile.TemporaryFile()  # noqa: SIM115 – closed by close()
        number = self._texts.fileno()
        self._process = second_core.start(__name__, str(number), files=(number,))

    def feed(self, batches: Iterable[list[tuple[Any, ...]]]) -> None:
        """Hand out the texts of all members – the columns of ``MemberText`` – and let the maker begin."""
        for batch in batches:
            pickle.dump(batch, self._texts, pickle.HIGHEST_PROTOCOL)
        pickle.dump([], self._texts, pickle.HIGHEST_PROTOCOL)
        self._texts.flush()
        os.lseek(self._texts.fileno(), 0, os.SEEK_SET)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as begin:
            begin.write(GO)
        self.fed = True

    def words(self) -> Counter[str] | None:
        """The vocabulary, once every key is made; None when the maker has died."""
        try:
            return Counter(pickle.load(self._process.stdout))  # type: ignore[arg-type]
        except (EOFError, pickle.UnpicklingError):
            return None

    def ordered(self) -> Iterator[str]:
        """Lines ``key TAB id``, in order."""
        while lines := pickle.load(self._process.stdout):  # type: ignore[arg-type]
            yield from lines

    def close(self) -> None:
        """End it, whatever it does."""
        second_core.end(self._process)
        self._texts.close()


def make(texts: IO[bytes], out: IO[bytes]) -> None:
    """The maker's work: texts of members in, the vocabulary and lines in order out."""
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
