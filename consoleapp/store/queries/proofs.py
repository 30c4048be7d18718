"""What a caller is proved by beyond facts: one-time codes, challenge questions, exceptions (DOMAIN 8)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from consoleapp.rules.verification import Factor
from consoleapp.store.tables import (
    challenge_question,
    contact_fact,
    one_time_code,
    portal_account,
    verification_exception,
)

_code = one_time_code.c
_exception = verification_exception.c


def add_code(connection: Connection, **values: object) -> int:
    """Keep that a code was sent, by its hash; returns its id."""
    code_id: int = connection.execute(insert(one_time_code).values(**values).returning(_code.id)).scalar_one()
    return code_id


def newest_code(connection: Connection, contact_id: int, turn: int) -> Row[Any] | None:
    """The newest code sent to this caller in this contact; the ones before count no more."""
    return connection.execute(
        select(one_time_code)
        .where(_code.contact_id == contact_id, _code.caller_turn == turn)
        .order_by(_code.id.desc())
        .limit(1)
    ).first()


def last_sent(connection: Connection, subject: str) -> datetime | None:
    """When a code about ``subject`` was last sent, in whichever contact."""
    return connection.execute(select(func.max(_code.sent_at)).where(_code.subject == subject)).scalar()


def use_code(connection: Connection, code_id: int, now: datetime) -> bool:
    """Use a code up; False when somebody else did."""
    used = connection.execute(
        update(one_time_code).where(_code.id == code_id, _code.used_at.is_(None)).values(used_at=now)
    )
    return used.rowcount == 1


def questions(connection: Connection, member_id: int) -> list[Row[Any]]:
    """The member's challenge questions in the order they chose, with the hashes of the answers."""
    one = challenge_question.c
    return list(
        connection.execute(
            select(one.place, one.question, one.answer_hash)
            .join(portal_account, portal_account.c.id == challenge_question.c.account_id)
            .where(portal_account.c.member_id == member_id)
            .order_by(challenge_question.c.place)
        )
    )


def asked(connection: Connection, contact_id: int, turn: int) -> int:
    """How many challenge questions this caller answered in this contact, right or wrong."""
    query = select(func.count()).where(
        contact_fact.c.contact_id == contact_id,
        contact_fact.c.caller_turn == turn,
        contact_fact.c.factor == Factor.CHALLENGE_QUESTION,
    )
    return int(connection.execute(query).scalar_one())


def grant(
    connection: Connection, contact_id: int, turn: int, approval_id: int, tries: int, now: datetime
) -> None:
    """Tries beyond those of the day, for this caller of this contact."""
    connection.execute(
        insert(verification_exception).values(
            contact_id=contact_id,
            caller_turn=turn,
            approval_id=approval_id,
            granted_at=now,
            tries_left=tries,
        )
    )


def reserve_granted(connection: Connection, contact_id: int, turn: int) -> int | None:
    """Take one granted try before it is judged, in one statement; which exception it is of, or None."""
    one = (
        select(_exception.id)
        .where(_exception.contact_id == contact_id, _exception.caller_turn == turn, _exception.tries_left > 0)
        .order_by(_exception.id)
        .limit(1)
        .scalar_subquery()
    )
    return connection.execute(
        update(verification_exception)
        .where(_exception.id == one, _exception.tries_left > 0)
        .values(tries_left=_exception.tries_left - 1)
        .returning(_exception.id)
    ).scalar()


def give_back_granted(connection: Connection, exception_id: int) -> None:
    """The granted try was right and may be used for another fact."""
    connection.execute(
        update(verification_exception)
        .where(_exception.id == exception_id)
        .values(tries_left=_exception.tries_left + 1)
    )


def granted(connection: Connection, contact_id: int, turn: int) -> int:
    """Granted tries that are left to this caller of this contact."""
    query = select(func.coalesce(func.sum(_exception.tries_left), 0)).where(
        _exception.contact_id == contact_id, _exception.caller_turn == turn
    )
    return int(connection.execute(query).scalar_one())


def used_code(connection: Connection, contact_id: int) -> Row[Any] | None:
    """The code that was read back last in this contact."""
    return connection.execute(
        select(one_time_code)
        .where(_code.contact_id == contact_id, _code.used_at.is_not(None))
        .order_by(_code.id.desc())
        .limit(1)
    ).first()
