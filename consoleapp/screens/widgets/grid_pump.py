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
        self.indexed = source.count is not None
        self._spawn = spawn
        self._tell = tell
        self._lock = Lock()
        self._wanted: tuple[int, ...] = ()
        self._ahead: tuple[int, ...] = ()
        self._running = False
        self._stopped = False

    def start(self) -> None:
        """Read the first page."""
        self._running = True
        self._spawn(self._first)

    def index(self) -> None:
        """Read the index, then what is wanted by then. To be called once the first page is painted: reading a
        million ids keeps a processor busy, and the first rows shall not wait for that."""
        if not self.indexed and not self._stopped:
            self.indexed = True
            self._spawn(self._rest)

    def stop(self) -> None:
        """Read no more; a read under way ends unheard."""
        self._stopped = True

    def want(self, pages: Iterable[int], ahead: Iterable[int] = ()) -> None:
        """The window shows ``pages`` now; what it showed before is no longer of interest.

        ``ahead`` is read after them and nobody is told: the next key finds it there, and nothing is painted
        twice.
        """
        with self._lock:
            self._wanted, self._ahead = tuple(pages), tuple(ahead)
            start = not self._running and not self._stopped and self._missing() is not None
            self._running = self._running or start
        if start:
            self._spawn(self._pages)

    def _missing(self) -> int | None:
        return next((page for page in (*self._wanted, *self._ahead) if not self.source.has(page)), None)

    def _first(self) -> None:
        self._read(self.source.start)

    def _rest(self) -> None:
        if self._read(self.source.index):
            self._pages()

    def _read(self, read: Callable[[], None]) -> bool:
        try:
            read()
        except Exception as error:
            self._fail(error)
            return False
        if not self._stopped:
            self._tell(self, None)
        return not self._stopped

    def _pages(self) -> None:
        try:
            while True:
                with self._lock:
                    page = None if self._stopped else self._missing()
                    if page is None:
                        self._running = False
                        return
                self.source.page(page)
                if page in self._wanted:
                    self._tell(self, None)
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        with self._lock:
            self._wanted = self._ahead = ()
            self._running = False
        self._tell(self, error)


class PumpRead(Message, bubble=False):
    """``pump`` read something, or could not."""

    def __init__(self, pump: Pump, error: Exception | None) -> None:
        super().__init__()
        self.pump = pump
        self.error = error
