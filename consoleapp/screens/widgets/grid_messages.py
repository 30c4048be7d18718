"""What a list tells the screen it is on: handled as ``on_record_grid_opened`` and so on."""

from collections.abc import Hashable

from textual.message import Message
from textual.widget import Widget


class Opened(Message, namespace="record_grid"):
    """Enter, or a click on the row under the cursor."""

    def __init__(self, grid: Widget, key: Hashable) -> None:
        super().__init__()
        self.grid = grid
        self.key = key

    @property
    def control(self) -> Widget:
        return self.grid


class Moved(Message, namespace="record_grid"):
    """The cursor came to another record."""

    def __init__(self, grid: Widget, key: Hashable) -> None:
        super().__init__()
        self.grid = grid
        self.key = key

    @property
    def control(self) -> Widget:
        return self.grid


class Marked(Message, namespace="record_grid"):
    """The marks changed; ``keys`` are those marked now."""

    def __init__(self, grid: Widget, keys: frozenset[Hashable]) -> None:
        super().__init__()
        self.grid = grid
        self.keys = keys

    @property
    def control(self) -> Widget:
        return self.grid
