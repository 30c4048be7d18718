"""Words set for the room they get.

A text that is folded, cut or filled up by hand needs the width it will have, and a widget learns that only
when it is laid out: who asks earlier sets it for the width of before, or for none. So the text is given here
as a function of the room, and asked for when the room is known.
"""

from collections.abc import Callable

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size

from consoleapp.screens.widgets.worded import Worded

Draw = Callable[[Size], Content]
"""The words in a room: its width and, where the style sheet sets a height, its height in cells."""


class Fitted(Worded):
    """Shows what :meth:`fill` was given last, drawn for the room there is; nothing at first."""

    DEFAULT_CSS = """
    Fitted {
        height: auto;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._draw: Draw | None = None
        self._shown = Content("")
        self._made: tuple[Size, Content] | None = None
        """The words as they were asked for last: laid out, measured and drawn they are the same."""

    def fill(self, draw: Draw | None) -> None:
        """Show what ``draw`` gives from now on; None shows nothing. The same words again are no news."""
        room = self.content_size
        before, self._draw, self._made = self._shown, draw, None
        self._shown = now = self._words(room)
        if not self.display:
            return  # shown, it is laid out and drawn anew
        if not room.width:
            self.refresh(layout=self.styles.is_auto_height)
        elif (now.plain, now.spans) != (before.plain, before.spans):
            higher = now.get_height(self.styles.get_rules(), room.width) != room.height
            self.refresh(layout=self.styles.is_auto_height and higher)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._words(Size(width, 0)).get_height(self.styles.get_rules(), width)

    def render(self) -> RenderResult:
        self._shown = self._words(self.content_size)
        return self._shown

    def _words(self, room: Size) -> Content:
        if self._draw is None or room.width <= 0:
            return Content("")
        if self.styles.is_auto_height:
            room = Size(room.width, 0)
        if self._made is None or self._made[0] != room:
            self._made = room, self._draw(room)
        return self._made[1]
