"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator

Id = BigInteger().with_variant(Integer, "sqlite")
"""A surrogate key: SQLite counts up only an INTEGER primary key."""

Minor = BigInteger
"""An amount in minor units (cents) of the currency beside it; never a float."""

Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared byte by byte on both engines: search keys, numbers that are looked up by how they start."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC. SQLite forgets zones, so they are taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Code(TypeDecorator[Any]):
    """One value of a closed vocabulary: a ``StrEnum`` in Python, its code as text in the table."""

    impl = String
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self._members: dict[str | None, StrEnum | None] = {member.value: member for member in vocabulary}
        self._members[None] = None

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return self._members[value]

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:
        """The look-up itself: a statement of 10,000 movements asks thirty thousand times."""
        return self._members.__getitem__

    def __repr__(self) -> str:
        return f"Code({self.vocabulary.__name__})"


def one_of(column: str, vocabulary: type[StrEnum]) -> CheckConstraint:
    """The table refuses a value outside ``vocabulary``."""
    values = ", ".join(f"'{member.value}'" for member in vocabulary)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")
