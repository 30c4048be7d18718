"""Reading ranges of the ordered index, on both engines, many ranges in one statement.

SQLite reads them one after the other (UNION ALL); PostgreSQL reads each by LATERAL from two arrays (a join
with a list of values and filters took 20 s there, measured). Statements come in few distinct texts, so that
both engines keep them prepared.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

END = "\U0010ffff"
"""Sorts after every character a key can hold."""

SIZES = (1, 2, 4, 8, 16, 32, 64, 96)
"""Numbers of ranges a statement is made for; shorter lists are filled up with ranges that hold nothing."""
ALTERNATIVES = (1, 4, 12)
"""Numbers of alternatives a filter is made for; shorter ones repeat their first."""

_OWNERS = {"search_key": "member_id", "policy_key": "policy_id", "provider_key": "provider_id"}


class Range(NamedTuple):
    """Keys from ``low`` to before ``high``."""

    low: str
    high: str


class Found(NamedTuple):
    """A key that was read: the place of its range in the list, the key, its record."""

    place: int
    key: str
    record: int


def starting(start: str) -> Range:
    """All keys that start with ``start``."""
    return Range(start, start + END)


def word_in_front(word: str) -> Range:
    """All keys whose first word is ``word``, surnames first (a space sorts before ``!``)."""
    return Range(word + " ", word + '"')


def pair(one: str, mark: str, two: str) -> Range:
    """All keys that start with these two whole words."""
    return Range(one + mark + two, one + mark + two + "!")


def read(
    connection: Connection,
    table: str,
    ranges: Sequence[Range],
    *,
    limit: int,
    filters: Iterable[Sequence[str]] = (),
    each: int | None = None,
) -> list[Found]:
    """Up to ``limit`` keys out of ``ranges``, in the order of the ranges.

    ``filters``: each is a list of texts, one of which the key must hold; a space after a word stands for its
    end. ``each`` bounds what one range gives.
    """
    if not ranges:
        return []
    ranges = ranges[: SIZES[-1]]
    sets = [list(dict.fromkeys(texts))[: ALTERNATIVES[-1]] for texts in filters]
    if connection.dialect.name == "postgresql":
        patterns = [[f"%{text}%" for text in texts] for texts in sets]
        parameters = (
            [low for low, _ in ranges],
            [high for _, high in ranges],
            *patterns,
            each or limit,
            limit,
        )
        rows = connection.exec_driver_sql(_postgresql(table, len(patterns)), parameters)
    else:
        size = next(size for size in SIZES if size >= len(ranges))
        padded = [*ranges, *[Range("", "")] * (size - len(ranges))]
        shape = tuple(next(size for size in ALTERNATIVES if size >= len(texts)) for texts in sets)
        full = [text for texts, count in zip(sets, shape, strict=True) for text in _filled(texts, count)]
        values = (*(bound for one in padded for bound in one), each or limit, limit, *full)
        rows = connection.exec_driver_sql(_sqlite(table, size, shape), values)
    return [Found(*row) for row in rows.all()]


def _filled(texts: Sequence[str], size: int) -> list[str]:
    return [*texts, *[texts[0]] * (size - len(texts))]


@cache
def _sqlite(table: str, size: int, filters: tuple[int, ...]) -> str:
    each, limit, place = 2 * size + 1, 2 * size + 2, 2 * size + 3
    wanted = ""
    for alternatives in filters:
        holds = " OR ".join(f"instr(key || ' ', ?{place + n}) > 0" for n in range(alternatives))
        wanted += f" AND ({holds})"
        place += alternatives
    parts = (
        f"SELECT * FROM (SELECT {n} AS place, key, {_OWNERS[table]} FROM {table}"
        f" WHERE key >= ?{2 * n + 1} AND key < ?{2 * n + 2}{wanted} LIMIT ?{each})"
        for n in range(size)
    )
    return f"{' UNION ALL '.join(parts)} LIMIT ?{limit}"


@cache
def _postgresql(table: str, filters: int) -> str:
    wanted = " AND t.key || ' ' LIKE ANY(%s::text[])" * filters
    return (
        "SELECT v.place - 1, k.key, k.record FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY"
        " AS v(low, high, place) CROSS JOIN LATERAL"
        f" (SELECT t.key, t.{_OWNERS[table]} AS record FROM {table} AS t"
        f' WHERE t.key >= v.low COLLATE "C" AND t.key < v.high COLLATE "C"{wanted}'
        f" ORDER BY t.key, t.{_OWNERS[table]} LIMIT %s) AS k LIMIT %s"
    )
