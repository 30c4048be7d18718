"""The coverage period of a day, on each engine, against the plain rule: the last one begun, else the next."""

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from consoleapp.rules.statuses import PaymentMode, PlanType, PolicyStatus
from consoleapp.store.engine import Database
from consoleapp.store.queries.periods import period_of_day, period_on
from consoleapp.store.tables import policy, policy_holder, policy_period

FIRST = date(2024, 1, 1)


def plainly(periods: list[tuple[date, date]], day: date) -> tuple[date, date] | None:
    begun = [one for one in sorted(periods) if one[0] <= day]
    return begun[-1] if begun else min(periods, default=None)


def a_policy(connection: Any, number: int) -> int:
    holder = connection.execute(
        insert(policy_holder).values(code=f"H{number}", name_en="ABC").returning(policy_holder.c.id)
    ).scalar_one()
    found: int = connection.execute(
        insert(policy)
        .values(
            policy_no=f"9{number:04}",
            holder_id=holder,
            plan_type=PlanType.GROUP_MEDICAL,
            payment_mode=PaymentMode.YEARLY,
            currency="HKD",
            status=PolicyStatus.IN_FORCE,
        )
        .returning(policy.c.id)
    ).scalar_one()
    return found


def test_the_period_of_a_day_is_the_same_wherever_it_is_asked(database: Database) -> None:
    pick = random.Random(6)
    with database.write() as connection:
        for number in range(12):
            policy_id = a_policy(connection, number)
            starts = sorted(pick.sample(range(0, 900, 30), pick.randrange(4)))
            periods = [
                (FIRST + timedelta(days=at), FIRST + timedelta(days=at + pick.choice((10, 29))))
                for at in starts
            ]
            for starts_on, ends_on in periods:
                connection.execute(
                    insert(policy_period).values(policy_id=policy_id, starts_on=starts_on, ends_on=ends_on)
                )
            for offset in (-40, 0, 1, 35, 95, 400, 1_000):
                day = FIRST + timedelta(days=offset)
                found = period_on(connection, policy_id, day)
                joined = connection.execute(
                    select(policy_period.c.starts_on, policy_period.c.ends_on)
                    .join_from(policy, policy_period, policy_period.c.id == period_of_day)
                    .where(policy.c.id == policy_id),
                    {"day": day},
                ).first()
                wanted = plainly(periods, day)
                assert (tuple(found) if found else None) == wanted
                assert (tuple(joined) if joined else None) == wanted
