"""What lists of policies and of their members show of one record, and which column gives way first."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from consoleapp.desk.policy_shapes import PolicyMember, PolicyRow
from consoleapp.desk.rows import Align, Cell, Column, IdVectorRows, Row, Tone
from consoleapp.i18n import N_, _
from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import MemberStatus, PolicyStatus
from consoleapp.screens import formats, verbs
from consoleapp.screens.facts import TONES, name_of
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from array import array
    from datetime import date

Told = Callable[[int], None]
"""Called in a thread with how many rows there are."""

_RIGHT = Align.RIGHT
POLICY_COLUMNS = (
    Column("policy", N_("Policy"), 8),
    Column("holder", N_("Company"), 30, least=16, flex=3),
    Column("holder_zh", N_("Chinese name"), 16, least=12, flex=1, rank=2),
    Column("plan_type", N_("Plan type"), 28, least=13, rank=4),
    Column("broker", N_("Broker"), 7, rank=3),
    Column("broker_name", N_("Broker's name"), 24, least=16, flex=1, rank=5),
    Column("from", N_("From"), 11, rank=4),
    Column("to", N_("To"), 11),
    Column("status", N_("Status"), 11),
    Column("people", N_("People"), 6, align=_RIGHT, rank=1),
)
SUMS = (
    ("life", N_("Life"), 12),
    ("tpd", "TPD", 12),
    ("add", "AD&D", 12),
    ("ltd", "LTD", 10),
    ("cib", "CIB", 10),
)
"""Sums assured in the order of DOMAIN 1: column, title as the trade writes it, width."""

MEMBER_COLUMNS = (
    Column("certificate", N_("Cert."), 7),
    Column("name", N_("Name"), 20, least=12, flex=3),
    Column("name_zh", N_("Chinese name"), 12, least=8, flex=1, rank=3),
    Column("relation", N_("Relation"), 9, least=8, rank=1),
    Column("plan", N_("Plan"), 4, rank=2),
    Column("branch", N_("Branch"), 14, least=10, flex=1, rank=4),
    Column("status", N_("Status"), 10),
    *(Column(key, title, width, align=_RIGHT, rank=5) for key, title, width in SUMS),
    Column("since", N_("Since"), 11, rank=6),
    Column("until", N_("Until"), 11, rank=7),
)


def status_cell(status: Coded) -> Cell:
    """The word of a status in its tone."""
    tone = TONES.get(status)
    return Cell(_(status.word), Tone.INK if tone is None or tone == "plain" else Tone(tone.value))


def day_cell(day: "date | None") -> Cell:
    return Cell("–", Tone.MUTED) if day is None else Cell(formats.column_day(day))


def policy_row(policy: PolicyRow) -> Row:
    """A policy; one that is not in force in grey, its status in words."""
    ink = Tone.INK if policy.status is PolicyStatus.IN_FORCE else Tone.MUTED
    return Row(
        policy.policy_id,
        (
            Cell(policy.policy_no, ink),
            Cell(policy.holder_en or policy.holder_zh, ink),
            Cell(policy.holder_zh, Tone.MUTED),
            Cell(_(policy.plan_type.word), Tone.MUTED),
            Cell(policy.broker_code or "–", Tone.MUTED),
            Cell(policy.broker_name or "–", Tone.MUTED),
            day_cell(policy.starts_on),
            day_cell(policy.ends_on),
            status_cell(policy.status),
            Cell(f"{policy.people:,}", ink),
        ),
    )


def member_row(member: PolicyMember) -> Row:
    """A member with all sums assured; 0.00 in grey, where nothing is assured."""
    ink = Tone.INK if member.status is MemberStatus.ACTIVE else Tone.MUTED
    return Row(
        member.member_id,
        (
            Cell(member.certificate, ink),
            Cell(member.name_en or member.name_zh, ink),
            Cell(member.name_zh, Tone.MUTED),
            Cell(_(member.relation.word), Tone.MUTED),
            Cell(member.plan_code or "–", ink),
            Cell(name_of(member.branch_en, member.branch_zh) if member.branch_en else "–", Tone.MUTED),
            status_cell(member.status),
            *(Cell(str(one.amount), ink if one.amount else Tone.MUTED) for one in member.sums_assured),
            day_cell(member.effective_date),
            day_cell(member.termination_date),
        ),
    )


def policy_rows(
    session: Session, status: PolicyStatus | None, words: str, told: Told
) -> IdVectorRows[PolicyRow]:
    """The list of policies at ``status``, holding ``words``."""

    def read_ids(order: tuple[str, bool] | None, words: str) -> "array[int]":
        found: array[int] = verbs.policies.ids(session.serving, order, words, status=status)
        told(len(found))
        return found

    return IdVectorRows(
        POLICY_COLUMNS,
        read_ids=read_ids,
        read_page=lambda ids: verbs.policies.rows(session.serving, ids),
        read_first=lambda order, words, limit: verbs.policies.first(
            session.serving, order, words, limit, status=status
        ),
        id_of=lambda policy: policy.policy_id,
        shape=policy_row,
        sortable=frozenset(column.key for column in POLICY_COLUMNS),
        order=("policy", False),
        words=words,
    )


def member_rows(
    session: Session, policy_id: int, chosen: dict[str, Any], words: str, told: Told
) -> IdVectorRows[PolicyMember]:
    """The members of a policy; ``chosen`` narrows them by ``status`` and ``branch_id``."""

    def read_ids(order: tuple[str, bool] | None, words: str) -> "array[int]":
        found: array[int] = verbs.policy_members.ids(session.serving, policy_id, order, words, **chosen)
        told(len(found))
        return found

    return IdVectorRows(
        MEMBER_COLUMNS,
        read_ids=read_ids,
        read_page=lambda ids: verbs.policy_members.rows(session.serving, policy_id, ids),
        read_first=lambda order, words, limit: verbs.policy_members.first(
            session.serving, policy_id, order, words, limit, **chosen
        ),
        id_of=lambda member: member.member_id,
        shape=member_row,
        sortable=frozenset(column.key for column in MEMBER_COLUMNS),
        order=("certificate", False),
        words=words,
    )
