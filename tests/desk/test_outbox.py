"""Messages are written with the act they tell of, read without secrets, and moved along their table."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from consoleapp.delivery_settings import Mail
from consoleapp.desk import members, opening, outbox
from consoleapp.desk.context import Work, writes
from consoleapp.desk.outbox import Letter
from consoleapp.errors import Conflict, ConsoleError, NotAllowed, NotFound, Refused, WrongUse
from consoleapp.rules.messages import MessageChannel, Trouble
from consoleapp.rules.statuses import ClaimStatus, Language, MessageState
from consoleapp.rules.templates import HIDDEN, MessageKind
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import outbox as store
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.desk.listening import on_the_line

EMAIL, SMS = MessageChannel.EMAIL, MessageChannel.SMS
S = MessageState


def letter(ids: Ids, **changes: Any) -> Letter:
    plain = Letter(
        MessageKind.DOCUMENTS_REQUESTED,
        EMAIL,
        SECRETS["email"],
        Language.TRADITIONAL_CHINESE,
        {
            "claim_no": "A2000001447",
            "items": (ClaimStatus.RECEIVED, "X-ray"),
            "due_date": date(2026, 11, 24),
            "salutation": "陳大文先生：",
            "hotline": "2765 4321",
            "link": "https://desk.example/A2000001447",
        },
        recipient_name="陳大文",
        member_id=ids.employee,
        claim_id=min(ids.claims.values()),
        reference="request:12",
    )
    return replace(plain, **changes)


def code(ids: Ids, **changes: Any) -> Letter:
    values = {"code": "493817", "minutes": 5}
    return letter(ids, kind=MessageKind.ONE_TIME_CODE, values=values, claim_id=None, **changes)


@writes("test.told", None)
def tell(work: Work, told: Letter, *, fail: bool = False, key: str) -> int:
    """A verb as others write them."""
    message_id = outbox.enqueue(work, told)
    if fail:
        raise Refused("not today")
    return message_id


def rows(office: Office) -> list[Any]:
    with office.database.read() as connection:
        return list(connection.execute(select(tables.outbox_message).order_by(tables.outbox_message.c.id)))


def claimed(office: Office, lease: str = "one", **changes: Any) -> store.Claimed | None:
    figures: dict[str, Any] = {
        "channels": tuple(MessageChannel),
        "until": office.clock() + timedelta(minutes=2),
        "tries": 3,
        **changes,
    }
    with office.database.write() as connection:
        return store.claim(connection, office.clock(), lease=lease, **figures)


def failed(office: Office, message: store.Claimed, *, again: timedelta | None) -> bool:
    with office.database.write() as connection:
        return store.mark_failed(
            connection,
            message,
            office.clock(),
            store.Failure(Trouble.PUT_OFF, 451),
            None if again is None else office.clock() + again,
        )


def test_the_message_is_there_with_the_act_or_not_at_all(office: Office, ids: Ids) -> None:
    desk = office.desk()
    with pytest.raises(Refused, match="not today"):
        tell(desk, letter(ids), fail=True, key="1")
    assert rows(office) == []
    number = tell(desk, letter(ids), key="2")
    assert tell(desk, letter(ids), key="2") == number, "one act, one message"
    [row] = rows(office)
    assert (row.recipient, row.recipient_name, row.language) == (SECRETS["email"], "陳大文", "zh_Hant")
    assert (row.state, row.tries, row.template, row.template_version) == (
        S.WAITING, 0, "documents_requested", 1,
    )  # fmt: skip
    assert "2026年11月24日" in row.body
    assert "- 已收妥\n- X-ray" in row.body, "codes are words of the message's language"
    text = outbox.preview(desk, letter(ids))
    assert (text.subject, text.body) == (row.subject, row.body), "the very text"


def test_the_audit_entry_tells_of_it_without_the_address(office: Office, ids: Ids) -> None:
    tell(office.desk(), letter(ids), key="1")
    with office.database.read() as connection:
        texts = connection.execute(select(tables.audit_entry.c.text)).scalars().all()
    assert any("message.queued" in text for text in texts)
    assert not any(SECRETS["email"] in text for text in texts)


def test_the_key_of_a_message_has_the_senders_domain(office: Office, ids: Ids) -> None:
    desk = office.desk()
    tell(desk, letter(ids), key="1")
    sender = replace(desk.settings, mail=Mail(sender="desk@insurer.example"))
    tell(replace(desk, settings=sender), letter(ids), key="2")
    first, second = (row.message_key for row in rows(office))
    assert first.endswith("@desk.invalid")
    assert second.endswith("@insurer.example")


@pytest.mark.parametrize(
    ("channel", "recipient"), [(EMAIL, "nowhere"), (EMAIL, "a@b.com\r\nBcc: c@d.com"), (SMS, "12"), (SMS, "")]
)
def test_nothing_is_written_to_an_address_nobody_has(
    office: Office, ids: Ids, channel: MessageChannel, recipient: str
) -> None:
    wrong = letter(ids, channel=channel, recipient=recipient)
    with pytest.raises(Refused):
        outbox.preview(office.desk(), wrong)
    with pytest.raises(Refused):
        tell(office.desk(), wrong, key="1")
    with pytest.raises(Refused, match=r"Documents asked for is not sent by Webhook"):
        tell(office.desk(), letter(ids, channel=MessageChannel.WEBHOOK), key="2")
    assert rows(office) == []


def test_a_letter_shows_nothing_private_of_itself(ids: Ids) -> None:
    assert SECRETS["email"] not in repr(letter(ids))
    assert "493817" not in repr(code(ids))


def test_messages_are_read_masked(office: Office, ids: Ids) -> None:
    desk = office.desk()
    number = tell(desk, letter(ids), key="1")
    tell(desk, letter(ids, channel=SMS, recipient=SECRETS["mobile"]), key="2")
    lists = (
        outbox.messages_of_claim(desk, min(ids.claims.values())),
        outbox.messages_of_request(desk, "request:12"),
        tuple(reversed(outbox.pending(office.desk("supervisor")))),
    )
    for found in lists:
        assert [(row.channel, row.to) for row in found] == [(SMS, "•••• ••67"), (EMAIL, "t•••@•••.com")]
    full = outbox.message(desk, number)
    assert full.row.event == "Documents asked for"
    assert "A2000001447" in full.subject
    assert full.history == ()
    with office.database.read() as connection:
        looks = connection.execute(select(tables.access_entry.c.member_id, tables.access_entry.c.what)).all()
    assert (ids.employee, "message") in [tuple(one) for one in looks]
    with pytest.raises(NotAllowed):
        outbox.pending(desk)
    with pytest.raises(NotFound):
        outbox.message(desk, 99)


def test_a_secret_is_sent_and_then_forgotten(office: Office, ids: Ids) -> None:
    number = tell(office.desk(), code(ids, channel=SMS, recipient=SECRETS["mobile"]), key="1")
    assert "493817" not in outbox.message(office.desk(), number).body
    message = claimed(office)
    assert message is not None
    assert "493817" in message.body
    with office.database.write() as connection:
        assert store.mark_sent(connection, message, office.clock())
    [row] = rows(office)
    assert (row.state, row.sealed_body, HIDDEN in row.body) == (S.SENT, None, True)
    with pytest.raises(IntegrityError), office.database.write() as connection:
        connection.execute(update(tables.outbox_message).values(sealed_body="493817"))


def test_one_holds_a_message_until_the_lease_ends(office: Office, ids: Ids) -> None:
    tell(office.desk(), letter(ids), key="1")
    first = claimed(office)
    assert first is not None
    assert claimed(office, "two") is None
    office.clock.advance(minutes=2)
    second = claimed(office, "two")
    assert second is not None
    assert (second.message_key, second.tries) == (first.message_key, 2)
    with office.database.write() as connection:
        assert not store.mark_sent(connection, first, office.clock()), "it is somebody else's by now"
    assert not failed(office, first, again=None)
    with office.database.write() as connection:
        assert store.mark_sent(connection, second, office.clock())
    assert claimed(office) is None
    steps = [str(one.step) for one in outbox.message(office.desk(), second.id).history]
    assert steps == ["begun", "begun", "sent", "failed", "sent"]


def test_only_what_can_be_sent_is_taken(office: Office, ids: Ids) -> None:
    tell(office.desk(), letter(ids), key="1")
    tell(office.desk(), letter(ids, channel=SMS, recipient=SECRETS["mobile"]), key="2")
    message = claimed(office, channels=(SMS,))
    assert message is not None
    assert message.channel is SMS
    assert claimed(office, channels=(SMS,)) is None


def test_the_message_due_longest_comes_first(office: Office, ids: Ids) -> None:
    first = tell(office.desk(), letter(ids), key="1")
    office.clock.advance(seconds=1)
    second = tell(office.desk(), letter(ids), key="2")
    message = claimed(office)
    assert message is not None
    assert message.id == first
    failed(office, message, again=timedelta(minutes=1))
    message = claimed(office)
    assert message is not None
    assert message.id == second
    assert claimed(office, "three") is None
    office.clock.advance(minutes=1)
    message = claimed(office, "three")
    assert message is not None
    assert message.id == first


def test_whoever_dies_each_time_does_not_try_for_ever(office: Office, ids: Ids) -> None:
    tell(office.desk(), letter(ids), key="1")
    for _ in range(3):
        assert claimed(office) is not None
        office.clock.advance(minutes=2)
    assert claimed(office) is None
    [row] = outbox.pending(office.desk("supervisor"), stuck=True)
    assert (row.state, row.trouble, row.tries, row.next_try_at) == (S.STUCK, Trouble.BROKEN_OFF, 3, None)


def test_what_is_too_late_is_not_sent(office: Office, ids: Ids) -> None:
    before = office.clock() + timedelta(minutes=5)
    number = tell(office.desk(), code(ids, send_before=before), key="1")
    office.clock.advance(minutes=5)
    assert claimed(office) is None
    [row] = rows(office)
    assert (row.state, row.trouble, row.sealed_body) == (S.STUCK, Trouble.TOO_LATE, None)
    with pytest.raises(Refused, match="too late"):
        outbox.retry(office.desk("supervisor"), number, key="again")


def test_a_stuck_message_is_tried_again_or_cancelled(office: Office, ids: Ids) -> None:
    supervisor = office.desk("supervisor")
    number = tell(office.desk(), letter(ids), key="1")
    message = claimed(office)
    assert message is not None
    assert failed(office, message, again=None)
    [row] = outbox.pending(supervisor, stuck=True)
    assert (row.state, row.trouble, row.reply_code) == (S.STUCK, Trouble.PUT_OFF, 451)
    outbox.retry(supervisor, number, key="again")
    again = claimed(office)
    assert again is not None
    assert (again.message_key, again.tries) == (message.message_key, 1)
    refused(lambda: outbox.cancel(supervisor, number, "wrong", key="no"), Refused, "Being sent cannot become")
    failed(office, again, again=timedelta(hours=1))
    refused(lambda: outbox.cancel(supervisor, number, "", key="no"), Refused, "reason")
    outbox.cancel(supervisor, number, "sent by post", key="no")
    office.clock.advance(hours=2)
    assert claimed(office) is None
    refused(lambda: outbox.retry(supervisor, number, key="2"), Refused, "Cancelled is final")


def refused(do: Any, kind: type[ConsoleError], words: str) -> None:
    with pytest.raises(kind, match=words):
        do()


def test_the_delivery_is_faster_than_the_cancel(
    office: Office, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the row and changing it somebody else took it in hand."""
    supervisor = office.desk("supervisor")
    number = tell(office.desk(), letter(ids), key="1")

    def first(work: Work, message_id: int) -> Any:
        row = store.one(work.connection, message_id)
        store.claim(
            work.connection, work.now, channels=(EMAIL,), lease="x",
            until=work.now + timedelta(minutes=1), tries=3,
        )  # fmt: skip
        return row

    monkeypatch.setattr(outbox, "_named", first)
    refused(lambda: outbox.cancel(supervisor, number, "x", key="no"), Conflict, "being sent just now")


