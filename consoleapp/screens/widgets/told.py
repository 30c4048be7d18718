"""Text that is told again and again, most often the same: hints, tabs, the sentence to say."""

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static

from consoleapp.screens.widgets.worded import Worded


class Told(Static, Worded):
    """As Textual's, but the same words in the same colours are no news: nothing is laid out or drawn anew."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._news: tuple[str, object] = ("", [])

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        news = (content.plain, content.spans) if isinstance(content, Content) else (str(content), [])
        if news != self._news:
            self._news = news
            super().update(content, layout=layout)
