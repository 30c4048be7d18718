"""The one reader behind a list: in a thread, always what is looked at now, never what was scrolled past."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from textual.message import Message

from consoleapp.desk.rows import RowSource


class Pump:
    """Reads for one source. A grid that shows another source stops this pump and makes a new one, so that
    what a stopped pump still brings is told from what is wanted.

    ``spawn`` runs a function in a thread; ``tell`` is called there after every read, with the error if one
    came.
    """

    def __init__(
        self,
        source: RowSource[Any],
        spawn: Callable[[Callable[[], None]], object],
        tell: Callable[["Pump", Exception | None], object],
    ) -> None:
        self.source = source
        self.reads = 0
        self._spawn = spawn
        self._tell = tell
        self._lock = Lock()
        self._wanted: tuple[int, ...] = ()
        self._running = False
        self._stopped = False

    def start(self) -> None:
        """Read the first page, then the index, then what is wanted by then."""
        self._running = True
        self._spawn(self._first)

    def stop(self) -> None:
        """Read no more; a read under way ends unheard."""
        self._stopped = True

    def want(self, pages: Iterable[int]) -> None:
        """The window shows ``pages`` now; what it showed before is no longer of interest."""
        with self._lock:
            self._wanted = tuple(pages)
            start = not self._running and not self._stopped and self._missing() is not None
            self._running = self._running or start
        if start:
            self._spawn(self._pages)

    def _missing(self) -> int | None:
        return next((page for page in self._wanted if not self.source.has(page)), None)

    def _first(self) -> None:
        try:
            for read in (self.source.start, self.source.index):
                read()
                if self._stopped:
                    return
                self._tell(self, None)
        except Exception as error:
            self._fail(error)
        else:
            self._pages()

    def _pages(self) -> None:
        try:
            while True:
                with self._lock:
                    page = None if self._stopped else self._missing()
                    if page is None:
                        self._running = False
                        return
                self.source.page(page)
                self.reads += 1
                self._tell(self, None)
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        with self._lock:
            self._wanted = ()
            self._running = False
        self._tell(self, error)


class PumpRead(Message, bubble=False):
    """``pump`` read something, or could not."""

    def __init__(self, pump: Pump, error: Exception | None) -> None:
        super().__init__()
        self.pump = pump
        self.error = error
