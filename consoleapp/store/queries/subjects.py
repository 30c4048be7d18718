"""One record each, with what its card needs: policy, company, claim, invoice, receipt, provider, account."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, case, cast, func, literal, select

from consoleapp.rules.ledger import Account
from consoleapp.store.queries.claims import complete_on
from consoleapp.store.queries.views import invoice_balance, policy_headcount, settlement_balance
from consoleapp.store.tables import (
    branch,
    broker,
    claim,
    claim_line,
    invoice,
    ledger_transfer,
    member,
    network,
    policy,
    policy_holder,
    portal_account,
    provider,
    provider_network,
    settlement,
)

AnyRow = Row[*tuple[Any, ...]]


def policy_row(connection: Connection, policy_id: int) -> AnyRow | None:
    """A policy with holder, broker and headcounts."""
    return connection.execute(
        select(
            policy,
            policy_holder.c.name_en.label("holder_en"),
            policy_holder.c.name_zh.label("holder_zh"),
            policy_holder.c.contact_name.label("holder_contact"),
            policy_holder.c.contact_phone.label("holder_phone"),
            broker.c.code.label("broker_code"),
            broker.c.name.label("broker_name"),
            broker.c.contact_name.label("broker_contact"),
            broker.c.contact_phone.label("broker_phone"),
            policy_headcount.c.employees,
            policy_headcount.c.spouses,
            policy_headcount.c.children,
        )
        .join_from(policy, policy_holder)
        .outerjoin(broker)
        .join(policy_headcount, policy_headcount.c.policy_id == policy.c.id)
        .where(policy.c.id == policy_id)
    ).first()


def company_row(connection: Connection, holder_id: int) -> AnyRow | None:
    """A policy holder."""
    return connection.execute(select(policy_holder).where(policy_holder.c.id == holder_id)).first()


def policies_of(connection: Connection, holder_id: int) -> Sequence[AnyRow]:
    """The policies of a holder, the newest number last."""
    return connection.execute(
        select(policy.c.policy_no, policy.c.status, policy.c.plan_type)
        .where(policy.c.holder_id == holder_id)
        .order_by(policy.c.policy_no)
    ).all()


def branches_of(connection: Connection, holder_id: int) -> Sequence[AnyRow]:
    """The branches of a holder."""
    return connection.execute(
        select(branch.c.name_en, branch.c.name_zh)
        .where(branch.c.holder_id == holder_id)
        .order_by(branch.c.code)
    ).all()


def claim_row(connection: Connection, claim_id: int) -> AnyRow | None:
    """A claim with its member, and the day it became complete (DOMAIN 4)."""
    return connection.execute(
        select(
            claim,
            complete_on.label("complete_on"),
            member.c.name_en,
            member.c.name_zh,
            member.c.cert_no,
            member.c.suffix,
            member.c.relation,
            member.c.birth_date,
            member.c.policy_id,
            policy.c.policy_no,
            policy.c.holder_id,
            policy.c.broker_id,
        )
        .join_from(claim, member)
        .join(policy, policy.c.id == member.c.policy_id)
        .where(claim.c.id == claim_id)
    ).first()


def claim_totals(connection: Connection, claim_id: int) -> AnyRow:
    """The number of lines, what was incurred and paid over them, the first consultation and its item."""
    return connection.execute(
        select(
            func.count(claim_line.c.id).label("lines"),
            func.sum(claim_line.c.incurred).label("incurred"),
            func.sum(claim_line.c.paid).label("paid"),
            func.min(claim_line.c.consulted_on).label("consulted_on"),
            func.max(claim_line.c.paid_on).label("paid_on"),
            func.min(claim_line.c.item_name).label("item_name"),
        ).where(claim_line.c.claim_id == claim_id)
    ).one()


def invoice_row(connection: Connection, invoice_id: int) -> AnyRow | None:
    """An invoice with what was settled of it."""
    return connection.execute(
        select(
            invoice,
            invoice_balance.c.settled,
            invoice_balance.c.last_settled_on,
            invoice_balance.c.credited,
            invoice_balance.c.written_off,
            invoice_balance.c.balance,
            policy.c.policy_no,
            policy.c.holder_id,
            policy.c.broker_id,
            policy_holder.c.name_en.label("holder_en"),
            policy_holder.c.name_zh.label("holder_zh"),
            branch.c.name_en.label("branch_en"),
        )
        .join_from(invoice, invoice_balance, invoice_balance.c.invoice_id == invoice.c.id)
        .join(policy, policy.c.id == invoice.c.policy_id)
        .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        .outerjoin(branch, branch.c.id == invoice.c.branch_id)
        .where(invoice.c.id == invoice_id)
    ).first()


def settlement_row(connection: Connection, settlement_id: int) -> AnyRow | None:
    """A settlement with what of it is not allocated yet."""
    return connection.execute(
        select(
            settlement,
            settlement_balance.c.unallocated,
            policy.c.policy_no,
            policy.c.holder_id,
            policy.c.broker_id,
            policy_holder.c.name_en.label("holder_en"),
            policy_holder.c.name_zh.label("holder_zh"),
        )
        .join_from(settlement, settlement_balance, settlement_balance.c.settlement_id == settlement.c.id)
        .join(policy, policy.c.id == settlement.c.policy_id)
        .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        .where(settlement.c.id == settlement_id)
    ).first()


def allocations_of(connection: Connection, settlement_id: int) -> Sequence[AnyRow]:
    """Which invoices a settlement pays, and how much of each."""
    signed = case(
        (ledger_transfer.c.debit == Account.UNALLOCATED, ledger_transfer.c.amount),
        else_=-ledger_transfer.c.amount,
    )
    paid = cast(func.sum(signed), BigInteger)
    return connection.execute(
        select(invoice.c.invoice_no, paid.label("amount"))
        .join_from(ledger_transfer, invoice)
        .where(ledger_transfer.c.settlement_id == settlement_id)
        .group_by(invoice.c.id, invoice.c.invoice_no, invoice.c.issued_on)
        .having(paid > 0)
        .order_by(invoice.c.issued_on, invoice.c.id)
    ).all()


def provider_row(connection: Connection, provider_id: int) -> AnyRow | None:
    """A network provider."""
    return connection.execute(select(provider).where(provider.c.id == provider_id)).first()


def networks_of(connection: Connection, provider_id: int) -> Sequence[str]:
    """The codes of the networks a provider belongs to."""
    return (
        connection.execute(
            select(network.c.code)
            .join_from(provider_network, network)
            .where(provider_network.c.provider_id == provider_id)
            .order_by(network.c.code)
        )
        .scalars()
        .all()
    )


def account_row(connection: Connection, account_id: int) -> AnyRow | None:
    """A portal account with its owner: a member, an employer or a broker."""
    return connection.execute(
        select(
            portal_account,
            func.coalesce(member.c.name_en, policy_holder.c.name_en, broker.c.name).label("owner_en"),
            func.coalesce(member.c.name_zh, policy_holder.c.name_zh, literal("")).label("owner_zh"),
            member.c.cert_no,
            member.c.suffix,
            member.c.relation,
            member.c.birth_date,
            member.c.policy_id,
            policy.c.policy_no,
            func.coalesce(policy.c.holder_id, portal_account.c.holder_id).label("owner_holder_id"),
            func.coalesce(policy.c.broker_id, portal_account.c.broker_id).label("owner_broker_id"),
        )
        .outerjoin(member, member.c.id == portal_account.c.member_id)
        .outerjoin(policy, policy.c.id == member.c.policy_id)
        .outerjoin(policy_holder, policy_holder.c.id == portal_account.c.holder_id)
        .outerjoin(broker, broker.c.id == portal_account.c.broker_id)
        .where(portal_account.c.id == account_id)
    ).first()
