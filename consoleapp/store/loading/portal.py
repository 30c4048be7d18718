"""Portal accounts of members, policy holders and brokers, and their failed logins (DOMAIN 7)."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, insert, or_, select, update
from sqlalchemy.schema import CreateTable

from consoleapp.i18n import N_
from consoleapp.rules.accounts import AccountAct
from consoleapp.rules.statuses import AccountStage
from consoleapp.store.loading.shapes import Change
from consoleapp.store.loading.staging import FAILED_LOGINS, STAGES
from consoleapp.store.loading.steps import Load, cert_no, either, suffix
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.tables import (
    account_act,
    broker,
    member,
    policy,
    policy_holder,
    portal_account,
    portal_attempt,
    portal_invitation,
)

_STAGE = STAGES["accounts"]
_OWNERS = ("policy_no", "certificate", "holder_code", "broker_code")
_USER_ID = func.nullif(_STAGE.c.user_id, "")

ACCOUNT = Writer(
    "accounts",
    N_("portal accounts"),
    portal_account,
    select(portal_account.c.id).where(portal_account.c.account_no == _STAGE.c.account_no).scalar_subquery(),
    (
        Into("account_no", "account_no"),
        Into("member_id", "owner", _STAGE.c.member_id),
        Into("holder_id", "owner", _STAGE.c.holder_id),
        Into("broker_id", "owner", _STAGE.c.broker_id),
        Into("user_id", "user_id", _USER_ID),
        Into("stage", "stage"),
        Into("registration_step", "registration_step"),
        Into("language", "language"),
        Into("terms_version", "terms_version"),
        Into("terms_accepted_at", "terms_accepted"),
        Into("last_login_at", "last_login"),
        Into("failed_attempts", "failed_attempts", func.coalesce(_STAGE.c.failed_attempts, 0)),
        Into("frozen_at", "frozen_at"),
        Into("frozen_reason", "frozen_reason"),
        Into("messaging_account", "messaging_account"),
    ),
    _STAGE.c.account_no,
)


def load_accounts(load: Load) -> None:
    stage = _STAGE
    load.no_twins("accounts")
    ACCOUNT.find(load)
    if any(load.has("accounts", name) for name in _OWNERS):
        _find_owners(load)
        load.given = {**load.given, "accounts": load.given["accounts"] | {"owner"}}
    else:
        load.refuse(
            "accounts",
            "account_no",
            N_("A new account needs its owner: a member, a policy holder or a broker."),
            stage.c.target_id.is_(None),
            stage.c.account_no.is_not(None),
        )
    _user_ids_are_ones_own(load)
    _leave_aside(load)
    load.must_move("accounts", "stage", portal_account, "stage", AccountStage, "target_id")
    _frozen_since(load)
    ACCOUNT.write(load)
    _end_invitations(load)
    if load.has("accounts", "failed_times"):
        ACCOUNT.find(load)
        _add_failed_logins(load)


def _find_owners(load: Load) -> None:
    """Exactly one of a member, a policy holder and a broker."""
    stage = _STAGE
    member_named, holder_named, broker_named = (
        case((stage.c[name].is_not(None), 1), else_=0)
        for name in ("certificate", "holder_code", "broker_code")
    )
    load.refuse(
        "accounts",
        "account_no",
        N_("An account has exactly one owner: policy_no and certificate, or holder_code, or broker_code."),
        stage.c.bad == 0,
        or_(
            member_named + holder_named + broker_named != 1,
            either(stage.c.policy_no.is_(None), stage.c.certificate.is_(None)),
        ),
    )
    found = (
        select(member.c.id)
        .join(policy, policy.c.id == member.c.policy_id)
        .where(
            policy.c.policy_no == stage.c.policy_no,
            member.c.cert_no == cert_no(stage.c.certificate),
            member.c.suffix == suffix(stage.c.certificate),
        )
        .scalar_subquery()
    )
    load.fill("accounts", "member_id", found, stage.c.certificate.is_not(None))
    holder = select(policy_holder.c.id).where(policy_holder.c.code == stage.c.holder_code).scalar_subquery()
    load.fill("accounts", "holder_id", holder, stage.c.holder_code.is_not(None))
    sold_by = select(broker.c.id).where(broker.c.code == stage.c.broker_code).scalar_subquery()
    load.fill("accounts", "broker_id", sold_by, stage.c.broker_code.is_not(None))
    where: list[ColumnElement[bool]] = [
        stage.c.certificate.is_not(None),
        stage.c.policy_no.is_not(None),
        stage.c.member_id.is_(None),
    ]
    if "members" in load.given:
        other = STAGES["members"]
        where.append(
            ~select(other.c.row)
            .where(other.c.policy_no == stage.c.policy_no, other.c.certificate == stage.c.certificate)
            .exists()
        )
    load.refuse(
        "accounts",
        "certificate",
        N_("There is no certificate {certificate} on policy {policy}."),
        *where,
        certificate=stage.c.certificate,
        policy=stage.c.policy_no,
    )
    load.unknown(
        "accounts", "holder_code", "holder_id", N_("There is no policy holder {name}."), staged="policies"
    )
    load.unknown("accounts", "broker_code", "broker_id", N_("There is no broker {name}."), staged="brokers")
    ownerless = and_(stage.c.member_id.is_(None), stage.c.holder_id.is_(None), stage.c.broker_id.is_(None))
    load.connection.execute(update(stage).where(ownerless).values(bad=1))
    _one_account_a_member(load)


def _one_account_a_member(load: Load) -> None:
    stage = _STAGE
    _taken(
        load,
        "certificate",
        N_("The member has another account already ({account})."),
        stage.c.member_id,
        portal_account.c.member_id,
    )


def _user_ids_are_ones_own(load: Load) -> None:
    if load.has("accounts", "user_id"):
        _taken(
            load,
            "user_id",
            N_("The user ID belongs to another account ({account})."),
            _USER_ID,
            portal_account.c.user_id,
        )


def _taken(
    load: Load, column: str, template: str, value: ColumnElement[object], on_record: ColumnElement[object]
) -> None:
    """No two accounts share a value: neither two rows, nor a row and an account of another number."""
    stage = _STAGE
    first = func.min(stage.c.row).over(partition_by=value).label("first")
    twins = select(stage.c.row.label("again"), first).where(value.is_not(None), stage.c.bad == 0).subquery()
    other = stage.alias()
    load.refuse(
        "accounts",
        column,
        template,
        twins.c.again != twins.c.first,
        joined=stage.join(twins, twins.c.again == stage.c.row).join(other, other.c.row == twins.c.first),
        account=other.c.account_no,
    )
    load.refuse(
        "accounts",
        column,
        template,
        portal_account.c.account_no != stage.c.account_no,
        joined=stage.join(portal_account, on_record == value),
        account=portal_account.c.account_no,
    )


def _frozen_since(load: Load) -> None:
    """A frozen account says since when, and no other does. What the file does not give is as on record."""
    stage = _STAGE
    since = stage.c.frozen_at if load.has("accounts", "frozen_at") else portal_account.c.frozen_at
    load.refuse(
        "accounts",
        "stage" if not load.has("accounts", "frozen_at") else "frozen_at",
        N_("A frozen account says since when (frozen_at), and no other account does."),
        stage.c.bad == 0,
        either(stage.c.stage == AccountStage.FROZEN.value, since.is_not(None)),
        joined=stage.outerjoin(portal_account, portal_account.c.id == stage.c.target_id),
    )


def _leave_aside(load: Load) -> None:
    """What the desk did since stands: an extract that was made before does not freeze what was unlocked, nor
    open what was locked, nor take an invitation back or use it up, nor bind what was unbound.

    A row is known to be newer than an unbinding by when it was bound, else by the last login.
    """
    stage, acts = _STAGE, account_act.c
    if load.connection.execute(select(acts.id).limit(1)).first() is None:
        return

    def on_record(column: str) -> Any:
        of_account = select(portal_account.c[column]).where(portal_account.c.id == stage.c.target_id)
        return of_account.correlate(stage).scalar_subquery()

    def last(column: ColumnElement[Any], *which: AccountAct) -> Any:
        of_account = select(column).where(acts.account_id == stage.c.target_id, acts.act.in_(which))
        return of_account.order_by(acts.id.desc()).limit(1).correlate(stage).scalar_subquery()

    def keep(columns: str, *where: ColumnElement[bool]) -> None:
        kept = {name: on_record(name) for name in columns.split() if load.has("accounts", name)}
        if kept:
            load.connection.execute(update(stage).where(stage.c.target_id.is_not(None), *where).values(kept))

    lock = "stage frozen_at frozen_reason failed_attempts"
    last_act = last(acts.act, AccountAct.LOCK, AccountAct.UNLOCK)
    frozen, active = AccountStage.FROZEN.value, AccountStage.ACTIVE.value
    keep(
        lock,
        last_act == AccountAct.UNLOCK,
        on_record("stage") == AccountStage.ACTIVE,
        stage.c.stage == frozen,
        stage.c.frozen_at <= last(acts.at, AccountAct.UNLOCK),
    )
    keep(
        lock,
        last_act == AccountAct.LOCK,
        on_record("stage") == AccountStage.FROZEN,
        stage.c.stage == active,
    )
    invited = last(acts.at, AccountAct.INVITE)
    keep(
        "stage registration_step",
        invited.is_not(None),
        or_(
            stage.c.stage == AccountStage.NOT_REGISTERED.value,
            and_(
                on_record("stage") == AccountStage.INVITED,
                stage.c.stage.in_([AccountStage.REGISTERING.value, AccountStage.ACTIVE.value]),
                stage.c.invitation_used <= invited,
            ),
        ),
    )
    unbound = last(acts.at, AccountAct.UNBIND)
    keep(
        "messaging_account",
        unbound.is_not(None),
        on_record("messaging_account") == "",
        func.coalesce(stage.c.messaging_account, "") != "",
        ~func.coalesce(func.coalesce(stage.c.messaging_bound, stage.c.last_login) > unbound, False),
    )


def _end_invitations(load: Load) -> None:
    """Who typed the PIN has used the invitation up."""
    stage = _STAGE
    used = select(stage.c.target_id).where(
        stage.c.bad == 0,
        stage.c.target_id.is_not(None),
        stage.c.stage.in_([AccountStage.REGISTERING.value, AccountStage.ACTIVE.value]),
    )
    open_one = portal_invitation.c.ended_at.is_(None)
    load.connection.execute(
        update(portal_invitation)
        .where(open_one, portal_invitation.c.account_id.in_(used))
        .values(ended_at=load.now)
    )


def _add_failed_logins(load: Load) -> None:
    """Failed logins that are not on record yet; those that are stay."""
    connection, stage = load.connection, _STAGE
    connection.execute(CreateTable(FAILED_LOGINS))
    cells = connection.execute(
        select(stage.c.row, stage.c.failed_times).where(stage.c.bad == 0, stage.c.failed_times != "")
    )
    spread = []
    for row, cell in cells:
        for line in cell.split("\n"):
            at, _, origin = line.partition("|")
            spread.append(
                {"row": row, "at": datetime.fromisoformat(at).replace(tzinfo=UTC), "origin": origin}
            )
    if not spread:
        return
    connection.execute(insert(FAILED_LOGINS), spread)
    there = select(portal_attempt.c.id).where(
        portal_attempt.c.account_id == stage.c.target_id,
        portal_attempt.c.at == FAILED_LOGINS.c.at,
        portal_attempt.c.origin == FAILED_LOGINS.c.origin,
    )
    new = (
        select(stage.c.target_id, FAILED_LOGINS.c.at, FAILED_LOGINS.c.origin)
        .join(FAILED_LOGINS, FAILED_LOGINS.c.row == stage.c.row)
        .where(stage.c.bad == 0, ~exists(there.correlate(stage, FAILED_LOGINS)))
        .order_by(stage.c.row, FAILED_LOGINS.c.at)
    )
    added = load.insert("accounts", insert(portal_attempt).from_select(["account_id", "at", "origin"], new))
    load.changes.append(Change("accounts", N_("failed logins"), added, 0))
