"""An entry for the caller: read aloud, or sent where the caller wants it, and counted (DOMAIN 9)."""

from datetime import date

import pytest
from sqlalchemy import select, update

from consoleapp.desk import contacts, directory
from consoleapp.desk import directory_give as give
from consoleapp.desk.keys import new_key
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import catalogue
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.statuses import ContactChannel, Language
from consoleapp.rules.verification import CallerRole
from consoleapp.store.tables import member, outbox_message, provider
from tests.desk.book import Ids
from tests.desk.conftest import Office


def test_what_is_read_aloud_speaks_the_callers_language(office: Office, ids: Ids) -> None:
    found = give.to_give(office.desk(), ids.provider)
    english = " ".join(one.text(str) for one in found.sentences)
    assert english.startswith("DR. CHAN TAI MAN, Doctor. The address is SHOP A, 123 STREET.")
    assert "The telephone is 8595 0003." in english
    assert "The clinic bills us directly." in english
    with office.database.write() as connection:
        connection.execute(update(provider).values(opening_hours="Mo-Fr 09:30-13:30; Sa,PH off"))
    (hours,) = [one for one in give.to_give(office.desk(), ids.provider).sentences if "hours" in one.values]
    assert hours.text(str) == "Hours: Mon–Fri 09:30–13:30; Sat, public holidays closed."
    speak = catalogue("zh_Hant").gettext
    assert hours.text(speak, "zh_Hant") == "應診時間：星期一–星期五 09:30–13:30; 星期六, 公眾假期 休息。"
    assert (found.language, found.on_record) == (None, ())


def test_it_is_sent_to_where_the_caller_wants_it_and_counted(office: Office, ids: Ids) -> None:
    desk = office.desk()
    with pytest.raises(Refused, match="on record"):
        give.send(desk, ids.provider, MessageChannel.SMS, key=new_key())
    with pytest.raises(Refused):
        give.send(desk, ids.provider, MessageChannel.SMS, "12", key=new_key())
    with pytest.raises(NotFound):
        give.read_aloud(desk, 10_000, key=new_key())
    give.read_aloud(desk, ids.provider, key="once")
    give.read_aloud(desk, ids.provider, key="once")
    give.send(
        desk,
        ids.provider,
        MessageChannel.EMAIL,
        "caller@example.com",
        Language.TRADITIONAL_CHINESE,
        key=new_key(),
    )
    assert directory.detail(desk, ids.provider).given == 2
    with office.database.read() as connection:
        (message,) = connection.execute(select(outbox_message)).all()
    assert (message.recipient, message.member_id, message.language) == ("caller@example.com", None, "zh_Hant")
    assert "電話：8595 0003" in message.body


def test_an_address_on_record_is_used_without_being_seen(office: Office, ids: Ids) -> None:
    desk = office.desk()
    with office.database.write() as connection:
        connection.execute(update(member).where(member.c.id == ids.employee).values(mobile="+85285553001"))
    contacts.start(
        desk, member_id=ids.employee, policy_id=None, channel=ContactChannel.CALL,
        caller_role=CallerRole.MEMBER, key=new_key(),
    )  # fmt: skip
    shown = {one.channel: one.shown for one in give.to_give(desk, ids.provider).on_record}
    assert "8555" not in shown[MessageChannel.SMS]
    give.send(desk, ids.provider, MessageChannel.SMS, key=new_key())
    with office.database.read() as connection:
        message = connection.execute(select(outbox_message)).one()
    assert (message.recipient, message.member_id) == ("+85285553001", ids.employee)
    assert message.body.startswith("DR. CHAN TAI MAN")


def test_what_left_the_directory_is_not_given_out(office: Office, ids: Ids) -> None:
    desk = office.desk()
    for last, given in ((desk.clock().date(), True), (date(2026, 11, 19), False)):
        with office.database.write() as connection:
            connection.execute(update(provider).values(effective_to=last))
        if given:
            give.to_give(desk, ids.provider)
            continue
        with pytest.raises(Refused, match="2026-11-19"):
            give.to_give(desk, ids.provider)
        with pytest.raises(Refused):
            give.send(desk, ids.provider, MessageChannel.SMS, "91234567", key=new_key())
        with pytest.raises(Refused):
            give.read_aloud(desk, ids.provider, key=new_key())
