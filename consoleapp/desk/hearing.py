"""What the caller on the line may hear of somebody, topic by topic: as data (DOMAIN 8)."""

from dataclasses import dataclass

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as policy_queries


@dataclass(frozen=True, slots=True)
class Heard:
    """One topic: whether it may be said now; if not, why, and whether proving more would help."""

    topic: Topic
    may: bool
    why_not: str
    """A template of the catalogue; "" where it may be said."""
    never: bool
    """Not to this caller, whatever they prove."""


@reads(Permission.TAKE_CONTACTS)
def sheet(work: Work, *, member_id: int | None = None, policy_id: int | None = None) -> tuple[Heard, ...]:
    """Every topic about a member, or about a company's policy, for whoever is on the line.

    Empty without a contact: nobody listens. Raises NotFound.
    """
    if work.serving is None:
        return ()
    if member_id is not None:
        person = member_queries.card(work.connection, member_id, work.today)
        if person is None:
            raise NotFound(N_("This member is not on record any more. Search again."))
        whom = Person.of(person, member_id)
        holder_id, broker_id = whom.holder_id, whom.broker_id
    else:
        whom = None
        parties = policy_queries.owners(work.connection, policy_id or 0)
        if parties is None:
            raise NotFound(N_("This policy is not on record any more. Search again."))
        holder_id, broker_id = parties.holder_id, parties.broker_id
    found = []
    for topic in Topic:
        if topic is Topic.DIRECTORY:  # public, whoever asks
            found.append(Heard(topic, True, "", False))
            continue
        if whom is None or topic is Topic.PREMIUM_LEDGER:  # what a company owes is the company's
            why = disclosing.why_not_of_policy(work, topic, holder_id, broker_id)
            never = disclosing.never_of_policy(work, topic, holder_id, broker_id)
        else:
            why, never = disclosing.why_not(work, whom, topic), disclosing.never(work, whom, topic)
        found.append(Heard(topic, not why, why, never))
    return tuple(found)
