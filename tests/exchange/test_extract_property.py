"""Any valid book: what is stored equals what the file says, and the same file again changes nothing."""

import itertools
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import show_date
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import (
    BenefitType,
    ClaimStatus,
    Language,
    MemberStatus,
    PaymentMethod,
    ReasonPaidLess,
    Sex,
)
from consoleapp.rules.text import clean, has_foreign_lookalikes
from consoleapp.store.engine import Database
from consoleapp.store.tables import claim, claim_line, invoice, member, metadata
from tests.exchange.book import BOOK, CLAIM, INVOICE, MEMBER, Sheets, content, load, rows, write_csv

Cell = tuple[str, Any]
"""How the file spells it, and what is to be stored."""

DAYS = st.dates(date(1930, 1, 1), date(2026, 11, 20))


def blank_or(cells: st.SearchStrategy[Cell], blank: Any = None) -> st.SearchStrategy[Cell]:
    return st.one_of(st.sampled_from([("", blank), ("  ", blank)]), cells)


def names(longest: int = 40) -> st.SearchStrategy[Cell]:
    letters = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), min_size=1, max_size=longest)
    fit = letters.filter(lambda text: clean(text) != "" and not has_foreign_lookalikes(clean(text)))
    return fit.map(lambda text: (text, clean(text)))


def days(first: date | None = None) -> st.SearchStrategy[Cell]:
    chosen = DAYS if first is None else st.dates(first, first + timedelta(days=400))
    spelled: list[Callable[[date], str]] = [date.isoformat, show_date, lambda day: f"{day:%-d/%-m/%Y}"]
    return st.tuples(chosen, st.sampled_from(spelled)).map(lambda pair: (pair[1](pair[0]), pair[0]))


def codes(vocabulary: type[Coded]) -> st.SearchStrategy[Cell]:
    spelled: list[Callable[[Coded], str]] = [
        lambda code: code.value,
        lambda code: code.word,
        lambda code: code.value.upper(),
    ]
    pairs = st.tuples(st.sampled_from(list(vocabulary)), st.sampled_from(spelled))
    return pairs.map(lambda pair: (pair[1](pair[0]), pair[0]))


def amounts(least: int = 0) -> st.SearchStrategy[Cell]:
    spelled: list[Callable[[Money], str]] = [str, Money.plain]
    pairs = st.tuples(st.integers(least, 10**11), st.sampled_from(spelled))
    return pairs.map(lambda pair: (pair[1](Money(pair[0], "HKD")), pair[0]))


TELEPHONES = st.integers(20000000, 99999999).map(lambda n: (f"{n // 10000} {n % 10000:04d}", f"+852{n}"))

MEMBER_CELLS: dict[str, tuple[str, st.SearchStrategy[Cell]]] = {
    "name": ("name_en", names()),
    "name_zh": ("name_zh", blank_or(names(8), "")),
    "sex": ("sex", blank_or(codes(Sex))),
    "birth_date": ("birth_date", blank_or(days())),
    "mobile": (
        "mobile",
        blank_or(
            st.integers(20000000, 99999999).map(lambda n: (f"{n // 10000} {n % 10000:04d}", f"+852{n}")), ""
        ),
    ),
    "address": ("address", blank_or(names(90), "")),
    "language": ("language", blank_or(codes(Language))),
    "status": ("status", codes(MemberStatus)),
    "sum_life": ("sum_life", blank_or(amounts(), 0)),
    "sum_cib": ("sum_cib", blank_or(amounts(), 0)),
    "wellness": ("wellness", blank_or(names(), "")),
}
LINE_CELLS: dict[str, tuple[str, st.SearchStrategy[Cell]]] = {
    "consultation_date": ("consulted_on", days()),
    "benefit_type": ("benefit_type", codes(BenefitType)),
    "item_name": ("item_name", blank_or(names(), "")),
    "provider": ("provider_name", blank_or(names(), "")),
    "diagnosis": ("diagnosis", blank_or(names(90), "")),
    "incurred": ("incurred", st.one_of(st.just(("N/A", None)), blank_or(amounts()))),
    "paid": ("paid", blank_or(amounts())),
    "visits": ("visits", blank_or(st.integers(0, 99).map(lambda n: (str(n), n)), 1)),
    "payment_date": ("paid_on", blank_or(days())),
    "payment_method": ("payment_method", blank_or(codes(PaymentMethod))),
    "reason": ("reason", blank_or(codes(ReasonPaidLess))),
}
INVOICE_CELLS: dict[str, tuple[str, st.SearchStrategy[Cell]]] = {"amount": ("amount", amounts(1))}

