"""Portal accounts: one whole with what happened to it; who holds it; what was done about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, bindparam, func, insert, or_, select, update

from consoleapp.store.tables import (
    account_act,
    broker,
    challenge_question,
    member,
    policy,
    policy_holder,
    portal_account,
    portal_attempt,
    portal_invitation,
    portal_reset,
    staff,
)

_OF_MEMBER = select(portal_account).where(portal_account.c.member_id == bindparam("member_id"))

_some_policy = (
    select(func.max(policy.c.id))
    .where(
        or_(
            policy.c.holder_id == portal_account.c.holder_id, policy.c.broker_id == portal_account.c.broker_id
        )
    )
    .correlate(portal_account)
    .scalar_subquery()
)
HELD: Select[Any] = select(
    portal_account,
    member.c.cert_no,
    member.c.suffix,
    member.c.policy_id.label("member_policy_id"),
    member.c.name_en.label("member_en"),
    member.c.name_zh.label("member_zh"),
    policy.c.policy_no,
    policy_holder.c.code.label("holder_code"),
    policy_holder.c.name_en.label("holder_en"),
    policy_holder.c.name_zh.label("holder_zh"),
    broker.c.code.label("broker_code"),
    broker.c.name.label("broker_name"),
).select_from(
    portal_account.outerjoin(member, member.c.id == portal_account.c.member_id)
    .outerjoin(policy, policy.c.id == member.c.policy_id)
    .outerjoin(policy_holder, policy_holder.c.id == portal_account.c.holder_id)
    .outerjoin(broker, broker.c.id == portal_account.c.broker_id)
)
"""Accounts with whoever holds them."""


def of_member(connection: Connection, member_id: int) -> Row[Any] | None:
    """The account of a member."""
    return connection.execute(_OF_MEMBER, {"member_id": member_id}).first()


def one(connection: Connection, account_id: int) -> Row[Any] | None:
    """An account with its holder and one of their policies (``some_policy``, of a company or a broker)."""
    query = HELD.add_columns(_some_policy.label("some_policy")).where(portal_account.c.id == account_id)
    return connection.execute(query).first()


def by_number(connection: Connection, account_no: str) -> int | None:
    """The id of the account with this number."""
    query = select(portal_account.c.id).where(portal_account.c.account_no == account_no)
    return connection.execute(query).scalar()


def held_still(connection: Connection, account_id: int) -> Row[Any] | None:
    """The account with its holder, locked until the transaction ends: two desks take turns."""
    query = HELD.where(portal_account.c.id == account_id).with_for_update(of=portal_account)
    return connection.execute(query).first()


def edit(connection: Connection, row: Row[Any], **changes: object) -> bool:
    """Change an account as it was read; False when somebody changed it meanwhile."""
    edited = connection.execute(
        update(portal_account)
        .where(portal_account.c.id == row.id, portal_account.c.version == row.version)
        .values(**changes, version=row.version + 1)
    )
    return edited.rowcount == 1


def failed_logins(connection: Connection, account_id: int, limit: int) -> list[Row[Any]]:
    """Failed logins at the portal, newest first, with where they came from."""
    return list(
        connection.execute(
            select(portal_attempt.c.at, portal_attempt.c.origin)
            .where(portal_attempt.c.account_id == account_id)
            .order_by(portal_attempt.c.at.desc())
            .limit(limit)
        )
    )


def origins(connection: Connection, account_ids: Sequence[int]) -> dict[int, list[str]]:
    """Where failed logins since the last good one came from, by account, the most frequent first."""
    since_the_last = or_(
        portal_account.c.last_login_at.is_(None), portal_attempt.c.at > portal_account.c.last_login_at
    )
    query = (
        select(portal_attempt.c.account_id, portal_attempt.c.origin)
        .join(portal_account, portal_account.c.id == portal_attempt.c.account_id)
        .where(
            and_(portal_attempt.c.account_id.in_(account_ids), portal_attempt.c.origin != "", since_the_last)
        )
        .group_by(portal_attempt.c.account_id, portal_attempt.c.origin)
        .order_by(portal_attempt.c.account_id, func.count().desc(), portal_attempt.c.origin)
    )
    found: dict[int, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.account_id, []).append(row.origin)
    return found


def acts(connection: Connection, account_id: int, limit: int) -> list[Row[Any]]:
    """What staff did about the account, newest first."""
    return list(
        connection.execute(
            select(account_act, staff.c.name.label("staff_name"))
            .join_from(account_act, staff, staff.c.id == account_act.c.staff_id)
            .where(account_act.c.account_id == account_id)
            .order_by(account_act.c.id.desc())
            .limit(limit)
        )
    )


def leave_act(connection: Connection, **values: object) -> None:
    """One thing staff did, on record for good."""
    connection.execute(insert(account_act).values(**values))


def newest_sent(connection: Connection, table: Table, account_id: int) -> Row[Any] | None:
    """The newest row of :data:`portal_invitation` or :data:`portal_reset` of an account."""
    query = select(table).where(table.c.account_id == account_id).order_by(table.c.id.desc()).limit(1)
    return connection.execute(query).first()


def replace_sent(
    connection: Connection, table: Table, account_id: int, now: datetime, **values: object
) -> int:
    """A new invitation or link; the one before can be used no more. Returns its id."""
    connection.execute(
        update(table).where(table.c.account_id == account_id, table.c.ended_at.is_(None)).values(ended_at=now)
    )
    made: int = connection.execute(
        insert(table).values(account_id=account_id, made_at=now, **values).returning(table.c.id)
    ).scalar_one()
    return made


def invitation(connection: Connection, account_id: int) -> Row[Any] | None:
    """The newest invitation."""
    return newest_sent(connection, portal_invitation, account_id)


def reset_link(connection: Connection, account_id: int) -> Row[Any] | None:
    """The newest reset link."""
    return newest_sent(connection, portal_reset, account_id)


def question_count(connection: Connection, account_id: int) -> int:
    """How many challenge questions are answered."""
    query = select(func.count()).where(challenge_question.c.account_id == account_id)
    return int(connection.execute(query).scalar_one())


def party(connection: Connection, row: Row[Any]) -> Row[Any] | None:
    """Contact details of the company or the broker an account belongs to: phone, email, name."""
    table, id_ = (policy_holder, row.holder_id) if row.holder_id is not None else (broker, row.broker_id)
    query: Select[Any] = select(
        table.c.contact_name.label("name"),
        table.c.contact_phone.label("phone"),
        table.c.contact_email.label("email"),
    )
    return connection.execute(query.where(table.c.id == id_)).first()
