"""A console whose terminal vanishes ends by itself: a window closed, a connection cut, a multiplexer killed.

With a controlling terminal the system sends SIGHUP. Without one nothing is sent: every read fails at once,
and the reader would try again for ever on a whole core. So somebody looks once a second.
"""

import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

EVERY = 1.0
"""Seconds between two looks at the terminal."""
EXIT_CODE = 129
"""As a shell reports a program that ended by a hang-up."""
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


def watch_terminal(leave: Callable[[], None], file: int = 0) -> None:
    """From now on: once the terminal behind ``file`` is gone, ``leave`` is called and the process ends.

    The screen cannot be restored and nobody would read a word. Notes are kept at every pause of typing.
    """
    hung_up = threading.Event()
    signal.signal(signal.SIGHUP, lambda *_: hung_up.set())
    look = select.poll()
    look.register(file, 0)

    def watch() -> None:
        while not hung_up.wait(EVERY):
            if any(events & _GONE for _file, events in look.poll(0)):
                break
        with suppress(Exception):  # whatever fails now, the process must not stay
            leave()
        os._exit(EXIT_CODE)

    threading.Thread(target=watch, name="terminal", daemon=True).start()
