"""Something for the caller: sentences to read aloud, or a message to where the caller wants it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from consoleapp.i18n import _
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.aloud import paragraphs
from consoleapp.screens.dialogs.once_dialog import OnceDialog
from consoleapp.screens.once import Sending
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.giving import OnRecord, ToGive

ALOUD = "aloud"


@dataclass(frozen=True, slots=True)
class Giving:
    """What is given, by the verbs of its own subject. ``what`` tells it from anything else that may be given;
    ``send`` takes a channel, an address – empty is the one on record – and a key.
    """

    what: tuple[object, ...]
    ask: "Callable[[Desk], ToGive]"
    read_aloud: "Callable[[Desk, str], object]"
    send: "Callable[[Desk, MessageChannel, str, str], object]"


class GiveDialog(OnceDialog[str | None]):
    """Enter gives it that way, or to what is typed in the box. The result is what was done, in words."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False, id="app.back")]

    def __init__(self, session: Session, giving: Giving) -> None:
        super().__init__(session)
        self.giving = giving
        self.found: ToGive | None = None
        self.told = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide", id="give"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with VerticalScroll(id="sentences", can_focus=False):
                yield Fitted(id="words")
            yield RowList(id="ways", classes="-always")
            yield Box(id="address", compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#ways").focus()
        self.ask("give", self.giving.ask, self.took)

    def took(self, found: "ToGive") -> None:
        self.found = found
        rows = [Row(ALOUD, lambda _width: [Content(" " + _("Read aloud"))])]
        rows += [Row(one.channel, partial(self.way_lines, one)) for one in found.on_record]
        ways = self.query_one("#ways", RowList)
        ways.styles.height = len(rows)
        ways.show(rows)
        self.relabel()

    def way_lines(self, one: "OnRecord", _width: int) -> list[Content]:
        told = _("{channel} to the one on record: {address}")
        return [Content(" " + told.format(channel=_(one.channel.word), address=printable(one.shown)))]

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(_("For the caller"))
        self.query_one("#address", Input).placeholder = _("or to a telephone or e-mail the caller gives")
        self.query_one("#foot", Static).update(_("Enter gives it this way · Tab to the box · Esc goes back"))
        self.query_one("#ways", RowList).forget_drawn()
        found = self.found
        if found is not None:
            self.query_one("#words", Fitted).fill(
                lambda room: Content("\n").join(paragraphs(found.sentences, found.language, room.width))
            )

    @on(RowList.Opened, "#ways")
    def give(self, event: RowList.Opened) -> None:
        if event.key == ALOUD:
            self.aloud()
        elif isinstance(event.key, MessageChannel):
            self.send(event.key, "")

    @on(Input.Submitted, "#address")
    def give_there(self, event: Input.Submitted) -> None:
        address = event.value.strip()
        if address:
            self.send(MessageChannel.EMAIL if "@" in address else MessageChannel.SMS, address)

    def aloud(self) -> None:
        self.do(("read aloud", *self.giving.what), self.giving.read_aloud, _("Read aloud."))

    def send(self, channel: MessageChannel, address: str) -> None:
        send = self.giving.send
        self.do(
            ("sent", *self.giving.what, channel, address),
            lambda desk, key: send(desk, channel, address, key),
            _("On its way by {channel}.").format(channel=_(channel.word)),
        )

    def do(self, said: tuple[object, ...], act: "Callable[[Desk, str], object]", told: str) -> None:
        if not self.busy:
            self.told = told
            self.send_once(Sending(said, act, self.done, self.regret))

    def done(self, _answer: object) -> None:
        self.dismiss(self.told)
