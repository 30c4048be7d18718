"""Long work on the command line: a bar with rate and time left on a terminal, nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from consoleapp.exchange.progress import Progress
from consoleapp.i18n import _


def run_with_bar(steps: Iterator[Progress]) -> None:
    """Do the work to its end and show how far it is; Ctrl+C ends it and leaves nothing half done."""
    with bar() as report:
        for step in steps:
            report(step)


@contextmanager
def bar(*, shown: bool = True) -> Iterator[Callable[[Progress], None]]:
    """Something to report progress to: a bar on standard error, where that is a terminal."""
    if not (shown and sys.stderr.isatty()):
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:,.0f} / {task.total:,.0f}  {task.fields[rate]:,.0f}/s", markup=False),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def report(step: Progress) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = bars.add_task(_(step.stage), total=step.total, rate=0.0)
            bars.update(tasks[step.stage], completed=step.done, total=step.total, rate=step.rate)

        yield report
