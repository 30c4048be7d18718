"""A list of any length (SPEED 3): a window over a :class:`~consoleapp.desk.rows.RowSource`.

What is not in memory is drawn as ``…``; drawing never reads. One worker thread, the pump, reads the first
page, then the index, then always what the reader is looking at *now*: a dragged scroll bar costs a handful of
reads. Old rows stay until new ones are there. The cursor belongs to a record's key, so it stays on its record
when the list is sorted, filtered or read anew.
"""

from collections.abc import Callable, Hashable
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from consoleapp.desk.rows import PAGE, Cell, Row, RowSource, Tone, cell_of
from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.keys import bindings
from consoleapp.screens.messages import Failed, Say
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.grid_layout import GAP, Placed, fitted, paint, place, titles
from consoleapp.screens.widgets.grid_messages import Marked, Moved, Opened
from consoleapp.screens.widgets.grid_pump import Pump, PumpRead
from consoleapp.screens.widgets.state import State, state_lines

GUTTER = 2
"""Cells for the mark, taken only while something is marked."""

Source = RowSource[Any]


class RecordGrid(ScrollView, can_focus=True):
    """The list. Give it rows with :meth:`show`; listen to its messages."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("table")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-grid--header",
        "record-grid--cursor",
        "record-grid--ink",
        "record-grid--strong",
        "record-grid--muted",
        "record-grid--accent",
        "record-grid--good",
        "record-grid--waiting",
        "record-grid--bad",
    }

    Opened = Opened
    Moved = Moved
    Marked = Marked

    def __init__(
        self,
        source: Source | None = None,
        *,
        notes: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.row_height = 2 if notes else 1
        self.marked: frozenset[Hashable] = frozenset()
        self.state: tuple[State, str, str] = (State.LOADING, "", "")
        self._source: Source | None = None
        self._coming: Source | None = source
        self._pump: Pump | None = None
        self._place = self._column = 0
        self._key: Hashable | None = None
        self._told: Hashable | None = None
        self._taken: tuple[Source, int | None] | None = None
        self._placed: tuple[Placed, ...] = ()
        self._drawn: dict[int, Row] = {}
        self._styles: dict[tuple[str, ...], Style] = {}

    # What is shown.

    def on_mount(self) -> None:
        if self._coming is not None:
            self.show(self._coming)

    def show(self, source: Source) -> None:
        """Show ``source``. The rows shown now stay until its first ones are read."""
        self._stop()
        if source.count is not None:
            self._take(source)
        self._pump = Pump(source, self._spawn, lambda pump, error: self.post_message(PumpRead(pump, error)))
        if source.count is None:
            self._pump.start()
        else:
            self._want()

    def tell(self, state: State, *, about: str = "", step: str = "") -> None:
        """Show why there are no rows, and no rows."""
        self._stop()
        self._source = None
        self.state = (state, about, step)
        self._resize_to_rows()

    def _stop(self) -> None:
        if self._pump is not None:
            self._pump.stop()
            self._pump = None

    def _spawn(self, read: Callable[[], None]) -> None:
        # The work has a fixed description, so that nothing of what is read reaches a log.
        self.run_worker(read, thread=True, group="rows", name="rows", description="rows", exit_on_error=False)

    @property
    def source(self) -> Source | None:
        """What is shown now."""
        return self._source

    @property
    def key(self) -> Hashable | None:
        """The key of the record under the cursor."""
        return self._key

    @property
    def record(self) -> Any | None:
        """The record under the cursor; None while it is not in memory."""
        source = self._source
        return source.at(self._place) if source and source.key_at(self._place) == self._key else None

    @property
    def known(self) -> int:
        """How many rows can be reached now."""
        return self._source.known if self._source else 0

    def go_to(self, key: Hashable) -> bool:
        """Put the cursor on the record with ``key``; False when it is not in the list."""
        found = self._source.locate(key) if self._source else None
        if found is not None:
            self._move(found)
        return found is not None

    def relabel(self) -> None:
        """Draw every row anew, in the language in use; nothing is read."""
        self._drawn.clear()
        self.refresh()

    def _take(self, source: Source) -> None:
        """``source`` has rows: they replace those shown; the cursor looks for its record."""
        self._source, self._taken = source, (source, source.count)
        self._drawn.clear()
        self.state = (State.NOTHING_FOUND if source.words else State.EMPTY, "", "")
        found = source.locate(self._key) if self._key is not None else None
        if found is not None or source.count is not None or self._key is None:
            self._place = found or 0
        self._resize_to_rows()
        self._column = min(self._column, max(len(self._placed) - 1, 0))
        if source.known:
            if found is not None or source.count is not None or self._key is None:
                self._key = source.key_at(self._place)
            self._follow()
            self._tell_moved()
        self.refresh_bindings()

    def on_pump_read(self, message: PumpRead) -> None:
        message.stop()
        if message.pump is not self._pump:
            return
        source = message.pump.source
        if message.error is not None:
            if not self.known:
                self.tell(State.FAILED)
            self.post_message(Failed(message.error))
            return
        if self._taken != (source, source.count):
            self._take(source)
        else:
            self.refresh()
        self.call_after_refresh(message.pump.index)
        self._want()

    def _want(self) -> None:
        """Tell the pump which pages the window shows now, and which it may show two Page Downs from here."""
        if self._pump is not None and self._source is self._pump.source and self._source.count:
            (first, last), near = self._window(), 2 * self._page_rows()
            ahead = range(max(first - near, 0) // PAGE, min(last + near, self.known - 1) // PAGE + 1)
            self._pump.want(range(first // PAGE, last // PAGE + 1), ahead)

    # Geometry.

    def _window(self) -> tuple[int, int]:
        """First and last row that is seen."""
        first = self.scroll_offset.y // self.row_height
        return first, min(first + self._page_rows(), max(self.known - 1, 0))

    def _page_rows(self) -> int:
        return max((self.size.height - 1) // self.row_height, 1)

    def _resize_to_rows(self) -> None:
        gutter = GUTTER if self.marked else 0
        columns = self._source.columns if self._source else ()
        width = self.scrollable_content_region.width  # without the scroll bar, which would cover figures
        self._placed = place(columns, width - gutter) if columns and width > gutter else ()
        self.virtual_size = Size(width, self.known * self.row_height + 1)
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        self._resize_to_rows()
        self._follow()
        self._want()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._want()

    # The cursor.

    def _move(self, place_: int) -> None:
        source = self._source
        if source is None or not self.known:
            return
        old, self._place = self._place, min(max(place_, 0), self.known - 1)
        self._key = source.key_at(self._place)
        for line in (old, self._place):
            self.refresh_lines(line * self.row_height + 1, self.row_height)
        self._follow()
        self._tell_moved()

    def _tell_moved(self) -> None:
        if self._key is not None and self._key != self._told:
            self._told = self._key
            self.post_message(Moved(self, self._key))

    def _follow(self) -> None:
        """Scroll as little as needed for the cursor to be seen."""
        top = self._place * self.row_height
        room = self._page_rows() * self.row_height
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif top + self.row_height > self.scroll_offset.y + room:
            self.scroll_to(y=top + self.row_height - room, animate=False)

    def action_cursor_up(self) -> None:
        self._move(self._place - 1)

    def action_cursor_down(self) -> None:
        self._move(self._place + 1)

    def action_page_up(self) -> None:
        self._move(self._place - self._page_rows())

    def action_page_down(self) -> None:
        self._move(self._place + self._page_rows())

    def action_top(self) -> None:
        self._move(0)

    def action_bottom(self) -> None:
        self._move(self.known - 1)

    def action_column_left(self) -> None:
        self._column = max(self._column - 1, 0)
        self.refresh()

    def action_column_right(self) -> None:
        self._column = min(self._column + 1, max(len(self._placed) - 1, 0))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row = (event.y - 1 + self.scroll_offset.y) // self.row_height
        if event.y < 1 or row >= self.known:
            return
        again = row == self._place
        self._move(row)
        if again or event.chain > 1:
            self.action_open()

    # What the keys do.

    def action_open(self) -> None:
        if self.known and self._key is not None:
            self.post_message(Opened(self, self._key))

    def action_mark(self) -> None:
        """Mark the row or take its mark away, and go on to the next."""
        if self.known and self._key is not None:
            self.marked = self.marked ^ {self._key}
            self._resize_to_rows()
            self.post_message(Marked(self, self.marked))
            self.action_cursor_down()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No sort or filter where the source knows none."""
        if action == "sort":
            return self._source is not None and bool(self._source.sortable)
        if action == "filter":
            return self._source is not None and self._source.words is not None
        return True

    def action_sort(self) -> None:
        source = self._source
        if source is None or not self._placed:
            return
        if (column := self._placed[self._column].column).key not in source.sortable:
            self.post_message(Say(_("This list cannot be sorted by that column."), MessageTone.WARNING))
            return
        self.show(source.sorted(column.key, source.order == (column.key, False)))

    def action_filter(self) -> None:
        source = self._source
        if source is not None and source.words is not None:
            question = AskLine(N_("Show only rows with these words"), value=source.words)
            self.app.push_screen(question, self._filter_by)

    def _filter_by(self, words: str | None) -> None:
        if words is not None and self._source is not None:
            self.show(self._source.filtered(words.strip()))

    def action_copy_cell(self) -> None:
        if (row := self._row(self._place)) is not None and self._placed:
            self._copy(cell_of(row.cells[self._placed[self._column].index]).text)

    def action_copy_row(self) -> None:
        if (row := self._row(self._place)) is not None:
            self._copy("\t".join(printable(cell_of(cell).text) for cell in row.cells))

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard("\t".join(map(printable, text.split("\t"))))
        self.post_message(Say(_("Copied: {text}").format(text=printable(text)), MessageTone.DONE))

    # Drawing: from memory only.

    def _row(self, place_: int) -> Row | None:
        row = self._drawn.get(place_)
        if row is None and self._source is not None:
            record = self._source.at(place_)
            if record is not None:
                if len(self._drawn) > 4 * PAGE:
                    self._drawn.clear()
                row = self._drawn[place_] = self._source.row(record)
        return row

    def notify_style_update(self) -> None:
        self._styles = {}
        super().notify_style_update()

    def _style(self, *names: str) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self._styles[names] = self.rich_style + sum(
                (self.get_component_rich_style(f"record-grid--{name}", partial=True) for name in names),
                Style(),
            )
        return style

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if not self.known:
            lines = state_lines(*self.state)
            if 0 <= y - 1 < len(lines):
                return Strip(lines[y - 1].render_segments(self.visual_style)).adjust_cell_length(width)
            return Strip.blank(width, self.rich_style)
        if y == 0:
            return self._header(width)
        line = y - 1 + self.scroll_offset.y
        place_, part = divmod(line, self.row_height)
        if place_ >= self.known:
            return Strip.blank(width, self.rich_style)
        here = ("cursor",) if place_ == self._place else ()
        blank = self._style(*here)
        row = self._row(place_)
        if part == 1:
            return self._note(row, blank, width, here)
        segments = self._mark(place_, blank)
        for number, placed in enumerate(self._placed):
            if number:
                segments.append(Segment(" " * GAP, blank))
            cell = Cell("…", Tone.MUTED) if row is None else cell_of(row.cells[placed.index])
            tone, mark = self._style(*here, cell.tone), self._style(*here, cell.tone, "accent")
            segments += paint(cell, placed.width, placed.column.align, tone, mark)
        return Strip(segments).simplify().adjust_cell_length(width, blank)

    def _mark(self, place_: int, blank: Style) -> list[Segment]:
        if not self.marked or self._source is None:
            return []
        marked = self._source.key_at(place_) in self.marked
        return [Segment("● " if marked else "  ", blank + self._style("accent") if marked else blank)]

    def _note(self, row: Row | None, blank: Style, width: int, here: tuple[str, ...]) -> Strip:
        indent = (GUTTER if self.marked else 0) + GAP
        note = fitted(printable(row.note), max(width - indent, 0)) if row else ""
        segments = [Segment(" " * indent, blank), Segment(note, self._style(*here, "muted"))]
        return Strip(segments).adjust_cell_length(width, blank)

    def _header(self, width: int) -> Strip:
        """Titles in grey; the sorted column says which way, the column under the cursor is underlined."""
        order = self._source.order if self._source else None
        quiet = self._style("header")
        under = self._column if self.has_focus else None
        gutter = [Segment(" " * GUTTER, quiet)] if self.marked else []
        return Strip([*gutter, *titles(self._placed, order, under, quiet)]).adjust_cell_length(width, quiet)
