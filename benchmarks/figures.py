"""What one benchmark answers with, and the small tools they share."""

import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    ``goal`` is the bound promised, in the same ``unit``; a figure is good at or below it, or at or above it
    when ``more_is_better``. ``peer`` is the figure of ``against``, measured in the same run. ``note`` says
    what was run, when that is not plain from ``what``.
    """

    what: str
    value: float
    unit: str
    goal: float | None = None
    peer: float | None = None
    against: str = ""
    goal_ratio: float | None = None
    more_is_better: bool = False
    note: str = ""
    speed: int | None = None

    @property
    def ratio(self) -> float | None:
        """This figure over the peer's; the other way round where more is better. Above 1, we lose."""
        if self.peer is None or not self.peer or not self.value:
            return None
        return self.peer / self.value if self.more_is_better else self.value / self.peer

    @property
    def kept(self) -> bool | None:
        """Whether the goal, and the goal for the ratio, are met; None when neither was set."""
        verdicts = []
        if self.goal is not None:
            verdicts.append(self.value >= self.goal if self.more_is_better else self.value <= self.goal)
        if self.goal_ratio is not None and self.ratio is not None:
            verdicts.append(self.ratio <= self.goal_ratio)
        return all(verdicts) if verdicts else None


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of the values do not exceed."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def timed(function: Callable[[], object], rounds: int = 5) -> list[float]:
    """Milliseconds of each of so many calls."""
    found = []
    for _ in range(rounds):
        begin = time.perf_counter()
        function()
        found.append((time.perf_counter() - begin) * 1000)
    return found


def side_by_side(
    ours: Callable[[], object], peer: Callable[[], object], rounds: int = 5
) -> tuple[list[float], list[float]]:
    """Milliseconds of both, taken in turns, so that a noisy minute falls on both."""
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        mine += timed(ours, 1)
        theirs += timed(peer, 1)
    return mine, theirs


def child_peak_megabytes() -> float:
    """The most memory any child process that has ended so far held, in megabytes."""
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return held / (1024 * 1024 if sys.platform == "darwin" else 1024)


def resident_megabytes(pid: int) -> float:
    """What a running process holds now, in megabytes (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """``with stopwatch() as seconds: …``; then ``seconds()`` is how long the block took."""
    begin = time.perf_counter()
    end: list[float] = []
    yield lambda: (end[0] if end else time.perf_counter()) - begin
    end.append(time.perf_counter())


def seconds_of(*command: str) -> float:
    """Wall seconds of one command that must succeed."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin
