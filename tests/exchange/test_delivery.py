"""Messages are sent once: deaths, races and watching; a demo book reaches nobody (DOMAIN 5)."""

import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from consoleapp.delivery_settings import Mail
from consoleapp.exchange.delivery.folder import Landing
from consoleapp.exchange.delivery.run import Delivered
from consoleapp.settings import Settings
from consoleapp.store.engine import Database
from consoleapp.store.tables import outbox_message
from tests.conftest import FrozenClock
from tests.exchange.delivery import SMS, S, deliver, one_engine, outcome, postman
from tests.exchange.postbox import (
    Catcher,
    mail_server,
    raw_server,
    rows,
    steps,
    write,
)

ROOT = Path(__file__).resolve().parents[2]


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
