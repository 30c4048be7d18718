"""Requests of members: opened with their fields, worked on, answered for (DOMAIN 10).

To ask for something tells the caller nothing, so anybody on the line may; only what changes a person's record
or sends something of worth needs a verified caller. To be told of a request, a caller must be allowed to hear
its topic.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing, members
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.desk.service_shapes import ServiceDetail, ServiceFact, ServiceList, ServiceRow, ServiceStep
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import masking
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import Certificate, show_phone
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.service_fields import Ground, Understood, read, refuse_kind
from consoleapp.rules.service_requests import (
    FIELDS,
    NEEDS_CONTACT,
    OLD,
    PROMISED,
    TOPICS,
    Datum,
    FieldKind,
    ServiceField,
    needs_reason,
)
from consoleapp.rules.services import ServiceKind, ServiceState, WaitsFor, number_of
from consoleapp.rules.statuses import move as may_move
from consoleapp.rules.statuses import next_of
from consoleapp.rules.text import LONGEST_REASON, clean, within
from consoleapp.store.queries import services as queries

LONGEST_LIST = 200
"""Requests of one member that are listed at most."""

_GONE = N_("This request is not on record. Look at the list again.")
_CHANGED = N_("This request was changed meanwhile: {state}. Look at it again.")
_NOBODY = N_("Take the call of the member first, and verify them (v).")


@reads(Permission.READ_MEMBER)
def of_member(work: Work, member_id: int) -> ServiceList:
    """The requests of a member, newest first; the look is on record."""
    row = members.named(work, member_id)
    found = queries.of_member(work.connection, member_id, LONGEST_LIST)
    heard = [one for one in found if disclosing.may(work, Person.of(one, member_id), TOPICS[one.kind])]
    work.looked(member_id, "requests")
    return ServiceList(
        rows=tuple(row_of(work, one) for one in heard),
        withheld=len(found) - len(heard),
        premium=bool(row.premium),
        currency=row.currency,
    )


@reads(Permission.READ_MEMBER)
def one(work: Work, request_id: int) -> ServiceDetail:
    """A request with its fields and its steps; private fields masked. The look is on record."""
    row = _heard(work, request_id)
    work.looked(row.member_id, "requests")
    return _detail(work, row, frozenset())


def reveal(desk: Desk, request_id: int, purpose: str, *, key: str) -> ServiceDetail:
    """The same with its private fields readable, for a purpose that goes on record (decision 21).

    For whoever has the request in hand while it is under way, or while a caller is on the line who may hear
    it; a diagnosis needs the right to read one. Raises NotAllowed with the next step.
    """
    return _reveal(desk, request_id, within(clean(purpose), LONGEST_REASON), key=key)


@writes("request.revealed", Permission.UNMASK, keep_result=False)
def _reveal(work: Work, request_id: int, purpose: str, *, key: str) -> ServiceDetail:
    row = _heard(work, request_id)
    if not purpose:
        raise Refused(N_("Say what the value is needed for; it goes on record."))
    topics = {one.private for one in FIELDS[row.kind] if one.private is not None}
    if Topic.DIAGNOSIS in topics and not allowed(work.desk.actor.role, Permission.UNMASK_DIAGNOSIS):
        raise NotAllowed(N_("Your role may not read a diagnosis. Ask a supervisor."))
    person = Person.of(row, row.member_id)
    if disclosing.listener(work, person) is not None:  # also whoever is parked
        for topic in topics:
            disclosing.require(work, person, topic)
    elif not row.state.is_live or row.staff_id != work.desk.actor.staff_id:
        raise NotAllowed(N_("Take the request in hand first, or the call of its member."))
    work.looked(row.member_id, "unmasked request", purpose)
    return _detail(work, row, frozenset(topics))


@reads(Permission.HANDLE_REQUESTS)
def check(work: Work, member_id: int, kind: ServiceKind, typed: Mapping[str, str]) -> Understood:
    """What was typed so far, with every fault; nothing is kept. Raises like :func:`open_request`."""
    return read(kind, typed, _ground(work, _asked_of(work, member_id, kind)))


@writes("request.opened", Permission.HANDLE_REQUESTS)
def open_request(work: Work, member_id: int, kind: ServiceKind, typed: Mapping[str, str], *, key: str) -> int:
    """A new request; returns its id. Due on the promised date, or after the days of its kind.

    Raises Refused for the first field that cannot be taken and where the plan has no such request, NotAllowed
    where the caller must be verified first.
    """
    row = _asked_of(work, member_id, kind)
    understood = read(kind, typed, _ground(work, row))
    if understood.faults:
        raise understood.faults[0].reason
    details = dict(understood.details)
    if kind is ServiceKind.DATA_CHANGE:
        details[OLD] = _on_record(row, Datum(details["what"]))
    promised = details.get(PROMISED)
    days: int = getattr(work.desk.settings.requests, f"{kind}_days")
    due_on = date.fromisoformat(promised) if promised else load_calendar().add_working_days(work.today, days)
    actor = work.desk.actor.staff_id
    serving, person = work.serving, Person.of(row, member_id)
    theirs = serving is not None and disclosing.about(work, serving, person) is not None
    request_id = queries.add(
        work.connection,
        member_id=member_id,
        kind=kind,
        state=ServiceState.OPEN,
        details=json.dumps(details, ensure_ascii=False),
        due_on=due_on,
        opened_at=work.now,
        opened_by=actor,
        contact_id=work.contact_id if theirs else None,
    )
    queries.add_step(work.connection, request_id, None, ServiceState.OPEN, None, work.now, actor, "")
    work.record("request.opened", f"request:{request_id}", member=member_id, kind=kind)
    return request_id


@writes("request.moved", Permission.HANDLE_REQUESTS)
def move(
    work: Work,
    request_id: int,
    new: ServiceState,
    waits_for: WaitsFor | None = None,
    note: str = "",
    *,
    version: int,
    key: str,
) -> None:
    """One step on. Whoever takes it up has it in hand; an end says what was done, or why not.

    Raises Refused for a step that cannot follow, Conflict where somebody was faster.
    """
    row = _held(work, request_id, version)
    if not (new is row.state is ServiceState.WAITING and waits_for not in (None, row.waits_for)):
        may_move(row.state, new)
    words = within(clean(note), LONGEST_REASON)
    if (new is ServiceState.WAITING) != (waits_for is not None):
        raise Refused(N_("Say who or what is waited for: the member, the provider, a document."))
    if needs_reason(new) and not words:
        raise Refused(N_("Say what was done, or why not: whoever asks later reads it."))
    actor = work.desk.actor.staff_id
    in_hand = row.staff_id
    if new is ServiceState.IN_PROGRESS or (new.is_live and in_hand is None):
        in_hand = actor
    ended = None if new.is_live else work.now
    _edit(work, row, state=new, waits_for=waits_for, staff_id=in_hand, ended_at=ended)
    queries.add_step(work.connection, request_id, row.state, new, waits_for, work.now, actor, words)
    work.record("request.moved", f"request:{request_id}", member=row.member_id, old=row.state, new=new)


@writes("request.taken", Permission.HANDLE_REQUESTS)
def take(work: Work, request_id: int, *, version: int, key: str) -> None:
    """Take a request in hand that a colleague had. Raises Refused when it is over."""
    row = _held(work, request_id, version)
    if not row.state.is_live:
        raise Refused(N_("This request is over: {state}. Open a new one."), state=row.state)
    _edit(work, row, staff_id=work.desk.actor.staff_id)
    work.record("request.taken", f"request:{request_id}", member=row.member_id, before=row.staff_id)


def row_of(work: Work, row: Row[Any]) -> ServiceRow:
    """A request as lists show it."""
    return ServiceRow(
        request_id=row.id,
        number=number_of(row.id),
        version=row.version,
        member_id=row.member_id,
        policy_no=row.policy_no,
        certificate=str(Certificate(row.cert_no, row.suffix)),
        name_en=row.name_en,
        name_zh=row.name_zh,
        kind=row.kind,
        state=row.state,
        waits_for=row.waits_for,
        due_on=row.due_on,
        overdue=row.state.is_live and row.due_on < work.today,
        opened_at=row.opened_at,
        opened_by=row.opened_by_name,
        ended_at=row.ended_at,
        who=row.staff_name or "",
        mine=row.staff_id == work.desk.actor.staff_id,
    )


def _heard(work: Work, request_id: int) -> Row[Any]:
    """A request that may be told of now."""
    row = queries.one(work.connection, request_id)
    if row is None:
        raise NotFound(_GONE)
    disclosing.require(work, Person.of(row, row.member_id), TOPICS[row.kind])
    return row


def _held(work: Work, request_id: int, version: int) -> Row[Any]:
    row = queries.one(work.connection, request_id)
    if row is None:
        raise NotFound(_GONE)
    if row.version != version:
        raise Conflict(_CHANGED, state=row.state)
    return row


def _edit(work: Work, row: Row[Any], **changes: object) -> None:
    if not queries.edit(work.connection, row, **changes):
        raise Conflict(_CHANGED, state=row.state)


def _asked_of(work: Work, member_id: int, kind: ServiceKind) -> Row[Any]:
    """The member's row, where this may be asked for now."""
    row = members.named(work, member_id)
    refuse_kind(kind, premium=bool(row.premium))
    if kind in NEEDS_CONTACT:
        if work.serving is None:
            raise NotAllowed(_NOBODY)
        disclosing.require(work, Person.of(row, member_id), TOPICS[kind])
    return row


