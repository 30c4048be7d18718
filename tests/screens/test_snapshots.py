"""How the base looks: frame, list, dialogs, help and states, at the three sizes, in both languages.

The clock stands still, nothing moves, no cursor blinks. To change them: pytest --snapshot-update, and
look at the pictures before committing them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.desk.rows import Align, Cell, Column, Row, Tone, TupleRows
from consoleapp.i18n import N_
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.ask import AskReason
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State, StateView
from consoleapp.settings import Look
from tests.conftest import FrozenClock
from tests.screens.sample import CONTACT, VERIFIED, sample_app

Compare = Callable[..., bool]
SIZES = [(80, 24), (120, 36), (200, 60)]
COLUMNS = (
    Column("name", N_("Find"), 22, least=14, flex=2),
    Column("policy", N_("Note"), 8),
    Column("company", N_("Mark"), 16, least=8, flex=3, rank=1),
    Column("amount", N_("Sort"), 12, align=Align.RIGHT, rank=2),
    Column("status", N_("Filter"), 10),
)
PEOPLE = (
    ("CHAN TAI MAN  陳大文", "91307", "The ABC Company", "52,344.00", Tone.GOOD),
    ("CHAN TAI MING  陳泰明", "91310", "XYZ Limited", "(1,350.00)", Tone.WAITING),
    ("[/x] WONG TAI YIN", "91307", "Kowloon Bay Trading (Holdings) Company Limited", "0.00", Tone.BAD),
    ("陳大文" * 5, "90877", "港島東貿易有限公司", "26,500.00", Tone.MUTED),
)


def shape(person: tuple[str, str, str, str, Tone]) -> Row:
    name, policy, company, amount, tone = person
    return Row(name, (Cell(name, marks=((0, 8),)), policy, company, amount, Cell(tone.value, tone)))


class Everything(DeskScreen):
    """A list, what to press, and the six states."""

    def body(self) -> ComposeResult:
        yield RecordGrid(TupleRows(COLUMNS, PEOPLE, shape, sort_by=lambda person, column: person[1]))
        yield KeyHints("table.open", "table.sort", "table.filter", "table.copy_row")
        with Vertical():
            yield from (StateView(state) for state in State)


async def ready(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    await pilot.press("down", "right")
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_frame_list_and_states(
    snap_compare: Compare, clock: FrozenClock, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    app = sample_app(
        clock, tmp_path, screen=Everything, look=Look(language=language), contact=lambda: VERIFIED, demo=True
    )
    assert snap_compare(app, terminal_size=size, run_before=ready)


@pytest.mark.parametrize("theme", ["desk-light", "desk-contrast"])
def test_the_other_looks(snap_compare: Compare, clock: FrozenClock, tmp_path: Path, theme: str) -> None:
    async def marked(pilot: Pilot[Any]) -> None:
        await ready(pilot)
        await pilot.press("space")
        pilot.app.say("52,344.00", MessageTone.WARNING)  # type: ignore[attr-defined]
        await pilot.pause()

    app = sample_app(clock, tmp_path, screen=Everything, look=Look(theme=theme), contact=lambda: CONTACT)
    assert snap_compare(app, terminal_size=(120, 36), run_before=marked)


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_help(snap_compare: Compare, clock: FrozenClock, tmp_path: Path, language: str) -> None:
    async def helped(pilot: Pilot[Any]) -> None:
        await ready(pilot)
        await pilot.press("f1")
        await pilot.pause()
        pilot.app.screen.query_one(Input).cursor_blink = False
        await pilot.pause()

    app = sample_app(clock, tmp_path, screen=Everything, look=Look(language=language))
    assert snap_compare(app, terminal_size=(80, 24), run_before=helped)


def test_dialogs(snap_compare: Compare, clock: FrozenClock, tmp_path: Path) -> None:
    async def asked(pilot: Pilot[Any]) -> None:
        await ready(pilot)
        choices = {"one": N_("Verify the caller first, or ask a supervisor."), "two": N_("Not known")}
        pilot.app.push_screen(AskReason(N_("Which key? Type what you want to do"), choices))
        await pilot.pause()
        pilot.app.push_screen(
            Confirm(N_("A contact is still open. Leave without wrapping it up?"), yes=N_("Leave"))
        )
        await pilot.pause()

    app = sample_app(clock, tmp_path, screen=Everything, contact=lambda: CONTACT)
    assert snap_compare(app, terminal_size=(80, 24), run_before=asked)
