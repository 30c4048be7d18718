"""A second factor is taken up: the QR code for the app, then a first code from it (SAFETY 9)."""

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError
from consoleapp.exchange.qr import drawn
from consoleapp.i18n import N_, _
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.dialogs.read import ReadDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box

if TYPE_CHECKING:
    from consoleapp.desk.second_factor import Enrolment


class OwnFactorDialog(DeskDialog[tuple[str, ...] | None]):
    """Gives the recovery codes once a first code was right; Esc leaves everything as it was."""

    def __init__(self, session: Session, made: "Enrolment") -> None:
        super().__init__(session)
        self.made = made

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="own-factor"), Horizontal(id="own-factor-row"):
            yield Static(id="qr", markup=False)
            with Vertical(id="own-factor-words"):
                yield Static(id="title", classes="dialog-title", markup=False)
                yield Static(id="words", markup=False)
                yield Box(id="code", max_length=6, classes="dialog-input")
                yield Static(id="trouble", markup=False)
                yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        # White on black whatever the theme: cameras want the contrast.
        self.query_one("#qr", Static).update(
            Content("\n").join(Content.styled(row, "#ffffff on #000000") for row in drawn(self.made.uri))
        )
        self.query_one("#code").focus()

    def relabel(self) -> None:
        super().relabel()
        groups = " ".join(self.made.secret[start : start + 4] for start in range(0, len(self.made.secret), 4))
        self.query_one("#title", Static).update(_("Second factor"))
        self.query_one("#words", Static).update(
            Content.assemble(
                _("Scan this with the app on your phone, or type:"),
                "\n\n",
                (groups, "bold $ink"),
                "\n\n",
                _("Then type the six digits it shows:"),
            )
        )
        self.query_one("#foot", Static).update(_("Enter takes it · Esc goes back"))

    @on(Input.Submitted, "#code")
    def typed(self, event: Input.Submitted) -> None:
        code = event.value.strip()
        event.input.value = ""
        if code:
            self.take(code)

    def take(self, code: str) -> None:
        """A first code was typed."""
        key = new_key()
        self.ask("confirm", lambda desk: verbs.second_factor.confirm(desk, code, key=key), self.done)

    def done(self, spare: tuple[str, ...]) -> None:
        self.dismiss(spare)


class FirstFactorDialog(OwnFactorDialog):
    """The same before anybody is in: gives the recovery codes to be kept and, with them, the first code."""

    def __init__(self, session: Session, made: "Enrolment", trouble: ConsoleError | None = None) -> None:
        super().__init__(session, made)
        self.trouble = trouble

    def take(self, code: str) -> None:
        self.dismiss((code, *verbs.codes.new_recovery_codes()))


def recovery_codes(spare: tuple[str, ...]) -> ReadDialog:
    """What serves for a lost phone, to be written down."""
    return ReadDialog(partial(_, N_("Recovery codes")), partial(_codes, spare))


def _codes(spare: tuple[str, ...]) -> Content:
    told = _("For a lost phone each of these serves once. Write them down now: they are shown this once.")
    return Content.assemble(told, "\n\n", ("\n".join(spare), "bold $ink"))
