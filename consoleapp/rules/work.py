"""What waits for somebody at the desk, in one queue (SCREENS "Requests")."""

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.permissions import Role

LONGEST = 500
"""Things of one kind that the queue shows at most."""


class WorkKind(Coded):
    """Why something is in the queue. The order of the members is the order among equals."""

    CALL_BACK = "call_back", N_("Call back")
    CHASE = "chase", N_("Chase documents")
    SEND = "send", N_("Send the request")
    ASK = "ask", N_("Ask for documents")
    UPLOAD = "upload", N_("Look at uploads")
    LETTER = "letter", N_("Post the letter")
    SERVICE = "service", N_("Service request")
    CLAIM = "claim", N_("Claim past its date")
    MESSAGE = "message", N_("Message is stuck")
    APPROVAL = "approval", N_("Approve")


class WorkScope(Coded):
    """Whose work is shown."""

    MINE = "mine", N_("Mine")
    DESK = "desk", N_("My desk")
    ALL = "all", N_("All")


def in_scope(scope: WorkScope, *, mine: bool, owner: Role | None, me: Role) -> bool:
    """Whether work of somebody in role ``owner`` is shown; what belongs to nobody is every desk's."""
    match scope:
        case WorkScope.MINE:
            return mine
        case WorkScope.DESK:
            return owner is None or owner is me
        case WorkScope.ALL:
            return True
