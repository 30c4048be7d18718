"""What every way of reading a report has in common: may they ask, how many rows, what is masked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import BigInteger, Row, Select, cast, func, literal, select

from consoleapp.desk.context import Work
from consoleapp.desk.reports.shapes import Answer, Figure, Given, Question, Values
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_
from consoleapp.rules.masking import Field, mask
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.store.queries.reports.asked import Asked
from consoleapp.store.queries.reports.people import PRIVATE, private_in
from consoleapp.store.tables import access_entry


def require_may_ask(work: Work, question: Question) -> None:
    """Raise NotAllowed for what the role may not read, and while a caller is on the line."""
    require(work, question.needs)
    if work.serving is not None:
        raise NotAllowed(N_("A report shows more than a caller may hear. Wrap up or park the contact first."))


def require(work: Work, permission: Permission) -> None:
    """Raise NotAllowed unless the role has this permission."""
    if not allowed(work.desk.actor.role, permission):
        raise NotAllowed(
            N_("Your role may not do this ({permission}). Ask a supervisor."), permission=permission
        )


class Found(Protocol):
    """What a question finds, in one state of the book."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The labels of the values of a row."""

    @property
    def private(self) -> dict[str, Field]:
        """The columns that are masked."""

    def count(self) -> int:
        """How many rows there are."""

    def rows(self, *, unmask: bool = False, limit: int | None = None) -> Iterator[Values]:
        """The rows as they come; a thousand at a time are held, whatever their number."""

    def totals(self) -> dict[tuple[str, str], int]:
        """The sums of what adds up, by column and currency, as the database counts them."""

    def people(self, limit: int) -> frozenset[int]:
        """The members the first rows are about."""

    def leave_looks(self, purpose: str) -> None:
        """An access entry for every member in the rows."""


def found(work: Work, question: Question, given: Given) -> Found:
    """What ``question`` finds; nothing is read yet but what a verb puts together itself."""
    asked = asked_of(work, given)
    if question.answer is not None:
        return _Answered(work, question, question.answer(work, asked))
    if question.rows is None:
        raise TypeError(f"{question.name} asks nothing")
    return _Selected(work, question, question.rows(asked))


def asked_of(work: Work, given: Given) -> Asked:
    """The parameters with the day and the figures of the office."""
    return Asked(given, work.today, work.desk.settings)


@dataclass(frozen=True, slots=True)
class _Selected:
    """Rows of a SELECT."""

    work: Work
    question: Question
    query: Select[Any]

    @property
    def _names(self) -> list[str]:
        return [str(column.key) for column in self.query.selected_columns]

    @property
    def columns(self) -> tuple[str, ...]:
        kept = (name for name in self._names if name != self.question.person)
        return (*kept, *self.question.derived)

    @property
    def private(self) -> dict[str, Field]:
        """Found in the query itself: none can be forgotten.

        Raises TypeError for a private value that is hidden in a computation.
        """
        hidden = {}
        for column in self.query.selected_columns:
            for field in private_in(column):
                if getattr(column, "element", column) not in PRIVATE:
                    raise TypeError(f"{column}: a private value may only be shown as it is")
                hidden[str(column.key)] = field
        return hidden

    def count(self) -> int:
        rows = self.query.order_by(None).subquery()
        query = select(func.count()).select_from(rows)
        return int(self.work.connection.execute(query).scalar_one())

    def rows(self, *, unmask: bool = False, limit: int | None = None) -> Iterator[Values]:
        hidden = {} if unmask else self.private
        kept = [
            (place, hidden.get(name))
            for place, name in enumerate(self._names)
            if name != self.question.person
        ]
        derived = tuple(self.question.derived.values())
        query = self.query if limit is None else self.query.limit(limit)
        rows: Iterable[Row[Any]] = self.work.connection.execute(query, execution_options={"yield_per": 1000})
        for row in rows:
            told = [row[place] if field is None else mask(field, row[place]) for place, field in kept]
            told.extend(derive(self.work, row) for derive in derived)
            yield tuple(told)

    def totals(self) -> dict[tuple[str, str], int]:
        sums: dict[tuple[str, str], int] = {}
        rows = self.query.order_by(None).subquery()
        for name, currency in self.question.adds_up:
            by = rows.c[currency] if currency else literal("")
            query = select(by, cast(func.sum(rows.c[name]), BigInteger)).group_by(by)
            for of, total in self.work.connection.execute(query):
                if total is not None:
                    sums[name, of] = total
        return sums

    def people(self, limit: int) -> frozenset[int]:
        if not self.question.person:
            return frozenset()
        rows = self.query.limit(limit).subquery()
        found = self.work.connection.execute(select(rows.c[self.question.person]).distinct()).scalars()
        return frozenset(one for one in found if one is not None)

    def leave_looks(self, purpose: str) -> None:
        """In one statement: a file can hold a whole book."""
        if not self.question.person:
            return
        people = self.query.order_by(None).subquery()
        who = people.c[self.question.person]
        looks = select(
            literal(self.work.now, access_entry.c.at.type),
            literal(self.work.desk.actor.staff_id),
            who,
            literal(look_of(self.question)),
            literal(purpose),
        )
        into = ["at", "staff_id", "member_id", "what", "purpose"]
        told = looks.where(who.is_not(None)).distinct()
        self.work.connection.execute(access_entry.insert().from_select(into, told))


@dataclass(frozen=True, slots=True)
class _Answered:
    """Rows a verb put together."""

    work: Work
    question: Question
    answer: Answer

    @property
    def columns(self) -> tuple[str, ...]:
        return self.answer.columns

    @property
    def private(self) -> dict[str, Field]:
        return {}

    def count(self) -> int:
        return len(self.answer.rows)

    def rows(self, *, unmask: bool = False, limit: int | None = None) -> Iterator[Values]:
        yield from self.answer.rows[:limit]

    def totals(self) -> dict[tuple[str, str], int]:
        return {}

    def people(self, limit: int) -> frozenset[int]:
        return self.answer.people

    def leave_looks(self, purpose: str) -> None:
        for member_id in sorted(self.answer.people):
            self.work.looked(member_id, look_of(self.question), purpose)


def look_of(question: Question) -> str:
    """What is left behind of a member in a report."""
    return "report of claims" if question.of_claims else "report"


def unmask_needs(fields: Iterable[Field]) -> frozenset[Permission]:
    """What somebody must be allowed to see ``fields`` as they are."""
    return frozenset(
        Permission.UNMASK_DIAGNOSIS if one is Field.DIAGNOSIS else Permission.UNMASK for one in fields
    )


def told(given: Given) -> dict[str, object]:
    """Parameters as they go on record: codes, numbers and dates as text."""
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def figures(work: Work, question: Question, given: Given) -> tuple[tuple[Values, ...], ...]:
    """Of each figure of the question: its rows."""
    asked = asked_of(work, given)
    return tuple(_figure(work, one, asked) for one in question.figures)


def _figure(work: Work, figure: Figure, asked: Asked) -> tuple[Values, ...]:
    rows = work.connection.execute(figure.rows(asked))
    if figure.bucket is None:
        return tuple(tuple(row) for row in rows)
    counted: Counter[Any] = Counter()
    for value, number in rows:
        counted[figure.bucket(value)] += number
    return tuple(sorted(counted.items()))
