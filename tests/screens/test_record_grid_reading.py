"""A RecordGrid over a long list: what is read in a thread, when, and what is shown meanwhile."""

import threading
from array import array
from collections.abc import Sequence
from typing import Any

from consoleapp import i18n
from consoleapp.desk.rows import PAGE, IdVectorRows
from consoleapp.screens.widgets.state import State
from tests.screens.grids import COLUMNS, Grids, Person, lines, people, shape


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
