"""What staff do about a portal account: five acts, explicit, once, told (DOMAIN 7; SAFETY 7, 8).

An act needs whoever holds the account on the line, verified – what was proved about somebody else, or by
somebody on their behalf, does not count – and a reason. In its own transaction stand the change, the act on
record, the message to the holder and the word to the portal. Contact details younger than three days need a
second person. Unlocking clears the lock and its counter; nothing here reads, sets or shows a password.
"""

from datetime import timedelta
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
    row = _begin(work, account_id, AccountAct.UNLOCK, reason, note, approval_id)
    if row is None:
        return False
    _edit(
        work,
        row,
        stage=move(row.stage, AccountStage.ACTIVE),
        failed_attempts=0,
        frozen_at=None,
        frozen_reason="",
    )
    _finish(work, row, AccountAct.UNLOCK, AccountStage.ACTIVE, reason, note)
    account_letters.tell(work, row, MessageKind.ACCOUNT_UNLOCKED)
    return True


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
    row = _begin(work, account_id, AccountAct.LOCK, reason, note, approval_id)
    if row is None:
        return False
    _edit(
        work,
        row,
        stage=move(row.stage, AccountStage.FROZEN),
        frozen_at=work.now,
        frozen_reason=LOCKED_HERE,
    )
    _finish(work, row, AccountAct.LOCK, AccountStage.FROZEN, reason, note)
    account_letters.tell(work, row, MessageKind.ACCOUNT_LOCKED)
    return True


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
    row = _begin(work, account_id, AccountAct.INVITE, reason, note, approval_id)
    if row is None or _sent_just_now(work, portal_invitation, row):
        return _nothing(work, account_id, AccountAct.INVITE)
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
    _finish(
        work,
        row,
        AccountAct.INVITE,
        AccountStage.INVITED,
        reason,
        note,
        expires=expires.isoformat(),
        secret=hashes,
    )
    return True


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
    row = _begin(work, account_id, AccountAct.RESET_LINK, reason, note, approval_id)
    if row is None or _sent_just_now(work, portal_reset, row):
        return _nothing(work, account_id, AccountAct.RESET_LINK)
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
    _finish(
        work,
        row,
        AccountAct.RESET_LINK,
        row.stage,
        reason,
        note,
        expires=expires.isoformat(),
        secret=hashes,
    )
    return True


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
    row = _begin(work, account_id, AccountAct.UNBIND, reason, note, approval_id)
    if row is None or not row.messaging_account:
        return _nothing(work, account_id, AccountAct.UNBIND)
    _edit(work, row, messaging_account="")
    _finish(work, row, AccountAct.UNBIND, row.stage, reason, note)
    account_letters.tell(work, row, MessageKind.ACCOUNT_UNBOUND)
    return True


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


def _begin(
    work: Work,
    account_id: int,
    act: AccountAct,
    reason: ActReason,
    note: str,
    approval_id: int | None,
) -> Row[Any] | None:
    """The account, held still, with everything the act needs; None where there is nothing left to do."""
    row = queries.held_still(work.connection, account_id)
    if row is None:
        raise NotFound(N_("This account is not on record any more. Search again."))
    why_not = why_not_act(work, row)
    if why_not:
        raise NotAllowed(why_not)
    rule = ACTS[act]
    if row.stage in rule.done:
        _nothing(work, account_id, act)
        return None
    if row.stage not in rule.at:
        raise Refused(N_("“{act}” is not for an account that stands at: {stage}."), act=act, stage=row.stage)
    if reason not in rule.reasons:
        raise Refused(
            N_("{reason} is no reason for this. Choose from: {known}."), reason=reason, known=rule.reasons
        )
    if reason in NEEDS_WORDS and not clean(note):
        raise Refused(N_("Say why in a few words; it goes on record."))
    within(note, LONGEST_REASON)
    _require_second_person(work, row, act, reason, approval_id)
    return row


def _require_second_person(
    work: Work, row: Row[Any], act: AccountAct, reason: ActReason, approval_id: int | None
) -> None:
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
        {"act": act, "account": row.id, "contact": work.contact_id, "reason": reason},
        approval_id,
        subject=f"account:{row.id}",
        facts={
            N_("Account"): row.account_no,
            N_("What"): act.word,
            N_("Reason"): reason.word,
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


def _finish(
    work: Work,
    row: Row[Any],
    act: AccountAct,
    to: AccountStage,
    reason: ActReason,
    note: str,
    *,
    expires: str | None = None,
    secret: dict[str, str] | None = None,
) -> None:
    """Put the act on record and tell the portal; hashes go to the portal and are not kept in the message."""
    queries.leave_act(
        work.connection,
        account_id=row.id,
        act=act,
        from_stage=row.stage,
        to_stage=to,
        reason=reason,
        note=clean(note),
        at=work.now,
        staff_id=work.desk.actor.staff_id,
        contact_id=work.contact_id,
    )
    event = EVENTS[act]
    work.record(event, f"account:{row.id}", was=row.stage, now=to, reason=reason)
    told: dict[str, str | int | bool | None] = {"account": row.account_no, "stage": to.value}
    if expires is not None:
        told["expires"] = expires
    outbox.notify(work, event, told, secret=secret)


EVENTS = {
    AccountAct.UNLOCK: "account.unlocked",
    AccountAct.LOCK: "account.locked",
    AccountAct.INVITE: "account.invited",
    AccountAct.RESET_LINK: "account.reset_link_sent",
    AccountAct.UNBIND: "account.unbound",
}
"""What an act is called on record and to the portal."""


def _nothing(work: Work, account_id: int, act: AccountAct) -> bool:
    """There was nothing left to do: on record, told to nobody."""
    if not work.entries:
        work.record("account.nothing_to_do", f"account:{account_id}", act=act)
    return False
