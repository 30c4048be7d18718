"""Which claim lines are wanted: the filters of DOMAIN 4, and the tables that filters and orders ask about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, and_, func, or_, select

from consoleapp.rules.statuses import BenefitType, ClaimStatus
from consoleapp.store.engine import without_index
from consoleapp.store.queries.claim_orders import Part
from consoleapp.store.queries.claims import complete_on
from consoleapp.store.tables import branch, claim, claim_line, member, policy


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: every filter of DOMAIN 4. Empty means all."""

    policy_no: str = ""
    certificate: tuple[str, str] | None = None
    """Number and suffix."""
    member_id: int | None = None
    people: tuple[int, ...] | None = None
    """Only these members: those the caller on the line may hear of."""
    statuses: tuple[ClaimStatus, ...] = ()
    benefit_types: tuple[BenefitType, ...] = ()
    consulted_from: date | None = None
    consulted_to: date | None = None
    branch: str = ""
    """Code of a branch, or words of its name in either language, folded."""
    late: tuple[date, date] | None = None
    """Overdue: complete on or before the first, or approved on or before the second."""

    @property
    def is_narrow(self) -> bool:
        """Whether it means a few lines of the book, which are found before they are put in order."""
        whose = self.policy_no or self.certificate or self.member_id is not None or self.people is not None
        return bool(whose) or self.late is not None

    def is_met_along(self, part: Part) -> bool:
        """Whether its lines are best met along an order of lines, whose index answers most of it."""
        closed = any(status.is_closed for status in self.statuses)
        paid = ClaimStatus.PAID in self.statuses
        by_status = self.statuses and not paid and (not closed or part.where is not None)
        return part.of is claim_line and not self.is_narrow and not self.branch and not by_status


_WORDS = (
    claim.c.claim_no,
    policy.c.policy_no,
    member.c.name_en,
    member.c.name_zh,
    claim_line.c.item_name,
    claim_line.c.provider_name,
)

Turned = Callable[[ColumnElement[Any]], ColumnElement[Any]]
"""Puts a column out of reach of its index."""


def chosen(
    connection: Connection,
    query: Select[Any],
    wanted: Wanted,
    words: str,
    of: Table,
) -> Select[Any]:
    """The lines that are wanted; tables nobody asks about are not joined."""
    where = _where(connection, wanted)
    for word in words.split():
        where.append(or_(*(func.lower(text).contains(word, autoescape=True) for text in _WORDS)))
    return query.select_from(joined(of, wanted, words)).where(*where)


def joined(of: Table, wanted: Wanted, words: str, aside: Turned | None = None) -> Any:
    """Lines with the tables that filters and an order beginning with ``of`` ask about. With ``aside``, which
    puts a column out of reach of its index, they can be read in one way only: from ``of`` on, in its order.
    """

    def link(of_many: Column[Any], of_one: Column[Any], *above: Table) -> ColumnElement[bool]:
        many: ColumnElement[Any] = of_many
        one: ColumnElement[Any] = of_one
        if aside is not None:
            many, one = (many, aside(one)) if of in above else (aside(many), one)
        return and_(many == one)

    by_policy = wanted.policy_no or words or of is policy
    by_branch = wanted.branch or of is branch
    by_member = by_policy or by_branch or wanted.certificate is not None or of is member
    by_claim = (
        by_member
        or wanted.statuses
        or wanted.member_id is not None
        or wanted.people is not None
        or of is claim
    )
    tables: Any = claim_line
    if by_claim:
        above = (claim, member, policy, branch)
        tables = tables.join(claim, link(claim_line.c.claim_id, claim.c.id, *above))
    if by_member:
        tables = tables.join(member, link(claim.c.member_id, member.c.id, member, policy, branch))
    if by_policy:
        tables = tables.join(policy, link(member.c.policy_id, policy.c.id, policy))
    if by_branch:
        tables = tables.join(branch, link(member.c.branch_id, branch.c.id, branch))
    return tables


def named(words: str) -> Select[Any]:
    """The branches that are meant: by code, or by words of their name in either language."""
    return select(branch.c.id).where(
        or_(
            func.lower(branch.c.code) == words,
            func.lower(branch.c.name_en).contains(words, autoescape=True),
            branch.c.name_zh.contains(words, autoescape=True),
        )
    )


def _where(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.policy_no:
        found.append(policy.c.policy_no == wanted.policy_no)
    if wanted.certificate is not None:
        number, suffix = wanted.certificate
        found.append(and_(member.c.cert_no == number, member.c.suffix == suffix))
    if wanted.member_id is not None:
        found.append(claim.c.member_id == wanted.member_id)
    if wanted.people is not None:
        found.append(claim.c.member_id.in_(list(wanted.people)))
    if wanted.statuses:
        # Nearly every claim is paid, and for out-patient benefits: met along the order, not looked for.
        many = ClaimStatus.PAID in wanted.statuses
        status: Any = without_index(connection, claim.c.status) if many else claim.c.status
        found.append(status.in_(list(wanted.statuses)))
    if wanted.benefit_types:
        many = BenefitType.OPB in wanted.benefit_types
        kind: Any = claim_line.c.benefit_type
        kind = without_index(connection, kind) if many else kind
        found.append(kind.in_(list(wanted.benefit_types)))
    if wanted.consulted_from is not None:
        found.append(claim_line.c.consulted_on >= wanted.consulted_from)
    if wanted.consulted_to is not None:
        found.append(claim_line.c.consulted_on <= wanted.consulted_to)
    if wanted.branch:
        # Branches are few: those that are meant first, then their members.
        found.append(branch.c.id.in_(named(wanted.branch)))
    if wanted.late is not None:
        complete, approved = wanted.late
        running = claim.c.status.in_([ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW])
        late = or_(
            and_(running, complete_on <= complete),
            and_(claim.c.status == ClaimStatus.APPROVED, claim.c.status_on <= approved),
        )
        # Claims first: few of them are running, however many lines there are.
        found.append(claim_line.c.claim_id.in_(select(claim.c.id).where(late)))
    return found
