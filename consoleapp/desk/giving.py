"""Giving the caller what is no secret: to whom, by which ways on record, in which language (DOMAIN 9, 11).

What is given so says nothing of anybody: it may go to any address the caller gives, and no caller has to be
verified for it. To an address on record it goes without anybody seeing that address.
"""

from dataclasses import dataclass, field

from consoleapp.desk import minors
from consoleapp.desk.context import Work
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.messages import MessageChannel, masked_address
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import Language
from consoleapp.rules.text import clean
from consoleapp.rules.verification import CallerRole
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as policy_queries


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A way to write to who is on the line; the address itself stays masked."""

    channel: MessageChannel
    shown: str


@dataclass(frozen=True, slots=True)
class ToGive:
    """What is read aloud, and where a message may go."""

    sentences: tuple[Sentence, ...]
    language: Language | None
    """The person's, where one is on the line."""
    on_record: tuple[OnRecord, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is written to in the contact on the line, and where; nobody and nowhere without one."""

    member_id: int | None = None
    language: Language | None = None
    addresses: tuple[tuple[MessageChannel, str], ...] = field(default=(), repr=False)

    @property
    def on_record(self) -> tuple[OnRecord, ...]:
        """The ways there are, as they may be shown."""
        return tuple(OnRecord(channel, masked_address(channel, to)) for channel, to in self.addresses)

    def recipient(self, channel: MessageChannel, given: str) -> tuple[str, int | None]:
        """The address the caller gave, else the one on record; and whose that is.

        Raises Refused where neither is there.
        """
        if clean(given):
            return clean(given), None
        to = dict(self.addresses).get(channel, "")
        if not to:
            raise Refused(N_("No such address is on record. Ask the caller for one."))
        return to, self.member_id


def addressee(work: Work) -> Addressee:
    """Whoever the contact on the line is with: the company or broker that calls, a child's parent where a
    guardian calls, else the person it is about.
    """
    serving = work.serving
    if serving is None:
        return Addressee()
    if serving.caller_role in (CallerRole.EMPLOYER, CallerRole.BROKER):
        parties = (
            None if serving.policy_id is None else policy_queries.parties(work.connection, serving.policy_id)
        )
        if parties is None:
            return Addressee()
        broker = serving.caller_role is CallerRole.BROKER
        return Addressee(
            addresses=_addresses(
                parties.broker_phone if broker else parties.contact_phone,
                parties.broker_email if broker else parties.contact_email,
            )
        )
    if serving.member_id is None:
        return Addressee()
    guardian = serving.caller_role is CallerRole.GUARDIAN
    person = (
        minors.reached(work, serving.member_id, serving.caller_role)
        if guardian
        else member_queries.card(work.connection, serving.member_id, work.today)
    )
    if person is None:
        return Addressee()
    return Addressee(person.id, person.language, _addresses(person.mobile, person.email))


def _addresses(mobile: str | None, email: str | None) -> tuple[tuple[MessageChannel, str], ...]:
    pairs = ((MessageChannel.SMS, mobile), (MessageChannel.EMAIL, email))
    return tuple((channel, to) for channel, to in pairs if to)
