"""How the queue, the form that asks for documents, letters and messages look."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from textual.pilot import Pilot

from consoleapp.cli.console import console
from consoleapp.desk.opening import open_book
from consoleapp.screens.requests.list import RequestsScreen
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.conftest import FrozenClock
from tests.screens.book import COUNTER, SUPERVISOR, found, press
from tests.screens.console import settled
from tests.screens.papers import BY_LETTER, by_letter, leave_upload


async def queue(pilot: Pilot[Any]) -> None:
    await found(pilot, BY_LETTER, "enter", "h", "enter")
    await press(pilot, "f8", "a", "c")


async def letter(pilot: Pilot[Any]) -> None:
    await found(pilot, BY_LETTER, "enter", "h", "enter", "m", "enter")


def one_is_stuck(home: Path, now: datetime) -> None:
    """The oldest message of the book was put off once, then refused."""
    with open_book(load(home, {})).write() as connection:
        oldest = connection.execute(select(func.min(t.outbox_message.c.id))).scalar_one()
        body = connection.execute(
            select(t.outbox_message.c.body).where(t.outbox_message.c.id == oldest)
        ).scalar_one()
        link = re.sub(r"/d/\S+", "/d/drafted", body)  # each book makes another
        stuck = {"state": "stuck", "trouble": "refused", "reply_code": 550, "lease": None, "body": link}
        connection.execute(update(t.outbox_message).where(t.outbox_message.c.id == oldest).values(**stuck))
        for minutes, step, trouble, code in (
            (32, "begun", None, None),
            (32, "failed", "put_off", 451),
            (30, "begun", None, None),
            (30, "failed", "refused", 550),
        ):
            told = {
                "step": step,
                "trouble": trouble,
                "reply_code": code,
                "at": now - timedelta(minutes=minutes),
            }
            connection.execute(insert(t.outbox_try).values(message_id=oldest, **told))


async def stuck(pilot: Pilot[Any]) -> None:
    await press(pilot, "f8", "a")
    screen = pilot.app.screen
    assert isinstance(screen, RequestsScreen)
    screen.grid.go_to(next(key for key, row in screen.work.items() if row.message_id))
    await press(pilot, "enter")


LANGUAGES = ("en", "zh", "zh_Hans")
"""In the order of Ctrl+L."""
SCENES: dict[str, Callable[[Pilot[Any]], Any]] = {
    "queue": queue,
    "ask": lambda pilot: found(pilot, "A2600011355", "enter", "n", "space", "down"),
    "text": lambda pilot: found(pilot, "A2600011355", "enter", "n", "space", "enter"),
    "letter": letter,
    "stuck": stuck,
}


@pytest.mark.parametrize(
    ("scene", "size", "language"),
    [
        ("queue", (80, 24), "zh"),
        ("queue", (120, 36), "en"),
        ("queue", (200, 60), "en"),
        ("ask", (80, 24), "zh"),
        ("ask", (120, 36), "en"),
        ("text", (80, 24), "zh"),
        ("letter", (120, 36), "en"),
        ("queue", (120, 36), "zh_Hans"),
        ("stuck", (80, 24), "zh"),
        ("stuck", (120, 36), "en"),
    ],
)
def test_looks(
    snap_compare: Any,
    home: Path,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    scene: str,
    size: tuple[int, int],
    language: str,
) -> None:
    by_letter(home)
    leave_upload(home, clock().isoformat())
    if scene == "stuck":
        one_is_stuck(home, clock())
    monkeypatch.setattr("secrets.token_urlsafe", lambda _bytes: "drafted")
    app = console(load(home, {}), "", clock)
    app.animation_level = "none"

    async def still(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, *["down"] * (SUPERVISOR if scene == "stuck" else COUNTER), "enter")
        await press(pilot, *["ctrl+l"] * LANGUAGES.index(language))
        await SCENES[scene](pilot)

    assert snap_compare(app, terminal_size=size, run_before=still)
    app.launch.leave()
