"""E-mail reaches real servers, whatever these say and however they die (DOMAIN 5)."""

import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from consoleapp.delivery_settings import Mail
from consoleapp.rules.messages import Trouble
from consoleapp.rules.statuses import MessageState
from consoleapp.settings import Settings
from consoleapp.store.engine import Database
from tests.conftest import FrozenClock
from tests.exchange.delivery import S, T, deliver, one_engine, outcome
from tests.exchange.postbox import (
    BODY,
    NAME,
    SUBJECT,
    Catcher,
    free_port,
    mail_server,
    raw_server,
    rows,
    steps,
    write,
)


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
