"""Text messages and webhooks over HTTP: one POST each, with a key that stays the same on every try."""

import hashlib
import hmac
import http.client
import json
import re
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from consoleapp.delivery_settings import Sms, Webhook
from consoleapp.errors import WrongUse
from consoleapp.exchange.delivery.line import HERE, Line, secret, trust
from consoleapp.i18n import N_
from consoleapp.rules.messages import Trouble
from consoleapp.store.outbox import Claimed, Failure

KEY_HEADER = "Idempotency-Key"
SIGNATURE_HEADER = "X-Signature-SHA256"

FOR_NOW = frozenset({408, 409, 425, 429})
"""Answers below 500 that mean: try again later."""
NOT_ADMITTED = frozenset({401, 403, 407})
"""Answers about this console, not about the message."""

_PLACE = re.compile(r"\{(recipient|body|key)\}")


class SmsSender:
    """Sends text messages by the gateway of ``sms``. Raises WrongUse for settings that cannot work."""

    def __init__(self, sms: Sms, given: str) -> None:
        self.address = _address(sms.url, sms.ca_file, "[sms]")
        try:
            self.shape: Any = json.loads(sms.body)
        except ValueError as error:
            raise WrongUse(N_("[sms]: body is not JSON.")) from error
        if "{recipient}" not in sms.body or "{body}" not in sms.body:
            raise WrongUse(N_("[sms]: body needs the places {{recipient}} and {{body}}."))
        self.headers = {}
        kept = secret(given, sms.secret_file)
        if kept:
            self.headers[sms.secret_header] = sms.secret_prefix + kept

    def __call__(self, message: Claimed, line: Line) -> Failure | None:
        """Send one message; None when the gateway took it."""
        told = {"recipient": message.recipient, "body": message.body, "key": message.message_key}
        content = json.dumps(_filled(self.shape, told), ensure_ascii=False).encode()
        return post(self.address, content, {**self.headers, KEY_HEADER: message.message_key}, line)


class WebhookSender:
    """Tells the portal of acts. The body is signed where there is a secret."""

    def __init__(self, webhook: Webhook, given: str) -> None:
        self.address = _address(webhook.url, webhook.ca_file, "[webhook]")
        self.secret = secret(given, webhook.secret_file).encode()

    def __call__(self, message: Claimed, line: Line) -> Failure | None:
        """Post one message; None when the portal took it."""
        content = message.body.encode()
        headers = {KEY_HEADER: message.message_key}
        if self.secret:
            headers[SIGNATURE_HEADER] = hmac.new(self.secret, content, hashlib.sha256).hexdigest()
        return post(self.address, content, headers, line)


@dataclass(frozen=True, slots=True)
class _Address:
    parts: SplitResult
    context: ssl.SSLContext | None

    @property
    def host(self) -> str:
        return self.parts.hostname or ""

    @property
    def port(self) -> int:
        return self.parts.port or (443 if self.context else 80)

    @property
    def target(self) -> str:
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")


def post(address: _Address, content: bytes, headers: dict[str, str], line: Line) -> Failure | None:
    """Post JSON; None for an answer of 2xx. Redirections are not followed: they would take the data along."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=line.seconds)
    try:
        plain = line.connect(address.host, address.port)
        connection.sock = plain
        if address.context is not None:
            connection.sock = address.context.wrap_socket(plain, server_hostname=address.host)
        kind = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "consoleapp"}
        connection.request("POST", address.target, content, {**kind, **headers})
        answer = connection.getresponse()
        code = answer.status
    except (OSError, EOFError, http.client.HTTPException) as error:
        if line.timed_out or isinstance(error, TimeoutError):
            return Failure(Trouble.TIMED_OUT)
        if not line.connected or isinstance(error, ssl.SSLError):
            return Failure(Trouble.UNREACHABLE)
        return Failure(Trouble.BROKEN_OFF)
    finally:
        connection.close()
    if 200 <= code <= 299:
        return None
    if code in NOT_ADMITTED:
        return Failure(Trouble.NOT_ADMITTED, code)
    return Failure(Trouble.PUT_OFF if code >= 500 or code in FOR_NOW else Trouble.REFUSED, code)


def _address(url: str, ca_file: str, section: str) -> _Address:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or not url.isascii() or " " in url:
        raise WrongUse(N_("{section}: url is not an address such as https://host/path."), section=section)
    if parts.scheme == "http" and parts.hostname not in HERE:
        raise WrongUse(N_("{section}: without encryption only this machine is spoken to."), section=section)
    return _Address(parts, trust(ca_file) if parts.scheme == "https" else None)


def _filled(shape: Any, told: dict[str, str]) -> Any:
    """The places inside the texts of ``shape``; a value stays one value, whatever it holds."""
    if isinstance(shape, dict):
        return {name: _filled(value, told) for name, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, told) for value in shape]
    if isinstance(shape, str):
        return _PLACE.sub(lambda found: told[found[1]], shape)
    return shape
