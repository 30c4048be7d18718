"""What needs a second person, who may be that person, and when an approval holds. Source: SAFETY 11.

An approval is for one exact act: its content is written as one canonical text (:func:`canonical`), and the
desk keeps a keyed hash of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from types import MappingProxyType

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, Role, allowed
from consoleapp.rules.text import clean, fold


class ApprovalKind(Coded):
    """An act that one person alone may not do."""

    DOCUMENT_WAIVER = "document_waiver", N_("Waive a document")
    VERIFICATION_EXCEPTION = "verification_exception", N_("Exception to verification")
    LARGE_SETTLEMENT = "large_settlement", N_("Settlement above the limit")
    ROLE_CHANGE = "role_change", N_("Change of a role")
    LARGE_EXPORT = "large_export", N_("Large export")
    BULK_DIRECTORY_CHANGE = "bulk_directory_change", N_("Change of many providers")
    RECENT_CONTACT_CHANGE = "recent_contact_change", N_("Act on new contact details")


class Decision(Coded):
    """What came of a request for approval."""

    APPROVED = "approved", N_("Approved")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class ApprovalState(Coded):
    """Where an approval stands at a moment; derived, never stored."""

    WAITING = "waiting", N_("Waiting for approval")
    APPROVED = "approved", N_("Approved")
    USED = "used", N_("Used")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    LAPSED = "lapsed", N_("Lapsed")


@dataclass(frozen=True, slots=True)
class Needs:
    """Who may ask for a kind, and what the second person must be allowed."""

    ask: Permission
    approve: Permission


_P = Permission
NEEDS: Mapping[ApprovalKind, Needs] = MappingProxyType(
    {
        ApprovalKind.DOCUMENT_WAIVER: Needs(_P.HANDLE_DOCUMENTS, _P.WAIVE_DOCUMENTS),
        ApprovalKind.VERIFICATION_EXCEPTION: Needs(_P.VERIFY_CALLER, _P.GRANT_EXCEPTION),
        ApprovalKind.LARGE_SETTLEMENT: Needs(_P.SETTLE, _P.APPROVE),
        ApprovalKind.ROLE_CHANGE: Needs(_P.MANAGE_STAFF, _P.APPROVE),
        ApprovalKind.LARGE_EXPORT: Needs(_P.READ_REPORTS, _P.APPROVE),
        ApprovalKind.BULK_DIRECTORY_CHANGE: Needs(_P.EDIT_DIRECTORY, _P.APPROVE),
        ApprovalKind.RECENT_CONTACT_CHANGE: Needs(_P.UNLOCK_ACCOUNTS, _P.APPROVE),
    }
)
"""Kind → permissions. Whoever approves must hold both :attr:`Needs.approve` and ``APPROVE``."""


def may_approve(role: Role, kind: ApprovalKind) -> bool:
    """Whether somebody in ``role`` may be the second person for ``kind``."""
    return allowed(role, Permission.APPROVE) and allowed(role, NEEDS[kind].approve)


def state_of(
    decision: Decision | None,
    *,
    requested_at: datetime,
    decided_at: datetime | None,
    used_at: datetime | None,
    now: datetime,
    holds: timedelta,
    waits: timedelta,
) -> ApprovalState:
    """Where it stands: an approval holds for ``holds`` after the decision, a request waits for ``waits``."""
    if used_at is not None:
        return ApprovalState.USED
    if decision is None or decided_at is None:
        return ApprovalState.LAPSED if now - requested_at > waits else ApprovalState.WAITING
    if decision is Decision.APPROVED:
        return ApprovalState.LAPSED if now - decided_at > holds else ApprovalState.APPROVED
    return ApprovalState.REFUSED if decision is Decision.REFUSED else ApprovalState.WITHDRAWN


def same_name(one: str, other: str) -> bool:
    """Whether two accounts carry the name of one person, whatever its case, order and spacing."""
    return sorted(fold(one).split()) == sorted(fold(other).split())


Payload = Mapping[str, object]
"""The whole content of an act, by name: text, numbers, dates, Money, codes, lists and mappings of them."""


def canonical(kind: ApprovalKind, payload: Payload) -> str:
    """One text for one content: names sorted, every value with its type.

    Raises TypeError for a value that has no one way to be written (a float, a set, an object).
    """
    return json.dumps(
        [kind.value, _plain(dict(payload))], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return ["code", type(value).__name__, value.value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Money):
        return ["money", value.minor, value.currency]
    if isinstance(value, datetime):
        return ["moment", value.timestamp().hex()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, list | tuple):
        return ["list", [_plain(one) for one in value]]
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    raise TypeError(f"an approval cannot be bound to a {type(value).__name__}")


FactValue = str | int | date | Money
"""What a second person reads about an act: words of codes, numbers, dates, amounts; no personal data."""


def facts_as_text(facts: Mapping[str, FactValue]) -> str:
    """``facts`` as they are kept: JSON, each with its kind. Back with :func:`facts_from_text`."""
    told: list[list[object]] = []
    for label, value in facts.items():
        if isinstance(value, Money):
            told.append([label, "money", value.minor, value.currency])
        elif isinstance(value, date):
            told.append([label, "date", value.isoformat()])
        else:
            told.append([label, "plain", clean(value) if isinstance(value, str) else value])
    return json.dumps(told, ensure_ascii=False)


def facts_from_text(text: str) -> tuple[tuple[str, FactValue], ...]:
    """Labels and typed values, in the order they were given."""
    found: list[tuple[str, FactValue]] = []
    for label, kind, *parts in json.loads(text):
        if kind == "money":
            found.append((label, Money(*parts)))
        elif kind == "date":
            found.append((label, date.fromisoformat(parts[0])))
        else:
            found.append((label, parts[0]))
    return tuple(found)
