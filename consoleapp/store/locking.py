"""Letting one writer at a time past a point, on both engines."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Insert,
    Select,
    Table,
    any_,
    bindparam,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import ReturningInsert


def lock_for_writing(connection: Connection, name: str) -> None:
    """Let one writer at a time past this point until its transaction ends.

    SQLite has one writer anyway (BEGIN IMMEDIATE); on PostgreSQL this takes an advisory lock. Take it last.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"consoleapp.{name}"}
        )


def insert_then_lock(connection: Connection, table: Table, row: Mapping[str, object], name: str) -> None:
    """Write a row and take the lock ``name`` with one message to the server.

    The row comes first: whoever waits there for another who writes the same does not hold the lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_row_then_lock(table, name), row)
    else:
        connection.execute(_row(table), row)


def lock_rows(
    connection: Connection, first: tuple[Table, Iterable[int]], then: tuple[Table, Iterable[int]]
) -> None:
    """Hold rows still until the transaction ends: those of the first table before those of the other, by ids.

    What they add up to is read by a later statement; this one sees the book as it was before it waited.
    On SQLite a writer is alone anyway.
    """
    if connection.dialect.name != "postgresql":
        return
    (table, ids), (other, others) = ((one, sorted(set(of))) for one, of in (first, then))
    if ids and others:
        connection.execute(_held_in_turn(table, other), {"first": ids, "then": others})
    elif ids:
        connection.execute(_held(table, "first"), {"first": ids})
    elif others:
        connection.execute(_held(other, "then"), {"then": others})


@cache
def _row(table: Table) -> Insert:
    return insert(table)


@cache
def _row_then_lock(table: Table, name: str) -> ReturningInsert[Any]:
    locked = func.pg_advisory_xact_lock(func.hashtext(f"consoleapp.{name}"))
    return insert(table).returning(locked)


@cache
def _held(table: Table, ids: str) -> Select[Any]:
    wanted = bindparam(ids, type_=ARRAY(BigInteger))
    return select(table.c.id).where(table.c.id == any_(wanted)).order_by(table.c.id).with_for_update(of=table)


@cache
def _held_in_turn(table: Table, other: Table) -> Select[Any]:
    """The count stands for all rows of the first: it has to be known before one of the other is looked at."""
    held = _held(table, "first").cte("held").prefix_with("MATERIALIZED")
    counted = select(func.count()).select_from(held).scalar_subquery()
    return _held(other, "then").where(counted >= 0)


def try_lock(connection: Connection, name: str) -> bool:
    """Whether nobody else holds the lock ``name``; it is then held until the transaction ends.

    On SQLite a writing transaction is alone anyway.
    """
    if connection.dialect.name != "postgresql":
        return True
    asked = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))")
    return bool(connection.execute(asked, {"name": f"consoleapp.{name}"}).scalar())
