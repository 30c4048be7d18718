"""The list: keys, cursor, marks, sorting, filtering, copying – and what it never does."""

import pytest
from textual.content import Content
from textual.widgets import Input

from consoleapp.desk.rows import Align, Cell, Row, TupleRows
from consoleapp.screens.widgets.grid_layout import fitted, place
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State
from tests.screens.grids import COLUMNS, Grids, Person, lines, people, shape
from tests.screens.test_frame import HOSTILE


async def test_arrows_pages_home_and_end() -> None:
    app = Grids(people(500))
    async with app.run_test(size=(60, 14)) as pilot:
        grid = app.grid
        assert grid.key == 1
        for key, where in (
            ("down", 2), ("down", 3), ("up", 2), ("pagedown", 12), ("pageup", 2), ("end", 500), ("down", 500),
            ("up", 499), ("home", 1), ("up", 1),
        ):  # fmt: skip
            await pilot.press(key)
            assert grid.key == where, key
        await pilot.press("end")
        await pilot.pause()
        assert lines(grid)[-1].startswith("0000500")
        assert lines(grid)[0].split() == ["No.", "Name", "Amount"]


async def test_enter_opens_and_the_screen_hears_of_each_move_once() -> None:
    app = Grids(people(5))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.press("down", "enter", "home", "home")
        await pilot.pause()
        assert app.told == [("moved", 1), ("moved", 2), ("opened", 2), ("moved", 1)]


async def test_a_click_takes_the_row_and_a_second_one_opens_it() -> None:
    app = Grids(people(5))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.click(RecordGrid, offset=(3, 3))
        assert app.grid.key == 3
        assert ("opened", 3) not in app.told
        await pilot.click(RecordGrid, offset=(3, 3))
        await pilot.pause()
        assert ("opened", 3) in app.told
        await pilot.click(RecordGrid, offset=(3, 10))
        assert app.grid.key == 3


async def test_space_marks_and_goes_on() -> None:
    app = Grids(people(5))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.press("space", "space", "up", "space")
        await pilot.pause()
        assert app.grid.marked == {1}
        assert [told for told in app.told if told[0] == "marked"][-1] == ("marked", frozenset({1}))
        assert lines(app.grid)[1].startswith("● 0000001")
        assert lines(app.grid)[2].startswith("  0000002")


async def test_sorting_keeps_the_cursor_on_its_record() -> None:
    app = Grids(people(300))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.press("down", "down", "right", "right", "s")
        assert app.grid.source is not None
        assert app.grid.source.order == ("amount", False)
        assert app.grid.key == 3
        await pilot.pause()
        assert "0000003" in "".join(lines(app.grid))
        assert lines(app.grid)[0].endswith("▲Amount")
        await pilot.press("s")
        assert app.grid.source.order == ("amount", True)
        assert lines(app.grid)[0].endswith("▼Amount")
        await pilot.press("left", "left", "s", "home")
        assert app.grid.source.order == ("no", False)
        assert app.grid.key == 1


async def test_f_filters_and_says_when_nothing_is_found() -> None:
    app = Grids(people(300))
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.press("f", *"E 29", "enter")
        await pilot.pause()
        assert app.grid.source is not None
        assert app.grid.source.count == 13
        assert app.grid.key == 29
        await pilot.press("f", "ctrl+u", *"nobody", "enter")
        await pilot.pause()
        assert app.grid.state[0] is State.NOTHING_FOUND
        assert "Nothing found" in lines(app.grid)[1]
        await pilot.press("f", "ctrl+u", "enter")
        await pilot.pause()
        assert app.grid.source.count == 300


async def test_y_copies_the_cell_and_shift_y_the_row() -> None:
    app = Grids(TupleRows(COLUMNS, ((7, HOSTILE[3]),), shape))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.press("right", "y")
        await pilot.pause()
        assert app.clipboard == "A]52;c;UFdOMQ==\\B"
        await pilot.press("Y")
        await pilot.pause()
        assert app.clipboard == "0000007\tA]52;c;UFdOMQ==\\B\t7.00"
        assert [told[0] for told in app.told].count("say") == 2


async def test_letters_never_act_while_typing() -> None:
    app = Grids(people(5))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.press("tab", *"sfyY ")
        assert app.query_one(Input).value == "sfyY "
        assert app.grid.source is not None
        assert app.grid.source.order is None
        assert app.told == [("moved", 1)]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("notes", [False, True])
async def test_names_show_as_themselves(name: str, notes: bool) -> None:
    def hostile(person: Person) -> Row:
        return Row(person[0], (name, Cell(name, marks=((0, 2),)), "x"), note=name)

    app = Grids(TupleRows((COLUMNS[0], COLUMNS[1], COLUMNS[2]), ((1, name),), hostile), notes=notes)
    async with app.run_test(size=(220, 8)) as pilot:
        await pilot.pause()
        drawn = lines(app.grid)
        shown = name.replace("\x1b", "").replace("\x9b", "")
        assert shown in drawn[1]
        assert not notes or shown in drawn[2]
        assert not set("".join(drawn)) & {"\x1b", "\x9b"}
        assert all(Content(line).cell_length <= 220 for line in drawn)


@pytest.mark.parametrize("width", range(8, 60))
def test_a_line_is_exactly_as_wide_as_it_may_be(width: int) -> None:
    placed = place(COLUMNS, width)
    assert placed[0].index == 0
    used = sum(part.width for part in placed) + 2 * (len(placed) - 1)
    assert used <= max(width, 20)
    if width >= 44:
        assert [part.index for part in placed] == [0, 1, 2]
        assert used == width
    elif width < 34:
        assert [part.index for part in placed] == [0, 1], "what decides stays"


def test_wide_characters_are_never_halved() -> None:
    for text in ("陳大文", "A陳大文", "CHAN 陳", ""):
        for width in range(1, 10):
            for align in Align:
                assert Content(fitted(text, width, align)).cell_length == width
    assert fitted("陳大文", 5) == "陳大…"
    assert fitted("陳大文", 4) == "陳… "
    assert fitted("12.00", 7, Align.RIGHT) == "  12.00"
