"""A key while the console writes a big report (SPEED 6): Down in a list, in a real pseudo-terminal.

The console writes in a process of its own; beside it the same console writing in a thread, and doing nothing.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.books import PASSWORD, signed_in
from benchmarks.figures import Figure, percentile
from benchmarks.terminal import Terminal
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.load import load
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database

NAME = "Keys during an export"
SPEED = 6

MEMBERS = 10_000
KEYS = 60
DOWN, F3, F9, CTRL_S = "\x1b[B", "\x1bOR", "\x1b[20~", "\x13"
CLAIMS = 6
"""Place of the report of claims in the gallery."""
IN_A_THREAD = """
import sys
from consoleapp.exchange.reports import apart, export
apart.export_apart = export.export
from consoleapp.cli import run
sys.exit(run(sys.argv[1:]))
"""


def run() -> Iterator[Figure]:
    """The same keys three times: nothing else going on, a process beside, a thread inside."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as name:
        home = Path(name)
        _make(home)
        console = (sys.executable, "-m", "consoleapp", "--home", name)
        threaded = (sys.executable, "-c", IN_A_THREAD, "--home", name)
        idle, _rate = _pressed(console, export=False)
        apart, still = _pressed(console, export=True)
        inside, _still = _pressed(threaded, export=True)
    end = "going on to the last" if still else "over before the last"
    note = f"{MEMBERS:,} members, {len(apart)} keys, the export {end}"
    for what, share in (("p50", 0.5), ("p99", 0.99)):
        yield Figure(
            f"Down while a report is written, {what}",
            percentile(apart, share),
            "ms",
            50 if share > 0.9 else None,
            percentile(inside, share),
            "written in a thread",
            note=note if share > 0.9 else "",
        )
        yield Figure(f"Down with nothing else going on, {what}", percentile(idle, share), "ms")


def _make(home: Path) -> None:
    url = f"sqlite:///{home}/data/consoleapp.db"
    (home / "data").mkdir()
    (home / "consoleapp.toml").write_text("[reports]\ntwo_persons_above = 100000000\n", encoding="utf-8")
    database = Database.open(url)
    database.migrate()
    make_key(home / "data" / "audit.key")
    for _ in load(database, Order(MEMBERS, seed=4), home / "data" / "audit.key", datetime.now(UTC)):
        pass
    signed_in(database, url, home)
    database.close()


def _pressed(command: tuple[str, ...], *, export: bool) -> tuple[list[float], bool]:
    """Milliseconds from each key to what it writes, and whether the export was going on to the last."""
    with Terminal(*command) as terminal:
        terminal.wait_for("F1", 60)
        terminal.watch(5.0)
        terminal.press("ada\r")
        terminal.watch(2.0)
        terminal.forget()
        terminal.press(f"{PASSWORD}\r")
        terminal.wait_for("F3", 60)  # signed in
        terminal.watch(2.0)
        terminal.forget()
        terminal.press(F3)
        terminal.wait_for("1000", 60)
        terminal.watch(2.0)
        if export:
            terminal.press(F9)
            terminal.wait_for("Benefit", 60)
            terminal.watch(2.0)
            for _row in range(CLAIMS):
                terminal.press(DOWN)
                terminal.watch(0.2)
            terminal.forget()
            terminal.press(CTRL_S)
            terminal.wait_for("a second", 60)  # the rate: rows are being written
            terminal.press(F3)
            terminal.watch(2.0)
        spent = []
        for _key in range(KEYS):
            terminal.forget()
            began = time.perf_counter()
            terminal.press(DOWN)
            terminal.wait_for_anything()
            spent.append((time.perf_counter() - began) * 1000)
            terminal.watch(0.1)
        still = False
        if export:
            terminal.press(F9)
            terminal.watch(1.5)
            still = "rows in" not in terminal.text()
    return spent[2:], still
