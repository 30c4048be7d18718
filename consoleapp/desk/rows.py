"""Lists as windows over a source (ARCHITECTURE "Reads", SPEED 3): what a row shows, and where rows come from.

A source keeps *records*, as the desk returns them; :meth:`RowSource.row` says how one is drawn, in the
language in use, so that switching the language reads nothing again. Only :meth:`~RowSource.start`,
:meth:`~RowSource.index` and :meth:`~RowSource.page` may read from the store, and they are called in a thread;
everything else answers from memory.
"""

from array import array
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, Protocol, Self, TypeVar

PAGE = 200
"""Records read at once."""


class Align(StrEnum):
    """Words to the left, figures to the right."""

    LEFT = "left"
    RIGHT = "right"


class Tone(StrEnum):
    """What the colour of a cell means; the words always say it too."""

    INK = "ink"
    STRONG = "strong"
    MUTED = "muted"
    ACCENT = "accent"
    GOOD = "good"
    WAITING = "waiting"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Cell:
    """Text as data, never markup. ``marks`` are (start, end) places of what was searched for."""

    text: str
    tone: Tone = Tone.INK
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What is drawn of one record:

    its key, a cell for every column, a muted second line where the list has one. ``member_id`` is whom it is
    about, where the record itself does not say.
    """

    key: Hashable
    cells: tuple[Cell | str, ...]
    note: str = ""
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``title`` is marked for the catalogue; widths are terminal cells.

    ``width`` is what it likes to have, ``least`` what it can live with (0: ``width``). ``flex`` is its share
    of room to spare; 0 takes none. ``rank`` says what gives way on a narrow screen: 0 never folds, the
    highest folds first – so what decides has rank 0.
    """

    key: str
    title: str
    width: int
    least: int = 0
    flex: int = 0
    align: Align = Align.LEFT
    rank: int = 0


R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class RowSource(Protocol[R]):
    """Rows of one filter and one order. A changed filter or order is another source."""

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def count(self) -> int | None:
        """How many records; None until known."""

    @property
    def known(self) -> int:
        """How many of them can be shown now."""

    @property
    def order(self) -> tuple[str, bool] | None:
        """The column it is ordered by and whether downwards; None for an order of its own."""

    @property
    def sortable(self) -> frozenset[str]:
        """Keys of the columns it can be ordered by."""

    @property
    def words(self) -> str | None:
        """The words rows must hold, empty for all; None where it cannot be filtered."""

    def start(self) -> None:
        """Read the first page, so that something is seen at once."""

    def index(self) -> None:
        """Read which records there are, and in which order."""

    def page(self, number: int) -> tuple[R | None, ...]:
        """Read page ``number``, keep it, and return it; None stands for a record that is gone."""

    def has(self, number: int) -> bool:
        """Whether page ``number`` is in memory."""

    def at(self, place: int) -> R | None:
        """The record at ``place`` if it is in memory."""

    def row(self, record: R) -> Row:
        """How ``record`` is drawn, in the language in use."""

    def key_at(self, place: int) -> Hashable | None:
        """The key at ``place`` where it is known without reading."""

    def locate(self, key: Hashable) -> int | None:
        """Where the record with ``key`` stands now; None when it is not here or not yet known."""

    def sorted(self, column: str, descending: bool) -> "RowSource[R]":
        """The same rows in another order."""

    def filtered(self, words: str) -> "RowSource[R]":
        """The rows that hold ``words``."""


@dataclass(frozen=True, slots=True)
class TupleRows(Generic[R]):
    """A short list, held whole.

    ``shape`` draws a record; ``sort_by`` names a value for each column to order by.
    """

    columns: tuple[Column, ...]
    records: tuple[R, ...]
    shape: Callable[[R], Row]
    sort_by: Callable[[R, str], object] | None = None
    searchable: bool = True
    all_records: tuple[R, ...] | None = None
    order: tuple[str, bool] | None = None
    given_words: str = ""

    @property
    def count(self) -> int:
        return len(self.records)

    @property
    def known(self) -> int:
        return len(self.records)

    @property
    def sortable(self) -> frozenset[str]:
        return frozenset(column.key for column in self.columns) if self.sort_by else frozenset()

    @property
    def words(self) -> str | None:
        return self.given_words if self.searchable else None

    def start(self) -> None:
        """Nothing to read."""

    def index(self) -> None:
        """Nothing to read."""

    def page(self, number: int) -> tuple[R | None, ...]:
        return self.records[number * PAGE : (number + 1) * PAGE]

    def has(self, number: int) -> bool:
        return True

    def at(self, place: int) -> R | None:
        return self.records[place] if 0 <= place < len(self.records) else None

    def row(self, record: R) -> Row:
        return self.shape(record)

    def key_at(self, place: int) -> Hashable | None:
        record = self.at(place)
        return None if record is None else self.shape(record).key

    def locate(self, key: Hashable) -> int | None:
        for place, record in enumerate(self.records):
            if self.shape(record).key == key:
                return place
        return None

    def sorted(self, column: str, descending: bool) -> Self:
        sort_by = self.sort_by
        if sort_by is None:
            return self

        def value(record: R) -> tuple[bool, object]:
            found = sort_by(record, column)
            return found is None, found

        # Records without a value stay at the end whichever way the rest is turned.
        known = [record for record in self.records if not value(record)[0]]
        unknown = [record for record in self.records if value(record)[0]]
        ordered = sorted(known, key=lambda record: value(record)[1], reverse=descending)  # type: ignore[arg-type,return-value]
        return replace(self, records=(*ordered, *unknown), order=(column, descending))

    def filtered(self, words: str) -> Self:
        everything = self.all_records if self.all_records is not None else self.records
        wanted = words.casefold().split()
        kept = tuple(record for record in everything if holds(self.shape(record), wanted))
        changed = replace(self, records=kept, all_records=everything, given_words=words, order=None)
        return changed if self.order is None else changed.sorted(*self.order)


