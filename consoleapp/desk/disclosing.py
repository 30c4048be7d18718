"""What the caller on the line may hear, asked by every verb (DOMAIN 8, SAFETY 15).

Without a contact nobody is listening: staff see what their role allows, and the look is recorded. A parked
caller can be back any moment and still counts for the people that contact is about.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from consoleapp.desk.context import Work
from consoleapp.desk.serving import Serving
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_
from consoleapp.rules.dates import is_adult
from consoleapp.rules.disclosure import About, Topic, explain, may_hear, needed_level
from consoleapp.rules.statuses import Relation
from consoleapp.rules.verification import CallerRole


@dataclass(frozen=True, slots=True)
class Person:
    """A member, as far as it matters to who may hear of them."""

    member_id: int
    policy_id: int
    cert_no: str
    relation: Relation
    birth_date: date | None
    holder_id: int
    broker_id: int | None

    @classmethod
    def of(cls, row: Any, member_id: int) -> Self:
        """The member a row is about: it carries certificate, relation, birth date, policy, holder, broker."""
        return cls(
            member_id,
            row.policy_id,
            row.cert_no,
            row.relation,
            row.birth_date,
            row.holder_id,
            row.broker_id,
        )


_SOMEBODY_ELSE = N_("The contact on the line is about somebody else. Start one about this member first.")
_NOT_THEIRS = N_("This belongs to the company or its broker; only they may hear of it.")


_PARKED = N_("Your parked contact about this person does not allow it. Pick it up (k), or wrap it up first.")


def listener(work: Work, person: Person) -> Serving | None:
    """Whose ears count for what is shown about ``person``: the contact on the line, whoever it is about.

    Without one, the parked contact about this person or their family that was put aside last (decision 9).
    """
    if work.serving is not None:
        return work.serving
    return next((one for one in work.parked if _concerns(one, person)), None)


def about(work: Work, serving: Serving, person: Person) -> About | None:
    """What ``person`` is to the caller of a contact; None: nothing."""
    other = About.MINOR if _is_minor(work, person) else About.ADULT
    match serving.caller_role:
        case CallerRole.EMPLOYER:
            return other if serving.holder_id == person.holder_id else None
        case CallerRole.BROKER:
            return other if serving.broker_id is not None and serving.broker_id == person.broker_id else None
        case CallerRole.MEMBER:
            if serving.member_id == person.member_id:
                return About.SELF
            if not _same_family(serving, person):
                return None
            # A dependant speaks for nobody; the employee and the spouse speak for minors.
            speaks = serving.relation in (Relation.EMPLOYEE, Relation.SPOUSE)
            return other if speaks else About.ADULT
        case CallerRole.FAMILY:
            return other if _same_family(serving, person) else None
        case CallerRole.GUARDIAN | CallerRole.PROVIDER:
            return other if serving.member_id == person.member_id else None


def may(work: Work, person: Person, topic: Topic) -> bool:
    """Whether ``topic`` about this member may be said, and so shown, now."""
    return not why_not(work, person, topic)


def never(work: Work, person: Person, topic: Topic) -> bool:
    """Whether the caller may not hear ``topic`` whatever they prove.

    Where a topic stands – that an account is frozen, that a claim is open – is shown to staff unless it is
    never for this caller: they must know what to verify for. What lies behind it needs :func:`may`.
    """
    serving = listener(work, person)
    if serving is None:
        return False
    relation = about(work, serving, person)
    return relation is None or needed_level(serving.caller_role, topic, relation) is None


def why_not(work: Work, person: Person, topic: Topic) -> str:
    """Why ``topic`` may not be said, and what to do, as a template of the catalogue; "" where it may."""
    serving = listener(work, person)
    if serving is None:
        return ""
    relation = about(work, serving, person)
    if relation is not None and may_hear(serving.caller_role, serving.level, topic, about=relation):
        return ""
    if serving.parked:
        return _PARKED
    if relation is None:
        return _SOMEBODY_ELSE
    return explain(serving.caller_role, serving.level, topic, about=relation)


def require(work: Work, person: Person, topic: Topic) -> None:
    """Raise NotAllowed, with the next step, where ``topic`` may not be said."""
    why = why_not(work, person, topic)
    if why:
        raise NotAllowed(why)


def why_not_of_policy(work: Work, topic: Topic, holder_id: int | None, broker_id: int | None) -> str:
    """Like :func:`why_not` for what belongs to a company or a broker: ledger, policy, their accounts."""
    serving = work.serving
    if serving is None:
        return ""
    role = serving.caller_role
    if never_of_policy(work, topic, holder_id, broker_id):
        return _NOT_THEIRS
    if may_hear(role, serving.level, topic, about=About.SELF):
        return ""
    return explain(role, serving.level, topic, about=About.SELF)


def never_of_policy(work: Work, topic: Topic, holder_id: int | None, broker_id: int | None) -> bool:
    """Like :func:`never` for what belongs to a company or a broker.

    What belongs to a company is not its staff's own: a member asks as one who may never hear of it.
    """
    serving = work.serving
    if serving is None:
        return False
    role = serving.caller_role
    theirs = (role is CallerRole.EMPLOYER and holder_id is not None and serving.holder_id == holder_id) or (
        role is CallerRole.BROKER and broker_id is not None and serving.broker_id == broker_id
    )
    return not theirs or needed_level(role, topic, About.SELF) is None


def require_of_policy(work: Work, topic: Topic, holder_id: int | None, broker_id: int | None) -> None:
    """Raise NotAllowed, with the next step, where what belongs to a company or broker may not be said."""
    why = why_not_of_policy(work, topic, holder_id, broker_id)
    if why:
        raise NotAllowed(why)


def _concerns(serving: Serving, person: Person) -> bool:
    """Whether a contact is about this person or their family, or about the policy they are on."""
    if serving.member_id is None:
        return serving.policy_id == person.policy_id
    return serving.member_id == person.member_id or _same_family(serving, person)


def _same_family(serving: Serving, person: Person) -> bool:
    return (
        serving.member_id is not None
        and serving.policy_id == person.policy_id
        and serving.cert_no == person.cert_no
    )


def _is_minor(work: Work, person: Person) -> bool:
    """A child known to be under age; where the date of birth is not known, an adult."""
    if person.relation is not Relation.CHILD or person.birth_date is None:
        return False
    return not is_adult(person.birth_date, work.today)
