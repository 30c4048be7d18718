"""The columns of Find: a whole name before anything else; and what works while somebody types."""

from pathlib import Path

import pytest
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.rules.statuses import ContactStatus, Relation
from consoleapp.rules.subjects import Why
from consoleapp.screens.dialogs.parked import ParkedDialog
from consoleapp.screens.find_rows import hit_rows
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_finds import INVOICE_HIT, person

LONG = person(
    8, "LO LAM PAK MARCO", "羅林柏誠", "91822", "0003-03", Relation.CHILD, "KOWLOON BAY PRINTING", Why.READING
)


def line_of(width: int) -> str:
    rows = [row for row in hit_rows([LONG], searched=True) if row.key is not None]
    return "".join(part.plain for part in rows[0].draw(width))


@pytest.mark.parametrize("width", [76, 78, 90, 110, 130])
def test_a_name_and_why_it_is_there_are_whole(width: int) -> None:
    line = line_of(width)
    assert "LO LAM PAK MARCO  羅林柏誠" in line
    assert "how it is read" in line
    assert "KOWLOON B" in line
    assert "0003-03" in line


def test_an_invoice_says_nothing_of_its_policys_state() -> None:
    (row,) = [row for row in hit_rows([INVOICE_HIT], searched=True) if row.key is not None]
    assert "In force" not in row.draw(100)[0].plain


async def test_somebody_else_is_waiting_while_the_box_has_the_keys(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = FakeBook(clock)
    app: ConsoleApp = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("ctrl+o")
        await settled(pilot)
        await pilot.press("slash")
        await settled(pilot)
        assert app.screen.query_one("#box", Input).has_focus
        assert "^K park" in drawn(pilot)
        await pilot.press("down", "ctrl+o")
        await settled(pilot)
        assert len(book.bands) == 1
        assert "^K parks it" in drawn(pilot)
        await pilot.press("slash", "ctrl+k")
        await settled(pilot)
        assert book.bands[1].status is ContactStatus.PARKED
        assert "^K pick up" in drawn(pilot)
        assert app.screen.query_one("#box", Input).value == "chan"
        await pilot.press("ctrl+k")
        await settled(pilot)
        assert isinstance(app.screen, ParkedDialog)