def holds(row: Row, words: Sequence[str]) -> bool:
    """Whether every one of ``words`` (casefolded) stands somewhere in ``row``."""
    text = " ".join([*(cell_of(cell).text for cell in row.cells), row.note]).casefold()
    return all(word in text for word in words)


def cell_of(cell: Cell | str) -> Cell:
    """A bare string is a cell in ink."""
    return Cell(cell) if isinstance(cell, str) else cell


KEPT_PAGES = 48
"""Pages an id vector keeps in memory: those nearest to where the reader is."""


class IdVectorRows(Generic[R]):
    """A list of any length: all ids once in an ``array('q')``, pages by their ids, the first page at once.

    ``read_ids(order, words)`` returns the ids in order, ending in the primary key so that the order is total;
    ``read_page(ids)`` returns the records of those ids in any order; ``read_first(order, words, limit)`` the
    first records in order. ``id_of`` is the id of a record and the key of its row.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        read_ids: "ReadIds",
        read_page: Callable[[Sequence[int]], Sequence[R]],
        read_first: "ReadFirst[R]",
        id_of: Callable[[R], int],
        shape: Callable[[R], Row],
        sortable: frozenset[str] = frozenset(),
        order: tuple[str, bool] | None = None,
        words: str | None = None,
    ) -> None:
        self.columns = tuple(columns)
        self.sortable = sortable
        self.order = order
        self.words = words
        self._read_ids = read_ids
        self._read_page = read_page
        self._read_first = read_first
        self._id_of = id_of
        self._shape = shape
        self._ids: array[int] | None = None
        self._first: tuple[R, ...] = ()
        self._pages: dict[int, tuple[R | None, ...]] = {}

    @property
    def count(self) -> int | None:
        return None if self._ids is None else len(self._ids)

    @property
    def known(self) -> int:
        return len(self._first) if self._ids is None else len(self._ids)

    def start(self) -> None:
        self._first = tuple(self._read_first(self.order, self.words or "", PAGE))

    def index(self) -> None:
        ids = self._read_ids(self.order, self.words or "")
        first = {self._id_of(record): record for record in self._first}
        if len(first) >= min(PAGE, len(ids)) and all(id_ in first for id_ in ids[:PAGE]):
            self._pages[0] = tuple(first[id_] for id_ in ids[:PAGE])
        self._ids = ids
        self._first = ()

    def page(self, number: int) -> tuple[R | None, ...]:
        if self._ids is None:
            return self._first if number == 0 else ()
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        found = {self._id_of(record): record for record in self._read_page(ids)}
        records = tuple(found.get(id_) for id_ in ids)
        pages = {**self._pages, number: records}
        while len(pages) > KEPT_PAGES:
            del pages[max(pages, key=lambda held: abs(held - number))]
        # One assignment, so that a reader in another thread sees the old pages or the new ones.
        self._pages = pages
        return records

    def has(self, number: int) -> bool:
        return number in self._pages if self._ids is not None else number == 0

    def at(self, place: int) -> R | None:
        if self._ids is None:
            return self._first[place] if 0 <= place < len(self._first) else None
        page = self._pages.get(place // PAGE)
        return page[place % PAGE] if page is not None and place % PAGE < len(page) else None

    def row(self, record: R) -> Row:
        return self._shape(record)

    def key_at(self, place: int) -> Hashable | None:
        if self._ids is None:
            record = self.at(place)
            return None if record is None else self._id_of(record)
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def locate(self, key: Hashable) -> int | None:
        if not isinstance(key, int):
            return None
        if self._ids is None:
            return next(
                (place for place, record in enumerate(self._first) if self._id_of(record) == key), None
            )
        try:
            return self._ids.index(key)
        except ValueError:
            return None

    def sorted(self, column: str, descending: bool) -> "IdVectorRows[R]":
        return self._another((column, descending), self.words)

    def filtered(self, words: str) -> "IdVectorRows[R]":
        return self._another(self.order, words)

    def again(self) -> "IdVectorRows[R]":
        """The same rows read anew."""
        return self._another(self.order, self.words)

    def _another(self, order: tuple[str, bool] | None, words: str | None) -> "IdVectorRows[R]":
        return IdVectorRows(
            self.columns,
            read_ids=self._read_ids,
            read_page=self._read_page,
            read_first=self._read_first,
            id_of=self._id_of,
            shape=self._shape,
            sortable=self.sortable,
            order=order,
            words=words,
        )


class ReadIds(Protocol):
    """All ids for an order and the words to filter by."""

    def __call__(self, order: tuple[str, bool] | None, words: str, /) -> "array[int]": ...


class ReadFirst(Protocol[R_co]):
    """The first ``limit`` records for an order and the words to filter by."""

    def __call__(self, order: tuple[str, bool] | None, words: str, limit: int, /) -> Sequence[R_co]: ...
