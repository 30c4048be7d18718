"""What a console holds: forty of them share a host, so a few megabytes each count (SPEED 7, 10)."""

import ctypes
import gc
from contextlib import suppress

_M_ARENA_MAX = -8
"""``mallopt(3)``: how many heaps threads may have."""


def share_one_heap() -> None:
    """Let every thread of this process use one heap, where the C library is glibc; elsewhere nothing happens.

    glibc gives each thread a heap of its own and never joins what is free in them. The console's threads ask
    the database one after the other: they gain nothing by it, and it costs four megabytes. Call it before the
    first thread starts.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def leave_garbage() -> None:
    """Until :func:`collect_garbage` nothing looks for garbage: what a start makes is code, and stays."""
    gc.disable()


def collect_garbage() -> None:
    """From now on garbage is collected; what has been loaded so far is never looked at again."""
    gc.freeze()
    gc.enable()
