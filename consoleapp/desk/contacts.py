"""Contacts: a call or a visit from start to wrap-up, and what its caller has proved (DOMAIN 8, SAFETY 7).

One contact is on the line for each member of staff; starting or picking up another parks it with its
drafts. What a contact has proved is kept in its row and ends with it. What a caller said is compared and
forgotten.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row, insert

from consoleapp.desk import members
from consoleapp.desk.contact_rows import (
    another_caller,
    edit,
    left_after,
    mine,
    same_version,
    tries_subject,
)
from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.proofs import proofs, send_code
from consoleapp.desk.shapes import ContactBand, ContactLine
from consoleapp.desk.verification import check_fact, exception, factors, seen_at_counter
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.identity import Certificate
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ContactChannel, ContactStatus, Outcome, move
from consoleapp.rules.text import LONGEST_NAME, LONGEST_NOTE, clean, clean_lines, fold, within
from consoleapp.rules.verification import CallerRole, Level, lapses
from consoleapp.store.queries import contacts as queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.tables import contact

__all__ = [
    "band",
    "check_fact",
    "earlier",
    "exception",
    "factors",
    "open_contacts",
    "park",
    "proofs",
    "resume",
    "save_note",
    "seen_at_counter",
    "send_code",
    "set_caller",
    "start",
    "wrap_up",
]


_ABOUT_A_POLICY = N_(
    "Only its employer or broker calls about a policy. Open the person to take another call."
)


@writes("contact.started", Permission.TAKE_CONTACTS)
def start(
    work: Work,
    *,
    member_id: int | None = None,
    policy_id: int | None = None,
    channel: ContactChannel,
    caller_role: CallerRole,
    caller_name: str = "",
    key: str,
) -> int:
    """A new contact about a member, or about a policy; returns its id. The one on the line is parked."""
    if (member_id is None) == (policy_id is None):
        raise Refused(N_("A contact is about one member or one policy. Open the record first."))
    if member_id is not None:
        members.named(work, member_id)
    elif caller_role not in (CallerRole.EMPLOYER, CallerRole.BROKER):
        raise Refused(_ABOUT_A_POLICY)
    elif policy_id is not None and policy_queries.parties(work.connection, policy_id) is None:
        raise NotFound(N_("This policy is not on record any more. Search again."))
    _park_current(work)
    contact_id: int = work.connection.execute(
        insert(contact)
        .values(
            staff_id=work.desk.actor.staff_id,
            channel=channel,
            status=ContactStatus.ACTIVE,
            member_id=member_id,
            policy_id=policy_id,
            caller_role=caller_role,
            caller_name=within(clean(caller_name), LONGEST_NAME),
            level=Level.NONE,
            started_at=work.now,
        )
        .returning(contact.c.id)
    ).scalar_one()
    work.record(
        "contact.started",
        f"contact:{contact_id}",
        member=member_id,
        policy=policy_id,
        channel=channel,
        caller=caller_role,
    )
    return contact_id


@reads(Permission.TAKE_CONTACTS)
def band(work: Work, contact_id: int) -> ContactBand:
    """The contact as the second line of the frame shows it. Raises NotFound, NotAllowed for another's."""
    return _bands(work, [mine(work, contact_id, ended=True)])[0]


@reads(Permission.TAKE_CONTACTS)
def open_contacts(work: Work) -> tuple[ContactBand, ...]:
    """My contacts that are not wrapped up, the one on the line first; a crash or a sign-out loses none."""
    return tuple(_bands(work, queries.open_of(work.connection, work.desk.actor.staff_id)))


@reads(Permission.READ_MEMBER)
def earlier(work: Work, member_id: int) -> tuple[ContactLine, ...]:
    """Earlier contacts about a member, newest first; notes only where the caller may hear of claims."""
    row = members.named(work, member_id)
    work.looked(member_id, "contacts")
    return members.contact_lines(work, row)


@writes("contact.caller", Permission.TAKE_CONTACTS)
def set_caller(work: Work, contact_id: int, role: CallerRole, name: str, version: int, *, key: str) -> None:
    """Who is calling. Another role, or another name than the one given before, is another caller.

    What the one before proved does not count for another caller: the level falls back to none.
    """
    row = mine(work, contact_id)
    same_version(row, version)
    if row.member_id is None and role not in (CallerRole.EMPLOYER, CallerRole.BROKER):
        raise Refused(_ABOUT_A_POLICY)
    given = within(clean(name), LONGEST_NAME)
    other = role is not row.caller_role or (row.caller_name != "" and fold(given) != fold(row.caller_name))
    changes: dict[str, Any] = {"caller_role": role, "caller_name": given}
    if other:
        changes |= another_caller(row)
    edit(work, row, **changes)
    work.record("contact.caller", f"contact:{contact_id}", caller=role, anew=other)


