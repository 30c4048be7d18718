"""When a program under Pilot has nothing left to do, found by looking at it instead of by waiting.

Textual's Pilot takes a program for idle when the process has hardly worked for 20 ms, and waits so long at
least three times a key; before that it asks every widget whether it has read its mail. Half of a test's time
went there, and a process that others kept waiting was taken for idle too early. Here the event loop is looked
at: the program is idle when no step is ready, no thread works for it, no picture is due and no timer rings
soon.
"""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic, process_time
from typing import Any
from weakref import WeakKeyDictionary

from textual import _wait, app, pilot
from textual._context import active_app
from textual.pilot import Pilot
from textual.timer import Timer

SOON = 0.1
"""A timer that rings once and within so many seconds belongs to what was asked for: the card of the hit under
the cursor is read when the cursor has rested. Clocks, cursors that blink and the like ring again and again,
and are not waited for."""

DRAWN_AFTER = 0.05
"""Seconds after which a picture is drawn though the program never rested. Drawing at the first moment too,
and again when all is there, costs a tenth of a test. A test that
counts what is drawn sets 0: then it is as for people."""

_timers: "WeakKeyDictionary[Timer, float]" = WeakKeyDictionary()
"""When those ring that ring once."""


async def until_idle(min_sleep: float = 0, max_sleep: float = 10) -> None:
    """Takes the place of ``textual._wait.wait_for_idle``. A program that never rests is let go at last."""
    loop: Any = asyncio.get_running_loop()
    start = loop.time()
    while loop.time() - start < max_sleep:
        await asyncio.sleep(0)
        if loop._ready or _painted():
            continue
        if threads := _threads():
            if not await _worked(threads):
                return
            continue
        left = _next_ring()
        if left > SOON:
            return
        await asyncio.sleep(max(left, 0.001))


def _next_ring() -> float:
    """Seconds until a timer rings; one that should have rung long ago was put off, or is held."""
    now = monotonic()
    left = (at - now for timer, at in _timers.items() if timer._task and not timer._task.done())
    return min((seconds for seconds in left if seconds > -SOON), default=inf)


def _painted() -> bool:
    """Draw the pictures that are due at the next sixtieth of a second, those below a dialog too; whether any
    was.
    """
    due = [one for one in active_app.get().screen_stack if one._update_timer._active.is_set()]
    for screen in due:
        screen._on_timer_update()
    return bool(due)


def _threads() -> "list[asyncio.Task[Any]]":
    """What works for the program in threads."""
    workers = active_app.get().workers
    return [one._task for one in workers if one._thread_worker and one._task and not one._task.done()]


async def _worked(threads: "list[asyncio.Task[Any]]") -> bool:
    """Wait for a thread to end; False when they only wait themselves, as for a test that lets them go on."""
    before = process_time()
    ended, _running = await asyncio.wait(
        threads, timeout=_wait.SLEEP_GRANULARITY, return_when=asyncio.FIRST_COMPLETED
    )
    return bool(ended) or process_time() - before > _wait.SLEEP_IDLE


async def _wait_for_screen(self: Pilot[Any], timeout: float = 30.0) -> bool:
    """Where no step is ready all mail has been read."""
    await until_idle()
    return True


def _start(self: Timer, start: Callable[[Timer], None] = Timer._start) -> None:
    if self._repeat is not None:
        _timers[self] = monotonic() + self._interval
    start(self)


async def _tick(
    self: Timer, *, next_timer: float, count: int, tick: Callable[..., Awaitable[None]] = Timer._tick
) -> None:
    if self.name == "screen_update" and DRAWN_AFTER:
        await asyncio.sleep(DRAWN_AFTER)
        if not self._active.is_set():  # it was drawn meanwhile
            return
    await tick(self, next_timer=next_timer, count=count)


def install() -> None:
    for module in (_wait, app, pilot):
        module.wait_for_idle = until_idle  # type: ignore[attr-defined]
    Pilot._wait_for_screen = _wait_for_screen  # type: ignore[method-assign]
    Timer._start = _start  # type: ignore[method-assign]
    Timer._tick = _tick  # type: ignore[method-assign]
