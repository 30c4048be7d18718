"""The steps every sheet takes: rows are judged by statements over all of them, then written likewise.

A check is a SELECT of the rows that fail; they are marked bad and left out of what follows, so that one load
names every fault at once and a bad row never reaches the tables.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Insert,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import MINOR_DIGITS
from consoleapp.rules.provider_record import Record
from consoleapp.rules.statuses import reachable
from consoleapp.store.adding import add_rows
from consoleapp.store.loading.indexing import Indexing
from consoleapp.store.loading.look_ups import LookUp, filling
from consoleapp.store.loading.shapes import UNLIMITED, Change, Fault, Faults
from consoleapp.store.loading.staging import KEYS, STAGES
from consoleapp.store.loading.usage import Settling
from consoleapp.store.tables import member

Expression = ColumnElement[Any]


@dataclass(slots=True)
class Load:
    """One load in progress."""

    connection: Connection
    now: datetime
    source: str
    """What the history of a claim names as the source of a move."""
    given: Mapping[str, frozenset[str]]
    """Each sheet that was staged, with the columns its file has."""
    faults: Faults = field(default_factory=Faults)
    changes: list[Change] = field(default_factory=list)
    providers_were: dict[int, Record] = field(default_factory=dict)
    """What the records of providers said that the load changed."""
    alone: bool = field(init=False)
    """There were no members before: nobody works in this book yet."""
    staged: dict[str, int] = field(default_factory=dict)
    """The rows of each sheet so far."""
    indexing: Indexing = field(init=False)
    settling: Settling = field(init=False)

    def __post_init__(self) -> None:
        self.alone = not self.holds(member)
        self.indexing = Indexing(self.connection)
        self.settling = Settling(self.connection)

    def has(self, sheet: str, *columns: str) -> bool:
        """Whether the file of ``sheet`` has these columns."""
        return sheet in self.given and self.given[sheet].issuperset(columns)

    def refuse(
        self,
        sheet: str,
        column: str,
        template: str,
        *where: Expression,
        value: Expression | None = None,
        joined: FromClause | None = None,
        money: bool = False,
        later: list[int] | None = None,
        **values: Expression,
    ) -> None:
        """Every staged row that meets ``where`` is a fault of ``column``, for the reason in ``template``.

        ``values`` fill the template. With ``money`` the cell and they are amounts in thousandths. With
        ``later`` the rows are put there and stay good until :meth:`mark_bad`, so that checks of other
        columns see them still.
        """
        stage = STAGES[sheet]
        cell = stage.c[column] if value is None else value
        asked: Select[Any] = select(stage.c.row, cell, *values.values()).where(*where).order_by(stage.c.row)
        if joined is not None:
            asked = asked.select_from(joined)
        found: list[int] = []
        shown: Callable[[Any], Any] = amount if money else str
        for row, held, *filled in self.connection.execute(asked):
            told = map(shown, filled) if money else filled
            reason = Refused(template, **dict(zip(values, told, strict=True)))
            self.faults.add(Fault(sheet, row, column, "" if held is None else shown(held), reason))
            found.append(row)
        if later is None:
            self.mark_bad(sheet, found)
        else:
            later += found

    def insert(self, sheet: str, statement: Insert) -> int:
        """Add rows from a SELECT of the rows of ``sheet``; returns how many."""
        return add_rows(self.connection, statement, self.staged[sheet], alone=self.alone)

    def mark_bad(self, sheet: str, rows: Sequence[int]) -> None:
        """These rows stay out."""
        stage = STAGES[sheet]
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            self.connection.execute(update(stage).where(stage.c.row.in_(part)).values(bad=1))

    def holds(self, table: Table) -> bool:
        """Whether there is anything to look for in a table."""
        return self.connection.execute(select(table.c.id).limit(1)).first() is not None

    def fill(self, sheet: str, column: str, looked_up: Expression, *where: Expression) -> None:
        """Set a column of every staged row that has none yet."""
        stage = STAGES[sheet]
        self.connection.execute(
            update(stage).where(stage.c[column].is_(None), *where).values({column: looked_up})
        )

    def fill_all(
        self,
        sheet: str,
        look_ups: Mapping[str, LookUp],
        values: Mapping[str, Expression] | None = None,
        lead: str = "",
    ) -> None:
        """Set several columns of every staged row at once: PostgreSQL writes the whole row for each time.

        A table that is empty is not searched. For ``lead`` see :func:`~.look_ups.filling`.
        """
        worth_it = {name: look_up for name, look_up in look_ups.items() if self.holds(look_up.table)}
        if worth_it or values or lead:
            self.connection.execute(filling(self.connection, STAGES[sheet], values or {}, worth_it, lead))

    def mark_first(self, sheet: str, flag: str, by: str) -> None:
        """Flag the first good row of each group: it speaks for the record the group shares."""
        stage = STAGES[sheet]
        first = (
            select(func.min(stage.c.row))
            .where(stage.c.bad == 0, stage.c[by].is_not(None))
            .group_by(stage.c[by])
        )
        self.connection.execute(update(stage).where(stage.c.row.in_(first)).values({flag: 1}))

    def no_twins(self, sheet: str) -> None:
        """A key stands in one row."""
        stage = STAGES[sheet]
        keys = [stage.c[name] for name in KEYS[sheet]]
        any_twins = select(keys[0]).where(keys[0].is_not(None)).group_by(*keys).having(func.count() > 1)
        if self.connection.execute(any_twins.limit(1)).first() is None:
            return
        first = func.min(stage.c.row).over(partition_by=keys).label("first")
        twins = select(stage.c.row.label("again"), first).where(keys[0].is_not(None)).subquery()
        self.refuse(
            sheet,
            KEYS[sheet][-1],
            N_("Row {first} has the same key ({key}). Keep one of them."),
            twins.c.again != twins.c.first,
            joined=stage.join(twins, twins.c.again == stage.c.row),
            first=twins.c.first,
            key=literal(", ".join(KEYS[sheet])),
        )

    def must_agree(self, sheet: str, group: str, columns: Sequence[str]) -> None:
        """Rows of one group say the same of what the group shares."""
        stage = STAGES[sheet]
        first = stage.alias()
        firsts = (
            select(stage.c[group].label("name"), func.min(stage.c.row).label("row"))
            .where(stage.c[group].is_not(None))
            .group_by(stage.c[group])
            .having(func.count() > 1)
            .subquery()
        )
        joined = stage.join(firsts, firsts.c.name == stage.c[group]).join(first, first.c.row == firsts.c.row)
        good = and_(first.c.bad == 0, stage.c.bad == 0)
        differing = {
            name: stage.c[name].is_distinct_from(first.c[name]) for name in columns if self.has(sheet, name)
        }
        any_differs = select(stage.c.row).select_from(joined).where(good, or_(*differing.values())).limit(1)
        if not differing or self.connection.execute(any_differs).first() is None:
            return
        found: list[int] = []
        for name, differs in differing.items():
            self.refuse(
                sheet,
                name,
                N_("Row {first} says something else of the same {group}. They must agree."),
                good,
                differs,
                joined=joined,
                later=found,
                first=first.c.row,
                group=literal(group),
            )
        self.mark_bad(sheet, found)

    def must_move(
        self, sheet: str, column: str, table: Table, status: str, machine: type[Coded], found: str
    ) -> None:
        """A status moves along its table; steps the file skipped are fine."""
        stage = STAGES[sheet]
        old = table.c[status]
        barred = [
            (one.value, two.value)
            for one in machine
            for two in machine
            if one != two and not reachable(one, two)
        ]
        asked = (
            select(stage.c.row, old, stage.c[column])
            .join(table, table.c.id == stage.c[found])
            .where(stage.c.bad == 0, stage.c[column].is_distinct_from(old))
            .where(tuple_(old, stage.c[column]).in_(barred))
            .order_by(stage.c.row)
        )
        rows = []
        for row, was, becomes in self.connection.execute(asked).all() if barred else ():
            new = machine(becomes)
            reason = Refused(
                N_("It is {old} on record, and no path leads from there to {new}."), old=machine(was), new=new
            )
            self.faults.add(Fault(sheet, row, column, new.value, reason))
            rows.append(row)
        self.mark_bad(sheet, rows)

    def must_fit_currency(self, sheet: str, columns: Sequence[str]) -> None:
        """Amounts have no more decimals than the currency; ``divisor`` makes minor units of thousandths."""
        stage = STAGES[sheet]
        for name in columns:
            if self.has(sheet, name):
                self.refuse(
                    sheet,
                    name,
                    N_("The amount has more decimals than the currency has."),
                    stage.c.divisor.is_not(None),
                    stage.c[name] != UNLIMITED,
                    stage.c[name] % stage.c.divisor != 0,
                    money=True,
                )

    def unknown(
        self, sheet: str, column: str, found: str, template: str, *, staged: str = "", by: str = ""
    ) -> None:
        """A reference that leads nowhere, neither on record nor in the sheet ``staged`` of the same load."""
        stage = STAGES[sheet]
        where: list[Expression] = [stage.c[column].is_not(None), stage.c[found].is_(None)]
        if staged in self.given:
            other = STAGES[staged]
            where.append(~exists().where(other.c[by or column] == stage.c[column]))
        self.refuse(sheet, column, template, *where, name=stage.c[column])


def amount(thousandths: int) -> str:
    """Thousandths as people write an amount: ``52,344.00``."""
    whole, rest = divmod(abs(thousandths), 1000)
    decimals = f"{rest:03d}"
    decimals = decimals[:2] if decimals.endswith("0") else decimals
    return f"{'-' if thousandths < 0 else ''}{whole:,}.{decimals}"


def either(one: Expression, other: Expression) -> Expression:
    """One of two conditions, but not both."""
    return or_(and_(one, not_(other)), and_(not_(one), other))


def divisor(currency: Expression) -> Expression:
    """By what thousandths are divided to become minor units of ``currency``."""
    by_digits = {digits: [code for code, d in MINOR_DIGITS.items() if d == digits] for digits in (0, 3)}
    return case(
        (currency.is_(None), None),
        (currency.in_(by_digits[0]), 1000),
        (currency.in_(by_digits[3]), 1),
        else_=10,
    )


def minor(staged: Expression, divisor: Expression) -> Expression:
    """An amount in minor units; the division leaves no rest, see :meth:`Load.must_fit_currency`."""
    return staged.op("/", return_type=staged.type)(divisor)


def cert_no(certificate: Expression) -> Expression:
    """The family's part of a certificate: ``0001`` of ``0001-00``."""
    return func.substr(certificate, 1, func.length(certificate) - 3)


def suffix(certificate: Expression) -> Expression:
    """The person's part: ``00`` of ``0001-00``."""
    return func.substr(certificate, func.length(certificate) - 1)
