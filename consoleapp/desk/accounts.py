"""Portal accounts as they are read: the list, frozen first, and one account whole (DOMAIN 7).

Without a contact staff see every account. With somebody on the line the list holds only what is the caller's
own, and one account says what they may hear: where it stands before anything is proved, the rest as far as
the caller is known.
"""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.account_acts import lock, reset_link, send_invitation, unbind, unlock, why_not_act
from consoleapp.desk.account_shapes import AccountDetail, AccountRow, ActLine, FailedLogin, Sent
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.shapes import AccountFacts
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.i18n import N_
from consoleapp.rules.accounts import AccountAct, open_acts
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import Certificate
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import AccountHolder, AccountStage
from consoleapp.rules.text import clean, fold
from consoleapp.rules.verification import CallerRole
from consoleapp.store.queries import account_list
from consoleapp.store.queries import accounts as queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries.account_list import Wanted

__all__ = [
    "SORTABLE",
    "account_facts",
    "by_number",
    "counts",
    "detail",
    "first",
    "ids",
    "listed",
    "lock",
    "of_member",
    "reset_link",
    "rows",
    "send_invitation",
    "unbind",
    "unlock",
]

Order = tuple[str, bool] | None
SORTABLE = account_list.SORTABLE
"""The columns the list can be ordered by."""
LONGEST = 100
"""Failed logins and acts shown of one account."""


# The list.


@reads(Permission.READ_ACCOUNTS)
def ids(
    work: Work,
    order: Order = None,
    words: str = "",
    *,
    stage: AccountStage | None = None,
    kind: AccountHolder | None = None,
) -> "array[int]":
    """The ids of all accounts that hold ``words``, in order; frozen first where none is named. On record."""
    found = account_list.ids(work.connection, _wanted(work, stage, kind), order, fold(words))
    work.record("accounts.listed", "accounts", accounts=len(found), stage=stage, kind=kind)
    return found


@reads(Permission.READ_ACCOUNTS)
def first(
    work: Work,
    order: Order = None,
    words: str = "",
    limit: int = 200,
    *,
    stage: AccountStage | None = None,
    kind: AccountHolder | None = None,
) -> tuple[AccountRow, ...]:
    """The first accounts in order."""
    return _first(work, order, words, limit, stage, kind)


@reads(Permission.READ_ACCOUNTS)
def listed(
    work: Work,
    words: str = "",
    limit: int = 200,
    *,
    stage: AccountStage | None = None,
    kind: AccountHolder | None = None,
) -> tuple[AccountRow, ...]:
    """The first accounts, on record like the list: for commands."""
    found = _first(work, None, words, limit, stage, kind)
    work.record("accounts.listed", "accounts", accounts=len(found), stage=stage, kind=kind)
    return found


@reads(Permission.READ_ACCOUNTS)
def rows(work: Work, account_ids: Sequence[int]) -> tuple[AccountRow, ...]:
    """These accounts as the list shows them, those of the caller on the line."""
    return _rows(work, account_ids)


@reads(Permission.READ_ACCOUNTS)
def counts(work: Work) -> dict[AccountStage, int]:
    """How many accounts stand at each stage."""
    return account_list.counts(work.connection, _wanted(work))


def _first(
    work: Work,
    order: Order,
    words: str,
    limit: int,
    stage: AccountStage | None,
    kind: AccountHolder | None,
) -> tuple[AccountRow, ...]:
    wanted = _wanted(work, stage, kind)
    found = account_list.first_ids(work.connection, wanted, order, fold(words), limit)
    by_id = {row.account_id: row for row in _rows(work, found)}
    return tuple(by_id[id_] for id_ in found if id_ in by_id)


def _rows(work: Work, account_ids: Sequence[int]) -> tuple[AccountRow, ...]:
    if not account_ids:
        return ()
    whence = queries.origins(work.connection, account_ids)
    found = account_list.rows(work.connection, account_ids, _wanted(work))
    return tuple(_row(work, row, whence.get(row.id, [])) for row in found)


def _row(work: Work, row: Row[Any], whence: Sequence[str]) -> AccountRow:
    kind, english, chinese, where = holder_of(row)
    found = AccountRow(
        account_id=row.id,
        account_no=row.account_no,
        kind=kind,
        name_en=english,
        name_zh=chinese,
        where=where,
        member_id=row.member_id,
        stage=row.stage,
        registration_step=row.registration_step,
        frozen_at=row.frozen_at,
        frozen_by=row.frozen_reason,
        tries=row.failed_attempts,
        origins=tuple(whence) if row.failed_attempts else (),
        last_login_at=row.last_login_at,
        user_id=row.user_id or "",
    )
    if work.serving is not None and _withheld(work, row):
        return replace(found, frozen_by="", tries=0, origins=(), last_login_at=None, user_id="")
    return found


def _wanted(
    work: Work, stage: AccountStage | None = None, kind: AccountHolder | None = None
) -> account_list.Wanted:
    """Every account; with somebody on the line only their own. Raises NotAllowed for who has none."""
    serving = work.serving
    if serving is None:
        return Wanted(stage, kind)
    match serving.caller_role:
        case CallerRole.MEMBER if serving.member_id is not None:
            return Wanted(stage, kind, member_id=serving.member_id)
        case CallerRole.EMPLOYER if serving.holder_id is not None:
            return Wanted(stage, kind, holder_id=serving.holder_id)
        case CallerRole.BROKER if serving.broker_id is not None:
            return Wanted(stage, kind, broker_id=serving.broker_id)
    raise NotAllowed(N_("The caller on the line has no account of their own. Park the contact first (k)."))


# One account.


@reads(Permission.READ_ACCOUNTS)
def detail(work: Work, account_id: int) -> AccountDetail:
    """One account whole; of a member the look is on record. Raises NotFound, and NotAllowed for a caller it
    is never for."""
    return _detail(work, account_id)


