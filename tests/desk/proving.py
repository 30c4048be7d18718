"""Codes and questions in few words, for tests: read from the outbox, answered as the member would."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from consoleapp.desk import contacts, hashing
from consoleapp.desk.context import Desk
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.verification import Factor, answer_form
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.calls import RIGHT, begin, check, key
from tests.desk.conftest import Office

ANSWERS = ("Lantern Primary School", "Biscuit", "Macau")
SMS, EMAIL = MessageChannel.SMS, MessageChannel.EMAIL


def messages(office: Office) -> list[Any]:
    """Everything in the outbox, oldest first."""
    with office.database.read() as connection:
        return list(connection.execute(select(tables.outbox_message).order_by(tables.outbox_message.c.id)))


def code_sent(office: Office) -> str:
    """The code in the newest message that carries one: only the telephone it goes to shows it."""
    sealed = next(one.sealed_body for one in reversed(messages(office)) if one.template == "one_time_code")
    found = re.search(r"\b\d{6}\b", sealed)
    assert found is not None
    return found[0]


def identified(desk: Desk, ids: Ids, **how: Any) -> int:
    """A contact whose caller knew two facts."""
    contact_id = begin(desk, ids, **how)
    for factor in (Factor.CERTIFICATE, Factor.FULL_NAME):
        assert check(desk, contact_id, factor, RIGHT[factor])
    return contact_id


def verified_call(office: Office, desk: Desk, ids: Ids, **how: Any) -> int:
    """A contact whose caller read back the code."""
    contact_id = identified(desk, ids, **how)
    contacts.send_code(desk, contact_id, SMS, key=key())
    assert check(desk, contact_id, Factor.ONE_TIME_CODE, code_sent(office))
    return contact_id


def set_questions(office: Office, account_id: int) -> None:
    """The three questions of an account, answered by :data:`ANSWERS`."""
    with office.database.write() as connection:
        for place, answer in enumerate(ANSWERS, 1):
            connection.execute(
                insert(tables.challenge_question).values(
                    account_id=account_id,
                    place=place,
                    question=f"Question {place}?",
                    answer_hash=hashing.hash_of(answer_form(answer)),
                )
            )


def changed_details(office: Office, member_id: int, hours: int) -> None:
    """The member's telephone changed so many hours ago."""
    with office.database.write() as connection:
        connection.execute(
            update(tables.member)
            .where(tables.member.c.id == member_id)
            .values(contact_changed_at=office.clock() - timedelta(hours=hours))
        )
