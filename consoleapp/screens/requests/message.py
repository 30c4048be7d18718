"""A message that does not go out: its text, every try, and what to do about it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.keys import new_key
from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.dialogs.desk_dialog import DeskDialog, page
from consoleapp.screens.facts import fill, toned
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from consoleapp.desk.context import Desk
    from consoleapp.desk.outbox import MessageText, MessageTry


class MessageDialog(DeskDialog[str | None]):
    """r sends it again, x never sends it, for a reason; gives what was done in words, None for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", show=False),
        Binding("x", "never", show=False),
    ]

    def __init__(self, session: Session, message_id: int) -> None:
        super().__init__(session)
        self.message_id = message_id
        self.message: MessageText | None = None
        self.busy = False

    def compose(self) -> ComposeResult:
        yield from page("message")

    def on_mount(self) -> None:
        self.query_one("#text").focus()
        message_id = self.message_id
        self.ask("message", lambda desk: verbs.outbox.message(desk, message_id), self.took)

    def took(self, message: "MessageText") -> None:
        self.message = message
        self.relabel()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#foot", Static).update(_("r sends it again · x never sends it · Esc goes back"))
        message = self.message
        if message is None:
            return
        row = message.row
        event = printable(_(row.event) if row.kind is not None else row.event)
        title = Content.assemble((event, "bold"), (f"  #{row.message_id}", "$muted"))
        self.query_one("#title", Static).update(title)
        to = Content.styled(_("to {address}").format(address=printable(row.to)), "$muted")
        lines = [fill([Content.styled(_(row.channel.word), "$ink"), to, toned(row.state)]), Content("")]
        if message.history:
            lines += [*(try_line(one) for one in message.history), Content("")]
        if message.subject:
            lines.append(Content.styled(printable(message.subject), "bold"))
        lines.append(Content(printable(message.body, keep_lines=True)))
        if message.files:
            told = _("With it: {files}").format(files=", ".join(message.files))
            lines += [Content(""), Content.styled(printable(told), "$muted")]
        self.query_one("#words", Static).update(Content("\n").join(lines))

    def act(self, verb: "Callable[[Desk], None]", done: str) -> None:
        if not self.busy:
            self.busy = True
            self.ask("act", verb, lambda _none: self.leave(done), self.refused)

    def leave(self, done: str) -> None:
        self.dismiss(done)

    def refused(self, error: Exception) -> None:
        self.busy = False
        self.regret(error)

    def action_again(self) -> None:
        message_id, key = self.message_id, new_key()
        done = _("It goes with the next delivery.")
        self.act(lambda desk: verbs.outbox.retry(desk, message_id, key=key), done)

    def action_never(self) -> None:
        message_id, key = self.message_id, new_key()

        def reasoned(reason: str | None) -> None:
            if reason and reason.strip():
                done = _("Message {number} will not be sent.").format(number=message_id)
                self.act(lambda desk: verbs.outbox.cancel(desk, message_id, reason, key=key), done)

        self.app.push_screen(AskLine(N_("Why is this message never sent?")), reasoned)


def try_line(one: "MessageTry") -> Content:
    """``Fri 20 Nov 18:05 · Failed · the server said: not now (451)``."""
    code = f" ({one.reply_code})" if one.reply_code else ""
    trouble = f"{_(one.trouble.word)}{code}" if one.trouble is not None else ""
    parts = (formats.near_moment(one.at), _(one.step.word), trouble)
    return fill([Content.styled(part, "$muted") for part in parts])
