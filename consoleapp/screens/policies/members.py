"""The members of a policy: any number of them, by branch, status and words, with all sums assured."""

from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from consoleapp.desk.policy_shapes import PolicyDetail, PolicyMember
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.statuses import MemberStatus
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.choose import Choice, Choose, coded_choices
from consoleapp.screens.facts import fill, name_of
from consoleapp.screens.policies.room import Room
from consoleapp.screens.policies.rows import SUMS, member_rows
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State, StateView


class MembersRoom(Room):
    """The list, by what it is narrowed, and below it the sums assured of the member under the cursor."""

    class Counted(Message, bubble=False):
        """How many members there are, told from the thread that read them."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.status: MemberStatus | None = None
        self.branch_id: int | None = None
        self.count: int | None = None
        self.filter = ""
        """The words last listed by, kept while the list is closed."""

    def compose(self) -> ComposeResult:
        yield Static(classes="room-title", markup=False)
        yield StateView(State.LOADING, classes="room-state")
        yield RecordGrid(classes="room-grid")
        yield Static(classes="room-foot", markup=False)

    @property
    def grid(self) -> RecordGrid:
        return self.query_one(RecordGrid)

    @property
    def words(self) -> str:
        return (self.grid.source.words or "") if self.grid.source is not None else ""

    @property
    def member(self) -> PolicyMember | None:
        """The member under the cursor."""
        source = self.grid.source
        place = source.locate(self.grid.key) if source is not None and self.grid.key is not None else None
        found = source.at(place) if source is not None and place is not None else None
        return found if isinstance(found, PolicyMember) else None

    def withheld(self, policy: PolicyDetail) -> str:
        return policy.members_withheld

    def clear(self) -> None:
        self.count = None
        self.grid.tell(State.LOADING)
        self.draw_foot()

    def turn(self) -> None:
        super().turn()
        self.status = self.branch_id = None
        self.filter = ""

    def read(self, policy: PolicyDetail) -> None:
        self.there, self.error = True, None
        self.list_members(self.filter)

    def list_members(self, words: str) -> None:
        if self.policy is None:
            return
        chosen: dict[str, Any] = {"status": self.status, "branch_id": self.branch_id}
        self.grid.show(member_rows(self.session, self.policy.policy_id, chosen, words, self.tell_count))
        self.relabel()

    def tell_count(self, count: int) -> None:
        self.post_message(self.Counted(count))

    def on_members_room_counted(self, message: Counted) -> None:
        self.count, self.filter = message.count, self.words
        self.relabel()

    @on(RecordGrid.Moved)
    def moved(self) -> None:
        self.draw_foot()

    def show_state(self, state: State | None, *, about: str = "", step: str = "") -> None:
        view = self.query_one(".room-state", StateView)
        view.display = state is not None
        for part in (".room-title", ".room-grid", ".room-foot"):
            self.query_one(part).display = state is None
        if state is not None:
            view.show(state, about=about, step=step)
        self.post_message(self.Shown())

    def draw(self) -> None:
        self.show_state(None)
        count = "" if self.count is None else ngettext("{n} member", "{n} members", self.count)
        branch = self.branch_name()
        parts = [
            count.format(n=f"{self.count or 0:,}"),
            _("every branch") if not branch else _("branch {name}").format(name=branch),
            _("every status") if self.status is None else _(self.status.word),
            _("with “{words}”").format(words=printable(self.words)) if self.words else "",
        ]
        title = fill([Content.styled(part, "$muted") for part in parts])
        self.query_one(".room-title", Static).update(title)
        self.grid.relabel()
        self.draw_foot()

    def branch_name(self) -> str:
        branches = self.policy.branches if self.policy is not None else ()
        return next(
            (name_of(one.name_en, one.name_zh) for one in branches if one.branch_id == self.branch_id), ""
        )

    def draw_foot(self) -> None:
        """All five sums assured of the member under the cursor, also where their columns do not fit."""
        member, foot = self.member, self.query_one(".room-foot", Static)
        if member is None:
            foot.update("")
            return
        sums = [
            Content.assemble(
                (f"{_(title)} ", "$muted"), (str(one.amount), "$ink" if one.amount else "$muted")
            )
            for (_key, title, _width), one in zip(SUMS, member.sums_assured, strict=True)
        ]
        foot.update(Content.styled(f"{_('Sums assured')}  ", "bold $accent") + fill(sums))

    def focus_rows(self) -> None:
        self.grid.focus()

    # Narrowing.

    def choose_status(self) -> None:
        choices = coded_choices(N_("every status"), MemberStatus)
        self.app.push_screen(Choose(N_("Which members?"), choices, at=self.status), self.by_status)

    def by_status(self, chosen: tuple[object] | None) -> None:
        if chosen is not None:
            self.status = chosen[0] if isinstance(chosen[0], MemberStatus) else None
            self.list_members(self.words)

    def choose_branch(self) -> None:
        branches = self.policy.branches if self.policy is not None else ()
        choices: list[Choice] = [
            (None, lambda: _("every branch")),
            *((one.branch_id, partial(name_of, one.name_en, one.name_zh)) for one in branches),
        ]
        self.app.push_screen(Choose(N_("Which branch?"), choices, at=self.branch_id), self.by_branch)

    def by_branch(self, chosen: tuple[object] | None) -> None:
        if chosen is not None:
            self.branch_id = chosen[0] if isinstance(chosen[0], int) else None
            self.list_members(self.words)
