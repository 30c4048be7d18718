"""How messages leave the office: the part of the settings that names servers, and the secrets for them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outbox:
    """When messages are sent, and sent again."""

    send_seconds: int = 60
    """One try may take this long in all; then it is broken off."""
    first_retry_seconds: int = 60
    """The wait after the first failed try; doubled after each further one."""
    longest_retry_minutes: int = 60
    tries: int = 12
    """After so many tries a message is stuck and waits for somebody."""
    poll_seconds: int = 5
    """How often ``outbox deliver --watch`` looks for new messages."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The server e-mail goes out by; without a host none does."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    """``starttls``, ``tls`` (from the first byte, usually port 465) or ``none`` (this machine only)."""
    user: str = ""
    """The password is in the file ``password_file`` names, or in CONSOLEAPP_MAIL_PASSWORD."""
    password_file: str = ""
    sender: str = ""
    """The address messages come from."""
    sender_name: str = ""
    ca_file: str = ""
    """Certificates to trust instead of the system's, for a server of one's own."""


@dataclass(frozen=True, slots=True)
class Sms:
    """The HTTP gateway text messages go out by; without an address none does."""

    url: str = ""
    body: str = '{"to": "{recipient}", "text": "{body}"}'
    """JSON that is posted; {recipient}, {body} and {key} are filled in."""
    secret_header: str = "Authorization"
    secret_prefix: str = "Bearer "
    secret_file: str = ""
    """The secret is in this file, or in CONSOLEAPP_SMS_SECRET."""
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the portal is told of acts; without an address it is not."""

    url: str = ""
    secret_file: str = ""
    """Signs each message (HMAC-SHA256), or CONSOLEAPP_WEBHOOK_SECRET does."""
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not stand in a settings file; read from the environment only."""

    mail_password: str = field(default="", repr=False)
    sms_secret: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
