"""A line of a list is drawn as Textual draws it."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import Static

from consoleapp.screens.widgets.lines import one_line


class Bare(App[Any]):
    CSS = "Static { background: #102030; color: #d0d0d0; }"

    def compose(self) -> ComposeResult:
        yield Static()


LINES = (
    Content(""),
    Content("no style at all"),
    Content.styled("all of it", "$accent"),
    Content.assemble(("grey", "$text-muted"), " plain ", ("bold", "bold"), ("", "red"), (" end", "italic")),
    Content.assemble("gap ", ("red on blue", "red on blue"), " gap").stylize("bold", 2, 9),
    Content("陳大文 陳大文 陳大文").stylize("underline", 1, 5),
    Content.styled("[/x] is no markup", "reverse"),
    Content.styled("longer than there is room for, and cut", "green"),
)


def seen(strip: Strip) -> list[tuple[str, Any]]:
    """Words and how they look; Textual's know besides where they stand, for the mouse."""
    found: list[tuple[str, Any]] = []
    for text, style, _control in strip:
        flags = (style.bold, style.italic, style.underline, style.reverse, style.dim)
        look = style.color, style.bgcolor, *map(bool, flags)
        if found and found[-1][1] == look:
            found[-1] = (found[-1][0] + text, look)
        elif text:
            found.append((text, look))
    return found


@pytest.mark.parametrize("content", LINES, ids=lambda content: content.plain[:12])
async def test_a_line_looks_as_textual_draws_it(content: Content) -> None:
    app = Bare()
    async with app.run_test():
        widget = app.query_one(Static)
        ground = widget.visual_style
        for width in (4, 20, 60):
            cut = content.truncate(width, ellipsis=True)
            theirs = Visual.to_strips(widget, cut, width, 1, ground, pad=True, apply_selection=False)
            ours = one_line(content, width, ground, widget._get_style)
            assert ours.cell_length == width
            assert seen(ours) == seen(theirs[0] if theirs else Strip.blank(width, ground.rich_style))
