"""Printing the certificate of cover of a member, from wherever the member is on the screen."""

from pathlib import Path
from typing import TYPE_CHECKING

from consoleapp.i18n import _
from consoleapp.screens import verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.messages import Say
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


class Certificates(Calls):
    """For a screen that shows members. The page lands in ``exports/``, in the member's language."""

    def print_certificate(self, member_id: int) -> None:
        """Write the page of this member and say where it is."""
        folder = self.session.settings.exports

        def write(desk: "Desk") -> Path:
            from consoleapp.exchange.certificate import usual_file, write_certificate

            cover = verbs.certificates.certificate_of_cover(desk, member_id)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return write_certificate(cover, usual_file(cover, folder))

        self.ask("certificate", write, self.printed)

    def printed(self, file: Path) -> None:
        """The page is there: open it in a browser to print or send it."""
        said = _("The certificate is in {file}. Open it in a browser to print it.")
        self._screen.post_message(Say(said.format(file=f"exports/{file.name}"), MessageTone.DONE))
        self.refresh_contact()
