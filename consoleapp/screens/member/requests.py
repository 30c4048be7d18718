"""What a person asked the desk to do: what is under way first, then what is over."""

from functools import partial

from textual import on

from consoleapp.desk.service_shapes import ServiceList, ServiceRow
from consoleapp.desk.shapes import MemberCard
from consoleapp.i18n import N_, _, ngettext
from consoleapp.screens import verbs
from consoleapp.screens.facts import both_names
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.messages import Say
from consoleapp.screens.requests.open import OpenDialog
from consoleapp.screens.requests.service import ServiceDialog
from consoleapp.screens.requests.service_rows import list_lines
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State


class RequestsPanel(Panel):
    """Enter shows a request whole; n on the screen opens a new one."""

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.list: ServiceList | None = None

    def turn(self) -> None:
        super().turn()
        self.list = None

    def close(self) -> None:
        super().close()
        self.list = None

    def read(self, card: MemberCard) -> None:
        self.load(card, lambda desk: verbs.service_requests.of_member(desk, card.member_id), self.took)

    def took(self, found: ServiceList) -> None:
        self.list = found

    def draw(self) -> None:
        found = self.list
        listed = sorted(found.rows, key=lambda one: not one.state.is_live) if found is not None else []
        rows = [Row(one.request_id, partial(list_lines, one), height=2, copied=one.number) for one in listed]
        withheld = found.withheld if found is not None else 0
        nothing = (State.EMPTY, "", N_("Nothing was asked for. n opens a request."))
        unheard = (State.NOT_ALLOWED, "", N_("This caller may not hear of what was asked for."))
        self.show_rows(rows, empty=unheard if withheld else nothing)
        told = ngettext(
            "{n} more may not be said to this caller.", "{n} more may not be said to this caller.", withheld
        )
        self.say(told.format(n=withheld) if withheld and rows else "")

    @property
    def request(self) -> ServiceRow | None:
        """The request under the cursor."""
        found = self.list
        rows = found.rows if found is not None and self.error is None else ()
        return next((one for one in rows if one.request_id == self.rows.key), None)

    @on(RowList.Opened)
    def whole(self, event: RowList.Opened) -> None:
        event.stop()
        if self.request is not None:
            self.app.push_screen(ServiceDialog(self.session, self.request.request_id), self.came_back)

    def open_new(self) -> None:
        """A new request of this person."""
        card = self.card
        if card is not None:
            name = f"{both_names(card.name_en, card.name_zh).plain}  {card.certificate}"
            dialog = OpenDialog(self.session, card.member_id, name, card.policy.currency)
            self.app.push_screen(dialog, self.opened)

    def opened(self, number: str | None) -> None:
        self.came_back(_("Opened as {number}.").format(number=number) if number else None)

    def came_back(self, done: str | None) -> None:
        """What was done stands above the keys, and the list is read again."""
        if done:
            self.post_message(Say(done, MessageTone.DONE))
        self.loaded_for = None
        self.wanted()
