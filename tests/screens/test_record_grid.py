"""The list: keys, cursor, marks, sorting, filtering, copying – and what it never does."""

import threading
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Input

from consoleapp import i18n
from consoleapp.desk.rows import PAGE, Align, Cell, Column, IdVectorRows, Row, Tone, TupleRows
from consoleapp.screens import themes
from consoleapp.screens.messages import Failed, Say
from consoleapp.screens.widgets.grid_layout import fitted, place
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State
from tests.screens.test_frame import HOSTILE

COLUMNS = (
    Column("no", "No.", 8),
    Column("name", "Name", 20, least=10, flex=1),
    Column("amount", "Amount", 12, align=Align.RIGHT, rank=1),
)
Person = tuple[int, str]


def shape(person: Person) -> Row:
    number, name = person
    return Row(number, (f"{number:07}", name, Cell(f"{number}.00", Tone.GOOD)), note=f"note {number}")


def people(count: int) -> TupleRows[Person]:
    return TupleRows(
        COLUMNS,
        tuple((n, f"NAME {n}") for n in range(1, count + 1)),
        shape,
        sort_by=lambda person, column: -person[0] if column == "amount" else person[0],
    )


class Grids(App[None]):
    """One list and one box, and what the list told."""

    CSS_PATH = str(Path(themes.__file__).parent / "widgets" / "record_grid.tcss")

    def __init__(self, source: Any = None, *, notes: bool = False) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name
        self.grid = RecordGrid(source, notes=notes)
        self.told: list[tuple[str, object]] = []

    def compose(self) -> ComposeResult:
        yield self.grid
        yield Input()

    def on_mount(self) -> None:
        self.grid.focus()

    def on_record_grid_opened(self, message: RecordGrid.Opened) -> None:
        self.told.append(("opened", message.key))

    def on_record_grid_moved(self, message: RecordGrid.Moved) -> None:
        self.told.append(("moved", message.key))

    def on_record_grid_marked(self, message: RecordGrid.Marked) -> None:
        self.told.append(("marked", message.keys))

    def on_say(self, message: Say) -> None:
        self.told.append(("say", message.text))

    def on_failed(self, message: Failed) -> None:
        self.told.append(("failed", message.error))


def lines(grid: RecordGrid) -> list[str]:
    drawn = [grid.render_line(y) for y in range(grid.size.height)]
    return ["".join(segment.text for segment in strip).rstrip() for strip in drawn]


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


