"""Where the rows of a list come from: order, filter, pages by id, and what stays in memory."""

from array import array
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from consoleapp.desk.rows import KEPT_PAGES, PAGE, Column, IdVectorRows, Row, TupleRows

COLUMNS = (Column("no", "No.", 8), Column("name", "Name", 20))
Person = tuple[int, str | None]


def shape(person: Person) -> Row:
    return Row(person[0], (str(person[0]), person[1] or "–"))


def value(person: Person, column: str) -> object:
    return person[0] if column == "no" else person[1]


class Book:
    """``size`` people with ids from 1 and what was read of them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.gone: set[int] = set()
        self.reads: list[int] = []
        self.indexed = 0

    def ids(self, order: tuple[str, bool] | None, words: str) -> "array[int]":
        self.indexed += 1
        numbers = [n for n in range(1, self.size + 1) if words in str(n)]
        return array("q", reversed(numbers) if order and order[1] else numbers)

    def page(self, ids: Sequence[int]) -> list[Person]:
        self.reads.append(len(ids))
        return [(n, f"NAME {n}") for n in sorted(ids, reverse=True) if n not in self.gone]

    def first(self, order: tuple[str, bool] | None, words: str, limit: int) -> list[Person]:
        return [(n, f"NAME {n}") for n in self.ids(order, words)[:limit]]

    def rows(self) -> IdVectorRows[Person]:
        return IdVectorRows(
            COLUMNS,
            read_ids=self.ids,
            read_page=self.page,
            read_first=self.first,
            id_of=lambda person: person[0],
            shape=shape,
            sortable=frozenset({"no"}),
            words="",
        )


def test_the_first_page_comes_before_the_index() -> None:
    rows = Book(1000).rows()
    assert (rows.count, rows.known) == (None, 0)
    rows.start()
    assert (rows.count, rows.known) == (None, PAGE)
    assert rows.at(3) == (4, "NAME 4")
    assert rows.at(PAGE) is None
    assert rows.locate(4) == 3
    rows.index()
    assert (rows.count, rows.known) == (1000, 1000)
    assert rows.at(3) == (4, "NAME 4")
    assert rows.has(0)
    assert not rows.has(1)


def test_pages_are_read_by_id_and_put_in_order() -> None:
    book = Book(450)
    rows = book.rows()
    rows.start()
    rows.index()
    assert rows.at(449) is None
    assert rows.key_at(449) == 450
    page = rows.page(2)
    assert [person and person[0] for person in page] == list(range(401, 451))
    assert rows.at(449) == (450, "NAME 450")
    assert book.reads == [50]


def test_a_record_that_is_gone_leaves_its_place() -> None:
    book = Book(10)
    rows = book.rows()
    rows.index()
    book.gone = {3}
    assert rows.page(0)[2] is None
    assert rows.at(1) == (2, "NAME 2")


def test_memory_stays_flat_and_keeps_what_is_near() -> None:
    rows = Book(PAGE * (KEPT_PAGES + 30)).rows()
    rows.start()
    rows.index()
    for number in range(KEPT_PAGES + 30):
        rows.page(number)
    kept = [number for number in range(KEPT_PAGES + 30) if rows.has(number)]
    assert len(kept) == KEPT_PAGES
    assert kept[-1] == KEPT_PAGES + 29
    assert kept == list(range(30, KEPT_PAGES + 30))


def test_another_order_or_filter_is_another_source() -> None:
    rows = Book(1000).rows()
    rows.index()
    down = rows.sorted("no", True)
    down.index()
    assert (rows.key_at(0), down.key_at(0)) == (1, 1000)
    assert down.order == ("no", True)
    few = down.filtered("99")
    few.index()
    assert (few.count, few.key_at(0), few.words) == (19, 999, "99")
    assert rows.words == ""


def test_where_a_record_is() -> None:
    rows = Book(1000).rows()
    rows.index()
    assert rows.locate(501) == 500
    assert rows.locate(5000) is None
    assert rows.locate("x") is None


PEOPLE: tuple[Person, ...] = ((2, "NG"), (1, None), (3, "CHAN [b"), (4, "陳大文"))


def test_a_short_list_sorts_with_the_unknown_last() -> None:
    rows = TupleRows(COLUMNS, PEOPLE, shape, sort_by=value)
    assert [person[0] for person in rows.sorted("no", False).records] == [1, 2, 3, 4]
    assert [person[0] for person in rows.sorted("name", False).records] == [3, 2, 4, 1]
    assert [person[0] for person in rows.sorted("name", True).records] == [4, 2, 3, 1]


def test_a_short_list_is_filtered_and_comes_back() -> None:
    rows = TupleRows(COLUMNS, PEOPLE, shape, sort_by=value).sorted("no", True)
    few = rows.filtered("[B chan")
    assert [person[0] for person in few.records] == [3]
    assert few.locate(3) == 0
    assert few.locate(2) is None
    back = few.filtered("")
    assert [person[0] for person in back.records] == [4, 3, 2, 1]


def test_a_list_without_values_to_sort_by_says_so() -> None:
    rows = TupleRows(COLUMNS, PEOPLE, shape, searchable=False)
    assert rows.sortable == frozenset()
    assert rows.words is None
    assert rows.sorted("no", True) is rows


@given(st.lists(st.tuples(st.integers(0, 50), st.none() | st.text(max_size=3)), max_size=30), st.booleans())
def test_sorting_loses_nobody(people: list[Person], down: bool) -> None:
    rows = TupleRows(COLUMNS, tuple(people), shape, sort_by=value).sorted("name", down)
    assert sorted(rows.records, key=repr) == sorted(people, key=repr)
