"""A list of a million rows: ready, Page Down, End, jump, memory – from outside, in a real pseudo-terminal.

A time is from the key going in to the row it leads to coming out. The book is SQLite.
"""

import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import lists
from benchmarks.figures import Figure, percentile
from benchmarks.terminal import Terminal

NAME = "list"
SPEED = 3

ROWS = 1_000_000
PEERS = (1_000, 10_000, 100_000)
COLUMNS, LINES = 140, 40
PAGE = LINES - 2
ROUNDS = 15

F5, F6, PAGE_DOWN = "\x1b[15~", "\x1b[17~", "\x1b[6~"
FIRST_AND_LAST = {"grid": ("\x1b[H", "\x1b[F"), "table": ("\x1b[1;5H", "\x1b[1;5F")}
"""Home and End; DataTable wants Ctrl with them."""


@dataclass(slots=True)
class Felt:
    """What a person waits for, in milliseconds, and the megabytes the rows cost."""

    ready: float
    indexed: float
    pages: list[float]
    ends: list[float]
    jumps: list[float]
    memory: float


def pressed(terminal: Terminal, key: str, place: int, limit: float = 30.0) -> float:
    """Milliseconds from ``key`` to the row at ``place`` on the screen."""
    terminal.forget()
    begin = terminal.seconds
    terminal.press(key)
    return (terminal.wait_for(f"R{place:07d}", limit) - begin) * 1000


def felt(kind: str, rows: int, limit: float) -> Felt:
    """Start one program, fill its list, and use it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "book.db"
        lists.fill(file, rows)
        command = (sys.executable, "-m", "benchmarks.lists", kind, str(file))
        with Terminal(*command, columns=COLUMNS, rows=LINES) as terminal:
            terminal.wait_for(lists.HINT)
            terminal.wait_until_quiet(0.5)
            empty = terminal.megabytes
            ready = pressed(terminal, F5, 0, limit)
            terminal.wait_until_quiet(1.5, limit)
            # The first rows come before the index: End shows when everything can be reached.
            home, end = FIRST_AND_LAST[kind]
            indexed = ready
            if kind == "grid":
                indexed = indexing(terminal, end, rows)
                pressed(terminal, home, 0, limit)
            # Not counted: where the first Page Down leads differs with where the cursor begins.
            terminal.forget()
            terminal.press(PAGE_DOWN)
            terminal.wait_until_quiet(1.0)
            pages, seen = [], last_row(terminal)
            for _round in range(ROUNDS):
                took, seen = paging(terminal, seen, limit)
                pages.append(took)
            ends = []
            for _round in range(5):
                ends.append(pressed(terminal, end, rows - 1, limit))
                pressed(terminal, home, 0, limit)
            jumps = [pressed(terminal, F6, far * rows // 1_000_000, limit) for far in lists.FAR]
            return Felt(ready, indexed, pages, ends, jumps, terminal.megabytes - empty)


def paging(terminal: Terminal, seen: int, limit: float) -> tuple[float, int]:
    """Milliseconds from Page Down to the row after ``seen``, and the last row seen then."""
    terminal.forget()
    begin = terminal.seconds
    terminal.press(PAGE_DOWN)
    terminal.wait_for(f"R{seen + 1:07d}", limit)
    took = (terminal.seconds - begin) * 1000
    terminal.wait_until_quiet(0.2)
    return took, last_row(terminal)


def last_row(terminal: Terminal) -> int:
    """The last row that was written since the last key."""
    return max(int(place) for place in re.findall(r"R([0-9]{7}) ", terminal.text()))


def indexing(terminal: Terminal, end: str, rows: int) -> float:
    """Milliseconds from the key that shows the list until its last row can be reached."""
    terminal.forget()
    begin = terminal.seconds
    terminal.press(F5)
    while True:
        terminal.press(end)
        try:
            return (terminal.wait_for(f"R{rows - 1:07d}", 0.05) - begin) * 1000
        except TimeoutError:
            continue


def run() -> Iterable[Figure]:
    few = felt("grid", PEERS[0], 30.0)
    ours = felt("grid", ROWS, 30.0)
    many = f"{ROWS:,} rows"
    for rows in PEERS:
        peer = felt("table", rows, 180.0)
        against = f"DataTable, {rows:,} rows"
        yield Figure(f"{many}: first rows seen", ours.ready, "ms", 250, peer.ready, against)
        if rows < PEERS[-1]:
            slow, theirs = percentile(ours.pages, 0.99), percentile(peer.pages, 0.99)
            yield Figure(f"{many}: Page Down, p99", slow, "ms", 30, theirs, against)
    yield Figure(f"{many}: the last can be reached", ours.indexed, "ms", None, peer.ready, against)
    for what, mine, theirs, goal in (
        ("Page Down", ours.pages, peer.pages, 30),
        ("End", ours.ends, peer.ends, 300),
        ("jump to a far record", ours.jumps, peer.jumps, 500),
    ):
        slow, peer_slow = percentile(mine, 0.99), percentile(theirs, 0.99)
        yield Figure(f"{many}: {what}, p99", slow, "ms", goal, peer_slow, against)
        middle, peer_middle = percentile(mine, 0.5), percentile(theirs, 0.5)
        yield Figure(f"{many}: {what}, p50", middle, "ms", None, peer_middle, against)
    cost = ours.memory - few.memory
    yield Figure(f"{many}: memory over {PEERS[0]:,} rows", cost, "MB", 15, peer.memory, against)
