"""The claim lines behind a remaining figure: posted beside pending, as of a stated time."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.benefit_shapes import BenefitUse, UsedLimit, UsedLine
from consoleapp.desk.shapes import BenefitLine
from consoleapp.i18n import _
from consoleapp.rules.accumulators import Phase, Used
from consoleapp.rules.benefits import Measure, Reach, Standing
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import fill, pad
from consoleapp.screens.member.item_rows import name_of
from consoleapp.screens.member.limits import amount, figure, remaining, shared
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList, blank

FIGURE, DAY = 12, 14
"""Cells of a figure, and of a day."""


class UsedDialog(DeskDialog[int | None]):
    """Enter on a line goes to its claim: the dialog's result. Esc goes back to the schedule."""

    def __init__(self, session: Session, member_id: int, line: BenefitLine) -> None:
        super().__init__(session)
        self.member_id = member_id
        self.line = line
        self.found: BenefitUse | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="used"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="lines", classes="-always")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#lines").focus()
        member_id, benefit_id = self.member_id, self.line.benefit_id
        self.ask("used", lambda desk: verbs.benefit_use.benefit_use(desk, member_id, benefit_id), self.took)

    def took(self, found: BenefitUse) -> None:
        self.found = found
        self.relabel()

    def relabel(self) -> None:
        super().relabel()
        words = Content.assemble((_("What used it"), "bold"), (f"  {name_of(self.line)}", "$muted"))
        self.query_one("#title", Static).update(words)
        found = self.found
        if found is None:
            self.query_one("#foot", Static).update(_("Esc goes back"))
            return
        rows: list[Row] = []
        for limit in found.limits:
            rows += ([blank()] if rows else []) + limit_rows(limit, found)
        if not rows:
            none = _("No limit of this item is used up: each visit or day starts anew.")
            rows = [Row(None, lambda _width: [Content.styled(none, "$muted")])]
        self.query_one("#lines", RowList).show(rows)
        as_of = _("As of {moment}").format(moment=formats.moment(found.as_of))
        opens = _("Enter opens the claim")
        parts = [as_of, *([opens] if any(limit.lines for limit in found.limits) else []), _("Esc goes back")]
        self.query_one("#foot", Static).update(" · ".join(parts))

    @on(RowList.Opened)
    def to_the_claim(self, event: RowList.Opened) -> None:
        """To one's own claim; a relative's is on their own card."""
        if isinstance(event.key, tuple) and event.key[0] is not None:
            self.dismiss(event.key[0])


def limit_rows(limit: UsedLimit, found: BenefitUse) -> list[Row]:
    """The limits that count in one accumulator, then its claim lines, then what others use of it."""
    rows = [Row(None, partial(heads, limit))]
    rows += [Row(None, partial(limit_lines, one.standing, found.currency)) for one in limit.limits]
    first = limit.limits[0].standing
    if not limit.lines and not limit.others:
        rows.append(Row(None, lambda _width: [Content.styled("  " + _("No claim line used it."), "$muted")]))
    rows += [
        Row(
            (
                line.claim_id if line.mine else None,
                place,
                limit.scope,
                limit.basis,
                limit.reach,
            ),
            partial(line_lines, line, first, found.currency),
            copied=f"{printable(line.claim_no)}-{line.line_no}",
        )
        for place, line in enumerate(limit.lines)
    ]
    if limit.others:
        rows.append(Row(None, partial(others_lines, limit.others, first, found.currency)))
    return rows


def heads(limit: UsedLimit, width: int) -> list[Content]:
    whose = [_(limit.basis.word), shared(limit.limits[0].standing.limit)]
    if limit.reach is Reach.TYPE:
        whose.append(_(limit.reach.word))
    words = Content.styled(", ".join(part for part in whose if part), "bold $ink")
    cells = [pad(Content(_(word)), FIGURE, right=True) for word in ("Used", "Pending")]
    return [pad(words, width - 2 * FIGURE) + Content("").join(cells).stylize("$muted")]


def limit_lines(standing: Standing, currency: str, width: int) -> list[Content]:
    """``of 30 visits, 17 visits left``, with the sums."""
    limit = standing.limit
    initial = _("unlimited") if limit.amount is None else amount(limit, limit.amount, currency)
    there = remaining(standing, currency)
    if standing.remaining:  # where the word stands is the language's
        before, _amount, after = _("{amount} left").partition("{amount}")
        there = Content.assemble((before, "$muted"), there, (after, "$muted"))
    left = fill([Content.styled(f"  {initial}", "$muted"), there])
    cells = [figure(limit, standing.used, currency), figure(limit, standing.pending, currency)]
    return [pad(left, width - 2 * FIGURE) + Content("").join([total(cell) for cell in cells])]


def total(text: str) -> Content:
    return pad(Content.styled(text, "bold $ink"), FIGURE, right=True)


def line_lines(line: UsedLine, standing: Standing, currency: str, width: int) -> list[Content]:
    """``01 Aug 2026  A2000001447-1  0001-01  Dr. Lee Ka Ho``, and what it uses where that counts."""
    parts = [
        pad(Content(f"    {formats.day(line.consulted_on)}"), DAY + 6),
        Content.styled(f"{printable(line.claim_no)}-{line.line_no}", "$ink"),
        Content(f"  {printable(line.certificate)}" if not line.mine else ""),
        Content(f"  {printable(line.provider_name or line.item_name)}"),
    ]
    cells = used_cells({line.phase: line.used}, standing, currency)
    return [pad(Content("").join(parts).stylize_before("$muted"), width - 2 * FIGURE - 1) + " " + cells]


def others_lines(others: dict[Phase, Used], standing: Standing, currency: str, width: int) -> list[Content]:
    words = Content.styled("    " + _("others, whose lines are not shown here"), "italic $muted")
    return [pad(words, width - 2 * FIGURE - 1) + " " + used_cells(others, standing, currency)]


def used_cells(used: dict[Phase, Used], standing: Standing, currency: str) -> Content:
    """What is posted, and beside it what is pending, in the measure of the first limit."""
    cells = []
    for phase, style in ((Phase.POSTED, "$ink"), (Phase.PENDING, "$waiting")):
        one = used.get(phase, Used())
        text = figure(standing.limit, one.of(standing.limit.measure), currency)
        if one.foreign and standing.limit.measure is Measure.MONEY:
            text = _("other currency")
        cells.append(pad(Content.styled("" if text == "–" else text, style), FIGURE, right=True))
    return Content("").join(cells)
