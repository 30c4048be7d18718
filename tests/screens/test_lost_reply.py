"""A form whose reply is lost sends nothing again before it is known what became of it (SAFETY 20)."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import func, select
from textual.pilot import Pilot

from consoleapp.desk import directory_upkeep, documents, service_requests
from consoleapp.desk.opening import open_book
from consoleapp.errors import ConsoleError, Refused, Uncertain
from consoleapp.screens import once
from consoleapp.screens.asks import Asks
from consoleapp.screens.documents.ask import PreviewDialog
from consoleapp.screens.requests.open import OpenDialog
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.screens.book import Open, found, press, type_in
from tests.screens.console import drawn, settled, typed
from tests.screens.test_services import CERTIFICATE, written

Lose = Callable[..., None]


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Lose:
    """The next act of a verb is recorded, or not, and its reply lost."""

    def lose(room: ModuleType, name: str, *, recorded: bool, look_again: float = 0.01) -> None:
        verb, sent = getattr(room, name), []
        monkeypatch.setattr(once, "LOOK_AGAIN", look_again)

        def unheard(*args: Any, **named: Any) -> Any:
            sent.append(named["key"])
            if len(sent) > 1:
                return verb(*args, **named)
            if recorded:
                verb(*args, **named)
            raise Uncertain("The database does not answer.")

        monkeypatch.setattr(room, name, unheard)

    return lose


def test_an_act_of_one_key_is_the_same_act_when_its_reply_was_lost() -> None:
    session, tries, keys, told = Mock(unsettled={}), [Uncertain("?"), Refused("no"), 7, 7], [], []
    session.serving.actor.staff_id = 1

    class Asker(Asks):
        def ask(self, topic: str, question: Any, then: Any, sorry: Any = None) -> None:
            try:
                then(question(Mock()))
            except ConsoleError as error:
                sorry(error)

    def verb(_desk: Any, key: str) -> Any:
        keys.append(key)
        answer = tries.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    asker = Asker()
    asker.session = session
    for _press in range(4):
        once.press_once(asker, "act", ("resend", 3), verb, told.append, told.append)
    assert keys[0] == keys[1], "the lost one is sent again as itself"
    assert len(set(keys)) == 3, "what was refused or done is another act the next time"
    assert [type(one) for one in told] == [Uncertain, Refused, int, int]
    assert session.unsettled == {}


async def waited(pilot: Pilot[Any]) -> None:
    for _turn in range(6):
        await pilot.pause(0.02)
        await settled(pilot)


def count(home: Path, table: Any) -> int:
    with open_book(load(home, {})).read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


async def call_back(pilot: Pilot[Any]) -> None:
    """A call-back is asked for on the card of a person, and sent."""
    await found(pilot, CERTIFICATE, "enter", "q", "n", "end", "up", "up", "enter")
    await written(pilot, "9123 4567", "about the bill", "2026-11-23")


@pytest.mark.parametrize("recorded", [True, False])
async def test_a_request_is_opened_once(opened: Open, home: Path, lose: Lose, recorded: bool) -> None:
    before = count(home, t.service_request)
    lose(service_requests, "open_request", recorded=recorded)
    async with opened((120, 36)) as pilot:
        await call_back(pilot)
        await waited(pilot)
        if not recorded:
            assert "It was not recorded. It can be sent again." in drawn(pilot)
            await press(pilot, "enter")
        assert "Opened as R0000" in drawn(pilot)
        assert count(home, t.service_request) == before + 1


async def test_a_request_that_was_left_in_doubt_is_found_when_it_is_opened_again(
    opened: Open, home: Path, lose: Lose
) -> None:
    before = count(home, t.service_request)
    lose(service_requests, "open_request", recorded=True, look_again=3_600)
    async with opened((120, 36)) as pilot:
        await call_back(pilot)
        assert "unknown – checking" in drawn(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, OpenDialog), "nothing is sent meanwhile"
        await press(pilot, "escape")
        assert "It is looked up before anything else is sent" in drawn(pilot)
        await press(pilot, "n", "end", "up", "up", "enter")
        await written(pilot, "9123 4567", "about the bill", "2026-11-23")
        assert "Opened as R0000" in drawn(pilot)
        assert count(home, t.service_request) == before + 1


async def test_a_text_is_sent_once(opened: Open, home: Path, lose: Lose) -> None:
    lose(documents, "chase", recorded=True)
    before = count(home, t.outbox_message)
    async with opened((120, 40)) as pilot:
        await found(pilot, "A2600011312", "enter", "h")
        assert isinstance(pilot.app.screen, PreviewDialog)
        await press(pilot, "enter")
        await waited(pilot)
        assert "asked 2 times" in drawn(pilot)
        sent = count(home, t.outbox_message)
    assert sent > before
    assert count(home, t.outbox_message) == sent


async def test_an_entry_of_the_directory_is_sent_again_by_the_form_it_was_typed_in(
    opened: Open, home: Path, lose: Lose
) -> None:
    before = count(home, t.provider_change)
    lose(directory_upkeep, "correct", recorded=False)
    async with opened((120, 36)) as pilot:
        await press(pilot, "f6")
        await typed(pilot, "chan tai man")
        await press(pilot, "enter", "e")
        type_in(pilot, phones="8595 0202", reason="the nurse said so")
        await settled(pilot)
        await press(pilot, "ctrl+s")
        await waited(pilot)
        assert "It was not recorded. It can be sent again." in drawn(pilot)
        await press(pilot, "ctrl+s")
        assert "Saved: DR. CHAN TAI MAN." in drawn(pilot)
    assert count(home, t.provider_change) == before + 1
