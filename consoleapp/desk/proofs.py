"""One-time codes and challenge questions: what a caller can be proved by (DOMAIN 7, 8; SAFETY 7).

A code goes to a contact on record and nowhere else, through the outbox, where it is forgotten once sent; here
only a keyed hash of it stays. It belongs to one caller of one contact: the newest counts, for five minutes,
once. Challenge questions are asked in the order the member chose; their answers are kept as Argon2id hashes.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import approvals, hashing, minors, outbox
from consoleapp.desk.contact_rows import left_to, mine, tries_subject
from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.outbox import Letter
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind
from consoleapp.rules.dates import local_date
from consoleapp.rules.messages import MessageChannel, address, masked_address
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ContactStatus
from consoleapp.rules.templates import MessageKind
from consoleapp.rules.verification import (
    CODE_DIGITS,
    FACTORS,
    CallerRole,
    Factor,
    Level,
    answer_form,
    code_form,
)
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.queries import proofs as queries


@dataclass(frozen=True, slots=True)
class Way:
    """A contact on record a code can go to; ``to`` is masked."""

    channel: MessageChannel
    to: str


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code that is on its way to the caller, or was. What it says is known to nobody here."""

    channel: MessageChannel
    to: str
    sent_at: datetime
    valid_until: datetime
    used: bool


