"""Messages that tell somebody of an act: written with it, sent later by ``consoleapp outbox deliver``.

A verb that tells a member enqueues a letter in its own transaction; with the verb it is there or it is not::

    letter = Letter(
        MessageKind.DOCUMENTS_REQUESTED,
        MessageChannel.EMAIL,
        row.email,                                  # as it is on record
        row.language,                               # the member's; the nearest written one is taken
        {"claim_no": row.claim_no, "items": (DocumentKind.RECEIPT, "X-ray of 3 May"), "due_date": due,
         "link": link, "hotline": hotline, "salutation": f"{row.name_en},"},
        member_id=row.member_id,
        claim_id=row.id,
        reference=f"request:{request_id}",
    )
    outbox.enqueue(work, letter)

The same letter gives :func:`preview` the very text. Values are typed – dates, Money, codes, tuples of them –
and written in the message's language here. A portal is told by :func:`notify`.

Which places a kind has is in ``rules/templates.py``; the texts lie in ``consoleapp/templates``. To read what
was sent: :func:`messages_of_claim`, :func:`messages_of_request`, and the member's timeline.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.errors import Conflict, NotFound, Refused
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.templates import load_templates, written_in
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.messages import (
    MessageChannel,
    Trouble,
    TryStep,
    address,
    masked_address,
)
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import Language, MessageState, move
from consoleapp.rules.templates import CONTRACTS, MessageKind, Rendered, Value, render
from consoleapp.rules.text import clean
from consoleapp.settings import Settings
from consoleapp.store import outbox as store
from consoleapp.store.queries import members as member_queries

LONGEST_LIST = 500
"""Messages shown at most."""

NOWHERE = "desk.invalid"
"""The domain of message keys where no sender is set up; reserved, so nobody owns it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address: what about, to whom, in which language, with what in its places."""

    kind: MessageKind
    channel: MessageChannel
    recipient: str = field(repr=False)
    language: Language | str | None
    values: Mapping[str, Value] = field(repr=False)
    recipient_name: str = field(default="", repr=False)
    member_id: int | None = None
    claim_id: int | None = None
    reference: str = ""
    """What else it belongs to: ``request:12``."""
    files: tuple[tuple[str, str], ...] = ()
    """What goes along by e-mail: SHA-256 of a stored file, and the name it goes by."""
    send_before: datetime | None = None
    """Not sent after this moment: a code that has lapsed helps nobody."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as lists show it; its address is masked."""

    message_id: int
    channel: MessageChannel
    kind: MessageKind | None
    """None for what a webhook tells."""
    event: str
    to: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None
    """None once nothing more happens by itself."""
    tries: int
    trouble: Trouble | None
    reply_code: int | None
    member_id: int | None
    claim_id: int | None
    reference: str
    message_key: str


@dataclass(frozen=True, slots=True)
class MessageTry:
    """One line of a message's history."""

    at: datetime
    step: TryStep
    trouble: Trouble | None
    reply_code: int | None


@dataclass(frozen=True, slots=True)
class MessageText:
    """A message in full: what was sent, without its secrets, and every try."""

    row: MessageRow
    language: str
    template_version: int
    subject: str
    body: str
    history: tuple[MessageTry, ...]
    files: tuple[str, ...] = ()
    """The names of what went along."""


def preview(desk: Desk, letter: Letter) -> Rendered:
    """The very text :func:`enqueue` would write. Raises Refused where nothing can be sent to the address."""
    address(letter.channel, letter.recipient)
    return _rendered(desk.settings, letter)


@dataclass(frozen=True, slots=True)
class Sample:
    """A template filled with invented values, as whoever writes it wants to see it."""

    kind: MessageKind
    channel: MessageChannel
    language: str
    version: int
    subject: str
    body: str


_INVENTED: Mapping[str, Value] = {
    "claim_no": "A2600000001",
    "items": (DocumentKind.MEDICAL_RECORD, DocumentKind.OFFICIAL_RECEIPT),
    "due_date": date(2026, 11, 24),
    "minutes": 5,
    "hours": 24,
    "until": date(2026, 12, 4),
}
"""What stands in the places of a sample; the others are filled with their own name."""


