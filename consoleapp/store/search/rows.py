"""The rows behind candidates: one statement for each kind of record, by their ids."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    literal,
    select,
)

from consoleapp.rules.services import number_of
from consoleapp.rules.statuses import AccountStage, MemberStatus, PolicyStatus
from consoleapp.rules.subjects import SubjectKind
from consoleapp.store.search.match import Match
from consoleapp.store.search.shapes import Hit
from consoleapp.store.tables import (
    broker,
    claim,
    invoice,
    member,
    policy,
    policy_holder,
    portal_account,
    provider,
    service_request,
    settlement,
)

MOST_ROWS = 64
"""Records of one kind that are compared: more than a list shows, so that those in force come first."""


_COMPANY = (
    policy.c.id.label("policy_id"),
    policy.c.policy_no,
    policy.c.status.label("policy_status"),
    policy_holder.c.name_en.label("company"),
    policy_holder.c.name_zh.label("company_zh"),
)
_PERSON = (
    member.c.id.label("member_id"),
    member.c.cert_no,
    member.c.suffix,
    member.c.relation,
    member.c.name_en,
    member.c.name_zh,
    member.c.status,
)
_OF_POLICY = policy.join(policy_holder, policy_holder.c.id == policy.c.holder_id)
_OF_MEMBER = member.join(policy, policy.c.id == member.c.policy_id).join(
    policy_holder, policy_holder.c.id == policy.c.holder_id
)

MEMBERS = select(
    *_PERSON,
    *_COMPANY,
    member.c.identity_no,
    member.c.mobile,
    member.c.phone,
    member.c.email,
    member.c.person_ref,
).select_from(_OF_MEMBER)
POLICIES = select(*_COMPANY, policy_holder.c.id.label("holder_id"), policy.c.plan_type).select_from(
    _OF_POLICY
)
CLAIMS = select(
    claim.c.id,
    claim.c.claim_no,
    claim.c.status.label("claim_status"),
    claim.c.received_on,
    *_PERSON,
    *_COMPANY,
).select_from(_OF_MEMBER.join(claim, claim.c.member_id == member.c.id))
INVOICES = select(invoice.c.id, invoice.c.invoice_no, invoice.c.issued_on, *_COMPANY).select_from(
    _OF_POLICY.join(invoice, invoice.c.policy_id == policy.c.id)
)
RECEIPTS = select(settlement.c.id, settlement.c.receipt_no, settlement.c.received_on, *_COMPANY).select_from(
    _OF_POLICY.join(settlement, settlement.c.policy_id == policy.c.id)
)
PROVIDERS = select(
    provider.c.id,
    provider.c.provider_no,
    provider.c.name_en,
    provider.c.name_zh,
    provider.c.specialty,
    provider.c.district,
    provider.c.effective_to,
    provider.c.phones,
)
REQUESTS = select(
    service_request.c.id,
    service_request.c.kind.label("service_kind"),
    service_request.c.state,
    service_request.c.due_on,
    *_PERSON,
    *_COMPANY,
).select_from(_OF_MEMBER.join(service_request, service_request.c.member_id == member.c.id))
ACCOUNTS = (
    select(
        portal_account.c.id,
        portal_account.c.account_no,
        portal_account.c.user_id,
        portal_account.c.stage,
        portal_account.c.holder_id,
        broker.c.name.label("broker_name"),
        policy_holder.c.name_en.label("holder_name"),
        policy_holder.c.name_zh.label("holder_name_zh"),
        *_PERSON,
        policy.c.id.label("policy_id"),
        policy.c.policy_no,
    )
    .select_from(
        portal_account.outerjoin(member, member.c.id == portal_account.c.member_id)
        .outerjoin(policy, policy.c.id == member.c.policy_id)
        .outerjoin(policy_holder, policy_holder.c.id == portal_account.c.holder_id)
        .outerjoin(broker, broker.c.id == portal_account.c.broker_id)
    )
)  # fmt: skip


def fetch(
    connection: Connection,
    query: Select[Any],
    column: Column[Any],
    ids: Iterable[int],
    most: int = MOST_ROWS,
) -> list[Any]:
    """The rows of ``query`` whose ``column`` is among the first ``most`` of ``ids``, in no order."""
    wanted = list(dict.fromkeys(ids))[:most]
    if not wanted:
        return []
    if connection.dialect.name == "postgresql":
        return list(connection.execute(_among(query, column, "postgresql"), {"ids": wanted}).all())
    return list(connection.execute(_among(query, column, "sqlite"), {"ids": str(wanted)}).all())


@lru_cache(maxsize=64)
def _among(query: Select[Any], column: Column[Any], engine: str) -> Select[Any]:
    """``query`` for records among ``:ids``: one statement whatever their number, kept prepared."""
    if engine == "postgresql":
        return query.where(column == func.any(bindparam("ids", type_=ARRAY(BigInteger))))
    return query.where(column.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value)))


def one_of(connection: Connection, column: Column[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Is ``column`` one of many ids? They go as one parameter, which is a tenth of the work of hundreds."""
    wanted = list(ids)
    if connection.dialect.name == "postgresql":
        return column == func.any(literal(wanted, ARRAY(BigInteger)))
    return column.in_(select(func.json_each(literal(str(wanted))).table_valued("value").c.value))


