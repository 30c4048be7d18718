"""The dialogs that ask: to go on, for a reason, for a line."""

import html
import re
from pathlib import Path
from typing import Any

from textual.screen import Screen
from textual.widgets import Button

from consoleapp.i18n import N_
from consoleapp.screens.dialogs.ask import AskLine, AskReason, Reason
from consoleapp.screens.dialogs.confirm import Confirm
from tests.conftest import FrozenClock
from tests.screens.sample import sample_app
from tests.screens.test_frame import HOSTILE, sign_in


def drawn(screen: Screen[Any]) -> str:
    """Every character ``screen`` shows now."""
    svg = screen.app.export_screenshot(simplify=True)
    return html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).replace("\xa0", " ")


async def test_confirm_draws_names_as_themselves(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await sign_in(pilot)
        for name in HOSTILE:
            app.push_screen(Confirm(N_("Unlock {who}?"), yes=N_("Leave"), detail="{who}", who=name))
            await pilot.pause()
            shown = name.replace("\x1b", "").replace("\x9b", "")
            if len(shown) < 30:
                assert f"Unlock {shown}?" in drawn(app.screen)
            assert app.focused is app.screen.query_one("#no", Button)
            await pilot.press("escape")
            await pilot.pause()


async def test_a_reason_is_chosen_and_a_note_demanded(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    answers: list[Reason | None] = []
    choices = {"member": N_("Loading"), "other": N_("Not known")}
    async with app.run_test() as pilot:
        await sign_in(pilot)

        async def ask(*pressed: str) -> None:
            app.push_screen(AskReason(N_("Note"), choices, needs_note=frozenset({"other"})), answers.append)
            await pilot.pause()
            await pilot.press(*pressed)
            await pilot.pause()

        await ask("enter")
        await ask("down", "enter", *"why", "enter")
        await ask("escape")
        assert answers == [Reason("member", ""), Reason("other", "why"), None]


async def test_a_line_is_asked_for(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        await sign_in(pilot)
        for pressed in (("b", "enter"), ("ctrl+u", "enter"), ("escape",)):
            app.push_screen(AskLine(N_("Note"), value="a"), answers.append)
            await pilot.pause()
            await pilot.press("end", *pressed)
            await pilot.pause()
        assert answers == ["ab", "", None]
