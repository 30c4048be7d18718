"""Two plans of a policy side by side; where they differ stands ≠ and both values, elsewhere "same"."""

from functools import partial
from itertools import groupby
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from consoleapp.desk.policy_shapes import PlanSchedule, PolicyDetail, ScheduleItem
from consoleapp.desk.side_by_side import Condition, ItemPair, TermPair, side_by_side
from consoleapp.exchange.schedule_words import ScheduleWords
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.statuses import BenefitType
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.facts import pad
from consoleapp.screens.policies.room import Room
from consoleapp.screens.policies.schedule import plan_name
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, blank

NARROW = 70
"""Below this many cells values stand under the name, not beside it."""
DIFFERS = "≠"
"""Said by a sign, and by the word "same" where it is not there: not by colour."""


class CompareRoom(Room):
    """← takes another plan on the left, → another on the right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "next_plan(0)", show=False, id="table.left"),
        Binding("right", "next_plan(1)", show=False, id="table.right"),
    ]

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.schedules: tuple[PlanSchedule, ...] = ()
        self.sides = [0, 1]
        """Which plans stand left and right."""

    def withheld(self, policy: PolicyDetail) -> str:
        return policy.schedule_withheld

    def clear(self) -> None:
        super().clear()
        self.schedules = ()

    def turn(self) -> None:
        super().turn()
        self.sides = [0, 1]

    def read(self, policy: PolicyDetail) -> None:
        self.load(lambda desk: verbs.policies.schedules(desk, policy.policy_id), self.took)

    def took(self, schedules: tuple[PlanSchedule, ...]) -> None:
        self.schedules = schedules
        if max(self.sides) >= len(schedules):
            self.sides = [0, 1]

    def action_next_plan(self, side: int) -> None:
        """The next plan on this side, passing over the one on the other side."""
        if len(self.schedules) < 3:
            return
        place = (self.sides[side] + 1) % len(self.schedules)
        if place == self.sides[1 - side]:
            place = (place + 1) % len(self.schedules)
        self.sides[side] = place
        self.draw()

    def draw(self) -> None:
        if len(self.schedules) < 2:
            self.show_rows(
                [], empty=N_("This policy has one plan only: there is nothing to compare it with.")
            )
            return
        left, right = (self.schedules[place] for place in self.sides)
        words = ScheduleWords(current(), left.currency)
        pairs = side_by_side(left, right)
        differing = sum(not pair.same for pair in pairs)
        rows = [
            Row(None, partial(count_lines, differing)),
            Row(None, partial(head_lines, left, right)),
        ]
        for kind, group in groupby(pairs, lambda pair: pair.benefit_type):
            rows.append(blank())
            rows.append(Row(None, partial(kind_lines, kind)))
            for pair in group:
                rows += pair_rows(pair, words, narrow=self.size.width < NARROW)
        self.show_rows(rows, empty="")


def pair_rows(pair: ItemPair, words: ScheduleWords, *, narrow: bool) -> list[Row]:
    """One line for an item that is the same or differs in one term; else the item, then what differs."""
    name = printable(words.name(pair.either.name_en, pair.either.name_zh))
    sides = [", ".join(words.limits(item)) if item is not None else "–" for item in (pair.left, pair.right)]
    differing = [term for term in pair.terms if not term.same]
    alone = differing[0] if len(differing) == 1 and not narrow else None
    item = Row(
        pair.item_code,
        partial(pair_lines, pair, words, alone),
        height=2 if narrow and (pair.left is None or pair.right is None) else 1,
        copied=name,
        copied_whole="\t".join((name, *sides)),
    )
    return [item, *(Row(None, partial(term_lines, term, words)) for term in differing if term is not alone)]


def beside(mark: Content, name: Content, left: Content, right: Content, width: int) -> Content:
    """Both values under their plans; on a narrow screen they take the room of the name."""
    if width < NARROW:
        if name and not (left or right):
            return pad(mark, 2) + name
        each = (width - 2) // 2
        return pad(mark, 2) + pad(left, each - 1) + " " + pad(right, each)
    each = (width - 2) // 3
    return pad(mark, 2) + pad(name, width - 2 * each - 3) + " " + pad(left, each - 1) + " " + pad(right, each)


def count_lines(differing: int, _width: int) -> list[Content]:
    if not differing:
        return [Content.styled(_("Both plans grant the same."), "$good")]
    said = ngettext("{n} benefit differs", "{n} benefits differ", differing).format(n=differing)
    return [Content.assemble((f"{DIFFERS} ", "bold $waiting"), (said, "bold $ink"))]


def kind_lines(kind: BenefitType, _width: int) -> list[Content]:
    return [Content.styled(_(kind.word), "$muted")]


def head_lines(left: PlanSchedule, right: PlanSchedule, width: int) -> list[Content]:
    heads = [Content.styled(plan_name(one.plan), "bold $accent") for one in (left, right)]
    return [beside(Content(""), Content(""), heads[0], heads[1], width)]


def pair_lines(pair: ItemPair, words: ScheduleWords, alone: TermPair | None, width: int) -> list[Content]:
    """An item; with the values of the one term that differs, where there is ``alone`` one."""
    name = Content.styled(printable(words.name(pair.either.name_en, pair.either.name_zh)), "$ink")
    if pair.same:
        same = Content.styled(_("same"), "$muted")
        if width < NARROW:
            return [Content("  ") + name.stylize("$muted") + "  " + same]
        return [beside(Content(""), name.stylize("$muted"), same, same, width)]
    mark = Content.styled(DIFFERS, "bold $waiting")
    if alone is not None:
        if isinstance(alone.what, Condition):
            name += Content.styled(f"  {words.label(alone.what)}", "$muted")
        return [beside(mark, name, *values(alone, words), width)]
    if pair.left is not None and pair.right is not None:
        return [beside(mark, name, Content(""), Content(""), width)]
    sides = [side(item, words) for item in (pair.left, pair.right)]
    if width < NARROW:
        return [pad(mark, 2) + name, beside(Content(""), name, sides[0], sides[1], width)]
    return [beside(mark, name, sides[0], sides[1], width)]


def side(item: ScheduleItem | None, words: ScheduleWords) -> Content:
    """An item only one plan names."""
    if item is None:
        return Content.styled(_("not in this plan"), "$waiting")
    return Content.styled(" · ".join(words.limits(item)), "$ink")


def values(term: TermPair, words: ScheduleWords) -> tuple[Content, Content]:
    left, right = (words.value(term.what, value) for value in (term.left, term.right))
    return Content.styled(left, "$ink"), Content.styled(right, "$ink")


def term_lines(term: TermPair, words: ScheduleWords, width: int) -> list[Content]:
    """One term that differs, below its item. A limit says by itself what it is."""
    label = Content.styled(f"  {words.label(term.what)}", "$muted")
    left, right = values(term, words)
    if width < NARROW and isinstance(term.what, Condition):
        said = Content.styled(f"{words.label(term.what)} ", "$muted")
        left, right = said + left, said + right
    return [beside(Content(""), label, left, right, width)]