def certificate(row: Any) -> str:
    """The member's certificate with its suffix, or nothing."""
    return f"{row.cert_no}-{row.suffix}" if row.cert_no else ""


def member_hit(row: Any, match: Match) -> Hit:
    """A member as a hit."""
    return Hit(
        kind=SubjectKind.MEMBER,
        id=row.member_id,
        title=row.name_en,
        title_zh=row.name_zh,
        why=match.why,
        loose=match.loose,
        spans=match.spans,
        spans_zh=match.spans_zh,
        member_id=row.member_id,
        policy_id=row.policy_id,
        policy_no=row.policy_no,
        certificate=certificate(row),
        relation=row.relation,
        company=row.company,
        company_zh=row.company_zh,
        status=row.status,
        in_force=row.status is MemberStatus.ACTIVE and row.policy_status is PolicyStatus.IN_FORCE,
        private=match.private,
    )


def policy_hit(row: Any, match: Match) -> Hit:
    """A policy, found by its number or with its holder."""
    return Hit(
        kind=SubjectKind.POLICY,
        id=row.policy_id,
        title=row.policy_no,
        why=match.why,
        loose=match.loose,
        spans=match.spans,
        policy_id=row.policy_id,
        policy_no=row.policy_no,
        company=row.company,
        company_zh=row.company_zh,
        status=row.policy_status,
        in_force=row.policy_status is PolicyStatus.IN_FORCE,
        detail=row.plan_type.word,
    )


def company_hit(row: Any, match: Match) -> Hit:
    """A policy holder, with the policy that stands for it."""
    return Hit(
        kind=SubjectKind.COMPANY,
        id=row.holder_id,
        title=row.company,
        title_zh=row.company_zh,
        why=match.why,
        loose=match.loose,
        spans=match.spans,
        spans_zh=match.spans_zh,
        policy_id=row.policy_id,
        policy_no=row.policy_no,
        company=row.company,
        company_zh=row.company_zh,
        status=row.policy_status,
        in_force=row.policy_status is PolicyStatus.IN_FORCE,
        detail=row.plan_type.word,
    )


def claim_hit(row: Any, match: Match) -> Hit:
    """A claim, with whose it is."""
    hit = _of_a_person(SubjectKind.CLAIM, row.claim_no, row, match)
    return replace(hit, status=row.claim_status, on=row.received_on)


def request_hit(row: Any, match: Match) -> Hit:
    """A request of a member, with whose it is, what is asked for and when it is due."""
    hit = _of_a_person(SubjectKind.REQUEST, number_of(row.id), row, match)
    return replace(hit, status=row.state, detail=row.service_kind.word, on=row.due_on)


def _of_a_person(kind: SubjectKind, title: str, row: Any, match: Match) -> Hit:
    """What stands in a list under a number of its own, with whose it is."""
    return Hit(
        kind=kind,
        id=row.id,
        title=title,
        why=match.why,
        loose=match.loose,
        spans=match.spans,
        member_id=row.member_id,
        policy_id=row.policy_id,
        policy_no=row.policy_no,
        certificate=certificate(row),
        relation=row.relation,
        company=row.company,
        company_zh=row.company_zh,
        person=row.name_en,
        person_zh=row.name_zh,
    )


def paper_hit(kind: SubjectKind, row: Any, number: str, match: Match, on: Any) -> Hit:
    """An invoice or a receipt, with whose it is."""
    return Hit(
        kind=kind,
        id=row.id,
        title=number,
        why=match.why,
        loose=match.loose,
        spans=match.spans,
        policy_id=row.policy_id,
        policy_no=row.policy_no,
        company=row.company,
        company_zh=row.company_zh,
        status=row.policy_status,
        on=on,
    )


def provider_hit(row: Any, match: Match) -> Hit:
    """A doctor, clinic or hospital."""
    return Hit(
        kind=SubjectKind.PROVIDER,
        id=row.id,
        title=row.name_en,
        title_zh=row.name_zh,
        why=match.why,
        loose=match.loose,
        spans=match.spans,
        spans_zh=match.spans_zh,
        in_force=row.effective_to is None,
        detail=" · ".join(part for part in (row.specialty, row.district) if part),
        on=row.effective_to,
    )


def account_hit(row: Any, match: Match) -> Hit:
    """A portal account, with whose it is."""
    person = row.name_en or row.holder_name or row.broker_name or ""
    return Hit(
        kind=SubjectKind.ACCOUNT,
        id=row.id,
        title=row.account_no,
        why=match.why,
        loose=match.loose,
        spans=match.spans,
        member_id=row.member_id,
        policy_id=row.policy_id,
        policy_no=row.policy_no or "",
        certificate=certificate(row),
        relation=row.relation,
        person=person,
        person_zh=row.name_zh or row.holder_name_zh or "",
        status=row.stage,
        in_force=row.stage not in (AccountStage.DISABLED, AccountStage.FROZEN),
    )
