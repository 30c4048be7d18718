"""A widget that shows words, set without what Textual does for texts and frames of any kind.

A screen has a score of them, most of one line, and each line goes through folding, aligning, framing and two
filters that change nothing.
"""

from collections.abc import Sequence

from rich.segment import Segment
from textual.content import Content
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget, _RenderCache

from consoleapp.screens.widgets.lines import set_lines

AS_SET_HERE = ("hatch", "text_align", "content_align", "text_opacity", "tint")
"""What a style sheet may ask of words that is left to Textual."""


def filters_of(widget: Widget) -> Sequence[LineFilter]:
    """What lines still go through: every colour of a theme is a true one already."""
    return [one for one in widget.get_line_filters() if not isinstance(one, ANSIToTruecolor)]


class Worded(Widget):
    """Shows the :class:`Content` that ``render`` gives, from the top left, in the colours of its style."""

    auto_links: reactive[bool] = reactive(False)
    """What it shows is never markup and has no links to look for."""

    def _render_content(self) -> None:
        words = self._render()
        strips = None
        if isinstance(words, Content) and self.text_selection is None:
            strips = set_lines(words, self.size.width, self.size.height, self.visual_style, self._get_style)
        if strips is None:
            super()._render_content()
            return
        self._render_cache = _RenderCache(self.size, strips)
        self._dirty_regions.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The words with the room left around them; what else a style sheet asks is left to Textual."""
        styles, (width, _height) = self.styles, self.region.size
        if (
            styles.padding != styles.gutter
            or crop.column_span != (0, width)
            or self.opacity != 1.0
            or any(styles.has_rule(rule) for rule in AS_SET_HERE)
            or any(line for line, _colour in styles.outline)
        ):
            return super().render_lines(crop)
        below, ground = self.background_colors
        around = Style(background=below + ground).rich_style
        top, left, room = styles.padding.top, styles.padding.left, self.size
        strips = []
        for y in crop.line_range:
            if not top <= y < top + room.height:
                strips.append(Strip.blank(width, around))
                continue
            line = self.render_line(y - top)
            if left:
                line = Strip([Segment(" " * left, around), *line], left + line.cell_length)
            strips.append(line.adjust_cell_length(width, around))
        for filter in filters_of(self):
            strips = [strip.apply_filter(filter, ground) for strip in strips]
        return strips
