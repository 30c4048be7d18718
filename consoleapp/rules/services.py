"""What members ask the desk to do, and where it stands (DOMAIN 10)."""

from collections.abc import Mapping
from types import MappingProxyType

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.text import clean


class ServiceKind(Coded):
    """What is asked for."""

    GUARANTEE = "guarantee", N_("Guarantee of payment")
    PRE_AUTHORISATION = "pre_authorisation", N_("Pre-authorisation")
    APPOINTMENT = "appointment", N_("Direct-billing appointment")
    DEPOSIT = "deposit", N_("Hospital deposit advance")
    CARD = "card", N_("Card re-issue")
    DATA_CHANGE = "data_change", N_("Change of personal data")
    LIMIT_INCREASE = "limit_increase", N_("Self-service limit increase")
    VISIT_RECORDS = "visit_records", N_("Visit-record authorisation")
    PAYOUT = "payout", N_("Payout details")
    CALL_BACK = "call_back", N_("Call-back")
    COMPLAINT = "complaint", N_("Complaint")
    FEEDBACK = "feedback", N_("Provider feedback")


class ServiceState(Coded):
    """Where a request stands. Overdue is a live one past its date, never a state of its own."""

    OPEN = "open", N_("Opened")
    IN_PROGRESS = "in_progress", N_("In progress")
    WAITING = "waiting", N_("Waits")
    DONE = "done", N_("Done")
    DECLINED = "declined", N_("Turned down")
    CANCELLED = "cancelled", N_("Cancelled")

    @property
    def is_live(self) -> bool:
        """Somebody still has to do something."""
        return self in LIVE


LIVE = (ServiceState.OPEN, ServiceState.IN_PROGRESS, ServiceState.WAITING)


class WaitsFor(Coded):
    """Whose turn it is while a request waits."""

    MEMBER = "member", N_("Waiting for the member")
    PROVIDER = "provider", N_("Waiting for the provider")
    DOCUMENT = "document", N_("Waiting for a document")


_S = ServiceState
SERVICE_MOVES: Mapping[Coded, frozenset[Coded]] = MappingProxyType(
    {
        _S.OPEN: frozenset({_S.IN_PROGRESS, _S.WAITING, _S.DONE, _S.DECLINED, _S.CANCELLED}),
        _S.IN_PROGRESS: frozenset({_S.WAITING, _S.DONE, _S.DECLINED, _S.CANCELLED}),
        _S.WAITING: frozenset({_S.IN_PROGRESS, _S.DONE, _S.DECLINED, _S.CANCELLED}),
        _S.DONE: frozenset(),
        _S.DECLINED: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)
"""Which state may follow which; an end is final. While it waits, another may come to be waited for."""


DIGITS = 6
"""Of a number, at least."""


def number_of(request_id: int) -> str:
    """What is told to the caller: ``R000123``."""
    return f"R{request_id:0{DIGITS}d}"


def ids_like(typed: str) -> tuple[int, int, int] | None:
    """The request that ``r123`` means, and the first and the last whose numbers start so; None for any other
    text: digits alone are read out of nearly everything else.
    """
    digits = typed.upper().removeprefix("R")
    if digits == typed.upper() or not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        return None
    low = high = int(digits)
    if len(digits) < DIGITS:
        missing = DIGITS - len(digits)
        low, high = low * 10**missing, (low + 1) * 10**missing - 1
    return int(digits), low, high


def id_of(number: str) -> int:
    """The request ``R000123`` means, also written ``r123`` or ``123``. Raises Refused for anything else."""
    digits = clean(number).upper().removeprefix("R")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise Refused(N_("{text} is not the number of a request. Write it as R000123."), text=repr(number))
    return int(digits)
