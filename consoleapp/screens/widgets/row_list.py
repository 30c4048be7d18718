"""A short list with a cursor, drawn row by row: hits, a family, a benefit schedule, claims, a timeline.

For some hundreds of rows at most, held whole; :mod:`consoleapp.screens.widgets.record_grid` is for long ones.
A row may take several lines and carries no widget, so that a list costs one render a visible line.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from consoleapp.i18n import _
from consoleapp.screens import keys
from consoleapp.screens.messages import Say
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.lines import one_line
from consoleapp.screens.widgets.worded import filters_of

if TYPE_CHECKING:
    from consoleapp.desk.rows import RowSource

Draw = Callable[[int], Sequence[Content]]
"""The lines of a row at a width in cells."""

KEYS = frozenset(
    f"table.{verb}" for verb in ("open", "up", "down", "page_up", "page_down", "top", "bottom", "export")
)
COPIES = frozenset({"table.copy_cell", "table.copy_row"})


BOLD = Style(bold=True)
"""The first line of the row under the cursor."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of ``height`` lines. ``key`` names its record; None is a heading or a blank line.

    ``copied`` is what ``y`` copies, and ``copied_whole`` what ``Y`` does; empty: nothing to copy.
    ``member_id`` is whom the row is about, where the screen is about nobody, or somebody else.
    """

    key: Hashable | None
    draw: Draw
    height: int = 1
    copied: str = ""
    copied_whole: str | Callable[[], str] = ""
    member_id: int | None = None

    def whole(self) -> str:
        """What ``Y`` copies."""
        return (self.copied_whole() if callable(self.copied_whole) else self.copied_whole) or self.copied


def blank() -> Row:
    """A line where the eye rests."""
    return Row(None, lambda _width: [Content("")])


def heading(text: Callable[[], str]) -> Row:
    """A muted line above the rows it names."""
    return Row(None, lambda _width: [Content.styled(text(), "$muted")])


class RowList(ScrollView, can_focus=True):
    """The list. The cursor belongs to a record: new rows keep it where that record is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [key for key in keys.bindings("table") if key.id in KEYS | COPIES]

    auto_links: reactive[bool] = reactive(False)
    """Rows are never markup and have no links to look for."""
    cursor: reactive[int] = reactive(-1)

    class Highlighted(Message):
        """The cursor is on another record, or on none (``key`` None)."""

        def __init__(self, row_list: "RowList", key: Hashable | None) -> None:
            super().__init__()
            self.row_list = row_list
            self.key = key

        @property
        def control(self) -> "RowList":
            return self.row_list

    class Opened(Message):
        """Enter or a double click on a record."""

        def __init__(self, row_list: "RowList", key: Hashable) -> None:
            super().__init__()
            self.row_list = row_list
            self.key = key

        @property
        def control(self) -> "RowList":
            return self.row_list

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: tuple[Row, ...] = ()
        self._places: list[tuple[int, int]] = []
        self._tops: list[int] = []
        self._drawn: dict[tuple[int, bool], list[Strip]] = {}
        self._drawn_for: tuple[int, str] = (0, "")
        self._told: Hashable | None = None
        self._make: Callable[[int], Sequence[Row]] | None = None

    # What is listed.

    @property
    def source(self) -> "RowSource[Any] | None":
        """What is shown, as a table of text; None where nothing is."""
        from consoleapp.screens.widgets.drawn_table import drawn_table  # the first frame waits for no rows

        return drawn_table(self.rows) if any(row.key is not None for row in self.rows) else None

    @property
    def key(self) -> Hashable | None:
        """The record under the cursor."""
        return self.rows[self.cursor].key if 0 <= self.cursor < len(self.rows) else None

    def fill(self, make: Callable[[int], Sequence[Row]]) -> None:
        """List what ``make`` gives for the width there is, and again at every other width.

        For rows as high as their words need: before the list is laid out nobody knows.
        """
        self.show(make(self.size.width) if self.size.width else ())
        self._make = make

    def on_resize(self, event: events.Resize) -> None:
        if self._make is not None:
            self.fill(self._make)

    def show(self, rows: Sequence[Row], *, at: Hashable | None = None) -> None:
        """List ``rows``, with the cursor on ``at``, or where it was, or on the first record."""
        self._make = None
        wanted = at if at is not None else self.key
        self.rows = tuple(rows)
        self._places = [(index, part) for index, row in enumerate(rows) for part in range(row.height)]
        self._tops, top = [], 0
        for row in rows:
            self._tops.append(top)
            top += row.height
        self._drawn.clear()
        self.virtual_size = Size(self.virtual_size.width, len(self._places))
        found = next(
            (index for index, row in enumerate(rows) if row.key is not None and row.key == wanted), -1
        )
        place = found if found >= 0 else self._step(-1, 1)
        self.set_reactive(RowList.cursor, place)
        if found < 0:
            self.scroll_to(y=0, animate=False)
        else:
            self._reveal()
        self._tell()
        self.refresh()

    def watch_cursor(self) -> None:
        self._reveal()
        self._tell()
        self.refresh()

    def _tell(self) -> None:
        if self._told != self.key:
            self._told = self.key
            self.post_message(self.Highlighted(self, self.key))

    def _reveal(self) -> None:
        """Scroll so that the cursor's row is seen, with the heading above the first record."""
        if not 0 <= self.cursor < len(self.rows):
            return
        top = self._tops[self.cursor]
        if self._step(self.cursor, -1) == self.cursor:
            top = 0
        bottom = self._tops[self.cursor] + self.rows[self.cursor].height
        self.scroll_to_region(
            Region(0, top, 1, max(1, bottom - top)), animate=False, force=True, x_axis=False
        )

    # Drawing.

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows are strips already: without lines around them there is nothing to add but the bar's column."""
        whole = self.region.width
        if self.styles.gutter or crop.column_span != (0, whole):
            return super().render_lines(crop)
        width, (below, ground) = self._width(), self.background_colors
        beside = Style(background=below + ground).rich_style
        strips = [self._line(y, width).adjust_cell_length(whole, beside) for y in crop.line_range]
        for filter in filters_of(self):
            strips = [strip.apply_filter(filter, ground) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        return self._line(y, self._width())

    def _width(self) -> int:
        """Cells of a row; what was drawn for another width or look is forgotten."""
        width = max(self.scrollable_content_region.width, 0)
        if self._drawn_for != (width, self.app.theme):
            self._drawn.clear()
            self._drawn_for = (width, self.app.theme)
        return width

    def _line(self, y: int, width: int) -> Strip:
        line = y + round(self.scroll_y)
        if not width or line >= len(self._places):
            return Strip.blank(width, self.visual_style.rich_style)
        index, part = self._places[line]
        return self._strips(index, width)[part]

    def _strips(self, index: int, width: int) -> list[Strip]:
        under = index == self.cursor and self.rows[index].key is not None
        strips = self._drawn.get((index, under))
        if strips is None:
            row = self.rows[index]
            style = self.get_visual_style("row-list--cursor") if under else self.visual_style
            lines = [*row.draw(width)][: row.height]
            lines += [Content("")] * (row.height - len(lines))
            strips = [
                one_line(line, width, style + BOLD if under and part == 0 else style, self._get_style)
                for part, line in enumerate(lines)
            ]
            self._drawn[index, under] = strips
        return strips

    def forget_drawn(self) -> None:
        """Draw every row anew."""
        self._drawn.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        self._drawn.clear()
        super().notify_style_update()

    # Moving.

    def _step(self, start: int, by: int) -> int:
        """The next record from ``start`` in a direction, or ``start`` when there is none."""
        index = start + by
        while 0 <= index < len(self.rows):
            if self.rows[index].key is not None:
                return index
            index += by
        return start

    def _jump(self, lines: int) -> None:
        """To the record about ``lines`` further down."""
        if not self.rows:
            return
        target = min(max(self._tops[max(self.cursor, 0)] + lines, 0), len(self._places) - 1)
        index = self._places[target][0]
        if self.rows[index].key is None:
            nearer = self._step(index, 1 if lines > 0 else -1)
            index = nearer if nearer != index else self._step(index, -1 if lines > 0 else 1)
        if self.rows[index].key is not None:
            self.cursor = index

    def action_cursor_up(self) -> None:
        self.cursor = self._step(self.cursor, -1)

    def action_cursor_down(self) -> None:
        self.cursor = self._step(self.cursor, 1)

    def action_page_up(self) -> None:
        self._jump(-max(1, self.size.height - 1))

    def action_page_down(self) -> None:
        self._jump(max(1, self.size.height - 1))

    def action_top(self) -> None:
        self.cursor = self._step(-1, 1)

    def action_bottom(self) -> None:
        self.cursor = self._step(len(self.rows), -1)

    def action_open(self) -> None:
        if self.key is not None:
            self.post_message(self.Opened(self, self.key))

    def on_click(self, event: events.Click) -> None:
        line = event.y + round(self.scroll_y)
        if 0 <= line < len(self._places) and self.rows[self._places[line][0]].key is not None:
            self.cursor = self._places[line][0]
            if event.chain == 2:
                self.action_open()

    # Copying.

    def action_copy_cell(self) -> None:
        self._copy(lambda row: row.copied)

    def action_copy_row(self) -> None:
        self._copy(Row.whole)

    def _copy(self, taken: Callable[[Row], str]) -> None:
        text = taken(self.rows[self.cursor]) if self.key is not None else ""
        if not text:
            self.post_message(Say(_("There is nothing to copy here."), MessageTone.WARNING))
            return
        self.app.copy_to_clipboard(text)
        self.post_message(Say(_("Copied: {text}").format(text=text), MessageTone.DONE))
