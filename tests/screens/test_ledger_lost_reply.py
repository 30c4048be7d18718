"""F4: the reply to a settlement is lost; nothing is sent again before it is known what became of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from textual.pilot import Pilot

from consoleapp.desk import context, ledger
from consoleapp.errors import Uncertain
from consoleapp.screens import once
from consoleapp.screens.ledger.receive import ReceiveDialog
from tests.screens.book import COUNTER, Open, press
from tests.screens.console import drawn, settled
from tests.screens.test_ledger import at_ledger, put, standing

Lose = Callable[..., None]


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Lose:
    """The next settlement is recorded or not and its reply lost; so many looks at what became of it fail."""
    receive, became = ledger.receive, context.became
    monkeypatch.setattr(once, "LOOK_AGAIN", 0.01)

    def lose(*, recorded: bool, looks: float) -> None:
        left = {"looks": looks, "sent": 0}

        def unheard(*args: Any, **named: Any) -> int:
            left["sent"] += 1
            if left["sent"] > 1:
                return receive(*args, **named)
            if recorded:
                receive(*args, **named)
            raise Uncertain("The database does not answer.")

        def no_answer(*args: Any) -> Any:
            left["looks"] -= 1
            if left["looks"] >= 0:
                raise OperationalError("SELECT", {}, Exception("down"))
            return became(*args)

        monkeypatch.setattr(ledger, "receive", unheard)
        monkeypatch.setattr(context, "became", no_answer)

    return lose


async def fill_in(pilot: Pilot[Any], amount: str = "500", reference: str = "TR 88") -> None:
    """The form of a settlement by cheque, sent."""
    await press(pilot, "n")
    await put(pilot, amount, "enter", "enter")
    await put(pilot, "The ABC Company", "enter")
    await put(pilot, reference, "enter", "enter", "end", "enter")


async def test_a_form_waits_until_it_is_known(opened: Open, home: Path, lose: Lose) -> None:
    before, _left = standing(home, "9200352")
    lose(recorded=False, looks=2)
    async with opened((100, 40), who=COUNTER) as pilot:
        await at_ledger(pilot)
        await fill_in(pilot)
        for _turn in range(8):
            await pilot.pause(0.02)
            await settled(pilot)
        assert "It was not recorded. It can be sent again." in drawn(pilot)
        await press(pilot, "enter")
        assert "Taken in: RD0000001" in drawn(pilot)
        assert pilot.app.screen.session.unsettled == {}  # type: ignore[attr-defined]
    assert standing(home, "9200352")[0] == before + 1


@pytest.mark.parametrize("recorded", [True, False])
async def test_a_form_left_with_esc_and_filled_in_again_posts_once(
    opened: Open, home: Path, lose: Lose, monkeypatch: pytest.MonkeyPatch, recorded: bool
) -> None:
    before, _left = standing(home, "9200352")
    lose(recorded=recorded, looks=0)
    monkeypatch.setattr(once, "LOOK_AGAIN", 3_600)
    async with opened((100, 40), who=COUNTER) as pilot:
        await at_ledger(pilot)
        await fill_in(pilot)
        assert "unknown – checking" in drawn(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReceiveDialog), "nothing is sent meanwhile"
        await press(pilot, "escape")
        assert "It is looked up before anything else" in drawn(pilot)
        await fill_in(pilot)
        assert "Taken in: RD0000001" in drawn(pilot)
    assert standing(home, "9200352")[0] == before + 1


async def test_another_settlement_waits_for_the_first_to_be_seen(
    opened: Open, home: Path, lose: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _left = standing(home, "9200352")
    lose(recorded=True, looks=0)
    monkeypatch.setattr(once, "LOOK_AGAIN", 3_600)
    async with opened((100, 40), who=COUNTER) as pilot:
        await at_ledger(pilot)
        await fill_in(pilot)
        await press(pilot, "escape")
        await fill_in(pilot, reference="TR 8")
        assert "is on record after all" in drawn(pilot)
        assert standing(home, "9200352")[0] == before + 1
        await press(pilot, "enter")
        assert "Taken in: RD0000002" in drawn(pilot)
    assert standing(home, "9200352")[0] == before + 2
