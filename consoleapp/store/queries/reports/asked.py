"""What a report is asked, and the parts its SELECT is narrowed down by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select

from consoleapp.rules.dates import from_local
from consoleapp.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """``given`` holds parameters by name, typed; what was left empty is not among them."""

    given: Mapping[str, Any]
    today: date
    settings: Settings

    def __getitem__(self, name: str) -> Any:
        """A parameter; None where it was left empty."""
        return self.given.get(name)

    def narrowed(self, query: Select[Any], **columns: ColumnElement[Any]) -> Select[Any]:
        """``query`` where each column named like a parameter is what was given, one or one of several."""
        for name, column in columns.items():
            value = self[name]
            if isinstance(value, tuple):
                query = query.where(column.in_(value))
            elif value is not None:
                query = query.where(column == value)
        return query

    def on_days(self, query: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
        """``query`` where a day lies between ``from`` and ``to``, both with it."""
        if self["from"] is not None:
            query = query.where(column >= self["from"])
        if self["to"] is not None:
            query = query.where(column <= self["to"])
        return query

    def at_moments(self, query: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
        """``query`` where a moment lies in the days from ``from`` to ``to``, as Hong Kong counts them."""
        if self["from"] is not None:
            query = query.where(column >= _begins(self["from"]))
        if self["to"] is not None:
            query = query.where(column < _begins(self["to"] + timedelta(days=1)))
        return query


def _begins(day: date) -> datetime:
    return from_local(datetime.combine(day, time()))
