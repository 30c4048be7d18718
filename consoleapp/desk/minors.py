"""Who is spoken to about a child under age: a parent of the same family, at the parent's own contacts."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk.context import Work
from consoleapp.rules.dates import is_adult
from consoleapp.rules.statuses import Relation
from consoleapp.rules.verification import CallerRole
from consoleapp.store.queries import members as queries


def is_minor(member: Row[Any], today: date) -> bool:
    """Whether somebody else is spoken to: a child known to be under age."""
    known = member.relation is Relation.CHILD and member.birth_date is not None
    return known and not is_adult(member.birth_date, today)


def parent(work: Work, member: Row[Any], preferred: int | None = None) -> Row[Any] | None:
    """The card of the parent who is spoken to: the ``preferred`` one, else the employee, else the spouse."""
    family = queries.family(work.connection, member.policy_id, member.cert_no)
    parents = [one for one in family if one.relation in (Relation.EMPLOYEE, Relation.SPOUSE)]
    parents.sort(key=lambda one: one.id != preferred)  # stable: the employee is first otherwise
    return queries.card(work.connection, parents[0].id, work.today) if parents else None


def reached(work: Work, member_id: int, caller: CallerRole) -> Row[Any] | None:
    """The card of the person whose telephone and mailbox prove the caller about ``member_id``.

    A guardian is proved by the parent's contacts, never by the child's: whoever holds a child's telephone is
    not its guardian. Nobody is the guardian of an adult.
    """
    person = queries.card(work.connection, member_id, work.today)
    if person is None or caller not in (CallerRole.MEMBER, CallerRole.GUARDIAN):
        return None
    if caller is CallerRole.MEMBER:
        return person
    return parent(work, person) if is_minor(person, work.today) else None
