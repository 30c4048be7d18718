"""What tests of the delivery share: messages to send, and real servers on this machine that take them."""

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import Row, select

from consoleapp.delivery_settings import Mail
from consoleapp.rules.messages import MessageChannel
from consoleapp.store import outbox
from consoleapp.store.engine import Database
from consoleapp.store.tables import outbox_message, outbox_try

CERTIFICATE = Path(__file__).with_name("localhost.pem")
NAME, SUBJECT = (
    "陳大文",
    "索償 A2000001447 需要補交文件：正式收據、病歷、化驗報告、出院摘要及身分證明文件副本",
)
BODY = "陳大文先生：\n\n請補交：\n- 正式收據\n.\nFrom here on\n" + "long " * 300


def write(
    database: Database,
    at: datetime,
    number: int = 1,
    *,
    channel: MessageChannel = MessageChannel.EMAIL,
    **changes: object,
) -> int:
    """One message that waits."""
    recipient = {
        MessageChannel.EMAIL: f"member{number}@example.com",
        MessageChannel.SMS: f"+8529123{number:04}",
        MessageChannel.WEBHOOK: "portal",
    }[channel]
    values: dict[str, object] = {
        "message_key": f"key{number}@desk.invalid",
        "channel": channel,
        "recipient": recipient,
        "recipient_name": NAME,
        "language": "zh_Hant",
        "template": "documents_requested",
        "subject": SUBJECT,
        "body": BODY,
        "created_at": at,
        "next_try_at": at,
    }
    with database.write() as connection:
        return outbox.add(connection, **(values | changes))


def rows(database: Database) -> list[Row[Any]]:
    """Every message, by id."""
    with database.read() as connection:
        return list(connection.execute(select(outbox_message).order_by(outbox_message.c.id)))


def steps(database: Database, message_id: int) -> list[str]:
    """The history of one message."""
    query = select(outbox_try.c.step).where(outbox_try.c.message_id == message_id).order_by(outbox_try.c.id)
    with database.read() as connection:
        return [str(step) for step in connection.execute(query).scalars()]


# A mail server


@dataclass
class Catcher:
    """Takes mail, or answers as told; ``on_data`` is called once a whole message has arrived."""

    arrived: list[bytes] = field(default_factory=list)
    rcpt: str = "250 OK"
    data: str = "250 OK"
    on_data: Callable[[], None] = lambda: None
    sleeps: float = 0

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.sleeps)
        if self.data.startswith("2"):
            self.arrived.append(envelope.content)
        self.on_data()
        return self.data

    @property
    def keys(self) -> list[str]:
        """The Message-ID of everything that arrived."""
        return [str(self.letter(number)["Message-ID"]) for number in range(len(self.arrived))]

    def letter(self, number: int = 0) -> EmailMessage:
        """What arrived, read by the library other programs read mail with."""
        return cast(EmailMessage, message_from_bytes(self.arrived[number], policy=policy.default))


@contextmanager
def mail_server(catcher: Catcher, *, password: str = "", tls: bool = False) -> Iterator[Mail]:
    """A real SMTP server; yields the settings to reach it. ``tls`` offers STARTTLS with our certificate."""
    options: dict[str, Any] = {}
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        options = {"tls_context": context}
    if password:
        options |= {
            "authenticator": lambda _s, _se, _e, _m, given: AuthResult(
                success=given.password == password.encode(), handled=False
            ),
            "auth_required": True,
            "auth_require_tls": tls,
        }
    port = free_port()
    controller = Controller(catcher, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield Mail(
            host="localhost" if tls else "127.0.0.1",
            port=port,
            security="starttls" if tls else "none",
            user="desk" if password else "",
            sender="desk@insurer.example",
            sender_name="服務台",
            ca_file=str(CERTIFICATE) if tls else "",
        )
    finally:
        controller.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says what ``serve`` makes it say on each connection; yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    serve(connection)
                except OSError:
                    continue

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


# A gateway


@dataclass
class Gateway:
    """Takes posts and answers with ``code``."""

    code: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sleeps: float = 0
    break_off: bool = False
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def json(self, number: int = 0) -> Any:
        """The body of one post."""
        return json.loads(self.posts[number][2])


@contextmanager
def http_server(gateway: Gateway) -> Iterator[str]:
    """A real HTTP server; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.posts.append((self.path, dict(self.headers), content))
            if gateway.sleeps:
                gateway.released.wait(gateway.sleeps)
            if gateway.break_off:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(gateway.code)
            for name, value in gateway.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_words: object) -> None:
            """Nothing is printed among the tests' own lines."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/send?from=desk"
    finally:
        gateway.released.set()
        server.shutdown()
        server.server_close()
