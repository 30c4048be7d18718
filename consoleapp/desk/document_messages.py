"""What a member is told when documents are asked for: by which channel, in which words, and what was sent."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import minors, outbox
from consoleapp.desk.context import Work
from consoleapp.desk.document_shapes import MessagePreview, SentMessage
from consoleapp.desk.outbox import Letter
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.holidays import load_calendar
from consoleapp.reference.templates import written_in
from consoleapp.rules.documents import (
    AskedBy,
    DocumentItemStatus,
    DocumentRequestStatus,
    channels_for,
    document_name,
)
from consoleapp.rules.masking import Field, mask
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.templates import MessageKind, Value
from consoleapp.store import outbox as outbox_store
from consoleapp.store.queries import documents as queries

_SENT_BY = {AskedBy.SMS: MessageChannel.SMS, AskedBy.EMAIL: MessageChannel.EMAIL}
_ADDRESS = {
    AskedBy.SMS: Field.MOBILE,
    AskedBy.EMAIL: Field.EMAIL,
    AskedBy.LETTER: Field.ADDRESS,
    AskedBy.CALL_BACK: Field.PHONE,
}
_NOWHERE = "nobody@desk.invalid"
"""A letter is written like an e-mail; this stands for the address it does not have."""


def addressee(work: Work, member: Row[Any], claimant_id: int | None) -> Row[Any]:
    """Who is asked: the member; for a minor the parent who handed the claim in, else the employee."""
    if not minors.is_minor(member, work.today):
        return member
    return minors.parent(work, member, claimant_id) or member


def possible(member: Row[Any]) -> tuple[AskedBy, ...]:
    """Every channel this member can be asked by; a call-back is promised where nothing else is."""
    written = channels_for(mobile=bool(member.mobile), email=bool(member.email))
    found = [way for way in written if way in _SENT_BY]
    if member.address:
        found.append(AskedBy.LETTER)
    return (*found, AskedBy.CALL_BACK)


def usual(ways: tuple[AskedBy, ...]) -> tuple[AskedBy, ...]:
    """What is taken when nobody chooses: message and e-mail, else a letter, else a call-back."""
    return tuple(way for way in ways if way in _SENT_BY) or ways[:1]


def due(work: Work) -> date:
    """By when documents asked for today are to be here."""
    return load_calendar().add_working_days(work.today, work.desk.settings.documents.due_days)


def previews(work: Work, request: Row[Any], member: Row[Any]) -> tuple[MessagePreview, ...]:
    """The text each channel of the request would carry now."""
    found = []
    asked = addressee(work, member, request.claimant_id)
    for channel, letter in _letters(work, request, asked, due(work)):
        text = outbox.preview(work.desk, letter)
        to = _masked(asked, channel)
        found.append(MessagePreview(channel, to, text.subject, text.body, asked.name_en, asked.name_zh))
    return tuple(found)


def send(work: Work, request: Row[Any], member: Row[Any], due_on: date) -> None:
    """Put the messages of a request into the outbox; keep what goes on paper or is said in a call."""
    asked = addressee(work, member, request.claimant_id)
    for channel, letter in _letters(work, request, asked, due_on):
        if channel in _SENT_BY:
            outbox.enqueue(work, letter)
            continue
        text = outbox.preview(work.desk, letter)
        queries.leave_letter(
            work.connection,
            request_id=request.id,
            channel=channel,
            recipient=_masked(asked, channel),
            subject=text.subject,
            text=text.body,
            written_at=work.now,
            staff_id=work.desk.actor.staff_id,
        )


def sent(work: Work, requests: list[Row[Any]]) -> dict[int, tuple[SentMessage, ...]]:
    """What went out for each of these requests, in order, to masked addresses."""
    letters = queries.letters(work.connection, [row.id for row in requests])
    found: dict[int, tuple[SentMessage, ...]] = {}
    for row in requests:
        messages = [
            SentMessage(
                channel=AskedBy(one.channel.value),
                to=outbox.row_of(one).to,
                subject=one.subject,
                text=one.body,
                written_at=one.created_at,
                sent_at=one.sent_at,
                state=one.state,
            )
            for one in outbox_store.of_reference(work.connection, reference(row.id), 500)
        ]
        messages += [
            SentMessage(
                channel=one.channel,
                to=one.recipient,
                subject=one.subject,
                text=one.text,
                written_at=one.written_at,
                sent_at=one.posted_at,
                state=None,
                letter_id=one.id if one.channel is AskedBy.LETTER else None,
            )
            for one in letters
            if one.request_id == row.id
        ]
        found[row.id] = tuple(sorted(messages, key=lambda one: one.written_at))
    return found


def reference(request_id: int) -> str:
    """What messages and audit entries call a request, so that they are found again."""
    return f"documents:{request_id}"


def _letters(work: Work, request: Row[Any], asked: Row[Any], due_on: date) -> list[tuple[AskedBy, Letter]]:
    """What goes out by each way of the request that still reaches them; by their own ways where none does."""
    again = request.status is not DocumentRequestStatus.DRAFT
    kind = MessageKind.DOCUMENTS_CHASED if again else MessageKind.DOCUMENTS_REQUESTED
    values = _values(work, request, asked, due_on)
    ways = possible(asked)
    chosen = [way for way in map(AskedBy, request.channels.split()) if way in ways]
    found = []
    for channel in chosen or usual(ways):
        address = getattr(asked, _ADDRESS[channel].value) if channel in _SENT_BY else _NOWHERE
        found.append(
            (
                channel,
                Letter(
                    kind,
                    _SENT_BY.get(channel, MessageChannel.EMAIL),
                    address,
                    request.language,
                    values,
                    recipient_name=asked.name_en,
                    member_id=request.member_id,
                    claim_id=request.claim_id,
                    reference=reference(request.id),
                ),
            )
        )
    return found


def _values(work: Work, request: Row[Any], asked: Row[Any], due_on: date) -> dict[str, Value]:
    language = written_in(request.language)
    chinese = language.startswith("zh")
    name = asked.name_zh if chinese and asked.name_zh else asked.name_en
    say = catalogue(language).gettext
    return {
        "salutation": say(_DEAR).format(name=name),
        "claim_no": request.claim_no,
        "items": tuple(
            _item(one, say, language)
            for one in queries.items(work.connection, [request.id])
            if not one.status.is_settled
        ),
        "due_date": due_on,
        "link": work.desk.settings.documents.upload_page + request.token,
        "hotline": work.desk.settings.hours.hotline_phone,
    }


_DEAR = N_("Dear {name},")


def _item(row: Row[Any], say: Callable[[str], str], language: str) -> str:
    """A paper in the member's words: its kind, what is meant, and what was wrong with the last one."""
    told = document_name(row.kind, row.words).text(say, language)
    if row.status is DocumentItemStatus.REJECTED and row.reason:
        return say(_WRONG).format(document=told, reason=row.reason)
    return told


_WRONG = N_("{document} – once more, please: {reason}")


def _masked(member: Row[Any], channel: AskedBy) -> str:
    field = _ADDRESS[channel]
    value = getattr(member, field.value) or (member.mobile if channel is AskedBy.CALL_BACK else "")
    return mask(field, value)
