"""Draws a screen, leaving out widgets that only hold others.

Textual draws every widget whole, from the uppermost down, and keeps of each what nothing above it covers. Two
thirds of those lines are drawn by containers without a colour of their own, and show what the widget below
them shows anyway.
"""

from collections.abc import Callable, Mapping, Sequence, Set

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Painter(Compositor):
    """The compositor of our screens."""

    def __init__(self) -> None:
        super().__init__()
        self._cut_at: Set[Widget] = frozenset()
        """Whose edges the lines are cut at."""

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        seen = self.visible_widgets
        drawn = {widget: place for widget, place in seen.items() if not holds_only(widget)}
        if drawn.keys() != self._cut_at:
            self._cuts, self._cut_at = None, drawn.keys()
        self._visible_widgets = drawn
        try:
            return super()._render_chops(crop, is_rendered_line)
        finally:
            self._visible_widgets = seen


def holds_only(widget: Widget) -> bool:
    """Whether ``widget`` draws nothing: no text, no ground, no border; what is below shows through."""
    kind, styles = type(widget), widget.styles
    return (
        kind.render is Widget.render
        and kind.render_line is Widget.render_line
        and widget.is_container
        and styles.background.a == 0
        and not styles.has_rule("hatch")
        and not styles.has_rule("keyline")
        and not any(line for line, _colour in (*styles.border, *styles.outline))
    )
