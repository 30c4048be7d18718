"""Text messages and webhooks reach real gateways; settings that cannot work are told (DOMAIN 5)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consoleapp.delivery_settings import Mail, Sms, Webhook
from consoleapp.errors import Refused, WrongUse
from consoleapp.exchange.delivery.run import senders
from consoleapp.rules.messages import Trouble
from consoleapp.rules.statuses import MessageState
from consoleapp.settings import Settings, load
from consoleapp.store.engine import Database
from tests.conftest import FrozenClock
from tests.exchange.delivery import SMS, WEBHOOK, S, T, deliver, one_engine, outcome
from tests.exchange.postbox import (
    Gateway,
    http_server,
    write,
)


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
