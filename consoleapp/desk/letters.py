"""Letters that go out on paper: printed with the whole address, posted by a person, once (DOMAIN 5)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing, document_messages
from consoleapp.desk.claim_moving import hold
from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.dates import local_date
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.permissions import Permission
from consoleapp.rules.sentences import Name
from consoleapp.rules.statuses import Language
from consoleapp.rules.work import LONGEST
from consoleapp.store.queries import letters as queries
from consoleapp.store.queries import members as member_queries


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is read; the address stays masked."""

    letter_id: int
    claim_no: str
    claim_id: int
    member_id: int
    to: str
    language: Language
    subject: str
    text: str
    written_at: datetime
    written_by: str
    posted_at: datetime | None
    posted_by: str
    replaced: bool
    """Whether a later letter of the same request says what counts now: this one is not posted any more."""


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """A letter as it goes into an envelope."""

    letter: Letter
    name: Name
    address: str
    """In full, as it is on record now."""
    dated: date


@reads(Permission.HANDLE_DOCUMENTS)
def one(work: Work, letter_id: int) -> Letter:
    """One letter; the look is on record."""
    row = _row(work, letter_id)
    _may_hear(work, row)
    work.looked(row.member_id, "letter")
    return _letter(row)


@reads(Permission.HANDLE_DOCUMENTS)
def waiting(work: Work) -> tuple[Letter, ...]:
    """Letters nobody has posted yet, the oldest first; those the caller on the line may hear of."""
    found = queries.waiting(work.connection, LONGEST)
    people = member_queries.people(work.connection, list({row.member_id for row in found}))
    hear = {one.id for one in people if disclosing.may(work, Person.of(one, one.id), Topic.CLAIM_LINES)}
    for member_id in sorted(hear):
        work.looked(member_id, "letter")
    return tuple(_letter(row) for row in found if row.member_id in hear)


@reads(Permission.HANDLE_DOCUMENTS)
def printed(work: Work, letter_id: int) -> PrintedLetter:
    """The letter with name and whole address of whom it goes to; that it was printed is on record.

    It goes where the member lives now, as a message goes to the address on record. Raises Refused where no
    address is known any more, and for a letter a later one has replaced.
    """
    row = _row(work, letter_id)
    member = _may_hear(work, row)
    if row.replaced:
        raise Refused(N_("A later letter has replaced this one. Print that."))
    asked = document_messages.addressee(work, member, row.claimant_id)
    if not asked.address:
        raise Refused(N_("No address is on record any more. Ask in a call."))
    work.looked(row.member_id, "letter")
    if asked.id != row.member_id:
        work.looked(asked.id, "address")
    work.record("letter.printed", f"letter:{letter_id}", claim=row.claim_id)
    return PrintedLetter(
        _letter(row), Name(asked.name_en, asked.name_zh), asked.address, local_date(row.written_at)
    )


@writes("letter.posted", Permission.HANDLE_DOCUMENTS)
def mark_posted(work: Work, letter_id: int, *, key: str) -> bool:
    """It is in the post. Answers whether that is new: a letter is posted once, whoever says so again.

    Raises Refused for a letter a later one has replaced.
    """
    hold(work, _row(work, letter_id).claim_id)
    row = _row(work, letter_id)  # as it stands now that nobody else may mark it
    if row.posted_at is not None:
        work.record("letter.posted_again", f"letter:{letter_id}", claim=row.claim_id)
        return False
    if row.replaced:
        raise Refused(N_("A later letter has replaced this one. Print that."))
    queries.post(work.connection, letter_id=letter_id, posted_at=work.now, staff_id=work.desk.actor.staff_id)
    work.record("letter.posted", f"letter:{letter_id}", claim=row.claim_id)
    return True


def _row(work: Work, letter_id: int) -> Row[Any]:
    row = queries.one(work.connection, letter_id)
    if row is None:
        raise NotFound(N_("This letter is not on record. Look at the claim again."))
    return row


def _may_hear(work: Work, row: Row[Any]) -> Row[Any]:
    member = member_queries.card(work.connection, row.member_id, work.today)
    if member is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    disclosing.require(work, Person.of(member, member.id), Topic.CLAIM_LINES)
    return member


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        letter_id=row.id,
        claim_no=row.claim_no,
        claim_id=row.claim_id,
        member_id=row.member_id,
        to=row.recipient,
        language=row.language,
        subject=row.subject,
        text=row.text,
        written_at=row.written_at,
        written_by=row.staff_name,
        posted_at=row.posted_at,
        posted_by=row.posted_by or "",
        replaced=bool(row.replaced),
    )
