"""E-mail over SMTP: one message, one connection, and what came of it as a code."""

import smtplib
import socket
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Any

from consoleapp.delivery_settings import Mail
from consoleapp.errors import WrongUse
from consoleapp.exchange.delivery.line import HERE, Line, secret, trust
from consoleapp.i18n import N_
from consoleapp.rules.documents import FileKind
from consoleapp.rules.messages import Trouble
from consoleapp.store.outbox import Claimed, Failure

SECURITY = ("starttls", "tls", "none")

_POLICY = SMTP_POLICY.clone(cte_type="7bit")
"""Nothing but ASCII on the line: servers without 8BITMIME take it too."""


_TYPES = {
    FileKind.JPEG: ("image", "jpeg"),
    FileKind.PNG: ("image", "png"),
    FileKind.PDF: ("application", "pdf"),
}


class MailSender:
    """Sends e-mail by the server of ``mail``. Raises WrongUse for settings that cannot work."""

    def __init__(self, mail: Mail, password: str) -> None:
        if mail.security not in SECURITY:
            raise WrongUse(
                N_("{section}: security cannot be {value}. Choose from: {known}."),
                section="[mail]", value=mail.security, known=", ".join(SECURITY),
            )  # fmt: skip
        if mail.security == "none" and mail.host not in HERE:
            raise WrongUse(
                N_("{section}: without encryption only this machine is spoken to."), section="[mail]"
            )
        if "@" not in mail.sender:
            raise WrongUse(N_("[mail]: say which address messages come from (sender)."))
        self.mail = mail
        self.password = secret(password, mail.password_file)
        self.context = None if mail.security == "none" else trust(mail.ca_file)

    def __call__(self, message: Claimed, line: Line) -> Failure | None:
        """Send one message; None when the server took it."""
        try:
            letter = as_mail(message, self.mail)
            raw = letter.as_bytes()
        except (ValueError, UnicodeError, LookupError):
            return Failure(Trouble.REFUSED)  # no header can be made of it: trying again is of no use
        try:
            server = self._open(line)
        except smtplib.SMTPResponseException as error:
            return Failure(_admission(error), error.smtp_code)
        except smtplib.SMTPNotSupportedError:
            return Failure(Trouble.NOT_ADMITTED)  # no STARTTLS, or no way to sign in
        except (smtplib.SMTPException, OSError, EOFError) as error:
            return Failure(_trouble(error, line))
        try:
            server.sendmail(self.mail.sender, [message.recipient], raw)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _text)] = error.recipients.values()
            return _answered(code)
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code)
        except (smtplib.SMTPException, OSError, EOFError) as error:
            return Failure(_trouble(error, line))
        else:
            with suppress(smtplib.SMTPException, OSError, EOFError):
                server.quit()  # taken already: how it says goodbye changes nothing
        finally:
            server.close()
        return None

    def _open(self, line: Line) -> smtplib.SMTP:
        mail = self.mail
        server = _Server(mail, line, self.context if mail.security == "tls" else None)
        try:
            server.ehlo_or_helo_if_needed()
            if mail.security == "starttls":
                server.starttls(context=self.context)
            if mail.user:
                server.login(mail.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


class _Server(smtplib.SMTP):
    """A connection that is cut when its time is over, from the first byte on."""

    def __init__(self, mail: Mail, line: Line, context: ssl.SSLContext | None) -> None:
        self.line = line
        self.context = context
        # The name it greets with: that of the sender, never this machine's, which a look-up would wait for.
        greeting = mail.sender.rpartition("@")[2]
        super().__init__(mail.host, mail.port, timeout=line.seconds, local_hostname=greeting)

    def _get_socket(self, host: str, port: int, _timeout: float) -> Any:
        connection: socket.socket = self.line.connect(host, port)
        if self.context is None:
            return connection
        return self.context.wrap_socket(connection, server_hostname=host)


def as_mail(message: Claimed, mail: Mail, encoding: str | None = None) -> EmailMessage:
    """The message with its headers: the same Message-ID and date on every try.

    Raises ValueError where a header cannot be made, so that nothing can be smuggled into one.
    """
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    letter["To"] = Address(message.recipient_name, addr_spec=message.recipient)
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(message.created_at)
    letter["Message-ID"] = f"<{message.message_key}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body, charset="utf-8", cte=encoding)
    letter["Content-Language"] = message.language.replace("_", "-")
    for one in message.files:
        main, sub = _TYPES[one.kind]
        letter.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return letter


def _answered(code: int) -> Failure:
    """The server said no: for good (5xx) or for now (4xx and whatever is no answer at all)."""
    return Failure(Trouble.REFUSED if 500 <= code <= 599 else Trouble.PUT_OFF, code if code > 0 else None)


def _admission(error: smtplib.SMTPResponseException) -> Trouble:
    """A refusal before the message was named is about this console, not about the message."""
    return Trouble.PUT_OFF if 400 <= error.smtp_code <= 499 else Trouble.NOT_ADMITTED


def _trouble(error: Exception, line: Line) -> Trouble:
    if line.timed_out or isinstance(error, TimeoutError):
        return Trouble.TIMED_OUT
    if not line.connected or isinstance(error, ssl.SSLError):
        return Trouble.UNREACHABLE
    return Trouble.BROKEN_OFF
