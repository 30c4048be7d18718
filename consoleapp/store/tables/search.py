"""One B-tree of ordered word pairs answers every name search on both engines (SPEED 1)."""

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table

from consoleapp.store.tables.base import metadata
from consoleapp.store.types import Id, Key

search_key = Table(
    "search_key",
    metadata,
    Column("key", Key, nullable=False),
    Column("member_id", Id, nullable=False),
    PrimaryKeyConstraint("key", "member_id"),
    sqlite_with_rowid=False,
)

search_word = Table(
    "search_word",
    metadata,
    Column("word", Key, primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

policy_key = Table(
    "policy_key",
    metadata,
    Column("key", Key, nullable=False),
    Column("policy_id", ForeignKey("policy.id"), nullable=False),
    PrimaryKeyConstraint("key", "policy_id"),
    sqlite_with_rowid=False,
)

provider_key = Table(
    "provider_key",
    metadata,
    Column("key", Key, nullable=False),
    Column("provider_id", ForeignKey("provider.id"), nullable=False),
    PrimaryKeyConstraint("key", "provider_id"),
    sqlite_with_rowid=False,
)
