"""One line of words as a strip, without what Textual does for texts of any length and form.

Most lines of a list have the same few styles side by side; each pair of ground and style is put together
once.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

ParseStyle = Callable[[Style | str], Style]


@lru_cache(4096)
def together(ground: Style, style: Style) -> RichStyle:
    """``style`` on ``ground``, as the terminal is told."""
    return (ground + style).rich_style


def one_line(content: Content, width: int, ground: Style, parse: ParseStyle) -> Strip:
    """``content`` cut at ``width`` cells, or filled up to it with ``ground``."""
    if not content:
        return Strip.blank(width, ground.rich_style)
    cut = content.truncate(width, ellipsis=True)
    strip = Strip([*segments(cut, ground, parse)], cut.cell_length)
    return strip.extend_cell_length(width, ground.rich_style)


def segments(content: Content, ground: Style, parse: ParseStyle) -> Iterator[Segment]:
    """The words with their styles; where spans lie over each other, Textual sorts them out."""
    text, spans = content.plain, [span for span in content.spans if span.end > span.start]
    if any(after.start < before.end for before, after in pairwise(spans)):
        for words, look in content.render(ground, end="", parse_style=parse):
            yield Segment(words, together(ground, look))
        return
    place = 0
    for start, end, style in spans:
        if place < start:
            yield Segment(text[place:start], ground.rich_style)
        yield Segment(text[start:end], together(ground, parse(style)))
        place = end
    if place < len(text):
        yield Segment(text[place:], ground.rich_style)
