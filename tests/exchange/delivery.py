"""What tests of the delivery share: one round of the postman, and what came of it."""

from dataclasses import replace
from typing import Any

import pytest

from consoleapp.exchange.delivery.run import Delivered, Postman, senders
from consoleapp.rules.messages import MessageChannel, Trouble
from consoleapp.rules.statuses import MessageState
from consoleapp.settings import Settings
from consoleapp.store.engine import Database
from tests.conftest import FrozenClock

EMAIL, SMS, WEBHOOK = MessageChannel
one_engine = pytest.mark.parametrize("engine_name", ["sqlite"])
"""For what happens on the line; claims and marks are tried on both engines."""
S, T = MessageState, Trouble


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
