"""What every way of reading a report has in common: may they ask, how many rows, what is masked."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import BigInteger, Row, Select, cast, func, literal, select

from consoleapp.desk.context import Work
from consoleapp.desk.reports.shapes import Given, Question
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_
from consoleapp.rules.masking import Field, mask
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.store.queries.reports.people import PRIVATE, private_in
from consoleapp.store.tables import access_entry

Values = tuple[object, ...]


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


def counted(work: Work, query: Select[Any]) -> int:
    """How many rows ``query`` has."""
    rows = query.order_by(None).subquery()
    return int(work.connection.execute(select(func.count()).select_from(rows)).scalar_one())


def totals(work: Work, question: Question, query: Select[Any]) -> dict[tuple[str, str], int]:
    """The sums of what adds up, by column and currency, as the database counts them."""
    found: dict[tuple[str, str], int] = {}
    rows = query.order_by(None).subquery()
    for name, currency in question.adds_up:
        by = rows.c[currency] if currency else literal("")
        sums = select(by, cast(func.sum(rows.c[name]), BigInteger)).group_by(by)
        for of, total in work.connection.execute(sums):
            if total is not None:
                found[name, of] = total
    return found


def masks(query: Select[Any]) -> dict[str, Field]:
    """The private columns of ``query`` by label. Raises TypeError for one that is hidden in a computation."""
    found = {}
    for column in query.selected_columns:
        for field in private_in(column):
            plain = getattr(column, "element", column)
            if plain not in PRIVATE:
                raise TypeError(f"{column}: a private value may only be shown as it is")
            found[str(column.key)] = field
    return found


def unmask_needs(fields: Iterable[Field]) -> frozenset[Permission]:
    """What somebody must be allowed to see ``fields`` as they are."""
    asked = {Permission.UNMASK_DIAGNOSIS if one is Field.DIAGNOSIS else Permission.UNMASK for one in fields}
    return frozenset(asked)


def columns_of(question: Question, query: Select[Any]) -> tuple[str, ...]:
    """The labels a row is given out with, in order; what comes after the query is derived."""
    names = [str(column.key) for column in query.selected_columns]
    return (*(name for name in names if name != question.person), *question.derived)


def shaper(
    work: Work, question: Question, query: Select[Any], *, unmask: bool
) -> Callable[[Row[Any]], Values]:
    """How a row of the database becomes the values that leave the desk."""
    hidden = {} if unmask else masks(query)
    names = [str(column.key) for column in query.selected_columns]
    kept = [(place, hidden.get(name)) for place, name in enumerate(names) if name != question.person]
    derived = tuple(question.derived.values())
    if not hidden and not derived and len(kept) == len(names):
        return tuple

    def shape(row: Row[Any]) -> Values:
        told = [row[place] if field is None else mask(field, row[place]) for place, field in kept]
        told.extend(derive(work, row) for derive in derived)
        return tuple(told)

    return shape


def leave_looks(work: Work, question: Question, query: Select[Any], purpose: str) -> None:
    """An access entry for every member in the rows, in one statement: a file can hold a whole book."""
    if not question.person:
        return
    people = query.order_by(None).subquery()
    who = people.c[question.person]
    looks = (
        select(
            literal(work.now, access_entry.c.at.type),
            literal(work.desk.actor.staff_id),
            who,
            literal(look_of(question)),
            literal(purpose),
        )
        .where(who.is_not(None))
        .distinct()
    )
    into = ["at", "staff_id", "member_id", "what", "purpose"]
    work.connection.execute(access_entry.insert().from_select(into, looks))


def look_of(question: Question) -> str:
    """What is left behind of a member in a report."""
    return "report of claims" if question.of_claims else "report"


def told(given: Given) -> dict[str, object]:
    """Parameters as they go on record: codes, numbers and dates as text."""
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def streamed(work: Work, query: Select[Any]) -> Iterator[Row[Any]]:
    """The rows as they come; a thousand at a time are held, whatever their number."""
    yield from work.connection.execute(query, execution_options={"yield_per": 1000})
