"""How the holder of an account is told of an act: by which way on record, in their language (SAFETY 8).

Where two ways are on record, the one by which the caller was verified comes last: whoever stole one of them
does not get the message too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import outbox
from consoleapp.desk.context import Work
from consoleapp.desk.outbox import Letter
from consoleapp.errors import Refused
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.templates import written_in
from consoleapp.rules.dates import show_moment
from consoleapp.rules.messages import MessageChannel, address
from consoleapp.rules.statuses import ContactChannel, Language
from consoleapp.rules.templates import CONTRACTS, MessageKind, Value
from consoleapp.rules.verification import Factor
from consoleapp.store.queries import accounts as queries
from consoleapp.store.queries import contacts, proofs
from consoleapp.store.queries import members as member_queries


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the holder."""

    channel: MessageChannel
    to: str = field(repr=False)
    name: str = field(repr=False)
    language: Language | None


def tell(work: Work, row: Row[Any], kind: MessageKind, values: Mapping[str, Value] | None = None) -> None:
    """One message about the act. Raises Refused where nothing is on record, except to whom sits here and
    needs no message: then it is on record that they were told in person."""
    ways = _ways(work, row)
    if ways:
        send(work, row, ways[0], kind, values or {})
        return
    here = work.serving is not None and work.serving.channel is ContactChannel.VISIT
    if CONTRACTS[kind].secret or not here:
        raise Refused(
            N_("No mobile number and no e-mail is on record, so nobody can be told. Only a visit goes on.")
        )
    work.record("account.told_in_person", f"account:{row.id}", kind=kind)


def two_ways(work: Work, row: Row[Any]) -> tuple[Way, Way]:
    """Two different ways, for what must not travel together. Raises Refused where there are none."""
    ways = _ways(work, row)
    if len(ways) < 2:
        raise Refused(
            N_("PIN and initial password go two ways: a mobile number and an e-mail must be on record.")
        )
    return ways[0], ways[1]


def send(work: Work, row: Row[Any], way: Way, kind: MessageKind, values: Mapping[str, Value]) -> None:
    """One message by ``way``."""
    language = written_in(way.language)
    say = catalogue(language).gettext
    common: dict[str, Value] = {
        "salutation": say(N_("Dear {name},")).format(name=way.name) if way.name else "",
        "when": show_moment(work.now, language),
        "hotline": work.desk.settings.hours.hotline_phone,
    }
    wanted = CONTRACTS[kind].known
    outbox.enqueue(
        work,
        Letter(
            kind,
            way.channel,
            way.to,
            way.language,
            {name: value for name, value in {**common, **values}.items() if name in wanted},
            recipient_name=way.name,
            member_id=row.member_id,
            reference=f"account:{row.id}",
        ),
    )


def _ways(work: Work, row: Row[Any]) -> list[Way]:
    """Every way to reach the holder; the one the caller was verified by last."""
    if row.member_id is not None:
        person = member_queries.card(work.connection, row.member_id, work.today)
        if person is None:
            return []
        chinese = written_in(person.language).startswith("zh") and person.name_zh
        name, language = chinese or person.name_en, person.language
        on_record = [(MessageChannel.SMS, person.mobile), (MessageChannel.EMAIL, person.email)]
    else:
        party = queries.party(work.connection, row)
        if party is None:
            return []
        name, language = party.name, row.language
        on_record = [(MessageChannel.EMAIL, party.email), (MessageChannel.SMS, party.phone)]
    found = [Way(channel, to, name, language) for channel, to in on_record if to and _takes(channel, to)]
    used = _verified_by(work)
    return sorted(found, key=lambda way: way.channel is used)


def _takes(channel: MessageChannel, to: str) -> bool:
    try:
        address(channel, to)
    except Refused:
        return False
    return True


def _verified_by(work: Work) -> MessageChannel | None:
    """By which way the caller on the line was verified: the code's, or the telephone that was called back."""
    contact = None if work.contact_id is None else contacts.one(work.connection, work.contact_id)
    if contact is None:
        return None
    if contact.verified_how is Factor.CALL_BACK:
        return MessageChannel.SMS
    code = proofs.used_code(work.connection, contact.id)
    return None if code is None else code.channel