@writes("contact.parked", Permission.TAKE_CONTACTS)
def park(work: Work, contact_id: int, *, key: str) -> None:
    """Put the contact aside with its note; what its caller proved waits with it for a while."""
    _park(work, mine(work, contact_id))


@writes("contact.resumed", Permission.TAKE_CONTACTS)
def resume(work: Work, contact_id: int, *, key: str) -> bool:
    """Pick the contact up again; the one on the line is parked. Returns whether what was proved still counts.

    After half an hour, or on another day, it does not: the caller is verified anew, from nothing.
    """
    row = mine(work, contact_id)
    move(row.status, ContactStatus.ACTIVE)
    _park_current(work)
    lapsed = _lapsed(work, row)
    edit(work, row, status=ContactStatus.ACTIVE, parked_at=None, **(another_caller(row) if lapsed else {}))
    work.record("contact.resumed", f"contact:{contact_id}", lapsed=lapsed)
    return not lapsed


@writes("contact.noted", Permission.TAKE_CONTACTS)
def save_note(work: Work, contact_id: int, note: str, version: int, *, key: str) -> None:
    """Keep the note as it stands, at every pause of typing; also of a parked contact."""
    row = mine(work, contact_id)
    same_version(row, version)
    edit(work, row, note=_note(note), note_saved_at=work.now)
    work.record("contact.noted", f"contact:{contact_id}", characters=len(note))


@writes("contact.wrapped_up", Permission.TAKE_CONTACTS)
def wrap_up(
    work: Work,
    contact_id: int,
    *,
    outcome: Outcome,
    note: str,
    promised_on: date | None = None,
    version: int,
    key: str,
) -> None:
    """End the contact with what came of it. Verification ends with it; nothing of it is edited afterwards."""
    row = mine(work, contact_id)
    same_version(row, version)
    if promised_on is not None and promised_on < work.today:
        raise Refused(N_("The promised date lies in the past. Choose today or a later day."))
    if outcome is Outcome.CALL_BACK and promised_on is None:
        raise Refused(N_("Say by which date the call-back is promised."))
    move(row.status, ContactStatus.WRAPPED_UP)
    edit(
        work,
        row,
        status=ContactStatus.WRAPPED_UP,
        outcome=outcome,
        note=_note(note),
        promised_on=promised_on,
        ended_at=work.now,
    )
    work.record(
        "contact.wrapped_up", f"contact:{contact_id}", outcome=outcome, promised=promised_on is not None
    )


def _park_current(work: Work) -> None:
    """Put aside what is on the line, so that another contact can be.

    Another window may have done so since this transaction looked: then there is nothing left to put aside.
    """
    if work.serving is not None:
        row = mine(work, work.serving.contact_id, ended=True)
        if row.status is ContactStatus.ACTIVE:
            _park(work, row)
        work.serving = None


def _park(work: Work, row: Row[Any]) -> None:
    move(row.status, ContactStatus.PARKED)
    edit(work, row, status=ContactStatus.PARKED, parked_at=work.now)
    work.record("contact.parked", f"contact:{row.id}")


def _lapsed(work: Work, row: Row[Any]) -> bool:
    """Whether what its caller proved is over, because the contact lay aside for too long."""
    return lapses(row.parked_at, work.now, work.desk.settings.verification.parked_minutes)


def _note(note: str) -> str:
    return within(clean_lines(note), LONGEST_NOTE)


def _bands(work: Work, rows: list[Row[Any]]) -> list[ContactBand]:
    facts = queries.facts(work.connection, [row.id for row in rows]) if rows else []
    subjects = sorted({tries_subject(row) for row in rows})
    failed = queries.failed_on(work.connection, subjects, work.today) if rows else {}
    return [_band(work, row, facts, left_after(work, row, failed.get(tries_subject(row), 0))) for row in rows]


def _band(work: Work, row: Row[Any], facts: list[Row[Any]], left: int) -> ContactBand:
    about_member = row.member_id is not None
    lapsed = _lapsed(work, row)
    return ContactBand(
        contact_id=row.id,
        version=row.version,
        channel=row.channel,
        status=row.status,
        subject=row.name_en if about_member else row.holder_en,
        certificate=str(Certificate(row.cert_no, row.suffix)) if about_member else row.policy_no,
        member_id=row.member_id,
        policy_id=row.policy_id,
        caller_role=row.caller_role,
        caller_name=row.caller_name,
        level=Level.NONE if lapsed else row.level,
        verified_how=None if lapsed else row.verified_how,
        verified_at=None if lapsed else row.verified_at,
        started_at=row.started_at,
        note=row.note,
        looks=row.looks,
        tries_left=left,
        facts_right=tuple(
            dict.fromkeys(
                one.factor
                for one in facts
                if not lapsed
                and one.contact_id == row.id
                and one.caller_turn == row.caller_turn
                and one.right
            )
        ),
    )
