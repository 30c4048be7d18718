"""What staff may do about a portal account, at which stage, and for which reasons (DOMAIN 7, SAFETY 7, 8).

Unlock and lock are two acts, never a toggle. Unlocking clears the lock and its counter and nothing else; no
act shows, sets or carries a password that staff could read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import AccountHolder, AccountStage
from consoleapp.rules.verification import CallerRole


class AccountAct(Coded):
    """Something staff do about an account."""

    UNLOCK = "unlock", N_("Unlock")
    LOCK = "lock", N_("Lock")
    INVITE = "invite", N_("Send the invitation")
    RESET_LINK = "reset_link", N_("Send a reset link")
    UNBIND = "unbind", N_("Unbind the messaging account")


class ActReason(Coded):
    """Why it is done, as the caller says."""

    WRONG_TRIES = "wrong_tries", N_("Typed the password wrong too often")
    SOMEBODY_TRIED = "somebody_tried", N_("Somebody else tried, it is over")
    DANGER_OVER = "danger_over", N_("Locked at the caller's wish, it is over")
    LOST_DEVICE = "lost_device", N_("Phone or computer lost")
    PASSWORD_KNOWN = "password_known", N_("Somebody else may know the password")
    NOT_ARRIVED = "not_arrived", N_("It never arrived")
    MISLAID = "mislaid", N_("Lost or thrown away")
    EXPIRED = "expired", N_("It has expired")
    FORGOT_PASSWORD = "forgot_password", N_("Forgot the password")
    FORGOT_ANSWERS = "forgot_answers", N_("Forgot the answers to the questions")
    NEW_DEVICE = "new_device", N_("New phone or number")
    WRONG_PERSON = "wrong_person", N_("Bound to somebody else's")
    OTHER = "other", N_("Another reason (say which)")


@dataclass(frozen=True, slots=True)
class ActRule:
    """``at`` the stages an act is for, ``done`` the stages at which there is nothing left to do, ``to`` where
    the account stands afterwards (None: where it stood), ``reasons`` the usual one first."""

    at: frozenset[AccountStage]
    done: frozenset[AccountStage]
    to: AccountStage | None
    reasons: tuple[ActReason, ...]


_S, _R = AccountStage, ActReason
ACTS: Mapping[AccountAct, ActRule] = MappingProxyType(
    {
        AccountAct.UNLOCK: ActRule(
            frozenset({_S.FROZEN}),
            frozenset({_S.ACTIVE}),
            _S.ACTIVE,
            (_R.WRONG_TRIES, _R.SOMEBODY_TRIED, _R.DANGER_OVER, _R.OTHER),
        ),
        AccountAct.LOCK: ActRule(
            frozenset({_S.ACTIVE}),
            frozenset({_S.FROZEN}),
            _S.FROZEN,
            (_R.PASSWORD_KNOWN, _R.LOST_DEVICE, _R.OTHER),
        ),
        AccountAct.INVITE: ActRule(
            frozenset({_S.NOT_REGISTERED, _S.INVITED, _S.REGISTERING}),
            frozenset(),
            _S.INVITED,
            (_R.NOT_ARRIVED, _R.MISLAID, _R.EXPIRED, _R.OTHER),
        ),
        AccountAct.RESET_LINK: ActRule(
            frozenset({_S.ACTIVE}),
            frozenset(),
            None,
            (_R.FORGOT_PASSWORD, _R.FORGOT_ANSWERS, _R.OTHER),
        ),
        AccountAct.UNBIND: ActRule(
            frozenset(_S) - {_S.NOT_REGISTERED},
            frozenset(),
            None,
            (_R.NEW_DEVICE, _R.LOST_DEVICE, _R.WRONG_PERSON, _R.OTHER),
        ),
    }
)
"""Act → when it is possible and why it is done."""

NEEDS_WORDS = frozenset({ActReason.OTHER})
"""Reasons that say nothing without a note."""


def open_acts(stage: AccountStage, *, bound: bool) -> tuple[AccountAct, ...]:
    """What can be done about an account at ``stage``; ``bound``: a messaging account is bound to it."""
    return tuple(
        act for act, rule in ACTS.items() if stage in rule.at and (act is not AccountAct.UNBIND or bound)
    )


ASKS: Mapping[AccountHolder, CallerRole] = MappingProxyType(
    {
        AccountHolder.MEMBER: CallerRole.MEMBER,
        AccountHolder.EMPLOYER: CallerRole.EMPLOYER,
        AccountHolder.BROKER: CallerRole.BROKER,
    }
)
"""Whose account it is → the only caller who may ask for an act: the holder, nobody on their behalf."""

PASSWORD_RULES = (
    N_("6–12 characters: upper and lower case, at least one digit; of symbols only _ ! & @"),
    N_("Or, where the newer rule is in use: 8–16 characters, at least two of letters, digits, symbols"),
)
"""The two rules for members' passwords, read to a caller who chooses a new one. Staff never hear which."""

FROZEN_BY_PORTAL = N_("Five invalid logins")
"""The reason an extract gives when the portal froze an account by itself, read in the reader's language."""

STAGE_ORDER = (
    AccountStage.FROZEN,
    AccountStage.REGISTERING,
    AccountStage.INVITED,
    AccountStage.NOT_REGISTERED,
    AccountStage.ACTIVE,
    AccountStage.DISABLED,
)
"""How accounts are listed: who cannot get in first, then who is on the way in."""
