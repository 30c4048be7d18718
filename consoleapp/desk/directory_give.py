"""Giving an entry to the caller: read aloud, or as a message (DOMAIN 9).

What the directory says is public, so it may go to any address the caller gives, and no caller has to be
verified for it; to an address on record it goes without anybody seeing that address. Each time is counted:
what is given out most is verified first.
"""

from typing import Any

from sqlalchemy import Row

from consoleapp.desk import outbox
from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.directory_entry import gone
from consoleapp.desk.directory_planning import in_step, require_in_step
from consoleapp.desk.giving import ToGive, addressee
from consoleapp.desk.outbox import Letter
from consoleapp.errors import Refused
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.templates import written_in
from consoleapp.rules import opening_hours
from consoleapp.rules.identity import show_phone
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.permissions import Permission
from consoleapp.rules.provider_upkeep import GivenHow
from consoleapp.rules.sentences import Name, Sentence
from consoleapp.rules.statuses import Language
from consoleapp.rules.templates import MessageKind, Value
from consoleapp.store.queries import directory as queries
from consoleapp.store.queries import upkeep as upkeep_queries


@in_step
@reads(Permission.READ_DIRECTORY)
def to_give(work: Work, provider_id: int) -> ToGive:
    """Sentences for the caller, and the addresses on record of who is on the line. Raises NotFound."""
    require_in_step(work)
    row = _row(work, provider_id)
    there = addressee(work)
    return ToGive(tuple(_sentences(row)), there.language, there.on_record)


@writes("directory.given", Permission.READ_DIRECTORY)
def read_aloud(work: Work, provider_id: int, *, key: str) -> None:
    """It was read aloud to a caller."""
    row = _row(work, provider_id)
    _count(work, row.id, GivenHow.ALOUD)


@in_step
@writes("directory.sent", Permission.READ_DIRECTORY)
def send(
    work: Work,
    provider_id: int,
    channel: MessageChannel,
    address: str = "",
    language: Language | None = None,
    *,
    key: str,
) -> int:
    """Send it to the address the caller gives, or, without one, to the one on record of who is on the
    line; returns the number of the message. In ``language``, else in the person's.
    """
    require_in_step(work)
    row = _row(work, provider_id)
    there = addressee(work)
    recipient, member_id = there.recipient(channel, address)
    wanted = language or there.language
    letter = Letter(
        MessageKind.PROVIDER_DETAILS,
        channel,
        recipient,
        wanted,
        _values(work, row, written_in(None if wanted is None else str(wanted))),
        member_id=member_id,
        reference=f"provider:{provider_id}",
    )
    message_id = outbox.enqueue(work, letter)
    _count(work, row.id, GivenHow.SMS if channel is MessageChannel.SMS else GivenHow.EMAIL)
    return message_id


def _row(work: Work, provider_id: int) -> Row[Any]:
    (row,) = queries.rows(work.connection, [provider_id]) or (None,)
    if row is None:
        raise gone()
    if row.effective_to is not None and row.effective_to < work.today:
        raise Refused(
            N_("It left the directory on {day} and is not given out. Search for another."),
            day=row.effective_to,
        )
    return row


def _count(work: Work, provider_id: int, how: GivenHow) -> None:
    upkeep_queries.gave(
        work.connection,
        provider_id=provider_id,
        at=work.now,
        staff_id=work.desk.actor.staff_id,
        contact_id=work.contact_id,
        how=how,
    )
    work.record("directory.given", f"provider:{provider_id}", how=how)


def _phones(row: Row[Any]) -> tuple[str, ...]:
    return tuple(show_phone(part.strip()) for part in row.phones.split(";") if part.strip())


def _sentences(row: Row[Any]) -> list[Sentence]:
    name = Name(row.name_en or row.name_zh, row.name_zh)
    told = [Sentence(N_("{name}, {kind}."), {"name": name, "kind": row.kind})]
    if row.address_en or row.address_zh:
        place = Name(row.address_en or row.address_zh, row.address_zh)
        told.append(Sentence(N_("The address is {address}."), {"address": place}))
    if row.phones:
        told.append(Sentence(N_("The telephone is {phones}."), {"phones": _phones(row)}))
    if row.opening_hours:
        told.append(Sentence(N_("Hours: {hours}."), {"hours": opening_hours.Hours(row.opening_hours)}))
    elif row.hours:
        told.append(Sentence(N_("Hours: {hours}."), {"hours": row.hours}))
    if row.appointment_needed:
        told.append(Sentence(N_("An appointment is needed: please ring first.")))
    if row.direct_billing is not None:
        bills = N_("The clinic bills us directly.")
        pays = N_("You pay there and claim afterwards; please keep the receipt.")
        told.append(Sentence(bills if row.direct_billing else pays))
    return told


def _values(work: Work, row: Row[Any], language: str) -> dict[str, Value]:
    """What fills a message, in its language."""
    speak = catalogue(language).gettext
    zh = language.startswith("zh")
    names = (row.name_zh, row.name_en) if zh else (row.name_en, row.name_zh)
    addresses = (row.address_zh, row.address_en) if zh else (row.address_en, row.address_zh)
    hours = opening_hours.in_words(row.opening_hours, speak) if row.opening_hours else ()
    return {
        "name": " ".join(one for one in names if one),
        "kind": row.kind,
        "address": next((one for one in addresses if one), ""),
        "phones": " / ".join(_phones(row)),
        "hours": "; ".join(hours) or row.hours,
        "appointment": speak(N_("An appointment is needed: please ring first."))
        if row.appointment_needed
        else "",
        "hotline": work.desk.settings.hours.hotline_phone,
    }
