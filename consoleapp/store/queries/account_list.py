"""The list of portal accounts: ids in an order, and the rows of some of them (SPEED 3).

Its own order – who cannot get in first – is put together stage by stage over one index, so that the first
page of a long list is read at once.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select

from consoleapp.rules.accounts import STAGE_ORDER
from consoleapp.rules.statuses import AccountHolder, AccountStage
from consoleapp.store.queries.accounts import HELD
from consoleapp.store.queries.lists import Order, hold, ordered
from consoleapp.store.tables import broker, member, policy, policy_holder, portal_account, search_key

_NAMES = func.coalesce(member.c.name_en, policy_holder.c.name_en, broker.c.name)
_SORTED_BY: dict[str, Any] = {
    "account": portal_account.c.account_no,
    "name": _NAMES,
    "where": func.coalesce(policy.c.policy_no, policy_holder.c.code, broker.c.code),
    "stage": case({one.value: place for place, one in enumerate(STAGE_ORDER)}, value=portal_account.c.stage),
    "since": portal_account.c.frozen_at,
    "tries": portal_account.c.failed_attempts,
    "last_login": portal_account.c.last_login_at,
    "user_id": portal_account.c.user_id,
}
SORTABLE = frozenset(_SORTED_BY)
"""The columns the list can be ordered by."""

_WORDS = (
    portal_account.c.account_no,
    portal_account.c.user_id,
    member.c.name_en,
    member.c.name_zh,
    member.c.cert_no,
    policy.c.policy_no,
    policy_holder.c.code,
    policy_holder.c.name_en,
    policy_holder.c.name_zh,
    broker.c.code,
    broker.c.name,
)
_HOLDERS = {
    AccountHolder.MEMBER: portal_account.c.member_id.is_not(None),
    AccountHolder.EMPLOYER: portal_account.c.holder_id.is_not(None),
    AccountHolder.BROKER: portal_account.c.broker_id.is_not(None),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts: at one stage, of one kind of holder, of these owners only."""

    stage: AccountStage | None = None
    kind: AccountHolder | None = None
    member_id: int | None = None
    holder_id: int | None = None
    broker_id: int | None = None


def _chosen(query: Select[Any], wanted: Wanted, words: str) -> Select[Any]:
    if wanted.kind is not None:
        query = query.where(_HOLDERS[wanted.kind])
    for name in ("member_id", "holder_id", "broker_id"):
        if getattr(wanted, name) is not None:
            query = query.where(portal_account.c[name] == getattr(wanted, name))
    if words:
        of_person = portal_account.c.member_id
        query = query.where(hold(words, _WORDS, of_person, search_key, search_key.c.member_id))
    return query


def _ids(wanted: Wanted, words: str) -> Select[Any]:
    """With the holders only where words are looked for in their names."""
    query: Select[Any] = HELD.with_only_columns(portal_account.c.id) if words else select(portal_account.c.id)
    return _chosen(query, wanted, words)


def _in_own_order(wanted: Wanted, words: str) -> Iterator[Select[Any]]:
    """Stage by stage: the frozen ones, the latest first; then who is on the way in."""
    for stage in STAGE_ORDER if wanted.stage is None else (wanted.stage,):
        latest = [portal_account.c.frozen_at.desc()] if stage is AccountStage.FROZEN else []
        query = _ids(wanted, words).where(portal_account.c.stage == stage)
        yield query.order_by(*latest, portal_account.c.id)


def _in_order(wanted: Wanted, order: tuple[str, bool], words: str) -> Select[Any]:
    query = _chosen(HELD.with_only_columns(portal_account.c.id), wanted, words)
    if wanted.stage is not None:
        query = query.where(portal_account.c.stage == wanted.stage)
    found: Select[Any] = ordered(query, _SORTED_BY, order, "account", portal_account.c.id)
    return found


def ids(connection: Connection, wanted: Wanted, order: Order, words: str) -> "array[int]":
    """The ids of the accounts that hold ``words``, in order."""
    if order is None:
        parts = (connection.execute(query).scalars() for query in _in_own_order(wanted, words))
        return array("q", chain.from_iterable(parts))
    return array("q", connection.execute(_in_order(wanted, order, words)).scalars())


def first_ids(connection: Connection, wanted: Wanted, order: Order, words: str, limit: int) -> list[int]:
    """The first ids in order."""
    if order is not None:
        return list(connection.execute(_in_order(wanted, order, words).limit(limit)).scalars())
    found: list[int] = []
    for query in _in_own_order(wanted, words):
        if len(found) < limit:
            found += connection.execute(query.limit(limit - len(found))).scalars()
    return found


def rows(connection: Connection, account_ids: Sequence[int], wanted: Wanted) -> list[Row[Any]]:
    """What the list shows of these accounts, in no order."""
    query = _chosen(HELD.where(portal_account.c.id.in_(account_ids)), wanted, "")
    return list(connection.execute(query))


def counts(connection: Connection, wanted: Wanted) -> dict[AccountStage, int]:
    """How many accounts stand at each stage."""
    query = _chosen(select(portal_account.c.stage, func.count().label("n")), wanted, "")
    return {row.stage: row.n for row in connection.execute(query.group_by(portal_account.c.stage))}
