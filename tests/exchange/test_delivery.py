"""Messages reach real servers: whatever these do, none is lost, a second copy is recognised (DOMAIN 5)."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from consoleapp.delivery_settings import Mail, Outbox, Sms, Webhook
from consoleapp.errors import Refused, WrongUse
from consoleapp.exchange.delivery.folder import Landing
from consoleapp.exchange.delivery.run import Delivered, Postman, senders
from consoleapp.rules.messages import MessageChannel, Trouble
from consoleapp.rules.statuses import MessageState
from consoleapp.settings import Settings, load
from consoleapp.store.engine import Database
from consoleapp.store.tables import outbox_message
from tests.conftest import FrozenClock
from tests.exchange.postbox import (
    BODY,
    NAME,
    SUBJECT,
    Catcher,
    Gateway,
    free_port,
    http_server,
    mail_server,
    raw_server,
    rows,
    steps,
    write,
)

ROOT = Path(__file__).resolve().parents[2]
EMAIL, SMS, WEBHOOK = MessageChannel
one_engine = pytest.mark.parametrize("engine_name", ["sqlite"])
"""For what happens on the line; claims and marks are tried on both engines."""
S, T = MessageState, Trouble


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    found = load(tmp_path, {"CONSOLEAPP_DATABASE_URL": database_url})
    return replace(found, outbox=Outbox(tries=3))


def postman(database: Database, clock: FrozenClock, settings: Settings, *, demo: bool = False) -> Postman:
    return Postman(database, settings, clock, senders(settings, demo=demo), jitter=lambda: 0.0, grace=0.1)


def deliver(database: Database, clock: FrozenClock, settings: Settings, **changes: Any) -> list[Delivered]:
    """One round; ``changes`` are settings."""
    found: list[Delivered] = []
    man = postman(database, clock, replace(settings, **changes))
    man.told = found.append
    man.round()
    return found


def outcome(found: list[Delivered]) -> tuple[MessageState, Trouble | None, int | None]:
    [one] = found
    return one.state, one.trouble, one.reply_code


# E-mail


@one_engine
def test_a_letter_arrives_as_it_was_written(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    catcher = Catcher()
    number = write(database, clock())
    clock.advance(minutes=1)
    with mail_server(catcher) as mail:
        assert outcome(deliver(database, clock, settings, mail=mail)) == (S.SENT, None, None)
        assert deliver(database, clock, settings, mail=mail) == []
    letter = catcher.letter()
    assert letter["Subject"] == SUBJECT
    assert letter["To"].addresses[0].display_name == NAME
    assert letter["To"].addresses[0].addr_spec == "member1@example.com"
    assert (letter["From"].addresses[0].display_name, letter["Message-ID"]) == (
        "服務台", "<key1@desk.invalid>",
    )  # fmt: skip
    assert letter["Date"].datetime == clock() - timedelta(minutes=1), "the moment it was written"
    assert letter.get_content().replace("\r\n", "\n") == BODY + "\n"
    assert (letter["Content-Language"], letter["Auto-Submitted"]) == ("zh-Hant", "auto-generated")
    assert catcher.arrived[0].isascii()
    [row] = rows(database)
    assert (row.state, row.sent_at, row.lease, row.tries) == (S.SENT, clock(), None, 1)
    assert steps(database, number) == ["begun", "sent"]


@one_engine
def test_the_line_is_encrypted_and_the_console_signs_in(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    catcher = Catcher()
    write(database, clock())
    key = settings.home / "mail.password"
    key.write_text("quiet heron\n")
    with mail_server(catcher, password="quiet heron", tls=True) as mail:
        assert outcome(deliver(database, clock, settings, mail=mail)) == (S.WAITING, T.NOT_ADMITTED, 535)
        clock.advance(minutes=2)
        unknown = replace(mail, ca_file="", password_file=str(key))
        assert outcome(deliver(database, clock, settings, mail=unknown)) == (S.WAITING, T.UNREACHABLE, None)
        clock.advance(minutes=4)
        known = replace(mail, password_file=str(key))
        assert outcome(deliver(database, clock, settings, mail=known)) == (S.SENT, None, None)
    assert len(catcher.arrived) == 1


@one_engine
def test_nothing_is_sent_in_the_clear_where_encryption_was_wanted(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    catcher = Catcher()
    write(database, clock())
    with mail_server(catcher) as mail:
        wanted = replace(mail, security="starttls")
        assert outcome(deliver(database, clock, settings, mail=wanted)) == (S.WAITING, T.NOT_ADMITTED, None)
    assert catcher.arrived == []


@pytest.mark.parametrize(
    ("answers", "state", "trouble", "code"),
    [
        ({"rcpt": "550 no such user member1@example.com"}, S.STUCK, T.REFUSED, 550),
        ({"rcpt": "451 later"}, S.WAITING, T.PUT_OFF, 451),
        ({"data": "552 too large"}, S.STUCK, T.REFUSED, 552),
        ({"data": "450 busy"}, S.WAITING, T.PUT_OFF, 450),
    ],
)
@one_engine
def test_what_the_server_says_decides(
    database: Database, clock: FrozenClock, settings: Settings, answers: dict[str, str],
    state: MessageState, trouble: Trouble, code: int,
) -> None:  # fmt: skip
    write(database, clock())
    with mail_server(Catcher(**answers)) as mail:
        assert outcome(deliver(database, clock, settings, mail=mail)) == (state, trouble, code)
    [row] = rows(database)
    assert (row.state, row.trouble, row.reply_code) == (state, trouble, code)
    assert not any("member1" in str(value) for name, value in row._mapping.items() if name != "recipient")


def test_a_message_is_tried_again_later_each_time_then_stuck(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    write(database, clock())
    with mail_server(Catcher(data="450 busy")) as mail:
        waits = []
        for _ in range(2):
            assert outcome(deliver(database, clock, settings, mail=mail))[0] is S.WAITING
            waits.append(rows(database)[0].next_try_at - clock())
            clock.advance(seconds=waits[-1].total_seconds() - 1)
            assert deliver(database, clock, settings, mail=mail) == []
            clock.advance(seconds=1)
        assert outcome(deliver(database, clock, settings, mail=mail)) == (S.STUCK, T.PUT_OFF, 450)
    assert waits == [timedelta(minutes=1), timedelta(minutes=2)]


@one_engine
def test_a_server_that_is_not_there_is_left_alone_for_a_while(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    for number in range(3):
        write(database, clock(), number)
    mail = Mail(host="127.0.0.1", port=free_port(), security="none", sender="desk@insurer.example")
    assert outcome(deliver(database, clock, settings, mail=mail)) == (S.WAITING, T.UNREACHABLE, None)
    assert [row.tries for row in rows(database)] == [1, 0, 0]


def banner(text: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(text)


def dripping(connection: socket.socket) -> None:
    """A byte now and then keeps a time-out of the socket from ever running out."""
    connection.sendall(b"220-")
    while True:
        connection.sendall(b"x")
        threading.Event().wait(0.02)


@pytest.mark.parametrize(
    ("serve", "trouble", "code"),
    [
        (banner(b"554 go away\r\n"), T.NOT_ADMITTED, 554),
        (banner(b"421 come back\r\n"), T.PUT_OFF, 421),
        (banner(b""), T.BROKEN_OFF, None),
        (banner(b"\xff\xfe nonsense\r\n"), None, None),
        (dripping, T.TIMED_OUT, None),
    ],
)
@one_engine
def test_a_server_that_says_strange_things(
    database: Database, clock: FrozenClock, settings: Settings,
    serve: Callable[[socket.socket], None], trouble: Trouble | None, code: int | None,
) -> None:  # fmt: skip
    write(database, clock())
    quick = replace(settings.outbox, send_seconds=0.3)  # type: ignore[arg-type]
    with raw_server(serve) as port:
        mail = Mail(host="127.0.0.1", port=port, security="none", sender="desk@insurer.example")
        state, found, said = outcome(deliver(database, clock, settings, mail=mail, outbox=quick))
    assert state is S.WAITING
    if trouble is not None:
        assert (found, said) == (trouble, code)


@one_engine
def test_a_slow_server_is_given_up_and_tried_again(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    catcher = Catcher(sleeps=0.6)
    write(database, clock())
    quick = replace(settings.outbox, send_seconds=0.3)  # type: ignore[arg-type]
    with mail_server(catcher) as mail:
        assert outcome(deliver(database, clock, settings, mail=mail, outbox=quick))[1] is T.TIMED_OUT
        catcher.sleeps = 0
        clock.advance(minutes=1)
        assert outcome(deliver(database, clock, settings, mail=mail))[0] is S.SENT
    assert set(catcher.keys) == {"<key1@desk.invalid>"}


@one_engine
def test_a_server_that_dies_in_mid_message(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    heard: list[bytes] = []

    def dying(connection: socket.socket) -> None:
        connection.sendall(b"220 hello\r\n")
        for answer in (b"250 hello\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n"):
            connection.recv(4096)
            connection.sendall(answer)
        heard.append(connection.recv(20))

    write(database, clock())
    with raw_server(dying) as port:
        mail = Mail(host="127.0.0.1", port=port, security="none", sender="desk@insurer.example")
        assert outcome(deliver(database, clock, settings, mail=mail)) == (S.WAITING, T.BROKEN_OFF, None)
    assert heard[0], "it died while the message was on its way"
    clock.advance(minutes=1)
    catcher = Catcher()
    with mail_server(catcher) as mail:
        assert outcome(deliver(database, clock, settings, mail=mail))[0] is S.SENT
    assert catcher.keys == ["<key1@desk.invalid>"]


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "a@example.com\r\nBcc: b@example.com"},
        {"recipient": "a@example.com, b@example.com"},
        {"recipient": "陳@example.com"},
        {"subject": "x\r\nBcc: b@example.com"},
        {"recipient_name": "x\r\nBcc: b@example.com"},
        {"message_key": "x>\r\nBcc: b@example.com"},
    ],
)
@one_engine
def test_nothing_slips_into_a_header(
    database: Database, clock: FrozenClock, settings: Settings, changes: dict[str, str]
) -> None:
    """The desk lets none of this in; were it in the table all the same, nothing would leave."""
    catcher = Catcher()
    write(database, clock(), **changes)
    with mail_server(catcher) as mail:
        assert outcome(deliver(database, clock, settings, mail=mail)) == (S.STUCK, T.REFUSED, None)
    assert catcher.arrived == []


# Text messages and webhooks


@one_engine
def test_a_text_message_is_posted_as_json(database: Database, clock: FrozenClock, settings: Settings) -> None:
    gateway = Gateway()
    body = 'say "{key}" \\ 早晨\n{recipient}'
    write(database, clock(), 7, channel=SMS, body=body)
    with http_server(gateway) as url:
        shape = '{"message": {"to": ["{recipient}"], "text": "Desk: {body}", "ref": "{key}", "n": 1}}'
        secret = replace(settings.secrets, sms_secret="quiet heron")
        found = deliver(database, clock, settings, sms=Sms(url=url, body=shape), secrets=secret)
    assert outcome(found) == (S.SENT, None, None)
    path, headers, _content = gateway.posts[0]
    assert gateway.json() == {
        "message": {"to": ["+85291230007"], "text": f"Desk: {body}", "ref": "key7@desk.invalid", "n": 1}
    }
    assert (path, headers["Idempotency-Key"], headers["Authorization"]) == (
        "/send?from=desk", "key7@desk.invalid", "Bearer quiet heron",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "state", "trouble"),
    [
        (201, S.SENT, None),
        (302, S.STUCK, T.REFUSED),
        (400, S.STUCK, T.REFUSED),
        (401, S.WAITING, T.NOT_ADMITTED),
        (429, S.WAITING, T.PUT_OFF),
        (503, S.WAITING, T.PUT_OFF),
    ],
)
@one_engine
def test_what_the_gateway_answers_decides(
    database: Database, clock: FrozenClock, settings: Settings,
    code: int, state: MessageState, trouble: Trouble | None,
) -> None:  # fmt: skip
    gateway = Gateway(code, headers={"Location": "/elsewhere"})
    write(database, clock(), channel=SMS)
    with http_server(gateway) as url:
        found = outcome(deliver(database, clock, settings, sms=Sms(url=url)))
    assert found == (state, trouble, None if trouble is None else code)
    assert len(gateway.posts) == 1, "a redirection is not followed"


@pytest.mark.parametrize(
    ("mood", "trouble"), [({"sleeps": 5}, T.TIMED_OUT), ({"break_off": True}, T.BROKEN_OFF)]
)
@one_engine
def test_a_gateway_that_dies_gets_the_same_key_again(
    database: Database, clock: FrozenClock, settings: Settings, mood: dict[str, Any], trouble: Trouble
) -> None:
    gateway = Gateway(**mood)
    write(database, clock(), channel=SMS)
    quick = replace(settings.outbox, send_seconds=0.3)  # type: ignore[arg-type]
    with http_server(gateway) as url:
        assert outcome(deliver(database, clock, settings, sms=Sms(url=url), outbox=quick))[1] is trouble
        gateway.sleeps, gateway.break_off = 0, False
        clock.advance(minutes=1)
        assert outcome(deliver(database, clock, settings, sms=Sms(url=url)))[0] is S.SENT
    assert [headers["Idempotency-Key"] for _path, headers, _content in gateway.posts] == [
        "key1@desk.invalid"
    ] * 2


@one_engine
def test_a_webhook_is_signed(database: Database, clock: FrozenClock, settings: Settings) -> None:
    import hashlib
    import hmac

    gateway = Gateway()
    write(database, clock(), channel=WEBHOOK, body='{"event":"account.unlocked"}')
    with http_server(gateway) as url:
        secret = replace(settings.secrets, webhook_secret="quiet heron")
        assert outcome(
            deliver(database, clock, settings, webhook=Webhook(url=url), secrets=secret)
        ) == (S.SENT, None, None)  # fmt: skip
    _path, headers, content = gateway.posts[0]
    signed = hmac.new(b"quiet heron", content, hashlib.sha256).hexdigest()
    assert (content, headers["X-Signature-SHA256"]) == (b'{"event":"account.unlocked"}', signed)


# Settings


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "No way to send is set up"),
        ({"mail": Mail(host="mail.example", sender="a@b.example", security="none")}, "only this machine"),
        ({"mail": Mail(host="mail.example", sender="a@b.example", security="ssl")}, "security cannot be ssl"),
        ({"mail": Mail(host="mail.example")}, "which address messages come from"),
        ({"mail": Mail(host="m", sender="a@b.example", ca_file="gone.pem")}, "gone.pem cannot be read"),
        ({"mail": Mail(host="m", sender="a@b.example", password_file="gone")}, "secret in gone cannot"),
        ({"sms": Sms(url="http://sms.example/send")}, "only this machine"),
        ({"sms": Sms(url="sms.example")}, "url is not an address"),
        ({"sms": Sms(url="https://sms.example", body="{recipient} {body}")}, "body is not JSON"),
        ({"sms": Sms(url="https://sms.example", body='{"to": "{recipient}"}')}, r"needs the places \{rec"),
        ({"webhook": Webhook(url="https://x:y")}, "url is not an address"),
    ],
)
def test_settings_that_cannot_work_are_one_line(tmp_path: Path, changes: Any, words: str) -> None:
    with pytest.raises((Refused, WrongUse), match=words):
        senders(replace(load(tmp_path, {}), **changes), demo=False)


# The demo


@one_engine
def test_a_demo_book_reaches_nobody_but_a_folder(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    catcher = Catcher()
    landing = Landing(settings.data / "outbox")
    write(database, clock(), 1)
    write(database, clock(), 2, channel=SMS)
    with mail_server(catcher) as mail:
        postman(database, clock, replace(settings, mail=mail), demo=True).round()
    assert catcher.arrived == []
    folder = settings.data / "outbox"
    assert sorted(file.name for file in folder.iterdir()) == [
        "000001-email-key1@des.eml",
        "000002-sms-key2@des.txt",
    ]
    assert "請補交" in (folder / "000001-email-key1@des.eml").read_text(encoding="utf-8"), "readable as it is"
    assert (folder / "000002-sms-key2@des.txt").stat().st_mode & 0o077 == 0
    shown = dict(landing.new())
    assert list(shown) == ["000001-email-key1@des.eml", "000002-sms-key2@des.txt"]
    assert "請補交" in shown["000001-email-key1@des.eml"]
    assert list(landing.new()) == [], "each is shown once"
    assert {row.state for row in rows(database)} == {S.SENT}
    with database.write() as connection:
        connection.execute(update(outbox_message).values(state=S.WAITING, sent_at=None))
    postman(database, clock, settings, demo=True).round()
    assert len(list(folder.iterdir())) == 2, "the same message again is the same file"


# Deaths and races


def test_killed_between_sending_and_marking(
    database: Database, database_url: str, clock: FrozenClock, settings: Settings
) -> None:
    """kill -9 once the server has the whole message: not marked, so it goes once more, with its key."""
    process: subprocess.Popen[bytes]
    catcher = Catcher(on_data=lambda: os.kill(process.pid, signal.SIGKILL))
    number = write(database, clock())
    with mail_server(catcher) as mail:
        (settings.home / "consoleapp.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\nsender = "{mail.sender}"\n'
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "consoleapp", "--home", str(settings.home), "outbox", "deliver"],
            cwd=ROOT,
            env={**os.environ, "CONSOLEAPP_DATABASE_URL": database_url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert process.wait(60) == -signal.SIGKILL
        assert (rows(database)[0].state, len(catcher.arrived)) == (S.SENDING, 1)
        clock.set(rows(database)[0].next_try_at - timedelta(seconds=1))
        catcher.on_data = lambda: None
        assert deliver(database, clock, settings, mail=mail) == [], "the lease still holds"
        clock.advance(seconds=1)
        assert outcome(deliver(database, clock, settings, mail=mail))[0] is S.SENT
    assert catcher.keys == ["<key1@desk.invalid>"] * 2
    assert steps(database, number) == ["begun", "begun", "sent"]


def test_two_deliverers_at_once_send_no_message_twice(
    database: Database, database_url: str, clock: FrozenClock, settings: Settings
) -> None:
    catcher = Catcher()
    for number in range(30):
        write(database, clock(), number)
    found: list[list[Delivered]] = [[], [], []]
    with mail_server(catcher) as mail:
        books = [Database.open(database_url) for _ in found]
        men = [postman(book, clock, replace(settings, mail=mail)) for book in books]
        for man, told in zip(men, found, strict=True):
            man.told = told.append
        threads = [threading.Thread(target=man.round) for man in men]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for book in books:
            book.close()
    assert sorted(catcher.keys) == sorted(f"<key{number}@desk.invalid>" for number in range(30))
    assert {row.state for row in rows(database)} == {S.SENT}
    assert sum(map(len, found)) == 30


def test_a_mark_that_fails_is_tried_again_and_not_the_message(
    database: Database, clock: FrozenClock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    from consoleapp.exchange.delivery import run
    from consoleapp.store import outbox

    real, cut = outbox.mark_sent, iter([True])

    def mark(*arguments: Any) -> bool:
        if next(cut, False):
            raise OperationalError("UPDATE", {}, Exception("gone"), connection_invalidated=True)
        return real(*arguments)

    monkeypatch.setattr(outbox, "mark_sent", mark)
    monkeypatch.setattr(run.time, "sleep", lambda _seconds: None)
    catcher = Catcher()
    write(database, clock())
    with mail_server(catcher) as mail:
        assert outcome(deliver(database, clock, settings, mail=mail))[0] is S.SENT
    assert (len(catcher.arrived), rows(database)[0].state) == (1, S.SENT)


# Watching


def test_told_to_stop_it_ends_though_the_server_hangs(
    database: Database, clock: FrozenClock, settings: Settings
) -> None:
    hanging = threading.Event()

    def hang(connection: socket.socket) -> None:
        hanging.set()
        connection.recv(1)

    write(database, clock())
    with raw_server(hang) as port:
        mail = Mail(host="127.0.0.1", port=port, security="none", sender="desk@insurer.example")
        man = postman(database, clock, replace(settings, mail=mail))
        thread = threading.Thread(target=man.watch)
        thread.start()
        assert hanging.wait(10)
        man.stop()
        thread.join(10)
        assert not thread.is_alive()
    [row] = rows(database)
    assert (row.state, row.lease) == (S.WAITING, None), "given back, not left in hand"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@one_engine
def test_the_watch_sends_what_comes_and_ends_with_a_signal(
    database: Database, database_url: str, clock: FrozenClock, settings: Settings, number: signal.Signals
) -> None:
    catcher = Catcher()
    with mail_server(catcher) as mail:
        (settings.home / "consoleapp.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\nsender = "{mail.sender}"\n'
            "[outbox]\npoll_seconds = 1\n"
        )
        write(database, clock())
        arguments = ["--home", str(settings.home), "outbox", "deliver", "--watch", "--json"]
        with subprocess.Popen(
            [sys.executable, "-m", "consoleapp", *arguments],
            cwd=ROOT,
            env={**os.environ, "CONSOLEAPP_DATABASE_URL": database_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line == (
                b'{"message_id": 1, "channel": "email", "state": "sent", "tries": 1, '
                b'"trouble": null, "reply_code": null}\n'
            )
            process.send_signal(number)
            rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, b"", b"")
    assert catcher.keys == ["<key1@desk.invalid>"]
