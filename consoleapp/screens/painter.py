"""Draws a screen, line by line, from what is seen of each widget.

Textual draws every widget whole and cuts its lines wherever any other widget begins or ends, to keep of each
piece what nothing above it covers. Two thirds of those lines are drawn by containers without a colour of
their own, or are the same ground again and again, and most pieces are put side by side again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate, ReflowResult
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from consoleapp.screens.widgets.worded import filters_of


class Painter(Compositor):
    """The compositor of our screens."""

    def __init__(self) -> None:
        super().__init__()
        self._cut_at: Set[Widget] = frozenset()
        """Whose edges the lines are cut at."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Every widget has its place now: where one is, is not to be found out by arranging all anew."""
        found = super().reflow(parent, size)
        self._full_map_invalidated = False
        return found

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The whole screen; what is written to a picture file, ``simplify``, Textual puts together."""
        if simplify:
            return super().render_full_update(simplify=True)
        self._dirty_regions.clear()
        return LayoutUpdate(self.painted(), self.size.region)

    def painted(self) -> list[Iterable[Strip]]:
        """Each line of the screen as pieces from left to right; who is in front is asked first."""
        width, height = self.size
        lines: list[dict[int, Strip]] = [{} for _line in range(height)]
        gaps: list[list[tuple[int, int]]] = [[(0, width)] for _line in range(height)]
        for widget, (place, clip) in self.visible_widgets.items():
            seen = place.intersection(clip)
            if not seen or holds_only(widget) or not any(gaps[y] for y in seen.line_range):
                continue
            for y, strip in zip(seen.line_range, drawn(widget, place, seen), strict=False):
                if gaps[y]:
                    gaps[y] = [*fill_gaps(lines[y], gaps[y], seen.x, seen.right, strip)]
        return [[line[x] for x in sorted(line)] for line in lines]

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        seen = self.visible_widgets
        drawn = {widget: place for widget, place in seen.items() if not holds_only(widget)}
        if drawn.keys() != self._cut_at:
            self._cuts, self._cut_at = None, drawn.keys()
        self._visible_widgets = drawn
        try:
            self._leave_whole(self.cuts)
            return super()._render_chops(crop, is_rendered_line)
        finally:
            self._visible_widgets = seen

    def render_partial_update(self) -> ChopsUpdate | None:
        """What lies over everything is drawn anew in one piece, or not at all."""
        for region in self._over_all():
            if any(region.overlaps(one) for one in self._dirty_regions):
                self._dirty_regions.add(region)
        return super().render_partial_update()

    def _leave_whole(self, cuts: list[list[int]]) -> None:
        """A line that lies over everything is not cut where a widget begins or ends below it: a character two
        cells wide that stands across the cut would be two blanks.
        """
        for region in self._over_all():
            for y in region.line_range:
                cuts[y] = sorted({0, region.x, region.right, self.size.width})

    def _over_all(self) -> list[Region]:
        """Where widgets are drawn that nothing lies over."""
        return [
            region.intersection(clip)
            for widget, (region, clip) in self.visible_widgets.items()
            if getattr(widget, "OVER_ALL", False)
        ]


def drawn(widget: Widget, place: Region, seen: Region) -> list[Strip]:
    """The lines of a widget at ``place``, as far as they are ``seen``; a bare ground is one line repeated."""
    x, y, width, height = seen
    if type(widget) is ScrollBar and widget.vertical and width == place.width:
        return bar_lines(widget, place)[y - place.y : y - place.y + height]
    if is_ground(widget):
        return widget.render_lines(Region(x - place.x, y - place.y, width, 1)) * height
    return widget.render_lines(Region(x - place.x, y - place.y, width, height))


def bar_lines(bar: ScrollBar, place: Region) -> list[Strip]:
    """A bar that scrolls: each of its lines is one piece already."""
    told = bar.render()
    assert isinstance(told, ScrollBarRender)
    style = told.style
    assert isinstance(style, Style)
    drawn = told.render_bar(
        place.height, told.virtual_size, told.window_size, told.position, place.width, True,
        *(colour for colour in (style.bgcolor, style.color) if colour is not None),
    )  # fmt: skip
    ground = bar.visual_style.rich_style
    strips = [Strip([Segment(text, look and ground + look)], place.width) for text, look, _ in drawn.segments]
    for filter in filters_of(bar):
        strips = [strip.apply_filter(filter, bar.background_colors[1]) for strip in strips]
    return strips


def fill_gaps(
    line: dict[int, Strip], gaps: list[tuple[int, int]], left: int, right: int, strip: Strip
) -> Iterator[tuple[int, int]]:
    """Put into ``line`` what of ``strip`` falls into its gaps; the gaps that are left."""
    for start, end in gaps:
        first, last = max(start, left), min(end, right)
        if first >= last:
            yield start, end
            continue
        whole = (first, last) == (left, right)
        line[first] = strip if whole else strip.crop(first - left, last - left)
        if start < first:
            yield start, first
        if last < end:
            yield last, end


def holds_only(widget: Widget) -> bool:
    """Whether ``widget`` draws nothing: no text, no ground, no border; what is below shows through."""
    return widget.styles.background.a == 0 and is_bare(widget) and type(widget).render is Widget.render


def is_ground(widget: Widget) -> bool:
    """Whether every line of ``widget`` is the same: a colour and nothing else."""
    return widget.styles.background.a == 1 and is_bare(widget)


def is_bare(widget: Widget) -> bool:
    """Whether ``widget`` has no words and no lines around it."""
    kind, styles = type(widget), widget.styles
    return (
        kind.render in (Widget.render, Screen.render)
        and kind.render_line is Widget.render_line
        and kind.render_lines is Widget.render_lines
        and widget.is_container
        and not styles.has_rule("hatch")
        and not styles.has_rule("keyline")
        and not any(line for line, _colour in (*styles.border, *styles.outline))
    )
