"""What happened around a member: contacts, looks, acts, claims, messages, the account; newest first."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.outbox import row_of
from consoleapp.desk.shapes import TimelineEntry, Tone
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.dates import from_local
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.permissions import Permission
from consoleapp.rules.service_requests import TOPICS
from consoleapp.rules.services import ServiceState, number_of
from consoleapp.rules.statuses import ClaimStatus, ContactChannel, ContactStatus, MessageState
from consoleapp.store import outbox
from consoleapp.store.queries import access as access_queries
from consoleapp.store.queries import accounts as account_queries
from consoleapp.store.queries import contacts as contact_queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import services as service_queries
from consoleapp.store.queries import timeline as queries

LONGEST = 200
"""Entries at most; older ones are in the audit trail."""

_LOOKS = {
    "card": N_("Looked at the card"),
    "glance": N_("Seen beside a list of hits"),
    "benefits": N_("Looked at benefits"),
    "claim lines of a benefit": N_("Looked at the claim lines of a benefit"),
    "estimate": N_("Estimated a bill"),
    "why a claim line was paid less": N_("Looked at why less was paid"),
    "claims": N_("Looked at claims"),
    "claim": N_("Looked at a claim"),
    "documents": N_("Looked at requests for documents"),
    "file": N_("Opened a document"),
    "notice": N_("Wrote a closing notice"),
    "timeline": N_("Looked at the timeline"),
    "certificate of cover": N_("Made the certificate of cover"),
    "account": N_("Looked at the portal account"),
    "contacts": N_("Looked at earlier contacts"),
    "requests": N_("Looked at requests"),
    "unmasked request": N_("Unmasked a request"),
    "report": N_("In a report"),
    "report of claims": N_("In a report of claims"),
    "message": N_("Read a message"),
    "messages": N_("Looked at messages"),
    "letter": N_("Looked at a letter"),
    "address": N_("Address put on a letter"),
    "found by identity number": N_("Found by the identity number"),
    "found by phone": N_("Found by a telephone number"),
    "found by e-mail": N_("Found by the e-mail address"),
    "unmasked identity_no": N_("Unmasked the identity number"),
    "unmasked birth_date": N_("Unmasked the date of birth"),
    "unmasked mobile": N_("Unmasked the mobile number"),
    "unmasked phone": N_("Unmasked the telephone number"),
    "unmasked email": N_("Unmasked the e-mail address"),
    "unmasked address": N_("Unmasked the address"),
    "unmasked bank": N_("Unmasked the bank account"),
    "unmasked diagnosis": N_("Unmasked a diagnosis"),
}
_OF_CLAIMS = frozenset(
    {
        "claim lines of a benefit",
        "why a claim line was paid less",
        "claims",
        "claim",
        "documents",
        "file",
        "notice",
        "message",
        "messages",
        "letter",
        "report of claims",
        "unmasked diagnosis",
    }
)
"""Looks that tell of a claim by their name alone."""
_CLAIM_MOVES = {
    ClaimStatus.RECEIVED: N_("Claim received"),
    ClaimStatus.IN_REVIEW: N_("Claim in review"),
    ClaimStatus.PENDING_DOCUMENTS: N_("Claim waits for documents"),
    ClaimStatus.APPROVED: N_("Claim approved"),
    ClaimStatus.PAID: N_("Claim paid"),
    ClaimStatus.DECLINED: N_("Claim declined"),
    ClaimStatus.WITHDRAWN: N_("Claim withdrawn"),
}
_ACTS = {
    "member.imported": N_("Loaded from extracts"),
    "member.changed": N_("Changed by extracts"),
    "account.unlocked": N_("Portal account unlocked"),
    "account.locked": N_("Portal account locked"),
    "account.invited": N_("Invitation to the portal sent"),
    "account.reset_link_sent": N_("Reset link sent"),
    "account.unbound": N_("Messaging account unbound"),
    "account.nothing_to_do": N_("Nothing left to do at the portal account"),
    "account.told_in_person": N_("Told in person"),
}
_FROZEN = N_("Portal account frozen")
_MESSAGE_TONES = {
    MessageState.WAITING: Tone.WAITING,
    MessageState.SENDING: Tone.WAITING,
    MessageState.STUCK: Tone.BAD,
    MessageState.CANCELLED: Tone.MUTED,
}
_SERVICE_TONES = {
    ServiceState.WAITING: Tone.WAITING,
    ServiceState.DONE: Tone.GOOD,
    ServiceState.DECLINED: Tone.BAD,
    ServiceState.CANCELLED: Tone.MUTED,
}
_TONES = {
    ClaimStatus.PAID: Tone.GOOD,
    ClaimStatus.DECLINED: Tone.BAD,
    ClaimStatus.PENDING_DOCUMENTS: Tone.WAITING,
}


@reads(Permission.READ_MEMBER)
def timeline(work: Work, member_id: int) -> tuple[TimelineEntry, ...]:
    """The latest entries around a member; the look is on record.

    Moves of claims, looks at them, messages, notes of contacts and purposes of looks are left out where the
    caller on the line may not hear of claims. Of the portal account they see that it was frozen, and the
    rest as far as it may be said.
    """
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    of_claims = disclosing.may(work, Person.of(row, row.id), Topic.CLAIMS)
    found = _contacts(work, member_id, with_notes=of_claims) + _looks(work, member_id, of_claims=of_claims)
    if of_claims:
        found += _moves(work, member_id) + _messages(work, member_id)
    if not disclosing.never(work, Person.of(row, row.id), Topic.ACCOUNT_STATE):
        whole = disclosing.may(work, Person.of(row, row.id), Topic.ACCOUNT_STATE)
        found += _account(work, member_id, whole=whole)
    found += _services(work, Person.of(row, row.id))
    found += _acts(work, [f"member:{member_id}"])
    work.looked(member_id, "timeline")
    found.sort(key=lambda entry: entry.at, reverse=True)
    return tuple(found[:LONGEST])


def _contacts(work: Work, member_id: int, *, with_notes: bool) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            at=one.started_at,
            event=N_("Call") if one.channel is ContactChannel.CALL else N_("Visit"),
            who=one.staff_name,
            detail=one.note if with_notes else "",
            tone=Tone.PLAIN if one.status is ContactStatus.WRAPPED_UP else Tone.WAITING,
            outcome=one.outcome,
        )
        for one in contact_queries.of_member(work.connection, member_id, LONGEST)
    ]


def look_in_words(what: str) -> str:
    """What was looked at, as a text of the catalogue."""
    return _LOOKS.get(what, what)


def _looks(work: Work, member_id: int, *, of_claims: bool) -> list[TimelineEntry]:
    """What colleagues looked at; what for is in their own words, and may speak of an illness."""
    return [
        TimelineEntry(
            one.at,
            look_in_words(one.what),
            one.staff_name,
            one.purpose if of_claims else "",
            Tone.MUTED,
        )
        for one in access_queries.seen_by(work.connection, member_id, LONGEST)
        if of_claims or one.what not in _OF_CLAIMS
    ]


def _moves(work: Work, member_id: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            # The day is known, the hour is not: the day begins with it.
            at=from_local(datetime.combine(one.moved_on, time())),
            event=_CLAIM_MOVES[one.to_status],
            who="",
            detail=one.claim_no,
            tone=_TONES.get(one.to_status, Tone.PLAIN),
            day_only=True,
        )
        for one in queries.claim_moves(work.connection, member_id, LONGEST)
    ]


def _messages(work: Work, member_id: int) -> list[TimelineEntry]:
    """What was written to the member, to which masked address, and whether it went out."""
    return [
        TimelineEntry(
            at=one.sent_at or one.created_at,
            event=one.event,
            who="",
            detail=one.to,
            tone=_MESSAGE_TONES.get(one.state, Tone.PLAIN),
            outcome=one.state,
        )
        for one in map(row_of, outbox.of_member(work.connection, member_id, LONGEST))
    ]


def _services(work: Work, person: Person) -> list[TimelineEntry]:
    """Every step of what the member asked for, as far as it may be said."""
    return [
        TimelineEntry(
            at=one.at,
            event=one.kind.word,
            who=one.staff_name,
            detail=f"{number_of(one.request_id)} {one.note}".strip(),
            tone=_SERVICE_TONES.get(one.to_state, Tone.PLAIN),
            outcome=one.waits_for or one.to_state,
        )
        for one in service_queries.steps_of_member(work.connection, person.member_id, LONGEST)
        if disclosing.may(work, person, TOPICS[one.kind])
    ]


def _account(work: Work, member_id: int, *, whole: bool) -> list[TimelineEntry]:
    row = account_queries.of_member(work.connection, member_id)
    if row is None:
        return []
    if not whole:
        frozen = row.frozen_at
        return [] if frozen is None else [TimelineEntry(frozen, _FROZEN, "", "", Tone.BAD)]
    found = [
        TimelineEntry(at, event, "", detail, tone)
        for at, event, detail, tone in _moments(row)
        if at is not None
    ]
    found += [
        TimelineEntry(one.at, N_("Failed login at the portal"), "", one.origin, Tone.WAITING)
        for one in account_queries.failed_logins(work.connection, row.id, LONGEST)
    ]
    return found + _acts(work, [f"account:{row.id}"])


def _moments(row: Row[Any]) -> list[tuple[datetime | None, str, str, Tone]]:
    return [
        (row.last_login_at, N_("Last login at the portal"), "", Tone.MUTED),
        (row.terms_accepted_at, N_("Terms of the portal accepted"), row.terms_version, Tone.MUTED),
        (row.frozen_at, _FROZEN, row.frozen_reason, Tone.BAD),
    ]


def _acts(work: Work, subjects: list[str]) -> list[TimelineEntry]:
    return [
        TimelineEntry(one.at, _ACTS.get(one.event, one.event), one.staff_name or "", "")
        for one in queries.acts(work.connection, subjects, LONGEST)
    ]