def samples(
    settings: Settings,
    *,
    kind: MessageKind | None = None,
    channel: MessageChannel | None = None,
    language: str = "",
) -> tuple[Sample, ...]:
    """Every template of these, filled. Raises NotFound where there is none."""
    found = [
        one
        for one in load_templates(settings.templates).values()
        if (kind is None or one.kind is kind)
        and (channel is None or one.channel is channel)
        and (not language or one.language == language)
    ]
    if not found:
        raise NotFound(N_("There is no such text. See: consoleapp outbox preview."))
    filled = []
    for one in found:
        places = CONTRACTS[one.kind].known
        values = {name: _INVENTED.get(name, f"[{name}]") for name in places}
        text = render(one, values, catalogue(one.language).gettext)
        filled.append(Sample(one.kind, one.channel, one.language, one.version, text.subject, text.body))
    return tuple(filled)


def enqueue(work: Work, letter: Letter) -> int:
    """Write ``letter`` in the verb's own transaction; returns the message's id. It leaves an audit entry.

    Raises Refused where nothing can be sent to the address, TypeError for values that are not the kind's.
    """
    recipient = address(letter.channel, letter.recipient)
    text = _rendered(work.desk.settings, letter)
    message_id = _add(
        work,
        channel=letter.channel,
        recipient=recipient,
        recipient_name=clean(letter.recipient_name),
        language=_language(letter),
        template=letter.kind.value,
        template_version=text.version,
        subject=text.subject,
        body=text.kept_body,
        sealed_body=text.body if text.body != text.kept_body else None,
        member_id=letter.member_id,
        claim_id=letter.claim_id,
        reference=letter.reference,
        send_before=letter.send_before,
    )
    store.enclose(work.connection, message_id, letter.files)
    return message_id


def notify(
    work: Work,
    event: str,
    facts: Mapping[str, str | int | bool | None],
    *,
    secret: Mapping[str, str] | None = None,
    member_id: int | None = None,
) -> int:
    """Tell the portal's webhook of ``event`` (``account.unlocked``); ``facts`` are ids and codes only.

    ``secret`` is told too and not kept once it is sent: the hashes of a PIN, of the token of a link.
    """
    key = _new_key(work.desk.settings)

    def told(known: Mapping[str, str | int | bool | None]) -> str:
        whole = {"event": event, "key": key, "at": work.now.isoformat(), "facts": dict(known)}
        return json.dumps(whole, sort_keys=True, separators=(",", ":"))

    return _add(
        work,
        key=key,
        channel=MessageChannel.WEBHOOK,
        recipient="portal",
        language="en",
        template=event,
        body=told(facts),
        sealed_body=told({**facts, **secret}) if secret else None,
        member_id=member_id,
    )


@reads(Permission.MANAGE_MESSAGES)
def pending(work: Work, *, stuck: bool = False) -> tuple[MessageRow, ...]:
    """Messages that have not gone out, oldest first; with ``stuck`` only those that wait for somebody."""
    states = [MessageState.STUCK]
    if not stuck:
        states += [MessageState.WAITING, MessageState.SENDING]
    return tuple(row_of(row) for row in store.in_states(work.connection, states, LONGEST_LIST))


@reads(Permission.READ_CLAIMS)
def messages_of_claim(work: Work, claim_id: int) -> tuple[MessageRow, ...]:
    """What was sent about one claim, newest first, to masked addresses."""
    return _heard(work, store.of_claim(work.connection, claim_id, LONGEST_LIST))


@reads(Permission.READ_CLAIMS)
def messages_of_request(work: Work, reference: str) -> tuple[MessageRow, ...]:
    """What was sent for one request (``request:12``), newest first, to masked addresses."""
    return _heard(work, store.of_reference(work.connection, reference, LONGEST_LIST))


@reads(Permission.READ_MEMBER)
def message(work: Work, message_id: int) -> MessageText:
    """One message in full, without its secrets; about a member the look is on record.

    Raises NotAllowed where the caller on the line may not hear of that member's claims.
    """
    row = _named(work, message_id)
    _look_at(work, row.member_id, "message")
    tries = store.tries_of(work.connection, message_id)
    return MessageText(
        row_of(row),
        row.language,
        row.template_version,
        row.subject,
        row.body,
        tuple(MessageTry(one.at, one.step, one.trouble, one.reply_code) for one in tries),
        tuple(one.name for one in store.files_of(work.connection, message_id)),
    )


