"""What lists have in common: the words their rows must hold, and an order that is total."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, func, or_, select

from consoleapp.store.search.keys import chinese

Order = tuple[str, bool] | None
"""The column a list is ordered by, and whether downwards; None for the list's own order."""


def ordered(
    query: Select[Any], by: Mapping[str, ColumnElement[Any]], order: Order, own: str, id_: Any
) -> Any:
    """``query`` ordered by the column named, what has no value last either way; the id decides among equals.

    Raises KeyError for a column that is not in ``by``.
    """
    name, descending = order or (own, False)
    value = by[name]
    return query.order_by(value.is_(None), value.desc() if descending else value, id_)


def hold(
    words: str, texts: tuple[Any, ...], id_: Any, keys: Table, owner: Column[Any]
) -> ColumnElement[bool]:
    """Whether each of ``words`` stands in one of ``texts``; Chinese ones in either script.

    ``keys`` is the index of Find for the records of ``id_``; its column ``owner`` names them.
    """
    return and_(True, *(_one(word, texts, id_, keys, owner) for word in words.split()))


def _one(word: str, texts: tuple[Any, ...], id_: Any, keys: Table, owner: Column[Any]) -> ColumnElement[bool]:
    found = [func.lower(text).contains(word.lower(), autoescape=True) for text in texts]
    folded = chinese(word)
    if folded:
        after = folded[:-1] + chr(ord(folded[-1]) + 1)
        found.append(id_.in_(select(owner).where(keys.c.key >= folded, keys.c.key < after)))
    return or_(*found)
