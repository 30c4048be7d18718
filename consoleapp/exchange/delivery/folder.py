"""Delivery into a folder: what a demo book sends stays on this machine, as files people can open."""

from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path

from consoleapp.delivery_settings import Mail
from consoleapp.errors import Refused
from consoleapp.exchange.delivery.line import Line
from consoleapp.exchange.delivery.smtp import as_mail
from consoleapp.exchange.whole import whole_file
from consoleapp.rules.messages import MessageChannel, Trouble
from consoleapp.store.outbox import Claimed, Failure

SENDER = Mail(sender="service.desk@desk.invalid", sender_name="Service desk")


FOLDER = "outbox"
"""Below the data of a demo book."""


class Landing:
    """What lands in ``folder`` after this was made, as people read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen = set(self._names())

    def _names(self) -> list[str]:
        return sorted(file.name for file in self.folder.glob("*.*") if file.suffix in (".eml", ".txt"))

    def new(self) -> Iterator[tuple[str, str]]:
        """Names and texts of the files that are new since the last look."""
        for name in self._names():
            if name in self.seen:
                continue
            self.seen.add(name)
            content = (self.folder / name).read_bytes()
            if name.endswith(".eml"):
                letter = message_from_bytes(content, policy=SMTP_POLICY)
                text = letter.get_body()
                body = letter.get_content() if text is None else text.get_content()
                enclosed = "".join(f"\n+ {one.get_filename()}" for one in letter.iter_attachments())
                yield name, f"{letter['To']}\n{letter['Subject']}\n\n{body}{enclosed}"
            else:
                yield name, content.decode()


class FolderSender:
    """Writes each message into ``folder``: e-mail as .eml, the others as .txt, named by number and key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, message: Claimed, line: Line) -> Failure | None:
        """Write one message; a file that is there already is the same message from an earlier try."""
        is_mail = message.channel is MessageChannel.EMAIL
        kind = "eml" if is_mail else "txt"
        file = self.folder / f"{message.id:06}-{message.channel}-{message.message_key[:8]}.{kind}"
        text = self._mail(message) if is_mail else self._plain(message)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists():
                with suppress(Refused), whole_file(file) as part:
                    part.write_bytes(text)
        except OSError:
            return Failure(Trouble.UNREACHABLE)
        return None

    def _mail(self, message: Claimed) -> bytes:
        letter = as_mail(message, SENDER, "8bit")  # readable in any editor
        return letter.as_bytes(policy=SMTP_POLICY)

    def _plain(self, message: Claimed) -> bytes:
        head = f"To: {message.recipient}\nKey: {message.message_key}\n"
        return f"{head}\n{message.body}\n".encode()
