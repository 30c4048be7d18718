"""Who at the desk may make which move of a claim (DOMAIN 4). The moves themselves: rules.statuses.MOVES."""

from collections.abc import Mapping
from types import MappingProxyType

from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ClaimStatus

_C = ClaimStatus

MOVERS: Mapping[tuple[ClaimStatus, ClaimStatus], Permission] = MappingProxyType(
    {
        (_C.RECEIVED, _C.IN_REVIEW): Permission.DECIDE_CLAIMS,
        (_C.IN_REVIEW, _C.PENDING_DOCUMENTS): Permission.HANDLE_DOCUMENTS,
        # With every document in; a supervisor also without.
        (_C.PENDING_DOCUMENTS, _C.IN_REVIEW): Permission.HANDLE_DOCUMENTS,
        (_C.IN_REVIEW, _C.APPROVED): Permission.DECIDE_CLAIMS,
        (_C.IN_REVIEW, _C.DECLINED): Permission.DECIDE_CLAIMS,
        (_C.APPROVED, _C.PAID): Permission.DECIDE_CLAIMS,
        (_C.RECEIVED, _C.WITHDRAWN): Permission.WITHDRAW_CLAIMS,
        (_C.IN_REVIEW, _C.WITHDRAWN): Permission.WITHDRAW_CLAIMS,
        (_C.PENDING_DOCUMENTS, _C.WITHDRAWN): Permission.WITHDRAW_CLAIMS,
    }
)
"""The insurer's system adjudicates; its moves come in by extract. This is what staff may do beside it."""


def mover(old: ClaimStatus, new: ClaimStatus) -> Permission:
    """What it takes to make this move. A move that is not in the table is nobody's (KeyError)."""
    return MOVERS[old, new]
