"""What staff do about a portal account: five acts, explicit, once, told (DOMAIN 7; SAFETY 7, 8).

An act needs whoever holds the account on the line, verified – what was proved about somebody else, or by
somebody on their behalf, does not count – and a reason. In its own transaction stand the change, the act on
record, the message to the holder and the word to the portal. Contact details younger than three days need a
second person. Unlocking clears the lock and its counter; nothing here reads, sets or shows a password.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table

from consoleapp.desk import account_letters, account_secrets, approvals, outbox
from consoleapp.desk.context import Work, writes
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.accounts import ACTS, ASKS, NEEDS_WORDS, AccountAct, ActReason
from consoleapp.rules.approvals import ApprovalKind
from consoleapp.rules.dates import local_date
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import AccountHolder, AccountStage, move
from consoleapp.rules.templates import MessageKind
from consoleapp.rules.text import LONGEST_REASON, clean, within
from consoleapp.rules.verification import Level
from consoleapp.store.queries import accounts as queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.tables import portal_invitation, portal_reset

LOCKED_HERE = N_("Locked at the desk")
"""Why an account that staff locked is frozen, as it stands on record."""

_NO_CONTACT = N_("Take the call of whoever holds the account first, and verify them (v).")
_NOT_THEIRS = N_("Only the holder of the account may ask for this. The caller on the line is somebody else.")
_NOT_VERIFIED = N_("Verify the caller first: a one-time code, a call back, or a document seen (v).")
_NOT_THIS_ROLE = N_("Your role may not act on accounts. Ask a supervisor.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What staff ask for."""

    account_id: int
    act: AccountAct
    reason: ActReason
    note: str
    approval_id: int | None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act: where the account stands, and what the portal is told of what was sent."""

    stage: AccountStage
    expires: datetime | None = None
    secret: dict[str, str] | None = field(default=None, repr=False)
    """Hashes: they go to the portal and are not kept in the message."""


Change = Callable[[Work, Row[Any]], Done | None]
"""Changes the account it is given and tells its holder; None where there was nothing left to do."""


@writes("account.unlocked", Permission.UNLOCK_ACCOUNTS)
def unlock(
    work: Work,
    account_id: int,
    reason: ActReason,
    note: str = "",
    *,
    approval_id: int | None = None,
    key: str,
) -> bool:
    """Let the holder in again: the lock and its counter go, nothing else is touched. False: it was not
    locked, and nothing was done or told."""
    return _act(work, Asked(account_id, AccountAct.UNLOCK, reason, note, approval_id), _unlock)


@writes("account.locked", Permission.UNLOCK_ACCOUNTS)
def lock(
    work: Work,
    account_id: int,
    reason: ActReason,
    note: str = "",
    *,
    approval_id: int | None = None,
    key: str,
) -> bool:
    """Let nobody in until the desk unlocks it. False: it was locked already."""
    return _act(work, Asked(account_id, AccountAct.LOCK, reason, note, approval_id), _lock)


@writes("account.invited", Permission.UNLOCK_ACCOUNTS)
def send_invitation(
    work: Work,
    account_id: int,
    reason: ActReason,
    note: str = "",
    *,
    approval_id: int | None = None,
    key: str,
) -> bool:
    """A new PIN by one way and a new initial password by another; those sent before count no more.

    Registration begins anew. False: the same was sent a moment ago. Raises Refused where fewer than two ways
    are on record.
    """
    return _act(work, Asked(account_id, AccountAct.INVITE, reason, note, approval_id), _invite)


@writes("account.reset_link_sent", Permission.UNLOCK_ACCOUNTS)
def reset_link(
    work: Work,
    account_id: int,
    reason: ActReason,
    note: str = "",
    *,
    approval_id: int | None = None,
    key: str,
) -> bool:
    """A link by which the holder sets a new password; one sent before counts no more. False: a link was sent
    a moment ago."""
    return _act(work, Asked(account_id, AccountAct.RESET_LINK, reason, note, approval_id), _reset_link)


@writes("account.unbound", Permission.UNLOCK_ACCOUNTS)
def unbind(
    work: Work,
    account_id: int,
    reason: ActReason,
    note: str = "",
    *,
    approval_id: int | None = None,
    key: str,
) -> bool:
    """Take the messaging account away; the holder can bind another. False: none was bound."""
    return _act(work, Asked(account_id, AccountAct.UNBIND, reason, note, approval_id), _unbind)


def _unlock(work: Work, row: Row[Any]) -> Done:
    stage = move(row.stage, AccountStage.ACTIVE)
    _edit(work, row, stage=stage, failed_attempts=0, frozen_at=None, frozen_reason="")
    account_letters.tell(work, row, MessageKind.ACCOUNT_UNLOCKED)
    return Done(stage)


def _lock(work: Work, row: Row[Any]) -> Done:
    stage = move(row.stage, AccountStage.FROZEN)
    _edit(work, row, stage=stage, frozen_at=work.now, frozen_reason=LOCKED_HERE)
    account_letters.tell(work, row, MessageKind.ACCOUNT_LOCKED)
    return Done(stage)


def _invite(work: Work, row: Row[Any]) -> Done | None:
    if _sent_just_now(work, portal_invitation, row):
        return None
    one_way, other_way = account_letters.two_ways(work, row)
    pin, password = account_secrets.make_pin(), account_secrets.make_initial_password()
    expires = work.now + timedelta(days=work.desk.settings.accounts.invitation_days)
    hashes = account_secrets.hashed(pin=pin, password=password)
    queries.replace_sent(work.connection, portal_invitation, row.id, work.now, expires_at=expires, **hashes)
    if row.stage is not AccountStage.INVITED:
        _edit(work, row, stage=move(row.stage, AccountStage.INVITED), registration_step=None)
    until = {"until": local_date(expires)}
    account_letters.send(work, row, one_way, MessageKind.ACCOUNT_PIN, {"pin": pin, **until})
    account_letters.send(work, row, other_way, MessageKind.ACCOUNT_PASSWORD, {"password": password, **until})
    return Done(AccountStage.INVITED, expires, hashes)


def _reset_link(work: Work, row: Row[Any]) -> Done | None:
    if _sent_just_now(work, portal_reset, row):
        return None
    settings = work.desk.settings.accounts
    token = account_secrets.make_token()
    expires = work.now + timedelta(hours=settings.reset_link_hours)
    hashes = account_secrets.hashed(token=token)
    queries.replace_sent(work.connection, portal_reset, row.id, work.now, expires_at=expires, **hashes)
    account_letters.tell(
        work,
        row,
        MessageKind.ACCOUNT_RESET,
        {"link": settings.reset_page + token, "hours": settings.reset_link_hours},
    )
    return Done(row.stage, expires, hashes)


def _unbind(work: Work, row: Row[Any]) -> Done | None:
    if not row.messaging_account:
        return None
    _edit(work, row, messaging_account="")
    account_letters.tell(work, row, MessageKind.ACCOUNT_UNBOUND)
    return Done(row.stage)


def why_not_act(work: Work, row: Row[Any]) -> str:
    """Why nothing can be done about this account now, and what to do first; "" where it can."""
    if not allowed(work.desk.actor.role, Permission.UNLOCK_ACCOUNTS):
        return _NOT_THIS_ROLE
    serving = work.serving
    if serving is None:
        return _NO_CONTACT
    kind, theirs = _whose(row), False
    match kind:
        case AccountHolder.MEMBER:
            theirs = serving.member_id == row.member_id
        case AccountHolder.EMPLOYER:
            theirs = serving.holder_id == row.holder_id
        case AccountHolder.BROKER:
            theirs = serving.broker_id == row.broker_id
    if not theirs or serving.caller_role is not ASKS[kind]:
        return _NOT_THEIRS
    return "" if serving.level >= Level.VERIFIED else _NOT_VERIFIED


def _whose(row: Row[Any]) -> AccountHolder:
    if row.member_id is not None:
        return AccountHolder.MEMBER
    return AccountHolder.EMPLOYER if row.holder_id is not None else AccountHolder.BROKER


def _act(work: Work, asked: Asked, change: Change) -> bool:
    """One act, whichever it is: what it needs, the change, the act on record, the word to the portal.

    False: there was nothing left to do; that is on record, and nobody is told.
    """
    row = queries.held_still(work.connection, asked.account_id)
    if row is None:
        raise NotFound(N_("This account is not on record any more. Search again."))
    why_not = why_not_act(work, row)
    if why_not:
        raise NotAllowed(why_not)
    done = None
    if row.stage not in ACTS[asked.act].done:
        _require_sense(row, asked)
        _require_second_person(work, row, asked)
        done = change(work, row)
    if done is None:
        work.record("account.nothing_to_do", f"account:{row.id}", act=asked.act)
        return False
    _keep(work, row, asked, done)
    return True


def _require_sense(row: Row[Any], asked: Asked) -> None:
    """The act is for this stage, and the reason is one for it. Raises Refused."""
    rule = ACTS[asked.act]
    if row.stage not in rule.at:
        raise Refused(
            N_("“{act}” is not for an account that stands at: {stage}."), act=asked.act, stage=row.stage
        )
    if asked.reason not in rule.reasons:
        raise Refused(
            N_("{reason} is no reason for this. Choose from: {known}."),
            reason=asked.reason,
            known=rule.reasons,
        )
    if asked.reason in NEEDS_WORDS and not clean(asked.note):
        raise Refused(N_("Say why in a few words; it goes on record."))
    within(asked.note, LONGEST_REASON)


def _require_second_person(work: Work, row: Row[Any], asked: Asked) -> None:
    """Details changed within three days: whoever changed them may be the one who calls (SAFETY 8)."""
    if row.member_id is None:
        return
    changed = member_queries.contact_changed(work.connection, row.member_id)
    young = timedelta(hours=work.desk.settings.verification.contact_change_hours)
    if changed is None or work.now - changed >= young:
        return
    approvals.use(
        work,
        ApprovalKind.RECENT_CONTACT_CHANGE,
        {"act": asked.act, "account": row.id, "contact": work.contact_id, "reason": asked.reason},
        asked.approval_id,
        subject=f"account:{row.id}",
        facts={
            N_("Account"): row.account_no,
            N_("What"): asked.act.word,
            N_("Reason"): asked.reason.word,
            N_("Details changed"): local_date(changed),
        },
    )


def _sent_just_now(work: Work, table: Table, row: Row[Any]) -> bool:
    last = queries.newest_sent(work.connection, table, row.id)
    again = timedelta(seconds=work.desk.settings.accounts.again_seconds)
    return last is not None and last.ended_at is None and work.now - last.made_at < again


def _edit(work: Work, row: Row[Any], **changes: object) -> None:
    if not queries.edit(work.connection, row, **changes):
        raise Conflict(N_("This account was changed in another window. Look at it again."))


def _keep(work: Work, row: Row[Any], asked: Asked, done: Done) -> None:
    """Put the act on record and tell the portal."""
    queries.leave_act(
        work.connection,
        account_id=row.id,
        act=asked.act,
        from_stage=row.stage,
        to_stage=done.stage,
        reason=asked.reason,
        note=clean(asked.note),
        at=work.now,
        staff_id=work.desk.actor.staff_id,
        contact_id=work.contact_id,
    )
    event = EVENTS[asked.act]
    work.record(event, f"account:{row.id}", was=row.stage, now=done.stage, reason=asked.reason)
    told: dict[str, str | int | bool | None] = {"account": row.account_no, "stage": done.stage.value}
    if done.expires is not None:
        told["expires"] = done.expires.isoformat()
    outbox.notify(work, event, told, secret=done.secret)


EVENTS = {
    AccountAct.UNLOCK: "account.unlocked",
    AccountAct.LOCK: "account.locked",
    AccountAct.INVITE: "account.invited",
    AccountAct.RESET_LINK: "account.reset_link_sent",
    AccountAct.UNBIND: "account.unbound",
}
"""What an act is called on record and to the portal."""
