"""The orders of the list of claim lines: by which columns, in parts that an index gives each (SPEED 3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, not_

from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import BenefitType, ClaimStatus, PaymentMethod
from consoleapp.store.tables import branch, claim, claim_line, member, policy

Ordered = list[ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that no other part has: what they meet, their order, and the table that order begins with."""

    where: ColumnElement[bool] | None
    by: Ordered
    of: Table


@dataclass(frozen=True, slots=True)
class By:
    """What a column is ordered by. An order is read in parts, each straight from an index: a part for every
    code, in the order of the vocabulary and not of its letters, and last, either way, what has no value.
    """

    of: Table
    values: tuple[ColumnElement[Any], ...]
    known: ColumnElement[bool] | None = None
    """Where it may have no value: that it has one."""
    codes: type[Coded] | None = None
    """Ordered by the code in the first of ``values``, then by the others."""
    then: tuple[ColumnElement[Any], ...] = ()
    """What the lines without a value are ordered by."""

    def parts(self, descending: bool) -> Iterator[Part]:
        id_ = claim_line.c.id
        if self.codes is not None:
            code, *rest = self.values
            found = list(self.codes)
            for one in reversed(found) if descending else found:
                yield Part(code == one, turned((*rest, id_), descending), self.of)
        else:
            yield Part(self.known, turned((*self.values, id_), descending), self.of)
        if self.known is not None:
            of = member if self.of is branch else self.of
            yield Part(not_(self.known), turned((*self.then, id_), descending), of)


def turned(values: Sequence[ColumnElement[Any]], descending: bool) -> Ordered:
    return [value.desc() if descending else value for value in values]


_C, _L = claim.c, claim_line.c
_LINES = (_C.id, _L.line_no)
"""The lines of claims as an index has them."""
_PERSON = (member.c.id, _C.received_on, *_LINES)
"""The lines of people, likewise: a branch or a policy may hold most of the book."""
_DATED = (_L.consulted_on, _L.benefit_type)
"""Behind every value of a line in its index: what most filters ask is answered there."""
SORTED_BY: dict[str, By] = {
    "claim": By(claim, (_C.claim_no, _L.line_no)),
    "policy": By(policy, (policy.c.policy_no, member.c.cert_no, member.c.name_en, *_PERSON)),
    "certificate": By(member, (member.c.cert_no, member.c.suffix)),
    "member": By(member, (member.c.name_en, *_PERSON)),
    "branch": By(
        branch, (branch.c.name_en, branch.c.id, *_PERSON), member.c.branch_id.is_not(None), then=_PERSON
    ),
    "consulted": By(claim_line, (_L.consulted_on,)),
    "type": By(claim_line, (_L.benefit_type, _L.consulted_on), codes=BenefitType),
    "item": By(claim_line, (_L.item_name, *_DATED)),
    "provider": By(claim_line, (_L.provider_name, *_DATED), _L.provider_name != "", then=_DATED),
    "incurred": By(claim_line, (_L.incurred, *_DATED), _L.incurred.is_not(None), then=_DATED),
    "paid": By(claim_line, (_L.paid, *_DATED), _L.paid.is_not(None), then=_DATED),
    "paid_on": By(claim_line, (_L.paid_on, *_DATED), _L.paid_on.is_not(None), then=_DATED),
    "method": By(
        claim_line, (_L.payment_method, *_DATED), _L.payment_method.is_not(None), PaymentMethod, _DATED
    ),
    "status": By(claim, (_C.status, _C.status_on, *_LINES), codes=ClaimStatus),
    "status_on": By(claim, (_C.status_on, *_LINES)),
    "received": By(claim, (_C.received_on, *_LINES)),
}
