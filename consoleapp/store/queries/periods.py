"""Which coverage period of a policy counts on a day (DOMAIN 1)."""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, case, select

from consoleapp.store.tables import policy, policy_period

_any = policy_period.alias("any_period")
_day: BindParameter[date] = bindparam("day")
_AS_IT_COUNTS = (
    # The last period that began, which holds the day unless a gap follows it; else the first to come.
    case((_any.c.starts_on <= _day, 0), else_=1),
    case((_any.c.starts_on <= _day, _any.c.starts_on)).desc(),
    _any.c.starts_on,
)

period_of_day = (
    select(_any.c.id)
    .where(_any.c.policy_id == policy.c.id)
    .order_by(*_AS_IT_COUNTS)
    .limit(1)
    .correlate(policy)
    .scalar_subquery()
)
"""The id of the period of ``policy`` that counts on the day given as ``day``."""

_ON: Select[Any] = (
    select(_any.c.starts_on, _any.c.ends_on)
    .where(_any.c.policy_id == bindparam("policy_id"))
    .order_by(*_AS_IT_COUNTS)
    .limit(1)
)


def period_on(connection: Connection, policy_id: int, day: date) -> Row[Any] | None:
    """The coverage period that holds ``day``; where none does, the last one begun, else the first to come."""
    return connection.execute(_ON, {"policy_id": policy_id, "day": day}).first()
