"""Words set for the room they get.

A text that is folded, cut or filled up by hand needs the width it will have, and a widget learns that only
when it is laid out: who asks earlier sets it for the width of before, or for none. So the text is given here
as a function of the room, and asked for when the room is known.
"""

from collections.abc import Callable

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Draw = Callable[[Size], Content]
"""The words in a room: its width and, where the style sheet sets a height, its height in cells."""


class Fitted(Widget):
    """Shows what :meth:`fill` was given last, drawn for the room there is; nothing at first."""

    DEFAULT_CSS = """
    Fitted {
        height: auto;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._draw: Draw | None = None

    def fill(self, draw: Draw | None) -> None:
        """Show what ``draw`` gives from now on; None shows nothing."""
        self._draw = draw
        self.refresh(layout=self.styles.is_auto_height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._words(Size(width, 0)).get_height(self.styles.get_rules(), width)

    def render(self) -> RenderResult:
        return self._words(self.content_size)

    def _words(self, room: Size) -> Content:
        return Content("") if self._draw is None or room.width <= 0 else self._draw(room)
