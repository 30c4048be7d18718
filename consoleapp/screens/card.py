"""The record under the cursor, beside the hits of Find."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive

from consoleapp.desk.shapes import SubjectCard
from consoleapp.i18n import _
from consoleapp.rules.subjects import SubjectKind
from consoleapp.screens.facts import both_names, fact_lines
from consoleapp.screens.widgets.worded import Worded


class SubjectPanel(Worded):
    """The card beside a list: read, not walked through. None shows nothing."""

    card: reactive[SubjectCard | None] = reactive(None)

    def relabel(self) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        card, width = self.card, self.content_size.width
        if card is None or width < 12:
            return Content("")
        lines = both_names(card.title, card.title_zh).wrap(width)
        if card.kind is not SubjectKind.MEMBER:
            lines.append(Content.styled(_(card.kind.word), "$muted"))
        lines += [Content(""), *fact_lines(card.facts, width)]
        return Content("\n").join(lines)
