"""Words, lines and bars are drawn as Textual draws them."""

from typing import Any

import pytest
from textual.app import App, ComposeResult, RenderResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Static

from consoleapp.screens import painter
from consoleapp.screens.facts import in_cells, pad
from consoleapp.screens.widgets.lines import one_line
from consoleapp.screens.widgets.worded import Worded


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


class Shown(Worded):
    words = Content("")

    def render(self) -> RenderResult:
        return self.words


class Framed(App[Any]):
    CSS = """
    Shown { width: 30; height: 5; color: #d0d0d0; background: #102030; }
    #padded { padding: 1 2; background: #304050 50%; }
    #bold { text-style: bold; }
    #right { text-align: right; }
    #boxed { border: solid red; }
    #faint { opacity: 50%; }
    VerticalScroll { height: 6; scrollbar-background: #102030; scrollbar-color: #a0b0c0; }
    #long { height: 40; }
    """

    def compose(self) -> ComposeResult:
        for id_ in ("plain", "padded", "bold", "right", "boxed", "faint"):
            yield Shown(id=id_)
        with VerticalScroll():
            yield Static(id="long")


def drawn_by(kind: type[Widget], widget: Widget) -> list[list[tuple[str, Any]]]:
    """The lines of ``widget`` by the methods of ``kind``."""
    kind._render_content(widget)
    return [seen(strip) for strip in kind.render_lines(widget, Region(0, 0, *widget.region.size))]


async def test_words_look_as_textual_draws_them() -> None:
    texts = [*LINES, Content("\n").join([*LINES[:4], Content(""), *LINES[4:5]]), Content("a\ttab")]
    app = Framed()
    async with app.run_test(size=(40, 60)):
        for widget in app.query(Shown):
            for text in texts:
                widget.words = text
                widget.refresh(layout=True)
                widget._layout_cache.clear()
                ours, theirs = drawn_by(Worded, widget), drawn_by(Widget, widget)
                assert ours == theirs, (widget.id, text.plain)


async def test_selected_words_are_marked_as_textual_marks_them() -> None:
    app = Framed()
    async with app.run_test(size=(40, 60)):
        widget = app.query_one("#plain", Shown)
        widget.words = Content("telephone 2100 0000")
        widget._layout_cache.clear()
        widget.refresh()
        (line,) = widget.render_lines(Region(0, 0, 30, 1))
        offsets = [style.meta["offset"] for _text, style, _ in line if style and style.meta]
        assert offsets == [(0, 0)], "where the mouse is, is known"
        plain = drawn_by(Worded, widget)
        app.screen.text_select_all()
        assert drawn_by(Worded, widget) == drawn_by(Widget, widget) != plain


async def test_a_bar_that_scrolls_looks_as_textual_draws_it() -> None:
    app = Framed()
    async with app.run_test(size=(40, 60)) as pilot:
        scroll = app.query_one(VerticalScroll)
        bar = scroll.vertical_scrollbar
        for y in (0, 1, 17, 34):
            scroll.scroll_to(y=y, animate=False)
            await pilot.pause()
            ours = painter.bar_lines(bar, bar.region)
            theirs = bar.render_lines(Region(0, 0, *bar.region.size))
            assert [seen(one) for one in ours] == [seen(one) for one in theirs]
            metas = [[[style.meta for _text, style, _ in one] for one in lines] for lines in (ours, theirs)]
            assert metas[0] == metas[1], "the mouse takes hold of it"


@pytest.mark.parametrize("content", LINES, ids=lambda content: content.plain[:12])
def test_texts_in_cells_are_those_side_by_side(content: Content) -> None:
    for width in (0, 3, 6, 40):
        cut = content.truncate(width, ellipsis=True)
        gap = " " * (width - cut.cell_length)
        assert pad(content, width).is_same(cut + gap)
        assert pad(content, width, right=True).is_same(Content(gap) + cut)
        both = in_cells([(content, width), (Content.styled("x", "red"), -4)])
        assert both.is_same(Content("").join([cut + gap, "   ", Content.styled("x", "red")]))
        assert both.cell_length == width + 4
