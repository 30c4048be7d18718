"""F1: every key of the current screen and of the console, grouped, narrowed by typing."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from consoleapp.i18n import _
from consoleapp.screens import keys
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import active_keys


class HelpScreen(Dialog[None]):
    """The keys of ``below``, taken when help opens. Esc or F1 closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        # Typing narrows the list, so the box keeps the focus while these move the list.
        Binding("up", "scroll_keys('up')", show=False),
        Binding("down", "scroll_keys('down')", show=False),
        Binding("pageup", "scroll_keys('page_up')", show=False),
        Binding("pagedown", "scroll_keys('page_down')", show=False),
    ]

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self.pressed = active_keys(below)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -tall"):
            yield Box(classes="dialog-input")
            with VerticalScroll(can_focus=False):
                yield Static(id="keys", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def relabel(self) -> None:
        box = self.query_one(Input)
        box.placeholder = _("Which key? Type what you want to do")
        self.query_one("#keys", Static).update(self.listing(box.value))
        self.query_one("#foot", Static).update(_("Esc closes"))

    def action_scroll_keys(self, way: str) -> None:
        box = self.query_one(VerticalScroll)
        scroll = {
            "up": box.scroll_up,
            "down": box.scroll_down,
            "page_up": box.scroll_page_up,
            "page_down": box.scroll_page_down,
        }
        scroll[way](animate=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one("#keys", Static).update(self.listing(event.value))

    def listing(self, wanted: str) -> Content:
        """The keys whose key, label or sentence holds ``wanted``, by group."""
        word = wanted.strip().casefold()
        blocks = []
        for group in (keys.Group.SUBJECT, keys.Group.TABLE, keys.Group.AREA, keys.Group.CONSOLE):
            lines = [
                Content.assemble(
                    (f"{self.pressed[key.id]:>12}", "bold $accent"), "  ", (_(key.tooltip), "$ink")
                )
                for key in keys.KEYS
                if key.group is group
                and key.id in self.pressed
                and word in f"{self.pressed[key.id]} {_(key.label)} {_(key.tooltip)} {key.id}".casefold()
            ]
            if lines:
                blocks.append(Content("\n").join([Content.styled(_(group), "$muted"), *lines]))
        if not blocks:
            return Content.styled(_("No key does that here. Esc closes help."), "$muted")
        return Content("\n\n").join(blocks)
