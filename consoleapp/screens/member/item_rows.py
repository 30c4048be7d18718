"""The lines of a benefit item: figures in columns, conditions with a thin bar below, shared limits after."""

from rich.cells import cell_len
from textual.content import Content

from consoleapp.desk.shapes import BenefitLine
from consoleapp.i18n import _, current
from consoleapp.rules.benefits import Answer, Limit, Standing
from consoleapp.rules.statuses import BenefitType
from consoleapp.rules.text import printable
from consoleapp.screens.facts import in_cells, pad
from consoleapp.screens.member.limits import (
    accumulators,
    amount,
    bar,
    conditions,
    each_time,
    figure,
    initial,
    remaining,
    shared,
)

BAR_WIDTH = 10
GAP = Content("")
"""Nothing, in a column of its own."""
NARROW = 60
"""Below this many cells the figures are words under the item's name."""

Widths = tuple[int, int, int, int, int]
"""Cells of name, initial, used, pending and remaining."""


def columns(width: int) -> Widths:
    figures = (16, 12, 12, 16) if width >= 84 else (14, 10, 9, 15)
    return max(10, width - sum(figures) - 1), *figures


def head_lines(benefit_type: BenefitType, width: int) -> list[Content]:
    """The benefit type and what stands in the columns."""
    return [heads(_(benefit_type.word), width).stylize("$muted")]


def heads(kind: str, width: int) -> Content:
    if width < NARROW:
        left = _("Remaining")
        return pad(Content(kind), width - cell_len(left) - 1) + left
    name, *figures = columns(width)
    words = [_("Initial"), _("Used"), _("Pending"), _("Remaining")]
    heads = [(Content(word), -room) for word, room in zip(words, figures, strict=True)]
    return in_cells([(Content(kind), name), *heads])


def name_of(line: BenefitLine) -> str:
    """The item's name in the language in use, or the other one."""
    chinese = current().startswith("zh")
    return printable((line.name_zh if chinese else line.name_en) or line.name_en or line.name_zh)


def first_limit(line: BenefitLine) -> tuple[Limit, ...]:
    """The limit that stands in the first column where nothing is used up."""
    standings = each_time(line)
    return (standings[0].limit,) if standings and not accumulators(line) else ()


def height(line: BenefitLine) -> int:
    """How many lines the item takes at any width."""
    if not line.covered:
        return 1
    standings = accumulators(line)
    if not standings:
        return 2 if conditions(line, "HKD", skip=first_limit(line)) else 1
    return len(standings) + has_second_line(line, standings)


def has_second_line(line: BenefitLine, standings: list[Standing]) -> bool:
    """Conditions to read, or a bar to see."""
    barred = standings[0].remaining is not None and bool(standings[0].limit.amount)
    return barred or bool(conditions(line, "HKD", skip=first_limit(line)))


def item_lines(line: BenefitLine, width: int, currency: str) -> list[Content]:
    """Not covered, not known, unlimited and none left are four different answers and never look alike."""
    name = Content.styled(name_of(line), "$ink")
    standings = accumulators(line)
    if not line.covered:
        answer = (
            Content.styled(_("not known"), "italic $muted")
            if line.covered is None
            else Content.styled(_("not covered"), "$muted")
        )
        return [ended(name, answer, width)]
    if width < NARROW:
        return narrow_lines(line, name, width, currency)
    at = columns(width)
    phrases = conditions(line, currency, skip=first_limit(line))
    under = Content.styled("  " + " · ".join(phrases), "$muted")
    if not standings:
        limit = first_limit(line)
        granted = initial(limit[0], currency) if limit else _("covered")
        left = Content.styled(_("no yearly limit"), "$muted")
        return [without_figures(at, name, cell(granted), left), under]
    lines = [figures(name, standings[0], at, currency)]
    if has_second_line(line, standings):
        lines.append(ended(under, bar(standings[0], min(BAR_WIDTH, at[4] - 1)), width))
    return [*lines, *(shared_line(other, at, currency) for other in standings[1:])]


