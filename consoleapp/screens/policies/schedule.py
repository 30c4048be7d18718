"""The benefit schedules of a policy as a tree: plan, benefit type, item, and its limits and conditions."""

from collections.abc import Hashable
from functools import partial
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from consoleapp.desk.policy_shapes import Plan, PlanSchedule, PolicyDetail, ScheduleItem
from consoleapp.exchange.schedule_words import ScheduleWords
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.statuses import BenefitType
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.facts import fill, labelled, name_of, pad
from consoleapp.screens.policies.room import Room
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList

OPEN, CLOSED = "▾", "▸"
INDENT, TERM_INDENT = 6, 8
"""Cells before an item, and before its terms."""


class ScheduleRoom(Room):
    """Enter opens and closes; so do → and ←. The first plan stands open, its items closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "fold(False)", show=False, id="table.right"),
        Binding("left", "fold(True)", show=False, id="table.left"),
    ]

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.schedules: tuple[PlanSchedule, ...] = ()
        self.open: set[Hashable] = set()

    def withheld(self, policy: PolicyDetail) -> str:
        return policy.schedule_withheld

    def clear(self) -> None:
        super().clear()
        self.schedules = ()

    def turn(self) -> None:
        super().turn()
        self.open = set()

    def read(self, policy: PolicyDetail) -> None:
        self.load(lambda desk: verbs.policies.schedules(desk, policy.policy_id), self.took)

    def took(self, schedules: tuple[PlanSchedule, ...]) -> None:
        if not self.open and schedules:
            self.open_plan(schedules[0])
        self.schedules = schedules

    def open_plan(self, schedule: PlanSchedule) -> None:
        plan_id = schedule.plan.plan_id
        self.open |= {plan_id, *((plan_id, item.benefit_type) for item in schedule.items)}

    @on(RowList.Opened)
    def turned(self, event: RowList.Opened) -> None:
        event.stop()
        self.turn_node(event.key, close=event.key in self.open)

    def action_fold(self, close: bool) -> None:
        if self.rows.key is not None:
            self.turn_node(self.rows.key, close=close)

    def turn_node(self, key: Hashable, *, close: bool) -> None:
        """Open or close a node; what is closed already closes what it stands in."""
        if close and key not in self.open and isinstance(key, tuple):
            key = key[0] if len(key) == 2 else key[:2]
        if close:
            self.open.discard(key)
        else:
            schedule = next((one for one in self.schedules if one.plan.plan_id == key), None)
            if schedule is not None:
                self.open_plan(schedule)
            self.open.add(key)
        self.draw()
        self.rows.show(self.rows.rows, at=key)

    def draw(self) -> None:
        """The nodes that are open, in the language in use."""
        rows: list[Row] = []
        for schedule in self.schedules:
            words = ScheduleWords(current(), schedule.currency)
            plan_id = schedule.plan.plan_id
            is_open = plan_id in self.open
            names = (words.name(item.name_en, item.name_zh) for item in schedule.items)
            room = INDENT + max((cell_len(name) for name in names), default=0) + 2
            rows.append(Row(plan_id, partial(plan_lines, schedule, is_open), copied=schedule.plan.code))
            if not is_open:
                continue
            for kind, group in groupby(schedule.items, lambda item: item.benefit_type):
                items = list(group)
                rows.append(self.type_row((plan_id, kind), kind, len(items)))
                if (plan_id, kind) in self.open:
                    rows += [row for item in items for row in self.item_rows(plan_id, item, words, room)]
            if not schedule.items:
                rows.append(
                    Row(None, lambda _width: [Content.styled("    " + _("no schedule on record"), "$muted")])
                )
        self.show_rows(rows, empty=N_("No plan of this policy is on record; load the insurer's extracts."))

    def type_row(self, key: tuple[int, BenefitType], kind: BenefitType, count: int) -> Row:
        return Row(key, partial(type_lines, kind, count, key in self.open), copied=_(kind.word))

    def item_rows(self, plan_id: int, item: ScheduleItem, words: ScheduleWords, room: int) -> list[Row]:
        """The item, and when it is open every limit and condition."""
        key = (plan_id, item.benefit_type, item.item_code)
        is_open, name = key in self.open, printable(words.name(item.name_en, item.name_zh))
        said = " · ".join((*words.limits(item), *words.conditions(item)))
        rows = [
            Row(
                key,
                partial(item_lines, item, words, is_open, room),
                copied=name,
                copied_whole=f"{name}: {said}",
            )
        ]
        if is_open:
            terms = words.terms(item)
            labels = max(cell_len(label) for label, _value in terms) + 2
            rows += [Row(None, partial(term_lines, label, value, labels)) for label, value in terms]
        return rows


def plan_name(plan: Plan) -> str:
    """``plan 10  Staff``."""
    code = _("plan {code}").format(code=printable(plan.code))
    return f"{code}  {name_of(plan.name_en, plan.name_zh)}" if plan.name_en or plan.name_zh else code


def plan_lines(schedule: PlanSchedule, is_open: bool, _width: int) -> list[Content]:
    count = len(schedule.items)
    parts = [
        Content.styled(ngettext("{n} benefit", "{n} benefits", count).format(n=count), "$muted"),
        Content.styled(_("premium plan") if schedule.plan.premium else "", "$good"),
    ]
    return [
        Content.assemble(
            (f"{OPEN if is_open else CLOSED} ", "$muted"), (plan_name(schedule.plan), "bold $accent")
        )
        + "  "
        + fill(parts)
    ]


def type_lines(kind: BenefitType, count: int, is_open: bool, _width: int) -> list[Content]:
    mark = f"  {OPEN if is_open else CLOSED} "
    return [Content.assemble((mark, "$muted"), (_(kind.word), "bold $ink"), (f"  {count}", "$muted"))]


def item_lines(
    item: ScheduleItem, words: ScheduleWords, is_open: bool, room: int, width: int
) -> list[Content]:
    """The name, and from ``room`` on the limits as far as they fit."""
    mark = f"    {OPEN if is_open else CLOSED} "
    ink = "$ink" if item.covered else "$muted"
    style = "$ink" if item.covered else "italic $muted" if item.covered is None else "$muted"
    name = printable(words.name(item.name_en, item.name_zh))
    left = Content.assemble((mark, "$muted"), (name, ink))
    room = min(room, width // 2 - 3)
    said = " · ".join(words.limits(item))
    if is_open:
        return [left]
    return [
        pad(left, room - 2) + "  " + Content.styled(said, style).truncate(max(1, width - room), ellipsis=True)
    ]


def term_lines(label: str, value: str, room: int, width: int) -> list[Content]:
    lines = labelled(label, Content.styled(value, "$ink"), room, max(width - TERM_INDENT, 20))
    return [Content(" " * TERM_INDENT) + lines[0]]
