"""Portal accounts (DOMAIN 7)."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from consoleapp.store.tables import portal_account, portal_attempt

_OF_MEMBER = select(portal_account).where(portal_account.c.member_id == bindparam("member_id"))


def of_member(connection: Connection, member_id: int) -> Row[Any] | None:
    """The account of a member."""
    return connection.execute(_OF_MEMBER, {"member_id": member_id}).first()


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