class SlowBook:
    """A long list whose reads wait until they are let through, and know their thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.reads: list[tuple[str, int]] = []
        self.threads: set[int] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.broken = False

    def read(self, what: str, number: int) -> None:
        self.threads.add(threading.get_ident())
        assert self.gate.wait(10)
        if self.broken:
            raise OSError("A123456(3)")
        self.reads.append((what, number))

    def ids(self, order: tuple[str, bool] | None, words: str) -> "array[int]":
        self.read("ids", 0)
        numbers = range(1, self.size + 1)
        return array("q", reversed(numbers) if order and order[1] else numbers)

    def page(self, ids: Sequence[int]) -> list[Person]:
        self.read("page", ids[0])
        return [(n, f"NAME {n}") for n in ids]

    def first(self, order: tuple[str, bool] | None, words: str, limit: int) -> list[Person]:
        self.read("first", limit)
        numbers = range(self.size, 0, -1) if order and order[1] else range(1, self.size + 1)
        return [(n, f"NAME {n}") for n in numbers[:limit]]

    def rows(self) -> IdVectorRows[Person]:
        return IdVectorRows(
            COLUMNS, read_ids=self.ids, read_page=self.page, read_first=self.first,
            id_of=lambda person: person[0], shape=shape, sortable=frozenset({"no"}), words="",
        )  # fmt: skip


async def settle(app: Grids, pilot: Any) -> None:
    for _round in range(4):
        await app.workers.wait_for_complete()
        await pilot.pause()


async def test_a_long_list_is_read_in_a_thread_and_only_where_one_looks() -> None:
    book = SlowBook(1_000_000)
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await settle(app, pilot)
        assert lines(app.grid)[1].startswith("0000001")
        assert book.reads == [("first", PAGE), ("ids", 0)]
        await pilot.press("end")
        await settle(app, pilot)
        assert lines(app.grid)[-1].startswith("1000000")
        assert book.reads == [("first", PAGE), ("ids", 0), ("page", 999_801)]
        assert app.grid.go_to(500_100)
        await settle(app, pilot)
        assert "0500100" in "".join(lines(app.grid))
        assert len(book.reads) == 4
        assert threading.get_ident() not in book.threads


async def test_the_next_page_is_there_before_it_is_looked_at() -> None:
    book = SlowBook(1_000)
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await settle(app, pilot)
        assert ("page", PAGE + 1) not in book.reads
        while not any(what == "page" for what, _first in book.reads):
            await pilot.press("pagedown")
            await settle(app, pilot)
        ahead = int(lines(app.grid)[-1][:7])
        assert PAGE - 40 < ahead < PAGE
        book.gate.clear()  # whatever is read from now on comes too late
        for _page in range(2):
            await pilot.press("pagedown")
            await pilot.pause()
            assert not [line for line in lines(app.grid) if "…" in line]
        assert int(lines(app.grid)[-1][:7]) > PAGE
        book.gate.set()


async def test_what_is_not_read_yet_is_drawn_as_dots_and_scrolling_is_not_queued() -> None:
    book = SlowBook(1_000_000)
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await settle(app, pilot)
        book.gate.clear()
        await pilot.press("end")
        assert set(" ".join(lines(app.grid)[1:]).split()) == {"…"}
        for y in range(1000, 900_000, 9_000):
            app.grid.scroll_to(y=y, animate=False)
        await pilot.pause()
        assert set(" ".join(lines(app.grid)[1:]).split()) == {"…"}
        book.gate.set()
        await settle(app, pilot)
        assert "…" not in "".join(lines(app.grid))
        pages = [number for what, number in book.reads if what == "page"]
        assert len(pages) <= 4, "only the first and the last place looked at are read"


async def test_old_rows_stay_until_the_new_ones_are_there() -> None:
    book = SlowBook(5_000)
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await settle(app, pilot)
        book.gate.clear()
        await pilot.press("s", "s")
        await pilot.pause()
        assert lines(app.grid)[1].startswith("0000001")
        book.gate.set()
        await settle(app, pilot)
        assert app.grid.source is not None
        assert app.grid.source.order == ("no", False)


async def test_a_stale_answer_is_dropped() -> None:
    slow, quick = SlowBook(5_000), people(3)
    slow.gate.clear()
    app = Grids(slow.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.pause()
        app.grid.show(quick)
        slow.gate.set()
        await settle(app, pilot)
        assert app.grid.source is quick
        assert app.grid.known == 3


async def test_the_cursor_stays_with_its_record_when_the_list_is_turned() -> None:
    book = SlowBook(5_000)
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await settle(app, pilot)
        await pilot.press("down", "s")
        await settle(app, pilot)
        await pilot.press("s")
        await settle(app, pilot)
        assert app.grid.source is not None
        assert app.grid.source.order == ("no", True)
        assert app.grid.key == 2
        assert "0000002" in "".join(lines(app.grid))


async def test_a_read_that_fails_is_told_and_the_rows_stay() -> None:
    book = SlowBook(5_000)
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await settle(app, pilot)
        book.broken = True
        await pilot.press("s")
        await settle(app, pilot)
        assert [type(told[1]) for told in app.told if told[0] == "failed"] == [OSError]
        assert lines(app.grid)[1].startswith("0000001")
        app.grid.tell(State.NOT_ALLOWED)
        assert "Not allowed" in lines(app.grid)[1]


async def test_a_first_read_that_fails_is_seen() -> None:
    book = SlowBook(5_000)
    book.broken = True
    book.gate.clear()
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        assert "Loading" in lines(app.grid)[1]
        book.gate.set()
        await settle(app, pilot)
        assert "That did not work" in lines(app.grid)[1]
        assert "A123456(3)" not in "".join(lines(app.grid))


async def test_the_language_changes_and_nothing_is_read_again() -> None:
    book = SlowBook(50)
    app = Grids(book.rows())
    async with app.run_test(size=(60, 14)) as pilot:
        await settle(app, pilot)
        reads = len(book.reads)
        i18n.use("zh_Hant")
        app.grid.relabel()
        await pilot.pause()
        app.grid.tell(State.EMPTY)
        assert "暫無資料" in lines(app.grid)[1]
        assert len(book.reads) == reads