@dataclass(frozen=True, slots=True)
class Question:
    """The challenge question to ask now: the ``place``-th of ``of``."""

    place: int
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the caller of a contact can be sent and asked now."""

    ways: tuple[Way, ...]
    sent: SentCode | None
    again_at: datetime | None
    """From when on a new code may be sent; None: now."""
    question: Question | None
    """None where none is on record, or all were asked."""


@reads(Permission.VERIFY_CALLER)
def proofs(work: Work, contact_id: int) -> Proofs:
    """Where a code can go, the one that was sent, and the question that is next."""
    row = mine(work, contact_id, ended=True)
    if row.status is ContactStatus.WRAPPED_UP:
        return Proofs((), None, None, None)
    code = queries.newest_code(work.connection, row.id, row.caller_turn)
    sent = None
    if code is not None:
        used = code.used_at is not None
        sent = SentCode(code.channel, code.sent_to, code.sent_at, code.valid_until, used)
    again = _again_at(work, row)
    asked, questions = _questions(work, row)
    return Proofs(
        tuple(Way(channel, masked_address(channel, to)) for channel, to, _language in _ways(work, row)),
        sent,
        again if again is not None and again > work.now else None,
        Question(asked + 1, len(questions), questions[asked].question) if asked < len(questions) else None,
    )


@writes("contact.code_sent", Permission.VERIFY_CALLER)
def send_code(
    work: Work, contact_id: int, channel: MessageChannel, *, approval_id: int | None = None, key: str
) -> int:
    """Send this caller a new code to the contact on record; the one before counts no more.

    Only after two facts: a stolen telephone alone proves nothing. Raises Refused where nothing is on record,
    or too soon after another code about the same person from whichever desk; NeedsApproval where the contact
    details are younger than three days (SAFETY 8).
    """
    row = mine(work, contact_id, on_the_line=True)
    if Factor.ONE_TIME_CODE not in FACTORS[row.caller_role]:
        raise Refused(N_("This is not asked of this caller. Choose another fact."))
    if row.level < Level.IDENTIFIED:
        raise Refused(N_("Check two facts first; then send the code."))
    ways = {way: (to, language) for way, to, language in _ways(work, row)}
    if channel not in ways:
        raise Refused(N_("Nothing is on record that a code can be sent to. Choose another fact."))
    if not left_to(work, row):
        raise Refused(N_("No tries are left today. Only a visit with a document goes on, or an exception."))
    again = _again_at(work, row)
    if again is not None and again > work.now:
        raise Refused(
            N_("A code was sent a moment ago. A new one can go in {seconds} seconds."),
            seconds=max(1, round((again - work.now).total_seconds())),
        )
    _require_second_person(work, row, channel, approval_id)
    to, language = ways[channel]
    settings = work.desk.settings.verification
    until = work.now + timedelta(minutes=settings.code_minutes)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    outbox.enqueue(
        work,
        Letter(
            MessageKind.ONE_TIME_CODE,
            channel,
            to,
            language,
            {
                "code": code,
                "minutes": settings.code_minutes,
                "hotline": work.desk.settings.hours.hotline_phone,
            },
            member_id=row.member_id,
            reference=f"contact:{row.id}",
            send_before=until,
        ),
    )
    code_id = queries.add_code(
        work.connection,
        contact_id=row.id,
        caller_turn=row.caller_turn,
        subject=tries_subject(row),
        channel=channel,
        sent_to=masked_address(channel, to),
        sent_at=work.now,
        valid_until=until,
        code_hash=_hash(work, row, code),
    )
    work.record("contact.code_sent", f"contact:{row.id}", channel=channel)
    return code_id


def code_to_judge(work: Work, row: Row[Any], said: str) -> Row[Any]:
    """The code sent to this caller that is still good. Raises Refused, before any try is counted, where there
    is none or what was said is no code at all."""
    code = queries.newest_code(work.connection, row.id, row.caller_turn)
    if code is None:
        raise Refused(N_("No one-time code was sent in this contact. Send one first."))
    if code.used_at is not None:
        raise Refused(N_("This code was used. Send a new one."))
    if code.valid_until <= work.now:
        raise Refused(N_("This code has lapsed. Send a new one."))
    if len(code_form(said)) != CODE_DIGITS:
        raise Refused(N_("A code has {digits} digits. Ask for all of them."), digits=CODE_DIGITS)
    return code


def judge_code(work: Work, row: Row[Any], code: Row[Any], said: str) -> bool:
    """Whether what was said is the code; a right one is used up. The try was counted before."""
    right = hmac.compare_digest(code.code_hash, _hash(work, row, code_form(said)))
    return right and queries.use_code(work.connection, code.id, work.now)


def answer_to_judge(work: Work, row: Row[Any]) -> str:
    """The hash of the answer to the question that is next. Raises Refused where there is none left to ask."""
    asked, questions = _questions(work, row)
    if not questions:
        raise Refused(N_("No challenge questions are on record. Choose another fact."))
    if asked >= len(questions):
        raise Refused(N_("All challenge questions were asked. Choose another fact."))
    return str(questions[asked].answer_hash)


def judge_answer(kept: str, said: str) -> bool:
    """Whether what was said is the answer, whatever its case, spacing and punctuation."""
    folded = answer_form(said)
    return bool(folded) and hashing.fits(kept, folded)


def _questions(work: Work, row: Row[Any]) -> tuple[int, list[Row[Any]]]:
    """How many questions this caller was asked, and all there are for them: only of the person themselves."""
    if row.member_id is None or row.caller_role is not CallerRole.MEMBER:
        return 0, []
    asked = queries.asked(work.connection, row.id, row.caller_turn)
    return asked, queries.questions(work.connection, row.member_id)


def _ways(work: Work, row: Row[Any]) -> list[tuple[MessageChannel, str, str | None]]:
    """Contacts on record of whoever the caller says they are: channel, address, language.

    A relative or a provider is somebody else than the person on record: a code to that person's telephone
    says nothing of them. A guardian is sent the code to the parent's contacts, never to the child's.
    """
    found: list[tuple[MessageChannel, str, str | None]] = []
    match row.caller_role:
        case CallerRole.MEMBER | CallerRole.GUARDIAN:
            person = _person(work, row)
            if person is not None:
                found = [
                    (MessageChannel.SMS, person.mobile, person.language),
                    (MessageChannel.EMAIL, person.email, person.language),
                ]
        case CallerRole.EMPLOYER | CallerRole.BROKER:
            policy_id = row.policy_id if row.member_id is None else row.member_policy_id
            parties = policy_queries.parties(work.connection, policy_id)
            if parties is not None:
                broker = row.caller_role is CallerRole.BROKER
                email = parties.broker_email if broker else parties.contact_email
                phone = parties.broker_phone if broker else parties.contact_phone
                found = [(MessageChannel.EMAIL, email, None), (MessageChannel.SMS, phone, None)]
    return [(channel, to, language) for channel, to, language in found if to and _reachable(channel, to)]


def _person(work: Work, row: Row[Any]) -> Row[Any] | None:
    """The person whose contacts prove this caller, where that is a person."""
    return None if row.member_id is None else minors.reached(work, row.member_id, row.caller_role)


def _reachable(channel: MessageChannel, to: str) -> bool:
    """Whether what is on record is an address of the channel at all."""
    try:
        address(channel, to)
    except Refused:
        return False
    return True


def _again_at(work: Work, row: Row[Any]) -> datetime | None:
    last = queries.last_sent(work.connection, tries_subject(row))
    again = timedelta(seconds=work.desk.settings.verification.code_again_seconds)
    return None if last is None else last + again


def _require_second_person(
    work: Work, row: Row[Any], channel: MessageChannel, approval_id: int | None
) -> None:
    """Whoever changed the telephone a moment ago would be the one to read the code (SAFETY 8)."""
    person = _person(work, row)
    changed = None if person is None else member_queries.contact_changed(work.connection, person.id)
    young = timedelta(hours=work.desk.settings.verification.contact_change_hours)
    if changed is None or work.now - changed >= young:
        return
    approvals.use(
        work,
        ApprovalKind.RECENT_CONTACT_CHANGE,
        {"act": "one_time_code", "contact": row.id, "turn": row.caller_turn, "channel": channel},
        approval_id,
        subject=tries_subject(row),
        facts={
            N_("What"): N_("One-time code to new contact details"),
            N_("By"): channel.word,
            N_("Caller"): row.caller_role.word,
            N_("Details changed"): local_date(changed),
        },
    )


def _hash(work: Work, row: Row[Any], code: str) -> str:
    text = f"one-time code\n{row.id}\n{row.caller_turn}\n{code}"
    return hmac.new(work.desk.audit_key, text.encode(), hashlib.sha256).hexdigest()