def test_the_portal_is_told_with_codes_only(office: Office, ids: Ids) -> None:
    @writes("test.unlocked", None)
    def unlock(work: Work, *, key: str) -> int:
        return outbox.notify(work, "account.unlocked", {"account": 7, "by": "desk"}, member_id=ids.employee)

    number = unlock(office.desk(), key="1")
    [row] = rows(office)
    assert row.body == (
        '{"at":"2026-11-20T10:05:00+00:00","event":"account.unlocked","facts":{"account":7,"by":"desk"},'
        f'"key":"{row.message_key}"}}'
    )
    assert outbox.message(office.desk(), number).row.event == "account.unlocked"


def test_an_employer_does_not_hear_what_was_written_about_claims(office: Office, ids: Ids) -> None:
    number = tell(office.desk(), letter(ids), key="1")
    desk = on_the_line(office, CallerRole.EMPLOYER, Level.VERIFIED, policy=ids.policy)
    for look in (
        lambda: outbox.message(desk, number),
        lambda: outbox.messages_of_claim(desk, min(ids.claims.values())),
        lambda: outbox.messages_of_request(desk, "request:12"),
    ):
        refused(look, NotAllowed, "never hears")


def test_the_timeline_tells_what_was_sent(office: Office, ids: Ids) -> None:
    tell(office.desk(), letter(ids), key="1")
    office.clock.advance(minutes=1)
    tell(office.desk(), letter(ids, channel=SMS, recipient=SECRETS["mobile"]), key="2")
    message = claimed(office)
    assert message is not None
    office.clock.advance(minutes=1)
    with office.database.write() as connection:
        store.mark_sent(connection, message, office.clock())
    shown = members.timeline(office.desk(), ids.employee)
    told = [(one.at, one.detail, one.outcome) for one in shown if one.event == "Documents asked for"]
    sent, queued = office.clock(), office.clock() - timedelta(minutes=1)
    assert told == [(sent, "t•••@•••.com", S.SENT), (queued, "•••• ••67", S.WAITING)]
    employer = on_the_line(office, CallerRole.EMPLOYER, Level.VERIFIED, policy=ids.policy)
    assert "Documents asked for" not in repr(members.timeline(employer, ids.employee))


def test_a_wrong_template_of_the_office_stops_the_book(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "en"
    folder.mkdir(parents=True)
    (folder / "documents_requested.sms.txt").write_text("version: 1\n\n{nobody}")
    with pytest.raises(WrongUse, match="there is no place nobody"):
        opening.open_book(office.settings)
