"""What the caller on the line may hear about whoever is on the screen, and what would open the rest."""

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.screens import verbs
from consoleapp.screens.contact_words import CALLERS, LEVELS
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import pad
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.hearing import Heard

LABEL = 20


class HearingDialog(DeskDialog[None]):
    """A row a topic: may hear, may not hear, and why. Read only."""

    def __init__(self, session: Session, member_id: int | None, policy_id: int | None) -> None:
        super().__init__(session)
        self.member_id = member_id
        self.policy_id = policy_id
        self.heard: tuple[Heard, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="hearing"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="topics")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#topics").focus()
        member_id, policy_id = self.member_id, self.policy_id
        self.ask(
            "hearing",
            lambda desk: verbs.hearing.sheet(desk, member_id=member_id, policy_id=policy_id),
            self.took,
        )

    def took(self, heard: "tuple[Heard, ...]") -> None:
        self.heard = heard
        self.query_one("#topics", RowList).show(
            [Row(one.topic, partial(self.lines, one), copied=_(one.topic.word)) for one in heard]
        )

    def relabel(self) -> None:
        super().relabel()
        contact = self.session.contact
        who = f"{_(CALLERS[contact.caller_role])} · {_(LEVELS[contact.level])}" if contact else ""
        title = Content.assemble((_("What may this caller hear?"), "bold"), (f"  {who}", "$muted"))
        self.query_one("#title", Static).update(title)
        self.query_one("#foot", Static).update(_("Esc closes · v verifies"))
        self.query_one("#topics", RowList).forget_drawn()

    def lines(self, one: "Heard", width: int) -> list[Content]:
        """``Claims   may hear``; below it what would open it."""
        if one.may:
            said = Content.styled(_("may hear"), "bold $good")
        elif one.never:
            said = Content.styled(_("never"), "bold $bad")
        else:
            said = Content.styled(_("not yet"), "bold $waiting")
        first = pad(Content(f" {_(one.topic.word)}"), LABEL) + said
        if not one.why_not:
            return [first]
        room = " " * LABEL
        why = Content.styled(_(one.why_not), "$muted").wrap(max(20, width - LABEL - 1))
        return [first, *(Content(room) + line for line in why)]

    @on(RowList.Opened, "#topics")
    def enough(self) -> None:
        self.dismiss(None)
