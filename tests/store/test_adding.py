"""Many rows added at once: whatever the engine puts off, every constraint and index holds in the end."""

import pytest
from sqlalchemy import Connection, Insert, insert, inspect, literal, select, union_all
from sqlalchemy.exc import IntegrityError

from consoleapp.store import adding
from consoleapp.store.adding import add_rows
from consoleapp.store.engine import Database
from consoleapp.store.tables import branch, policy_holder, provider


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "MANY", 1)
    monkeypatch.setattr(adding, "INDEXED_AFTERWARDS", 1)


def providers(*rows: tuple[str, str]) -> Insert:
    made = (
        select(literal(number), literal(kind), literal("CLINIC"), literal("kowloon")) for number, kind in rows
    )
    return insert(provider).from_select(["provider_no", "kind", "name_en", "area"], union_all(*made))


def indexes(connection: Connection) -> set[str]:
    return {str(index["name"]) for index in inspect(connection).get_indexes("provider")}


def test_rows_are_added_and_the_indexes_are_back(database: Database) -> None:
    with database.write() as connection:
        there = indexes(connection)
        assert add_rows(connection, providers(("P1", "clinic"), ("P2", "hospital")), 2, alone=True) == 2
        assert add_rows(connection, providers(("P3", "clinic")), 1) == 1
        assert indexes(connection) == there != set()


@pytest.mark.parametrize("begun", [False, True])
def test_a_row_that_breaks_a_check_ends_it_all(database: Database, begun: bool) -> None:
    if begun:
        with database.write() as connection:
            add_rows(connection, providers(("P1", "clinic")), 1)
    with database.read() as connection:
        there = indexes(connection)
    with pytest.raises(IntegrityError, match="kind_known"), database.write() as connection:
        add_rows(connection, providers(("P2", "clinic"), ("P3", "circus")), 2, alone=True)
    with database.read() as connection:
        assert connection.scalars(select(provider.c.provider_no)).all() == (["P1"] if begun else [])
        assert indexes(connection) == there


def test_the_engine_judges_again_afterwards(database: Database) -> None:
    with database.write() as connection:
        add_rows(connection, providers(("P1", "clinic")), 1)
    with pytest.raises(IntegrityError, match="kind_known"), database.write() as connection:
        connection.execute(providers(("P2", "circus")))
    with pytest.raises(IntegrityError), database.write() as connection:
        add_rows(connection, providers(("P1", "clinic")), 1)  # a number that is taken
    with pytest.raises(IntegrityError, match="kind_known"), database.write() as connection:
        connection.execute(providers(("P2", "circus")))


def test_a_row_that_names_nothing_ends_it_all(database: Database) -> None:
    with database.read() as connection:
        there = keys(connection)
    lost = select(literal(99), literal("HK"), literal("HONG KONG"))
    with pytest.raises(IntegrityError), database.write() as connection:
        add_rows(
            connection, insert(branch).from_select(["holder_id", "code", "name_en"], lost), 1, alone=True
        )
    with database.write() as connection:
        assert keys(connection) == there != set()
        assert connection.execute(select(branch)).all() == []
        held = insert(policy_holder).values(code="H1", name_en="ABC LTD").returning(policy_holder.c.id)
        named = select(literal(connection.scalar(held)), literal("HK"), literal("HONG KONG"))
        made = insert(branch).from_select(["holder_id", "code", "name_en"], named)
        assert add_rows(connection, made, 1, alone=True) == 1
        assert keys(connection) == there


def keys(connection: Connection) -> set[tuple[str, ...]]:
    found = inspect(connection).get_foreign_keys("branch")
    return {(str(key["name"]), key["referred_table"], *key["constrained_columns"]) for key in found}
