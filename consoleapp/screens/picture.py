"""A screen whose picture waits until it is whole, and is then drawn once and at once.

Textual draws what it has whenever it has a moment: a screen that is filled by three answers is laid out and
painted as often, and fifty messages between its widgets and itself come before each painting.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from consoleapp.screens.painter import Painter

MOST_LAYOUTS = 3
"""More than any screen needs before its picture is drawn."""


class PictureScreen(Screen[None]):
    """Draws as Textual's, but for :meth:`hold_picture`, and never below another of its kind."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Painter()
        self._held: ExitStack | None = None
        self._after_picture: list[Callable[[], None]] = []

    @property
    def is_current(self) -> bool:
        """Textual draws the screen below too, in case it is seen: below another of ours it never is."""
        above = self.app.screen if self.app.screen_stack else self
        return super().is_current and (above is self or not isinstance(above, PictureScreen))

    def hold_picture(self, seconds: float, late: Callable[[], None]) -> None:
        """Draw nothing until :meth:`show_picture`, for ``seconds`` at most; then ``late`` says what is
        awaited.
        """
        if self._held is None:
            self._held = ExitStack()
            self._held.enter_context(self.app.batch_update())
            self._held.enter_context(no_collection())
            # Of the app: whatever becomes of the screen, it draws again.
            self.app.set_timer(seconds, partial(self._stop_holding, self._held, late))

    def _stop_holding(self, held: ExitStack, late: Callable[[], None]) -> None:
        if self._held is held:
            late()
            self.show_picture()

    def show_picture(self) -> None:
        """What was waited for is there: draw it all."""
        if self._held is None:
            return
        seen = self.is_current and self.app._batch_count == 1
        if seen:
            self._lay_out()
        self._held.close()
        self._held = None
        self.refresh(layout=not seen)
        if seen:
            self._on_timer_update()
        self.refresh_bindings()
        waited, self._after_picture = self._after_picture, []
        for then in waited:
            then()

    def once_shown(self, then: Callable[[], None]) -> None:
        """Call ``then`` when the picture is there; at once where none is held."""
        if self._held is None:
            then()
        else:
            self._after_picture.append(then)

    def refresh_bindings(self) -> None:
        """Which keys work is told with the picture, not at each step towards it."""
        if self._held is None:
            super().refresh_bindings()

    def _lay_out(self) -> None:
        """Give every widget its place, and again where a bar that comes or goes takes room from others."""
        widgets = [*self.walk_children(Widget)]
        for _time in range(MOST_LAYOUTS):
            for widget in widgets:
                widget._repaint_required = False
                if widget._layout_required:
                    make_room(widget)
            self._refresh_layout()  # paints nothing yet
            if not any(widget._layout_required for widget in widgets):
                break
        self._layout_required = False
        self._dirty_widgets.update(widgets)

    def _compositor_refresh(self) -> None:
        """Textual paints in a batch and throws it away: :meth:`show_picture` paints."""
        if self._held is None:
            super()._compositor_refresh()

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Textual paints what moved, then the whole screen where that is asked for too: once is enough."""
        if self._repaint_required and self.is_current and not self.app._batch_count:
            self._compositor._dirty_regions.add(self._compositor.size.region)
            self._repaint_required = False
        super()._refresh_layout(size, scroll)


@contextmanager
def no_collection() -> Iterator[None]:
    """Garbage waits: looking for it takes a twentieth of an opening, and longest where most was read."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def make_room(widget: Widget) -> None:
    """``widget`` asked for another size: whoever holds it has to arrange again.

    What Textual does when the widget has nothing else to do.
    """
    widget._layout_required = False
    for holder in widget.ancestors:
        if not isinstance(holder, Widget):
            break
        holder._clear_arrangement_cache()
        holder._layout_updates += 1
        if not holder.styles.auto_dimensions:
            break
