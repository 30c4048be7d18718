"""What stands in the terminal after a crash: one line, nobody's data (SAFETY 2)."""

from collections.abc import Callable
from typing import Any

from rich.console import Console


class FaultConsole(Console):
    """Where Textual prints a crash. It prints our one line in place of a traceback with everybody's data."""

    def __init__(self, fault_line: Callable[[], str]) -> None:
        super().__init__(stderr=True, markup=False, highlight=False)
        self.fault_line = fault_line

    def print(self, *_objects: Any, **_options: Any) -> None:
        super().print(self.fault_line(), soft_wrap=True)
