"""One line of words as a strip, without what Textual does for texts of any length and form.

Most lines of a list have the same few styles side by side; each pair of ground and style is put together
once.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content, Span
from textual.strip import Strip
from textual.style import Style

ParseStyle = Callable[[Style | str], Style]
NO_STYLE = Style.null()


@lru_cache(4096)
def together(ground: Style, style: Style, odd: int) -> RichStyle:
    """``style`` on ``ground``, as the terminal is told.

    ``odd`` marks every second piece of a line, unseen: Textual joins pieces of one style when it makes a
    picture file, and its own are told apart by their places.
    """
    return (ground + style).rich_style + RichStyle(meta={"odd": odd})


@lru_cache(8192)
def in_place(ground: Style, style: Style, x: int, y: int) -> RichStyle:
    """``style`` on ``ground`` for words that begin at a place."""
    return (ground + style).rich_style_with_offset(x, y)


def one_line(content: Content, width: int, ground: Style, parse: ParseStyle) -> Strip:
    """``content`` cut at ``width`` cells, or filled up to it with ``ground``."""
    if not content:
        return Strip.blank(width, ground.rich_style)
    cut = content.truncate(width, ellipsis=True)
    strip = Strip([*segments(cut, ground, parse)], cut.cell_length)
    return strip.extend_cell_length(width, ground.rich_style)


def segments(content: Content, ground: Style, parse: ParseStyle) -> Iterator[Segment]:
    """The words with their styles."""
    for place, (words, style) in enumerate(pieces(content, ground, parse)):
        yield Segment(words, together(ground, style, place % 2))


def set_lines(
    content: Content, width: int, height: int, ground: Style, parse: ParseStyle
) -> list[Strip] | None:
    """The lines of ``content``, ``height`` at most; None where one has to be folded or holds a tab.

    Each piece knows where it stands, so that the mouse can select it.
    """
    if "\t" in content.plain:
        return None
    strips = []
    for y, line in enumerate(content.split(allow_blank=True)[:height]):
        if line.cell_length > width:
            return None
        x, set_pieces = 0, []
        for words, style in pieces(line, ground, parse):
            set_pieces.append(Segment(words, in_place(ground, style, x, y)))
            x += len(words)
        strips.append(Strip(set_pieces, line.cell_length))
    return strips


def pieces(content: Content, ground: Style, parse: ParseStyle) -> Iterable[tuple[str, Style]]:
    """Words and their style, one after the other; where spans lie over each other, Textual sorts them out."""
    spans = [span for span in content.spans if span.end > span.start]
    if any(after.start < before.end for before, after in pairwise(spans)):
        return content.render(ground, end="", parse_style=parse)
    return side_by_side(content.plain, spans, parse)


def side_by_side(text: str, spans: list[Span], parse: ParseStyle) -> Iterator[tuple[str, Style]]:
    """The words of each span, and those between spans, which have no style of their own."""
    place = 0
    for start, end, style in spans:
        if place < start:
            yield text[place:start], NO_STYLE
        yield text[start:end], parse(style)
        place = end
    if place < len(text):
        yield text[place:], NO_STYLE