def narrow_lines(line: BenefitLine, name: Content, width: int, currency: str) -> list[Content]:
    """The name with what is left; below it the figures in words and the conditions."""
    standings = accumulators(line)
    phrases = conditions(line, currency, skip=first_limit(line))
    if not standings:
        limit = first_limit(line)
        granted = initial(limit[0], currency) if limit else _("no yearly limit")
        return [ended(name, cell(granted), width), Content.styled("  " + " · ".join(phrases), "$muted")]
    lines = [ended(name, remaining(standings[0], currency), width)]
    if has_second_line(line, standings):
        words = [*in_words(standings[0], currency), *phrases]
        lines.append(Content.styled("  " + " · ".join(words), "$muted"))
    for other in standings[1:]:
        whose = shared(other.limit) or _(other.limit.basis.word)
        under = Content.styled("  " + " · ".join([whose, *in_words(other, currency)]), "$muted")
        lines.append(ended(under, remaining(other, currency), width))
    return lines


def cut_off(line: BenefitLine, width: int, currency: str) -> str:
    """The conditions of an item where a narrow list cuts them off; empty where they fit."""
    if not line.covered or width >= NARROW:
        return ""
    under = narrow_lines(line, Content(), width, currency)[1:2]
    if not under or under[0].cell_length <= width:
        return ""
    return " · ".join(conditions(line, currency, skip=first_limit(line)))


def in_words(standing: Standing, currency: str) -> list[str]:
    """``30 visits`` · ``12 used`` · ``1 pending``."""
    limit = standing.limit
    if standing.answer is Answer.UNLIMITED or limit.amount is None:
        return []
    words = [amount(limit, limit.amount, currency)]
    if standing.used:
        words.append(_("{n} used").format(n=figure(limit, standing.used, currency)))
    if standing.pending:
        words.append(_("{n} pending").format(n=figure(limit, standing.pending, currency)))
    return words


def figures(name: Content, standing: Standing, at: Widths, currency: str) -> Content:
    """A standing in the columns."""
    limit = standing.limit
    left = remaining(standing, currency)
    if limit.amount is None or standing.answer is Answer.WITHHELD:
        shown = "" if limit.amount is None else amount(limit, limit.amount, currency)
        return without_figures(at, name, cell(shown), left)
    granted = cell(amount(limit, limit.amount, currency))
    used = cell(figure(limit, standing.used, currency))
    pending = cell(figure(limit, standing.pending, currency))
    return in_columns(at, name, granted, used, pending, left)


def shared_line(standing: Standing, at: Widths, currency: str) -> Content:
    """A further accumulator: whom it is shared with, and its figures."""
    label = shared(standing.limit) or _(standing.limit.basis.word)
    return figures(Content.styled(f"  {label}", "$muted"), standing, at, currency)


def without_figures(at: Widths, name: Content, granted: Content, left: Content) -> Content:
    """A limit that is not used up: under the first heading where it fits, else as far right as it needs."""
    room = at[0] + at[1]
    if name.cell_length + granted.cell_length + 2 > room:
        room += at[2] + at[3] - 2
    figure = min(granted.cell_length, room - 2)
    return in_cells(
        [(name, room - figure - 2), (GAP, 2), (granted, figure), (GAP, sum(at[:4]) - room), (left, -at[4])]
    )


def in_columns(at: Widths, name: Content, *cells: Content) -> Content:
    figures = [(one, -room) for one, room in zip(cells, at[1:], strict=True)]
    return in_cells([(name, at[0] - 2), (GAP, 2), *figures])


def ended(text: Content, end: Content, width: int) -> Content:
    """``text`` at the left and ``end`` where the column of figures ends."""
    figure = min(end.cell_length, max(0, width - 2))
    return in_cells([(text, max(0, width - figure - 2)), (GAP, 1), (end, figure), (GAP, 1)])


def cell(text: str) -> Content:
    return Content.styled(text, "$muted" if text == "–" else "$ink")