def _ground(work: Work, row: Row[Any]) -> Ground:
    return Ground(work.today, load_calendar(), row.currency, bool(row.premium), row.identity_type)


def _on_record(row: Row[Any], what: Datum) -> str:
    """What the record says now; the new value is told from it later."""
    match what:
        case Datum.NAME:
            return f"{row.name_en} {row.name_zh}".strip()
        case Datum.IDENTITY:
            return str(row.identity_no)
        case Datum.PHONE:
            return str(row.mobile or row.phone)
        case Datum.ADDRESS:
            return str(row.address)
        case Datum.EMAIL:
            return str(row.email)


def _detail(work: Work, row: Row[Any], opened: frozenset[Topic]) -> ServiceDetail:
    details: dict[str, str] = json.loads(row.details)
    return ServiceDetail(
        row=row_of(work, row),
        facts=tuple(_fact(one, details.get(one.code, ""), opened, row.currency) for one in FIELDS[row.kind]),
        steps=tuple(
            ServiceStep(step.at, step.staff_name, step.from_state, step.to_state, step.waits_for, step.note)
            for step in queries.steps(work.connection, row.id)
        ),
        following=(*_still(row.state), *next_of(row.state)),
    )


def _still(state: ServiceState) -> tuple[ServiceState, ...]:
    """A request that waits may go on waiting, for another."""
    return (state,) if state is ServiceState.WAITING else ()


def _fact(field: ServiceField, value: str, opened: frozenset[Topic], currency: str) -> ServiceFact:
    if value and field.private is not None and field.private not in opened:
        return ServiceFact(field.code, field.word, masking.mask(field.mask, value), open=False)
    meant = None
    if value and field.kind is FieldKind.DATE:
        meant = date.fromisoformat(value)
    elif value and field.choices is not None:
        return ServiceFact(field.code, field.word, value, field.choices(value))
    shown = show_phone(value) if field.kind is FieldKind.PHONE else value
    money = currency if value and field.kind is FieldKind.MONEY else ""
    return ServiceFact(field.code, field.word, shown, meant, currency=money)
