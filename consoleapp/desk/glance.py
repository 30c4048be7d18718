"""A member beside a list of hits: who they are, and what the desk must know before it says hello.

Where things stand is for orientation (:func:`consoleapp.desk.disclosing.never`); nothing private is in it. A
glance is a look and on record, once a day for each member of staff.
"""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work
from consoleapp.desk.disclosing import Person
from consoleapp.desk.shapes import Fact, SubjectCard, Tone
from consoleapp.i18n import N_
from consoleapp.rules.dates import from_local
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import AccountStage, ClaimStatus, MemberStatus, PolicyStatus
from consoleapp.rules.subjects import SubjectKind
from consoleapp.store.queries import access as access_queries
from consoleapp.store.queries import accounts as account_queries
from consoleapp.store.queries import contacts as contact_queries
from consoleapp.store.queries import members as queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.queries.access import GLANCE

POLICY_TONES = {PolicyStatus.IN_FORCE: Tone.GOOD, PolicyStatus.PENDING: Tone.WAITING}
ACCOUNT_TONES = {
    AccountStage.ACTIVE: Tone.GOOD,
    AccountStage.FROZEN: Tone.BAD,
    AccountStage.DISABLED: Tone.BAD,
}
_MEMBER_TONES = {
    MemberStatus.ACTIVE: Tone.GOOD,
    MemberStatus.PENDING: Tone.WAITING,
    MemberStatus.SUSPENDED: Tone.WAITING,
}
_BLANK = Fact("", "")


def member_card(work: Work, member_id: int) -> SubjectCard | None:
    """The card of a member beside Find; None for nobody. The look is on record, the first one of a day."""
    row = queries.card(work.connection, member_id, work.today)
    if row is None:
        return None
    since = from_local(datetime.combine(work.today, time()))
    if not access_queries.looked_since(work.connection, work.desk.actor.staff_id, member_id, since):
        work.looked(member_id, GLANCE)
    person = Person.of(row, row.id)
    blocks = (
        _who(row),
        _cover(row),
        [*_account(work, person), *_claims(work, person), *_owed(work, row)],
        _last_contact(work, member_id),
    )
    facts: list[Fact] = []
    for block in blocks:
        known = [fact for fact in block if fact.value not in (None, "")]
        facts += [_BLANK, *known] if facts and known else known
    return SubjectCard(
        SubjectKind.MEMBER, member_id, row.name_en, row.name_zh, tuple(facts), member_id=member_id
    )


def _who(row: Row[Any]) -> list[Fact]:
    family = [Fact(N_("Family"), row.family_size)] if row.family_size > 1 else []
    return [
        Fact(N_("Relation"), row.relation),
        Fact(N_("Certificate"), f"{row.policy_no} {row.cert_no}-{row.suffix}"),
        Fact(N_("Plan"), row.plan_code),
        Fact(N_("Status"), row.status, _MEMBER_TONES.get(row.status, Tone.MUTED)),
        *family,
    ]


def _cover(row: Row[Any]) -> list[Fact]:
    branch = [] if row.branch_en in (None, row.holder_en) else [row]
    return [
        Fact(N_("Company"), row.holder_en, more=row.holder_zh),
        *(Fact(N_("Branch"), one.branch_en, more=one.branch_zh or "") for one in branch),
        Fact(N_("Policy"), row.plan_type),
        Fact(N_("Policy status"), row.policy_status, POLICY_TONES.get(row.policy_status, Tone.MUTED)),
        Fact(N_("To"), row.ends_on),
    ]


def _account(work: Work, person: Person) -> list[Fact]:
    """Where the portal account stands; nothing where the caller may never hear of it."""
    if disclosing.never(work, person, Topic.ACCOUNT_STATE):
        return []
    row = account_queries.of_member(work.connection, person.member_id)
    if row is None:
        return []
    tone = ACCOUNT_TONES.get(row.stage, Tone.WAITING)
    return [Fact(N_("Account"), row.stage, tone), Fact(N_("Frozen since"), row.frozen_at, Tone.BAD)]


def _claims(work: Work, person: Person) -> list[Fact]:
    """How many claims are open, and how many of these wait for documents."""
    if disclosing.never(work, person, Topic.CLAIMS):
        return []
    counts = queries.open_claims(work.connection, person.member_id)
    waiting = counts.get(ClaimStatus.PENDING_DOCUMENTS, 0)
    return [
        Fact(N_("Open claims"), sum(counts.values()) or None),
        Fact(N_("Need documents"), waiting or None, Tone.WAITING),
    ]


def _owed(work: Work, row: Row[Any]) -> list[Fact]:
    if not allowed(work.desk.actor.role, Permission.READ_LEDGER):
        return []
    if disclosing.why_not_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id):
        return []
    owed = policy_queries.unsettled(work.connection, row.policy_id)
    if owed.balance <= 0:
        return []
    late = owed.oldest_due is not None and owed.oldest_due < work.today
    return [Fact(N_("Unsettled"), Money(owed.balance, row.currency), Tone.WAITING if late else Tone.PLAIN)]


def _last_contact(work: Work, member_id: int) -> list[Fact]:
    """When they called last, what came of it, and a promise that still stands."""
    found = contact_queries.of_member(work.connection, member_id, 2)
    last = next((one for one in found if one.id != work.contact_id), None)
    if last is None:
        return []
    promised = last.promised_on if last.promised_on and last.promised_on >= work.today else None
    return [
        Fact(N_("Last contact"), last.started_at),
        Fact(N_("Outcome"), last.outcome),
        Fact(N_("Promised for"), promised, Tone.WAITING),
    ]
