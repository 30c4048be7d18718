"""When to lock by itself (SAFETY 10): after minutes without a key or the mouse, and after hours anyway."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class IdleLimits:
    """``quiet``: without a key or the mouse; ``longest``: after sign-in, whatever is done."""

    quiet: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=8)


class IdleWatch:
    """Knows when the person at the desk last did something. Background work never counts."""

    def __init__(self, clock: Clock, limits: IdleLimits = IdleLimits()) -> None:
        self._clock = clock
        self._limits = limits
        self._signed_in: datetime | None = None
        self._touched: datetime | None = None

    def start(self) -> None:
        """Somebody signed in."""
        self._signed_in = self._touched = self._clock()

    def stop(self) -> None:
        """Locked or signed out: nothing to watch."""
        self._signed_in = self._touched = None

    def touch(self) -> None:
        """A key or the mouse. A press that comes after the limit has passed does not save the session."""
        if self._touched is not None and not self.due():
            self._touched = self._clock()

    def due(self) -> bool:
        """Whether to lock now."""
        if self._signed_in is None or self._touched is None:
            return False
        now = self._clock()
        return now - self._touched >= self._limits.quiet or now - self._signed_in >= self._limits.longest
