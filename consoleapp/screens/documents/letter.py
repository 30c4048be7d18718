"""A letter that goes out on paper: read, written to a page that prints, and marked as posted."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.desk_dialog import page
from consoleapp.screens.dialogs.once_dialog import OnceDialog
from consoleapp.screens.facts import fill
from consoleapp.screens.once import Sending
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.letters import Letter


class LetterDialog(OnceDialog[str | None]):
    """p writes the page to print, o says it is in the post; gives in words what was done, if anything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "print", show=False),
        Binding("o", "posted", show=False),
    ]

    def __init__(self, session: Session, letter_id: int) -> None:
        super().__init__(session)
        self.letter_id = letter_id
        self.letter: Letter | None = None
        self.written = ""
        """Where the page lies, once it was written."""

    def compose(self) -> ComposeResult:
        yield from page("letter")

    def on_mount(self) -> None:
        self.query_one("#text").focus()
        letter_id = self.letter_id
        self.ask("letter", lambda desk: verbs.letters.one(desk, letter_id), self.took)

    def took(self, letter: "Letter") -> None:
        self.letter = letter
        self.relabel()

    def relabel(self) -> None:
        super().relabel()
        letter = self.letter
        if letter is None:
            return
        open_ = letter.posted_at is None and not letter.replaced
        self.query_one("#foot", Static).update(
            _("p writes the page to print · o it is in the post · Esc goes back")
            if open_
            else _("p writes the page to print · Esc goes back")
        )
        title = Content.assemble((_("Letter"), "bold"), (f"  {printable(letter.claim_no)}", "$muted"))
        self.query_one("#title", Static).update(title)
        lines = [fill([Content.styled(self.where(letter), "$muted"), self.state(letter)])]
        if self.written:
            told = _("The letter is in {file}. Open it in a browser to print it.")
            lines.append(Content.styled(told.format(file=printable(self.written)), "$good"))
        lines += [Content(""), Content.styled(printable(letter.subject), "bold")]
        lines.append(Content(printable(letter.text, keep_lines=True).rstrip()))
        self.query_one("#words", Static).update(Content("\n").join(lines))

    def where(self, letter: "Letter") -> str:
        when = _("written {moment}").format(moment=formats.near_moment(letter.written_at))
        to = _("to {address}").format(address=printable(letter.to))
        return f"{to} · {when}"

    def state(self, letter: "Letter") -> Content:
        if letter.posted_at is not None:
            told = _("posted {moment} by {name}").format(
                moment=formats.near_moment(letter.posted_at), name=printable(letter.posted_by)
            )
            return Content.styled(told, "$good")
        if letter.replaced:
            return Content.styled(_("a later letter has replaced it"), "$muted")
        return Content.styled(_("not posted yet"), "$waiting")

    def action_print(self) -> None:
        if self.letter is None or self.busy:
            return
        self.busy = True
        folder, letter_id = self.session.settings.exports, self.letter_id

        def write(desk: "Desk") -> Path:
            from consoleapp.exchange.letters import usual_file, write_letter

            printed = verbs.letters.printed(desk, letter_id)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return write_letter(printed, usual_file(printed, folder))

        self.ask("print", write, self.printed, self.not_printed)

    def printed(self, file: Path) -> None:
        self.busy, self.written = False, f"exports/{file.name}"
        self.relabel()

    def action_posted(self) -> None:
        if self.letter is None or self.busy or self.letter.posted_at is not None:
            return
        letter_id = self.letter_id

        def posted(desk: "Desk", key: str) -> bool:
            new: bool = verbs.letters.mark_posted(desk, letter_id, key=key)
            return new

        self.send_once(Sending(("letters.posted", letter_id), posted, self.done, self.regret))

    def done(self, new: bool) -> None:
        self.dismiss(_("The letter is in the post.") if new else _("It was posted already."))

    def not_printed(self, error: Exception) -> None:
        self.busy = False
        self.regret(error)