@reads(Permission.READ_ACCOUNTS)
def of_member(work: Work, member_id: int) -> AccountDetail | None:
    """The account of a member, whole. Raises NotAllowed for a caller it is never for."""
    person = member_queries.card(work.connection, member_id, work.today)
    if person is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    whom = Person.of(person, member_id)
    if disclosing.never(work, whom, Topic.ACCOUNT_STATE):
        disclosing.require(work, whom, Topic.ACCOUNT_STATE)
    row = queries.of_member(work.connection, member_id)
    if row is None:
        work.looked(member_id, "account")
        return None
    return _detail(work, row.id)


@reads(Permission.READ_ACCOUNTS)
def by_number(work: Work, account_no: str) -> int:
    """The id of the account with this number. Raises NotFound."""
    number = clean(account_no).upper()
    account_id = queries.by_number(work.connection, number)
    if account_id is None:
        raise NotFound(N_("Account {number} is not on record. Check the number."), number=number or "–")
    return account_id


def _detail(work: Work, account_id: int) -> AccountDetail:
    row = queries.one(work.connection, account_id)
    if row is None:
        raise NotFound(N_("This account is not on record any more. Search again."))
    withheld = _heard(work, row)
    if row.member_id is not None:
        work.looked(row.member_id, "account")
    kind, english, chinese, where = holder_of(row)
    bound, why_not = bool(row.messaging_account), why_not_act(work, row)
    acts = [] if withheld else queries.acts(work.connection, row.id, LONGEST)
    lock_of = next((one for one in acts if one.act is AccountAct.LOCK), None)
    logins = [] if withheld else queries.failed_logins(work.connection, row.id, LONGEST)
    locked_here = row.stage is AccountStage.FROZEN and lock_of is not None and lock_of.at == row.frozen_at
    return AccountDetail(
        facts=account_facts(row, withheld),
        kind=kind,
        name_en=english,
        name_zh=chinese,
        where=where,
        member_id=row.member_id,
        policy_id=row.member_policy_id or row.some_policy,
        frozen_by=lock_of.staff_name if locked_here and lock_of is not None else "",
        bound=bound and not withheld,
        logins=tuple(FailedLogin(one.at, one.origin) for one in logins),
        acts=tuple(ActLine(one.at, one.act, one.reason, one.note, one.staff_name) for one in acts),
        invitation=None if withheld else _sent(queries.invitation(work.connection, row.id)),
        reset_link=None if withheld else _sent(queries.reset_link(work.connection, row.id)),
        questions=0 if withheld else queries.question_count(work.connection, row.id),
        member_no=_member_no(work, row) if not why_not else "",
        possible=open_acts(row.stage, bound=bound),
        why_not=why_not,
    )


def _member_no(work: Work, row: Row[Any]) -> str:
    """What a verified member without an identity number at hand registers with."""
    if row.member_id is None or row.stage not in (AccountStage.INVITED, AccountStage.REGISTERING):
        return ""
    person = member_queries.card(work.connection, row.member_id, work.today)
    return "" if person is None else person.person_ref


def _heard(work: Work, row: Row[Any]) -> str:
    """Why only the stage is shown; "" where all is. Raises NotAllowed where not even that."""
    if row.member_id is None:
        if disclosing.never_of_policy(work, Topic.ACCOUNT_STATE, row.holder_id, row.broker_id):
            disclosing.require_of_policy(work, Topic.ACCOUNT_STATE, row.holder_id, row.broker_id)
        return _withheld(work, row)
    whom = _person(work, row)
    if disclosing.never(work, whom, Topic.ACCOUNT_STATE):
        disclosing.require(work, whom, Topic.ACCOUNT_STATE)
    return disclosing.why_not(work, whom, Topic.ACCOUNT_STATE)


def _withheld(work: Work, row: Row[Any]) -> str:
    if row.member_id is None:
        return disclosing.why_not_of_policy(work, Topic.ACCOUNT_STATE, row.holder_id, row.broker_id)
    return disclosing.why_not(work, _person(work, row), Topic.ACCOUNT_STATE)


def _person(work: Work, row: Row[Any]) -> Person:
    return Person.of(member_queries.card(work.connection, row.member_id, work.today), row.member_id)


def _sent(row: Row[Any] | None) -> Sent | None:
    return None if row is None else Sent(row.made_at, row.expires_at, row.ended_at)


def holder_of(row: Row[Any]) -> tuple[AccountHolder, str, str, str]:
    """Whose account it is: kind, names, and where they are found."""
    if row.member_id is not None:
        certificate = Certificate(row.cert_no, row.suffix)
        return AccountHolder.MEMBER, row.member_en, row.member_zh, f"{row.policy_no} {certificate}"
    if row.holder_id is not None:
        return AccountHolder.EMPLOYER, row.holder_en, row.holder_zh, row.holder_code
    return AccountHolder.BROKER, row.broker_name, "", row.broker_code


def account_facts(row: Row[Any], withheld: str = "") -> AccountFacts:
    """A portal account as the desk shows it; with ``withheld`` only where it stands."""
    return AccountFacts(
        account_id=row.id,
        account_no=row.account_no,
        user_id="" if withheld else row.user_id or "",
        stage=row.stage,
        registration_step=row.registration_step,
        language=None if withheld else row.language,
        last_login_at=None if withheld else row.last_login_at,
        failed_attempts=0 if withheld else row.failed_attempts,
        frozen_at=row.frozen_at,
        frozen_reason="" if withheld else row.frozen_reason,
        terms_version="" if withheld else row.terms_version,
        terms_accepted_at=None if withheld else row.terms_accepted_at,
        withheld=withheld,
    )