@writes("message.retried", Permission.MANAGE_MESSAGES)
def retry(work: Work, message_id: int, *, key: str) -> None:
    """Send a stuck message again, or a waiting one at once; its tries are counted anew."""
    row = _named(work, message_id)
    if row.state is not MessageState.WAITING:
        move(row.state, MessageState.WAITING)
    if row.send_before is not None and row.send_before <= work.now:
        raise Refused(N_("It is too late to send this message. Start what it belongs to again."))
    _edit(work, row, state=MessageState.WAITING, next_try_at=work.now, tries=0)
    work.record("message.retried", f"message:{message_id}", channel=row.channel)


@writes("message.cancelled", Permission.MANAGE_MESSAGES)
def cancel(work: Work, message_id: int, reason: str, *, key: str) -> None:
    """Never send this message. Raises Refused for one that is sent, or being sent."""
    why = clean(reason)
    if not why:
        raise Refused(N_("Give a reason; it goes on record."))
    row = _named(work, message_id)
    move(row.state, MessageState.CANCELLED)
    _edit(work, row, state=MessageState.CANCELLED, sealed_body=None)
    work.record("message.cancelled", f"message:{message_id}", channel=row.channel, reason=why)


def row_of(row: Row[Any]) -> MessageRow:
    """A row of the table as it may be shown."""
    on_its_way = row.state in (MessageState.WAITING, MessageState.SENDING)
    kind = next((kind for kind in MessageKind if kind.value == row.template), None)
    return MessageRow(
        message_id=row.id,
        channel=row.channel,
        kind=kind,
        event=row.template if kind is None else kind.word,
        to=masked_address(row.channel, row.recipient),
        state=row.state,
        created_at=row.created_at,
        sent_at=row.sent_at,
        next_try_at=row.next_try_at if on_its_way else None,
        tries=row.tries,
        trouble=row.trouble,
        reply_code=row.reply_code,
        member_id=row.member_id,
        claim_id=row.claim_id,
        reference=row.reference,
        message_key=row.message_key,
    )


def _heard(work: Work, rows: list[Row[Any]]) -> tuple[MessageRow, ...]:
    """Rows that may be shown to whoever is on the line; raises NotAllowed where one may not."""
    for member_id in sorted({row.member_id for row in rows if row.member_id is not None}):
        _look_at(work, member_id, "messages")
    return tuple(row_of(row) for row in rows)


def _look_at(work: Work, member_id: int | None, what: str) -> None:
    if member_id is not None:
        card = member_queries.card(work.connection, member_id, work.today)
        disclosing.require(work, Person.of(card, member_id), Topic.CLAIMS)
        work.looked(member_id, what)


def _add(work: Work, *, key: str = "", **values: Any) -> int:
    message_id = store.add(
        work.connection,
        message_key=key or _new_key(work.desk.settings),
        created_by=work.desk.actor.staff_id,
        created_at=work.now,
        next_try_at=work.now,
        **values,
    )
    work.record(
        "message.queued",
        f"message:{message_id}",
        channel=values["channel"],
        template=values["template"],
        member=values.get("member_id"),
        claim=values.get("claim_id"),
    )
    return message_id


def _new_key(settings: Settings) -> str:
    """One key for every try, in the shape of a Message-ID without its brackets."""
    return f"{uuid.uuid4().hex}@{settings.mail.sender.rpartition('@')[2] or NOWHERE}"


def _language(letter: Letter) -> str:
    return written_in(None if letter.language is None else str(letter.language))


def _rendered(settings: Settings, letter: Letter) -> Rendered:
    language = _language(letter)
    template = load_templates(settings.templates).get((letter.kind, letter.channel, language))
    if template is None:
        raise Refused(
            N_("{kind} is not sent by {channel}. Choose another way."),
            kind=letter.kind,
            channel=letter.channel,
        )
    return render(template, letter.values, catalogue(language).gettext)


def _named(work: Work, message_id: int) -> Row[Any]:
    row = store.one(work.connection, message_id)
    if row is None:
        raise NotFound(N_("There is no message {number}. See: consoleapp outbox list."), number=message_id)
    return row


def _edit(work: Work, row: Row[Any], **changes: object) -> None:
    if not store.edit(work.connection, row, **changes):
        raise Conflict(N_("This message is being sent just now. Look again."))