Drawn = dict[str, Cell]


def drawn(cells: dict[str, tuple[str, st.SearchStrategy[Cell]]]) -> st.SearchStrategy[list[Drawn]]:
    return st.lists(st.fixed_dictionaries({name: cell for name, (_, cell) in cells.items()}), max_size=6)


@st.composite
def claims(draw: st.DrawFn) -> list[tuple[dict[str, Cell], list[Drawn]]]:
    """Claims, each with its lines: what they share is the same in all of them."""
    found = []
    for _number in range(draw(st.integers(0, 3))):
        received = draw(DAYS)
        shared = {
            "received_date": (received.isoformat(), received),
            "status": draw(codes(ClaimStatus)),
            "status_date": draw(days(received)),
        }
        found.append((shared, draw(drawn(LINE_CELLS))))
    return found


def spelled(base: dict[str, object], row: Drawn, **key: object) -> dict[str, object]:
    return {**base, **{name: cell for name, (cell, _) in row.items()}, **key}


@settings(max_examples=6)
@given(people=drawn(MEMBER_CELLS), filed=claims(), bills=drawn(INVOICE_CELLS))
def test_what_is_stored_is_what_the_file_says(
    database: Database,
    people: list[Drawn],
    filed: list[tuple[dict[str, Cell], list[Drawn]]],
    bills: list[Drawn],
) -> None:
    members = [spelled(MEMBER, row, certificate=f"{n:04d}-00") for n, row in enumerate(people, 7)]
    lines = [
        spelled(spelled(CLAIM, shared), line, claim_no=f"A{number:010d}", line_no=place)
        for number, (shared, found) in enumerate(filed, 1)
        for place, line in enumerate(found, 1)
    ]
    invoices = [spelled(INVOICE, row, invoice_no=9_300_000 + n) for n, row in enumerate(bills)]
    sheets: Sheets = {
        **BOOK,
        "members": [*BOOK["members"], *members],
        "claims": [*BOOK["claims"], *lines],
        "invoices": [*BOOK["invoices"], *invoices],
    }
    empty(database)
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "book", sheets)
        load(database, path)
        before = content(database)
        assert load(database, path).total == 0
        assert content(database) == before
    stored = [row._mapping for row in rows(database, member) if row.cert_no >= "0007"]
    assert [{name: row[name] for name, _ in MEMBER_CELLS.values()} for row in stored] == [
        {column: row[name][1] for name, (column, _) in MEMBER_CELLS.items()} for row in people
    ]
    kept = {row.claim_no: row for row in rows(database, claim)}
    of_claim = itertools.groupby(rows(database, claim_line), key=lambda row: row.claim_id)
    by_claim = {key: [row._mapping for row in group] for key, group in of_claim}
    for number, (shared, found) in enumerate(filed, 1):
        if not found:
            continue
        row = kept[f"A{number:010d}"]
        assert (row.received_on, row.status, row.status_on) == tuple(value for _, value in shared.values())
        assert [{name: line[name] for name, _ in LINE_CELLS.values()} for line in by_claim[row.id]] == [
            {column: line[name][1] for name, (column, _) in LINE_CELLS.items()} for line in found
        ]
    assert [row.amount for row in rows(database, invoice)[1:]] == [row["amount"][1] for row in bills]


def empty(database: Database) -> None:
    """Take every row away; rows that nobody may remove go with their guards put aside."""
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with database.write() as connection:
        if database.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return
        triggers = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).all()
        for trigger in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
        for table in reversed(metadata.sorted_tables):
            connection.exec_driver_sql(f"DELETE FROM {table.name}")
        for trigger in triggers:
            connection.exec_driver_sql(trigger.sql)
