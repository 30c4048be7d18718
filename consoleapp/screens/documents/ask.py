"""Asking a member for documents: what is missing, in which language, by which way; then the very text."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.document_shapes import Draft, MessagePreview, Missing
from consoleapp.errors import Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.coded import Coded
from consoleapp.rules.documents import AskedBy, DocumentKind
from consoleapp.rules.statuses import Language
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.desk_dialog import page
from consoleapp.screens.dialogs.once_dialog import OnceDialog
from consoleapp.screens.facts import name_of
from consoleapp.screens.once import Sending
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList, blank, heading

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


class AskDialog(OnceDialog[int | None]):
    """Space ticks papers and ways; Enter drafts the request and gives its id. Nothing is sent yet."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", show=False, id="table.mark")]

    def __init__(self, session: Session, claim_id: int) -> None:
        super().__init__(session)
        self.claim_id = claim_id
        self.draft: Draft | None = None
        self.ticked: set[Hashable] = set()
        self.words: dict[Hashable, str] = {}
        self.language: Language | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="ask-documents"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with Horizontal(id="columns"):
                yield RowList(id="papers")
                yield RowList(id="ways")
            with Horizontal(classes="form-row"):
                yield Label(id="words-label", markup=False)
                yield Box(id="words", compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#papers").focus()
        claim_id = self.claim_id
        self.ask("draft", lambda desk: verbs.documents.draft(desk, claim_id), self.took)

    def took(self, draft: Draft) -> None:
        self.draft, self.language = draft, draft.language
        self.ticked |= set(draft.channels)
        self.list_rows()
        self.relabel()

    def list_rows(self) -> None:
        draft = self.draft
        if draft is None:
            return
        self.query_one("#papers", RowList).show([self.row(one) for one in DocumentKind])
        self.query_one("#ways", RowList).show(
            [
                heading(lambda: _("Asked by")),
                *(self.row(one) for one in draft.possible),
                blank(),
                heading(lambda: _("In this language")),
                *(self.row(one) for one in Language),
            ]
        )

    def row(self, one: Coded) -> Row:
        return Row(one, lambda _width: [self.line(one)])

    def line(self, one: Coded) -> Content:
        ticked = one in self.ticked or one is self.language
        words = printable(self.words.get(one, ""))
        return Content.assemble(
            (" ● " if ticked else " ○ ", "bold $accent" if ticked else "$muted"),
            _(one.word),
            (f"  {words}" if words else "", "$muted"),
        )

    def relabel(self) -> None:
        super().relabel()
        title = Content.styled(_("Ask for documents"), "bold")
        if self.draft is not None:
            due = _("due {day}").format(day=formats.near_day(self.draft.due_on))
            title += Content.styled(f"  {printable(self.draft.claim_no)}  ", "$muted") + due
        self.query_one("#title", Static).update(title)
        self.query_one("#words-label", Label).update(_("In words"))
        self.query_one("#words", Input).placeholder = _("what is meant; another document needs it")
        self.query_one("#foot", Static).update(
            _("Space ticks · Tab goes on · Enter shows the text before it is sent · Esc goes back")
        )
        for name in ("#papers", "#ways"):
            self.query_one(name, RowList).forget_drawn()

    @on(RowList.Highlighted, "#papers")
    def moved(self) -> None:
        """The words belong to the paper under the cursor."""
        key = self.query_one("#papers", RowList).key
        box = self.query_one("#words", Input)
        if box.value != self.words.get(key, ""):
            box.value = self.words.get(key, "")

    @on(Input.Changed, "#words")
    def worded(self, event: Input.Changed) -> None:
        papers = self.query_one("#papers", RowList)
        if papers.key is not None and event.value != self.words.get(papers.key, ""):
            self.words[papers.key] = event.value
            if event.value.strip():
                self.ticked.add(papers.key)
            papers.forget_drawn()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, RowList) if action == "tick" else True

    def action_tick(self) -> None:
        """Tick or untick; of the languages always one."""
        rows = self.focused
        if not isinstance(rows, RowList) or rows.key is None:
            return
        if isinstance(rows.key, Language):
            self.language = rows.key
        else:
            self.ticked ^= {rows.key}
        rows.forget_drawn()
        if rows.id == "papers":
            rows.action_cursor_down()
            if rows.key is DocumentKind.OTHER and DocumentKind.OTHER in self.ticked:
                self.query_one("#words").focus()

    @on(RowList.Opened)
    @on(Input.Submitted, "#words")
    def take(self) -> None:
        draft = self.draft
        if draft is None or self.busy:
            return
        items = [Missing(one, self.words.get(one, "").strip()) for one in DocumentKind if one in self.ticked]
        channels = tuple(one for one in AskedBy if one in self.ticked)
        if not items:
            self.complain(Refused(N_("Tick what is missing with Space.")))
            return
        language = self.language

        def ask(desk: "Desk", key: str) -> int:
            number: int = verbs.documents.ask(
                desk, draft.claim_id, items, language=language, channels=channels,
                version=draft.claim_version, key=key,
            )  # fmt: skip
            return number

        said = ("documents.ask", draft.claim_id, draft.claim_version, items, language, channels)
        self.send_once(Sending(said, ask, self.leave, self.regret))

    def leave(self, number: int) -> None:
        self.dismiss(number)


class PreviewDialog(OnceDialog[bool]):
    """The very text that goes out, to which address. Enter sends it; Esc gives False, nothing went out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "send", show=False, id="table.open")]

    def __init__(self, session: Session, request_id: int, version: int, *, again: bool) -> None:
        super().__init__(session)
        self.request_id = request_id
        self.version = version
        self.again = again
        self.previews: tuple[MessagePreview, ...] = ()

    def compose(self) -> ComposeResult:
        yield from page("preview")

    def on_mount(self) -> None:
        self.query_one("#text").focus()
        request_id = self.request_id
        self.ask("preview", lambda desk: verbs.documents.preview(desk, request_id), self.took)

    def took(self, previews: tuple[MessagePreview, ...]) -> None:
        self.previews = previews
        self.relabel()

    def relabel(self) -> None:
        super().relabel()
        title = _("Ask again with this text") if self.again else _("Ask with this text")
        self.query_one("#title", Static).update(title)
        parts = []
        for one in self.previews:
            address = f"{name_of(one.name_en, one.name_zh)} {printable(one.to)}".strip()
            to = _("to {address}").format(address=address)
            parts.append(Content.assemble((_(one.channel.word), "bold $accent"), (f"  {to}", "$muted")))
            if one.subject:
                parts.append(Content.styled(printable(one.subject), "bold"))
            parts += [Content(printable(one.text, keep_lines=True).rstrip()), Content("")]
        self.query_one("#words", Static).update(Content("\n").join(parts))
        kept = _("Enter sends it · Esc goes back; the draft is kept")
        self.query_one("#foot", Static).update(_("Enter sends it · Esc goes back") if self.again else kept)

    def action_send(self) -> None:
        if self.busy or not self.previews:
            return
        request_id, version, again = self.request_id, self.version, self.again

        def send(desk: "Desk", key: str) -> None:
            verb = verbs.documents.chase if again else verbs.documents.send
            verb(desk, request_id, version=version, key=key)

        said = ("documents.send", request_id, version, again)
        self.send_once(Sending(said, send, lambda _done: self.leave(), self.regret))

    def leave(self) -> None:
        self.dismiss(True)

    def action_close(self) -> None:
        if self.may_leave:
            self.leave_in_doubt()
            self.dismiss(False)
