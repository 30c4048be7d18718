"""The closing notice of the claim on the screen: read, and written to a page that prints."""

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from consoleapp.desk.claim_shapes import ClaimDetail
from consoleapp.i18n import _
from consoleapp.screens import verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.messages import Say
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


class Notices(Calls):
    """For the screen of one claim. The notice is in the member's language; looking at it is on record."""

    claim_id: int
    detail: ClaimDetail | None
    notice: str | None = None
    """Its text, once somebody looked at it."""

    @abstractmethod
    def draw_room(self) -> None:
        """Draw what was read."""

    def read_notice(self) -> None:
        """The closing notice, once somebody looks at it."""
        detail, claim_id = self.detail, self.claim_id
        if detail is None or not detail.has_notice or self.notice is not None:
            return

        def read(desk: "Desk") -> str:
            from consoleapp.exchange.notices import as_text

            return as_text(verbs.claim_notice.notice(desk, claim_id))

        self.ask("notice", read, self.took_notice)

    def took_notice(self, text: str) -> None:
        self.notice = text
        self.draw_room()

    def action_print(self) -> None:
        """The closing notice as a page in ``exports/``, in the member's language."""
        detail, folder = self.detail, self.session.settings.exports
        if detail is None:
            return
        claim_id, name = self.claim_id, detail.claim.claim_no

        def write(desk: "Desk") -> Path:
            from consoleapp.exchange.notices import usual_file, write_notice

            notice = verbs.claim_notice.notice(desk, claim_id)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = usual_file(name, folder)
            write_notice(notice, file)
            return file

        self.ask("print", write, self.printed)

    def printed(self, file: Path) -> None:
        told = _("The notice is in {file}. Open it in a browser to print it.")
        self._screen.post_message(Say(told.format(file=f"exports/{file.name}"), MessageTone.DONE))
