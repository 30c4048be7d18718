"""Which providers are listed, beside what the line says: every filter of DOMAIN 9 in one dialog."""

from collections.abc import Hashable
from datetime import datetime, time
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.directory_shapes import DirectoryFilter
from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _
from consoleapp.reference.directory_words import districts, specialties
from consoleapp.rules.dates import HONG_KONG, local, parse_date
from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.directory.doctor_lines import district, specialty
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList, heading

FLAGS = {
    "direct_billing": N_("Direct billing"),
    "no_appointment": N_("no appointment needed"),
    "open_now": N_("open now"),
    "stale": N_("stale only"),
    "disputed": N_("disputed only"),
    "closed": N_("also who is closed for good"),
}
LANGUAGES = {"Cantonese": N_("Cantonese"), "English": N_("English"), "Mandarin": N_("Mandarin")}
Key = tuple[str, Hashable]
"""A group of ticks, and the one in it."""


class DirectoryFilterDialog(DeskDialog[DirectoryFilter | None]):
    """Space ticks, Enter lists, Esc changes nothing. No tick in a group means all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", show=False, id="table.mark"),
        Binding("delete", "nothing", show=False),
    ]

    def __init__(self, session: Session, now: DirectoryFilter, networks: tuple[str, ...]) -> None:
        super().__init__(session)
        self.now = now
        self.networks = networks
        self.ticked: set[Key] = {("flag", name) for name in FLAGS if getattr(now, name)}
        for group in ("networks", "kinds", "areas", "districts", "specialties", "languages"):
            self.ticked |= {(group, one) for one in getattr(now, group)}

    def compose(self) -> ComposeResult:
        at = local(self.now.open_at).strftime("%Y-%m-%d %H:%M") if self.now.open_at else ""
        with Vertical(classes="dialog", id="directory-filter"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="ticks", classes="-always")
            yield Label(id="at-label", markup=False)
            yield Box(at, id="at", compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        ticks = self.query_one("#ticks", RowList)
        rows = [self.row(("flag", name), word) for name, word in FLAGS.items()]
        for title, group, choices in (
            (N_("Networks"), "networks", {one: one for one in self.networks}),
            (N_("Kind"), "kinds", {one: one.word for one in ProviderKind}),
            (N_("Area"), "areas", {one: one.word for one in Area}),
            (N_("Languages"), "languages", LANGUAGES),
            (N_("Specialty"), "specialties", {one.name: one.name for one in specialties()}),
            (N_("District"), "districts", {one.name: one.name for one in districts()}),
        ):
            rows.append(heading(partial(_, title)))
            rows += [self.row((group, one), word) for one, word in choices.items()]
        ticks.show(rows)
        ticks.focus()

    def row(self, key: Key, word: str) -> Row:
        return Row(key, partial(self.lines, key, word))

    def lines(self, key: Key, word: str, _width: int) -> list[Content]:
        ticked = key in self.ticked
        mark = (" ● ", "bold $accent") if ticked else (" ○ ", "$muted")
        return [Content.assemble(mark, words_of(key[0], word))]

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(_("Which doctors and clinics?"))
        self.query_one("#at-label", Label).update(_("Open at"))
        self.query_one("#at", Input).placeholder = _("2026-12-25 11:00; empty: whenever")
        self.query_one("#foot", Static).update(
            _("Space ticks · Del takes all away · Enter lists · Tab to the time · Esc goes back")
        )
        self.query_one("#ticks", RowList).forget_drawn()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, RowList) if action in ("tick", "nothing") else True

    def action_tick(self) -> None:
        ticks = self.query_one("#ticks", RowList)
        if isinstance(ticks.key, tuple):
            self.ticked ^= {ticks.key}
            ticks.forget_drawn()
            ticks.action_cursor_down()

    def action_nothing(self) -> None:
        """Take every tick away."""
        self.ticked.clear()
        self.query_one("#at", Input).value = ""
        self.query_one("#ticks", RowList).forget_drawn()

    @on(Input.Submitted)
    @on(RowList.Opened, "#ticks")
    def take(self) -> None:
        try:
            at = self.moment()
        except ConsoleError as error:
            self.complain(error)
            return

        def chosen(group: str) -> tuple[str, ...]:
            return tuple(sorted(str(one) for name, one in self.ticked if name == group))

        flags = {str(one): True for name, one in self.ticked if name == "flag"}
        self.dismiss(
            DirectoryFilter(
                networks=chosen("networks"),
                specialties=chosen("specialties"),
                kinds=tuple(one for one in ProviderKind if ("kinds", one) in self.ticked),
                areas=tuple(one for one in Area if ("areas", one) in self.ticked),
                districts=chosen("districts"),
                languages=chosen("languages"),
                open_at=at,
                **flags,
            )
        )

    def moment(self) -> datetime | None:
        """The moment typed, Hong Kong time. Raises Refused where it is none."""
        text = self.query_one("#at", Input).value.strip()
        if not text:
            return None
        day, _space, clock = text.replace("T", " ").rpartition(" ")
        try:
            return datetime.combine(parse_date(day), time.fromisoformat(clock.zfill(5)), HONG_KONG)
        except ValueError:
            raise Refused(
                N_("{text} is not a date and time. Write it as 2026-11-20 13:40."), text=repr(text)
            ) from None


def words_of(group: str, word: str) -> str:
    """A choice in the language in use."""
    match group:
        case "specialties":
            return specialty(word)
        case "districts":
            return district(word)
        case "networks":
            return printable(word)
    return _(word)
